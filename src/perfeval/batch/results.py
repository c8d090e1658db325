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


def _as_decimal(name: str, most: int, places: int) -> pl.Expr:
    """A column of whole numbers of the last place as decimals."""
    # Points are few different numbers: to look them up takes a fraction of the time to make them.
    return pl.lit(_listed((most >> 8) + 1, places)).gather(pl.col(name).cast(pl.UInt32)).alias(name)


@lru_cache(maxsize=64)
def _listed(blocks: int, places: int) -> pl.Series:
    """All decimals of so many places below ``256 * blocks`` of the last one."""
    kind = pl.Decimal(_POINTS, places)
    return pl.Series("", [Decimal(x).scaleb(-places) for x in range(256 * blocks)], dtype=kind)


def table(rows: Iterable[Mapping[str, Any]], shape: Shape) -> pl.DataFrame:
    """Rows as a table whose points are still whole numbers."""
    return pl.DataFrame(list(rows), schema=_whole(schema(shape)))


def _whole(kinds: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """The columns while their points are whole numbers of the last place."""
    return {name: pl.Int64() if isinstance(kind, pl.Decimal) else kind for name, kind in kinds.items()}


def finished(table: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The table as it is written."""
    kinds = schema(shape)
    points = [name for name, kind in kinds.items() if isinstance(kind, pl.Decimal)]
    least, most = (max(found) if found else 0 for found in _ends(table.select(points)))
    if least <= 0 and most <= _MOST_LISTED:
        table = table.with_columns([_as_decimal(name, most, shape.places) for name in points])
    else:
        scaled = [[None if x is None else Decimal(x).scaleb(-shape.places) for x in table[name]] for name in points]
        made = zip(points, scaled, strict=True)
        table = table.with_columns([pl.Series(name, values, dtype=kinds[name]) for name, values in made])
    return table.select(list(kinds))


def _ends(points: pl.DataFrame) -> tuple[list[int], list[int]]:
    """How far below 0, and how far above, each column goes; nothing of those that are empty."""
    lows, highs = points.select(pl.all().min()), points.select(pl.all().max())
    return [-x for x in lows.row(0) if x is not None], [x for x in highs.row(0) if x is not None]
