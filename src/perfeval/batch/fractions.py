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
    ended = pairs.filter("ends").select("num", "den")
    others = pairs.filter(~pl.col("ends")).select(pl.concat_str("num", pl.lit("/"), "den")).to_series()
    # Those that end come first; `last` is the place of the last of them up to a row.
    last = pl.col("ends").cast(pl.Int64).cum_sum() - 1
    place = pl.when("ends").then(last).otherwise(pl.int_range(pl.len()) - last + (len(ended) - 1))
    return pl.concat([_spelled(ended), others]).gather(pairs.select(place).to_series())


def _spelled(pairs: pl.DataFrame) -> pl.Series:
    """Decimals that end; each is spelled once."""
    each = pairs.unique()
    known = each.with_columns(text=pl.Series([_spell(*pair) for pair in each.iter_rows()], dtype=pl.String))
    return pairs.join(known, on=["num", "den"], how="left", maintain_order="left")["text"]


@lru_cache(maxsize=1 << 16)
def _spell(top: int, bottom: int) -> str:
    return spell(Fraction(top, bottom))
