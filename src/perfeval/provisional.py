"""Provisional scores: what a result can still be while facts are missing.

Every step from an indicator to the grade only ever gives more where an indicator earns more, and less where one more
condition of a gate or cap holds. So two readings enclose all others: in the lowest each indicator that misses a fact
earns the least that its rule can give, and every condition that misses one holds; in the highest the most, and none.
Both are scored like any other project. That a missing fact may turn out to be 不适用 is left out of account: it would
move weights instead of points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

from perfeval.diagnostic import Diagnostic, Route
from perfeval.facts import Bound
from perfeval.missing import Missing
from perfeval.model import Model
from perfeval.node import Node
from perfeval.number import ZERO, Fraction
from perfeval.record import Record, replace
from perfeval.rounding import Mode
from perfeval.rules import Received, Rule, silent
from perfeval.rules.rule import Note
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.spec import Spec
from perfeval.stated import Fact
from perfeval.target import Target

Lowest = Callable[[Sequence[str]], bool]
"""Whether what reads these facts is taken at its lowest."""


class Stake(Record):
    """What depends on a missing fact: the indicators that read it, and how many points of the total it can still move.

    The points are those by which the total falls from its highest reading, or rises from its lowest,
    when this fact alone is taken the other way; the greater of the two. None where nothing is scored.
    """

    fact: Missing
    indicators: tuple[str, ...]
    moves: Fraction | None


class Pending(Record):
    """A condition that cannot be decided yet, its route in the spec, and the gate or cap that it belongs to."""

    condition: str
    route: Route
    limit: Any


class Possible(Record, eq=False):
    """What a project with missing facts can still score: its lowest and its highest reading, and why they differ.

    The lines of indicators that miss a fact have no `received`. stakes: the one that can move the
    total most comes first.
    """

    low: Scorecard
    high: Scorecard
    stakes: tuple[Stake, ...]
    pending: tuple[Pending, ...]

    def missing(self, node: Node) -> tuple[str, ...]:
        """The facts that keep an indicator from being scored."""
        bound = self.high.bound
        names = {fact.name for fact in bound.missing}
        decided = node.code in bound.received
        return () if decided else tuple(name for name in node.reads if name in names)


def possible(bound: Bound, mode: Mode | None = None) -> Possible:
    """The range of what `bound`, whose facts may be missing, can still score; `mode` as in `score`."""
    low, high = _reading(bound, lambda names: True, mode), _reading(bound, lambda names: False, mode)
    grades = bound.plan.spec.grades or []
    if bound.plan.votes and bound.missing:  # more of a fact may turn a vote either way
        low.grade, high.grade = grades[-1], grades[0]
    stakes = [_stake(bound, fact, low, high, mode) for fact in bound.missing]
    stakes.sort(key=lambda stake: -(stake.moves or ZERO))
    plan = bound.plan
    pending = tuple(Pending(plan.conditions[route].text, route, _limit(plan.spec, route)) for route in _open(bound))
    return Possible(low, high, tuple(stakes), pending)


_ENDLESS = 10**9
"""More points than any spec has."""


class _Given(Rule):
    """Earns the points that it is given."""

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        return actual


class _Drained(_Given):
    """The same, and takes from its group whatever the group has, where it may."""

    def overdrawn(self, weight: Fraction, actual: Any, target: Target) -> Fraction:
        return Fraction(_ENDLESS)


def _counts(bound: Bound, lowest: Lowest) -> dict[Route, tuple[Fraction, str]]:
    """How many of each item of bonus and penalty there are: none, or as many as its most takes, where facts miss."""
    spec, full, found = bound.plan.spec, bound.plan.full or ZERO, dict(bound.counted)
    for route, item in spec.extras:
        if route not in found:
            whole = spec.bonus if route[0] == "bonus" else spec.penalty
            most = item.most or (whole.most if whole else None)
            many = most.of(full) / item.each.of(full) if most else Fraction(_ENDLESS)
            none = lowest(bound.plan.counts[route].names) is (route[0] == "bonus")
            found[route] = (ZERO if none else many, f"{item.count}（缺少事实）")
    return found


def _reading(bound: Bound, lowest: Lowest, mode: Mode | None) -> Scorecard:
    """The scorecard where what misses a fact is taken at its lowest or at its highest."""
    received = dict(bound.received)
    for node in bound.plan.leaves:
        if node.code not in received and node.rule and node.weight is not None:
            least, most = node.rule.reach(node.weight, node.target)
            least = ZERO if node.indicator.over else least
            low = lowest(node.reads)
            by = (_Drained() if low else _Given(), node.target)
            received[node.code] = Received(least if low else most, "", by=by)
    conditions = bound.plan.conditions
    # Where a condition holds a gate or cap takes points away, and a mitigation gives some back.
    undecided = {
        route: conditions[route].text
        for route in _open(bound)
        if lowest(conditions[route].names) is not ("mitigate" in route)
    }
    facts = {**bound.facts, **{fact.name: Fact(fact.name, "（缺少）") for fact in bound.missing}}
    held = {**bound.held, **undecided}
    whole = replace(bound, received=received, held=held, facts=facts, counted=_counts(bound, lowest))
    card = score(whole, mode=mode)
    for code, line in card.lines.items():
        line.received = bound.received.get(code)
    card.bound = replace(whole, received=bound.received)
    return card


def _open(bound: Bound) -> Iterator[Route]:
    """The conditions that read a missing fact."""
    names = {fact.name for fact in bound.missing}
    return (route for route, formula in bound.plan.conditions.items() if not names.isdisjoint(formula.names))


def _stake(bound: Bound, fact: Missing, low: Scorecard, high: Scorecard, mode: Mode | None) -> Stake:
    readers = tuple(node.code for node in bound.plan.nodes if fact.name in node.reads)
    if low.total is None or high.total is None:
        return Stake(fact, readers, None)
    worse = _reading(bound, lambda names: fact.name in names, mode).total or ZERO
    better = _reading(bound, lambda names: fact.name not in names, mode).total or ZERO
    return Stake(fact, readers, max(high.total - worse, better - low.total))


def _limit(spec: Spec, route: Route) -> Any:
    """The gate or cap whose condition stands at a route."""
    start: Any = spec
    return reduce(lambda at, step: at[step] if isinstance(step, int) else getattr(at, step), route[:-1], start)


STEPS = {
    "spec": (
        *("perfeval", "id", "name", "basis", "valid", "full", "rounding", "grades", "consequences", "not_applicable"),
        *("gates", "caps", "grade_caps", "bonus", "penalty", "votes", "subprojects", "facts", "asserts", "accept"),
        "indicators",
    ),
    "indicator": (
        *("code", "name", "weight", "weights", "combine", "about", "official", "note", "target", "unit", "actual"),
        *("rule", "rounding", "not_applicable", "goes_to", "over", "mitigate", "exempt", "floor_at", "conversion"),
        *("bounded", "gates", "covers", "indicators"),
    ),
    "combine": ("sum", "min", "mean"),
}
"""The fields of which it is known that a better reading of the facts never gives less."""


def refused_step(bound: Bound) -> Diagnostic | None:
    """A step of the spec for which no range can be given, because it might give less for more.

    A guess would be a range that does not enclose the result.
    """
    spec = bound.plan.spec
    indicators = [indicator for _, indicator in spec.every]
    found = [*_unknown(spec, "spec"), *(name for item in indicators for name in _unknown(item, "indicator"))]
    found += [f"combine: {item.combine}" for item in indicators if item.combine not in STEPS["combine"]]
    unbounded = spec.bonus is not None and not spec.bonus.most and spec.bonus.beyond_full
    found += [
        f"bonus 的“{item.name}”（没有上限）"
        for route, item in spec.extras
        if unbounded and route[0] == "bonus" and route not in bound.counted and not item.most
    ]
    if not found:
        return None
    message = f"指标体系用了 {found[0]}，缺少事实时还不能算出可能的得分范围"
    return Diagnostic("no-provisional-score", message, "补齐事实，不用 --provisional", ("spec",))


def _unknown(model: Model, kind: str) -> Iterator[str]:
    return (name for name in model.model_fields_set if name not in STEPS[kind])
