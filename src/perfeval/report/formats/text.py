"""Text for people: as everywhere else, with the number of accepted findings at its end."""

from __future__ import annotations

from perfeval.report.findings import render
from perfeval.report.formats.findings import Report, accepted_words


def write(report: Report) -> str:
    """The findings with their lines and carets; empty where there is nothing to say."""
    shown = render((one.finding for one in report.standing), style=report.style)
    words = accepted_words(report)
    return f"{shown}{words}\n" if words else shown
