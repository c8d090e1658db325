"""Rounding, in the words that every carrier offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfeval.columns.column import Column
from perfeval.number import ONE, ZERO, Fraction, ceil, floor, where

if TYPE_CHECKING:
    from perfeval.rounding import Mode

_HALF, _TWO = Fraction(1, 2), Fraction(2)


def rounded_column(x: Any, places: int, mode: Mode | str) -> Any:
    """What `rounding.rounded` gives for a fraction, for each row of a column."""
    scale = Fraction(10**places)
    scaled = x * scale
    if isinstance(scaled, Column) and scaled.den.same and scaled.den.low == 1:
        return x
    return where(scaled >= ZERO, _whole(scaled, mode), -_whole(-scaled, mode)) / scale


def _whole(x: Any, mode: Mode | str) -> Any:
    """The whole number near `x`, where that is not below 0."""
    if mode == "down":
        return floor(x)
    if mode == "up":
        return ceil(x)
    near = floor(x + _HALF)
    if mode == "half-up":
        return near
    even = floor(near / _TWO) * _TWO
    return where((near - x >= _HALF) & (near > even), near - ONE, near)
