"""The amounts that all rows of a batch state for one fact, gathered a table at a time and put in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from math import lcm
from typing import Any

import polars as pl

from perfeval.batch.among import own_amount
from perfeval.batch.cells import AmountColumn, amounts, decimals
from perfeval.batch.table import Table, plainly
from perfeval.batch.tree import cell_data
from perfeval.batch.typed import cell_text
from perfeval.columns import Column, NotCarried, Whole, parts
from perfeval.number import Fraction
from perfeval.rules.compared import Amounts
from perfeval.unit import Unit

_INT64 = 2**63


class Ordered(Amounts):
    """Amounts as whole numbers over `scale`, in a sorted column: eight bytes for each."""

    def __init__(self, whole: pl.Series, scale: int) -> None:
        """Take the numbers in any order."""
        self._whole, self._scale = whole.sort(), scale

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._whole)

    @cached_property
    def total(self) -> Fraction:
        """Their sum."""
        return Fraction(int(self._whole.cast(pl.Int128).sum()), self._scale)

    def at(self, index: int) -> Fraction:
        """The one at a place, counted from 0, the least."""
        return Fraction(self._whole[index], self._scale)

    def below(self, x: Any) -> Any:
        """How many are less than `x`, which may be a column."""
        if isinstance(x, Column) and x.low < x.high:
            return self._up_to(x, "left")
        return Fraction(bisect_left(self._whole, _same(x) * self._scale))

    def above(self, x: Any) -> Any:
        """How many are more than `x`, which may be a column."""
        if isinstance(x, Column) and x.low < x.high:
            return self.count - self._up_to(x, "right")
        return Fraction(self.count - bisect_right(self._whole, _same(x) * self._scale))

    def _up_to(self, x: Column, side: Any) -> Column:
        """How many stand before `x`: to the left of those that are equal, or with them. Raises `NotCarried`."""
        num, den = parts(x)
        if not den.same or self._scale % den.low:
            raise NotCarried("amounts of which none is among those that were gathered")
        asked = num.scaled(self._scale // den.low)
        if asked.wide:
            raise NotCarried("a number that 64 bits do not hold")
        found = pl.lit(self._whole).search_sorted(asked.expression, side).cast(pl.Int64)
        return Column(Whole(found, 0, self.count), Whole.constant(1), x.needs)


class Gathered:
    """The amounts of one fact, as they are met with."""

    def __init__(self, fact: str, unit: Unit) -> None:
        """Take the fact, and the unit that its amounts are to fit."""
        self._fact, self._unit = fact, unit
        self._plain: list[tuple[pl.Series, Fraction]] = []
        self._odd: list[Fraction] = []

    def take(self, table: Table, cells: pl.DataFrame) -> None:
        """Those of some rows: plain numbers together, whatever else is no empty cell as one project would read it.

        A row that states its place has no amount of its own.
        """
        branch = table.header.facts_of[self._fact]
        if branch.at < 0:
            return
        places = [str(branch.below[key].at) for key in branch.keys]
        frame = plainly(cells.select(str(branch.at), *places))
        for place in places:
            if frame[place].null_count() < len(frame):
                frame = frame.filter(pl.Series([cell_text(cell) is None for cell in frame[place]], dtype=pl.Boolean))
        own, asked = frame.to_series(0), table.amounts.get(self._fact)
        plain = _plain(own, asked) if asked else None
        if plain:
            self._plain.append((plain[0].drop_nulls(), plain[1]))
            own = own.filter(plain[0].is_null())
        for cell, count in own.drop_nulls().value_counts().iter_rows():
            found = own_amount(cell_data(branch, cell_text(cell)), self._unit)
            self._odd += [found] * count if found is not None else []

    def amounts(self) -> Amounts:
        """All of them: in a column where 64 bits hold them over one denominator."""
        scale = 1
        for part in {by.denominator for _, by in self._plain} | {x.denominator for x in self._odd}:
            scale = lcm(scale, part) if scale < _INT64 else scale
        odd = [int(x * scale) for x in self._odd]
        most = [_size(plain) * abs(int(by * scale)) for plain, by in self._plain]
        if max([scale, *most, *map(abs, odd)], default=0) >= _INT64:
            plain = (Fraction(n) * by for found, by in self._plain for n in found)
            return Amounts([*self._odd, *plain])
        columns = [plain * int(by * scale) for plain, by in self._plain]
        return Ordered(pl.concat([pl.Series(odd, dtype=pl.Int64), *columns]), scale)


def _plain(own: pl.Series, asked: AmountColumn) -> tuple[pl.Series, Fraction] | None:
    """The plain numbers of a column, null for other cells, and how much in base units each is times."""
    frame, places = decimals(own.to_frame(), [asked])
    found = amounts(own.to_frame().schema, [asked], places).get(asked.column)
    if found is None:
        return None
    return frame.select(found.value.cast(pl.Int64)).to_series().alias(""), asked.unit.factor / found.scale


def _same(x: Any) -> Any:
    """A number, or what a column is in every row."""
    return x.low if isinstance(x, Column) else x


def _size(plain: pl.Series) -> int:
    ends: list[Any] = [plain.min() or 0, plain.max() or 0]
    return max(abs(int(end)) for end in ends)
