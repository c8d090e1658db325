"""Many fractions as the texts that `spell` writes for each."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from perfeval.number import Fraction, spell

_FIVES = 5**27
"""The highest power that 64 bits hold: a decimal ends where it is a multiple of what is left without twos."""


def texts(num: pl.Series, den: pl.Series) -> pl.Series:
    """Fractions as `spell` writes them: a decimal where it ends, else numerator/denominator."""
    from numpy import gcd

    pairs = pl.DataFrame({"num": num, "den": den})
    if pairs.schema["num"] != pl.Int64 or pairs.schema["den"] != pl.Int64:
        return pl.Series([spell(Fraction(*pair)) for pair in pairs.iter_rows()], dtype=pl.String)
    pairs = pairs.with_columns(pl.Series("common", gcd(num.to_numpy(), den.to_numpy())))
    top, bottom = pl.col("num") // pl.col("common"), pl.col("den") // pl.col("common")
    pairs = pairs.select(top.alias("num"), bottom.alias("den"))
    odd = pl.col("den") // (pl.col("den") & -pl.col("den"))
    pairs = pairs.with_columns(ends=pl.repeat(_FIVES, pl.len(), dtype=pl.Int64) % odd == 0)
    spelled = pairs.filter("ends").unique()
    known = spelled.with_columns(
        text=pl.Series([_spelled(top, bottom) for top, bottom, _ in spelled.iter_rows()], dtype=pl.String)
    )
    long = pl.concat_str(pl.col("num").cast(pl.String), pl.lit("/"), pl.col("den").cast(pl.String))
    joined = pairs.join(known, on=["num", "den"], how="left", maintain_order="left")
    return joined.select(pl.coalesce(pl.col("text"), long).alias("text"))["text"]


@lru_cache(maxsize=1 << 16)
def _spelled(top: int, bottom: int) -> str:
    return spell(Fraction(top, bottom))
