"""The outcomes of tests as JUnit XML, which CI services read."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from perfeval.diagnostic import Diagnostic
from perfeval.lang import spoken, translated
from perfeval.report.findings import printable
from perfeval.testing.running import Outcome, Tested


def junit(files: Sequence[Tested]) -> str:
    """The document; a file that could not be used is a case in error of its own."""
    suites = ET.Element("testsuites", _counts([one for file in files for one in _verdicts(file)]))
    for file in files:
        verdicts = _verdicts(file)
        suite = ET.SubElement(suites, "testsuite", {"name": printable(file.name), **_counts(verdicts)})
        for name, kind, messages in verdicts:
            case = ET.SubElement(suite, "testcase", {"classname": printable(file.name), "name": printable(name)})
            if kind:
                lines = [printable(line) for line in messages]
                found = ET.SubElement(case, kind, {"message": lines[0], "type": kind})
                found.text = "\n".join(lines)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")


Verdict = tuple[str, str, list[str]]
"""A case, the element that says how it ended, empty where it passed, and why."""


def _verdicts(file: Tested) -> list[Verdict]:
    broken = [] if file.suite else [_line(fault) for fault in file.diagnostics if fault.fatal]
    unusable: list[Verdict] = [(spoken("文件不能用"), "error", broken)] if broken else []
    return unusable + [(one.case.name, "" if one.passed else "failure", _reasons(file, one)) for one in file.outcomes]


def _reasons(file: Tested, outcome: Outcome) -> list[str]:
    assert file.suite is not None  # or there would be no outcomes
    found = [file.suite.source.place(difference.diagnostic) for difference in outcome.differences]
    return [_line(fault) for fault in (*found, *outcome.faults)]


def _line(fault: Diagnostic) -> str:
    return f"{fault.location}: {translated(fault).message}（{fault.code}）"


def _counts(verdicts: Sequence[Verdict]) -> dict[str, str]:
    kinds = [kind for _, kind, _ in verdicts]
    return {"tests": str(len(kinds)), "failures": str(kinds.count("failure")), "errors": str(kinds.count("error"))}
