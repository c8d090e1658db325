"""Rounding: the only place where digits may be lost, and only by the policy that a spec names."""

import enum
from typing import Literal

from pydantic import Field

from perfeval.model import Model, Places
from perfeval.number import ZERO, Fraction, spell
from perfeval.quantity import show
from perfeval.unit import Unit


class Mode(enum.StrEnum):
    """How a number between two printable ones is printed."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    DOWN = "down"
    UP = "up"

    @property
    def words(self) -> str:
        """The mode in the words of a report."""
        words = {"half-up": "四舍五入", "half-even": "四舍六入五成双", "down": "直接舍去", "up": "一律进位"}
        return words[self.value]


def rounded(x: Fraction, places: int, mode: Mode) -> Fraction:
    """`x` at so many decimal places; ``down`` and ``up`` mean towards and away from zero.

    >>> score = Fraction(399575, 100000)
    >>> [spell(rounded(score, 2, mode)) for mode in Mode]
    ['4', '4', '3.99', '4']
    >>> spell(rounded(Fraction(-5, 2), 0, Mode.HALF_UP)), spell(rounded(Fraction(-5, 2), 0, Mode.HALF_EVEN))
    ('-3', '-2')
    """
    scale: int = 10**places
    bottom = x.denominator
    if scale % bottom == 0:
        return x
    top = x.numerator * scale
    whole, rest = divmod(abs(top), bottom)
    if mode is Mode.HALF_UP:
        whole += 2 * rest >= bottom
    elif mode is Mode.HALF_EVEN:
        whole += 2 * rest > bottom or (2 * rest == bottom and whole % 2 == 1)
    elif mode is Mode.UP:
        whole += rest > 0
    return Fraction(whole if top >= 0 else -whole, scale)


def printable(x: Fraction, places: int) -> bool:
    """Whether so many decimal places write `x` in full."""
    scale: int = 10**places
    return scale % x.denominator == 0


def printed(x: Fraction, places: int) -> str:
    """`x`, which must already be rounded, with all its places.

    >>> printed(Fraction(4), 2), printed(Fraction(-1, 4), 2)
    ('4.00', '-0.25')
    """
    scaled = x * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{x} is not rounded to {places} places")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return ("-" if x < ZERO else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


class Policy(Model):
    """Where and how scores are rounded.

    of: ``leaves`` rounds each indicator, and totals are sums of printed scores; ``total`` rounds only totals.
    rate: whether 得分率 comes from exact scores or from the printed ones.
    """

    places: Places = Field(description="小数位数")
    mode: Mode = Field(description="取舍方式")
    of: Literal["leaves", "total"] = Field("leaves", description="在哪一级取舍")
    rate: Literal["exact", "of-printed"] = Field("exact", description="得分率由精确分还是所印分算得")

    def round(self, x: Fraction) -> Fraction:
        """`x` by this policy."""
        return rounded(x, self.places, self.mode)

    @property
    def words(self) -> str:
        """The policy in one sentence, for the report."""
        where = "各指标得分" if self.of == "leaves" else "合计得分"
        rates = "精确得分" if self.rate == "exact" else "所印得分"
        return f"{where}保留 {self.places} 位小数（{self.mode.words}），得分率由{rates}计算"


RATE_PLACES = 2
"""得分率 and 完成率 are printed as percentages of two places, as the published tables do."""


class Figures:
    """Spells figures inside sentences: exactly where the decimals end soon, else marked 约."""

    def points(self, x: Fraction) -> str:
        """Points.

        >>> Figures().points(Fraction(34, 15)), Figures().points(Fraction(9, 4))
        ('约 2.2667 分', '2.25 分')
        """
        return self._near(x, 4) + " 分"

    def share(self, x: Fraction) -> str:
        """A share as a percentage.

        >>> [Figures().share(x) for x in (Fraction(19728, 19749), Fraction(1), Fraction(99999, 100001))]
        ['约 99.89%', '100%', '约 99.998%']
        """
        return self._near(x * 100, 2) + "%"

    def amount(self, x: Fraction, unit: Unit) -> str:
        """An amount of base units."""
        if unit.is_date or rounded(x / unit.factor, 4, Mode.DOWN) == x / unit.factor:
            return show(x, unit)
        places = 2 if unit.is_ratio else 4
        return f"{self._near(x / unit.factor, places)}{'' if unit.is_ratio else ' '}{unit.text}"

    def _near(self, x: Fraction, places: int) -> str:
        if printable(x, 4):
            return spell(x)
        # A figure that misses a whole number must not be printed as that number.
        while places < 12 and rounded(x, places, Mode.HALF_UP).denominator == 1:
            places += 1
        return f"约 {printed(rounded(x, places, Mode.HALF_UP), places)}"
