"""Indicators that a project names outside its facts: in overrides, findings and narrative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfeval.diagnostic import Diagnostic, Related, Route, Severity
from perfeval.model import read
from perfeval.node import Node
from perfeval.number import ZERO, spell
from perfeval.plan import Plan
from perfeval.project import FactNotes, Override, Project, Restated
from perfeval.record import replace
from perfeval.rules.fit import misfit
from perfeval.unit import halfwidth


def reference_faults(plan: Plan, project: Project) -> Iterator[Diagnostic]:
    """What a project names that does not exist, names twice, or cannot mean."""
    yield from _overrides(plan, project)
    yield from _findings(plan, project)
    yield from _published(plan, project)
    yield from _period_faults(plan, project)
    for code in project.narrative.analysis:
        if code not in plan.by_code:
            yield _unknown_code(code, list(plan.by_code), ("narrative", "analysis", code))


def _overrides(plan: Plan, project: Project) -> Iterator[Diagnostic]:
    for index, item in enumerate(project.overrides):
        yield from _override_faults(plan, item, ("overrides", index))
        first = next(n for n, earlier in enumerate(project.overrides) if earlier.indicator == item.indicator)
        if first < index:
            related = (Related("第一次出现在这里", ("overrides", first)),)
            message = f"“{item.indicator}”认定了两次"
            yield Diagnostic("duplicate-override", message, "只留一条", ("overrides", index), related=related)


def _findings(plan: Plan, project: Project) -> Iterator[Diagnostic]:
    for index, finding in enumerate(project.findings):
        first = next(n for n, earlier in enumerate(project.findings) if earlier.id == finding.id)
        if first < index:
            related = (Related("第一次出现在这里", ("findings", first, "id")),)
            message, place = f"问题“{finding.id}”出现了两次", ("findings", index, "id")
            yield Diagnostic("duplicate-finding", message, "换一个编号", place, related=related)
        for n, code in enumerate(finding.indicators):
            if code not in plan.by_code:
                yield _unknown_code(code, list(plan.by_code), ("findings", index, "indicators", n))


def _published(plan: Plan, project: Project) -> Iterator[Diagnostic]:
    for key, cells in project.published.items():
        whole = key in ("total", "grade")
        if not whole and key not in plan.by_code:
            yield _unknown_code(key, ["total", "grade", *plan.by_code], ("published", key))
        if cells.grade and not whole:
            yield Diagnostic(
                "field-out-of-place", "等级是整个项目的", "写在 total 或 grade 下", ("published", key, "grade")
            )
        node = plan.by_code.get(key)
        for index, mention in enumerate(cells.mentions):
            yield from _restated_faults(node, mention, ("published", key, "mentions", index))


def _restated_faults(node: Node | None, mention: Restated, route: Route) -> Iterator[Diagnostic]:
    """An actual stated elsewhere that cannot be held against that of the indicator."""
    if node is None or not node.measured or not node.target.measurable:
        hint = "写在有实际值的指标下；事实的另一种写法写在事实旁边"
        yield Diagnostic("field-out-of-place", "这里没有可以核对的实际值", hint, route)
    elif wrong := misfit(mention.value, node.unit):
        yield replace(wrong, route=(*route, "value"))


def _period_faults(plan: Plan, project: Project) -> Iterator[Diagnostic]:
    """A spec that is not in force for the whole period that is evaluated."""
    valid, period = plan.spec.valid, project.period
    if valid and period and not (valid.start <= period.start and period.end <= valid.end):
        message = f"指标体系适用于 {valid.start} 至 {valid.end}，评价期间是 {period.start} 至 {period.end}"
        yield Diagnostic(
            "spec-not-in-force", message, "换用适用于这一期间的指标体系，或核对期间", ("period",), on_key=True
        )


def date_doubts(project: Project) -> Iterator[Diagnostic]:
    """Warnings of facts from before the period that is evaluated, or from after all that it may count."""
    period = project.period
    if period is None:
        return
    last = max(period.end, project.as_of or period.end)
    for name, fact in project.facts.items():
        notes = read(FactNotes, {"as_of": fact["as_of"]}) if isinstance(fact, dict) and "as_of" in fact else None
        day = notes.as_of if isinstance(notes, FactNotes) else None
        if day is None or period.start <= day <= last:
            continue
        early = day < period.start
        edge = f"早于评价期间的第一天 {period.start}" if early else f"晚于{_last_day(project)} {last}"
        hint = (
            "核对日期" if early else "核对日期；确实要用评价期间之后的事实，在项目里写评价基准日，如 as_of: " + str(day)
        )
        message = f"事实“{name}”截至 {day}，{edge}"
        yield Diagnostic("fact-outside-period", message, hint, ("facts", name, "as_of"), Severity.WARNING)


def _last_day(project: Project) -> str:
    return "评价基准日" if project.as_of else "评价期间的最后一天"


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
    return Diagnostic("unknown-indicator", f"没有编号为“{code}”的指标", near_code(code, known), route)


_LOOKALIKES = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
_MOST_NEAR = 6


def same_code(code: str, known: Iterable[str]) -> str:
    """The known code that `code` is, but for its case, its width or a script that looks alike.

    >>> same_code("ｃ２", ["C1", "C2"])
    'C2'
    """
    plain = halfwidth(code).translate(_LOOKALIKES).strip().casefold()
    return next((one for one in known if one.casefold() == plain), "")


def near_code(code: str, known: Iterable[str]) -> str:
    """Advice that names every known code which `code` may be: as long as it, and all but one sign the same.

    >>> near_code("A9", ["A", "A1", "A2", "B9"]), near_code("甲", ["A"])
    ('是否想写其中一个：A1、A2、B9', '核对编号')
    """
    known = list(known)
    if same := same_code(code, known):
        return f"是否想写：{same}"
    near = [
        one for one in known if len(one) == len(code) > 1 and sum(a != b for a, b in zip(one, code, strict=True)) == 1
    ]
    if len(near) == 1:
        return f"是否想写：{near[0]}"
    return f"是否想写其中一个：{'、'.join(near[:_MOST_NEAR])}" if near else "核对编号"
