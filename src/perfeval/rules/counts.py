"""Counts: whole numbers of faults, answers and the like, bare or with a unit that is counted one by one."""

from perfeval.diagnostic import Diagnostic
from perfeval.number import ZERO
from perfeval.quantity import Quantity, quantity
from perfeval.source import Data
from perfeval.unit import Unit


def count(value: Data, units: tuple[Unit, ...] = ()) -> Quantity | Diagnostic:
    """The whole number that `value` spells: bare, or in one of `units` (where none are named, in any counted one).

    >>> str(count("2 起")), [count(text).code for text in ("1.5", "2 元", "-1 项")]
    ('2 起', ['not-a-whole-number', 'unit-mismatch', 'not-a-whole-number'])
    """
    words = [unit.text for unit in units] or ["项", "次", "起"]
    example = "写成整数，可以带单位，如 " + "、".join(f"2 {word}" for word in words)
    if not isinstance(value, str):
        return Diagnostic("not-a-count", "这里要一个个数", example)
    found = quantity(value)
    if isinstance(found, Diagnostic):
        return Diagnostic(found.code, found.message, example)
    fits = any(found.unit.fits(unit) for unit in units) if units else found.unit.counted
    if found.unit.text and not fits:
        return Diagnostic("unit-mismatch", f"“{found}”的单位不对，这里要个数", example)
    if found.value.denominator != 1 or found.value < ZERO:
        return Diagnostic("not-a-whole-number", f"“{found}”不是不小于 0 的整数", "核对这个数；个数不能带小数")
    return found
