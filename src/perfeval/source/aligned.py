"""Lines in the wrong column: which line is to be moved, by how much, and what it is to stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfeval.record import Record
from perfeval.regex import regex
from perfeval.source.lines import Finding
from perfeval.source.signs import brief
from perfeval.source.spans import line_end

Columns = Sequence[tuple[int, bool]]
"""The columns of open mappings (True) and lists (False), from the outside in."""

_NEXT = regex(r"(?:[ \t]*(?:#[^\n]*)?\n)*([ ]*)[^\s#]")


class Key(Record):
    """The last key with a value on its line, and what it did to the structure.

    left: the column of the mapping that it stepped out of. first: whether it is the first of its mapping.
    """

    start: int
    end: int
    column: int
    left: int | None
    first: bool


def misplaced(text: str, line: re.Match[str], columns: Columns, latest: dict[tuple[int, bool], int]) -> Finding:
    """A line in a column where nothing is open; `latest` has the offset of the last key or item of each column."""
    start, end = line.end("indent"), line.end("key") if line["key"] else line.end()
    column, mapping = start - line.start(), not line["dashes"]
    same = [place for place, kind in columns if kind == mapping and place != column]
    if not columns or ((column, not mapping) in columns and not same):
        message, hint = "同一层里既有“键: 值”又有“- ”列表项", "把列表缩进到它的键下面"
        return Finding("mixed-list-and-keys", start, end, message, hint)
    message = "这一行的缩进与上面任何一层都对不齐"
    if not same:
        return Finding("bad-indent", start, end, message, "与同一层的键左边对齐，每层 2 个空格")
    nearest = min(same, key=lambda place: (abs(place - column), -place))
    inner = column + len(line["dashes"])
    lines = "这一项的各行都" if line["dashes"] and _next_column(text, line.end()) == inner else ""
    hint = f"{lines}{_moved(column, nearest)}，与上面的“{_named(text, latest[nearest, mapping])}”左边对齐"
    if mapping or (column, True) not in columns:
        return Finding("bad-indent", start, end, message, hint)
    message = "这个“- ”列表项与上面的键在同一列，不在任何列表里"
    hint = f"{hint}；如果是那些键下面的列表，在它上面补一行键（如 indicators:）"
    return Finding("mixed-list-and-keys", start, end, message, hint)


def deeper(text: str, line: re.Match[str], last: Key | None) -> Finding:
    """A key that is deeper than the one above it, which has a value already."""
    start, end = line.span("key")
    name, column = line["key"], start - line.start()
    message = f"“{brief(name)}”缩进得比上一个键深，但上一个键已经有值了"
    if line["dashes"]:
        field = "indicators" if name == "code" else "键"
        message = "这里开始一个列表，但上一个键已经有值了，列表没有自己的键"
        return Finding("bad-indent", line.end("indent"), end, message, f"在这一行上面补一行这个列表的键，如“{field}:”")
    if last is None or last.column >= column:
        return Finding("bad-indent", start, end, message, "与同一层的键左边对齐")
    above, more = brief(text[last.start : last.end]), _next_column(text, line.end()) == column
    if last.left == column or (last.first and more):
        message = f"“{above}”没有与下面的“{brief(name)}”对齐"
        return Finding(
            "bad-indent", last.start, last.end, message, f"{_moved(last.column, column)}，与“{brief(name)}”左边对齐"
        )
    lines = "这一行和下面缩进相同的行都" if more else ""
    return Finding(
        "bad-indent", start, end, message, f"{lines}{_moved(column, last.column)}，与上面的“{above}”左边对齐"
    )


def _moved(column: int, to: int) -> str:
    return f"删去前面 {column - to} 个空格" if column > to else f"在前面补上 {to - column} 个空格"


def _named(text: str, at: int) -> str:
    """A key or an item, by how its line begins."""
    shown = text[at : line_end(text, at)]
    return brief(shown if shown.startswith("- ") else shown.partition(":")[0], 16)


def _next_column(text: str, at: int) -> int:
    match = _NEXT.match(text, at + 1)
    return len(match[1]) if match else -1
