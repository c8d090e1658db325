"""Exact numbers, and the five words in which scoring rules are written.

A rule uses ``+ - * /``, ``>=`` (and its mirror ``<=``) and `where`, `floor`, `ceil`, `at_least`,
`at_most`. These are the only operations that every carrier of the arithmetic must offer, so a rule
never asks whether it computes one project (a `Fraction`) or a whole column of them. A new carrier
gives `register` its own `where` and `floor`; the other three words follow.

The carrier for one project is the exact fraction. `quicktions` (the same type, compiled) is used
where it is installed; the results are the same to the last digit. It is made from whole numbers
only: its reading of text writes into memory that is not its own (seen in 1.19 to 1.24 with text of
one digit), so text is read here, by `read`, and a test keeps every other text away from it.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from perfeval.regex import regex

if TYPE_CHECKING:
    from fractions import Fraction
else:
    try:
        from quicktions import Fraction
    except ImportError:
        from fractions import Fraction

__all__ = [
    "DIGITS",
    "ONE",
    "ZERO",
    "Fraction",
    "at_least",
    "at_most",
    "ceil",
    "floor",
    "is_test",
    "read",
    "register",
    "spell",
    "where",
]

ZERO, ONE = Fraction(0), Fraction(1)

DIGITS = 30
"""The longest run of digits that a number may be written with."""

_DECIMAL = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


@singledispatch
def _where(test: Any, yes: Any, no: Any) -> Any:
    return yes if test else no


def where(test: Any, yes: Any, no: Any) -> Any:
    """`yes` where `test` holds, else `no`.

    >>> where(ONE >= ZERO, "yes", "no")
    'yes'
    """
    # One project is the common case; asking the dispatcher takes longer than the arithmetic.
    return yes if test is True else no if test is False else _where(test, yes, no)


@singledispatch
def _floor(x: Any) -> Any:
    return Fraction(x.numerator // x.denominator)


def floor(x: Any) -> Any:
    """The greatest whole number not above `x`.

    >>> floor(Fraction(-7, 2))
    Fraction(-4, 1)
    """
    return _floor(x)


def is_test(x: Any) -> bool:
    """Whether `x` says where something holds, and not how much it is.

    >>> is_test(ONE >= ZERO), is_test(ONE)
    (True, False)
    """
    return isinstance(x, bool) or _where.dispatch(type(x)) is not _where.dispatch(object)


def register(carrier_test: type, choose: Any, carrier: type, round_down: Any) -> None:
    """Make a new carrier known: how its tests choose, and how its values are rounded down."""
    _where.register(carrier_test, choose)
    _floor.register(carrier, round_down)


def ceil(x: Any) -> Any:
    """The least whole number not below `x`.

    >>> ceil(Fraction(7, 2))
    Fraction(4, 1)
    """
    return -floor(-x)


def at_least(x: Any, low: Any) -> Any:
    """`x`, or `low` where `x` is below it.

    >>> at_least(Fraction(-1), ZERO)
    Fraction(0, 1)
    """
    return where(x >= low, x, low)


def at_most(x: Any, high: Any) -> Any:
    """`x`, or `high` where `x` is above it.

    >>> at_most(Fraction(31, 30), ONE)
    Fraction(1, 1)
    """
    return where(high >= x, x, high)


def read(text: str) -> Fraction | None:
    """The number that plain decimal digits spell, or None where they spell none.

    Leading zeros, exponents, signs other than ``-`` and more than `DIGITS` digits are not numbers
    here: each has been somebody's silent mistake.

    >>> read("197.49"), read("-0"), read("012"), read("1e3")
    (Fraction(19749, 100), Fraction(0, 1), None, None)
    """
    if not _DECIMAL.fullmatch(text) or len(text.strip("-").replace(".", "")) > DIGITS:
        return None
    whole, _, part = text.partition(".")
    return Fraction(int(whole + part), 10 ** len(part))


def spell(x: Fraction) -> str:
    """The exact spelling of `x`: a decimal where it ends, else numerator/denominator.

    >>> spell(Fraction(19749, 100)), spell(Fraction(-1, 3)), spell(Fraction(4))
    ('197.49', '-1/3', '4')
    """
    top, bottom = x.numerator, x.denominator
    places = _decimal_places(bottom)
    if places is None:
        return f"{top}/{bottom}"
    if not places:
        return str(top)
    digits = str(abs(top) * 10**places // bottom).rjust(places + 1, "0")
    return f"{'-' if top < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _decimal_places(bottom: int) -> int | None:
    """How many decimals a fraction over `bottom` needs, or None where it never ends."""
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
