"""Why a text is no day, where a day is wanted: as spreadsheets, tables of numbers and official papers write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from perfeval.diagnostic import Diagnostic
from perfeval.quantity import Quantity, day
from perfeval.slips import dated
from perfeval.unit import halfwidth

_EXCEL = date(1899, 12, 30)
"""The day from which spreadsheets count, as they do after their 29 February 1900."""
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_SERIALS = range(32874, 73051)
"""The numbers of the days from 1990 to 2099."""
_RUN = re.compile(r"((?:19|20)[0-9]{2})\s?([0-9]{2})\s?([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2((?:19|20)[0-9]{2})")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WRITTEN = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)


def odd_day(text: str) -> Diagnostic | None:
    """What is wrong with a text that is no day, where it is one of the slips that are known.

    >>> odd_day("45265").hint, odd_day("20231205").hint, odd_day("二〇二三年十二月五日").hint
    ('是 Excel 的日期序号的，写成 2023-12-05', '写成 2023-12-05', '写成 2023-12-05')
    >>> odd_day("5/12/2023").hint, odd_day("按时") is None
    ('月在前的，写成 2023-05-12；日在前的，写成 2023-12-05', True)
    """
    plain = halfwidth(text).strip()
    message = f"“{text}”不是日期"
    if (found := _SERIAL.fullmatch(plain)) and int(found[1]) in _SERIALS:
        spelled = (_EXCEL + timedelta(int(found[1]))).isoformat()
        return Diagnostic("not-a-date", message, f"是 Excel 的日期序号的，写成 {spelled}")
    if found := _YEAR_LAST.fullmatch(plain):
        return _either(message, found[4], found[1], found[3])
    found = _RUN.fullmatch(plain)
    spelled = _spelled(*found.groups()) if found else _in_words(plain)
    if spelled:
        return Diagnostic("not-a-date", f"“{text}”这样写不能读成日期", f"写成 {spelled}")
    return dated(plain, lambda other: isinstance(day(other), Quantity))


def _spelled(year: str, month: str, number: str) -> str:
    """A day as files have it; empty where the calendar has none."""
    spelled = f"{year}-{month:0>2}-{number:0>2}"
    return spelled if isinstance(day(spelled), Quantity) else ""


def _either(message: str, year: str, first: str, second: str) -> Diagnostic | None:
    """A day of which it is not told whether the month or the day stands first."""
    month_first, day_first = _spelled(year, first, second), _spelled(year, second, first)
    if month_first and day_first and month_first != day_first:
        return Diagnostic("not-a-date", message, f"月在前的，写成 {month_first}；日在前的，写成 {day_first}")
    spelled = month_first or day_first
    return Diagnostic("not-a-date", message, f"年份写在前面：{spelled}") if spelled else None


def _in_words(text: str) -> str:
    """The day that Chinese numerals name."""
    found = _WRITTEN.fullmatch(text)
    return _spelled(found[1].translate(_NUMERALS), _number(found[2]), _number(found[3])) if found else ""


def _number(word: str) -> str:
    tens, sign, ones = word.rpartition("十")
    return f"{tens or '一' if sign else '零'}{ones or '零'}".translate(_NUMERALS)[-2:].lstrip("0")
