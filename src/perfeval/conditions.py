"""The conditions of gates and caps: compiled for a spec, decided for a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import BOOLEAN, Formula, Kind, compile_formula
from perfeval.record import replace
from perfeval.spec import Spec, walk


def conditions_of(spec: Spec, kinds: Mapping[str, Kind]) -> dict[Route, Formula | Diagnostic]:
    """Every condition by its route: compiled, or the first thing that is wrong with it."""
    stated = dict(spec.conditions)
    for route, indicator in walk(spec):
        stated |= {(*route, "gates", n, "when"): gate.when for n, gate in enumerate(indicator.gates)}
    return {route: _compiled(route, text, kinds) for route, text in stated.items()}


def _compiled(route: Route, text: str, kinds: Mapping[str, Kind]) -> Formula | Diagnostic:
    made = compile_formula(text, kinds)
    if isinstance(made, tuple):
        return replace(made[0], route=route)
    if made.kind != BOOLEAN:
        return Diagnostic("not-a-truth", "条件要是比较或是否", "例如：实际支出 / 预算安排 < 80%", route)
    return made


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
