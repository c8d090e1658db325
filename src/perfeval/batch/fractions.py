"""Many fractions as the texts that `spell` writes for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from perfeval.batch.results import taken
from perfeval.number import Fraction, spell

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    Whole: TypeAlias = NDArray[int64]

_FIVES = 5**27
"""The highest power that 64 bits hold: a decimal ends where it is a multiple of what is left without twos."""
_FEW = 1000
"""So many are written one by one before the first step of writing them together is made."""
_PLACES, _MOST = 12, 10**6
"""Decimals up to this long, of numbers below this, are written all together; with them 64 bits suffice."""


def texts(num: pl.Series, den: pl.Series) -> pl.Series:
    """Fractions as `spell` writes them: a decimal where it ends, else numerator/denominator."""
    if len(num) < _FEW or num.dtype != pl.Int64 or den.dtype != pl.Int64:
        return _one_by_one(num, den)
    import numpy

    top, bottom = num.to_numpy(), den.to_numpy()
    common = numpy.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    ends = _FIVES % (bottom // (bottom & -bottom)) == 0
    others = _table(num=top[~ends], den=bottom[~ends])
    told = others.select(pl.concat_str("num", pl.lit("/"), "den")).to_series()
    return _merged(ends, _decimals(top[ends], bottom[ends]), told)


def _merged(which: Whole, yes: pl.Series, no: pl.Series) -> pl.Series:
    """One column of the texts for the rows where something holds, and those for the others, in their order."""
    import numpy

    place = numpy.empty(len(which), dtype=numpy.int64)
    place[which], place[~which] = numpy.arange(len(yes)), numpy.arange(len(yes), len(which))
    return pl.concat([yes, no]).gather(_column(place))


def _decimals(num: Whole, den: Whole) -> pl.Series:
    """Decimals that end, from fractions in lowest terms."""
    from pyarrow import Array, decimal64, py_buffer

    last = 10**_PLACES
    near = (last % den == 0) & (abs(num) // den < _MOST)
    cells = py_buffer(num[near] * (last // den[near]))
    spelled = taken(Array.from_buffers(decimal64(18, _PLACES), near.sum(), [None, cells])).cast(pl.String)
    made = spelled.str.strip_chars_end("0").str.strip_chars_end(".")
    return made if near.all() else _merged(near, made, _one_by_one(_column(num[~near]), _column(den[~near])))


def _table(**columns: Whole) -> pl.DataFrame:
    return pl.DataFrame([_column(cells).alias(name) for name, cells in columns.items()])


def _column(cells: Whole) -> pl.Series:
    """The numbers as they lie in memory. Polars would ask whether they are masked, and load a module for that."""
    from pyarrow import Array, int64, py_buffer

    return taken(Array.from_buffers(int64(), len(cells), [None, py_buffer(cells)]))


def _one_by_one(num: pl.Series, den: pl.Series) -> pl.Series:
    made = [spell(Fraction(*pair)) for pair in zip(num, den, strict=True)]
    return pl.Series(made, dtype=pl.String)
