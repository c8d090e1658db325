"""Indicators whose rules run on whole columns: their own lines, on exact whole numbers."""

from __future__ import annotations

from typing import Any

import polars as pl

from perfeval.batch.answered import keeps, kept
from perfeval.batch.cells import Amounts, amounts
from perfeval.batch.table import Table
from perfeval.columns import Column, Mask, Needs, NotCarried, column, met, parts, rounded_column, ticks
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.number import Fraction, floor, spell
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rules import Rule
from perfeval.unit import NUMBER, Unit


_FACT = "fact "
"""Before the name of a fact where it is that of a column: a table may have columns of any name."""


class Carried(Record):
    """The points of an indicator as expressions over the amounts: whole numbers of the last place, and the exact ones.

    differs: whether these are not the same. met: whether a row's points mean anything.
    """

    shown: pl.Expr
    num: pl.Expr
    den: pl.Expr
    differs: pl.Expr
    met: pl.Expr


class Cells:
    """Some rows of a table and their amounts; `plain` says in which of them no cell needs a second look."""

    def __init__(self, asked: Table, frame: pl.DataFrame) -> None:
        """Read the columns of amounts; those that a rule reads by its cases are looked at there."""
        shares = amounts(frame, [one for columns in asked.answers.values() for one in keeps(columns)])
        found = amounts(frame, list(asked.amounts.values()))
        self._units: dict[str, Unit] = {}
        self._read: dict[str, Amounts] = {}
        self._points: dict[str, list[str]] = {}
        for fact, one in asked.amounts.items():
            if one.column in found:
                self._read[fact], self._units[fact] = found[one.column], one.unit
        for fact, columns in asked.answers.items():
            made = [kept(one, frame.schema[one.answer], shares) for one in columns]
            names = [f"{fact}.{index}" for index in range(len(made))]
            self._read |= {name: one for name, one in zip(names, made, strict=True) if one is not None}
            self._points[fact] = names
        self.frame = frame.with_columns([one.value.alias(_FACT + fact) for fact, one in self._read.items()])
        edges = [
            edge
            for fact in self._read
            for edge in (pl.col(_FACT + fact).min().alias(fact), pl.col(_FACT + fact).max().alias(fact + "/"))
        ]
        self._edges = self.frame.select(edges).row(0, named=True) if edges else {}
        self.plain = [*asked.harmless(frame), *asked.beside_points(frame, self._read)]
        for fact in self._read:
            there = pl.col(_FACT + fact).is_not_null()
            self.plain.append(there | pl.col(asked.amounts[fact].column).is_null() if fact in asked.optional else there)

    def actual(self, node: Node, needs: Needs) -> Any:
        """What the rule of an indicator reads. Raises `NotCarried`."""
        if node.fact in self._points:
            return tuple(self._column(name, needs) for name in self._points[node.fact])
        facts = {name: self._column(name, needs) for name in node.reads}
        found = node.formula.evaluate(facts) if node.formula else facts[node.reads[0]]
        if isinstance(found, Diagnostic):
            raise NotCarried("divided by nothing in every row")
        return found

    def _column(self, fact: str, needs: Needs) -> Column:
        """The amounts of a fact in base units."""
        low, high = self._edges.get(fact), self._edges.get(fact + "/")
        if low is None or high is None:
            raise NotCarried("a column of another type, or an empty one")
        made: Column = (
            column(pl.col(_FACT + fact), low, high, self._read[fact].scale, needs) * self._units.get(fact, NUMBER).factor
        )
        return made


def can_carry(plan: Plan, node: Node) -> bool:
    """Whether an indicator reads nothing but amounts, days and answers, and is done once its rule is."""
    rule = node.rule
    if rule is None or node.adjusted or node.inner or node.indicator.exempt:
        return False
    if rule.kind_name() == "checklist":
        return True
    if node.fact and not rule.reads_amount:
        return False
    if type(rule).refusal is not Rule.refusal and not hasattr(rule, "part"):
        return False  # what some actuals are refused for is asked of one project at a time
    return all(isinstance(plan.shared[name].kind, Unit) for name in node.reads if name in plan.shared)


def carry(node: Node, cells: Cells, places: int) -> Carried:
    """The points of an indicator. Raises `NotCarried` where they cannot be had for all rows at once."""
    needs: Needs = []
    exact = _earned(node, cells.actual(node, needs), needs)
    shown = rounded_column(exact, node.places, node.mode)
    if not isinstance(shown, Column) or not isinstance(exact, Column):
        return _alike(exact, shown, needs, places)
    differs = exact != shown
    num, den = parts(exact)
    other = differs.expression if isinstance(differs, Mask) else pl.lit(bool(differs))
    return Carried(ticks(shown, places), num.expression, den.expression, other, met(needs))


def _alike(exact: Any, shown: Any, needs: Needs, places: int) -> Carried:
    """The same points in every row."""
    points = int(shown.numerator * 10**places // shown.denominator)
    num, den = pl.lit(int(exact.numerator)), pl.lit(int(exact.denominator))
    return Carried(pl.lit(points, dtype=pl.Int64), num, den, pl.lit(bool(exact != shown)), met(needs))


def _earned(node: Node, actual: Any, needs: Needs) -> Any:
    """The exact points of an indicator: a column or, where all are alike, a number."""
    rule, weight = node.rule, node.weight
    assert rule is not None and weight is not None
    if getattr(rule, "part", "") is None:
        whole = actual == floor(actual)  # a part of a thing that is counted one by one is refused
        if whole is False:
            raise NotCarried("no whole number")
        if isinstance(whole, Mask):
            needs.append(whole.expression)
    return rule.earned(weight, actual, node.target)


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
        text=pl.Series([spell(Fraction(top, bottom)) for top, bottom, _ in spelled.iter_rows()], dtype=pl.String)
    )
    long = pl.concat_str(pl.col("num").cast(pl.String), pl.lit("/"), pl.col("den").cast(pl.String))
    joined = pairs.join(known, on=["num", "den"], how="left", maintain_order="left")
    return joined.select(pl.coalesce(pl.col("text"), long).alias("text"))["text"]
