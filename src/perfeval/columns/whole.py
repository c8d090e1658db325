"""Whole numbers, one for each row, that never leave their bounds and never overflow."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import gcd

import polars as pl

__all__ = ["NotCarried", "Whole", "greater", "lesser", "literal", "picked"]

_INT64, _INT128 = 2**63 - 1, 2**127 - 1


class NotCarried(Exception):
    """What was asked cannot be answered for all rows at once; never leaves `perfeval.batch`."""


def _is_wide(*steps: int) -> bool:
    """Whether one of these numbers needs more than 64 bits."""
    size = max(map(abs, steps))
    if size > _INT128:
        raise NotCarried("a number that 128 bits do not hold")
    return size > _INT64


@lru_cache(1024)
def literal(n: int, wide: bool) -> pl.Expr:
    """The same number in every row; alone in a `select` it would be one row."""
    return pl.lit(n, dtype=pl.Int128 if wide else pl.Int64)


class Whole:
    """A whole number for each row, ``factor * base + offset``, that lies within `low` and `high`.

    base: an integer expression, None for a number that is the same in every row. Factor and offset cost nothing
    until the number is needed: most of a rule's arithmetic with its own constants happens in them.
    deep: whether the base has 128 bits. wide: whether the expression has.
    """

    __slots__ = ("base", "deep", "factor", "high", "low", "offset", "wide")

    def __init__(
        self, base: pl.Expr | None, low: int, high: int, factor: int = 1, offset: int = 0, deep: bool = False
    ) -> None:
        self.base, self.factor, self.offset, self.deep = base, factor, offset, deep
        self.low, self.high = low, high
        # The steps in between must fit too: the product before the offset is added.
        self.wide = _is_wide(low, high, low - offset, high - offset, factor, offset) or deep

    @classmethod
    def constant(cls, n: int) -> Whole:
        """The same number in every row."""
        return cls(None, n, n, 0, n)

    @property
    def same(self) -> bool:
        """Whether all rows have the same number."""
        return self.base is None or self.low == self.high

    @property
    def content(self) -> int:
        """A number that divides it in every row; 0 where it is 0 in every row."""
        return abs(self.low) if self.same else gcd(self.factor, self.offset)

    @property
    def expression(self) -> pl.Expr:
        """The number as a Polars expression of 64 or 128 bits."""
        return self.at(self.wide)

    def at(self, wide: bool) -> pl.Expr:
        """The number as an expression of at least this width."""
        wide = wide or self.wide
        if self.base is None or self.same:
            return literal(self.low, wide)
        made = self.base.cast(pl.Int128) if wide else self.base
        if self.factor != 1:
            made = made * literal(self.factor, wide)
        return made + literal(self.offset, wide) if self.offset else made

    def within(self, low: int, high: int) -> Whole:
        """The same number, known not to leave these bounds either."""
        low, high = max(low, self.low), min(high, self.high)
        if (low, high) == (self.low, self.high):
            return self
        if self.base is None or low >= high:
            return Whole.constant(low)
        return Whole(self.base, low, high, self.factor, self.offset, self.deep)

    def narrowed(self) -> Whole:
        """The same number with 64 bits, where its bounds allow that; rows that break the bounds have none."""
        if not self.wide or _is_wide(self.low, self.high):
            return self
        return Whole(self.expression.cast(pl.Int64, strict=False), self.low, self.high)

    def scaled(self, by: int) -> Whole:
        """The product with a number that is the same in every row."""
        if self.same or not by:
            return Whole.constant(self.low * by)
        ends = self.low * by, self.high * by
        return Whole(self.base, min(ends), max(ends), self.factor * by, self.offset * by, self.deep)

    def moved(self, by: int) -> Whole:
        """The sum with a number that is the same in every row."""
        if self.same:
            return Whole.constant(self.low + by)
        return Whole(self.base, self.low + by, self.high + by, self.factor, self.offset + by, self.deep)

    def divided(self, by: int) -> Whole:
        """The quotient with a positive number that divides the content."""
        if by == 1:
            return self
        if self.same:
            return Whole.constant(self.low // by)
        return Whole(self.base, -(-self.low // by), self.high // by, self.factor // by, self.offset // by, self.deep)

    def times(self, other: Whole) -> Whole:
        """The product, row by row."""
        if other.same:
            return self.scaled(other.low)
        if self.same:
            return other.scaled(self.low)
        one, two = self.divided(self.content), other.divided(other.content)
        ends = [a * b for a in (one.low, one.high) for b in (two.low, two.high)]
        return _joined(one, two, lambda a, b: a * b, min(ends), max(ends), self.content * other.content)

    def plus(self, other: Whole) -> Whole:
        """The sum, row by row."""
        if other.same:
            return self.moved(other.low)
        if self.same:
            return other.moved(self.low)
        if self.base is other.base:
            return self._alongside(other)
        common, offset = gcd(self.factor, other.factor), self.offset + other.offset
        one, two = self.moved(-self.offset).divided(common), other.moved(-other.offset).divided(common)
        total = _joined(one, two, lambda a, b: a + b, one.low + two.low, one.high + two.high, common)
        return total.moved(offset)

    def _alongside(self, other: Whole) -> Whole:
        """The sum with what is made of the same base."""
        factor, offset = self.factor + other.factor, self.offset + other.offset
        if not factor:
            return Whole.constant(offset)
        (a, b), (c, d) = self._beneath(), other._beneath()
        ends = [end * factor + offset for end in (max(a, c), min(b, d))]
        return Whole(self.base, min(ends), max(ends), factor, offset, self.deep or other.deep)

    def _beneath(self) -> tuple[int, int]:
        """What the base lies between."""
        low, high = (self.low, self.high) if self.factor > 0 else (self.high, self.low)
        return -((self.offset - low) // self.factor), (high - self.offset) // self.factor

    def over(self, other: Whole, low: int, high: int) -> Whole:
        """The quotient with a positive number, rounded down, which is known to lie within these bounds."""
        wide = self.wide or other.wide
        return Whole(self.at(wide) // other.at(wide), low, high, deep=wide).narrowed()


def _joined(
    one: Whole, two: Whole, combine: Callable[[pl.Expr, pl.Expr], pl.Expr], low: int, high: int, factor: int
) -> Whole:
    """What two numbers make, whose bounds are told, `factor` times."""
    wide = _is_wide(low, high) or one.wide or two.wide
    return Whole(combine(one.at(wide), two.at(wide)), low * factor, high * factor, factor, deep=wide)


def picked(test: pl.Expr, yes: Whole, no: Whole, low: int, high: int) -> Whole:
    """`yes` in the rows where the test holds, `no` in the others."""
    if yes is no or (yes.same and no.same and yes.low == no.low):
        return yes
    if yes.same and no.same:
        return Whole(test.cast(pl.Int64), low, high, yes.low - no.low, no.low)
    wide = yes.wide or no.wide
    return Whole(pl.when(test).then(yes.at(wide)).otherwise(no.at(wide)), low, high, deep=wide)


def greater(one: Whole, two: Whole, low: int, high: int) -> Whole:
    """The greater of the two in each row."""
    return _extreme(one, two, low, high, pl.max_horizontal, 1)


def lesser(one: Whole, two: Whole, low: int, high: int) -> Whole:
    """The lesser of the two in each row."""
    return _extreme(one, two, low, high, pl.min_horizontal, -1)


def _extreme(
    one: Whole, two: Whole, low: int, high: int, pick: Callable[[pl.Expr, pl.Expr], pl.Expr], sign: int
) -> Whole:
    ahead = one.plus(two.scaled(-1)).scaled(sign)
    if ahead.low >= 0:
        return one.within(low, high)
    if ahead.high <= 0:
        return two.within(low, high)
    wide = one.wide or two.wide
    return Whole(pick(one.at(wide), two.at(wide)), low, high, deep=wide)
