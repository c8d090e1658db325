"""Many fractions as the texts that `spell` writes for each."""

from __future__ import annotations

import polars as pl

from perfeval.number import Fraction, spell

_FIVES = 5**27
"""The highest power that 64 bits hold: a decimal ends where it is a multiple of what is left without twos."""
_PLACES, _MOST = 12, 10**6
"""Decimals up to this long, of numbers below this, are written all together; with them 64 bits suffice."""


def texts(num: pl.Series, den: pl.Series) -> pl.Series:
    """Fractions as `spell` writes them: a decimal where it ends, else numerator/denominator."""
    from numpy import gcd

    pairs = pl.DataFrame({"num": num, "den": den})
    if pairs.schema["num"] != pl.Int64 or pairs.schema["den"] != pl.Int64:
        return _one_by_one(pairs)
    pairs = pairs.with_columns(pl.Series("common", gcd(num.to_numpy(), den.to_numpy())))
    top, bottom = pl.col("num") // pl.col("common"), pl.col("den") // pl.col("common")
    pairs = pairs.select(top.alias("num"), bottom.alias("den"))
    odd = pl.col("den") // (pl.col("den") & -pl.col("den"))
    pairs = pairs.with_columns(ends=pl.repeat(_FIVES, pl.len(), dtype=pl.Int64) % odd == 0)
    others = pairs.filter(~pl.col("ends")).select(pl.concat_str("num", pl.lit("/"), "den")).to_series()
    return _merged(pairs["ends"], _decimals(pairs.filter("ends")), others)


def _merged(which: pl.Series, yes: pl.Series, no: pl.Series) -> pl.Series:
    """One column of the texts for the rows where something holds, and those for the others, in their order."""
    # The former come first; `last` is the place of the last of them up to a row.
    last = pl.col("which").cast(pl.Int64).cum_sum() - 1
    place = pl.when("which").then(last).otherwise(pl.int_range(pl.len()) - last + (len(yes) - 1))
    return pl.concat([yes, no]).gather(pl.DataFrame({"which": which}).select(place).to_series())


def _decimals(pairs: pl.DataFrame) -> pl.Series:
    """Decimals that end, from fractions in lowest terms."""
    num, den, places = pl.col("num"), pl.col("den"), pl.col("places")
    tens = pl.Series([10**n for n in range(_PLACES + 2)], dtype=pl.Int64)
    # It has so many decimals as there are powers of ten, from the first one, that its denominator does not divide.
    needed = pl.sum_horizontal([(pl.lit(10**n, dtype=pl.Int64) % den != 0).cast(pl.UInt8) for n in range(_PLACES + 1)])
    pairs = pairs.select("num", "den", needed.cast(pl.UInt32).alias("places"))
    near = pairs.select((places <= _PLACES) & (num.abs() // den < _MOST)).to_series()
    scaled = pairs.filter(near).with_columns(pl.lit(tens).gather(places).alias("scale"))
    size, scale = num.abs() * (pl.col("scale") // den), pl.col("scale")
    sign, part = pl.when(num < 0).then(pl.lit("-")).otherwise(pl.lit("")), (size % scale).cast(pl.String)
    long = pl.concat_str(sign, (size // scale).cast(pl.String), pl.lit("."), part.str.zfill(places))
    made = scaled.select(pl.when(places == 0).then(num.cast(pl.String)).otherwise(long)).to_series()
    return made if near.all() else _merged(near, made, _one_by_one(pairs.filter(~near)))


def _one_by_one(pairs: pl.DataFrame) -> pl.Series:
    made = [spell(Fraction(num, den)) for num, den in pairs.select("num", "den").iter_rows()]
    return pl.Series(made, dtype=pl.String)
