"""Many projects at once: whole columns where the rules can be carried, and one by one where there is any doubt.

What a row means is what `flat` says. A row is scored here only where every cell is plainly what it should be; whatever
else it holds, the ordinary engine has the word, with its findings.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl

from perfeval.batch.apart import Apart
from perfeval.batch.carried import Carried, Cells, can_carry, carry, texts
from perfeval.batch.outcome import ABSENT, EXACT, GRADE, ROW, TOTAL, Shape, row
from perfeval.batch.results import finished, schema, table
from perfeval.batch.table import Table, plainly
from perfeval.columns import NotCarried
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.record import Record

TOGETHER, APART, SINGLY = "整列", "逐种情形", "逐行"
_SHOWN, _DIFFERS, _MET = "shown ", "differs ", "met "


class Scored(Record, eq=False):
    """The rows of a table that have a score, and what is wrong with each of the others, by number."""

    results: pl.DataFrame
    faults: list[tuple[int, tuple[Diagnostic, ...]]]


class Engine:
    """A plan made ready for tables with one header."""

    def __init__(self, plan: Plan, asked: Table, shape: Shape) -> None:
        """Take the plan, what the columns mean, and the columns of the results."""
        self.plan, self.table, self.shape = plan, asked, shape
        self.singly = why_singly(plan)
        self._apart: dict[str, Apart] = {}

    def ways(self) -> dict[str, str]:
        """How each indicator is scored: in whole columns, by the cases of its cells, or row by row."""
        if self.singly:
            return {node.code: SINGLY for node in self.plan.leaves}
        return {node.code: TOGETHER if self._carried(node) else APART for node in self.plan.leaves}

    def score(self, cells: pl.DataFrame, first: int) -> Scored:
        """Score some rows, of which the first has the number `first`."""
        cells = plainly(cells)
        good = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(cells))
        parts = []
        if not self.singly:
            together, good = self._together(cells, first)
            parts.append(together)
        rows, faults = [], []
        for index in (~good).arg_true():
            card = self.table.score(cells.row(index))
            if isinstance(card, tuple):
                faults.append((first + index, card))
            else:
                rows.append({ROW: first + index, **self.table.beside(cells.row(index)), **row(card, self.shape)})
        if rows or self.singly:
            parts.append(table(rows, self.shape))
        found = parts[0] if len(parts) == 1 else pl.concat(parts).sort(ROW)
        return Scored(finished(found, self.shape), faults)

    def _together(self, cells: pl.DataFrame, first: int) -> tuple[pl.DataFrame, pl.Series]:
        """The rows without any doubt, with their points as whole numbers; and which these are."""
        asked, leaves = Cells(self.table, cells), tuple(self.plan.leaves)
        carried = {node.code: found for node in leaves if (found := self._carry(node, asked)) is not None}
        made = asked.frame.with_columns(_points(carried))
        apart = {node.code: self._cases(node).points(cells) for node in leaves if node.code not in carried}
        made = made.with_columns([one.shown.alias(_SHOWN + code) for code, one in apart.items()])
        made = made.with_columns([one.good.alias(_MET + code) for code, one in apart.items()])
        good = made.select(
            pl.all_horizontal([*asked.plain, *(pl.col(_MET + node.code) for node in leaves)]).alias("good")
        )["good"]
        numbers = pl.int_range(first, first + len(cells), dtype=pl.Int64, eager=True)
        beside = [one.filter(good) for one in (numbers.alias(ROW), *self.table.kept(cells))]
        made = made.filter(good)
        exact = {code: _exact(made, one) for code, one in carried.items()}
        exact |= {code: one.exact.filter(good) for code, one in apart.items()}
        sums = _sums(self.plan)
        total = sum((pl.col(_SHOWN + node.code) for node in leaves), pl.lit(0, dtype=pl.Int64))
        points = made.with_columns(total.alias(TOTAL)).select(
            TOTAL,
            self._grades().alias(GRADE),
            pl.lit(None, dtype=pl.String).alias(ABSENT),
            *(sums[code].alias(code) for code in self.shape.codes),
        )
        texts = [text.alias(code + EXACT) for code, text in exact.items()]
        return pl.DataFrame([*beside, *points, *texts]).select(list(schema(self.shape))), good

    def _carry(self, node: Node, asked: Cells) -> Carried | None:
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

    def _grades(self) -> pl.Expr:
        """The first grade whose lower edge the total reaches."""
        full = self.plan.full or Fraction(0)
        found: Any = pl.lit(None, dtype=pl.String)
        for grade in reversed(self.plan.spec.grades or []):
            edge = grade.least.of(full) * 10**self.shape.places
            reached = pl.col(TOTAL) >= -(-edge.numerator // edge.denominator)
            found = pl.when(reached).then(pl.lit(grade.name)).otherwise(found)
        made: pl.Expr = found
        return made


def _points(carried: dict[str, Carried]) -> list[pl.Expr]:
    made = []
    for code, one in carried.items():
        made += [one.shown.alias(_SHOWN + code), one.differs.alias(_DIFFERS + code), one.met.alias(_MET + code)]
    return made


def _sums(plan: Plan) -> dict[str, pl.Expr]:
    """The printed points of every indicator and group: those of a group are the sum of what is below."""
    found: dict[str, pl.Expr] = {}
    for node in reversed(plan.nodes):
        below = [found[child.code] for child in node.children]
        found[node.code] = sum(below[1:], below[0]) if below else pl.col(_SHOWN + node.code)
    return found


def _exact(made: pl.DataFrame, one: Carried) -> pl.Series:
    """The exact points where they differ from the printed ones, else null."""
    there = made.select(one.differs.alias("there"))["there"]
    if len(there) != len(made):
        there = there.new_from_index(0, len(made))
    if not there.any():
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(made))
    found = made.filter(there).with_columns(one.num.alias("num"), one.den.alias("den"))
    place = pl.DataFrame({"there": there}).select(
        pl.when(pl.col("there")).then(pl.col("there").cum_sum() - 1).alias("place")
    )["place"]
    return texts(found["num"], found["den"]).gather(place)


def why_singly(plan: Plan) -> str:
    """What in a spec makes its projects be scored one by one; empty where nothing does."""
    spec = plan.spec
    if plan.full is None:
        return "指标体系不计分"
    if spec.rounding is None or spec.rounding.of != "leaves":
        return "只取舍合计（rounding: of: total）"
    for name in ("gates", "caps", "bonus", "penalty", "votes", "grade_caps"):
        if getattr(spec, name):
            return f"总分有 {name}"
    for node in plan.nodes:
        if node.children and (node.adjusted or node.indicator.combine != "sum"):
            return f"“{node.code}”不是下级得分之和"
    return ""
