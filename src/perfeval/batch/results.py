"""The table of results: one row for each project that was scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from perfeval.batch.outcome import ABSENT, EXACT, GRADE, PROJECT, ROW, TOTAL, Shape

_POINTS = 18
"""The digits that a column of points has room for."""


def schema(shape: Shape) -> dict[str, pl.DataType]:
    """The columns of a table of results, in their order."""
    points = pl.Decimal(_POINTS, shape.places)
    head: dict[str, pl.DataType] = {ROW: pl.Int64(), PROJECT: pl.String(), **dict.fromkeys(shape.kept, pl.String())}
    codes: dict[str, pl.DataType] = {}
    for code in shape.codes:
        codes[code] = points
        if code in shape.leaves:
            codes[code + EXACT] = pl.String()
    return {**head, TOTAL: points, GRADE: pl.String(), ABSENT: pl.String(), **codes}


def whole(kinds: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """The columns while their points are whole numbers of the last place."""
    return {name: pl.Int64() if isinstance(kind, pl.Decimal) else kind for name, kind in kinds.items()}


def table(rows: Iterable[Mapping[str, Any]], shape: Shape) -> pl.DataFrame:
    """Rows as a table whose points are whole numbers of the last place."""
    return pl.DataFrame(list(rows), schema=whole(schema(shape)))


def finished(table: pl.DataFrame, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table with its points as decimals."""
    return pl.DataFrame([taken(cells).alias(name) for name, cells in zip(kinds, as_arrow(table, kinds), strict=True)])


def as_arrow(table: pl.DataFrame, kinds: Mapping[str, pl.DataType]) -> list[Any]:
    """The columns as Arrow has them, points as decimals: they lie in memory as they did, and are called otherwise."""
    from pyarrow import Array, array, decimal64  # late: project files are scored without it

    found = []
    columns = table.select(list(kinds)).rechunk().to_arrow(compat_level=pl.CompatLevel.newest()).columns
    for column, kind in zip(columns, kinds.values(), strict=True):
        cells = column.chunk(0) if column.num_chunks else array([], column.type)
        if isinstance(kind, pl.Decimal):
            points = decimal64(kind.precision, kind.scale)
            cells = Array.from_buffers(points, len(cells), cells.buffers(), offset=cells.offset)
        found.append(cells)
    return found


class _Handed:
    """An array of Arrow, whoever made it."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        found: tuple[object, object] = self._cells.__arrow_c_array__(requested_schema)
        return found


def taken(cells: Any) -> pl.Series:
    """An array of pyarrow as it lies in memory.

    If Polars knew whose it is, it would load pyarrow.compute, which takes a fiftieth of the time in which a million
    projects are scored, to ask what only arrays in pieces need to be asked.
    """
    return pl.Series(_Handed(cells))
