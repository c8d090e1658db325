"""An indicator with everything about it resolved: what scoring reads."""

from __future__ import annotations

from functools import cached_property

from perfeval.diagnostic import Route
from perfeval.expr import Formula
from perfeval.number import Fraction
from perfeval.record import Record
from perfeval.rounding import Mode
from perfeval.rules import Rule
from perfeval.spec import Indicator
from perfeval.target import Target
from perfeval.unit import Unit

WEIGHT = "权重"
"""What the formulas of a rule call the indicator's own weight."""


class Node(Record, frozen=False, eq=False):
    """An indicator with everything about it resolved.

    weight: points, None where the spec only tracks. fact: the fact named after the indicator,
    where it reads one. places, mode: how its score is rounded. adjusted: whether anything can change
    the points after its rule or sum.
    """

    indicator: Indicator
    code: str
    rule: Rule | None
    route: Route
    level: int
    path: tuple[str, ...]
    target: Target
    unit: Unit
    weight: Fraction | None = None
    children: tuple[Node, ...] = ()
    formula: Formula | None = None
    inner: dict[Route, Formula] = {}
    fact: str | None = None
    places: int = 2
    mode: Mode = Mode.HALF_UP
    adjusted: bool = False

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The names of the facts that it reads, once its formulas are compiled."""
        formulas = [self.formula] if self.formula else []
        named = [name for formula in (*formulas, *self.inner.values()) for name in formula.names if name != WEIGHT]
        return tuple(dict.fromkeys([*([self.fact] if self.fact else []), *named]))

    @property
    def measured(self) -> bool:
        """Whether an actual is read for it."""
        return bool(self.formula or self.fact or self.inner)
