"""The second carrier of the arithmetic: one value for each of a million projects, exact, on Polars expressions.

A `Column` is a fraction of whole numbers, row by row. Every whole number knows bounds that it cannot leave; 64 bits
are used where the bounds prove that they suffice, 128 bits where only those do. Where even they could overflow, or
where a rule asks something that has no one answer for all rows, `NotCarried` is raised, and the rows are scored one by
one. Nothing wraps, nothing is a float.

What must hold in a row for its values to mean anything is written down while the columns are computed, in one list of
`Needs`: that cells are there and within the bounds that were told, that divisors are not 0. Rows that do not meet
them are not for columns.

>>> import polars as pl
>>> from perfeval.number import ONE, Fraction, at_most
>>> frame = pl.DataFrame({"spent": [19728, 30000, None, 5], "planned": [19749, 20000, 7, 0]})
>>> needs: Needs = []
>>> spent, planned = (column(pl.col(name), 0, 30000, 100, needs) for name in frame.columns)
>>> earned = rounded_column(Fraction(4) * at_most(spent / planned, ONE), 2, "half-up")
>>> made = frame.with_columns(ticks(earned, 2).alias("points"), met(needs).alias("met"))
>>> made.filter("met")["points"].to_list(), made["met"].to_list()
([400, 400], [True, True, False, False])
"""

from perfeval.columns.column import Column, Labels, Mask, Needs, parts
from perfeval.columns.edges import column, labels, mask, met, settled, ticks
from perfeval.columns.rounded import rounded_column
from perfeval.columns.whole import NotCarried, Whole

__all__ = [
    "Column",
    "Labels",
    "Mask",
    "Needs",
    "NotCarried",
    "Whole",
    "column",
    "labels",
    "mask",
    "met",
    "parts",
    "rounded_column",
    "settled",
    "ticks",
]
