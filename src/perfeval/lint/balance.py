"""Whether the indicators together look at all that a project is to bring about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfeval.diagnostic import Related
from perfeval.lint.check import Doubt
from perfeval.lint.outline import (
    area_of,
    called,
    counts_work,
    dimension_of,
    group_of,
    of_area,
    satisfaction,
    target_place,
)
from perfeval.lint.words import CATEGORIES, DIMENSIONS, subject
from perfeval.node import Node
from perfeval.number import ZERO, Fraction, spell
from perfeval.plan import Plan

_LEAST_RESULTS = Fraction(60, 100)
_ALIKE = Fraction(75, 100)
_FEW = 3
_COMMON = 20
"""A pair of characters that more outputs have than this says nothing about what they are."""


def quantity_only(plan: Plan) -> Iterator[Doubt]:
    """Several indicators of output that all only count what was done, or the hours of it."""
    outputs, group = of_area(plan, "产出"), group_of(plan, "产出")
    told = " ".join(name for node in outputs for name in node.path)
    only = all("数量" in " ".join(node.path) or _work(node) for node in outputs)
    if group and len(outputs) >= 2 and only and not any(word in told for word in DIMENSIONS[1:]):
        yield Doubt(
            f"{len(outputs)} 个产出指标都只数数量",
            "加上质量（合格率）、时效（按期完成）或成本的指标",
            (*group.route, "name"),
        )


def _work(node: Node) -> bool:
    """Whether an indicator counts things, people or hours of work, of which more is better."""
    return node.target.measurable and node.target.upward and counts_work(node.target.unit)


def dimension_missing(plan: Plan) -> Iterator[Doubt]:
    """Output laid out by its sides, one of which is left out. Cost is not asked: it is for construction."""
    outputs, group = of_area(plan, "产出"), group_of(plan, "产出")
    asked = dict(CATEGORIES[:2]) | {"数量": ("数量",)}
    told = " ".join(name for node in outputs for name in node.path)
    found = {side for side, words in asked.items() if any(word in told for word in words)}
    found |= {"数量"} if any(_work(node) for node in outputs) else set()
    laid_out = any(dimension_of(node) in asked for node in outputs)
    missing = [side for side in DIMENSIONS if side in asked and side not in found]
    # Where there is nothing but quantity, `quantity_only` says so.
    if group and laid_out and missing and (len(found) > 1 or "成本" in told):
        listed, name = "、".join(missing), group.indicator.name
        yield Doubt(f"产出指标没有{listed}指标", f"在“{name}”下加一组{missing[0]}指标", (*group.route, "name"))


def too_few_benefits(plan: Plan) -> Iterator[Doubt]:
    """Fewer indicators of benefit than a third of those of output, or than two, or nothing but satisfaction.

    A spec that has no group of benefits is asked only where its first level is that of 财预〔2020〕10号.
    """
    outputs, benefits = of_area(plan, "产出"), of_area(plan, "效益")
    group, least = group_of(plan, "效益"), max(2, -(-len(outputs) // 3))
    laid_out = any(word in node.indicator.name for node in plan.roots for word in ("决策", "投入"))
    if not outputs or (not benefits and not laid_out):
        return
    place = group or group_of(plan, "产出") or plan.roots[0]
    hint = "加上社会效益、经济效益、生态效益或可持续影响的指标，说明产出带来了什么变化"
    if len(benefits) < least:
        found = f"只有 {len(benefits)} 个" if benefits else "一个也没有"
        message = f"产出指标 {len(outputs)} 个，效益指标（连同满意度）{found}"
        yield Doubt(message, hint, (*place.route, "name"))
    elif all(satisfaction(node) for node in benefits):
        yield Doubt("效益指标只有满意度", hint, (*place.route, "name"))


def benefit_repeats_output(plan: Plan) -> Iterator[Doubt]:
    """A benefit that has the name, or the very actual, of an output."""
    for benefit, output in _repeated(plan):
        message = f"效益指标{called(benefit)}与产出指标{called(output)}是同一件事"
        hint = "改成产出带来的变化，如服务对象的就业率、复发率、知晓率"
        related = (Related("产出指标在这里", (*output.route, "name")),)
        yield Doubt(message, hint, (*benefit.route, "name"), related=related)


@lru_cache(maxsize=1)
def _repeated(plan: Plan) -> tuple[tuple[Node, Node], ...]:
    """Each benefit that repeats an output, with that output."""
    return tuple(_repetitions(plan))


def _repetitions(plan: Plan) -> Iterator[tuple[Node, Node]]:
    # Only names with a rare pair of letters are compared.
    outputs = of_area(plan, "产出")
    by_pair: dict[str, list[Node]] = {}
    by_actual = {node.indicator.actual: node for node in reversed(outputs) if node.indicator.actual}
    for node in outputs:
        for pair in _pairs(node):
            by_pair.setdefault(pair, []).append(node)
    for benefit in of_area(plan, "效益"):
        own = _pairs(benefit)
        near = {id(one): one for pair in own if len(by_pair.get(pair, ())) <= _COMMON for one in by_pair.get(pair, ())}
        same = by_actual.get(benefit.indicator.actual or "")
        found = same or next((one for one in near.values() if _alike(benefit, one)), None)
        if found and not satisfaction(benefit):
            yield benefit, found


@lru_cache(maxsize=1024)
def _pairs(node: Node) -> frozenset[str]:
    text = subject(node.indicator.name)
    return frozenset(text[index : index + 2] for index in range(len(text) - 1))


def _alike(benefit: Node, output: Node) -> bool:
    """Whether one name nearly holds the other. A rate of what the output counts is no repetition."""
    if benefit.target.unit.is_ratio and not output.target.unit.is_ratio:
        return False
    one, other = _pairs(benefit), _pairs(output)
    both = len(one & other)
    return both >= _ALIKE * min(len(one), len(other)) and (both >= _FEW or one == other)


def benefit_counts_work(plan: Plan) -> Iterator[Doubt]:
    """A benefit measured in what was done: so many times, sessions, person-times."""
    repeated = {benefit.code for benefit, _ in _repeated(plan)}
    for node in of_area(plan, "效益"):
        unit = node.target.unit
        if node.target.upward and unit.text in ("人次", "次", "场", "场次") and node.code not in repeated:
            message = f"效益指标{called(node)}数的是做了多少{unit.text}，这是产出"
            hint = "移到产出的数量指标；效益写带来的变化，如服务对象的改善率、就业率、知晓率"
            yield Doubt(message, hint, target_place(node))


def results_underweighted(plan: Plan) -> Iterator[Doubt]:
    """Output and benefit together below the 60% of 财预〔2020〕10号, article 14."""
    named = [node for node in plan.roots if any(word in node.indicator.name for word in ("产出", "效益", "满意度"))]
    words = " ".join(node.indicator.name for node in named)
    if plan.full is None or "产出" not in words or "效益" not in words:
        return
    held = sum((node.weight or ZERO for node in named), ZERO)
    if held < plan.full * _LEAST_RESULTS:
        message = f"产出和效益合计 {spell(held)} 分，不到满分 {spell(plan.full)} 分的 60%"
        hint = f"产出、效益至少合计 {spell(plan.full * _LEAST_RESULTS)} 分，减少决策、过程的分"
        yield Doubt(message, hint, ("indicators",), on_key=True)


def grades_missing(plan: Plan) -> Iterator[Doubt]:
    """A whole system with points and without grades."""
    whole = {area_of(node) for node in plan.leaves} >= {"产出", "效益"}
    if plan.full is not None and whole and not plan.spec.grades:
        hint = (
            "加上 grades: [{name: 优, least: 90}, {name: 良, least: 80}, {name: 中, least: 60}, {name: 差, least: 0}]"
        )
        yield Doubt("有总分，没有写等级（grades）", hint, ("indicators",), on_key=True)
