"""Numbers with units, percentages and dates: what ``197.49 万元`` and ``≤ 2023-11-30`` mean.

Every amount is exact, in base units, and remembers the unit and the spelling it was written in.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.number import ONE, Fraction, read, spell
from perfeval.record import Record
from perfeval.regex import regex
from perfeval.unit import DATE, NUMBER, UNIT_WORDS, Unit, halfwidth, unit

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Days of other years are slips of typing."""


class Quantity(Record):
    """An exact amount in base units, the unit it was written in, and its spelling."""

    value: Fraction
    unit: Unit = NUMBER
    text: str = ""

    def __str__(self) -> str:
        return self.text or show(self.value, self.unit)


def show(value: Fraction, unit: Unit) -> str:
    """An exact amount of base units, spelled in `unit`.

    >>> show(Fraction(1974900), unit("万元")), show(Fraction(-1, 3), NUMBER), show(Fraction(738822), DATE)
    ('197.49 万元', '-1/3', '2023-10-29')
    """
    if unit.is_date:
        return _calendar(value)
    gap = "" if unit.text in ("", "%", "‰") else " "
    return f"{spell(value / unit.factor)}{gap}{unit.text}"


def _calendar(value: Fraction) -> str:
    """An ordinal as a day; what lies between or beyond the days of the calendar is spelled out."""
    whole = value.numerator // value.denominator
    if not 1 <= whole <= date.max.toordinal():
        return f"日历之外（第 {spell(value)} 天）"
    part = value - whole
    return date.fromordinal(whole).isoformat() + (f" 又 {spell(part)} 天" if part else "")


_NUMBER = regex(r"-?[0-9][0-9,.]*(?:\s*/\s*[0-9]+(?![0-9.]))?")
_GROUPED = regex(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DATE = regex("([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})(日?)")
_DIGITS_ONLY = "只用数字和小数点，如 197.49、1,250 或 1/3"
_SHORT = 40
"""The longest text that is remembered."""
_DATE_SIGNS = frozenset(("--", "//", "..", "年月日"))


def number(text: str) -> Fraction | Diagnostic:
    """The number spelled by `text`: decimals, ``1,250``, ``1/3``; full-width digits as half-width.

    >>> number("１,２５０"), number("1/3"), number("12,50").code
    (Fraction(1250, 1), Fraction(1, 3), 'misplaced-comma')
    """
    plain = halfwidth(text).strip()
    found = _digits(plain)
    if found is not None:
        return found
    if "," in plain and not _GROUPED.fullmatch(plain):
        return _misplaced_comma(text)
    figure = _NUMBER.match(plain)
    if figure and isinstance(exactly(plain), Quantity):
        return Diagnostic("not-a-number", f"“{text}”带着单位，这里只要一个数", f"只写 {figure[0].strip()}")
    from perfeval.slips import slip

    known = slip(text, lambda spelled: _digits(spelled) is not None)
    return known or Diagnostic("not-a-number", f"“{text}”不是可用的数", _DIGITS_ONLY)


def _misplaced_comma(text: str) -> Diagnostic:
    return Diagnostic("misplaced-comma", f"“{text}”里的逗号不在千位上", "去掉逗号，或写成 1,250 的样子")


def _digits(plain: str) -> Fraction | None:
    """The number that digits, a point, commas at the thousands and one slash spell."""
    if "," in plain:
        if not _GROUPED.fullmatch(plain):
            return None
        plain = plain.replace(",", "")
    top, slash, bottom = (part.strip() for part in plain.partition("/"))
    over, under = read(top), read(bottom) if slash else ONE
    return None if over is None or under is None or not under else over / under


def day(text: str) -> Quantity | Diagnostic | None:
    """The day that `text` names, as an ordinal; None where it does not look like a date.

    >>> str(day("2023年11月30日")), day("2023-11-31").code, day("30 场")
    ('2023年11月30日', 'impossible-date', None)
    """
    found = _DATE.fullmatch(halfwidth(text).strip())
    if not found or found[2] + found[4] + found[6] not in _DATE_SIGNS:
        return None
    year, month, number_of_day = (int(found[group]) for group in (1, 3, 5))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Diagnostic("impossible-date", f"“{text}”的年份不对", "年份写四位，如 2023")
    try:
        value = date(year, month, number_of_day).toordinal()
    except ValueError:
        return Diagnostic("impossible-date", f"没有“{text}”这一天", "核对年、月、日")
    return Quantity(Fraction(value), DATE, text.strip())


def quantity(text: str) -> Quantity | Diagnostic:
    """The amount that `text` spells.

    >>> q = quantity("197.49 万元"); q.value, q.unit.text
    (Fraction(1974900, 1), '万元')
    >>> quantity("99.89%").value, quantity("58 只能").code
    (Fraction(9989, 10000), 'unknown-unit')
    """
    found = exactly(text)
    if isinstance(found, Quantity) or found.code not in ("not-a-number", "unknown-unit"):
        return found
    from perfeval.slips import slip

    return slip(text, lambda spelled: isinstance(exactly(spelled), Quantity)) or found


def exactly(text: str) -> Quantity | Diagnostic:
    """The same, for who does not need to know which slip it was."""
    # A day, 100%, 1 场: the same few come again and again.
    return _remembered(text) if len(text) <= _SHORT else _exactly(text)


def _exactly(text: str) -> Quantity | Diagnostic:
    dated = day(text)
    if dated is not None:
        return dated
    plain = halfwidth(text).strip()
    found = _NUMBER.match(plain)
    if not found:
        return Diagnostic("not-a-number", f"“{text}”不是数量", "写成数加单位，如 30 场、197.49 万元、95%")
    value, word = _digits(found[0]), plain[found.end() :].strip()
    if value is None and "," in found[0] and not _GROUPED.fullmatch(found[0]):
        return _misplaced_comma(found[0])
    if value is None:
        return Diagnostic("not-a-number", f"“{found[0]}”不是可用的数", _DIGITS_ONLY)
    measure = unit(word)
    if measure is None:
        return unknown_unit(word)
    return Quantity(value * measure.factor, measure, text.strip())


_remembered = lru_cache(maxsize=4096)(_exactly)


def unknown_unit(word: str) -> Diagnostic:
    """The finding for a word that is no unit, with the nearest one that is; in 元/厂, for the part that is none.

    >>> unknown_unit("元/厂").message, unknown_unit("毫克").hint
    ('“元/厂”里的“厂”不是已知的单位', '换成单位表里的单位（perfeval explain unknown-unit 列出）；说明不写在单位里')
    """
    parts = (part.strip() for part in halfwidth(word).split("/"))
    wrong = next((part for part in parts if part and unit(part) is None), word)
    # 毫克 is a thousandth of 克 and 萬元 ten thousand 元: what is in the word is not what was meant.
    known = [name for name in UNIT_WORDS if name not in wrong]
    where = "" if wrong == word else f"“{word}”里的"
    hint = nearest(wrong, known, "换成单位表里的单位（perfeval explain unknown-unit 列出）；说明不写在单位里")
    return Diagnostic("unknown-unit", f"{where}“{wrong}”不是已知的单位", hint)
