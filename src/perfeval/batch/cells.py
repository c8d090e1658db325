"""The cells of a column as exact whole numbers, in the rows in which they plainly are such; others are asked singly.

What a cell means is said by `header`; here the same is read for many rows at once, and only where there is no doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from perfeval.quantity import FIRST_YEAR, LAST_YEAR
from perfeval.record import Record
from perfeval.unit import Unit

_EPOCH = 719_163
"""The ordinal of 1970-01-01, from which Polars counts days."""
_DIGITS = 15
"""A double tells any two decimals of so many digits apart, so the shortest one that reads back as it is unique."""
_PLACES = 9
_NUMBER = r"^\s*(-?(?:0|[1-9][0-9]{0,16}))(?:\.([0-9]{1,9}))?\s*UNIT\s*$"
_DAY = r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"


class AmountColumn(Record):
    """A column of amounts.

    unit: in which they are. bare: whether a cell may leave it out.
    """

    column: str
    unit: Unit
    bare: bool


class Amounts(Record):
    """Whole numbers over `scale`, in the unit of the column; null in the rows that are not plainly such."""

    value: pl.Expr
    scale: int


def amounts(
    schema: Mapping[str, pl.DataType], asked: Sequence[AmountColumn], places: Mapping[str, int]
) -> dict[str, Amounts]:
    """The amounts of each column whose type has any, with so many decimals; floats have been made whole."""
    found = {one.column: _amounts(one, schema[one.column], places.get(one.column, 0)) for one in asked}
    return {name: made for name, made in found.items() if made is not None}


def _amounts(one: AmountColumn, kind: pl.DataType, places: int) -> Amounts | None:
    cells = pl.col(one.column)
    if one.unit.is_date:
        return _days(cells, kind)
    if kind == pl.String:
        return _spelled(cells, one, places)
    if not one.bare:
        return None
    if kind.is_integer():
        return Amounts(cells if kind == pl.Int64 else cells.cast(pl.Int64, strict=False), 1)
    if isinstance(kind, pl.Decimal):
        return Amounts(cells.to_physical().cast(pl.Int64, strict=False), 10**kind.scale)
    return Amounts(cells, 10**places) if kind.is_float() else None


def _days(cells: pl.Expr, kind: pl.DataType) -> Amounts | None:
    if kind == pl.String:
        plain = cells.str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
        cells = pl.when(cells.str.contains(_DAY)).then(plain)
    elif kind != pl.Date:
        return None
    cells = pl.when(cells.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))).then(cells)
    return Amounts(cells.to_physical().cast(pl.Int64) + _EPOCH, 1)


def _spelled(cells: pl.Expr, one: AmountColumn, places: int) -> Amounts:
    """Texts of plain decimals, with the unit of the column or, where that is allowed, without any."""
    parts = cells.str.extract_groups(_pattern(one)).struct
    whole, part = parts.field("1"), parts.field("2").fill_null("")
    digits = whole + part.str.pad_end(places, "0")
    short = digits.str.len_chars() <= 18
    return Amounts(pl.when(short).then(digits).cast(pl.Int64, strict=False), 10**places)


def _pattern(one: AmountColumn) -> str:
    name = "".join(f"[{sign}]" if sign in "()/" else sign for sign in one.unit.text)
    ending = f"(?:{name}){'?' if one.bare else ''}" if name else ""
    return _NUMBER.replace("UNIT", ending)


def _floats(given: pl.Series) -> tuple[pl.Series, int]:
    """The shortest decimals that read back as the same floats, in so many places that most of them are held."""
    found = [_whole(given, 0)]
    while found[-1].null_count() > given.null_count() and len(found) <= _PLACES:
        found.append(_whole(given, len(found)))
    best = min(range(len(found)), key=lambda places: found[places].null_count())
    return found[best].alias(given.name), best


def _whole(given: pl.Series, places: int) -> pl.Series:
    """The shortest decimal that reads back as the same float, where so many places hold it."""
    power = pl.repeat(10.0**places, len(given), dtype=given.dtype, eager=True)
    made = (given * power).round(mode="half_to_even")
    # Division rounds correctly, so equality says that these digits read back as this float. By a plain number, and not
    # by as many as there are rows, Polars would multiply with its inverse, which does not.
    same = (made / power == given) & (made.abs() < 10**_DIGITS)
    return made.set(~same, None).cast(pl.Int64)


def decimals(frame: pl.DataFrame, asked: Sequence[AmountColumn]) -> tuple[pl.DataFrame, dict[str, int]]:
    """How many decimals the texts and the floats of each column need; the floats as whole numbers of so many."""
    found: dict[str, int] = {}
    questions: list[pl.Expr] = []
    kinds = frame.schema
    for one in asked:
        kind, cells = kinds[one.column], pl.col(one.column)
        if one.unit.is_date:
            continue
        if kind == pl.String:
            part = cells.str.extract(_pattern(one), 2)
            questions.append(part.str.len_chars().max().alias(one.column))
        elif kind.is_float() and one.bare:
            whole, found[one.column] = _floats(frame[one.column])
            frame = frame.with_columns(whole)
    texts = frame.select(questions).row(0, named=True) if questions else {}
    return frame, found | {name: int(places or 0) for name, places in texts.items()}
