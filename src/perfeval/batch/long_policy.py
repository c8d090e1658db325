"""The policy of a long table: an ordinary spec whose indicators stand for the rows.

Its rounding, grades and treatment of 不适用 hold for every project. Its first level says what 一级指标 there are and
how much they weigh; its leaves are the rules that rows take which state none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfeval.batch.long_header import REQUIRED
from perfeval.diagnostic import Diagnostic, Route, nearest
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.quantity import show
from perfeval.record import Record
from perfeval.rules import Rule
from perfeval.spec import Indicator, Spec
from perfeval.target import Target

_WHOLE = ("gates", "caps", "bonus", "penalty", "votes", "grade_caps", "subprojects", "asserts")
_LEAF = ("gates", "mitigate", "exempt", "goes_to", "conversion", "covers")
"""What reads facts or codes that only the policy knows."""


class Policy(Record, eq=False):
    """A policy that rows can be scored by."""

    plan: Plan

    @property
    def spec(self) -> Spec:
        """The spec that it was written as."""
        return self.plan.spec

    @property
    def several(self) -> bool:
        """Whether rows must say to which 一级指标 they belong."""
        return len(self.plan.roots) > 1

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a table must have."""
        return (*REQUIRED, "一级指标") if self.several else REQUIRED

    def root(self, first: str | None) -> Node | Diagnostic:
        """The 一级指标 of this name; where the policy has only one, that stands for all."""
        if not self.several:
            return self.plan.roots[0]
        names = [node.indicator.name for node in self.plan.roots]
        if first is None:
            return Diagnostic(
                "missing-field", "没有写一级指标", f"写 {'、'.join(names)} 之一；合并的单元格要先拆开填满"
            )
        found = _named(self.plan.roots, first)
        if found:
            return found
        near = nearest(first, names).partition("：")[2]
        hint = f"改成“{near}”" if near else "可选：" + "、".join(names)
        return Diagnostic("unknown-indicator", f"评分办法里没有一级指标“{first}”", hint)

    def template(self, root: Node, second: str | None, kind: str | None, goal: Target) -> Indicator | Diagnostic | None:
        """The leaf whose rule a row takes; None where it names a kind that the policy has not or not for its target.

        Asked are the leaves under the row's 二级指标, then all under its 一级指标, then all. The first of these
        that has exactly one rule for such a target decides; what two rules fit would be a guess.
        """
        inner = _named(root.children, second) if second else None
        for scope in ((inner,) if inner else (), (root,), self.plan.roots):
            fitting = [leaf for leaf in _distinct(scope, kind) if _fits(leaf, goal, bool(kind))]
            if len(fitting) > 1:
                return _undecided(fitting, goal)
            if fitting:
                return fitting[0]
        return None if kind else self._only(goal)

    def _only(self, goal: Target) -> Indicator | Diagnostic:
        """The one rule that there is for such targets, whose own finding says why it does not fit this one."""
        kindred = [leaf for leaf in _distinct(self.plan.roots, None) if _kindred(leaf, goal)]
        if len(kindred) == 1:
            return kindred[0]
        message = f"没有写评分方式，评分办法里也没有适合目标值“{goal}”的规则"
        if goal.strict:
            edge = f"{'≥' if goal.upward else '≤'} {show(goal.value, goal.unit)}"
            hint = f"恰好等于时得多少说不清：指标值写成“{edge}”；就是不能等于的，在“评分方式”里写 达标得满分"
            return Diagnostic("missing-field", message, hint)
        return Diagnostic("missing-field", message, "在“评分方式”里写明，如 达标得满分；按差距扣分的还要写“规则参数”")


def policy(plan: Plan) -> Policy | tuple[Diagnostic, ...]:
    """The policy that a spec states, or what in it cannot hold for rows; routes are those of the spec."""
    return tuple(_faults(plan)) or Policy(plan)


