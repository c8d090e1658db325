"""From a spec to what scoring needs: weights in points, compiled formulas, the facts that are read.

Made once for a spec, used for every project. Whatever makes a spec unscorable is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from perfeval.conditions import conditions_of
from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Formula, Kind, compile_formula
from perfeval.idle import idle_fields
from perfeval.number import ZERO, Fraction, spell
from perfeval.rounding import Mode, printable
from perfeval.rules import Rule
from perfeval.spec import FactSpec, Indicator, Spec
from perfeval.structure import structure_faults
from perfeval.target import Target
from perfeval.unit import NUMBER, Unit

WEIGHT = "权重"
"""What the formulas of a rule call the indicator's own weight."""


@dataclass(slots=True, eq=False)
class Node:
    """An indicator with everything about it resolved.

    weight: points, None where the spec only tracks. fact: the fact named after the indicator,
    where it reads one. places, mode: how its score is rounded.
    """

    indicator: Indicator
    code: str
    rule: Rule | None
    route: Route
    level: int
    path: tuple[str, ...]
    target: Target
    unit: Unit
    weight: Fraction | None = None
    children: tuple[Node, ...] = ()
    formula: Formula | None = None
    inner: dict[Route, Formula] = field(default_factory=dict)
    fact: str | None = None
    places: int = 2
    mode: Mode = Mode.HALF_UP

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of the facts that it reads."""
        formulas = [self.formula] if self.formula else []
        named = [name for formula in (*formulas, *self.inner.values()) for name in formula.names if name != WEIGHT]
        return tuple(dict.fromkeys([*([self.fact] if self.fact else []), *named]))

    @property
    def measured(self) -> bool:
        """Whether an actual is read for it."""
        return bool(self.formula or self.fact or self.inner)


@dataclass(slots=True, eq=False)
class Plan:
    """A spec ready for scoring; `nodes` has every indicator, parents before children."""

    spec: Spec
    roots: tuple[Node, ...]
    nodes: tuple[Node, ...]
    full: Fraction | None
    shared: Mapping[str, FactSpec]
    conditions: dict[Route, Formula]
    by_code: dict[str, Node] = field(default_factory=dict)

    @property
    def leaves(self) -> Iterator[Node]:
        """The indicators that have no children."""
        return (node for node in self.nodes if not node.children)


def plan(spec: Spec) -> Plan | tuple[Diagnostic, ...]:
    """The plan of a spec, or everything that keeps it from being scored."""
    faults = list(structure_faults(spec))
    roots = tuple(_nodes(spec, spec, (), ()))
    nodes = tuple(_flatten(roots))
    if spec.weighted and spec.full is not None:
        faults += _share_out(roots, spec.full, ("indicators",), spec.weighted)
    kinds = _kinds(spec, nodes)
    for node in nodes:
        faults += _node_faults(node, spec, kinds)
    conditions = conditions_of(spec, kinds)
    faults += [found for found in conditions.values() if isinstance(found, Diagnostic)]
    if faults:
        return tuple(faults)
    held = {route: found for route, found in conditions.items() if isinstance(found, Formula)}
    made = Plan(spec, roots, nodes, spec.full if spec.weighted else None, spec.facts, held)
    made.by_code.update((node.code, node) for node in nodes)
    return made


def _nodes(spec: Spec, parent: Spec | Indicator, route: Route, path: tuple[str, ...]) -> Iterator[Node]:
    for index, indicator in enumerate(parent.indicators or ()):
        here = (*route, "indicators", index)
        goal = indicator.goal
        unit = indicator.unit or (indicator.rule.unit(goal) if indicator.rule else goal.unit)
        node = Node(indicator, indicator.code, indicator.rule, here, len(path) + 1, (*path, indicator.name), goal, unit)
        node.children = tuple(_nodes(spec, indicator, here, node.path))
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
        gap = f"{'多' if total > whole else '少'}了 {spell(abs(total - whole))} 分"
        faults.append(Diagnostic("weights-off-total", message, f"{gap}，改其中一个权重", route, on_key=True))
    for node in nodes:
        if node.children:
            summed = node.indicator.combine == "sum"
            _equal(node)
            faults += _share_out(node.children, node.weight or ZERO, (*node.route, "indicators"), summed)
    return faults


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


def _node_faults(node: Node, spec: Spec, kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    indicator, route = node.indicator, node.route
    if node.children and indicator.rule:
        yield Diagnostic(
            "rule-on-group", "有下级的指标由下级合成，不能再有自己的规则", "删去 rule，或去掉下级", (*route, "rule")
        )
    if not node.children and spec.weighted and not indicator.rule:
        yield Diagnostic("missing-field", f"指标“{node.code}”没有评分规则（rule）", "加一行 rule: {kind: …}", route)
    if not node.children and not indicator.target and not indicator.rule:
        yield Diagnostic("missing-field", f"指标“{node.code}”没有目标值（target）", "加一行 target: …", route)
    if indicator.weights and (not node.children or any(child.indicator.weight for child in node.children)):
        yield Diagnostic(
            "field-out-of-place",
            "weights: equal 要有下级，且下级不写权重",
            "删去 weights 或下级的 weight",
            (*route, "weights"),
        )
    yield from _actual_faults(node, kinds)
    yield from idle_fields(indicator, route, spec)
    if not node.children:
        yield from _fine_weight(node, spec)
    if indicator.rule and not node.children:
        for fault in indicator.rule.faults(node.target, node.unit, node.weight):
            place = (*route, "rule", *fault.route)
            yield replace(fault, route=place)


def _approved_faults(node: Node) -> Iterator[Diagnostic]:
    """A target as approved that cannot be held beside the one that counts."""
    approved = node.indicator.target.approved if node.indicator.target else None
    if not approved:
        return
    route = (*node.route, "target", "approved")
    if not approved.unit.fits(node.target.unit):
        message = f"调整前的目标值“{approved}”与调整后的“{node.target}”单位不同"
        yield Diagnostic("unit-mismatch", message, "改成同一种单位", route)
    elif approved.relation != node.target.relation:
        message = f"调整前的目标值“{approved}”与调整后的“{node.target}”方向不同"
        yield Diagnostic("direction-differs", message, "核对两个目标值的比较符号", route)
    elif node.rule:
        yield from (replace(fault, route=route) for fault in node.rule.faults(approved, node.unit, node.weight))


def _inner_faults(node: Node, kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """The formulas that the rule itself states, such as the points of kind ``formula``."""
    for key, text in node.rule.formulas().items() if node.rule else ():
        route = (*node.route, "rule", *key)
        made = compile_formula(text, {**kinds, WEIGHT: NUMBER})
        if isinstance(made, tuple):
            yield from (replace(fault, route=route) for fault in made)
        elif wrong := node.rule.misfit_of(key, made.kind, node.target) if node.rule else None:
            yield replace(wrong, route=route)
        else:
            node.inner[key] = made


def _fine_weight(node: Node, spec: Spec) -> Iterator[Diagnostic]:
    """A weight with more decimals than its score is printed with: full marks could not be printed."""
    leaves = spec.rounding is not None and spec.rounding.of == "leaves"
    if leaves and node.weight is not None and not printable(node.weight, node.places):
        message = f"“{node.code}”的权重 {spell(node.weight)} 用 {node.places} 位小数写不尽，满分也印不出来"
        hint = "改权重，或增加小数位数，或写 rounding: {…, of: total}（只取舍合计）"
        yield Diagnostic("weight-finer-than-rounding", message, hint, node.route)


def _actual_faults(node: Node, kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    indicator, route = node.indicator, (*node.route, "actual")
    if indicator.unit and node.target.measurable and not indicator.unit.fits(node.target.unit):
        message = f"单位“{indicator.unit.text}”与目标值“{node.target}”不同"
        yield Diagnostic("unit-mismatch", message, "改成同一种单位", (*node.route, "unit"))
    rule = indicator.rule
    if rule and rule.reads_amount and node.target.measurable and not rule.unit(node.target).fits(node.target.unit):
        message = f"规则用“{rule.unit(node.target).text}”，而目标值是“{node.target}”"
        yield Diagnostic("unit-mismatch", message, "改成同一种单位", (*node.route, "rule"))
    yield from _approved_faults(node)
    yield from _inner_faults(node, kinds)
    if not indicator.actual:
        return
    if indicator.rule and not indicator.rule.reads_amount:
        yield Diagnostic("field-out-of-place", f"{indicator.rule.title}读的是回答，不能写公式", "删去 actual", route)
        return
    if indicator.rule and not node.target.measurable and indicator.rule.unit(node.target) is node.target.unit:
        message = f"目标值“{node.target}”是文字，公式算出的数不能与它比较"
        yield Diagnostic(
            "target-not-measurable", message, "写出能比较的目标值，如 ≥ 30 场；公布的写法放在 official", route
        )
        return
    made = compile_formula(indicator.actual, kinds)
    if isinstance(made, tuple):
        yield from (replace(fault, route=route) for fault in made)
    elif not made.names:
        yield Diagnostic("constant-formula", "公式没有用到任何事实", "用事实的名称写公式", route)
    elif not isinstance(made.kind, Unit) or not made.kind.fits(node.unit):
        found = made.kind.text or "没有单位的数" if isinstance(made.kind, Unit) else "不是一个数量"
        message = f"公式的结果是“{found}”，而目标值或规则用“{node.unit.text or '没有单位的数'}”"
        yield Diagnostic("unit-mismatch", message, "核对公式和目标值的单位", route)
    else:
        node.formula = made
