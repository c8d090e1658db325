"""A piece of a spec by itself: what comes of it by what the cells that it reads hold, worked out once for each case."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

import polars as pl

from perfeval.batch.cases import MOST
from perfeval.batch.outcome import exact_text, in_places, printed_points
from perfeval.batch.rows import empty_project
from perfeval.diagnostic import Diagnostic
from perfeval.facts import Bound, bind
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.scoring import score

_FEW = 1000
"""So many cases are worked out however few rows there are."""

Facts = Callable[[Mapping[str, Any]], "dict[str, Any] | tuple[Diagnostic, ...]"]
"""The facts that some cells of a row state."""


class Points(Record):
    """The points of one indicator in each row: whole numbers of the last place, and the exact ones where they differ.

    good: the rows in which they were worked out; the others are scored as projects of their own.
    """

    shown: pl.Series
    exact: pl.Series
    good: pl.Series


def plan_of(plan: Plan, node: Node) -> Plan:
    """A plan that has one indicator only, with the conditions on it."""
    conditions = {route: found for route, found in plan.conditions.items() if route[: len(node.route)] == node.route}
    names = {*node.reads, *(name for formula in conditions.values() for name in formula.names)}
    shared = {name: fact for name, fact in plan.shared.items() if name in names}
    made = Plan(plan.spec, (node,), (node,), plan.full, shared, conditions)
    made.by_code[node.code] = node
    return made


class Cases(ABC):
    """Something that is worked out for each case of some cells: points, or 1 and 0 for yes and no."""

    def __init__(self, plan: Plan, columns: Sequence[str], facts: Facts) -> None:
        """Take a plan of nothing but this, the columns, and what their cells mean as facts."""
        self.columns = list(columns)
        self._plan = plan
        self._facts = facts
        # One case is "not here": the rows in which something is wrong, or that need the other indicators.
        self._known: dict[tuple[Any, ...], int] = {}
        self._lock = Lock()
        self._shown: list[int] = [0]
        self._exact: list[str | None] = [None]

    def points(self, cells: pl.DataFrame) -> Points:
        """The points in each row."""
        own = cells.select(self.columns)
        cases = own.unique(maintain_order=True)
        rows = cases.rows() if self.columns else [()]
        with self._lock:  # several tables may be scored at a time
            # Rows that are nearly all cases of their own are scored as projects of their own, and none is remembered.
            more = len(rows) <= max(_FEW, len(cells) // 2) and len(self._known) < MOST
            numbers = pl.Series("number", [self._number(case, more=more) for case in rows], dtype=pl.UInt32)
            shown, exact = pl.Series(self._shown, dtype=pl.Int64), pl.Series(self._exact, dtype=pl.String)
        if len(rows) == 1:
            each = numbers.new_from_index(0, len(cells))
        else:
            each = own.join(
                cases.with_columns(numbers), on=self.columns, how="left", nulls_equal=True, maintain_order="left"
            )["number"]
        return Points(shown.gather(each), exact.gather(each), each > 0)

    def _number(self, case: tuple[Any, ...], *, more: bool) -> int:
        # True and 1, 1 and 1.0 are equal in Python, and are not the same cell.
        key = (*case, *map(type, case))
        if key not in self._known:
            if not more:
                return 0
            self._known[key] = self._worked_out(dict(zip(self.columns, case, strict=True)))
        return self._known[key]

    def _worked_out(self, cells: Mapping[str, Any]) -> int:
        facts = self._facts(cells)
        if isinstance(facts, tuple):
            return 0
        bound = bind(self._plan, empty_project().model_copy(update={"facts": facts}))
        found = None if isinstance(bound, tuple) else self.found(bound)
        if found is None:
            return 0
        self._shown.append(found[0])
        self._exact.append(found[1])
        return len(self._shown) - 1

    @abstractmethod
    def found(self, bound: Bound) -> tuple[int, str | None] | None:
        """The points of a case and their exact ones; None where they need the whole project."""


class Apart(Cases):
    """An indicator that is worked out for each case of its cells."""

    def __init__(self, plan: Plan, node: Node, columns: Sequence[str], facts: Facts, places: int) -> None:
        """Take its columns, what their cells mean as facts, and the decimals of points."""
        super().__init__(plan_of(plan, node), columns, facts)
        self._code, self._places = node.code, places

    def found(self, bound: Bound) -> tuple[int, str | None] | None:
        """Its points."""
        card = score(bound, trace=False)
        line = card.lines[self._code]
        points = printed_points(card, line)
        if line.state != "scored" or points is None:
            return None
        return in_places(points, self._places), exact_text(card, line)
