"""What the questions about projects share: the lines that were measured, their words and their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval.diagnostic import Route
from perfeval.expr import Kind
from perfeval.lint.outline import called
from perfeval.missing import wanted_facts
from perfeval.node import Node
from perfeval.number import Fraction
from perfeval.rounding import Figures
from perfeval.scorecard import Line, Scorecard
from perfeval.stated import Fact
from perfeval.unit import Unit

SAY = Figures()


def fact_called(card: Scorecard, name: str) -> str:
    """The fact as messages name it: one that belongs to an indicator, with the indicator's name."""
    node = card.bound.plan.by_code.get(name)
    return called(node) if node else f"“{name}”"


def at_fact(node: Node) -> Route:
    """Where the project says what the indicator's actual is: the first fact that it reads."""
    return ("facts", node.reads[0]) if node.reads else ("facts",)


def figured(card: Scorecard) -> Iterator[tuple[Line, Fraction]]:
    """The lines whose actual is one amount that can be held against the target, in the order of the spec."""
    for node in card.bound.plan.nodes:
        line = card.lines[node.code]
        if line.received is not None and (figure := line.figure) is not None:
            yield line, figure


def explained(card: Scorecard, node: Node) -> bool:
    """Whether a fact that the indicator reads says why it is as it is."""
    return any(card.bound.facts[name].because for name in node.reads if name in card.bound.facts)


def amounts(card: Scorecard) -> Iterator[tuple[Fact, Unit]]:
    """The facts that are one amount, each with the unit that the spec gives it."""
    wanted = wanted_facts(card.bound.plan)
    for name, fact in card.bound.facts.items():
        unit = _unit(wanted[name])
        if fact.applicable and unit is not None and is_amount(fact.value):
            yield fact, unit


def _unit(want: Node | Kind) -> Unit | None:
    found = want.unit if isinstance(want, Node) else want
    return found if isinstance(found, Unit) else None


def is_amount(value: Any) -> bool:
    """Whether the value of a fact is one number."""
    return isinstance(value, Fraction)
