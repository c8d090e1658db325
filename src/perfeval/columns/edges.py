"""How whole numbers of a frame become columns, and columns expressions again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from perfeval.columns.column import Column, Labels, Mask, Needs, parts
from perfeval.columns.whole import Whole, literal


def column(expr: pl.Expr, low: int, high: int, scale: int, needs: Needs) -> Column:
    """``expr / scale``; a row whose cell is empty, or not within `low` and `high`, does not meet the needs.

    expr: whole numbers of any width, never floats: those would lose their decimals here. scale: above 0.
    """
    number = Whole(expr, low, high)
    number = Whole(expr.cast(pl.Int128 if number.wide else pl.Int64, strict=False), low, high, deep=number.wide)
    assert number.base is not None
    needs.append(number.base.is_between(literal(low, number.wide), literal(high, number.wide)))
    return Column(number, Whole.constant(scale), needs)


def mask(expr: pl.Expr, needs: Needs) -> Mask:
    """A truth for each row; a row without one does not meet the needs."""
    needs.append(expr.is_not_null())
    return Mask(expr, needs)


def labels(expr: pl.Expr, among: Iterable[str], needs: Needs) -> Labels:
    """A word for each row; a row with another than these does not meet the needs."""
    needs.append(expr.is_in(list(among)))
    return Labels(expr, needs)


def met(needs: Needs) -> pl.Expr:
    """Whether a row meets all needs: true or false, never empty. Rows that do not are not to be looked at."""
    return pl.all_horizontal(needs).fill_null(False) if needs else pl.lit(True)


def ticks(x: Any, places: int) -> pl.Expr:
    """How many 10^-places a column is, which must already be rounded to so many: 64 bits.

    Where its bounds do not say that these suffice, a row with more has none, and does not meet the needs.
    """
    num, den = parts(x * 10**places)
    if not den.same or den.low != 1:
        raise ValueError(f"a column that is not rounded to {places} places")
    made = num.narrowed().expression
    if num.narrowed().wide:
        made = made.cast(pl.Int64, strict=False)
        x.needs.append(made.is_not_null())
    return made


def settled(x: Column, name: str) -> tuple[list[pl.Expr], Column]:
    """Expressions to be computed with `with_columns`, and the same column on top of what they give.

    What is read many times is computed once, and what is built of it stays small.
    """
    num, den = x.num.narrowed(), x.den.narrowed()
    named = ((num, name), (den, f"{name}/"))
    top, bottom = (side if side.same else Whole(pl.col(to), side.low, side.high, deep=side.wide) for side, to in named)
    made = [side.expression.alias(to) for side, to in named if not side.same]
    return made, Column(top, bottom, x.needs, (x.low, x.high))
