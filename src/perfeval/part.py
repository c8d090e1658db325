"""Points, or a share of points: ``4``, ``0.5 分``, ``10%``."""

from __future__ import annotations

from typing import Any

from perfeval import quantity as quantities
from perfeval.diagnostic import Diagnostic
from perfeval.number import ONE, ZERO, Fraction, spell
from perfeval.record import Record


class Part(Record):
    """Points: a number of them, or a share of a whole that is known later (``4``, ``0.5 分``, ``10%``)."""

    value: Fraction
    relative: bool
    text: str = ""

    def of(self, whole: Any) -> Any:
        """The points, out of a whole of so many points."""
        return whole * self.value if self.relative else self.value

    def __str__(self) -> str:
        return self.text or spell(self.value)


def _amount(text: str, bare: bool) -> Part | Diagnostic:
    found = quantities.quantity(text)
    if isinstance(found, Diagnostic):
        return found
    share, points = found.unit.is_ratio, found.unit.text == "分"
    if not (share or points or (not found.unit.text and (bare or not found.value))):
        figure = found.text.removesuffix(found.unit.text).strip()
        hint = f"分数写成 {figure}" if bare else f"写成 {figure} 分，或占权重的百分比"
        return Diagnostic("points-or-share", f"“{text}”没有说是分数还是权重的百分比", hint)
    if found.value < ZERO or (share and found.value > ONE):
        return Diagnostic("out-of-range", f"“{text}”超出了 0 到全部权重的范围", "写成 0%–100%，或不小于 0 的分数")
    return Part(found.value, share, text.strip())


def part(text: str) -> Part | Diagnostic:
    """Points with their unit, or a share: a bare number would be a guess.

    >>> part("10%").of(Fraction(3)), part("0.5 分").of(Fraction(3)), part("10").code
    (Fraction(3, 10), Fraction(1, 2), 'points-or-share')
    """
    return _amount(text, bare=False)


def weight(text: str) -> Part | Diagnostic:
    """The same, where a bare number can only mean points."""
    return _amount(text, bare=True)
