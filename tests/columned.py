"""The same work done twice, row by row with fractions and for all rows at once on columns, and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import lcm
from typing import Any

import polars as pl

from perfeval.columns import Column, Labels, Mask, Needs, column, labels, mask, met, parts
from perfeval.number import Fraction

Value = Fraction | bool | str
ENGINES: tuple[Any, ...] = ("in-memory", "streaming")


def carried(name: str, values: Sequence[Value], needs: Needs) -> tuple[pl.Series, Column | Mask | Labels]:
    """What a table would hold for these values, and the carrier over it, with the bounds that the values have."""
    first = values[0]
    if isinstance(first, bool):
        return pl.Series(name, values), mask(pl.col(name), needs)
    if isinstance(first, str):
        return pl.Series(name, values), labels(pl.col(name), set(map(str, values)), needs)
    scale = lcm(*(x.denominator for x in values))
    whole = [int(x * scale) for x in values]
    kind = pl.Int128 if max(map(abs, whole)) >= 2**63 else pl.Int64
    return pl.Series(name, whole, kind), column(pl.col(name), min(whole), max(whole), scale, needs)


def by_fractions(work: Callable[..., Any], row: Sequence[Value]) -> Any:
    """What the work gives for one row, None where it divides by 0."""
    try:
        return work(*row)
    except ZeroDivisionError:
        return None


def agree(work: Callable[..., Any], rows: Sequence[Sequence[Value]], eager: bool = True) -> Any:
    """The result on columns, once every row of it is found to be what fractions give.

    eager: whether the work computes everything for a single row too, so that just the rows meet the needs that do
    not divide by 0. Where the work computes but one of two ways, fewer rows may meet them.
    """
    needs: Needs = []
    made = [carried(f"x{n}", values, needs) for n, values in enumerate(zip(*rows, strict=True))]
    result = work(*(carrier for _, carrier in made))
    frame = pl.DataFrame([series for series, _ in made]).lazy()
    for engine in ENGINES:
        found = frame.with_columns(**shown(result), met=met(needs)).collect(engine=engine)
        for row, told in zip(rows, found.iter_rows(named=True), strict=True):
            expected = by_fractions(work, row)
            assert told["met"] == (expected is not None) or (not eager and not told["met"]), row
            if told["met"]:
                same(result, told, expected)
    return result


def shown(result: Any) -> dict[str, pl.Expr]:
    if isinstance(result, Mask | bool):
        return {"holds": result.expression if isinstance(result, Mask) else pl.lit(result)}
    num, den = parts(result)
    return {"num": num.expression, "den": den.expression}


def same(result: Any, told: dict[str, Any], expected: Any) -> None:
    if "holds" in told:
        assert told["holds"] is expected
        return
    assert Fraction(told["num"], told["den"]) == expected, (told, expected)
    for side, number in zip(parts(result), (told["num"], told["den"]), strict=True):
        assert side.low <= number <= side.high and (side.wide or abs(number) < 2**63)
    assert told["den"] > 0
    if isinstance(result, Column):
        assert result.low <= expected <= result.high
