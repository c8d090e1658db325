"""What can still be read of a file with faults, so that the next step can look for its own.

Nothing salvaged is ever scored: it only lets all problems be reported at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any, TypeVar

from perfeval.astray import put_back
from perfeval.diagnostic import Diagnostic, Route
from perfeval.model import Model, read
from perfeval.source import Data

M = TypeVar("M", bound=Model)

_WITH_FORMULAS = (
    *("actual", "rule", "gates", "mitigate", "bonus", "penalty", "caps", "grade_caps", "asserts", "indicators"),
)
"""Fields whose formulas may be all that reads a fact."""

_PLACEHOLDERS = {"code": "X{}", "name": "—"}

_FROM_THE_WHOLE = ("unknown-name", "unread-fact", "unknown-fact", "unknown-subproject", "missing-field")
"""Findings that a field of the file itself may have caused."""


_ALONE = ("duplicate-code",)
"""Findings that nothing given up can have caused: codes are compared with codes, and none made up is equal."""


def salvage(model: type[M], data: Data, faults: Iterable[Diagnostic]) -> tuple[M, list[Route]] | None:
    """The file without its faulty fields, and the routes that were given up; None where too little is left.

    A faulty field goes as a whole: a rule, a target, a name, or a key of the file itself.
    """
    rest, lost = deepcopy(data), dict[Route, None]()
    for number, fault in enumerate(faults):
        route = _field(fault.route)
        if route not in lost:
            _give_up(rest, route, number)
            lost[route] = None
    found = read(model, rest)
    if isinstance(found, tuple):
        return None
    whole = _with_facts(model, rest, data)
    return whole or found, [*lost]


def _with_facts(model: type[M], rest: Data, data: Data) -> M | None:
    """What was salvaged with the facts that lost their indent, where they can be read: they are not missing."""
    stray = put_back(data, rest, [field.alias or name for name, field in model.model_fields.items()])
    found = read(model, stray) if stray else ()
    return None if isinstance(found, tuple) else found


def _field(route: Route) -> Route:
    """The field of an indicator, or of the file, in which a route ends; the indicator itself where it lacks one."""
    depth = 0
    while route[depth : depth + 1] == ("indicators",) and len(route) > depth + 1:
        depth += 2
    return route[: depth + 1]


def _give_up(data: Any, route: Route, number: int) -> None:
    whole = not route or isinstance(route[-1], int)  # the file or an indicator, where a field is missing
    for step in route if whole else route[:-1]:
        known = step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data))
        data = data[step] if known else None
    if isinstance(data, dict):
        lost = ("name", "code")[: 2 if route else 1] if whole else route[-1:]
        for name in lost:
            if not whole:
                data.pop(name, None)
            if name in _PLACEHOLDERS:
                data.setdefault(name, _PLACEHOLDERS[str(name)].format(number))


def unaffected(found: Iterable[Diagnostic], lost: Iterable[Route]) -> Iterator[Diagnostic]:
    """The findings that stand by themselves, and do not merely follow from what was given up."""
    codes, owners = set[str](), set[Route]()
    for route in lost:
        if not route or isinstance(route[-1], int) or route[-1] in _PLACEHOLDERS:
            continue  # only a name or a code was made up, and nothing is computed from these
        owner, name = route[:-1], route[-1]
        codes.update(["unread-fact"] if name in _WITH_FORMULAS else [])
        if name == "weight":
            # What was to be the parent's sum, and what the rule was to give points of.
            codes.update(("weights-off-total", "missing-field"))
            owners.add(owner)
        elif name == "facts" or not owner:
            codes.update(_FROM_THE_WHOLE)
            owners.update((route, ("facts", *route)))  # a fact that was put back
        else:
            owners.add(owner)
    for one in found:
        within = any(one.route[:depth] in owners for depth in range(len(one.route) + 1))
        if one.code in _ALONE or (one.code not in codes and not within):
            yield one
