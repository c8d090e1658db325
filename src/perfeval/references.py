"""Indicators that a project names outside its facts: in overrides, findings and narrative."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Route, nearest
from perfeval.number import ZERO, spell
from perfeval.plan import Plan
from perfeval.project import Override, Project


def reference_faults(plan: Plan, project: Project) -> Iterator[Diagnostic]:
    """Indicators named by overrides, findings and narrative that do not exist or cannot be meant."""
    codes = list(plan.by_code)
    for index, item in enumerate(project.overrides):
        yield from _override_faults(plan, item, ("overrides", index))
        if item.indicator in {earlier.indicator for earlier in project.overrides[:index]}:
            yield Diagnostic("duplicate-override", f"“{item.indicator}”认定了两次", "只留一条", ("overrides", index))
    for index, finding in enumerate(project.findings):
        for n, code in enumerate(finding.indicators):
            if code not in plan.by_code:
                yield _unknown_code(code, codes, ("findings", index, "indicators", n))
    for key in project.published:
        if key not in ("total", "grade") and key not in plan.by_code:
            yield _unknown_code(key, ["total", "grade", *codes], ("published", key))
    for code in project.narrative.analysis:
        if code not in plan.by_code:
            yield _unknown_code(code, codes, ("narrative", "analysis", code))


def _override_faults(plan: Plan, item: Override, route: Route) -> Iterator[Diagnostic]:
    node = plan.by_code.get(item.indicator)
    if node is None:
        yield _unknown_code(item.indicator, list(plan.by_code), (*route, "indicator"))
    elif node.children or node.weight is None:
        yield Diagnostic(
            "override-on-group",
            f"“{item.indicator}”不是计分的末级指标，不能认定得分",
            "改写末级指标的编号",
            (*route, "indicator"),
        )
    elif not ZERO <= item.score <= node.weight:
        message = f"认定得分 {spell(item.score)} 不在 0 到权重 {spell(node.weight)} 之间"
        yield Diagnostic("out-of-range", message, "核对得分", (*route, "score"))


def _unknown_code(code: str, known: list[str], route: Route) -> Diagnostic:
    return Diagnostic("unknown-indicator", f"没有编号为“{code}”的指标", nearest(code, known, "核对编号"), route)
