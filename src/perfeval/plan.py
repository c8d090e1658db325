"""From a spec to what scoring needs: weights in points, compiled formulas, the facts that are read.

Made once for a spec, used for every project. Whatever makes a spec unscorable is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from perfeval.conditions import conditions_of, counts_of, votes_of
from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Formula, Kind
from perfeval.fitting import node_faults
from perfeval.node import Node
from perfeval.number import ZERO, Fraction, spell
from perfeval.record import Record
from perfeval.spec import FactSpec, Indicator, Spec
from perfeval.structure import structure_faults

if TYPE_CHECKING:
    from perfeval.identities import Identity


class Mean(Record):
    """What the projects of a batch got for an indicator on average, exact, out of the weight that the spec gives.

    of: how many projects these are.
    """

    code: str
    points: Fraction
    of: int


class Plan(Record, frozen=False, eq=False):
    """A spec ready for scoring; `nodes` has every indicator, parents before children.

    means: what the projects of the batch got; None where a project is scored by itself.
    """

    spec: Spec
    roots: tuple[Node, ...]
    nodes: tuple[Node, ...]
    full: Fraction | None
    shared: Mapping[str, FactSpec]
    conditions: dict[Route, Formula]
    counts: dict[Route, Formula] = {}
    votes: tuple[tuple[str, Formula | None], ...] = ()
    identities: tuple[Identity, ...] = ()
    by_code: dict[str, Node] = {}
    means: tuple[Mean, ...] | None = None

    def policy(self, node: Node) -> str | None:
        """What counts for an indicator where it does not apply."""
        return node.indicator.not_applicable or self.spec.not_applicable

    def mean(self, node: Node) -> Mean | None:
        """What the projects of the batch got for an indicator; None where there is no batch, or none of them has it."""
        return next((mean for mean in self.means or () if mean.code == node.code), None)

    @cached_property
    def optional(self) -> set[str]:
        """The shared facts that only identities read: a project may leave them out."""
        if not self.identities:
            return set()
        formulas = (*self.conditions.values(), *self.counts.values())
        read = {name for formula in formulas for name in formula.names}
        read |= {name for node in self.nodes for name in node.reads}
        return {name for identity in self.identities for name in identity.formula.names} - read

    @property
    def leaves(self) -> Iterator[Node]:
        """The indicators that have no children."""
        return (node for node in self.nodes if not node.children)


def plan(spec: Spec) -> Plan | tuple[Diagnostic, ...]:
    """The plan of a spec, or everything that keeps it from being scored."""
    faults = list(structure_faults(spec))
    roots = tuple(_nodes(spec, spec, (), ()))
    nodes = tuple(_flatten(roots))
    if spec.weighted and spec.full:
        faults += _share_out(roots, spec.full, ("indicators",), spec.weighted)
    kinds = _kinds(spec, nodes)
    for node in nodes:
        faults += node_faults(node, spec, kinds)
    conditions = conditions_of(spec, kinds)
    counts, votes = counts_of(spec, kinds), votes_of(spec)
    asserted = _asserted(spec, kinds)
    compiled = (*conditions.values(), *counts.values(), *votes, *asserted)
    faults += [found for found in compiled if isinstance(found, Diagnostic)]
    if faults:
        proposed = {one.hint for one in faults if one.code == "unknown-name"}
        # Who follows both hints would only exchange the two names.
        return tuple(x for x in faults if x.code != "unread-fact" or f"是否想写：{x.route[-1]}" not in proposed)
    held = {route: found for route, found in conditions.items() if isinstance(found, Formula)}
    made = Plan(spec, roots, nodes, spec.full if spec.weighted else None, spec.facts, held)
    made.counts = {route: found for route, found in counts.items() if isinstance(found, Formula)}
    made.votes = tuple(found for found in votes if isinstance(found, tuple))
    made.identities = tuple(found for found in asserted if not isinstance(found, Diagnostic))
    made.by_code.update((node.code, node) for node in nodes)
    return made


def _asserted(spec: Spec, kinds: Mapping[str, Kind]) -> tuple[Identity | Diagnostic, ...]:
    if not spec.asserts:
        return ()
    from perfeval.identities import identities

    return identities(spec.asserts, kinds)


def _nodes(spec: Spec, parent: Spec | Indicator, route: Route, path: tuple[str, ...]) -> Iterator[Node]:
    for index, indicator in enumerate(parent.indicators or ()):
        here = (*route, "indicators", index)
        goal = indicator.goal
        unit = indicator.unit or (indicator.rule.unit(goal) if indicator.rule else goal.unit)
        node = Node(indicator, indicator.code, indicator.rule, here, len(path) + 1, (*path, indicator.name), goal, unit)
        node.children = tuple(_nodes(spec, indicator, here, node.path))
        node.adjusted = bool(indicator.gates or indicator.over or indicator.mitigate or indicator.conversion) or (
            indicator.floor_at == "group"
        )
        owns = indicator.rule.reads_own if indicator.rule else bool(indicator.target)
        if not indicator.actual and not node.children and owns:
            node.fact = indicator.code
        if spec.rounding:
            own = indicator.rounding
            node.places = spec.rounding.places if not own or own.places is None else own.places
            node.mode = own.mode if own and own.mode else spec.rounding.mode
        yield node


def _flatten(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flatten(node.children)


def _share_out(nodes: tuple[Node, ...], whole: Fraction, route: Route, need: bool) -> list[Diagnostic]:
    """Give every node its points; report those without a weight and those that miss their parent's."""
    faults: list[Diagnostic] = []
    for node in nodes:
        if node.weight is None:
            node.weight = _own_weight(node, whole)
        if node.weight is not None and not node.weight and whole:
            hint = "删去这个指标；某个项目用不上时在 facts 里写“不适用”"
            faults.append(Diagnostic("zero-weight", f"指标“{node.code}”的权重是 0", hint, node.route))
        if node.weight is None:
            hint = "加一行 weight: 分数；或在上级写 weights: equal"
            faults.append(
                Diagnostic("missing-field", f"指标“{node.code} {node.indicator.name}”没有权重", hint, node.route)
            )
    if faults:
        return faults
    total = sum((node.weight or ZERO for node in nodes), ZERO)
    if need and total != whole:
        listed = " + ".join(spell(node.weight or ZERO) for node in nodes)
        message = f"下级权重合计 {listed} = {spell(total)}，应为 {spell(whole)}"
        gap, cure = spell(abs(total - whole)), _cure(nodes, whole)
        hint = f"多了 {gap} 分，{cure}" if total > whole else f"少了 {gap} 分，{cure}"
        faults.append(Diagnostic("weights-off-total", message, hint, route, on_key=True))
    for node in nodes:
        if node.children:
            summed = node.indicator.combine == "sum"
            _equal(node)
            faults += _share_out(node.children, node.weight or ZERO, (*node.route, "indicators"), summed)
    return faults


