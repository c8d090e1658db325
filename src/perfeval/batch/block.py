"""Some rows of a table as whole numbers, and what the rules and conditions of a plan read in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import polars as pl

from perfeval.batch.answered import kept
from perfeval.batch.cases import MOST, Cases, cases, count
from perfeval.batch.cells import Amounts, amounts, decimals
from perfeval.batch.table import Table
from perfeval.columns import Column, Needs, NotCarried, column
from perfeval.diagnostic import Diagnostic
from perfeval.expr import Formula
from perfeval.node import Node
from perfeval.unit import NUMBER, Unit

if TYPE_CHECKING:
    from perfeval.rules.compared import Compared

_ABOVE = "\0"
"""After the name of a column: its greatest number."""
_AHEAD = 8
"""How many cases are worked out beforehand for each row that there is: there will be more rows."""


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
        made.points[fact] = [f"{fact}\0{index}" for index in range(len(points))]  # a code may be A.0
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
        """What the numbers of each column lie between."""
        both = self.numbers.select(pl.all().min(), pl.all().max().name.suffix(_ABOVE)).row(0, named=True)
        return {name: _outward(both[name], both[name + _ABOVE]) for name in self._read if both[name] is not None}

    def _plain(self, asked: Table, frame: pl.DataFrame) -> pl.Series:
        """Which rows have an amount in each column of amounts; those that nothing reads may be empty."""
        there = pl.Series([True]).new_from_index(0, len(frame))
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
        return _placed(node, _computed(node.formula, facts) if node.formula else facts[node.reads[0]])

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
        bounds = {name: self._edges.get(name, (0, -1)) for name in names}
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


def _placed(node: Node, own: Any) -> Any:
    """What a rule reads that holds each project against the others; any other reads the amount itself."""
    if node.rule is None or not node.rule.compares:
        return own
    found = cast("Compared", node.rule).placed(own)
    if found is None:
        raise NotCarried("nothing to be held against")
    return found


def _outward(low: int, high: int) -> tuple[int, int]:
    """Bounds wider than these, of the same sign, so that most parts of a table have the same.

    >>> _outward(5, 9), _outward(0, 16), _outward(-3, 4), _outward(-7, -3)
    ((1, 15), (0, 31), (-3, 7), (-7, -1))
    """
    least = 1 if low > 0 else -((1 << low.bit_length()) - 1)
    most = (1 << high.bit_length()) - 1 if high >= 0 else -1
    return least, most
