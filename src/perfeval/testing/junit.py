"""The outcomes of tests as JUnit XML; a file that could not be used is a case in error of its own."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.diagnostic import Diagnostic
from perfeval.lang import spoken, translated
from perfeval.report.junit import Suite, Verdict
from perfeval.report.junit import junit as document
from perfeval.testing.running import Outcome, Tested


def junit(files: Sequence[Tested]) -> str:
    """The document."""
    return document([Suite(file.name, _verdicts(file)) for file in files])


def _verdicts(file: Tested) -> list[Verdict]:
    broken = [] if file.suite else [_line(fault) for fault in file.diagnostics if fault.fatal]
    unusable = [Verdict(spoken("文件不能用"), "error", broken)] if broken else []
    return unusable + [
        Verdict(one.case.name, "" if one.passed else "failure", _reasons(file, one)) for one in file.outcomes
    ]


def _reasons(file: Tested, outcome: Outcome) -> list[str]:
    assert file.suite is not None  # or there would be no outcomes
    found = [file.suite.source.place(difference.diagnostic) for difference in outcome.differences]
    return [_line(fault) for fault in (*found, *outcome.faults)]


def _line(fault: Diagnostic) -> str:
    return f"{fault.location}: {translated(fault).message}（{fault.code}）"