def _cure(nodes: tuple[Node, ...], whole: Fraction) -> str:
    """What to do about weights that do not add up."""
    if len({node.code for node in nodes}) < len(nodes):
        return "先处理重复的编号，再改权重"
    share = next((node.indicator.weight for node in nodes if _is_share(node)), None)
    if share:
        points = spell(share.value * 100)
        return f"“{share}”是上级 {spell(whole)} 分的百分之 {points}；表上是占总分的，写成 weight: {points}"
    return "改其中一个权重"


def _own_weight(node: Node, whole: Fraction) -> Fraction | None:
    weight = node.indicator.weight
    if weight:
        return whole * weight.value if weight.relative else weight.value
    if node.children and not node.indicator.weights:
        below = [_own_weight(child, ZERO) for child in node.children if not _is_share(child)]
        if len(below) == len(node.children) and None not in below:
            return sum((points for points in below if points is not None), ZERO)
    return None


def _is_share(node: Node) -> bool:
    return bool(node.indicator.weight and node.indicator.weight.relative)


def _equal(node: Node) -> None:
    if node.indicator.weights or (
        node.indicator.combine != "sum" and not any(c.indicator.weight for c in node.children)
    ):
        for child in node.children:
            child.weight = (node.weight or ZERO) / len(node.children)


def _kinds(spec: Spec, nodes: tuple[Node, ...]) -> dict[str, Kind]:
    """What formulas may name: the shared facts, and indicators that read an amount of their own."""
    kinds: dict[str, Kind] = {name: fact.kind for name, fact in spec.facts.items()}
    for node in nodes:
        if node.fact and (node.rule is None or node.rule.reads_amount) and node.target.measurable:
            kinds[node.fact] = node.unit
    return kinds
