"""Lines in the wrong column: which line is to be moved, by how much, and what it is to stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfeval.record import Record, replace
from perfeval.regex import regex
from perfeval.source.lines import Finding
from perfeval.source.signs import brief
from perfeval.source.spans import line_end

Columns = Sequence[tuple[int, bool]]
"""The columns of open mappings (True) and lists (False), from the outside in."""

_FIELD = regex("[a-z_]+")
"""What fields are called; facts have names of their own, or the codes of indicators."""

_NEXT = regex(r"(?:[ \t]*(?:#[^\n]*)?\n)*([ ]*)[^\s#]")


class Key(Record):
    """The last key with a value on its line, and what it did to the structure.

    left: the column of the mapping that it stepped out of. first: whether it is the first of its mapping.
    begun: where the run of keys begins that may all have lost their indent: the first below a key that has no value,
    or the first that stepped out; none where a key of the run is none that a file names freely.
    under: the key without a value, where the run begins below one.
    """

    start: int
    end: int
    column: int
    left: int | None
    first: bool
    begun: int | None = None
    under: str = ""


def key_at(text: str, line: re.Match[str], before: Columns, last: Key | None, empty: bool) -> Key:
    """The key of a line with what was open before it; `empty` where the key above it in its column has no value."""
    start, end = line.span("key")
    column = start - line.start()
    left = next((place for place, kind in reversed(before) if kind and place > column), None)
    key = Key(start, end, column, left, not line["dashes"] and (column, True) not in before)
    if _FIELD.fullmatch(text, start, end):
        return key
    if empty and last:
        return replace(key, begun=start, under=text[last.start : last.end])
    if left is not None:
        return replace(key, begun=start)
    if last and last.column == column and last.begun is not None:
        return replace(key, left=last.left, begun=last.begun, under=last.under)
    return key


def misplaced(text: str, line: re.Match[str], columns: Columns, latest: dict[tuple[int, bool], int]) -> Finding:
    """A line in a column where nothing is open; `latest` has the offset of the last key or item of each column."""
    start, end = line.end("indent"), line.end("key") if line["key"] else line.end()
    column, mapping = start - line.start(), not line["dashes"]
    same = [place for place, kind in columns if kind == mapping and place != column]
    above = [place for place, kind in columns if kind and place <= column]
    if line["dashes"] and not same and above:
        fields = [place for place in above if _FIELD.match(text, latest[place, True])]
        return _keyless(line, max(fields or above))
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
        return _keyless(line, last.column if last and last.column < column else len(line["indent"]))
    if last is None or last.column >= column:
        return Finding("bad-indent", start, end, message, "与同一层的键左边对齐")
    above, more = brief(text[last.start : last.end]), _next_column(text, line.end()) == column
    if last.begun is not None and (last.left == column or last.under):
        return _lost(text, last, column, name)
    if last.left == column or (last.first and more):
        message = f"“{above}”没有与下面的“{brief(name)}”对齐"
        return Finding(
            "bad-indent", last.start, last.end, message, f"{_moved(last.column, column)}，与“{brief(name)}”左边对齐"
        )
    lines = "这一行和下面缩进相同的行都" if more else ""
    return Finding(
        "bad-indent", start, end, message, f"{lines}{_moved(column, last.column)}，与上面的“{above}”左边对齐"
    )


_ITEM = regex(r"\{?[ ]*(code|id|indicator)[ ]*:")
_LISTS = {"code": "indicators", "id": "findings", "indicator": "overrides"}
"""The lists of a file, by the key that their items begin with."""


def _keyless(line: re.Match[str], column: int) -> Finding:
    """A list without a key; `column` is that of the keys among which it stands."""
    start, end = line.end("indent"), line.end("key") if line["key"] else line.end()
    item = _ITEM.match(line.string, line.end("dashes"))
    field = _LISTS[item[1]] if item else "键"
    indent = f"前面 {column} 个空格" if column else "顶格写"
    message = "这里开始一个列表，但上一个键已经有值了，列表没有自己的键"
    hint = f"在这一行上面补一行这个列表的键，如“{' ' * column}{field}:”（{indent}）"
    code = "mixed-list-and-keys" if column == len(line["indent"]) else "bad-indent"
    return Finding(code, start, end, message, hint)


def _lost(text: str, last: Key, column: int, name: str) -> Finding:
    """Keys that lost their indent, told at the first of them."""
    first = text[last.begun : line_end(text, last.begun or 0)].partition(":")[0].strip()
    end, more = (last.begun or 0) + len(first), last.begun != last.start
    both = f"“{brief(first)}”到“{brief(text[last.start : last.end])}”" if more else f"“{brief(first)}”"
    under = f"，成为“{brief(last.under)}”里的一项" if last.under else ""
    hint = f"{'这几行都' if more else ''}{_moved(last.column, column)}，与“{brief(name)}”左边对齐{under}"
    return Finding("bad-indent", last.begun or 0, end, f"{both}没有与下面的“{brief(name)}”对齐", hint)


def _moved(column: int, to: int) -> str:
    return f"删去前面 {column - to} 个空格" if column > to else f"在前面补上 {to - column} 个空格"


def _named(text: str, at: int) -> str:
    """A key or an item, by how its line begins."""
    shown = text[at : line_end(text, at)]
    return brief(shown if shown.startswith("- ") else shown.partition(":")[0], 16)


def _next_column(text: str, at: int) -> int:
    match = _NEXT.match(text, at + 1)
    return len(match[1]) if match else -1
