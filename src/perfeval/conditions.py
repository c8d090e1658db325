"""Formulas outside of indicators' rules: conditions, the counts of bonus and penalty, votes. Compiled, then decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import BOOLEAN, Formula, Kind, compile_formula
from perfeval.number import ZERO, Fraction
from perfeval.record import replace
from perfeval.spec import Spec
from perfeval.unit import NUMBER, Unit

if TYPE_CHECKING:
    from perfeval.modifiers import Vote


def conditions_of(spec: Spec, kinds: Mapping[str, Kind]) -> dict[Route, Formula | Diagnostic]:
    """Every condition by its route: compiled, or the first thing that is wrong with it."""
    stated = dict(spec.conditions)
    for route, indicator in spec.every:
        stated |= {(*route, *inside): item.when for inside, item in indicator.conditions}
    return {route: _compiled(route, text, kinds) for route, text in stated.items()}


def _compiled(route: Route, text: str, kinds: Mapping[str, Kind]) -> Formula | Diagnostic:
    made = compile_formula(text, kinds)
    if isinstance(made, tuple):
        return replace(made[0], route=route)
    if made.kind != BOOLEAN:
        return Diagnostic("not-a-truth", "条件要是比较或是否", "例如：实际支出 / 预算安排 < 80%", route)
    return made


def counts_of(spec: Spec, kinds: Mapping[str, Kind]) -> dict[Route, Formula | Diagnostic]:
    """What each item of bonus and penalty counts, by the item's route: compiled, or what is wrong with it."""
    made = {route: (compile_formula(item.count, kinds), (*route, "count")) for route, item in spec.extras}
    return {route: _counting(found, place) for route, (found, place) in made.items()}


def _counting(made: Formula | tuple[Diagnostic, ...], route: Route) -> Formula | Diagnostic:
    if isinstance(made, tuple):
        return replace(made[0], route=route)
    if made.kind != BOOLEAN and not (isinstance(made.kind, Unit) and (made.kind.counted or made.kind == NUMBER)):
        return Diagnostic("not-a-count", "这里要个数或是否", "例如：表彰次数；带单位的先除以单位", route)
    return made


def counted(
    formulas: Mapping[Route, Formula], values: Mapping[str, Any], shown: Mapping[str, str], absent: set[str]
) -> dict[Route, tuple[Fraction, str]] | tuple[Diagnostic, ...]:
    """How many of each item there are, with the figures put in; none where a fact is not applicable."""
    found: dict[Route, tuple[Fraction, str]] = {}
    faults: list[Diagnostic] = []
    for route, formula in formulas.items():
        if any(name in absent for name in formula.names):
            found[route] = (ZERO, f"{formula.text}不适用")
        elif all(name in values for name in formula.names):
            result = formula.evaluate(values)
            place: Route = ("facts", formula.names[-1]) if formula.names else route
            if isinstance(result, Diagnostic):
                faults.append(replace(result, route=place, span=None))
            elif result < 0:
                faults.append(Diagnostic("below-zero", f"“{formula.text}”是负数，不能按个数加减分", "核对事实", place))
            else:
                found[route] = (Fraction(int(result)) if isinstance(result, bool) else result, formula.spelled(shown))
    return tuple(faults) or found


def votes_of(spec: Spec) -> tuple[tuple[str, Formula | None] | Diagnostic, ...]:
    """The rules of the vote over grades, in order; their formulas count grades by name."""
    names: dict[str, Kind] = {grade.name: NUMBER for grade in spec.grades or ()}
    rules = enumerate(spec.votes.rules if spec.votes else ())
    return tuple(_vote(rule, names, ("votes", "rules", index, "when")) for index, rule in rules)


def _vote(rule: Vote, names: Mapping[str, Kind], route: Route) -> tuple[str, Formula | None] | Diagnostic:
    if rule.when is None:
        return rule.grade, None
    made = _compiled(route, rule.when, names)
    if isinstance(made, Diagnostic):
        return made
    if "/" in made.text or "÷" in made.text:
        return Diagnostic("not-a-count", "等级的个数之间不能相除", "改写成乘法或个数的比较", route)
    return rule.grade, made


def holding(
    conditions: Mapping[Route, Formula], values: Mapping[str, Any], shown: Mapping[str, str], absent: set[str]
) -> dict[Route, str] | tuple[Diagnostic, ...]:
    """The conditions that hold, each with the figures put in; or those that cannot be decided."""
    held: dict[Route, str] = {}
    faults: list[Diagnostic] = []
    for route, formula in conditions.items():
        missing = next((name for name in formula.names if name in absent), None)
        if missing:
            message = f"条件“{formula.text}”用到的事实不适用，无法判断"
            faults.append(Diagnostic("condition-undecided", message, "写出这个事实的值", ("facts", missing)))
        elif all(name in values for name in formula.names):
            result = formula.evaluate(values)
            if isinstance(result, Diagnostic):
                faults.append(replace(result, route=("facts", formula.names[-1]), span=None))
            elif result:
                held[route] = formula.spelled(shown)
    return tuple(faults) or held
