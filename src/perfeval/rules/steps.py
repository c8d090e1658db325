"""每…一个单位: how a part of a unit counts, for the kinds that count units."""

from collections.abc import Callable
from typing import Any, Literal

from perfeval.diagnostic import Diagnostic
from perfeval.number import Fraction, ceil, floor
from perfeval.quantity import Quantity, show
from perfeval.unit import Unit

HowPart = Literal["exact", "whole", "none"]
"""A part of a unit counts pro rata, as a whole unit, or not at all."""

PARTS: dict[str | None, Callable[[Any], Any]] = {
    "exact": lambda units: units,
    "whole": ceil,
    "none": floor,
    None: lambda units: units,
}


def counts_singly(per: Quantity, unit: Unit, *marks: Fraction) -> bool:
    """Whether the distance to each of `marks` is a whole number of `per` for all that can be counted."""
    whole = all(mark.denominator == 1 for mark in marks)
    return whole and per.value == 1 and (unit.counted or unit.is_date)


def not_stated(per: Quantity, verb: str) -> Diagnostic:
    """The finding where a rule does not say how a part of `per` counts, and there can be one."""
    hint = f"加一行 part: exact（按比例）、part: whole（按一个单位）或 part: none（不{verb}）"
    return Diagnostic("part-not-stated", f"差距不足 {per} 时怎样{verb}没有写明", hint)


def part_of_a_count(how: str | None, actual: Any, unit: Unit, verb: str) -> Diagnostic | None:
    """A part of a thing that is counted one by one, where the rule does not say how it counts."""
    if how is None and actual.denominator != 1:
        message = f"“{show(actual, unit)}”不是整数，规则没有写明不足一个单位怎样{verb}"
        return Diagnostic("part-of-a-count", message, "核对这个数，或在规则里写 part")
    return None
