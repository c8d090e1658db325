"""``perfeval explain FILE [INDICATOR]``: how a score came about, or what a rule asks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from perfeval.auditing import audit
from perfeval.cli.exits import OK, UNUSABLE, USAGE
from perfeval.cli.inputs import read_named
from perfeval.cli.streams import emit, say, show, style_for
from perfeval.diagnostic import Route, Severity, nearest
from perfeval.documents import document
from perfeval.kinds import kind_of
from perfeval.load import Loaded, bound, planned, spec_file, spec_source, whole
from perfeval.node import Node
from perfeval.number import Fraction, floor
from perfeval.plan import Plan
from perfeval.report.findings import render
from perfeval.report.tree import Twig, bars, drawn, goal_words, score_tree, total_tree
from perfeval.response import Point, response, zero_points
from perfeval.rounding import RATE_PLACES, Figures, Mode, printed, rounded
from perfeval.rules import Rule
from perfeval.scoring import score
from perfeval.source import Source
from perfeval.target import Target, describe

_SAY = Figures()
T = TypeVar("T")


def explain_file(name: str, indicator: str | None, color: str) -> int:
    """Print the tree, and give the exit code."""
    source, at = read_named(name)
    if source.value is not None and kind_of(source.value) == "project":
        return _explain_project(source, at.parent, indicator, color)
    entire = whole(source, at)
    plan = planned(entire, at)
    if not _usable(plan, color) or plan.value is None or entire.value is None:
        return UNUSABLE
    if indicator is None:
        emit(drawn(_spec_overview(plan.value)))
        return OK
    node = _node(plan.value, indicator)
    if node is None:
        return USAGE
    emit(drawn(_spec_tree(node, entire.value)))
    return OK


def _explain_project(source: Loaded[Source], folder: Path, indicator: str | None, color: str) -> int:
    found = bound(source, folder)
    if not _usable(found, color) or found.value is None or source.value is None:
        return UNUSABLE
    plan = found.value.plan
    node = _node(plan, indicator) if indicator is not None else None
    if indicator is not None and node is None:
        return USAGE
    card = score(found.value)
    made = document(card, audit(card), found.inputs)
    if node is None:
        emit(drawn(total_tree(made)))
        return OK
    sources = {"project": source.value, "spec": _spec_source(found.value.project.spec, folder)}

    def place(which: str, route: Route) -> str:
        stands = sources[which]
        return _place(stands, route) if stands else ""

    emit(drawn(score_tree(made, node.code, place, {each.code: each.route for each in plan.nodes})))
    return OK


def _usable(loaded: Loaded[T], color: str) -> bool:
    """Whether the file can be used; what keeps it from that is shown."""
    faults = [one for one in loaded.diagnostics if one.severity is Severity.ERROR]
    show(render(faults, style=style_for(sys.stderr, color)))
    return loaded.value is not None


def _spec_source(text: str, folder: Path) -> Source | None:
    """The whole spec that a project names, to find places in."""
    path = spec_file(text, folder)
    return whole(spec_source(path), path).value if isinstance(path, Path) else None


def _place(source: Source, route: Route) -> str:
    """Where a route stands, with the line."""
    at = source.locate(route, on_key=True)
    return f"{at}  {at.excerpt.strip()}"


def _node(plan: Plan, code: str) -> Node | None:
    """The indicator of a code; where there is none, the nearest are named."""
    if code in plan.by_code:
        return plan.by_code[code]
    named = [node for node in plan.nodes if node.indicator.name == code]
    if len(named) == 1:
        return named[0]
    known = [*plan.by_code, *(node.indicator.name for node in plan.nodes)]
    say(f"错误: 没有指标“{code}”，{nearest(code, known, '不写指标则列出全部')}")
    return None


def _spec_overview(plan: Plan) -> Twig:
    """All indicators with their weights and kinds of rule."""
    return Twig(plan.spec.name, [_overview(node) for node in plan.roots])


def _overview(node: Node) -> Twig:
    points = f"（{_SAY.points(node.weight)}）" if node.weight is not None else ""
    kind = f"：{node.rule.title}" if node.rule else ""
    goal = f"，目标值 {node.indicator.target.shown}" if node.indicator.target else ""
    return Twig(f"{node.code} {node.indicator.name}{points}{kind}{goal}", [_overview(each) for each in node.children])


def _spec_tree(node: Node, source: Source) -> Twig:
    """What one indicator asks, and how its points answer to what is achieved."""
    indicator = node.indicator
    twigs = [Twig(f"在：{' → '.join(node.path)}", [Twig(_place(source, (*node.route, "code")))])]
    twigs += [Twig(f"解释：{indicator.about}")] if indicator.about else []
    if indicator.target:
        read_as = describe(node.target) if node.target.measurable else ""
        twigs.append(Twig(f"目标值：{goal_words(indicator.target.shown, read_as)}"))
    if node.measured:
        twigs.append(Twig(f"读的事实：{'、'.join(node.reads)}"))
    twigs += [Twig(f"实际值＝{indicator.actual}")] if indicator.actual and indicator.actual not in node.reads else []
    twigs += [Twig(f"公布的评分标准：{indicator.official}")] if indicator.official else []
    if node.rule and node.weight is not None:
        twigs += _rule_twigs(node.rule, node.weight, node.target, source, (*node.route, "rule"))
    twigs += [
        Twig(f"{child.code} {child.indicator.name}：{_SAY.points(child.weight)}")
        for child in node.children
        if child.weight is not None
    ]
    points = f"：{_SAY.points(node.weight)}" if node.weight is not None else ""
    return Twig(f"{node.code} {indicator.name}{points}", twigs)


def _rule_twigs(rule: Rule, weight: Fraction, target: Target, source: Source, route: Route) -> Iterator[Twig]:
    said = rule.standard(weight, target, rule.unit(target), _SAY)
    yield Twig(f"评分标准（{rule.title}）：{said}", [Twig(_place(source, route))])
    zeros = zero_points(rule, weight, target)
    if zeros:
        yield Twig(f"零分点：{'；'.join(zeros)}得 0 分")
    rows = response(rule, weight, target)
    if rows:
        yield Twig("做到多少，得多少分（举例）", [Twig(line) for line in bars(_row(point, weight) for point in rows)])
    for index, way in enumerate(getattr(rule, "branches", ())):
        goal, named = way.target or target, way.when or "其余情形"
        below = list(_rule_twigs(way.rule, weight, goal, source, (*route, "branches", index, "rule")))
        yield Twig(f"{named}（目标值 {goal}）" if way.target else named, below)


def _row(point: Point, weight: Fraction) -> tuple[str, str, str, int]:
    rate = point.completion
    shown = "" if rate is None else printed(rounded(rate * 100, RATE_PLACES, Mode.HALF_UP), RATE_PLACES) + "%"
    return point.shown, shown, _SAY.points(point.points).removesuffix(" 分"), int(floor(point.points / weight * 1000))
