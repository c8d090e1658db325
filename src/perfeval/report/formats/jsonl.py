"""One JSON object a line, each a finding as the ``json`` format lists it; accepted ones bear their reason."""

from __future__ import annotations

from perfeval.report.formats.findings import Report
from perfeval.report.formats.json import entry
from perfeval.report.jsontext import json_text


def write(report: Report) -> str:
    """The lines; none where nothing was found."""
    return "".join(json_text(entry(one), None) + "\n" for one in report.listed)
