"""The table of results: one row for each project that was scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import polars as pl

from perfeval.batch.outcome import ABSENT, EXACT, GRADE, PROJECT, ROW, TOTAL, Shape

_POINTS = 18
"""The digits that a column of points has room for."""
_MOST_LISTED = 1 << 20


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


@lru_cache(maxsize=64)
def _listed(blocks: int, places: int) -> pl.Series:
    """All decimals of so many places below ``256 * blocks`` of the last one."""
    kind = pl.Decimal(_POINTS, places)
    return pl.Series("", [Decimal(x).scaleb(-places) for x in range(256 * blocks)], dtype=kind)


def whole(kinds: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """The columns while their points are whole numbers of the last place."""
    return {name: pl.Int64() if isinstance(kind, pl.Decimal) else kind for name, kind in kinds.items()}


def table(rows: Iterable[Mapping[str, Any]], shape: Shape) -> pl.DataFrame:
    """Rows as a table whose points are whole numbers of the last place."""
    return pl.DataFrame(list(rows), schema=whole(schema(shape)))


def finished(table: pl.DataFrame, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table with its points as decimals."""
    return pl.DataFrame([_in_places(table[name], kind) for name, kind in kinds.items()])


def _in_places(points: pl.Series, kind: pl.DataType) -> pl.Series:
    """Whole numbers of the last place as decimals."""
    if not isinstance(kind, pl.Decimal):
        return points
    ends: list[Any] = [points.min() or 0, points.max() or 0]
    least, most = ends
    if least >= 0 and most < _MOST_LISTED:
        # Points are few different numbers: to look them up takes a fraction of the time to make them.
        return _listed((most >> 8) + 1, kind.scale).gather(points).alias(points.name)
    made = [None if x is None else Decimal(x).scaleb(-kind.scale) for x in points]
    return pl.Series(points.name, made, dtype=kind)
