"""Indicators whose rules run on whole columns: their own lines, on exact whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import polars as pl

from perfeval.batch.answered import kept
from perfeval.batch.cells import Amounts, amounts, decimals
from perfeval.batch.outcome import in_places
from perfeval.batch.table import Table
from perfeval.columns import Column, Mask, Needs, NotCarried, Whole, column, met, parts, rounded_column, ticks
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.number import ONE, ZERO, floor, spell
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import rounded
from perfeval.rules import Rule
from perfeval.unit import NUMBER, Unit

if TYPE_CHECKING:
    from perfeval.rules.checklist import Checklist
    from perfeval.rules.compared import Compared

_INT64, _MOST_POINTS = 2**63, 10**6
ZERO_WHOLE, ONE_WHOLE = Whole.constant(0), Whole.constant(1)
_MOST_ANSWERS = 12
"""Points of a checklist of which every combination is worked out beforehand."""


class Carried(Record):
    """The points of an indicator as expressions over the amounts: whole numbers of the last place, and the exact ones.

    met: whether a row's points mean anything. text: the exact points as they are written, null where they are the
    printed ones; there are no figures of them then.
    """

    shown: pl.Expr
    met: pl.Expr | None = None
    num: Whole = ZERO_WHOLE
    den: Whole = ONE_WHOLE
    text: pl.Expr | None = None

    def exact_when(self, places: int) -> bool:
        """Whether the exact points can be others than the printed ones at all."""
        return self.text is None and not (self.den.same and 10**places % self.den.low == 0)

    def differs(self, shown: pl.Expr, num: pl.Expr, den: pl.Expr, places: int) -> pl.Expr:
        """Whether the exact points are not the printed ones: figures that are there already, held together."""
        size = max(abs(self.num.low), abs(self.num.high), abs(self.den.high)) * 10**places
        kind = pl.Int64 if size * _MOST_POINTS < _INT64 else pl.Int128
        return num.cast(kind) * pl.lit(10**places, dtype=kind) != shown.cast(kind) * den.cast(kind)


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
        given = {fact: pl.any_horizontal(pl.col(columns).is_not_null()) for fact, columns in asked.stated.items()}
        stating = {fact: frame.select(rows).to_series() for fact, rows in given.items()}
        # Where most rows state what a batch would say, all are looked at by their cases; else these one by one.
        self._many = {fact for fact, rows in stating.items() if 2 * rows.sum() > len(rows)}
        self.plain = self._plain(asked, frame)
        for fact in stating.keys() - self._many:
            self.plain &= ~stating[fact]

    def _bounds(self) -> dict[str, tuple[int, int]]:
        """What the numbers of each column lie between: powers of two, so that most tables have the same."""
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
        bounds = ((self._edges.get(name), self._read[name].scale if name in self._read else 0) for name in names)
        return *bounds, node.fact in self._many

    def actual(self, node: Node, needs: Needs) -> Any:
        """What the rule of an indicator reads. Raises `NotCarried`."""
        names = self._points.get(node.fact or "", node.reads)
        facts = {name: self._column(name, needs) for name in names}
        needs.clear()  # that the cells are there, `plain` says for all indicators at once
        if node.fact in self._points:
            return tuple(facts.values())
        if node.fact in self._many:
            raise NotCarried("places that are stated")
        found = node.formula.evaluate(facts) if node.formula else facts[node.reads[0]]
        if isinstance(found, Diagnostic):
            raise NotCarried("divided by nothing in every row")
        return _placed(node, found)

    def answers(self, node: Node) -> list[str] | None:
        """The columns of its answers, 1 or 0, where there is nothing in between."""
        names = self._points.get(node.fact or "")
        plain = names and all(name in self._read and self._read[name].scale == 1 for name in names)
        return names if plain and names and len(names) <= _MOST_ANSWERS else None

    def _column(self, fact: str, needs: Needs) -> Column:
        """The amounts of a fact in base units."""
        if fact not in self._edges:
            raise NotCarried("a column of another type, or an empty one")
        found = column(pl.col(fact), *self._edges[fact], self._read[fact].scale, needs)
        made: Column = found * self._units.get(fact, NUMBER).factor
        return made


def _placed(node: Node, own: Any) -> Any:
    """What a rule reads that holds each project against the others; any other reads the amount itself."""
    if node.rule is None or not node.rule.compares:
        return own
    found = cast("Compared", node.rule).placed(own)
    if found is None:
        raise NotCarried("nothing to be held against")
    return found


def _outward(low: int, high: int) -> tuple[int, int]:
    """Bounds a little wider than these, of the same sign.

    >>> _outward(5, 9), _outward(0, 16), _outward(-3, 4), _outward(-7, -3)
    ((4, 15), (0, 31), (-3, 7), (-7, -2))
    """
    least = 1 << low.bit_length() - 1 if low > 0 else -((1 << low.bit_length()) - 1)
    most = (1 << high.bit_length()) - 1 if high >= 0 else -(1 << high.bit_length() - 1)
    return least, most


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
    if names := cells.answers(node):
        return _answered(node, names, places)
    needs: Needs = []
    exact = _earned(node, cells.actual(node, needs), needs)
    shown = rounded_column(exact, node.places, node.mode)
    if not isinstance(shown, Column) or not isinstance(exact, Column):
        return _alike(exact, shown, needs, places)
    num, den = parts(exact)
    return Carried(ticks(shown, places), met(needs) if needs else None, num, den)


def _answered(node: Node, names: list[str], places: int) -> Carried:
    """The points by the answers taken together as one number, of which there are few."""
    shown, texts = _cases(node, places)
    kind = pl.UInt8 if len(names) <= 8 else pl.UInt16
    bits = [pl.col(name).cast(kind) * pl.lit(1 << at, dtype=kind) for at, name in enumerate(names)]
    case = sum(bits[1:], bits[0]).cast(pl.UInt32)
    text = pl.lit(texts).gather(case) if texts.is_not_null().any() else pl.lit(None, dtype=pl.String)
    return Carried(pl.lit(shown).gather(case), text=text)


@lru_cache(maxsize=4096)
def _cases(node: Node, places: int) -> tuple[pl.Series, pl.Series]:
    """The points for each way of answering: whole numbers of the last place, and the exact ones where they differ."""
    rule, weight = cast("Checklist", node.rule), node.weight
    assert weight is not None
    shown, texts = list[int](), list[str | None]()
    for number in range(1 << len(rule.points)):
        actual = tuple(ONE if number >> at & 1 else ZERO for at in range(len(rule.points)))
        exact = rule.earned(weight, actual, node.target)
        points = rounded(exact, node.places, node.mode)
        shown.append(in_places(points, places))
        texts.append(spell(exact) if exact != points else None)
    return pl.Series(shown, dtype=pl.Int64), pl.Series(texts, dtype=pl.String)


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
