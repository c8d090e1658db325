"""From the tree of a formula to its unit and to a function over facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval.diagnostic import Diagnostic
from perfeval.expr.check import Check, DivisionByZero, Run
from perfeval.expr.kinds import BOOLEAN, Choice, Kind, ListOf, TableOf, Truth
from perfeval.expr.lists import UnevenLists
from perfeval.expr.syntax import parse
from perfeval.record import Record

__all__ = ["BOOLEAN", "Choice", "Formula", "Kind", "ListOf", "TableOf", "Truth", "compile_formula"]


MOST_BITS = 8000
"""The longest numerator or denominator that a formula may give."""


def _size(result: Any) -> int:
    return int(getattr(result, "numerator", 0)).bit_length()


class Formula(Record):
    """A formula whose units have been checked.

    kind: the unit of its result, or truth, or a list of either.
    names: the facts it reads, in the order they appear, each with the places it stands at.
    """

    text: str
    kind: Kind
    names: tuple[str, ...]
    places: tuple[tuple[int, int, str], ...]
    run: Run

    def evaluate(self, facts: Mapping[str, Any]) -> Any:
        """The result in base units, or a `Diagnostic` where a divisor is zero."""
        try:
            result = self.run(facts)
        except DivisionByZero as fault:
            at = fault.node
            divisor = self.text[at.start : at.end].strip("()（） ")
            hint = f"核对这一事实；没有这类事项的，写成 {divisor}: 不适用，指标体系里写不适用时怎样计分 not_applicable"
            return at.fault("division-by-zero", f"公式“{self.text}”里的除数“{divisor}”是 0", hint)
        except UnevenLists:
            return Diagnostic("uneven-lists", f"公式“{self.text}”里的两个列表长短不一", "核对各列表的项数")
        if getattr(result, "denominator", 1).bit_length() > MOST_BITS or _size(result) > MOST_BITS:
            return Diagnostic("number-too-long", f"公式“{self.text}”的结果位数太多", "核对事实里的数")
        return result

    def spelled(self, shown: Mapping[str, str]) -> str:
        """The formula with the figure of each fact put in behind its name."""
        text = self.text
        for start, end, name in reversed(self.places):
            text = f"{text[:start]}{text[start:end]}（{shown[name]}）{text[end:]}"
        return text


def compile_formula(text: str, kinds: Mapping[str, Kind]) -> Formula | tuple[Diagnostic, ...]:
    """The formula that `text` states over facts of these kinds, or every fault in it.

    >>> from perfeval.number import Fraction
    >>> from perfeval.unit import unit
    >>> money = {"实际支出": unit("万元"), "预算安排": unit("元")}
    >>> rate = compile_formula("实际支出 / 预算安排", money)
    >>> rate.evaluate({"实际支出": Fraction(1), "预算安排": Fraction(3)})
    Fraction(1, 3)
    >>> compile_formula("实际支出 + 30 场", money)[0].code
    'unit-mismatch'
    """
    tree = parse(text)
    if isinstance(tree, Diagnostic):
        return (tree,)
    check = Check(kinds)
    kind, run = check.visit(tree)
    if check.faults or kind is None:
        return tuple(check.faults)
    names = tuple(dict.fromkeys(name for _, _, name in check.places))
    return Formula(text, kind, names, tuple(sorted(check.places)), run)
