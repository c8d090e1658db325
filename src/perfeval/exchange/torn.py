"""Rows of another length than the header: what they are called, where that can be known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from perfeval.exchange.reading import Input, Rows
from perfeval.record import replace


def with_names(table: Input, name_at: int) -> Input:
    """The same table, where rows of another length have their name, if any; name_at: the column of names."""

    def rows() -> Iterator[Rows]:
        return (_named(some, name_at) for some in table.rows())

    return replace(table, rows=rows) if name_at >= 0 else table


def _named(some: Rows, at: int) -> Rows:
    names = {number - some.first: name for number, cells in some.torn if (name := name_in(cells, at))}
    if not names:
        return some
    column = some.cells[str(at)].scatter(list(names), pl.Series(list(names.values()), dtype=pl.String))
    return replace(some, cells=some.cells.with_columns(column))


def name_in(cells: Sequence[str], at: int) -> str:
    """The name in a row with a cell too many or too few; empty where it may stand in another place.

    Before the column of names nothing may have come apart, as a number does by a comma: there is nothing, or the number
    of the row.

    >>> name_in(["甲", "1", "250"], 0), name_in(["7", "甲", "250"], 1), name_in(["东街", "甲", "250"], 1)
    ('甲', '甲', '')
    >>> name_in(["1", "250", "甲"], 1), name_in(["7"], 1)
    ('', '')
    """
    name = cells[at].strip() if at < len(cells) else ""
    plain = all(cell.strip().isdecimal() for cell in cells[:at]) and not (at and name.isdecimal())
    return name if plain else ""
