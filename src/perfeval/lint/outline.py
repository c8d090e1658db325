"""How an indicator system is laid out: which indicators stand for output, which for benefit.

A group is known by its name (产出, 效益 …); a spec that does not name its groups so is asked nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfeval.diagnostic import Route
from perfeval.lint.words import AREAS, DIMENSIONS, SATISFACTION
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.unit import DAYS, Unit


@lru_cache(maxsize=4096)
def area_of(node: Node) -> str:
    """产出 or 效益, by the outermost group that says so; empty where none does.

    An indicator of satisfaction on the first level is one of benefit.
    """
    if len(node.path) == 1 and SATISFACTION in node.indicator.name:
        return "效益"
    for name in node.path[:-1]:
        for area, words in AREAS.items():
            if any(word in name for word in words):
                return area
    return ""


@lru_cache(maxsize=4096)
def dimension_of(node: Node) -> str:
    """数量, 质量, 时效, 成本 or 满意度, by the innermost group that says so."""
    for name in reversed(node.path[:-1]):
        for word in (*DIMENSIONS, SATISFACTION):
            if word in name:
                return word
    return ""


def group_of(plan: Plan, area: str) -> Node | None:
    """The first group of an area."""
    words = AREAS[area]
    return next((node for node in plan.nodes if node.children and any(w in node.indicator.name for w in words)), None)


@lru_cache(maxsize=1)
def stated(plan: Plan) -> list[Node]:
    """The indicators as a table of targets has them: the outermost with a target, and those without any below."""
    return list(_stated(plan.roots))


def _stated(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        if node.indicator.target or not node.children:
            yield node
        else:
            yield from _stated(node.children)


@lru_cache(maxsize=4)
def of_area(plan: Plan, area: str) -> tuple[Node, ...]:
    """The indicators of one area."""
    return tuple(node for node in stated(plan) if area_of(node) == area)


def called(node: Node) -> str:
    """An indicator as messages name it."""
    return f"“{node.code} {node.indicator.name}”"


def target_place(node: Node) -> Route:
    """Where the target that counts stands: itself, or one of the keys below it."""
    entry, here = node.indicator.target, (*node.route, "target")
    if entry is None or entry.model_fields_set == {"value"}:
        return here
    return (*here, "value" if entry.value else "official")


def counts_work(unit: Unit) -> bool:
    """Whether a unit counts things, people, or hours of work."""
    return unit.counted or unit.dimensions == DAYS.dimensions


def satisfaction(node: Node) -> bool:
    """Whether an indicator is one of satisfaction."""
    return SATISFACTION in node.indicator.name or dimension_of(node) == SATISFACTION
