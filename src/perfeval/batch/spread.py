"""Where figures lie: exact means, and quartiles by nearest rank, so that a quartile is always a figure that occurs.

The k-th quartile of n figures is the one at place ⌈k·n/4⌉ from below; the second is the median.
"""

from __future__ import annotations

import polars as pl

from perfeval.number import Fraction
from perfeval.record import Record

VALUE, TIMES = "value", "times"
"""The columns of a tally: a figure as whole parts, and how often it occurs."""

QUARTILES = ("q1", "median", "q3")


class Spread(Record):
    """How some figures are spread; all but `key` and `count` are in parts of 10 to the power of `scale`.

    key: what the figures belong to; None where nothing was stated.
    """

    key: str | None
    count: int
    summed: int
    low: int
    q1: int
    median: int
    q3: int
    high: int
    scale: int

    @property
    def mean(self) -> Fraction:
        """The exact mean."""
        return Fraction(self.summed, self.count * 10**self.scale)

    def figure(self, parts: int) -> Fraction:
        """So many parts as a number."""
        return Fraction(parts, 10**self.scale)

    @property
    def fences(self) -> tuple[Fraction, Fraction]:
        """Tukey's fences: one and a half times the distance of the quartiles, below the first and above the third."""
        reach = 3 * (self.q3 - self.q1)
        twice: int = 2 * 10**self.scale
        return Fraction(2 * self.q1 - reach, twice), Fraction(2 * self.q3 + reach, twice)


def spreads(tally: pl.DataFrame, scale: int, by: str | None = None) -> list[Spread]:
    """The spread of the figures of a tally, one for each value of the column `by`; empty where there are none.

    >>> tally = pl.DataFrame({"value": [30, 10, 20], "times": [1, 2, 1]})
    >>> [(one.mean, one.q1, one.median, one.q3) for one in spreads(tally, 1)]
    [(Fraction(7, 4), 10, 10, 20)]
    """
    key = pl.col(by) if by else pl.lit(None, pl.String)
    value, times = pl.col(VALUE), pl.col(TIMES)
    places = {
        name: value.filter(times.cum_sum() >= (k * times.sum() + 3) // 4).first() for k, name in enumerate(QUARTILES, 1)
    }
    found = (
        tally.lazy()
        .select(key.alias("key"), value, times.cast(pl.Int64))
        .sort(VALUE)
        .group_by("key", maintain_order=True)
        .agg(
            count=times.sum(),
            summed=(value.cast(pl.Int128) * times).sum(),
            low=value.first(),
            high=value.last(),
            **places,
        )
        .collect()
    )
    return [Spread(scale=scale, **row) for row in found.iter_rows(named=True)]
