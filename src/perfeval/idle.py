"""Fields that would have no effect where they stand: each is somebody's wish that would be ignored."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Route
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
    if own and policy and policy.of == "total":
        yield _idle(route, "rounding", "指标体系只取舍合计（of: total），单个指标不取舍", "删去 rounding")
    elif own and policy and own.places is not None and own.places > policy.places:
        message = f"本指标保留 {own.places} 位，合计只印 {policy.places} 位，印出来会对不上"
        yield Diagnostic("out-of-range", message, "把指标体系的 places 增加到同样的位数", (*route, "rounding"))


def _idle(route: Route, name: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic("field-out-of-place", message, hint, (*route, name), on_key=True)
