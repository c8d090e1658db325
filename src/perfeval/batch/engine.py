"""Many projects at once: whole columns where the rules can be carried, and one by one where there is any doubt.

What a row means is what `flat` says. A row is scored here only where every cell is plainly what it should be; whatever
else it holds, the ordinary engine has the word, with its findings.
"""

from __future__ import annotations

from functools import cached_property, partial
from threading import Lock
from typing import Any

import polars as pl

from perfeval.batch.apart import Apart, Points
from perfeval.batch.asserted import Asserted
from perfeval.batch.block import Cells
from perfeval.batch.carried import Carried, can_carry, carry, case_of
from perfeval.batch.cases import MOST
from perfeval.batch.concluding import Concluding, Known
from perfeval.batch.exact_sums import fits, sums
from perfeval.batch.fractions import texts
from perfeval.batch.outcome import ABSENT, EXACT, GRADE, ROW, TOTAL, Shape, in_places, shape
from perfeval.batch.results import schema, table
from perfeval.batch.singles import Scoring
from perfeval.batch.table import Table, plainly
from perfeval.columns import NotCarried
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.number import ZERO
from perfeval.plan import Plan
from perfeval.record import Record

TOGETHER, APART, SINGLY = "整列", "逐种情形", "逐行"
_SHOWN, _MET = "shown ", "met "


class Scored(Record, eq=False):
    """The rows of a table that have a score, and what there is to say of any row, by number; of each that has none.

    results: all their points are whole numbers of the last place.
    """

    results: pl.DataFrame
    noted: list[tuple[int, tuple[Diagnostic, ...]]]


class _Made(Record, eq=False):
    """The points of all leaves, row by row; `good` says in which rows they hold."""

    points: pl.DataFrame
    carried: dict[str, Carried]
    apart: dict[str, Points]
    known: Known
    good: pl.Series


