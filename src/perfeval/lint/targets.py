"""Targets: whether they say how much, how they came about, and whether they can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.lint.check import Doubt
from perfeval.lint.outline import area_of, called, dimension_of, target_place
from perfeval.lint.words import ADVERSE, ON_DEMAND, PLAIN, SAVING, SLOGAN, VAGUE, of_whole
from perfeval.node import Node
from perfeval.number import ONE, ZERO
from perfeval.plan import Plan
from perfeval.regex import regex
from perfeval.target import Target

_DESCRIBING = ("checklist", "faults", "panel", "survey", "parts", "choose", "bands", "curve", "formula")
"""The kinds that say what is to be seen, whatever the target says."""


_ON_TIME = regex("及时|按时|按期|准时|如期")


def vague_target(plan: Plan) -> Iterator[Doubt]:
    """A target of output or benefit in words that nothing can be held against."""
    for node in plan.nodes:
        if node.indicator.target and not node.target.measurable and area_of(node) and _vague(node):
            late = dimension_of(node) == "时效" or _ON_TIME.search(node.indicator.name + node.target.text)
            hint = "写明哪天以前，如 target: ≤ 2023-11-30" if late else "写出数量和单位，如 target: ≥ 30 场"
            message = f"{called(node)}的目标值“{node.target}”无法量化衡量"
            yield Doubt(message, f"{hint}；写不成数的用 kind: levels，每一档写 about", target_place(node))


def _vague(node: Node) -> bool:
    text = node.target.text.strip("。；; ")
    kind = node.rule.kind_name() if node.rule else ""
    if ON_DEMAND.fullmatch(text) or (kind == "levels" and _described(node)):
        return False
    if SLOGAN.fullmatch(text):
        return True
    if not kind and not node.children and not PLAIN.fullmatch(text):
        return True
    return bool(VAGUE.fullmatch(text)) and kind not in _DESCRIBING


def _described(node: Node) -> bool:
    """Whether every level says what is to be seen."""
    return all(level.about for level in getattr(node.rule, "levels", ()))


def on_demand_target(plan: Plan) -> Iterator[Doubt]:
    """A target that whatever was done would reach."""
    for node in plan.nodes:
        if ON_DEMAND.fullmatch(node.target.text):
            message = f"{called(node)}的目标值“{node.target}”没有数，做多少都算完成"
            hint = "写预计的数量，如 target: 20 人次；只考核响应的，改成响应率，如 target: 100%"
            yield Doubt(message, hint, target_place(node))


def target_changed(plan: Plan) -> Iterator[Doubt]:
    """A target other than the approved one, with nothing that approves the change."""
    for node in plan.nodes:
        entry = node.indicator.target
        if entry and entry.approved and not entry.approval and not _equal(entry.approved, node.target):
            message = f"{called(node)}的目标值由“{entry.approved}”改为“{node.target}”，没有写批准文件"
            hint = "在 target 里加 approval: 批准文件的名称、文号和日期；没有批准的，用批复的目标值评分"
            yield Doubt(message, hint, (*node.route, "target", "approved"))


def _equal(one: Target, other: Target) -> bool:
    """Whether two targets are the same, however they are spelled."""
    if not one.measurable:
        return one.text == other.text
    return (one.relation, one.value, one.high) == (other.relation, other.value, other.high)


def cost_direction(plan: Plan) -> Iterator[Doubt]:
    """A cost of which more is better."""
    for node in plan.leaves:
        name = node.indicator.name
        if dimension_of(node) != "成本" or not node.target.upward or any(word in name for word in SAVING):
            continue
        message = f"成本指标{called(node)}的目标值“{node.target}”是越高越好"
        hint = "成本写成不超过多少，如 ≤ 100%；考核投入够不够的，移到过程或质量指标"
        yield Doubt(message, hint, target_place(node))


def adverse_upward(plan: Plan) -> Iterator[Doubt]:
    """More of what there should be little of."""
    for node in plan.leaves:
        if node.target.upward and node.target.value > ZERO and ADVERSE.search(node.indicator.name):
            message = f"{called(node)}越少越好，目标值“{node.target}”却是越多越好"
            hint = f"改成 ≤；考核的是处置的，在名称里写明，如 {node.indicator.name.rstrip('率数量')}处理率"
            yield Doubt(message, hint, target_place(node))


def target_above_whole(plan: Plan) -> Iterator[Doubt]:
    """More than all of a whole, to be reached."""
    for node in plan.nodes:
        goal, whole = node.target, of_whole(node.indicator.name, node.indicator.bounded)
        if whole and goal.unit.is_ratio and goal.upward and goal.value > ONE:
            message = f"{called(node)}是整体的一部分，不会超过 100%，目标值却是“{goal}”"
            yield Doubt(message, "写成不超过 100% 的目标值；可以超过的，写 bounded: 否", target_place(node))
