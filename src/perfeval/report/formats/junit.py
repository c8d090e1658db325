"""JUnit XML: each file is a test case, which fails where the file does."""

from __future__ import annotations

from perfeval.report.formats.findings import Checked, Report, line, relative, summary
from perfeval.report.junit import Suite, Verdict, junit

_KINDS = {"passed": "", "failed": "failure", "unreadable": "error"}


def write(report: Report) -> str:
    """The document; findings that fail nothing, and the counts, are what the suite has printed."""
    verdicts = [_verdict(file, report) for file in report.files]
    below = [line(one.finding) for one in report.standing if not report.fails(one.finding)]
    return junit([Suite("perfeval validate", verdicts, [*below, summary(report)])])


def _verdict(file: Checked, report: Report) -> Verdict:
    failing = [line(one) for one in file.findings if report.fails(one)]
    return Verdict(relative(file.file), _KINDS[report.state(file)], failing)