class Engine:
    """A plan made ready for tables with one header."""

    def __init__(self, plan: Plan, asked: Table, shape: Shape, scoring: Scoring | None = None) -> None:
        """Take the plan, what the columns mean, the columns of the results, and what scores rows one by one."""
        self.plan, self.table, self.shape = plan, asked, shape
        self._one_by_one = scoring or asked.singles(shape)
        self.singly = why_singly(plan)
        self._after, self._asserted = Concluding(plan, asked, shape.places), Asserted(plan, asked)
        self._apart: dict[str, Apart] = {}
        self._known, self._lock = dict[tuple[str, tuple[Any, ...]], Carried | None](), Lock()

    def ways(self) -> dict[str, str]:
        """How each indicator is scored: in whole columns, by the cases of its cells, or row by row."""
        if self.singly:
            return {node.code: SINGLY for node in self.plan.leaves}
        carried = {node.code: self._carried(node) for node in self.plan.leaves}
        carried |= self._after.ways() | self._asserted.ways()
        return {what: TOGETHER if yes else APART for what, yes in carried.items()}

    def score(self, cells: pl.DataFrame, first: int) -> Scored:
        """Score some rows, of which the first has the number `first`."""
        cells = plainly(cells)
        good = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(cells))
        parts = []
        if not self.singly:
            together, good = self._together(cells, first)
            parts.append(together)
        others = [] if good.all() else (~good).arg_true().to_list()
        singles = list(zip(others, self._one_by_one(cells[others].rows()), strict=True)) if others else []
        rows = [{ROW: first + index, **one.result} for index, one in singles if one.result is not None]
        if rows or self.singly:
            parts.append(table(rows, self.shape))
        made = parts[0] if len(parts) == 1 else pl.concat(parts).sort(ROW)
        noted = [(first + index, one.found) for index, one in singles if one.found]
        return Scored(made, noted)

    def points(self, asked: Cells) -> tuple[pl.DataFrame, pl.Series]:
        """Total and grade, and the printed points of every indicator and group as whole numbers of the last place.

        Beside them, in which rows they hold: the others need a second look, which `score` gives them.
        """
        return self._shown(self._worked_out(asked))

    def _worked_out(self, asked: Cells) -> _Made:
        leaves = tuple(self.plan.leaves)
        carried = {node.code: found for node in leaves if (found := self._carry(node, asked)) is not None}
        cases = [one.case.alias(case_of(code)) for code, one in carried.items() if one.case is not None]
        points = asked.numbers.with_columns(cases).with_columns(_points(carried))
        apart = {node.code: self._cases(node).points(asked.frame) for node in leaves if node.code not in carried}
        if apart:
            shown = [one.shown.alias(_SHOWN + code) for code, one in apart.items()]
            points = points.with_columns(shown + [one.good.alias(_MET + code) for code, one in apart.items()])
        known = self._after.known(asked)
        good = self._asserted.held(asked, known.good)
        for name in points.columns:
            good = good & points[name] if name.startswith(_MET) else good
        return _Made(points, carried, apart, known, good)

    def _shown(self, made: _Made) -> tuple[pl.DataFrame, pl.Series]:
        found, total, known = self._summed(made)
        total, sure = self._after.total(total, made.known)
        good = made.good & sure & known
        grades = self._after.grades(self._reached(total), found, made.known)
        return pl.DataFrame({TOTAL: total, **{code: found[code] for code in self.shape.codes}, GRADE: grades}), good

    def _summed(self, made: _Made) -> tuple[dict[str, pl.Series], pl.Series, pl.Series]:
        """The printed points of all indicators and groups, their total, and in which rows all of this is sure."""
        found = {node.code: made.points[_SHOWN + node.code] for node in self.plan.leaves}
        if self.plan.spec.rounding and self.plan.spec.rounding.of == "total":
            return sums(self.plan, made.points, made.carried, made.apart, found, self.shape.places)
        for node in reversed(self.plan.nodes):
            if node.children:
                found[node.code] = _sum([found[child.code] for child in node.children])
        return found, _sum([found[node.code] for node in self.plan.roots]), made.good

    def _together(self, cells: pl.DataFrame, first: int) -> tuple[pl.DataFrame, pl.Series]:
        """The rows without any doubt, with their points as whole numbers; and which these are."""
        made = self._worked_out(Cells(self.table, cells))
        shown, good = self._shown(made)
        texts = _exact(made.points, made.carried, good, self.shape.places)
        texts += [one.exact.alias(code + EXACT) for code, one in made.apart.items()]
        rows = pl.int_range(first, first + len(cells), dtype=pl.Int64).alias(ROW)
        absent = pl.lit(None, dtype=pl.String).alias(ABSENT)
        named = {one.name: one for one in (*self.table.kept(cells), *texts)} | {ROW: rows, ABSENT: absent}
        found = shown.select(named.get(name, name) for name in schema(self.shape))
        return found if good.all() else found.filter(good), good

    def _carry(self, node: Node, asked: Cells) -> Carried | None:
        key = node.code, asked.state(node)
        with self._lock:  # of steps that are scored at a time, one makes it
            if key not in self._known:
                self._known[key] = self._made(node, asked)
        return self._known[key]

    def _made(self, node: Node, asked: Cells) -> Carried | None:
        try:
            return carry(node, asked, self.shape.places) if self._carried(node) else None
        except NotCarried:
            return None  # in these rows the numbers are too large, or one choice would not do for all of them

    def _cases(self, node: Node) -> Apart:
        if node.code not in self._apart:
            facts = partial(self.table.facts, node)
            self._apart[node.code] = Apart(self.plan, node, self.table.read_by(node), facts, self.shape.places)
        return self._apart[node.code]

    def _carried(self, node: Node) -> bool:
        return can_carry(self.plan, node) and self.table.plain(node)

    def _reached(self, total: pl.Series) -> pl.Series:
        """The grade of each total."""
        if self._graded is None:
            return self._grades(total)
        # More than the full mark is graded as it is; the total of a row that does not hold may be any.
        return pl.select(pl.lit(self._graded).gather(pl.lit(total).clip(0, len(self._graded) - 1))).to_series()

    @cached_property
    def _graded(self) -> pl.Series | None:
        """The grades of all totals up to the full mark, where they are few enough."""
        most = in_places(self.plan.full or ZERO, self.shape.places)
        return self._grades(pl.int_range(most + 1, eager=True)) if most < MOST else None

    def _grades(self, total: pl.Series) -> pl.Series:
        """The first grade whose lower edge the total reaches: edges fall, so that their number says which."""
        full, grades = self.plan.full or ZERO, self.plan.spec.grades or []
        edges = [grade.least.of(full) * 10**self.shape.places for grade in grades]
        reached = pl.repeat(0, len(total), dtype=pl.UInt32, eager=True)
        for edge in edges:
            reached = reached + (total >= -(-edge.numerator // edge.denominator)).cast(pl.UInt32)
        names = pl.Series([None, *(grade.name for grade in reversed(grades))], dtype=pl.String)
        return names.gather(reached)


def _points(carried: dict[str, Carried]) -> list[pl.Expr]:
    shown = [one.shown.alias(_SHOWN + code) for code, one in carried.items()]
    return shown + [one.met.alias(_MET + code) for code, one in carried.items() if one.met is not None]


def _sum(columns: list[pl.Series]) -> pl.Series:
    found = columns[0]
    for column in columns[1:]:
        found = found + column
    return found


def _exact(points: pl.DataFrame, carried: dict[str, Carried], good: pl.Series, places: int) -> list[pl.Series]:
    """The exact points of each indicator where they differ from the printed ones, else null."""
    asked = {code: one for code, one in carried.items() if one.exact_when(places)}
    figures = [(one.num.expression.alias(code), one.den.expression.alias(code + "/")) for code, one in asked.items()]
    known = [one.text.alias(code + EXACT) for code, one in carried.items() if one.text is not None]
    made = points.with_columns([*known, *(each for pair in figures for each in pair)])
    differ = [
        one.differs(pl.col(_SHOWN + code), pl.col(code), pl.col(code + "/"), places).alias(code + EXACT)
        for code, one in asked.items()
    ]
    told = made.with_columns(differ)
    there = {code: told[code + EXACT] & good for code in asked}
    other = {code: rows for code, rows in there.items() if rows.any()}
    none = pl.Series([None], dtype=pl.String).new_from_index(0, len(points))
    found = [none.alias(code + EXACT) for code, one in carried.items() if one.text is None and code not in other]
    found += [made[code + EXACT] for code, one in carried.items() if one.text is not None]
    return [*found, *_written(made, other)]


def _written(made: pl.DataFrame, there: dict[str, pl.Series]) -> list[pl.Series]:
    """The exact points of some indicators as texts, each in its rows; worked out together, which takes fewer steps."""
    if not there:
        return []
    pairs = [(made[code].filter(rows), made[code + "/"].filter(rows)) for code, rows in there.items()]
    kind = pl.Int64 if all(side.dtype == pl.Int64 for pair in pairs for side in pair) else pl.Int128
    listed = texts(*(pl.concat([side.cast(kind) for side in sides]) for sides in zip(*pairs, strict=True)))
    found, at = list[pl.Expr](), 0
    for code, (nums, _) in zip(there, pairs, strict=True):
        place = pl.when(pl.col(code)).then(pl.col(code).cum_sum() - 1 + at)
        found.append(pl.lit(listed).gather(place).alias(code + EXACT))
        at += len(nums)
    return pl.DataFrame(there).select(found).get_columns()


def why_singly(plan: Plan) -> str:
    """What in a spec makes its projects be scored one by one; empty where nothing does."""
    spec = plan.spec
    if plan.full is None:
        return "指标体系不计分"
    apart = [f"又有 {name}" for name in ("bonus", "penalty", "votes") if getattr(spec, name)]
    if spec.rounding is None or spec.rounding.of != "leaves":
        apart += [] if fits(plan, shape(plan, ()).places) else ["满分又太大，整列算不下精确的合计"]
        if apart:
            return "、".join(["只取舍合计（rounding: of: total）", *apart])
    unlike = [one.code for one in plan.nodes if one.children and (one.adjusted or one.indicator.combine != "sum")]
    return f"“{unlike[0]}”不是下级得分之和" if unlike else ""
