"""The ways a rule can go, for coverage and for boundary cases: what lies at, between and beyond its edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from perfeval.number import ONE, ZERO, Fraction, at_least, ceil, floor
from perfeval.quantity import Quantity, show
from perfeval.target import Target
from perfeval.unit import Unit

if TYPE_CHECKING:
    from perfeval.rules.rule import Case, Rule
    from perfeval.source import Data

FULL, PART, NOTHING = "得满分", "得部分分", "不得分"
_PLACES = 2
"""How finely an edge is stepped over that no decimal spells."""


def edges_of(rule: Rule, weight: Fraction, target: Target) -> list[Quantity]:
    """Every amount at which the way may change: the target's own, and those of the rule."""
    own = [Quantity(target.value, target.unit, target.text)] if target.measurable else []
    own += [Quantity(target.high, target.unit, target.text)] if target.relation == "within" else []
    found = {edge.value: edge for edge in (*rule.edges(weight, target), *own)}
    return [found[value] for value in sorted(found)]


def ways_of(
    rule: Rule, weight: Fraction, target: Target, bounds: tuple[Fraction, Fraction] | None = None
) -> tuple[str, ...]:
    """All the ways of a rule over an amount, the best first; those that no amount can take are left out.

    bounds: the least and the greatest amount that there can be.
    """
    from perfeval.rules.rule import Case, Received

    unit = rule.unit(target)
    edges = [edge.value for edge in edges_of(rule, weight, target)] if rule.reads_amount else []
    cases = [Case(weight, target, Received(x, ""), unit) for x in _probes(edges, unit, bounds)]
    cases.sort(key=lambda case: rule.earned(weight, case.actual, target), reverse=True)
    return tuple(dict.fromkeys(way for case in cases for way in rule.way(case))) or (FULL, PART, NOTHING)


def way_of(rule: Rule, case: Case) -> tuple[str, ...]:
    """The branch that a rule took; for rules without branches, whether all, a part or nothing was earned."""
    branch = rule.branch(case.actual, case.target)
    if branch:
        return (branch.taken,)
    earned = rule.earned(case.weight, case.actual, case.target)
    return (FULL if earned == case.weight else PART if earned else NOTHING,)


def _probes(edges: list[Fraction], unit: Unit, bounds: tuple[Fraction, Fraction] | None) -> Iterator[Fraction]:
    """An amount at each edge, between each two, and beyond the first and the last."""
    if not edges:
        return
    # What is counted starts at nothing, so an edge below nothing is as good as one just below it.
    starts = [at_least(edge, -ONE) if unit.counted else edge for edge in edges]
    whole = unit.counted or unit.is_date
    inside = [floor(low) + 1 if whole else (low + high) / 2 for low, high in pairwise(starts)]
    found = [*edges, *(x for x, high in zip(inside, edges[1:], strict=True) if x < high)]
    found += [ceil(edges[0]) - 1, floor(edges[-1]) + 1] if bounds is None else [*bounds]
    for x in found:
        if possible(x, unit) and (bounds is None or bounds[0] <= x <= bounds[1]):
            yield x


def possible(x: Fraction, unit: Unit) -> bool:
    """Whether so much can be found: what is counted is whole and not below nothing, a day is whole."""
    if unit.counted or unit.is_date:
        return x.denominator == 1 and (unit.is_date or x >= ZERO)
    return True


def step(edge: Quantity) -> Fraction:
    """The least by which an amount beside the edge is written otherwise: one, or one in its last decimal place.

    >>> from perfeval.quantity import quantity
    >>> [str(step(quantity(text))) for text in ("95%", "99.5%", "30 场", "1.50 万元")]
    ['1/100', '1/1000', '1', '100']
    """
    if edge.unit.counted or edge.unit.is_date:
        return ONE
    text = edge.text or show(edge.value, edge.unit)
    decimals = [len(digits) for digits in re.findall(r"[0-9]\.([0-9]+)", text)]
    places = max([*decimals, _PLACES if "/" in text.partition(" ")[0] else 0])
    return edge.unit.factor / Fraction(10**places)


def around(edges: Iterable[Quantity], unit: Unit) -> Iterator[Fraction]:
    """At, just under and just over each edge, in that order."""
    for edge in edges:
        for x in (edge.value, edge.value - step(edge), edge.value + step(edge)):
            if possible(x, unit):
                yield x


def samples_of(rule: Rule, weight: Fraction, target: Target) -> Iterator[Data]:
    """Facts as a project would write them that lead a rule along its edges and its ways."""
    own, unit = tuple(rule.samples(weight, target)), rule.unit(target)
    yield from own or [show(x, unit) for x in amounts_of(rule, weight, target)] or [show(ONE, unit)]


def amounts_of(rule: Rule, weight: Fraction, target: Target) -> list[Fraction]:
    """The amounts around the edges, those that earn most first, and of these the target's own.

    Between two edges an amount is added where no other goes that way; amounts below nothing are left
    out where they go the same way as nothing itself.
    """
    from perfeval.rules.rule import Case, Received

    def way(x: Fraction) -> tuple[str, ...]:
        return rule.way(Case(weight, target, Received(x, ""), unit))

    unit, edges = rule.unit(target), edges_of(rule, weight, target)
    found = [x for x in dict.fromkeys(around(edges, unit)) if x >= ZERO or way(x) != way(ZERO)]
    for x in _probes([edge.value for edge in edges], unit, None):
        found += [x] if way(x) not in map(way, found) else []
    return sorted(found, key=lambda x: (rule.earned(weight, x, target), x in (target.value, target.high)), reverse=True)
