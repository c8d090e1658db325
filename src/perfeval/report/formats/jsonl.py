"""One JSON object a line, each a finding as the ``json`` format lists it; accepted ones bear their reason."""

from __future__ import annotations

import json

from perfeval.report.formats.findings import Report
from perfeval.report.formats.json import entry


def write(report: Report) -> str:
    """The lines; none where nothing was found."""
    return "".join(json.dumps(entry(one), ensure_ascii=False) + "\n" for one in report.listed)
