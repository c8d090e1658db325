"""Rows of sums, as they stand below many a table: they are no projects, and would be held against all others."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from perfeval.batch.rows import SUMS
from perfeval.diagnostic import Diagnostic
from perfeval.exchange.reading import Input, Rows
from perfeval.record import replace


def without_sums(table: Input, name_at: int) -> Input:
    """The same table, where rows whose name says that they are sums cannot be scored; name_at: the column of names."""

    def rows() -> Iterator[Rows]:
        return (_without(some, str(name_at)) for some in table.rows())

    return replace(table, rows=rows) if name_at >= 0 else table


def _without(some: Rows, column: str) -> Rows:
    names = some.cells[column]
    if names.dtype != pl.String or not (sums := names.str.strip_chars().is_in(list(SUMS)).fill_null(value=False)).any():
        return some
    bad = ((some.first + at, _sum_row(names[at].strip())) for at in sums.arg_true())
    return replace(some, cells=some.cells.with_columns(pl.when(pl.lit(~sums)).then(pl.all())), bad=(*some.bad, *bad))


def _sum_row(name: str) -> Diagnostic:
    hint = "删去这一行；真有项目叫这个名字的，把名字写全"
    return Diagnostic("field-out-of-place", f"“{name}”是合计的行，不是项目", hint)
