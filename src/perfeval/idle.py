"""Fields that would have no effect where they stand: each is somebody's wish that would be ignored."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Related, Route
from perfeval.number import ONE, ZERO
from perfeval.part import Part
from perfeval.record import replace
from perfeval.rules import Rule
from perfeval.spec import Indicator, Spec


def idle_fields(indicator: Indicator, route: Route, spec: Spec) -> Iterator[Diagnostic]:
    """The fields of an indicator that nothing would read."""
    policy, own = spec.rounding, indicator.rounding
    if indicator.indicators:
        if own and indicator.combine == "sum":
            yield _idle(route, "rounding", "由下级相加的组不另取舍", "删去 rounding，或写在下级指标里")
        if indicator.not_applicable:
            yield _idle(route, "not_applicable", "不适用是末级指标的事", "写在下级指标里")
    elif indicator.combine != "sum":
        yield _idle(route, "combine", "没有下级可以合成", "删去 combine")
    yield from _leaf_fields(indicator, route) if indicator.indicators else _group_fields(indicator, route)
    yield from _over_faults(indicator, route)
    yield from _conversion_faults(indicator, route)
    if own and policy and policy.of == "total":
        yield _idle(route, "rounding", "指标体系只取舍合计（of: total），单个指标不取舍", "删去 rounding")
    elif own and policy and own.places is not None and own.places > policy.places:
        message = f"本指标保留 {own.places} 位，合计只印 {policy.places} 位，印出来会对不上"
        yield Diagnostic("out-of-range", message, "把指标体系的 places 增加到同样的位数", (*route, "rounding"))


def _idle(route: Route, name: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic("field-out-of-place", message, hint, (*route, name), on_key=True)


def _leaf_fields(indicator: Indicator, route: Route) -> Iterator[Diagnostic]:
    """What a group cannot have, and the place of what its indicators are overdrawn by."""
    for name in ("over", "mitigate", "exempt", "bounded"):
        if getattr(indicator, name):
            yield _idle(route, name, f"{name} 是末级指标的事", "写在下级指标里")
    if indicator.floor_at == "group" and not any(_overdraws(below) for below in _leaves(indicator)):
        yield _idle(route, "floor_at", "下级没有一条规则会扣过头", "删去 floor_at")


def _group_fields(indicator: Indicator, route: Route) -> Iterator[Diagnostic]:
    read = indicator.rule.unit(indicator.goal) if indicator.rule else indicator.goal.unit
    if indicator.bounded is not None and not (indicator.unit or read).is_ratio:
        yield _idle(route, "bounded", "实际值不是百分比，bounded 不起作用", "删去 bounded")
    for name in ("conversion", "floor_at"):
        if name in indicator.model_fields_set:
            yield _idle(route, name, f"没有下级，{name} 不起作用", f"删去 {name}")
    if indicator.exempt and indicator.actual:
        yield _idle(route, "exempt", "实际值由公式算出，没有可以不计的个数", "在公式里减去不计的个数")


def _leaves(indicator: Indicator) -> Iterator[Indicator]:
    for child in indicator.indicators or ():
        yield from _leaves(child) if child.indicators else (child,)


def _overdraws(indicator: Indicator) -> bool:
    return indicator.rule is not None and type(indicator.rule).overdrawn is not Rule.overdrawn


def _over_faults(indicator: Indicator, route: Route) -> Iterator[Diagnostic]:
    over, goal = indicator.over, indicator.goal
    if over is None:
        return
    if goal.relation not in ("≥", ">") or not goal.value > ZERO or goal.unit.is_date:
        yield _idle(route, "over", f"目标值“{goal}”没有完成率，谈不上超额", "删去 over，或写出要达到的数量")
    if (over.then == "lose") is (over.lose is None):
        message = "没有写扣多少" if over.lose is None else "只有 then: lose 才写扣多少"
        hint = "加上 lose: 2 分" if over.lose is None else "删去 lose"
        yield Diagnostic("field-out-of-place", message, hint, (*route, "over"))


def _conversion_faults(indicator: Indicator, route: Route) -> Iterator[Diagnostic]:
    """A conversion table out of order, with a gap below, or in points instead of shares."""
    rows = indicator.conversion
    for index, row in enumerate(rows):
        place = (*route, "conversion", index)
        if not row.least.relative and row.least.value:
            yield Diagnostic("points-or-share", "换算表按得分率，要写百分比", "写成 85%", (*place, "least"))
        elif index and row.least.of(ONE) >= rows[index - 1].least.of(ONE):
            hint = "从最好的一档写起，依次降低"
            related = (Related("上一档在这里", (*route, "conversion", index - 1)),)
            yield Diagnostic("band-out-of-order", f"“{row.least}”不低于上一档", hint, place, related=related)
        elif index and (wrong := _rise(rows[index - 1].earn, row.earn)):
            yield replace(wrong, route=(*place, "earn"))
    if rows and rows[-1].least.value:
        hint = "最后加一档 {least: 0, earn: …}"
        yield Diagnostic("bands-leave-gap", f"得分率低于 {rows[-1].least} 时没有得分", hint, (*route, "conversion"))


def _rise(above: Part, below: Part) -> Diagnostic | None:
    """Points that a lower rate earns more of, or that cannot be held against those above."""
    if above.relative is not below.relative and above.value and below.value:
        return Diagnostic("points-or-share", "换算表里各档要么都写百分比，要么都写分数", "改成一种写法")
    if below.value > above.value:
        message = f"得分率低的一档反而得“{below}”，多于上一档的“{above}”"
        return Diagnostic("conversion-rises", message, "核对各档得分")
    return None
