"""Names: whether they say what is measured, fit the unit and the place, and are told apart."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Related
from perfeval.lint.check import Doubt
from perfeval.lint.outline import area_of, called, counts_work, dimension_of, stated, target_place
from perfeval.lint.words import CATEGORIES, JOINED, NOT_JOINING, NUMBER, PEOPLE, RATE, UNSPECIFIC, key, letters
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.regex import regex

_ASIDE = regex(r"（[^）]*）|\([^)]*\)|《[^》]*》")
_DESCRIBED = ("checklist", "levels", "faults", "panel", "survey", "parts", "formula")


def indicator_not_specific(plan: Plan) -> Iterator[Doubt]:
    """完成质量 100%: a share of nothing in particular."""
    for node in stated(plan):
        name, unit = node.indicator.name, node.target.unit
        kind = node.rule.kind_name() if node.rule else ""
        told = node.indicator.actual or node.children or kind in _DESCRIBED
        share = node.target.measurable and (unit.is_ratio or not unit.text)
        if area_of(node) and share and name.endswith(UNSPECIFIC) and not told:
            message = f"{called(node)}不够具体，看不出“{node.target}”是什么的多少"
            hint = "改成一个比率的名称，如“讲座参与率”，并写 actual: 参与人数 / 计划人数"
            yield Doubt(message, hint, (*node.route, "name"))


def several_in_one(plan: Plan) -> Iterator[Doubt]:
    """One target for two activities."""
    for node in plan.nodes:
        if node.children or area_of(node) != "产出" or dimension_of(node) == "成本" or not node.target.measurable:
            continue
        name = _ASIDE.sub("", node.indicator.name)
        for word in NOT_JOINING:
            name = name.replace(word, "")
        found = JOINED.search(name)
        if found and not found[0].endswith(PEOPLE) and not _serves(name):
            message = f"{called(node)}把几件事合成一个指标，看不出各自完成了多少"
            yield Doubt(message, "分成几个指标，各写各的目标值", (*node.route, "name"))


def _serves(name: str) -> bool:
    """Whether what is joined are those who are served."""
    before = [name[: at.start()] for at in regex("[、及和与]").finditer(name)]
    return any(part.endswith(PEOPLE) for part in before)


def name_against_unit(plan: Plan) -> Iterator[Doubt]:
    """A rate that is counted, or a number that is a percentage."""
    for node in plan.nodes:
        name, goal = node.indicator.name, node.target
        if not goal.measurable:
            continue
        if RATE.search(name) and goal.unit.text and not goal.unit.is_ratio:
            message = f"{called(node)}的名称是比率，目标值“{goal}”却不是百分比"
            hint = "按名称写成百分比，并写 actual: 实际数 / 计划数；或把名称改成所计的数，如“服务人数”"
            yield Doubt(message, hint, target_place(node))
        elif goal.unit.is_ratio and NUMBER.search(name):
            message = f"{called(node)}的名称是数量，目标值“{goal}”却是百分比"
            hint = "写成数量，如 target: ≥ 65 个；考核完成率的，名称改成“……完成率”"
            yield Doubt(message, hint, target_place(node))


def wrong_category(plan: Plan) -> Iterator[Doubt]:
    """An indicator of one side of output, or of the process, under another."""
    for node in stated(plan):
        own = dimension_of(node) if area_of(node) == "产出" else ""
        fits = _category(node) if own else ""
        if fits and fits != own:
            name = node.path[-2]
            message = f"{called(node)}放在“{name}”下，看起来是{fits}指标"
            if _by_target(node):
                message = f"{called(node)}放在“{name}”下，看它的目标值是{fits}指标"
            yield Doubt(message, f"移到{fits}指标；确实属于这里的，名称里写明", (*node.route, "name"))


def _category(node: Node) -> str:
    """Where an indicator belongs: its own place where its name has a word of it, else by the first word found."""
    name, own = node.indicator.name, dimension_of(node)
    if _by_target(node):
        return "数量"
    counts = not node.target.measurable or counts_work(node.target.unit)
    fitting = [place for place, words in CATEGORIES if any(word in name for word in words)]
    fitting = [place for place in fitting if place != "数量" or counts]
    return own if own in fitting else fitting[0] if fitting else ""


def _by_target(node: Node) -> bool:
    """Whether hours of work are called a matter of time."""
    shown = node.indicator.target.shown if node.indicator.target else ""
    return "工时" in shown and dimension_of(node) == "时效"


def similar_names(plan: Plan) -> Iterator[Doubt]:
    """Two indicators that cannot be told apart, or one name spelled in two ways."""
    seen: dict[tuple[str, str], Node] = {}
    for node in plan.leaves:
        own = letters(node.indicator.name)
        first = seen.setdefault(own, node) if len(own[0]) >= 2 else node
        if first is not node and _same(first, node):
            message = f"{called(node)}与{called(first)}的名称几乎一样，分不清是不是同一个指标"
            related = (Related("另一个在这里", (*first.route, "name")),)
            yield Doubt(message, "是同一个的删去一个；不同的，在名称里写出区别", (*node.route, "name"), related=related)


def _same(one: Node, other: Node) -> bool:
    """Siblings, or the same letters in another order; equal names under other parents are told apart by these."""
    return one.route[:-2] == other.route[:-2] or key(one.indicator.name) != key(other.indicator.name)
