"""Money without an indicator: the sub-projects of a spec, and what covers them."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.lint.check import Doubt, percent
from perfeval.lint.outline import area_of, dimension_of
from perfeval.node import Node
from perfeval.number import ZERO, Fraction
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.subproject import shares_of

_LARGE = Fraction(10, 100)
_FAR = Fraction(30, 100)


class _Covered(Record):
    """A sub-project: its place, its name, its share of the money, and the indicators that cover it.

    parts: for each of these, how many sub-projects it covers together with this one.
    """

    index: int
    name: str
    money: str
    share: Fraction
    leaves: list[Node]
    parts: list[int]


def money_without_indicator(plan: Plan) -> Iterator[Doubt]:
    """A sub-project with a tenth of the money or more, without an output, or without a benefit."""
    named = {area_of(node) for node in plan.leaves} - {""}
    for part in _covered(plan):
        reached = {area_of(leaf) for leaf in part.leaves if dimension_of(leaf) != "成本"}
        missing = [area for area in ("产出", "效益") if area in named and area not in reached]
        if part.share < _LARGE or (named and not missing) or (not named and part.leaves):
            continue
        cost = "成本以外的" if any(dimension_of(leaf) == "成本" for leaf in part.leaves) else ""
        found = {"产出": f"{cost}产出指标", "效益": "效益指标"}
        listed = "，也没有".join(found[area] for area in missing) or "指标"
        message = f"子项“{part.name}”占资金 {percent(part.share)}{part.money}，没有{listed}"
        hint = f"加上反映它的{'、'.join(missing)}指标，写 covers: [{part.name}]；已经有的，在那个指标里补上这一行"
        yield Doubt(message, hint, ("subprojects", part.index, "name"))


def weight_off_money(plan: Plan) -> Iterator[Doubt]:
    """A sub-project whose share of the weight is far from its share of the money."""
    covered = list(_covered(plan)) if plan.full is not None else []
    weights = [sum(_weights(part), ZERO) for part in covered]
    for part, weight in zip(covered, weights, strict=True):
        held = weight / sum(weights, ZERO) if weight else ZERO
        if part.leaves and abs(held - part.share) > _FAR:
            message = f"子项“{part.name}”占资金 {percent(part.share)}，反映它的指标只占各子项权重的 {percent(held)}"
            if held > part.share:
                message = f"子项“{part.name}”占资金 {percent(part.share)}，反映它的指标却占各子项权重的 {percent(held)}"
            yield Doubt(message, "按资金调整各子项指标的权重，或说明为什么", ("subprojects", part.index, "name"))


def _covered(plan: Plan) -> Iterator[_Covered]:
    parts = plan.spec.subprojects
    found: dict[str, list[tuple[Node, int]]] = {part.name: [] for part in parts}
    for leaf, names in _leaves(plan.roots, frozenset()) if parts else ():
        for name in names:
            found[name].append((leaf, len(names)))
    for index, (part, share) in enumerate(zip(parts, shares_of(parts), strict=True)):
        money = f"（{part.money}）" if part.money else ""
        own = found[part.name]
        yield _Covered(index, part.name, money, share, [leaf for leaf, _ in own], [count for _, count in own])


def _leaves(nodes: tuple[Node, ...], above: frozenset[str]) -> Iterator[tuple[Node, frozenset[str]]]:
    """The indicators at the end of the tree, each with the sub-projects that it or a group above it covers."""
    for node in nodes:
        names = above.union(node.indicator.covers)
        if node.children:
            yield from _leaves(node.children, names)
        else:
            yield node, names


def _weights(part: _Covered) -> Iterator[Fraction]:
    """The points of each indicator that covers it; one that covers several counts for each in equal parts."""
    for leaf, count in zip(part.leaves, part.parts, strict=True):
        yield (leaf.weight or ZERO) / count
