"""Indicators whose rules run on whole columns: their own lines, on exact whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import polars as pl

from perfeval.batch.block import Cells
from perfeval.batch.cases import NUMERATOR, Cases, listed, steps
from perfeval.columns import Column, Mask, Needs, NotCarried, Whole, column, met, parts, rounded_column, ticks
from perfeval.node import Node
from perfeval.number import floor
from perfeval.plan import Plan
from perfeval.record import Record, replace
from perfeval.rules import Rule
from perfeval.unit import Unit

if TYPE_CHECKING:
    from perfeval.rules.compared import Compared

_INT64, _MOST_POINTS = 2**63, 10**6


class Carried(Record):
    """The points of an indicator as expressions over the amounts: whole numbers of the last place, and the exact ones.

    met: whether a row's points mean anything. even: whether the exact points are the printed ones in every row. text:
    the exact points as they are written, null where they are the printed ones. case: what `shown`, `met` and `text`
    read under the name that `case_of` gives.
    """

    shown: pl.Expr
    met: pl.Expr | None
    num: Whole
    den: Whole
    even: bool = False
    text: pl.Expr | None = None
    case: pl.Expr | None = None

    def exact_when(self, places: int) -> bool:
        """Whether the exact points can be others than the printed ones at all."""
        return not self.even and self.text is None and not (self.den.same and 10**places % self.den.low == 0)

    def differs(self, shown: pl.Expr, num: pl.Expr, den: pl.Expr, places: int) -> pl.Expr:
        """Whether the exact points are not the printed ones: figures that are there already, held together."""
        size = max(abs(self.num.low), abs(self.num.high), abs(self.den.high)) * 10**places
        kind = pl.Int64 if size * _MOST_POINTS < _INT64 else pl.Int128
        # A row that does not meet the needs may hold anything.
        top, points, bottom = (side.cast(kind, strict=False) for side in (num, shown, den))
        return top * pl.lit(10**places, dtype=kind) != points * bottom


def can_carry(plan: Plan, node: Node) -> bool:
    """Whether an indicator reads nothing but amounts, days and answers, and is done once its rule is."""
    rule = node.rule
    if rule is None or node.adjusted or node.inner or node.indicator.exempt:
        return False
    if rule.kind_name() == "checklist":
        return True
    if node.fact and not (rule.reads_amount or rule.compares):
        return False
    if type(rule).refusal is not Rule.refusal and not (hasattr(rule, "part") or rule.compares):
        return False  # what some actuals are refused for is asked of one project at a time
    return all(isinstance(plan.shared[name].kind, Unit) for name in node.reads if name in plan.shared)


def carry(node: Node, cells: Cells, places: int) -> Carried:
    """The points of an indicator. Raises `NotCarried` where they cannot be had for all rows at once."""
    needs: Needs = []
    exact = _earned(node, cells.actual(node, needs), needs)
    made = _carried(node, exact, needs, places)
    if found := cells.cases(node):
        return _by_case(node, made, found, places)
    if not isinstance(exact, Column) or not (found := steps(exact, cells.room)):
        return made
    alone = column(pl.col(NUMERATOR), made.num.low, made.num.high, made.den.low, [])
    return replace(_by_case(node, _carried(node, alone, [], places), found, places), met=made.met, num=made.num)


def _carried(node: Node, exact: Any, needs: Needs, places: int) -> Carried:
    shown = rounded_column(exact, node.places, node.mode)
    if isinstance(exact, Column):
        # Printed and exact points are held together as whole numbers, which 128 bits must hold.
        Whole.constant((max(-exact.num.low, exact.num.high) + exact.den.high) * 10**places)
    if not isinstance(shown, Column) or not isinstance(exact, Column):
        return _alike(exact, shown, needs, places)
    return Carried(ticks(shown, places), met(needs) if needs else None, *parts(exact))


def case_of(code: str) -> str:
    """The name of the column that has the case of each row."""
    return f"case {code}"


def _by_case(node: Node, made: Carried, found: Cases, places: int) -> Carried:
    """The same points, looked up by the case of each row."""
    each = listed(found, made.shown, (made.num, made.den), made.met, places)
    case = pl.col(case_of(node.code))
    text = None if each.text is None else pl.lit(each.text).gather(case)
    holds = None if each.met.all() else pl.lit(each.met).gather(case)
    shown = pl.lit(each.shown).gather(case)
    return replace(made, shown=shown, met=holds, even=text is None, text=text, case=found.number)


def _alike(exact: Any, shown: Any, needs: Needs, places: int) -> Carried:
    """The same points in every row."""
    points = int(shown.numerator * 10**places // shown.denominator)
    return Carried(pl.lit(points, dtype=pl.Int64), met(needs) if needs else None, *parts(exact))


def _earned(node: Node, actual: Any, needs: Needs) -> Any:
    """The exact points of an indicator: a column or, where all are alike, a number."""
    rule, weight = node.rule, node.weight
    assert rule is not None and weight is not None
    good = cast("Compared", rule).scorable(actual) if rule.compares else True
    if getattr(rule, "part", "") is None:
        good = actual == floor(actual)  # a part of a thing that is counted one by one is refused
    if good is False:
        raise NotCarried("refused in every row")
    if isinstance(good, Mask):
        needs.append(good.expression)
    return rule.earned(weight, actual, node.target)
