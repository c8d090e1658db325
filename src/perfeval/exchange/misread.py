"""Why a table's columns are not known: they stand lower down, other signs part them, or a row means something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from perfeval.batch import header, long_header
from perfeval.diagnostic import Diagnostic
from perfeval.exchange.reading import Input, Unreadable, csv_lines
from perfeval.plan import Plan
from perfeval.record import Record

_SIGNS = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号", "；": "全角分号", "|": "竖线"}
_ROWS = 20
"""How far down a header may be."""


class _Header(Record):
    """What looks like a header: its row from 1, the sign between its cells, and these."""

    row: int
    sign: str
    cells: Sequence[str]


def misread(path: Path, table: Input, encoding: str, plan: Plan, long: bool) -> tuple[Diagnostic, ...]:
    """What is wrong with a table whose header is not understood; nothing where the header is only misspelt.

    long: whether the table was said to have a row for each indicator of a project.
    """
    own = {".csv": ",", ".tsv": "\t"}.get(path.suffix.lower(), "")
    wide = header.familiar(plan)
    found = _Header(1, own, table.columns)
    if own:
        found = _best(path, encoding, found, lambda cells: max(wide(cells), long_header.familiar(cells)))
    return (
        *([_other_sign(table.name, own, found.sign)] if found.sign != own else ()),
        *([_lower_down(found.row)] if found.row > 1 else ()),
        *_other_kind(table.name, found.cells, plan, long),
    )


def _best(path: Path, encoding: str, first: _Header, known: Callable[[Sequence[str]], int]) -> _Header:
    """What looks most like a header, where that is plainly not the first row as it was read."""
    best, most = first, max(known(first.cells), 1)
    for sign in dict.fromkeys((first.sign, *_SIGNS)):
        for row, cells in _top(path, encoding, sign):
            if (count := known(cells)) > most:
                best, most = _Header(row, sign, cells), count
    return best


def _top(path: Path, encoding: str, sign: str) -> Iterator[tuple[int, list[str]]]:
    """The first rows, blank ones counted as a spreadsheet does."""
    with closing(csv_lines(path, "", encoding, sign)) as lines:
        try:
            yield from enumerate(islice(lines, _ROWS), 1)
        except Unreadable:  # by this sign; by its own it has been read
            return


def _other_sign(name: str, own: str, sign: str) -> Diagnostic:
    hint = (
        "在 Excel 里按这个符号分列打开，另存为“CSV UTF-8（逗号分隔）”；或用文本编辑器换成逗号，格里有逗号的整格加引号"
    )
    if {own, sign} == {",", "\t"}:
        hint = f"把后缀改成 {'.tsv' if sign != ',' else '.csv'}"
    message = f"“{name}”的各列是用{_SIGNS[sign]}隔开的，不是{_SIGNS[own]}"
    return Diagnostic("other-separator", message, hint)


def _lower_down(row: int) -> Diagnostic:
    message = f"第一行不像列名，从上往下数第 {row} 行才像"
    return Diagnostic("title-row", message, "列名写在第一行，只占一行：删去它上面的标题、说明，合并的表头拆开")


def _other_kind(name: str, cells: Sequence[str], plan: Plan, long: bool) -> Iterator[Diagnostic]:
    """A table with a row for each project where one with a row for each indicator was announced, or the other way."""
    if long and isinstance(header.header(cells, plan), header.Header):
        yield Diagnostic("long-table", f"“{name}”不是长表：一行是一个项目", "去掉 --long")
    if not long and isinstance(long_header.header(cells), long_header.Header):
        hint = "加上 --long；指标体系要用评分办法（见 docs/batch-long.md）"
        yield Diagnostic("long-table", f"“{name}”是长表：一行是一个项目的一个指标", hint)
