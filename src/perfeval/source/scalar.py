"""What an unquoted scalar spells: a plain decimal number, nothing, text, or somebody's mistake.

Everything that another YAML reader would quietly turn into a number of its own (``012`` into 12 or
10, ``1e3`` into a float, ``2023-13-45`` into a crash) is refused, with the two spellings that are
not mistaken: the plain decimal, and the quoted text.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from perfeval.record import Record
from perfeval.regex import regex


class Numeral(str):
    """A plain scalar that spells a plain decimal number; its text is the spelling as written."""

    __slots__ = ()


class Misspelt(Record):
    """A scalar that must be written otherwise, and how."""

    code: str
    message: str
    hint: str


NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_STARTS = frozenset("0123456789+-.")
_DECIMAL = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATE = regex(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt ].*)?")
_ZEROS = regex(r"-?0[0-9]+(?:\.[0-9]*)?")
_GROUPED = regex(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?")
_BASED = regex(r"[-+]?0(?:x[0-9A-Fa-f_]+|o[0-7_]+|b[01_]+)")
_POWER = regex(r"([-+]?)([0-9]*+)\.?+([0-9]*+)[eE]([-+]?[0-9]++)")
_LOOSE = regex(r"([-+]?)([0-9]*+)\.?+([0-9]*+)")
_NO_NUMBER = regex(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SHORT = 40
"""The longest misspelt number for which a plain spelling is worked out; the longest text that is remembered."""


def resolve(text: str, digits: int) -> str | Misspelt | None:
    """The value of an unquoted scalar, with at most `digits` digits where it is a number.

    >>> resolve("197.49", 30).__class__.__name__, resolve("~", 30), resolve("1:30", 30)
    ('Numeral', None, '1:30')
    >>> resolve("012", 30).hint
    '如果是数，写成 12；如果是编码或文字，加引号："012"'
    """
    # The same numbers and amounts stand in a file again and again, and in the next one.
    return _remembered(text, digits) if len(text) <= _SHORT else _resolved(text, digits)


def _resolved(text: str, digits: int) -> str | Misspelt | None:
    if text in NULLS:
        return None
    if text[0] not in _STARTS:
        return text
    if _DECIMAL.fullmatch(text):
        return Numeral(text) if len(text) <= digits or _count(text) <= digits else _too_long(text, digits)
    return _suspect(text) or text


_remembered = lru_cache(maxsize=4096)(_resolved)


def _suspect(text: str) -> Misspelt | None:
    """The mistake in a scalar that begins like a number, or None where it is ordinary text."""
    if text[4:5] == "-" and (date := _DATE.fullmatch(text)):
        return _impossible(text, date)
    if not text.isascii() or text.endswith("%"):
        return None  # an amount with its unit: no other spelling of a number is meant
    if _ZEROS.fullmatch(text):
        return _wrong("leading-zero", text, "数字前面多了 0", _trim(text))
    if "_" in text and _GROUPED.fullmatch(text):
        return _wrong("digit-underscore", text, "数字里有下划线", _trim(text.replace("_", "")))
    if _NO_NUMBER.fullmatch(text):
        return Misspelt("not-plain-decimal", f"“{text}”不是一个数（无穷大或非数）", _quote(text))
    if _BASED.fullmatch(text):
        return _wrong("not-plain-decimal", text, "不是十进制写法", _based(text))
    if (power := _POWER.fullmatch(text)) and (power[2] or power[3]):
        return _wrong("not-plain-decimal", text, "是科学计数法，不是普通小数", _power(power))
    if (loose := _LOOSE.fullmatch(text)) and (loose[2] or loose[3]):
        return _wrong("not-plain-decimal", text, "不是普通小数的写法", _trim(text))
    return None


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))


def _too_long(text: str, digits: int) -> Misspelt:
    message = f"数字有 {_count(text)} 位，超过上限 {digits} 位"
    return Misspelt("number-too-long", message, "如果是编码或账号，给它加引号；如果是数，减少位数")


def _impossible(text: str, date: re.Match[str]) -> Misspelt | None:
    try:
        datetime.date(int(date[1]), int(date[2]), int(date[3]))
    except ValueError:
        return Misspelt("impossible-date", f"“{text}”不是日历上有的日期", f"改成正确的日期；{_quote(text)}")
    return None


def _wrong(code: str, text: str, why: str, right: str | None) -> Misspelt:
    """A number in a spelling that readers take differently, with the right one where it is short."""
    shown = text if len(text) <= _SHORT else text[:_SHORT] + "…"
    number = f"如果是数，写成 {right}；" if right and len(text) <= _SHORT else ""
    return Misspelt(code, f"“{shown}”{why}", number + _quote(shown))


def _quote(text: str) -> str:
    return f'如果是编码或文字，加引号："{text}"'


def _trim(text: str) -> str | None:
    """The plain spelling of digits with a sign, a point and zeros too many."""
    sign = "-" if text.startswith("-") else ""
    whole, _, part = text.lstrip("+-").partition(".")
    spelt = sign + (whole.lstrip("0") or "0") + (f".{part}" if part else "")
    return spelt if _DECIMAL.fullmatch(spelt) else None


def _based(text: str) -> str | None:
    return str(int(text, 0)) if len(text) <= _SHORT and "__" not in text and not text.endswith("_") else None


def _power(match: re.Match[str]) -> str | None:
    """Digits moved by a power of ten, where the result is short enough to be meant."""
    sign, whole, part, power = match.groups()
    if len(power) > 4 or abs(int(power)) + len(whole + part) > _SHORT:
        return None
    places = len(part) - int(power)
    figures = (whole + part + "0" * max(0, -places)).rjust(places + 1, "0")
    cut = len(figures) - max(places, 0)
    part = figures[cut:].rstrip("0")
    return _trim(f"{'-' if sign == '-' else ''}{figures[:cut]}" + (f".{part}" if part else ""))
