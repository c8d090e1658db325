"""What follows the sum of all points, for whole columns: bonus and penalty, gates and caps, votes, caps of the grade.

What `perfeval.whole` does with the scorecard of one project, on whole numbers of the last place. Conditions on amounts
run on columns as rules do; what else depends on single facts is looked up by the cases of its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import polars as pl

from perfeval.adjusting import added
from perfeval.batch.apart import Cases
from perfeval.batch.block import Cells
from perfeval.batch.outcome import in_places
from perfeval.batch.table import Table
from perfeval.columns import Mask, Needs, NotCarried, met
from perfeval.diagnostic import Route
from perfeval.expr import Formula
from perfeval.facts import Bound
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction
from perfeval.part import Part
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import rounded
from perfeval.whole import elected

_LIMITS = ("gates", "caps", "grade_caps")
_SIDES = ("bonus", "penalty")
_MOST = 10**17
_HELD, _MET = "held ", "met "


class Known(Record, eq=False):
    """What the facts of each row decide for the whole, by route: whether a condition holds, or what a side comes to.

    good: in which rows all of this is known; the others are scored as projects of their own.
    """

    found: Mapping[Route, pl.Series]
    good: pl.Series


class _Case(Cases):
    """Something about the whole, for each case of the cells that it reads."""

    def __init__(self, plan: Plan, table: Table, names: Sequence[str], ask: Callable[[Bound], int]) -> None:
        super().__init__(plan, table.columns(names), partial(table.said, names))
        self._ask = ask

    def found(self, bound: Bound) -> tuple[int, str | None] | None:
        """What is asked of the case; nothing that would not fit a column."""
        answer = self._ask(bound)
        return (answer, None) if answer < _MOST else None


class Concluding:
    """All that a plan does after its indicators and groups, made ready for tables with one header."""

    def __init__(self, plan: Plan, table: Table, places: int) -> None:
        """Take the plan, what the columns mean, and the decimals of the last place."""
        self.plan, self.table, self.places = plan, table, places
        self.conditions = {route: found for route, found in plan.conditions.items() if route[0] in _LIMITS}
        self._cases = {route: self._held_in(route) for route in self.conditions}
        self._cases |= {(side,): self._given_by(side) for side in _SIDES if getattr(plan.spec, side)}

    def ways(self) -> dict[str, bool]:
        """Each condition and side, and whether it runs on columns."""
        return {
            f"{route[0]} 第 {int(route[1]) + 1} 条" if route[1:] else str(route[0]): self._carried(route)
            for route in self._cases
        }

    def known(self, asked: Cells) -> Known:
        """What there is to know before the points."""
        found, good = dict[Route, pl.Series](), asked.plain
        for route in self._cases:
            found[route], sure = self._decided(route, asked)
            good = good & sure
        return Known(found, good)

    def total(self, points: pl.Series, known: Known) -> tuple[pl.Series, pl.Series]:
        """The total of each row, from the sum of its points; and where that is sure, apart from what was known."""
        sure, full = pl.Series([True]).new_from_index(0, len(points)), self.plan.full or ZERO
        if (gained := known.found.get(("bonus",))) is not None:
            points = points + gained
            if self.plan.spec.bonus and not self.plan.spec.bonus.beyond_full:
                most = in_places(full, self.places)
                # The exact total decides: only far enough above is it above the full mark, too.
                sure = (points <= most) | (points > most + self._slack())
                points = points.clip(upper_bound=most)
        if (taken := known.found.get(("penalty",))) is not None:
            points = (points - taken).clip(lower_bound=0)
        for index, gate in enumerate(self.plan.spec.gates):
            points = self._at_most(points, gate.earn, known.found["gates", index, "when"])
        for index, cap in enumerate(self.plan.spec.caps):
            points = self._at_most(points, cap.most, known.found["caps", index, "when"])
        return points, sure

    def grades(self, reached: pl.Series, points: Mapping[str, pl.Series], known: Known) -> pl.Series:
        """The grade of each row: as its total reaches, or as its voters give; no better than its caps allow."""
        names = [grade.name for grade in self.plan.spec.grades or []]
        found = self._voted(points, names) if self.plan.votes else reached
        for index, cap in enumerate(self.plan.spec.grade_caps):
            if cap.grade in names:
                held = known.found["grade_caps", index, "when"]
                worst = pl.Series([cap.grade], dtype=pl.String).new_from_index(0, len(found))
                found = worst.zip_with(held & found.is_in(names[: names.index(cap.grade)]).fill_null(False), found)
        return found

    def _slack(self) -> int:
        """By less than how much printed points may exceed exact ones."""
        digits = [node.places for node in self.plan.leaves]
        bonus, policy = self.plan.spec.bonus, self.plan.spec.rounding
        digits += [policy.places] * len(bonus.items) if bonus and policy else []
        return 1 + sum(int(10 ** (self.places - one)) for one in digits)

    def _at_most(self, points: pl.Series, part: Part, held: pl.Series) -> pl.Series:
        most = in_places(self._shown(part.of(self.plan.full)), self.places)
        return points.clip(upper_bound=most).zip_with(held, points)

    def _shown(self, x: Fraction) -> Fraction:
        """Rounded as a total."""
        policy = self.plan.spec.rounding
        assert policy is not None  # a plan with weights has a policy
        return rounded(x, policy.places, policy.mode)

    def _carried(self, route: Route) -> bool:
        return route in self.conditions and self.table.amounts_alone(self.conditions[route].names)

    def _decided(self, route: Route, asked: Cells) -> tuple[pl.Series, pl.Series]:
        """What is known of one condition or side in each row, and where."""
        if self._carried(route):
            try:
                return _run(self.conditions[route], asked)
            except NotCarried:
                pass  # in these rows the numbers are too large
        found = self._cases[route].points(asked.frame)
        return (found.shown == 1 if route in self.conditions else found.shown), found.good

    def _held_in(self, route: Route) -> Cases:
        formula = self.conditions[route]
        return self._case({route: formula}, {}, lambda bound: int(route in bound.held))

    def _given_by(self, side: str) -> Cases:
        def gives(bound: Bound) -> int:
            items = added(bound, side, getattr(self.plan.spec, side), self.plan.full or ZERO)
            return sum((in_places(self._shown(item.points), self.places) for item in items), 0)

        counts = {route: found for route, found in self.plan.counts.items() if route[0] == side}
        return self._case({}, counts, gives)

    def _case(
        self, conditions: dict[Route, Formula], counts: dict[Route, Formula], ask: Callable[[Bound], int]
    ) -> Cases:
        """Only what these formulas read is there; without a full mark, nobody misses the indicators."""
        names = list(dict.fromkeys(name for one in (*conditions.values(), *counts.values()) for name in one.names))
        nodes = tuple(node for node in self.plan.nodes if node.fact in names)
        shared = {name: fact for name, fact in self.plan.shared.items() if name in names}
        made = Plan(self.plan.spec, nodes, nodes, None, shared, conditions)
        made.counts = counts
        made.by_code.update((node.code, node) for node in nodes)
        return _Case(made, self.table, names, ask)

    def _voted(self, points: Mapping[str, pl.Series], names: Sequence[str]) -> pl.Series:
        """The grade that the voters of each row give, worked out once for each way of voting."""
        level = int(self.plan.spec.votes.level) if self.plan.spec.votes else 0
        voters = [node for node in self.plan.nodes if node.level == level and node.weight]
        cast = pl.DataFrame({node.code: self._rank(node, points[node.code]) for node in voters})
        cases = cast.unique(maintain_order=True)
        counted = ({name: ranks.count(at) for at, name in enumerate(names)} for ranks in cases.rows())
        grades = pl.Series("grade", [elected(self.plan, counts)[0] for counts in counted], dtype=pl.String)
        return cast.join(cases.with_columns(grades), on=cast.columns, how="left", maintain_order="left")["grade"]

    def _rank(self, node: Node, points: pl.Series) -> pl.Series:
        """Which of the grades a voter has, from 0; their number where it has none."""
        weight, grades = node.weight or ZERO, self.plan.spec.grades or []
        full = self.plan.full or ONE
        edges = [grade.least.of(full) * weight / full * 10**self.places for grade in grades]
        rank = pl.Series([0], dtype=pl.UInt8).new_from_index(0, len(points))
        for edge in edges:
            rank = rank + (points < -(-edge.numerator // edge.denominator)).cast(pl.UInt8)
        return rank


def _run(condition: Formula, asked: Cells) -> tuple[pl.Series, pl.Series]:
    """Where a condition holds, and where that can be said. Raises `NotCarried`."""
    needs: Needs = []
    held = asked.holds(condition, needs)
    made = held.expression if isinstance(held, Mask) else pl.lit(held)
    found = asked.numbers.with_columns(made.fill_null(False).alias(_HELD), met(needs).alias(_MET))
    return found[_HELD], found[_MET]
