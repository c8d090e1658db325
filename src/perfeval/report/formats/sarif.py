"""SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from perfeval.diagnostic import Location
from perfeval.explained import Page, page
from perfeval.lang import chosen, spoken
from perfeval.report.findings import printable
from perfeval.report.formats.findings import Listed, Report, relative
from perfeval.report.jsontext import json_text
from perfeval.version import VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(report: Report) -> str:
    """The log of one run; only the rules that found something are described."""
    codes = sorted({one.finding.code for one in report.listed})
    index = {code: number for number, code in enumerate(codes)}
    suppressing = bool(report.accepted)
    results = [_result(one, index, suppressing) for one in report.listed]
    driver = {"name": "perfeval", "version": VERSION, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "language": "en" if chosen() == "en" else "zh-CN",
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not any(file.unreadable for file in report.files)}],
        "results": results,
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rule(code: str) -> dict[str, Any]:
    found = page(code)
    if found is None:
        return {"id": code}
    title, about, source = found.told(chosen())
    source = spoken(f"来源：{source}")
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": about},
        "help": {"text": f"{about}\n\n{source}", "markdown": "\n\n".join([about, *_samples(found), source])},
    }


def _samples(found: Page) -> Iterator[str]:
    """A wrong sample and a right one, for the person who mends the file."""
    for head, files in ((spoken("错的写法"), found.wrong), (spoken("对的写法"), found.right)):
        yield f"## {head}"
        yield from (f"```{name.rpartition('.')[2]}\n{text}```" for name, text in files.items())


def _result(one: Listed, index: dict[str, int], suppressing: bool) -> dict[str, Any]:
    found = one.finding
    hint = f"\n{spoken('建议')}: {printable(found.hint)}" if found.hint else ""
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": index[found.code],
        "level": found.severity.value,
        "message": {"text": printable(found.message) + hint},
        "locations": [{"physicalLocation": _physical(one.place)}],
        "partialFingerprints": {"perfeval/1": one.fingerprint},
    }
    related = [
        {"id": number, "message": {"text": printable(other.message)}, "physicalLocation": _physical(other.location)}
        for number, other in enumerate(found.related)
        if other.location
    ]
    if related:
        result["relatedLocations"] = related
    if suppressing:  # in a run either every result says whether it is suppressed, or none
        accepted = {"kind": "inSource", "status": "accepted", "justification": printable(one.because)}
        result["suppressions"] = [accepted] if one.because else []
    return result


def _physical(place: Location) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column, "endColumn": place.column + place.length}
    uri = quote(relative(place.file), errors="backslashreplace")
    return {"artifactLocation": {"uri": uri}, "region": region}
