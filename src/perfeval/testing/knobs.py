"""Turning one amount of a project's facts until a formula gives what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from perfeval.diagnostic import Diagnostic
from perfeval.expr import Formula, Kind, ListOf, TableOf, compile_formula
from perfeval.expr.syntax import Node as Tree
from perfeval.expr.syntax import parse
from perfeval.number import ONE, ZERO, Fraction, ceil, floor
from perfeval.quantity import show
from perfeval.record import Record
from perfeval.rules.ways import possible
from perfeval.source import Data
from perfeval.unit import Unit


class Knob(Record):
    """An amount that can be turned: a fact, the only item of a list, or a cell of a table with one row.

    here: what it is now. put: the fact as formulas see it; write: as a project states it.
    """

    name: str
    unit: Unit
    here: Fraction
    put: Callable[[Fraction], Any]
    write: Callable[[Fraction], Data]

    @property
    def step(self) -> Fraction:
        """The least by which it is turned: one, in its unit."""
        return ONE if self.whole else self.unit.factor

    @property
    def whole(self) -> bool:
        """Whether it counts things or days."""
        return self.unit.counted or self.unit.is_date


def knobs(name: str, kind: Kind, value: Any, written: Data) -> Iterator[Knob]:
    """What can be turned in a fact that has this value now and is written so."""
    if isinstance(kind, Unit) and isinstance(value, Fraction):
        yield Knob(name, kind, value, lambda x: x, lambda x: show(x, kind))
    elif isinstance(kind, ListOf) and isinstance(kind.of, Unit):
        unit = kind.of
        yield Knob(name, unit, value[0], lambda x: (x,), lambda x: [show(x, unit)])
    elif isinstance(kind, TableOf) and isinstance(written, list) and isinstance(written[0], dict):
        for at, (column, of) in enumerate(kind.columns):
            if isinstance(of, Unit):
                yield _cell(name, of, value[0], written[0], at, column)


def _cell(name: str, unit: Unit, row: tuple[Any, ...], written: dict[str, Data], at: int, column: str) -> Knob:
    return Knob(
        name, unit, row[at], lambda x: ((*row[:at], x, *row[at + 1 :]),), lambda x: [{**written, column: show(x, unit)}]
    )


def turned(formula: Formula, knob: Knob, amount: Fraction, known: Mapping[str, Any]) -> Iterator[Fraction]:
    """Where the knob makes the formula give the amount, or next to it where it can only be turned by whole steps."""
    found = _solution(formula, knob, amount, known)
    if found is None or found < ZERO <= amount:
        return
    for x in dict.fromkeys((floor(found), ceil(found)) if knob.whole else (found,)):
        if possible(x, knob.unit):
            yield x


def _solution(formula: Formula, knob: Knob, amount: Fraction, known: Mapping[str, Any]) -> Fraction | None:
    """The solution where the formula is straight in the knob, or in its inverse."""

    def given(x: Fraction) -> Any:
        return formula.evaluate({**known, knob.name: knob.put(x)})

    here, there = knob.here, knob.here / 2 or ONE
    high, low = given(here), given(there)
    if isinstance(low, Diagnostic) or isinstance(high, Diagnostic) or low == high:
        return None
    found: list[Fraction] = [here + (amount - high) * (here - there) / (high - low)]
    found += [here * high / amount] if amount else []
    return next((x for x in found if given(x) == amount), None)


def balance(condition: Formula, kinds: Mapping[str, Kind]) -> Formula | None:
    """What is nothing just where a comparison of two amounts turns: its left side less its right."""
    tree = parse(condition.text)
    if isinstance(tree, Diagnostic) or tree.op not in "≥≤><=" or len(tree.parts) != 2:
        return None
    left, right = (condition.text[part.start : part.end] for part in tree.parts)
    made = compile_formula(f"({left}) - ({right})", kinds)
    return made if isinstance(made, Formula) else None


def literals(text: str, unit: Unit) -> list[Fraction]:
    """The amounts of a unit that a formula states."""
    tree = parse(text)
    return [] if isinstance(tree, Diagnostic) else list(dict.fromkeys(_stated(tree, unit)))


def _stated(tree: Tree, unit: Unit) -> Iterator[Fraction]:
    if tree.op == "literal" and tree.value[1].fits(unit):
        yield tree.value[0]
    for part in tree.parts:
        yield from _stated(part, unit)
