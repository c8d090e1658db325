"""How projects stand to each other: places, shared places, the edges of grades, outliers; with the rows to look up.

Places are those of a competition: 1, 1, 3. Lists are short; what they are cut to is counted in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl

from perfeval.account import Document
from perfeval.batch.figures import Ink
from perfeval.batch.spread import TIMES, VALUE, Spread
from perfeval.batch.tally import Table
from perfeval.number import Fraction, ceil, floor
from perfeval.plan import Plan

LISTED = 20
"""The most projects that a list names."""

NEAR = Fraction(1, 10)
"""How far from the edge of a grade a total is near it, in points."""


def places(tally: pl.DataFrame) -> dict[int, tuple[int, int]]:
    """For each total, the highest first, its place and how many share it.

    >>> places(pl.DataFrame({"value": [70, 90, 80], "times": [1, 2, 1]}))
    {90: (1, 2), 80: (3, 1), 70: (4, 1)}
    """
    merged = tally.group_by(VALUE).agg(pl.col(TIMES).sum()).sort(VALUE, descending=True)
    found, place = {}, 1
    for parts, times in merged.select(VALUE, TIMES).iter_rows():
        found[parts] = (place, times)
        place += times
    return found


class Lister:
    """Looks up projects of a table and writes them down."""

    def __init__(self, table: Table, placed: dict[int, tuple[int, int]], ink: Ink) -> None:
        self.table, self.placed, self.ink = table, placed, ink
        self.scale = table.scales["total"]

    def listed(self, wanted: pl.Expr, descending: bool) -> list[Document]:
        """The first projects by total, equal ones in the order of their rows."""
        rows = self.table.frame.filter(wanted).select("row", "name", "group", "grade", "total")
        first = rows.sort("total", "row", descending=[descending, False]).head(LISTED).collect(engine="streaming")
        return [self._entry(**row) for row in first.iter_rows(named=True)]

    def _entry(self, row: int | None, name: str | None, group: str | None, grade: str | None, total: int) -> Document:
        place = self.placed[total][0]
        points = self.ink.points(self.exact(total))
        return {"place": place, "row": row, "name": name or "", "group": group, "total": points, "grade": grade}

    def exact(self, parts: int) -> Fraction:
        """A total as a number."""
        return Fraction(parts, 10**self.scale)

    def least(self, points: Fraction) -> int:
        """The least parts that are not below so many points."""
        return int(ceil(points * 10**self.scale))

    def most(self, points: Fraction) -> int:
        """The most parts that are not above so many points."""
        return int(floor(points * 10**self.scale))

    def count(self, low: int, high: int) -> int:
        """How many totals are from `low` to `high`, both included."""
        return sum(times for parts, (_, times) in self.placed.items() if low <= parts <= high)


def ranking(lister: Lister) -> Document:
    """The first projects, the ties among them, and the place of every total that occurs."""
    placed = lister.placed
    shared = [times for _, times in placed.values() if times > 1]
    cut = next((parts for parts, (place, times) in placed.items() if place + times > LISTED), min(placed, default=0))
    return {
        "top": lister.listed(pl.col("total") >= cut, descending=True),
        "at_top": next((times for _, times in placed.values()), 0),
        "shared": {"totals": len(shared), "projects": sum(shared), "most": max(shared, default=0)},
        "places": [
            {"place": place, "total": lister.ink.points(lister.exact(parts)), "count": times}
            for parts, (place, times) in placed.items()
        ],
    }


def edges(lister: Lister, plan: Plan) -> list[Document]:
    """For each edge between two grades the totals that are near it; none where grades do not follow totals."""
    grades = plan.spec.grades or []
    if plan.votes or plan.full is None:
        return []
    found = []
    for better, worse in pairwise(grades):
        edge = better.least.of(plan.full)
        start, at = lister.least(edge - NEAR), lister.least(edge)
        end, on_edge = lister.most(edge + NEAR), lister.most(edge)
        below = lister.count(start, at - 1)
        found.append(
            {
                "better": better.name,
                "worse": worse.name,
                "edge": lister.ink.points(edge),
                "below": below,
                "at": lister.count(at, on_edge),
                "above": lister.count(on_edge + 1, end),
                "short": lister.listed(pl.col("total").is_between(start, at - 1), descending=True) if below else [],
            }
        )
    return found


def outliers(lister: Lister, totals: pl.DataFrame, spreads: Sequence[Spread]) -> Document:
    """The totals beyond Tukey's fences, each group's own; without groups all have the one that is not named."""
    fences = pl.DataFrame(
        [_fence(one, lister) for one in spreads],
        schema={"group": pl.String, "fence low": pl.Int64, "fence high": pl.Int64},
        orient="row",
    )
    counts = totals.join(fences, on="group", how="left", nulls_equal=True)
    frame = lister.table.frame.join(fences.lazy(), on="group", how="left", nulls_equal=True)
    fenced = Lister(Table(frame, lister.table.scales), lister.placed, lister.ink)
    found: Document = {}
    for side, beyond in (("low", pl.Expr.lt), ("high", pl.Expr.gt)):
        count = int(counts.filter(beyond(pl.col(VALUE), pl.col(f"fence {side}")))[TIMES].sum())
        outside = beyond(pl.col("total"), pl.col(f"fence {side}"))
        found[side] = {"count": count, "projects": fenced.listed(outside, side == "high") if count else []}
    return found


def _fence(spread: Spread, lister: Lister) -> tuple[str | None, int, int]:
    low, high = spread.fences
    return spread.key, lister.least(low), lister.most(high)


def histogram(lister: Lister, full: Fraction) -> Iterator[Document]:
    """How many totals lie in each stretch of the scale: the finest of some widths that gives at most 20 stretches."""
    if not lister.placed:
        return
    low, high = lister.exact(min(lister.placed)), lister.exact(max(lister.placed))
    width = next(w for w in _widths(full) if ceil(high / w) - floor(low / w) <= 20)
    first = int(floor(low / width))
    last = max(int(ceil(high / width)), first + 1)
    for number in range(first, last):
        start, end = width * number, width * (number + 1)
        closed = number == last - 1
        top = lister.most(end) if closed else lister.least(end) - 1
        count = lister.count(lister.least(start), top)
        yield {"from": lister.ink.short(start), "to": lister.ink.short(end), "closed": closed, "count": count}


def _widths(full: Fraction) -> Iterator[Fraction]:
    for parts in (200, 100, 50, 20, 10):
        yield full / parts
    while True:  # totals may go beyond the full mark
        full *= 2
        yield full / 10
