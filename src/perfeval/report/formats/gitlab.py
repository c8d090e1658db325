"""GitLab's code quality report; it has no place for accepted findings, so they are left out."""

from __future__ import annotations

from perfeval.diagnostic import Severity
from perfeval.report.formats.findings import Report, plain
from perfeval.report.jsontext import json_text

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(report: Report) -> str:
    """The array that GitLab reads."""
    issues = [
        {
            "description": plain(one.finding),
            "check_name": one.finding.code,
            "fingerprint": one.fingerprint,
            "severity": _SEVERITY[one.finding.severity],
            "location": {"path": one.file, "lines": {"begin": one.place.line}},
        }
        for one in report.standing
    ]
    return json_text(issues) + "\n"
