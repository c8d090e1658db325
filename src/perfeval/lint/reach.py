"""Targets against what was done: set so low that they ask for nothing, so high that nobody reaches them, or copied."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.lint.asking import SAY, at_fact, explained, figured
from perfeval.lint.check import Doubt
from perfeval.lint.outline import called
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction
from perfeval.quantity import show
from perfeval.scorecard import Line, Scorecard
from perfeval.target import Target

FAR_ABOVE, FAR_BELOW = Fraction(13, 10), Fraction(3, 10)
"""The completion rates beyond which a target seems too low, or too high."""
POINTS_ABOVE = Fraction(1, 10)
"""By how much a rate may exceed its target."""
LEAST_COPIED, MOSTLY = 5, Fraction(4, 5)
NEARLY = Fraction(9, 10)


def target_too_low(card: Scorecard) -> Iterator[Doubt]:
    """A target exceeded by far, and no reason given; where the spec has `over`, it decides itself."""
    for line, figure in figured(card):
        rate, node, goal = line.completion, line.node, line.ruling[1]
        if rate is None or node.indicator.over or explained(card, node):
            continue
        points = figure - goal.value if line.unit.is_ratio else ZERO
        # A rate of few points is soon exceeded by a third: 4% instead of 3% says nothing.
        far = rate >= FAR_ABOVE and (not line.unit.is_ratio or points >= POINTS_ABOVE / 2)
        if far or points >= POINTS_ABOVE:
            done = SAY.amount(figure, line.unit)
            message = f"{called(node)}实际 {done}，目标值“{goal}”，完成率 {SAY.share(rate)}，目标值可能定低了"
            if points >= POINTS_ABOVE:
                above = SAY.share(points).rstrip("%")
                message = f"{called(node)}实际 {done}，目标值“{goal}”，高出 {above} 个百分点，目标值可能定低了"
            yield Doubt(message, f"先核对实际值和单位，再核对目标值；{_reason(node)}", at_fact(node))


def target_too_high(card: Scorecard) -> Iterator[Doubt]:
    """A target of which only a small part was reached, and no reason given."""
    for line, figure in figured(card):
        rate, node = line.completion, line.node
        if rate is not None and ZERO < rate < FAR_BELOW and not explained(card, node):
            done = SAY.amount(figure, line.unit)
            yield Doubt(
                f"{called(node)}实际 {done}，目标值“{line.ruling[1]}”，完成率只有 {SAY.share(rate)}，目标值可能定高了",
                f"先核对实际值和单位，再核对目标值；{_reason(node)}",
                at_fact(node),
            )


def _reason(node: Node) -> str:
    return f"确有原因的，在“{at_fact(node)[-1]}”旁边写 because: 原因"


def target_below_last_year(card: Scorecard) -> Iterator[Doubt]:
    """A target that less would reach than was done the year before."""
    for line, _ in figured(card):
        node, goal = line.node, line.ruling[1]
        before = _last_year(card, node)
        if before is not None and goal.upward and goal.value < NEARLY * before and not explained(card, node):
            yield Doubt(
                f"{called(node)}的目标值“{goal}”不到上年实际值（{SAY.amount(before, node.unit)}）的九成",
                f"核对目标值；{_reason(node)}",
                at_fact(node),
            )


def _last_year(card: Scorecard, node: Node) -> Fraction | None:
    """The actual of the year before, where each fact that it is made of says its own."""
    before = {name: card.bound.facts[name].last_year for name in node.reads}
    if not before or any(value is None for value in before.values()):
        return None
    if node.fact:
        return before[node.fact]
    found = node.formula.evaluate(before) if node.formula else None
    return found if isinstance(found, Fraction) else None


def targets_equal_actuals(card: Scorecard) -> Iterator[Doubt]:
    """Nearly all actuals are their targets to the last digit, as if one were copied from the other."""
    asked = [(line, figure) for line, figure in figured(card) if not line.node.children and _free(line.ruling[1])]
    same = [line for line, figure in asked if figure == line.ruling[1].value]
    if len(asked) >= LEAST_COPIED and len(same) >= MOSTLY * len(asked):
        listed = "、".join(f"{line.node.code} {_shown(line)}" for line in same)
        yield Doubt(
            f"{len(asked)} 个可以衡量的指标里有 {len(same)} 个实际值恰好等于目标值：{listed}",
            "核对目标值是不是事先定的，实际值是不是照目标值填的",
            at_fact(same[0].node),
        )


def _free(goal: Target) -> bool:
    """Whether an actual may well lie on either side of the target: not for 0 项, nor for 100%."""
    bounded = goal.unit.is_ratio and goal.value == ONE
    return goal.relation in ("≥", "≤") and goal.value > ZERO and not bounded


def _shown(line: Line) -> str:
    goal = line.ruling[1]
    return show(goal.value, goal.unit)
