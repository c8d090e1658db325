"""Indicators whose rules run on whole columns: their own lines, on exact whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from perfeval.batch.answered import kept
from perfeval.batch.cases import MOST, NUMERATOR, Cases, cases, count, listed, steps
from perfeval.batch.cells import Amounts, amounts, decimals
from perfeval.batch.table import Table
from perfeval.columns import Column, Mask, Needs, NotCarried, Whole, column, met, parts, rounded_column, ticks
from perfeval.diagnostic import Diagnostic
from perfeval.expr import Formula
from perfeval.node import Node
from perfeval.number import floor
from perfeval.plan import Plan
from perfeval.record import Record, replace
from perfeval.rules import Rule
from perfeval.unit import NUMBER, Unit

_INT64, _MOST_POINTS = 2**63, 10**6
_AHEAD = 8
"""How many cases are worked out beforehand for each row that there is: there will be more rows."""


class Carried(Record):
    """The points of an indicator as expressions over the amounts: whole numbers of the last place, and the exact ones.

    met: whether a row's points mean anything. text: the exact points as they are written, null where they are the
    printed ones. case: what `shown`, `met` and `text` read under the name that `case_of` gives.
    """

    shown: pl.Expr
    met: pl.Expr | None
    num: Whole
    den: Whole
    text: pl.Expr | None = None
    case: pl.Expr | None = None

    def exact_when(self, places: int) -> bool:
        """Whether the exact points can be others than the printed ones at all."""
        return self.text is None and not (self.den.same and 10**places % self.den.low == 0)

    def differs(self, shown: pl.Expr, num: pl.Expr, den: pl.Expr, places: int) -> pl.Expr:
        """Whether the exact points are not the printed ones: figures that are there already, held together."""
        size = max(abs(self.num.low), abs(self.num.high), abs(self.den.high)) * 10**places
        kind = pl.Int64 if size * _MOST_POINTS < _INT64 else pl.Int128
        # A row that does not meet the needs may hold anything.
        top, points, bottom = (side.cast(kind, strict=False) for side in (num, shown, den))
        return top * pl.lit(10**places, dtype=kind) != points * bottom


class Reading(NamedTuple):
    """How the columns of a table are read, by their types: units of amounts, numbers, and the answers of each fact."""

    units: dict[str, Unit]
    read: dict[str, Amounts]
    points: dict[str, list[str]]


def _reading(asked: Table, schema: Mapping[str, pl.DataType], shifts: Mapping[str, int]) -> Reading:
    found = amounts(schema, asked.numbers, shifts)
    made = Reading({}, {}, {})
    for fact, one in asked.amounts.items():
        if one.column in found:
            made.read[fact], made.units[fact] = found[one.column], one.unit
    for fact, columns in asked.answers.items():
        points = [kept(one, schema[one.answer], found) for one in columns]
        made.points[fact] = [f"{fact}.{index}" for index in range(len(points))]
        each = zip(made.points[fact], points, strict=True)
        made.read.update((name, one) for name, one in each if one is not None)
    return made


class Cells:
    """Some rows of a table and their amounts; `plain` says in which of them no cell needs a second look."""

    def __init__(self, asked: Table, frame: pl.DataFrame) -> None:
        """Read the columns of amounts; those that a rule reads by its cases are looked at there."""
        self.frame = frame
        whole, shifts = decimals(frame, asked.numbers)
        key = tuple(frame.dtypes), tuple(shifts.items())
        if key not in asked.readings:
            asked.readings[key] = _reading(asked, frame.schema, shifts)
        self._units, self._read, self._points = asked.readings[key]
        self.numbers = whole.select([one.value.alias(fact) for fact, one in self._read.items()])
        if not self._read:
            self.numbers = pl.DataFrame({"none": pl.repeat(None, len(frame), eager=True)})
        self._edges = self._bounds()
        self.plain = self._plain(asked, frame)

    def _bounds(self) -> dict[str, tuple[int, int]]:
        """What the numbers of each column lie between."""
        least = self.numbers.select(pl.all().min()).row(0, named=True)
        most = self.numbers.select(pl.all().max()).row(0, named=True)
        return {name: _outward(least[name], most[name]) for name in self._read if least[name] is not None}

    def _plain(self, asked: Table, frame: pl.DataFrame) -> pl.Series:
        """Which rows have an amount in each column of amounts; those that nothing reads may be empty."""
        there = pl.repeat(True, len(frame), dtype=pl.Boolean, eager=True)
        for fact in self._read:
            found = self.numbers[fact]
            if not found.null_count():
                continue
            spare = frame[asked.amounts[fact].column].is_null() if fact in asked.optional else None
            there &= found.is_not_null() if spare is None else found.is_not_null() | spare
        for plain in (*asked.harmless(frame), *asked.beside_points(frame, self._read)):
            there &= frame.select(plain).to_series()
        return there

    def state(self, node: Node) -> tuple[Any, ...]:
        """All that the expressions of an indicator depend on, besides the indicator."""
        names = self._points.get(node.fact or "", node.reads)
        return tuple((self._edges.get(name), self._read[name].scale if name in self._read else 0) for name in names)

    def actual(self, node: Node, needs: Needs) -> Any:
        """What the rule of an indicator reads. Raises `NotCarried`."""
        names = self._points.get(node.fact or "", node.reads)
        facts = {name: self._column(name, needs) for name in names}
        needs.clear()  # that the cells are there, `plain` says for all indicators at once
        if node.fact in self._points:
            return tuple(facts.values())
        return _computed(node.formula, facts) if node.formula else facts[node.reads[0]]

    def holds(self, condition: Formula, needs: Needs) -> Any:
        """Where a condition holds: a mask or, where it does so in all rows or none, a truth. Raises `NotCarried`."""
        facts = {name: self._column(name, needs) for name in condition.names}
        needs.clear()
        return _computed(condition, facts)

    @property
    def room(self) -> int:
        """How many cases of an indicator are worth being worked out."""
        return min(MOST, _AHEAD * len(self.frame))

    def cases(self, node: Node) -> Cases | None:
        """All that an indicator may read in these rows, where that is little."""
        names = self._points.get(node.fact or "", node.reads)
        # Counted from 0, even where there is none, so that nothing need be taken off.
        bounds = {name: (min(low, 0), high) for name in names for low, high in [self._edges.get(name, (0, -1))]}
        if not bounds or not 0 < count(bounds) <= self.room:
            return None
        return cases(bounds, small=all(self.numbers.schema[name] == pl.UInt8 for name in names))

    def _column(self, fact: str, needs: Needs) -> Column:
        """The amounts of a fact in base units."""
        if fact not in self._edges:
            raise NotCarried("a column of another type, or an empty one")
        found = column(pl.col(fact), *self._edges[fact], self._read[fact].scale, needs)
        made: Column = found * self._units.get(fact, NUMBER).factor
        return made


def _computed(formula: Formula, facts: Mapping[str, Any]) -> Any:
    found = formula.evaluate(facts)
    if isinstance(found, Diagnostic):
        raise NotCarried("divided by nothing in every row")
    return found


def _outward(low: int, high: int) -> tuple[int, int]:
    """Bounds wider than these, of the same sign, so that most parts of a table have the same.

    >>> _outward(5, 9), _outward(0, 16), _outward(-3, 4), _outward(-7, -3)
    ((1, 15), (0, 31), (-3, 7), (-7, -1))
    """
    least = 1 if low > 0 else -((1 << low.bit_length()) - 1)
    most = (1 << high.bit_length()) - 1 if high >= 0 else -1
    return least, most


def can_carry(plan: Plan, node: Node) -> bool:
    """Whether an indicator reads nothing but amounts, days and answers, and is done once its rule is."""
    rule = node.rule
    if rule is None or node.adjusted or node.inner or node.indicator.exempt:
        return False
    if rule.kind_name() == "checklist":
        return True
    if node.fact and not rule.reads_amount:
        return False
    if type(rule).refusal is not Rule.refusal and not hasattr(rule, "part"):
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
    text = pl.lit(each.text).gather(case) if each.text.is_not_null().any() else pl.lit(None, dtype=pl.String)
    holds = None if each.met.all() else pl.lit(each.met).gather(case)
    return replace(made, shown=pl.lit(each.shown).gather(case), met=holds, text=text, case=found.number)


def _alike(exact: Any, shown: Any, needs: Needs, places: int) -> Carried:
    """The same points in every row."""
    points = int(shown.numerator * 10**places // shown.denominator)
    return Carried(pl.lit(points, dtype=pl.Int64), met(needs) if needs else None, *parts(exact))


def _earned(node: Node, actual: Any, needs: Needs) -> Any:
    """The exact points of an indicator: a column or, where all are alike, a number."""
    rule, weight = node.rule, node.weight
    assert rule is not None and weight is not None
    if getattr(rule, "part", "") is None:
        whole = actual == floor(actual)  # a part of a thing that is counted one by one is refused
        if whole is False:
            raise NotCarried("no whole number")
        if isinstance(whole, Mask):
            needs.append(whole.expression)
    return rule.earned(weight, actual, node.target)