def _faults(plan: Plan) -> Iterator[Diagnostic]:
    spec = plan.spec
    if plan.full is None:
        hint = "加上 full、rounding，给指标写 weight"
        yield Diagnostic("missing-field", "这份指标体系只跟踪、不评分，不能作长表的评分办法", hint)
    yield from _idle(spec, _WHOLE, ())
    stated = [((), spec.not_applicable), *((route, one.not_applicable) for route, one in spec.every)]
    yield from (_no_peers(route) for route, policy in stated if policy == "peer_mean")
    for node in plan.nodes:
        indicator = node.indicator
        yield from _idle(indicator, _LEAF, node.route)
        if indicator.combine != "sum" or indicator.floor_at != "indicator":
            name = "combine" if indicator.combine != "sum" else "floor_at"
            yield _out_of_place(name, node.route)
        if node.inner:
            message = "规则里的公式要用事实，长表里没有这些事实"
            yield Diagnostic("field-out-of-place", message, "换一种规则", (*node.route, "rule"))


def _idle(model: Spec | Indicator, names: Iterable[str], route: Route) -> Iterator[Diagnostic]:
    return (_out_of_place(name, route) for name in names if getattr(model, name))


def _out_of_place(name: str, route: Route) -> Diagnostic:
    message = f"长表的各行是自己的指标，{name} 在这里不起作用"
    return Diagnostic("field-out-of-place", message, f"评分办法另存一份，删去 {name}", (*route, name), on_key=True)


def _no_peers(route: Route) -> Diagnostic:
    message = "长表里各项目有自己的指标，没有同批其他项目的平均得分（peer_mean）"
    hint = "评分办法另存一份，改成 redistribute、full 或 zero"
    return Diagnostic("field-out-of-place", message, hint, (*route, "not_applicable"))


def _named(nodes: Iterable[Node], name: str) -> Node | None:
    """The node of this name; 产出 is 产出指标."""
    return next((node for node in nodes if _plain(node.indicator.name) == _plain(name)), None)


def _plain(name: str) -> str:
    return name.removesuffix("指标")


def _distinct(scope: Iterable[Node], kind: str | None) -> list[Indicator]:
    """The leaves below, without those that treat a row as one before them does."""
    found: list[Indicator] = []
    for leaf in _leaves(scope):
        asked = kind is None or (leaf.rule is not None and leaf.rule.kind_name() == kind)
        if asked and all(_treatment(leaf) != _treatment(other) for other in found):
            found.append(leaf)
    return found


def _treatment(leaf: Indicator) -> tuple[object, ...]:
    return leaf.rule, leaf.over, leaf.rounding, leaf.not_applicable


def _leaves(scope: Iterable[Node]) -> Iterator[Indicator]:
    for node in scope:
        yield from _leaves(node.children) if node.children else (node.indicator,)


def _kindred(leaf: Indicator, goal: Target) -> bool:
    """Whether the rule is one for targets in words or in figures, as this one is."""
    rule = leaf.rule
    return rule is not None and (rule.reads_amount is goal.measurable or rule.kind_name() == "threshold")


def _fits(leaf: Indicator, goal: Target, named: bool) -> bool:
    """Whether the rule can be held against the target; named: whether the row asked for its kind."""
    return leaf.rule is not None and (named or _kindred(leaf, goal)) and not _misfit(leaf.rule, goal)


def _misfit(rule: Rule, goal: Target) -> bool:
    unit = rule.unit(goal)
    apart = rule.reads_amount and goal.measurable and not unit.fits(goal.unit)
    return apart or any(rule.faults(goal, unit, None))


def _undecided(fitting: list[Indicator], goal: Target) -> Diagnostic:
    titles = list(dict.fromkeys(leaf.rule.title for leaf in fitting if leaf.rule))
    if len(titles) > 1:
        message = f"没有写评分方式，而评分办法里适合目标值“{goal}”的规则不止一种"
        return Diagnostic("missing-field", message, f"在“评分方式”里写明用哪一种：{'、'.join(titles)}")
    message = f"评分办法里“{titles[0]}”有几种写法都适合目标值“{goal}”，没有写明用哪一种"
    hint = "写明“评分方式”和“规则参数”（没有参数的写 {}），或在评分办法的这个一级指标下写一条"
    return Diagnostic("missing-field", message, hint)
