"""Rows of a table on their way to results, and to the lines that say what is wrong with the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import polars as pl

from perfeval.batch.engine import Engine
from perfeval.batch.header import Header, header
from perfeval.batch.outcome import PROJECT, ROW, shape
from perfeval.batch.results import schema
from perfeval.batch.singles import Cells, Columns, Single
from perfeval.batch.table import Table
from perfeval.batch.typed import cell_text
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.exchange.errors import error_lines
from perfeval.plan import Plan
from perfeval.record import Record

FILE = "文件"


class Noted(Record):
    """A row of which there is something to say: what it is called, its cells, and lines of ``errors.jsonl``.

    aside: whether it has no score.
    """

    number: int
    cells: Cells
    lines: list[str]
    aside: bool


class Judge(Record, eq=False):
    """All that is known of a table before its first row."""

    columns: tuple[str, ...]
    header: Header
    engine: Engine

    def score(
        self, cells: pl.DataFrame, numbers: pl.Series, bad: Mapping[int, Diagnostic] | None = None
    ) -> tuple[pl.DataFrame, list[Noted]]:
        """The results of some rows, and what there is to say of rows; those that are wholly empty are left out.

        cells: columns by their place, ``"0"`` and on. numbers: what each row is called. bad: by number, the rows that
        could not be read.
        """
        scored = self.engine.score(cells, 0)
        noted = []
        for at, found in scored.noted:
            row, unread = cells.row(at), (bad or {}).get(numbers[at])
            if unread or any(cell is not None for cell in row):
                lines = list(self._lines(numbers[at], row, (unread,) if unread else found))
                noted.append(Noted(numbers[at], row, lines, bool(unread) or any(one.fatal for one in found)))
        return scored.results.with_columns(pl.lit(numbers).gather(pl.col(ROW)).alias(ROW)), noted

    def _lines(self, number: int, row: Cells, faults: Sequence[Diagnostic]) -> Iterator[str]:
        texts = [cell_text(cell) for cell in row]
        values = dict(zip(self.columns, texts, strict=True))
        project = texts[self.header.name_at] if self.header.name_at >= 0 else None
        return error_lines(number, project, lambda route: self.header.column(route) or None, faults, values.get)


def judge(
    columns: Sequence[str],
    plan: Plan,
    keep: Sequence[str],
    elsewhere: Callable[[Columns, Sequence[Cells]], list[Single]] | None = None,
) -> Judge | tuple[Diagnostic, ...]:
    """What is needed to score tables with these columns, or everything that keeps them from being scored.

    elsewhere: what scores rows one by one, if not this process.
    """
    found = header(columns, plan, keep)
    wrong = tuple(_not_one(column, columns) for column in dict.fromkeys(keep) if columns.count(column) != 1)
    if isinstance(found, tuple) or wrong:
        return (*(found if isinstance(found, tuple) else ()), *wrong)
    kept = [name for name in dict.fromkeys(keep) if name != PROJECT]
    if clashing := [name for name in kept if name in schema(shape(plan, ())) or name == FILE]:
        return tuple(taken(name) for name in clashing)
    scoring = partial(elsewhere, Columns(tuple(columns), tuple(kept), plan.means)) if elsewhere else None
    return Judge(tuple(columns), found, Engine(plan, Table(plan, found, columns, kept), shape(plan, kept), scoring))


def taken(column: str) -> Diagnostic:
    """A column that was asked for and whose name the results have already."""
    message = f"结果里已经有“{column}”一列，输入里的同名列不能抄进去"
    return Diagnostic("duplicate-column", message, "在输入里给它改名，如“原来的等级”")


def _not_one(column: str, columns: Sequence[str]) -> Diagnostic:
    """A column that was asked for, and there is none or more than one."""
    if column not in columns:
        return no_column(column, columns)
    places = "、".join(str(at) for at, name in enumerate(columns, 1) if name == column)
    message = f"表里第 {places} 列都叫“{column}”，不知道要抄哪一列"
    return Diagnostic("duplicate-column", message, "给它们不同的列名，或只留一列")


def no_column(column: str, columns: Sequence[str]) -> Diagnostic:
    """A column that was asked for and is not there."""
    shown = [*columns[:20], "…"] if columns[20:] else columns
    hint = nearest(column, columns, "表里的列：" + "、".join(shown))
    return Diagnostic("missing-column", f"表里没有“{column}”一列", hint)
