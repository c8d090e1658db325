"""What a person must know who fills in a fact: for the comments of a project file, and for an editor to show."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.missing import Wanted, questions, wanted_facts
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.rules.checklist import Checklist
from perfeval.rules.parts import Parts
from perfeval.rules.points import mark


def asked(plan: Plan) -> dict[str, list[str]]:
    """For each fact that the plan reads, in order: its title, the official wording, how it is written."""
    wanted = wanted_facts(plan)
    return {name: list(_lines(name, wanted, *said)) for name, said in questions(plan).items()}


def _lines(name: str, wanted: Wanted, title: str, example: str) -> Iterator[str]:
    want = wanted[name]
    yield title
    if isinstance(want, Node):
        yield from _explained(want)
    points = points_of(want)
    if points:
        yield f"写成一列，依次是下面 {len(points)} 项，如 {example.partition('（')[0]}"
        yield from (f"{mark(index)} {text}" for index, text in enumerate(points))
    else:
        yield f"写成 {example}"


def _explained(node: Node) -> Iterator[str]:
    """What the indicator means, and its official wording, line by line."""
    for head, text in (("指标解释", node.indicator.about), ("评分标准", node.indicator.official)):
        lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
        if lines:
            yield f"{head}：{lines[0]}"
            yield from lines[1:]


def points_of(want: object) -> list[str]:
    """What a fact that is a list answers, item by item; none where it is anything else."""
    rule = want.rule if isinstance(want, Node) else None
    if isinstance(rule, Checklist):
        return [point.asked for point in rule.points]
    return [piece.text for piece in rule.parts if piece.actual is None] if isinstance(rule, Parts) else []
