"""JUnit XML, which CI services read."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from perfeval.record import Record
from perfeval.report.findings import printable


class Verdict(Record):
    """A test case. kind: the element that says how it ended, empty where it passed; lines: why."""

    name: str
    kind: str = ""
    lines: Sequence[str] = ()


class Suite(Record):
    """Test cases that belong together, and what they have printed."""

    name: str
    verdicts: Sequence[Verdict]
    printed: Sequence[str] = ()


def junit(suites: Sequence[Suite]) -> str:
    """The document."""
    root = ET.Element("testsuites", _counts([one for suite in suites for one in suite.verdicts]))
    for suite in suites:
        name = printable(suite.name)
        element = ET.SubElement(root, "testsuite", {"name": name, **_counts(suite.verdicts)})
        for one in suite.verdicts:
            case = ET.SubElement(element, "testcase", {"classname": name, "name": printable(one.name)})
            if one.kind:
                lines = [printable(line) for line in one.lines]
                found = ET.SubElement(case, one.kind, {"message": lines[0], "type": one.kind})
                found.text = "\n".join(lines)
        if suite.printed:
            ET.SubElement(element, "system-out").text = "\n".join(map(printable, suite.printed))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _counts(verdicts: Sequence[Verdict]) -> dict[str, str]:
    kinds = [one.kind for one in verdicts]
    return {"tests": str(len(kinds)), "failures": str(kinds.count("failure")), "errors": str(kinds.count("error"))}
