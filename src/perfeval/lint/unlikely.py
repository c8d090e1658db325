"""Facts that can hardly be as they stand: less than nothing of a thing, and days many years away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from perfeval.diagnostic import Related
from perfeval.lint.asking import amounts, fact_called
from perfeval.lint.check import Doubt
from perfeval.lint.texts import within
from perfeval.lint.words import BELOW_ZERO, MAY_FALL, of_whole
from perfeval.node import Node
from perfeval.number import ZERO
from perfeval.plan import Plan
from perfeval.quantity import show
from perfeval.scorecard import Scorecard
from perfeval.stated import Fact
from perfeval.unit import Unit, halfwidth

FAR = 5
"""How many years a day may lie outside the years that the spec and the project speak of."""


def negative_amount(card: Scorecard) -> Iterator[Doubt]:
    """A negative amount of money, things, time, or of a whole, where nothing in the spec speaks of negative ones."""
    for fact, unit in amounts(card):
        if fact.value < ZERO and not fact.because and _cannot_fall(card, fact.name, unit):
            written = fact.shown.partition("，其中 ")[0]
            plain = written[1:].strip() if halfwidth(written)[:1] == "-" else show(-fact.value, unit)
            yield Doubt(
                f"{fact_called(card, fact.name)}写成了负数 {written}",
                f"核对原始材料；多打了负号的，写 {plain}；确实是负数的，{_reason(card, fact.name, written)}",
                ("facts", fact.name),
            )


def _reason(card: Scorecard, name: str, written: str) -> str:
    """How a fact that is right says so."""
    if isinstance(card.bound.project.facts[name], dict):
        return "加上 because: 原因"
    return f"写成 {{value: {written}, because: 原因}}"


def _cannot_fall(card: Scorecard, name: str, unit: Unit) -> bool:
    """Whether neither a unit, nor a name, nor any sentence of the spec lets one expect less than nothing."""
    plan, readers = card.bound.plan, _readers(card, name)
    declared = plan.shared.get(name)
    names = [name, *(node.indicator.name for node in readers if node.fact == name)]
    if unit.is_date or any(MAY_FALL.search(one) for one in names):
        return False
    if not unit.dimensions:
        bounded = declared.bounded if declared else readers[0].indicator.bounded if readers else None
        return unit.is_ratio and any(of_whole(one, bounded) for one in names)
    formulas = (*plan.conditions.values(), *plan.counts.values(), *(one.formula for one in plan.identities))
    said = [formula.text for formula in formulas if name in formula.names]
    said += [text for part in (declared, *(node.indicator for node in readers)) for _, text in within(part, ())]
    return not any(BELOW_ZERO.search(text) for text in said)


def _readers(card: Scorecard, name: str) -> list[Node]:
    """The indicators that read a fact."""
    return _by_fact(card.bound.plan).get(name, [])


@lru_cache(maxsize=1)
def _by_fact(plan: Plan) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in plan.nodes:
        for name in node.reads:
            found.setdefault(name, []).append(node)
    return found


def date_far_off(card: Scorecard) -> Iterator[Doubt]:
    """A day that lies years away from the period, and from the day that is the target."""
    period = card.bound.project.period or card.bound.plan.spec.valid
    for fact, unit in amounts(card):
        if not unit.is_date or fact.because:
            continue
        goals = [node.target for node in _readers(card, fact.name) if node.target.unit.is_date]
        near = [day.year for day in (period.start, period.end)] if period else []
        near += [date.fromordinal(int(day)).year for goal in goals for day in (goal.value, goal.high) if day]
        year = date.fromordinal(int(fact.value)).year
        if near and not min(near) - FAR <= year <= max(near) + FAR:
            yield _far(card, fact, year, near)


def _far(card: Scorecard, fact: Fact, year: int, near: list[int]) -> Doubt:
    years = f"{min(near)}" if min(near) == max(near) else f"{min(near)} 到 {max(near)}"
    gap = min(abs(year - one) for one in near)
    period = card.bound.project.period
    related = (Related("评价期间写在这里", ("period",)),) if period else ()
    return Doubt(
        f"{fact_called(card, fact.name)}是 {fact.shown}，离评价所涉的 {years} 年有 {gap} 年",
        f"核对年份；没有写错的，{_reason(card, fact.name, fact.shown)}",
        ("facts", fact.name),
        related=related,
    )
