"""Totals that are rounded from exact points (``of: total``), for whole columns.

The exact points of an indicator are cut to many decimals. So is their sum, which may miss as many units of the last one
as there were indicators that did not end before it: where that could make another printed total, the row is not sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import polars as pl

from perfeval.batch.apart import Points
from perfeval.batch.carried import Carried
from perfeval.columns import Column, Mask, NotCarried, ticks
from perfeval.number import Fraction, floor
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import Mode, Policy

_MORE = 7
"""How many decimals are kept behind those that are printed."""
_LOW, _OPEN = " low", " open"


class Cut(Record, eq=False):
    """Points in units far below the last printed place, cut; and by less than how many of these they are more."""

    low: pl.Series
    open: pl.Series

    def plus(self, other: Cut) -> Cut:
        """The sum, row by row."""
        return Cut(self.low + other.low, self.open + other.open)


def fits(plan: Plan, places: int) -> bool:
    """Whether sums in such units have room in a column."""
    return plan.full is not None and plan.full * 10 ** (places + _MORE) < 2**62


def sums(
    plan: Plan, points: pl.DataFrame, carried: Mapping[str, Carried], apart: Mapping[str, Points],
    shown: Mapping[str, pl.Series], places: int,
) -> tuple[dict[str, pl.Series], pl.Series, pl.Series]:  # fmt: skip
    """The printed points of all indicators and groups, the total, and in which rows all of this is sure.

    points: the frame on which those that are carried are computed. shown: the printed points of each indicator.
    """
    try:
        cuts = _cut(points, carried, apart, shown, places)
    except NotCarried:  # some numbers are too large
        nothing = pl.repeat(0, len(points), dtype=pl.Int64, eager=True)
        return {node.code: nothing for node in plan.nodes}, nothing, nothing == 1
    policy, found = plan.spec.rounding, dict(shown)
    assert policy is not None  # a plan with weights has a policy
    sure = pl.repeat(True, len(points), dtype=pl.Boolean, eager=True)
    for node in reversed(plan.nodes):
        if node.children:
            cuts[node.code] = reduce(Cut.plus, [cuts[child.code] for child in node.children])
            found[node.code], known = _printed(cuts[node.code], places, policy)
            sure = sure & known
    total, known = _printed(reduce(Cut.plus, [cuts[node.code] for node in plan.roots]), places, policy)
    return found, total, sure & known


def _cut(
    points: pl.DataFrame, carried: Mapping[str, Carried], apart: Mapping[str, Points], shown: Mapping[str, pl.Series],
    places: int,
) -> dict[str, Cut]:  # fmt: skip
    """The exact points of each indicator, cut. Raises `NotCarried`."""
    made = points.with_columns([part for code, one in carried.items() for part in _parts(code, one, places)])
    found = {code: Cut(made[code + _LOW], made[code + _OPEN]) for code in carried}
    return found | {code: _looked_up(shown[code], one.exact, places) for code, one in apart.items()}


def _parts(code: str, one: Carried, places: int) -> Sequence[pl.Expr]:
    """What is computed of an indicator that runs on columns."""
    exact = Column(one.num, one.den, []) * Fraction(10 ** (places + _MORE))
    low = floor(exact)
    ends = exact == low
    more = ~ends.expression if isinstance(ends, Mask) else pl.lit(not ends)
    return ticks(low, 0).alias(code + _LOW), more.cast(pl.Int64).alias(code + _OPEN)


def _looked_up(shown: pl.Series, text: pl.Series, places: int) -> Cut:
    """The same of points of which there are few: printed, and the exact ones as they are written where they differ."""
    own = pl.DataFrame({"shown": shown, "text": text})
    cases = own.unique(maintain_order=True)
    exact = [unspelled(text) if text else Fraction(whole or 0, 10**places) for whole, text in cases.rows()]
    scaled = [points * 10 ** (places + _MORE) for points in exact]
    low = pl.Series("low", [points.numerator // points.denominator for points in scaled], pl.Int64)
    rest = pl.Series("open", [int(points.denominator != 1) for points in scaled], pl.Int64)
    found = own.join(cases.with_columns(low, rest), on=["shown", "text"], how="left", nulls_equal=True,
                     maintain_order="left")  # fmt: skip
    return Cut(found["low"], found["open"])


def unspelled(text: str) -> Fraction:
    """What `spell` wrote."""
    top, _, bottom = text.partition("/")
    whole, _, part = top.partition(".")
    return Fraction(int(whole + part), int(bottom or 1) * 10 ** len(part))


def _printed(x: Cut, places: int, policy: Policy) -> tuple[pl.Series, pl.Series]:
    """Points rounded as totals are, as whole numbers of the last place; and where that is sure."""
    less: int = 10 ** (places - policy.places)
    low, high = (_rounded(side, less * 10**_MORE, policy.mode) for side in (x.low, x.low + x.open))
    return low * less, ((low == high) & (x.low >= 0)).fill_null(False)  # a number too large is none


def _rounded(x: pl.Series, unit: int, mode: Mode) -> pl.Series:
    if mode is Mode.DOWN:
        return x // unit
    if mode is Mode.UP:
        return (x + (unit - 1)) // unit
    near = (x + unit // 2) // unit
    if mode is Mode.HALF_UP:
        return near
    tie = (x + unit // 2) % unit == 0
    return near - (tie & (near % 2 == 1)).cast(pl.Int64)
