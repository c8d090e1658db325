"""Points by case: where what an indicator reads has few different values, its rule runs once for each of them.

What a row needs then is the number of its case, whatever the rule does, and the text of its exact points is there too.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from perfeval.batch.fractions import texts
from perfeval.columns import Column, Whole
from perfeval.record import Record

MOST = 1 << 17
"""The cases that are worked out beforehand; more would not stay near the processor."""

NUMERATOR = "numerator"
"""What points depend on that all have one denominator."""

Bounds = tuple[int, int]


class Cases(Record, eq=False):
    """All that can be read: the number of a row's case, and what is read in each case, in the order of the numbers."""

    number: pl.Expr
    all: pl.DataFrame


class Listed(Record, eq=False):
    """What comes of each case: whole numbers of the last place, the exact points where they differ, which hold.

    text: nothing where they differ in no case.
    """

    shown: pl.Series
    text: pl.Series | None
    met: pl.Series


def cases(columns: Mapping[str, Bounds], *, small: bool) -> Cases:
    """All cases of some columns that do not leave their bounds; small: whether they have 8 bits.

    They are counted from 0 even where there is none, so that nothing need be taken off; a case that cannot be is worked
    out as the least that can, for the arithmetic holds within the bounds only.
    """
    size = count(columns)
    kind = pl.Int64 if not small else pl.UInt8 if size <= 1 << 8 else pl.UInt32
    number, every, below = pl.lit(0, dtype=kind), list[pl.Expr](), 1
    for name, (low, high) in columns.items():
        start = min(low, 0)
        cell, span = pl.col(name).cast(kind), high - start + 1
        cell = cell - pl.lit(start, dtype=kind) if start else cell
        number = cell if below == 1 else number + cell * pl.lit(below, dtype=kind)
        every.append(((pl.int_range(size, dtype=pl.Int64) // below) % span + start).clip(low).alias(name))
        below *= span
    return Cases(number, pl.select(every))


def steps(points: Column, most: int) -> Cases | None:
    """All numerators of points with one denominator, where these are at most so many."""
    num = points.num
    if num.same or not points.den.same:
        return None
    above = num.moved(-num.low)
    if num.wide or above.wide:
        return None
    step = above.content
    size = above.high // step + 1
    if size > most:
        return None
    every = pl.int_range(size, dtype=pl.Int64, eager=True) * step + num.low
    number = above.divided(step).narrowed().expression
    # The number of a row that has no amount, or does not meet the needs, may be any.
    number = pl.when(number.is_between(0, size - 1)).then(number)
    return Cases(number, pl.DataFrame({NUMERATOR: every}))


def count(columns: Mapping[str, Bounds]) -> int:
    """How many cases are counted."""
    size = 1
    for low, high in columns.values():
        size *= high - min(low, 0) + 1
    return size


def listed(found: Cases, shown: pl.Expr, exact: tuple[Whole, Whole], met: pl.Expr | None, places: int) -> Listed:
    """What comes of each case, by expressions over what is read."""
    num, den = (side.expression for side in exact)
    holds = pl.lit(True) if met is None else met.fill_null(False)
    # Wide, because nothing is known of how far the points and the denominator go together; it is done once.
    top, points, bottom = (pl.col(name).cast(pl.Int128) for name in ("num", "shown", "den"))
    differ = pl.col("met") & (top * 10**places != points * bottom)
    # The first column says how many there are, where all others are the same in every case.
    made = found.all.select(pl.int_range(pl.len()).alias("case"), shown=shown, num=num, den=den, met=holds)
    each = made.with_columns(differ=differ)
    if not each["differ"].any():
        return Listed(each["shown"], None, each["met"])
    other = each.filter("differ")
    place = each.select(pl.when("differ").then(pl.col("differ").cum_sum() - 1)).to_series()
    return Listed(each["shown"], texts(other["num"], other["den"]).gather(place), each["met"])
