"""One JSON document, ``perfeval: findings/1``."""

from __future__ import annotations

from collections import Counter
from typing import Any

from perfeval.diagnostic import Location, Severity
from perfeval.report.findings import printable
from perfeval.report.formats.findings import Listed, Report, relative
from perfeval.report.jsontext import json_text


def write(report: Report) -> str:
    """The files with their state, the counts, and every finding; `accepted` is the reason, or null."""
    kinds = Counter(one.finding.severity.value for one in report.standing)
    document = {
        "perfeval": "findings/1",
        "files": [{"file": relative(file.file), "state": report.state(file)} for file in report.files],
        "counts": {**{kind.value: kinds[kind.value] for kind in Severity}, "accepted": report.accepted},
        "findings": [entry(one) for one in report.listed],
    }
    return json_text(document) + "\n"


def entry(one: Listed) -> dict[str, Any]:
    """One finding; lines and columns count characters from 1."""
    found = one.finding
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": printable(found.message),
        "hint": printable(found.hint),
        **_place(one.place),
        "related": [
            {"message": printable(other.message), **(_place(other.location) if other.location else {})}
            for other in found.related
        ],
        "fingerprint": one.fingerprint,
        "accepted": printable(one.because) or None,
    }


def _place(place: Location) -> dict[str, Any]:
    return {"file": relative(place.file), "line": place.line, "column": place.column, "length": place.length}
