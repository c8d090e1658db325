"""How the tree of indicators and the tables are set out on paper: order, columns, numbers of tables.

No figure is computed here; a template cannot look ahead in a tree, and this does it for all of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

_ORDINALS = "一二三四五六七八九十"
_PARTS = {"background": 1, "method": 2, "conclusion": 3, "experience": 5}
"""The parts of the report in which the parts of the narrative stand."""


def layout(document: Document) -> Document:
    """What templates see beside the document, under the name ``layout``.

    by_code: each indicator. roots: the codes of the first level. leaves: for each indicator, the
    codes of those below it that have no children, or its own. rows: for each leaf the codes in the
    columns of a table, "" where the cell above goes on. levels: heads of these columns, with the
    number of indicators. readings: for each indicator how its target is read, or "" where it says
    so itself. sections: for each section of the narrative the number of its heading, or 0, and of
    its table, or "".
    """
    by_code = {item["code"]: item for item in document["indicators"]}
    roots = [item["code"] for item in document["indicators"] if item["level"] == 1]
    depth = max((item["level"] for item in document["indicators"]), default=0)
    return {
        "by_code": by_code,
        "roots": roots,
        "leaves": {code: list(_leaves(by_code, code)) for code in by_code},
        "rows": list(_rows(document["indicators"], depth)),
        "levels": [_level(document["indicators"], level) for level in range(1, depth + 1)],
        "readings": {code: _reading(item) for code, item in by_code.items()},
        "sections": _sections(document["narrative"], roots),
    }


def _leaves(by_code: Document, code: str) -> Iterator[str]:
    if by_code[code]["leaf"]:
        yield code
    for child in by_code[code]["children"]:
        yield from _leaves(by_code, child)


def _rows(indicators: list[Document], depth: int) -> Iterator[Document]:
    """One row for each leaf; `indicators` has parents before children, as a tree is read."""
    cells = [""] * depth
    for item in indicators:
        cells[item["level"] - 1] = item["code"]
        if item["leaf"]:
            yield {"code": item["code"], "cells": cells}
            cells = [""] * depth


def _level(indicators: list[Document], level: int) -> Document:
    name = f"{_ORDINALS[level - 1]}级指标" if level <= len(_ORDINALS) else f"{level} 级指标"
    return {"name": name, "count": sum(item["level"] == level for item in indicators)}


def _reading(item: Document) -> str:
    return "" if _bare(item["target_read"]) == _bare(item["target"]) else item["target_read"]


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace(",", "").split())


def _sections(narrative: Document, roots: list[str]) -> Document:
    # 表 3-1 is the table of scores, so those of the conclusion come after it.
    parts: Document = {
        part: list(_numbered(narrative[part], chapter, 1 + (chapter == 3))) for part, chapter in _PARTS.items()
    }
    table, analysis = 1, {}
    for code in roots:
        sections = narrative["analysis"].get(code, [])
        analysis[code] = list(_numbered(sections, 4, table))
        table += sum(bool(section["table"]) for section in sections)
    return {**parts, "analysis": analysis}


def _numbered(sections: list[Document], chapter: int, table: int) -> Iterator[Document]:
    heading = 0
    for section in sections:
        heading += bool(section["title"])
        yield {"heading": heading if section["title"] else 0, "table": f"{chapter}-{table}" if section["table"] else ""}
        table += bool(section["table"])
