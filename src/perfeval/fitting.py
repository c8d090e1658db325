"""Whether the rule, the target, the formulas and the weight of an indicator fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from perfeval.diagnostic import Diagnostic
from perfeval.expr import Formula, Kind, compile_formula
from perfeval.expr.kinds import spelled
from perfeval.idle import idle_fields
from perfeval.node import WEIGHT, Node
from perfeval.number import spell
from perfeval.record import replace
from perfeval.rounding import printable
from perfeval.spec import Spec
from perfeval.unit import NUMBER, Unit


def node_faults(node: Node, spec: Spec, kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """Everything that does not fit; the formulas that do are compiled and kept on the node."""
    indicator, route = node.indicator, node.route
    if node.children and indicator.rule:
        yield Diagnostic(
            "rule-on-group", "有下级的指标由下级合成，不能再有自己的规则", "删去 rule，或去掉下级", (*route, "rule")
        )
    if not node.children and spec.weighted and not indicator.rule:
        yield Diagnostic(
            "missing-field",
            f"指标“{node.code}”没有评分规则（rule）",
            "加一行评分规则，如 rule: {kind: proportional}（按完成率得分）",
            route,
        )
    if not node.children and not indicator.target and not indicator.rule:
        yield Diagnostic(
            "missing-field", f"指标“{node.code}”没有目标值（target）", "加一行目标值，如 target: ≥ 30 场", route
        )
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
            yield fault.below(*route, "rule")


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
    yield from _unit_faults(node)
    yield from _approved_faults(node)
    yield from _inner_faults(node, kinds)
    rule, target, route = node.rule, node.target, (*node.route, "actual")
    if not node.indicator.actual:
        return
    if rule and not rule.reads_amount:
        yield Diagnostic("field-out-of-place", f"“{rule.title}”读的不是一个数量，不能写公式", "删去 actual", route)
    elif rule and not target.measurable and rule.unit(target) is target.unit:
        message = f"目标值“{target}”是文字，公式算出的数不能与它比较"
        hint = "写出能比较的目标值，如 ≥ 30 场；公布的写法放在 official"
        yield Diagnostic("target-not-measurable", message, hint, route)
    else:
        made = compile_formula(node.indicator.actual, kinds)
        found = made if isinstance(made, tuple) else tuple(_formula_faults(node, made, kinds))
        if not found and isinstance(made, Formula):
            node.formula = made
        yield from (replace(fault, route=route) for fault in found)


def _unit_faults(node: Node) -> Iterator[Diagnostic]:
    """A unit of the indicator or of its rule that is not the target's."""
    indicator, rule, target = node.indicator, node.rule, node.target
    if indicator.unit and target.measurable and not indicator.unit.fits(target.unit):
        message = f"单位“{indicator.unit.text}”与目标值“{target}”不同"
        yield Diagnostic("unit-mismatch", message, "改成同一种单位", (*node.route, "unit"))
    if not rule or not rule.reads_amount or not target.measurable:
        return
    used, place = rule.unit(target), (*node.route, "rule")
    if not used.fits(target.unit):
        message = f"规则用“{used.text or '没有单位的数'}”，而目标值是“{target}”"
        yield Diagnostic("unit-mismatch", message, "改成同一种单位", place)
    elif target.value and used.is_ratio is not target.unit.is_ratio and "" in (used.text, target.unit.text):
        message = f"目标值“{target}”和规则只有一处写了百分号，可能差一百倍"
        yield Diagnostic("bare-ratio", message, "两处都写百分号，如 95%", place)


def _formula_faults(node: Node, made: Formula, kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """A formula that is well made but cannot give the indicator's actual."""
    hundred = re.search(r"[*×]\s*100(?![0-9.%％])", made.text) if node.unit.is_ratio else None
    if hundred:
        span = (hundred.start(), hundred.end() - hundred.start())
        message = "目标值是百分数，公式里的 ×100 会让结果大一百倍"
        yield Diagnostic("times-hundred", message, "去掉 ×100，或写成 ×100%", span=span)
    if not made.names:
        yield Diagnostic("constant-formula", "公式没有用到任何事实", "用事实的名称写公式")
    if not isinstance(made.kind, Unit) or not made.kind.fits(node.unit):
        found = (
            made.kind.text or "没有单位的数" if isinstance(made.kind, Unit) else f"{spelled(made.kind)}，不是一个数量"
        )
        message = f"公式的结果是“{found}”，而目标值或规则用“{node.unit.text or '没有单位的数'}”"
        hint = "核对公式和目标值的单位；列表要用 min、sum 等变成一个数"
        bare = next((name for name in made.names if _magnitude(kinds.get(name))), "")
        if bare:
            hint = f"事实“{bare}”的单位只写了“{spelled(kinds[bare])}”，是钱的写成 {spelled(kinds[bare])}元"
        yield Diagnostic("unit-mismatch", message, hint)


def _magnitude(kind: Kind | None) -> bool:
    """Whether a unit is only 千, 万 or 亿, of nothing."""
    return isinstance(kind, Unit) and kind.text[-1:] in ("千", "万", "亿")
