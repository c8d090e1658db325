"""Workflow commands: GitHub shows each at its line of a pull request."""

from __future__ import annotations

from perfeval.diagnostic import Severity
from perfeval.report.findings import printable
from perfeval.report.formats.findings import Listed, Report, accepted_words, plain

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}
_IN_VALUES = str.maketrans(_ESCAPES)
_IN_TEXT = str.maketrans({sign: code for sign, code in _ESCAPES.items() if sign not in ":,"})


def write(report: Report) -> str:
    """One command a finding, and a notice that counts the accepted ones."""
    words = accepted_words(report)
    notices = [f"::notice title=accept::{words}"] if words else []
    return "".join(f"{line}\n" for line in (*map(_command, report.standing), *notices))


def _command(one: Listed) -> str:
    place, found = one.place, one.finding
    values = {
        "file": printable(one.file),
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": place.column + place.length,
        "title": found.code,
    }
    stated = ",".join(f"{name}={str(value).translate(_IN_VALUES)}" for name, value in values.items())
    return f"::{_COMMAND[found.severity]} {stated}::{plain(found).translate(_IN_TEXT)}"
