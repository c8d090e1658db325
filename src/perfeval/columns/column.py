"""Fractions, truths and labels, one for each row, with the operators and the five words in which rules are written."""

from __future__ import annotations

from math import gcd, lcm
from typing import Any

import polars as pl

from perfeval.columns.whole import NotCarried, Whole, greater, lesser, literal, picked
from perfeval.number import ONE, Fraction, register

Needs = list[pl.Expr]
"""What must hold in a row for its values to mean anything; columns that meet share one list."""


class _Rows:
    """What all carriers of many rows have in common."""

    __slots__ = ("needs",)

    def __init__(self, needs: Needs) -> None:
        self.needs = needs

    def __bool__(self) -> bool:
        raise NotCarried("a choice that is made for all rows at once")

    def __int__(self) -> int:
        raise NotCarried("a number of things to do that differs by row")

    def __ne__(self, other: object) -> Any:
        return (self == other) ^ True

    def _meets(self, other: Any) -> None:
        if isinstance(other, _Rows) and other.needs is not self.needs:
            raise ValueError("columns of different needs meet")


class Mask(_Rows):
    """Whether something holds, for each row.

    order: the two values that were compared, the one that was asked to be no less than the other first.
    """

    __slots__ = ("expression", "order")

    def __init__(self, expression: pl.Expr, needs: Needs, order: tuple[Any, Any] = (None, None)) -> None:
        super().__init__(needs)
        self.expression, self.order = expression, order

    def __and__(self, other: Any) -> Any:
        self._meets(other)
        return Mask(self.expression & other.expression, self.needs) if isinstance(other, Mask) else other and self

    def __or__(self, other: Any) -> Any:
        self._meets(other)
        return Mask(self.expression | other.expression, self.needs) if isinstance(other, Mask) else other or self

    def __xor__(self, other: Any) -> Any:
        self._meets(other)
        if isinstance(other, Mask):
            return Mask(self.expression ^ other.expression, self.needs)
        return Mask(~self.expression, self.needs) if other else self

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __eq__(self, other: object) -> Any:
        return self ^ other ^ True


class Labels(_Rows):
    """A word for each row, which can be compared with words."""

    __slots__ = ("expression",)

    def __init__(self, expression: pl.Expr, needs: Needs) -> None:
        super().__init__(needs)
        self.expression = expression

    def __eq__(self, other: object) -> Any:
        return Mask(self.expression == pl.lit(other), self.needs)


