"""Many fractions as the texts that `spell` writes for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import polars as pl

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
    others = pl.DataFrame({"num": top[~ends], "den": bottom[~ends]})
    told = others.select(pl.concat_str("num", pl.lit("/"), "den")).to_series()
    return _merged(ends, _decimals(top[ends], bottom[ends]), told)


def _merged(which: Whole, yes: pl.Series, no: pl.Series) -> pl.Series:
    """One column of the texts for the rows where something holds, and those for the others, in their order."""
    import numpy

    place = numpy.empty(len(which), dtype=numpy.int64)
    place[which], place[~which] = numpy.arange(len(yes)), numpy.arange(len(yes), len(which))
    return pl.concat([yes, no]).gather(pl.Series(place))


def _decimals(num: Whole, den: Whole) -> pl.Series:
    """Decimals that end, from fractions in lowest terms."""
    import numpy

    # It has so many decimals as there are powers of ten, from the first one, that its denominator does not divide.
    places = sum((10**n % den != 0).astype(numpy.int64) for n in range(_PLACES + 1))
    near = (places <= _PLACES) & (abs(num) // den < _MOST)
    scale = 10 ** places[near]
    size = abs(num[near]) * (scale // den[near])
    parts = {"places": places[near], "whole": size // scale, "part": size % scale, "below": num[near] < 0}
    sign = pl.when("below").then(pl.lit("-")).otherwise(pl.lit(""))
    point = pl.when(pl.col("places") == 0).then(pl.lit("")).otherwise(pl.lit("."))
    part = pl.when(pl.col("places") == 0).then(pl.lit("")).otherwise(pl.col("part").cast(pl.String).str.zfill("places"))
    made = pl.DataFrame(parts).select(pl.concat_str(sign, "whole", point, part)).to_series()
    return made if near.all() else _merged(near, made, _one_by_one(pl.Series(num[~near]), pl.Series(den[~near])))


def _one_by_one(num: pl.Series, den: pl.Series) -> pl.Series:
    made = [spell(Fraction(*pair)) for pair in zip(num, den, strict=True)]
    return pl.Series(made, dtype=pl.String)
