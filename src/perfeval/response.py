"""How the points of a rule answer to what was achieved: a table of amounts or answers, and where nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from perfeval.number import ZERO, Fraction, floor
from perfeval.quantity import Quantity, show
from perfeval.record import Record
from perfeval.rules.rule import Received, Rule
from perfeval.rules.ways import edges_of, possible, samples_of
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

MOST = 12
"""The most rows of a table."""


class Point(Record):
    """What was achieved, in words, its completion rate where it has one, and the points that it earns, exact."""

    shown: str
    completion: Fraction | None
    points: Fraction


def response(rule: Rule, weight: Fraction, target: Target) -> tuple[Point, ...]:
    """What earns how many points, the best first; empty where the rule needs more than one fact to say."""
    if rule.formulas():
        return ()
    if not rule.reads_amount:
        found = (_answered(rule, weight, target, sample) for sample in samples_of(rule, weight, target))
        points = {point.shown: point for point in found if point}
        return tuple(sorted(points.values(), key=lambda point: point.points, reverse=True)[:MOST])
    points_of = [_point(rule, weight, target, x) for x in _amounts(rule, weight, target)]
    if points_of and points_of[-1].points > points_of[0].points:
        points_of.reverse()
    return tuple(points_of)


def zero_points(rule: Rule, weight: Fraction, target: Target) -> tuple[str, ...]:
    """Where the points come to nothing, each in words: ``490 人次时``, ``不到 90%时``; empty where they never do."""
    if rule.formulas() or not rule.reads_amount:
        return ()
    unit = rule.unit(target)
    edges = edges_of(rule, weight, target)
    found: list[str] = []
    for (low, x), (high, y) in pairwise(_between(edges, unit)):
        at, away = rule.earned(weight, x, target), rule.earned(weight, y, target)
        if at and not away:
            found.append(f"{high}时" if high else f"超过 {low}时")
        elif away and not at:
            found.append(f"{low}时" if low else f"不到 {high}时")
    return tuple(found)


def _between(edges: list[Quantity], unit: Unit) -> Iterator[tuple[str, Fraction]]:
    """Each edge with its words, and amounts beside and between them without."""
    if not edges:
        return
    below, above = _beside(edges[0], -1), _beside(edges[-1], 1)
    if possible(below, unit):
        yield "", below
    for edge, after in pairwise([*edges, Quantity(above, unit)]):
        if possible(edge.value, unit):
            yield show(edge.value, unit), edge.value
        inside = (edge.value + after.value) / 2
        inside = Fraction(floor(inside)) if unit.counted or unit.is_date else inside
        if edge.value < inside < after.value:
            yield "", inside
    yield "", above


def _beside(edge: Quantity, side: int) -> Fraction:
    """An amount just outside an edge."""
    from perfeval.rules.ways import step

    return edge.value + side * step(edge)


def _point(rule: Rule, weight: Fraction, target: Target, x: Fraction) -> Point:
    rated = target.relation in ("≥", ">") and target.value > ZERO and not target.unit.is_date
    return Point(show(x, rule.unit(target)), x / target.value if rated else None, rule.earned(weight, x, target))


def _answered(rule: Rule, weight: Fraction, target: Target, sample: Data) -> Point | None:
    received = rule.receive(sample, target, rule.unit(target))
    if not isinstance(received, Received):
        return None
    return Point(received.shown, None, rule.earned(weight, received.actual, target))


def _amounts(rule: Rule, weight: Fraction, target: Target) -> list[Fraction]:
    """The edges, the amounts just beside them where the points jump, and even steps between, `MOST` in all."""
    unit = rule.unit(target)
    edges = edges_of(rule, weight, target)
    values = {edge.value for edge in edges if possible(edge.value, unit)}
    for edge in edges:
        near = [x for x in (_beside(edge, -1), _beside(edge, 1)) if possible(x, unit) and x >= ZERO]
        here = rule.earned(weight, edge.value, target)
        values |= {x for x in near if abs(rule.earned(weight, x, target) - here) * 20 >= weight}
    parts = min(max((MOST - len(values)) // max(len(edges), 1) + 1, 1), 5)
    for low, high in pairwise(sorted(values)):
        if rule.earned(weight, low, target) == rule.earned(weight, high, target):
            continue
        for part in range(1, parts):
            x = low + (high - low) * part / parts
            x = Fraction(floor(x)) if unit.counted or unit.is_date else _short(x, unit, low, high)
            values |= {x} if low < x < high else set()
    return sorted(values)[: 2 * MOST]


def _short(x: Fraction, unit: Unit, low: Fraction, high: Fraction) -> Fraction:
    """About `x`, with as few decimals as tell it from its neighbours."""
    grain = Fraction(unit.factor)
    while grain * 4 > high - low:
        grain /= 10
    return Fraction(floor(x / grain)) * grain