class Column(_Rows):
    """A fraction for each row: `num` over `den`, which is above 0, within `low` and `high`."""

    __slots__ = ("den", "high", "low", "num")

    def __init__(self, num: Whole, den: Whole, needs: Needs, bounds: tuple[Any, ...] = ()) -> None:
        super().__init__(needs)
        common = _common(num, den)
        num, den = num.divided(common), den.divided(common)
        reached = [Fraction(n, d) for n in (num.low, num.high) for d in (den.low, den.high)]
        self.low = max(min(reached), min(bounds)) if bounds else min(reached)
        self.high = min(max(reached), max(bounds)) if bounds else max(reached)
        if den.same:
            low, high = self.low * den.low, self.high * den.low
            num = num.within(-(-low.numerator // low.denominator), high.numerator // high.denominator)
        self.num, self.den = num, den

    def __add__(self, other: Any) -> Column:
        self._meets(other)
        first, second, den = level(*parts(self), *parts(other))
        low, high = ends(other)
        return Column(first.plus(second), den, self.needs, (self.low + low, self.high + high))

    def __neg__(self) -> Column:
        return Column(self.num.scaled(-1), self.den, self.needs, (-self.high, -self.low))

    def __sub__(self, other: Any) -> Column:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Column:
        return self.__neg__().__add__(other)

    def __mul__(self, other: Any) -> Column:
        self._meets(other)
        num, den = parts(other)
        bounds = [a * b for a in (self.low, self.high) for b in ends(other)]
        # What divides both across goes first: the products may be the largest numbers there are.
        one, two = _common(self.num, den), _common(num, self.den)
        top, bottom = self.num.divided(one).times(num.divided(two)), self.den.divided(two).times(den.divided(one))
        return Column(top, bottom, self.needs, tuple(bounds))

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Column:
        return self.__mul__(_inverse(other, self.needs))

    def __rtruediv__(self, other: Any) -> Column:
        return _inverse(self, self.needs).__mul__(other)

    def __ge__(self, other: Any) -> Any:
        return _no_less(self, other, self.needs)

    def __le__(self, other: Any) -> Any:
        return _no_less(other, self, self.needs)

    def __gt__(self, other: Any) -> Any:
        return self.__le__(other) ^ True

    def __lt__(self, other: Any) -> Any:
        return self.__ge__(other) ^ True

    def __eq__(self, other: object) -> Any:
        return self.__ge__(other) & self.__le__(other)


def parts(x: Any) -> tuple[Whole, Whole]:
    """Numerator and denominator of a column, or of a number, which is the same in every row."""
    if isinstance(x, Column):
        return x.num, x.den
    top, bottom = getattr(x, "numerator", None), getattr(x, "denominator", None)
    if top is None or bottom is None:
        raise NotCarried("something that is no number")
    return Whole.constant(int(top)), Whole.constant(int(bottom))


def ends(x: Any) -> tuple[Any, Any]:
    """The least and the greatest that a column or a number can be."""
    return (x.low, x.high) if isinstance(x, Column) else (x, x)


def level(a: Whole, b: Whole, c: Whole, d: Whole) -> tuple[Whole, Whole, Whole]:
    """Two fractions a/b and c/d brought to one denominator: their numerators, and it."""
    if b is d:
        return a, c, b
    if b.same and d.same:
        both = lcm(b.low, d.low)
        return a.scaled(both // b.low), c.scaled(both // d.low), Whole.constant(both)
    common = _common(b, d)
    first, second = d.divided(common), b.divided(common)
    return a.times(first), c.times(second), b.times(first)


def _common(one: Whole, other: Whole) -> int:
    """What divides both in every row."""
    return gcd(one.content, other.content) or 1


def _inverse(x: Any, needs: Needs) -> Column:
    """One divided by `x`, in the rows where that is not 0."""
    num, den = parts(x)
    low, high = ends(x)
    bounds = (ONE / high, ONE / low) if low > 0 or high < 0 else ()
    if num.low <= 0 <= num.high:
        if num.same:
            raise NotCarried("a division by 0")
        needs.append(num.expression != 0)
    if num.low >= 0:
        return Column(den, num.within(1, num.high), needs, bounds)
    if num.high <= 0:
        return Column(den.scaled(-1), num.scaled(-1).within(1, -num.low), needs, bounds)
    made, wide = num.expression, num.wide
    sign = pl.when(made >= 0).then(literal(1, wide)).otherwise(literal(-1, wide))
    size = Whole(made.abs(), 1, max(-num.low, num.high), deep=wide)
    return Column(den.times(Whole(sign, -1, 1, deep=wide)), size, needs, bounds)


def _no_less(one: Any, other: Any, needs: Needs) -> Any:
    """Whether `one` is no less than `other`: True or False where the bounds say so for all rows, else a mask."""
    for side in (one, other):
        if isinstance(side, Column) and side.needs is not needs:
            raise ValueError("columns of different needs meet")
    if one is other:
        return True
    first, second, _ = level(*parts(one), *parts(other))
    (least, most), (low, high) = ends(one), ends(other)
    if least >= high or first.low >= second.high:
        return True
    if most < low or first.high < second.low:
        return False
    wide = first.wide or second.wide
    return Mask(first.at(wide) >= second.at(wide), needs, (one, other))


def _choose(test: Mask, yes: Any, no: Any) -> Any:
    """`yes` in the rows where the test holds, `no` in the others."""
    if isinstance(yes, bool | Mask) and isinstance(no, bool | Mask):
        return (test & yes) | ((test ^ True) & no)
    for side in (yes, no):
        test._meets(side)
    first, second, den = level(*parts(yes), *parts(no))
    low, high = min(first.low, second.low), max(first.high, second.high)
    (a, b), (c, d) = ends(yes), ends(no)
    least, most = min(a, c), max(b, d)
    if test.order[0] is yes and test.order[1] is no:
        num = greater(first, second, max(first.low, second.low), high)
        least = max(a, c)
    elif test.order[0] is no and test.order[1] is yes:
        num = lesser(first, second, low, min(first.high, second.high))
        most = min(b, d)
    else:
        num = picked(test.expression, first, second, low, high)
    return Column(num, den, test.needs, (least, most))


def _down(x: Column) -> Column:
    """The greatest whole number not above."""
    if x.den.same and x.den.low == 1:
        return x
    low, high = (end.numerator // end.denominator for end in (x.low, x.high))
    return Column(x.num.over(x.den, low, high), Whole.constant(1), x.needs)


register(Mask, _choose, Column, _down)
