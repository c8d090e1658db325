"""The names of projects, without blanks around them; and rows of sums, and of the header once more, amid a table.

Such a row is no project, and would be held against all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from perfeval.batch.table import bare, plainly
from perfeval.batch.words import NAMES, SUMS, word
from perfeval.diagnostic import Diagnostic
from perfeval.exchange.reading import Bad, Input, Rows
from perfeval.record import replace


def _pattern(words: Sequence[str]) -> str:
    """Any of some words as `word` reads it."""
    apart = r"\s*"
    return f"^(?:{'|'.join(map(apart.join, words))})[\\s:：*＊]*$"


_SUM, _NO_PROJECT = _pattern(SUMS), _pattern((*SUMS, *NAMES))


def with_projects(table: Input, name_at: int) -> Input:
    """The same table with bare names, where rows of sums and headers cannot be scored; name_at: the column of names."""

    def rows() -> Iterator[Rows]:
        return (projects(some, name_at) for some in table.rows())

    return replace(table, rows=rows) if name_at >= 0 else table


def projects(some: Rows, name_at: int) -> Rows:
    """The same rows with bare names, those of sums and headers among the bad ones; columns go by their place."""
    if name_at < 0:
        return some
    found = plainly(some.cells.select(str(name_at))).to_series()
    if found.dtype != pl.String:
        return some
    names = bare(found)
    cells = some.cells.with_columns(names)
    called = _with_left(names, some.cells, name_at) if names.null_count() else names
    sums = called.str.contains(_NO_PROJECT).fill_null(value=False)
    if not sums.any():
        return replace(some, cells=cells)
    bad: Iterator[Bad] = ((some.first + at, no_project(called[at])) for at in sums.arg_true())
    return replace(some, cells=cells.with_columns(pl.when(pl.lit(~sums)).then(pl.all())), bad=(*some.bad, *bad))


def _with_left(names: pl.Series, cells: pl.DataFrame, name_at: int) -> pl.Series:
    """The names; where there is none, what the first cell says of a sum: its cells may have been merged."""
    before = [cells[str(at)] for at in range(name_at)]
    texts = [pl.lit(one) for one in before if one.dtype == pl.String]
    if not texts:
        return names
    first = pl.coalesce(texts)
    return pl.select(pl.coalesce(pl.lit(names), pl.when(first.str.contains(_SUM)).then(first))).to_series()


def no_project(name: str) -> Diagnostic:
    """Why a row of this name is no project: it is of sums, or the header once more."""
    if word(name) in NAMES:
        message = f"“{name}”是表头的字，不是项目：表头又出现了一次"
        return Diagnostic("field-out-of-place", message, "删去这一行；几张表合在一起的，只留第一行的表头")
    hint = "删去这一行；真有项目叫这个名字的，把名字写全"
    return Diagnostic("field-out-of-place", f"“{name}”是合计的行，不是项目", hint)
