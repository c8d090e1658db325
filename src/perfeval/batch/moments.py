"""The cells of typed columns as Python has them; days and times of which its calendar knows nothing, as texts.

Polars and Arrow count days and parts of seconds from the first of 1970, and go far beyond the years 1 to 9999. To ask
them for such a cell ends in an error or worse, so cells are taken as the whole numbers that they are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

_CYCLE, _YEARS = 146_097, 400
"""So many days, and years, after which the calendar is the same again."""
_FIRST, _LAST = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
_SECOND = {"ms": 1000, "us": 10**6, "ns": 10**9}


def ordinary(cells: pl.Series) -> bool:
    """Whether Python knows all days and times of a column, in any zone and to the last digit."""
    kind, whole = cells.dtype, cells.to_physical()
    day = _SECOND[kind.time_unit] * 86_400 if isinstance(kind, pl.Datetime) else 1
    edge = 2 if day > 1 else 0  # a zone may be more than a day away
    ends = [whole[at] for at in (whole.arg_min(), whole.arg_max()) if at is not None]
    if any(not (_FIRST + edge) * day <= end < (_LAST + 1 - edge) * day for end in ends):
        return False
    return getattr(kind, "time_unit", "") != "ns" or not (whole % 1000 != 0).any()


def values(cells: pl.Series) -> list[Any]:
    """The cells of a column.

    >>> values(pl.Series([[19691, 2932897], None], dtype=pl.List(pl.Int32)).cast(pl.List(pl.Date)))
    [[datetime.date(2023, 11, 30), '+10000-01-01'], None]
    """
    kind = cells.dtype
    if isinstance(kind, pl.Date | pl.Datetime | pl.Duration | pl.Time):
        return [None if cell is None else _moment(cell, kind) for cell in cells.to_physical().to_list()]
    if not _holds_moments(kind):
        return cells.to_list()
    if isinstance(kind, pl.Struct):
        fields = [field.name for field in kind.fields]
        rows = zip(*(values(cells.struct.field(name)) for name in fields), strict=True)
        empty = cells.is_null()
        return [None if none else dict(zip(fields, row, strict=True)) for none, row in zip(empty, rows, strict=True)]
    lists = cells.arr.to_list() if isinstance(kind, pl.Array) else cells
    sizes = lists.list.len()
    inner = iter(values(lists.filter(sizes > 0).explode()))
    return [None if size is None else list(islice(inner, size)) for size in sizes]


def _holds_moments(kind: pl.DataType) -> bool:
    if isinstance(kind, pl.Struct):
        return any(_holds_moments(_kind(field.dtype)) for field in kind.fields)
    if isinstance(kind, pl.List | pl.Array):
        return _holds_moments(_kind(kind.inner))
    return kind.is_temporal()


def _kind(kind: Any) -> pl.DataType:
    made: pl.DataType = kind() if isinstance(kind, type) else kind
    return made


def _moment(number: int, kind: pl.DataType) -> Any:
    """A day, a time or a duration from the whole number that it is."""
    if isinstance(kind, pl.Date):
        return _day(number)
    size = _SECOND[getattr(kind, "time_unit", "ns")]
    seconds, part = divmod(number, size)
    micro, rest = divmod(part * 10**9 // size, 1000)
    if isinstance(kind, pl.Duration):
        return timedelta(0, seconds, micro) if not rest and abs(seconds) < 10**13 else f"{number} {kind.time_unit}"
    days, second = divmod(seconds, 86_400)
    clock = time(second // 3600, second // 60 % 60, second % 60, micro)
    if isinstance(kind, pl.Time):
        return f"{clock.isoformat('microseconds')}{rest:03}" if rest else clock
    day, zone = _day(days), getattr(kind, "time_zone", None)
    if isinstance(day, str) or rest:
        digits = f".{micro:06}{rest:03}" if rest else f".{micro:06}" if micro else ""
        return f"{day} {clock.isoformat('seconds')}{digits}{' UTC' if zone else ''}"
    made = datetime.combine(day, clock)
    return made if zone is None else _local(made, zone)


def _day(number: int) -> date | str:
    cycles, day = divmod(number - _FIRST, _CYCLE)
    if _FIRST <= number <= _LAST:
        return date.fromordinal(number - _FIRST + 1)
    like = date.fromordinal(day + 1)
    return f"{like.year + cycles * _YEARS:+05}-{like.month:02}-{like.day:02}"


def _local(moment: datetime, zone: str) -> datetime | str:
    """A time in its zone, where Python knows the zone and the day there."""
    try:
        return moment.replace(tzinfo=UTC).astimezone(_zone(zone))
    except (KeyError, OSError, OverflowError, ValueError):
        return f"{moment.isoformat(' ')} UTC"


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
