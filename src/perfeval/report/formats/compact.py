"""One line a finding, for editors and for grep; the last line counts them."""

from __future__ import annotations

from perfeval.report.formats.findings import Report, line, summary


def write(report: Report) -> str:
    """The lines."""
    return "\n".join([*(line(one.finding) for one in report.standing), summary(report)]) + "\n"
