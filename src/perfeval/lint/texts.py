"""What is left standing in the texts of a project: days that do not exist, places to be filled in, broken figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from perfeval.diagnostic import Route
from perfeval.lint.check import Doubt
from perfeval.model import Model
from perfeval.part import Part
from perfeval.quantity import Quantity
from perfeval.regex import regex
from perfeval.scorecard import Scorecard
from perfeval.target import Target

_DAY = regex(r"(?<![0-9])(?:([0-9]{4})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")
_ISO = regex(r"(?<![0-9./-])([0-9]{4})([-/.])(0?[1-9]|1[0-2])\2([0-2]?[0-9]|3[01])(?![0-9./-])")
_LEAP = 2000
_LATER = ("TODO", "TBD")  # words that the check looks for in users' files; nothing here is left to be done
_EMPTY = regex(
    rf"(?m)^[^\S\n]*(?P<what>[*＊?？]+|…+|\.{{3,}}|待(?:补充?|定|填写?|核实|完善)|{'|'.join(_LATER)})[^\S\n]*$"
)
_HOLE = regex(
    r"(?<![A-Za-z0-9])[Xx]{3,}(?![A-Za-z0-9])|[×＊]{3,}|_{3,}|＿{2,}|[（(【\[]待(?:补充?|定|填写?|核实|完善)[^）)】\]]{0,8}[）)】\]]"
)
_BROKEN = regex(
    r"(?<![0-9.%％])-0(?:\.0+)?%|#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!)|(?<![0-9.])-?[0-9]+\.[0-9]{8,}|\bNaN\b"
)
# A text has one of these where `_EMPTY` (and so on below) finds anything; to look for them takes a tenth of the time.
_EMPTY_SIGNS = ("*", "＊", "?", "？", "…", "...", "待", *_LATER)
_HOLE_SIGNS = ("xx", "XX", "xX", "Xx", "××", "×＊", "＊×", "＊＊", "__", "＿＿", "待")
_BROKEN_SIGNS = ("-0", "#", "NaN")
_TAIL = regex(r"\.[0-9]{8}")

Text = tuple[Route, str]


@lru_cache(maxsize=1)
def texts(card: Scorecard) -> tuple[Text, ...]:
    """Every text of the project file, with its place."""
    return tuple(within(card.bound.project, ()))


def within(value: Any, route: Route) -> list[Text]:
    """The texts and figures that a part of a file says, each with its place."""
    found: list[Text] = []
    _gather(value, route, found)
    return found


def _gather(value: Any, route: Route, found: list[Text]) -> None:
    """Add the texts and figures that a part of a file says, each with its place."""
    if isinstance(value, str):
        found.append((route, value))
    elif isinstance(value, Quantity | Part | Target):
        found.append((route, value.text))
    elif isinstance(value, Model):
        fields, written = type(value).__pydantic_fields__, value.__pydantic_fields_set__
        for name, item in value.__dict__.items():
            if name in written:
                _gather(item, (*route, fields[name].alias or name), found)
    elif isinstance(value, dict):
        for key, item in value.items():
            _gather(item, (*route, key), found)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _gather(item, (*route, index), found)


def impossible_date_in_text(card: Scorecard) -> Iterator[Doubt]:
    """Days that the calendar does not have."""
    for route, text in texts(card):
        for found in _DAY.finditer(text):
            year, month, number = found.groups()
            if _impossible(year, month, number):
                yield _no_day(found[0], route)
        for found in _ISO.finditer(text):
            if _impossible(found[1], found[3], found[4]):
                yield _no_day(found[0], route)


def _impossible(year: str | None, month: str, number: str) -> bool:
    try:
        date(int(year or 0) or _LEAP, int(month), int(number))
    except ValueError:
        return True
    return False


def _no_day(found: str, route: Route) -> Doubt:
    return Doubt(f"没有“{found}”这一天", "查原始材料，改正日期；照录别处的错处，在旁边说明", route)


def placeholder_left(card: Scorecard) -> Iterator[Doubt]:
    """Texts that are still to be filled in."""
    return unfilled(texts(card))


def broken_figure(card: Scorecard) -> Iterator[Doubt]:
    """Figures as a spreadsheet leaves them: errors, minus zero, a tail of decimals."""
    return broken(texts(card))


def unfilled(told: Sequence[Text]) -> Iterator[Doubt]:
    """What is a place to be filled in, or has one."""
    entire = "\n".join(text for _, text in told)
    empty = _any(_EMPTY_SIGNS, entire) and _EMPTY.search(entire)
    if not empty and not (_any(_HOLE_SIGNS, entire) and _HOLE.search(entire)):
        return
    for route, text in told:
        whole = None if _cut(route, text) else _EMPTY.fullmatch(text)
        if found := whole["what"] if whole else (hole := _HOLE.search(text)) and hole[0]:
            yield Doubt(f"这里还有没填的“{found}”", "补上内容；没有内容的栏目删去", route)


def _any(signs: tuple[str, ...], text: str) -> bool:
    return any(sign in text for sign in signs)


def _cut(route: Route, text: str) -> bool:
    """Whether a cell of a table says that rows are left out."""
    return route[:1] == ("narrative",) and not text.strip(" ….")


def broken(told: Sequence[Text]) -> Iterator[Doubt]:
    """What no person wrote."""
    entire = "\n".join(text for _, text in told)
    for route, text in told if _any(_BROKEN_SIGNS, entire) or _TAIL.search(entire) else ():
        for found in _BROKEN.finditer(text):
            hint = "查表格里原来的数，按应有的小数位数写"
            yield Doubt(f"“{found[0]}”像是表格里带出来的坏数", hint, route)
