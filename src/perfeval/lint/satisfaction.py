"""满意度: how much it weighs, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.lint.check import Doubt
from perfeval.lint.outline import area_of, called, group_of, satisfaction
from perfeval.lint.words import SATISFACTION, SURVEYED
from perfeval.node import Node
from perfeval.number import ZERO, Fraction, spell
from perfeval.plan import Plan

_MOST = Fraction(10, 100)


def satisfaction_too_heavy(plan: Plan) -> Iterator[Doubt]:
    """More than a tenth of all points for satisfaction."""
    leaves = list(_leaves(plan)) if plan.full is not None else []
    held = sum((leaf.weight or ZERO for leaf in leaves), ZERO)
    if plan.full is not None and held > plan.full * _MOST:
        message = f"满意度指标合计 {spell(held)} 分，超过满分 {spell(plan.full)} 分的 10%"
        hint = f"满意度合计不超过 {spell(plan.full * _MOST)} 分，多出的分给效益指标"
        yield Doubt(message, hint, (*leaves[0].route, "name"))


def satisfaction_without_survey(plan: Plan) -> Iterator[Doubt]:
    """Satisfaction of which nobody says how it is found."""
    for leaf in _leaves(plan):
        if SATISFACTION in leaf.indicator.name and leaf.target.unit.is_ratio and not _surveyed(plan, leaf):
            message = f"{called(leaf)}没有说明满意度怎样得来"
            hint = "在 about 里写明，如“问卷调查，有效问卷不少于 100 份”；或用 rule: {kind: survey, …}"
            yield Doubt(message, hint, (*leaf.route, "name"))


def _leaves(plan: Plan) -> Iterator[Node]:
    """The indicators of satisfaction, in a spec that has a group of output."""
    if group_of(plan, "产出"):
        yield from (leaf for leaf in plan.leaves if area_of(leaf) == "效益" and satisfaction(leaf))


def _surveyed(plan: Plan, leaf: Node) -> bool:
    own = leaf.indicator
    facts = [plan.shared[name].about for name in leaf.reads if name in plan.shared]
    told = " ".join(text or "" for text in (own.about, own.official, own.note, *facts))
    return (leaf.rule is not None and leaf.rule.kind_name() == "survey") or any(word in told for word in SURVEYED)
