"""The rules of a spec as the checks on them see them: those inside other rules included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from perfeval.diagnostic import Route
from perfeval.node import Node
from perfeval.number import ZERO, Fraction, ceil, floor
from perfeval.plan import Plan
from perfeval.quantity import Quantity
from perfeval.record import Record
from perfeval.rules import Rule
from perfeval.rules.ways import around, edges_of
from perfeval.target import Target


class Standard(Record):
    """One rule beside its target, with the points that it can earn; `rule` is of the kind `kind`."""

    node: Node
    kind: str
    rule: Any
    target: Target
    weight: Fraction
    route: Route

    def earned(self, actual: Any) -> Fraction:
        """The points of an actual."""
        found: Fraction = self.rule.earned(self.weight, actual, self.target)
        return found

    @cached_property
    def probes(self) -> list[Fraction]:
        """The amounts at, just below and just above each edge, in order; whole ones where things are counted."""
        unit, edges = self.rule.unit(self.target), edges_of(self.rule, self.weight, self.target)
        if unit.counted:
            edges = [Quantity(whole, unit) for edge in edges for whole in (floor(edge.value), ceil(edge.value))]
        return sorted(set(around(edges, unit)))


@lru_cache(maxsize=1)
def standards(plan: Plan) -> tuple[Standard, ...]:
    """Every rule of a spec with weights."""
    ruled = ((node, node.rule, node.weight) for node in plan.leaves if node.rule and node.weight)
    return tuple(
        one for node, rule, weight in ruled for one in _within(node, rule, node.target, weight, (*node.route, "rule"))
    )


def _within(node: Node, rule: Rule, target: Target, weight: Fraction, route: Route) -> Iterator[Standard]:
    if not weight > ZERO:  # a part that is worth nothing
        return
    kind, own = rule.kind_name(), Standard(node, rule.kind_name(), rule, target, weight, route)
    if kind == "choose":
        for index, way in enumerate(own.rule.branches):
            yield from _within(node, way.rule, way.target or target, weight, (*route, "branches", index, "rule"))
    elif kind == "parts":
        for index, piece in enumerate(own.rule.parts):
            place = (*route, "parts", index, "rule")
            yield from _within(node, piece.rule, piece.goal(target), piece.points(weight), place)
    elif kind == "survey":
        yield from _within(node, own.rule.then, target, weight, (*route, "then"))
    else:
        yield own
