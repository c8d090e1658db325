"""The exact points in tables of results, summed for the indicators that earn the mean where they do not apply."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from perfeval.batch.averages import Sums, averaged
from perfeval.batch.exact_sums import unspelled
from perfeval.batch.outcome import EXACT
from perfeval.batch.tally import codes_alone
from perfeval.node import Node
from perfeval.number import ONE, Fraction
from perfeval.plan import Plan
from perfeval.scoring import shares

_POINTS, _TEXT, _GONE = "points", "text", "gone"


class Gained:
    """The points of a batch, as its tables are scored for the first time."""

    def __init__(self, plan: Plan, places: int) -> None:
        """Take the plan, and the decimals of points."""
        self._plan, self._places = plan, places
        self._sums = Sums(plan)
        self._growths: dict[str, dict[str, Fraction]] = {}

    def take(self, results: pl.DataFrame) -> None:
        """Those of some rows, points as whole numbers of the last place."""
        gone = results.select(codes_alone()).to_series()
        for node in averaged(self._plan):
            own = pl.DataFrame({_POINTS: results[node.code], _TEXT: results[node.code + EXACT], _GONE: gone})
            whole = own.filter(pl.col(_GONE).is_null())
            for num, den, count in _parts(whole.drop(_GONE), self._places):
                self._sums.add_parts(node.code, num, den, count)
            self._others(node, own.filter(pl.col(_GONE).is_not_null()))

    def _others(self, node: Node, rows: pl.DataFrame) -> None:
        """The same of rows to which some indicators do not apply, so that others may have grown."""
        for points, text, gone, count in rows.group_by(pl.all()).len().iter_rows():
            if node.code not in gone.split("、"):
                exact = unspelled(text) if text else Fraction(points, 10**self._places)
                self._sums.add(node.code, exact / self._growth(node, gone) * count, count)

    def _growth(self, node: Node, gone: str) -> Fraction:
        """How many times its own weight an indicator counts for, where others are not applicable."""
        if gone not in self._growths:
            dropped = {
                code for code in gone.split("、") if self._plan.policy(self._plan.by_code[code]) == "redistribute"
            }
            points = shares(self._plan.roots, self._plan.full or ONE, lambda other: _dropped(other, dropped))
            self._growths[gone] = {one.code: points[one] / (one.weight or ONE) for one in averaged(self._plan)}
        return self._growths[gone][node.code]

    def known(self) -> Plan:
        """The plan for the second scoring."""
        return self._sums.known(self._plan)


def _dropped(node: Node, codes: set[str]) -> bool:
    return all(_dropped(child, codes) for child in node.children) if node.children else node.code in codes


def _parts(own: pl.DataFrame, places: int) -> Iterator[tuple[int, int, int]]:
    """For each denominator the sum of the numerators, and of how many rows it is."""
    exact = pl.col(_TEXT).is_not_null()
    same = own.filter(~exact)[_POINTS]
    yield int(same.cast(pl.Int128).sum()), 10**places, len(same)
    top, bottom = (pl.col(_TEXT).str.split_exact("/", 1).struct[at] for at in (0, 1))
    decimals = top.str.len_bytes() - 1 - top.str.find(".", literal=True)
    read = own.filter(exact).select(
        _TEXT,
        num=top.str.replace(".", "", literal=True).cast(pl.Int64, strict=False),
        den=bottom.fill_null("1").cast(pl.Int64, strict=False),
        decimals=decimals.fill_null(0),
    )
    good = pl.col("num").is_not_null() & pl.col("den").is_not_null()
    sums = read.filter(good).group_by("den", "decimals").agg(pl.col("num").cast(pl.Int128).sum(), pl.len())
    for den, decimals, num, count in sums.iter_rows():
        yield int(num), den * 10**decimals, count
    for text in read.filter(~good)[_TEXT]:  # longer than 64 bits
        x = unspelled(text)
        yield x.numerator, x.denominator, 1
