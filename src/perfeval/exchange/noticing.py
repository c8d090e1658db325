"""What is noticed of a table while its rows go by: names that come again, and percentages that look like fractions.

No score depends on it, and it costs a hundredth of the time of scoring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from perfeval.batch.header import Header
from perfeval.batch.tree import Branch
from perfeval.batch.typed import cell_text
from perfeval.batch.words import UNNAMED
from perfeval.diagnostic import Diagnostic, Location, Severity
from perfeval.exchange.reading import Input, Rows
from perfeval.missing import wanted_facts
from perfeval.node import Node
from perfeval.record import replace
from perfeval.unit import PERCENT

_FIRST = 1000
"""So many numbers of a block say whether all of its others are worth a look."""
_SHOWN = 3
_MOST = 1 << 21
"""Rows from which on names are not looked for any more: memory must not grow with the table."""
_FAR = 20
"""Percent from which on a target is far away from what is read as less than one percent."""


class Noticing:
    """What has been noticed of a table in the last reading of it.

    filled: whether any row had something in it.
    """

    def __init__(self, table: Input, header: Header) -> None:
        """Take the table and what its columns mean."""
        self._source, self._header = table.rows, header
        self._percents = list(_percents(header))
        self._begin()
        self.table = replace(table, rows=self._rows)

    def _begin(self) -> None:
        self._names, self._fractions, self._unnamed = Names(), dict[int, Diagnostic](), list[int]()
        self._again: Diagnostic | None = None
        self.filled = False

    def _rows(self) -> Iterator[Rows]:
        self._begin()
        for some in self._source():
            self.filled = self.filled or bool(some.bad) or any(len(one) > one.null_count() for one in some.cells)
            if self._header.name_at >= 0:
                self._names.take(some.cells[str(self._header.name_at)], some.first)
                self._unnamed += _unnamed(some, str(self._header.name_at)) if len(self._unnamed) <= _SHOWN else []
            for column, far in self._percents:
                if column.at not in self._fractions and (found := _fractions(some, column, far)):
                    self._fractions[column.at] = found
            yield some
        self._again = self._names.found()  # here, while what has been read last is being scored

    def found(self) -> tuple[Diagnostic, ...]:
        """What is to be said, once the table has been read to its end."""
        return (*self._fractions.values(), *_no_names(self._unnamed), *([self._again] if self._again else ()))


def _unnamed(some: Rows, name_at: str) -> list[int]:
    """The rows that have something in them, but no name."""
    without = _named(some.cells[name_at]).is_null()
    if not without.any():
        return []
    there = some.cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series() & without
    rows = [some.first + at for at in there.arg_true()]
    return sorted(set(rows) - {number for number, _ in some.bad})


def _named(names: pl.Series) -> pl.Series:
    """The names; null where there is none."""
    return names.fill_nan(None) if names.dtype.is_float() else names


def _no_names(rows: list[int]) -> Iterator[Diagnostic]:
    if rows:
        shown = "、".join(map(str, rows[:_SHOWN])) + (" …" if len(rows) > _SHOWN else "")
        message = f"有的行没有写项目名称，能评分的在结果里写作“{UNNAMED}”；是第 {shown} 行（不计表头）"
        hint = "补上名称；表下面的说明、填表人这类行删去"
        yield Diagnostic("unnamed-row", message, hint, severity=Severity.NOTE)


def _percents(header: Header) -> Iterator[tuple[Branch, str]]:
    """The columns that say that their numbers are percentages, but for those of which no more than 1% is wanted.

    Beside them the target, where it is so high that a part of one percent is far away from it.
    """
    wanted = wanted_facts(header.plan)
    for fact, tree in header.facts_of.items():
        want = wanted[fact]
        goal = want.target if isinstance(want, Node) and want.target.measurable else None
        if goal is None or max(goal.value, goal.high) > PERCENT.factor:
            far = goal.text if goal and goal.upward and goal.value >= _FAR * PERCENT.factor else ""
            yield from ((one, far) for one in tree.each if one.at >= 0 and one.stated and one.unit == PERCENT.text)


def _fractions(some: Rows, column: Branch, far: str) -> Diagnostic | None:
    cells = some.cells[str(column.at)]
    most = _fraction(cells.head(_FIRST)) is not None and (len(cells) <= _FIRST or _fraction(cells) is not None)
    parts = _parts(cells).arg_true().to_list() if most or far else []
    if not parts:
        return None
    said, row = (cell_text(cells[parts[0]]) or "").strip(), some.first + parts[0]
    hint = "如果本来是百分之几十，把各数乘以 100，或在 Excel 里设成百分比格式（小数位留够）再另存；确实这么小的不用改"
    if most:
        message = f"“{column.name}”一列的数几乎都在 0 到 1 之间，照表头读成百分数：第 {row} 行的 {said} 是 {said}%"
    else:
        rows = "、".join(str(some.first + at) for at in parts[:_SHOWN]) + (" …" if len(parts) > _SHOWN else "")
        message = f"“{column.name}”一列的 {said} 照表头读成 {said}%，离目标值“{far}”很远；这样的在第 {rows} 行"
        hint = "如果本来是百分之几十，把这几个数乘以 100；确实这么小的不用改"
    return Diagnostic("fraction-as-percent", message, hint, ("header", column.at), Severity.WARNING)


def _parts(cells: pl.Series) -> pl.Series:
    """Which cells hold a bare number between 0 and 1, neither of them included."""
    if cells.dtype != pl.String and not cells.dtype.is_numeric():
        return pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
    return cells.cast(pl.Float64, strict=False).is_between(0, 1, closed="none")


def _fraction(cells: pl.Series) -> int | None:
    """Where the first fraction stands in a column that holds little else than numbers from 0 to 1.

    >>> _fraction(pl.Series(["1", "0.97", "95%", None])), _fraction(pl.Series(["1", "0"]))
    (1, None)
    >>> _fraction(pl.Series([0.97, 97.5, 88.0]))
    """
    if cells.dtype != pl.String and not cells.dtype.is_numeric():
        return None
    numbers, part = cells.cast(pl.Float64, strict=False), _parts(cells)
    inside = numbers.is_between(0, 1)
    return part.arg_max() if part.any() and 10 * inside.sum() >= 9 * numbers.count() else None


class Names:
    """The names of projects, each as a number of 64 bits: one name has that of another in one of 30 million tables with
    a million rows.

    >>> names = Names()
    >>> names.take(pl.Series([2.0, float("nan"), None, float("nan"), 2.0]), 1)
    >>> names.found().message.partition("：")[2]
    '“2”（1、5）'
    >>> names = Names()
    >>> names.take(pl.Series(["甲", "甲"]), 1)
    >>> names.take(pl.Series(["乙"]), _MOST + 1)
    >>> names.found()

    files: those of which there is one for each project, in order, where they are not the rows of a table.

    >>> names = Names(["东街.yaml", "西街.yaml"])
    >>> names.take(pl.Series(["甲", "甲"]), 1)
    >>> names.found().message
    '几个文件的项目名称相同：“甲”（东街.yaml、西街.yaml）'
    """

    def __init__(self, files: Sequence[str] = ()) -> None:
        self._files = files
        self._numbers: list[pl.Series] = []
        self._first, self._known = 1, pl.Series([], dtype=pl.String)

    def take(self, names: pl.Series, first: int) -> None:
        """The bare names of some more rows, the first of which has the number `first`; they need not be texts."""
        if not self._numbers:
            self._first, self._known = first, names
        if first - self._first + len(names) > _MOST:
            self._numbers = [pl.Series([], dtype=pl.UInt64)]
            return
        given = _named(names)
        self._numbers.append(given.cast(pl.String).hash().set(given.is_null(), 0))

    def found(self) -> Diagnostic | None:
        """The names that more than one row has; asked once."""
        every = pl.concat(self._numbers or [pl.Series([], dtype=pl.UInt64)])
        self._numbers.clear()
        ordered = every.sort()
        again = ordered.filter((ordered == ordered.shift()) & (ordered > 0)).unique()
        if again.is_empty():
            return None
        repeated = every.filter(every.is_in(again.implode()))
        shown = repeated.head(_FIRST).unique(maintain_order=True).head(_SHOWN)
        listed = "、".join(self._listed((every == one).arg_true().to_list()) for one in shown)
        more = f"；这样的名称共 {len(again)} 个" if len(again) > len(shown) else ""
        if self._files:
            place = Location(self._files[(every == shown[0]).arg_max() or 0], 1, 1)
            message = f"几个文件的项目名称相同：{listed}{more}"
            hint = "各文件照样分别评分；重复的删去，忘了改名的改好 name，是不同项目的不用改"
            return Diagnostic("repeated-name", message, hint, severity=Severity.NOTE, location=place)
        message = f"几行的项目名称相同，括号里是第几行（不计表头）：{listed}{more}"
        hint = "各行照样分别评分；重复录入的删去，是不同项目的不用改"
        return Diagnostic("repeated-name", message, hint, severity=Severity.NOTE)

    def _listed(self, rows: list[int]) -> str:
        name = f"“{cell_text(self._known[rows[0]])}”" if rows[0] < len(self._known) else ""
        numbers = "、".join(self._files[at] if self._files else str(self._first + at) for at in rows[:_SHOWN])
        return f"{name}（{numbers}{' …' if len(rows) > _SHOWN else ''}）"
