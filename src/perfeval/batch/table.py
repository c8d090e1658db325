"""A table with its header: which of its columns hold plain amounts, and what the cells of an indicator say."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

from perfeval.batch.among import compared
from perfeval.batch.answered import AnswerColumns, answer_columns, keeps
from perfeval.batch.cells import AmountColumn
from perfeval.batch.header import Header
from perfeval.batch.moments import ordinary, values
from perfeval.batch.outcome import PROJECT, Shape
from perfeval.batch.singles import Singles
from perfeval.batch.tree import Branch
from perfeval.batch.typed import cell_text
from perfeval.batch.words import UNNAMED
from perfeval.diagnostic import Diagnostic
from perfeval.missing import wanted_facts
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.source import Data
from perfeval.source.scalar import NULLS
from perfeval.stated import stated
from perfeval.unit import unit

_WORDS = r"^\s*[^\s\x00-\x1f\[{0-9+\-.~&*!|>%@`'\"#,?:]"
"""How a remark begins that is nothing but words."""
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What Python takes away at the ends of a text; Polars would leave some of it."""


class Table:
    """The columns of a table by their place, ``"0"`` and on, as the facts of a plan."""

    def __init__(self, plan: Plan, header: Header, columns: Sequence[str], kept: Sequence[str]) -> None:
        """Take the header, the names of all columns, and those of them that go into the results."""
        self.plan, self.header, self.width = plan, header, len(columns)
        self._kept = {name: columns.index(name) for name in kept}
        self.amounts: dict[str, AmountColumn] = {}
        self.readings: dict[Any, Any] = {}
        self.optional = plan.optional
        self.remarks: list[str] = []
        self._plain: set[str] = set()
        self.answers: dict[str, list[AnswerColumns]] = {}
        self.stated: dict[str, list[str]] = {}
        """By fact that is compared with those of other rows, the columns in which a row may state the outcome."""
        shared = compared(plan)
        for node in plan.leaves:
            if node.fact and (found := answer_columns(header, node)):
                self.answers[node.fact] = found
        for name, branch in header.facts_of.items():
            texts = [one for one in branch.each if one.at >= 0 and one.shape.text]
            self.remarks += [str(one.at) for one in texts]
            amount = self._amount(branch)
            if amount is not None:
                self.amounts[name] = amount
                beside = [str(one.at) for one in branch.each if one.at >= 0 and one not in (branch, *texts)]
                if not beside or name in shared:
                    self._plain.add(name)
                if beside and name in shared:
                    self.stated[name] = beside

    @cached_property
    def numbers(self) -> list[AmountColumn]:
        """All columns of numbers: amounts, and shares of points that are kept."""
        return [*self.amounts.values(), *(one for columns in self.answers.values() for one in keeps(columns))]

    def _amount(self, branch: Branch) -> AmountColumn | None:
        """The column of a fact that is one amount, where it has one."""
        wanted = branch.shape.unit
        if branch.at < 0 or wanted is None:
            return None
        own = wanted if wanted.is_date or not branch.unit else unit(branch.unit)
        bare = bool(branch.unit) or not wanted.text or wanted.is_date
        return None if own is None else AmountColumn(str(branch.at), own, bare)

    def plain(self, node: Node) -> bool:
        """Whether everything that an indicator reads is an amount with nothing beside it but remarks."""
        return node.fact in self.answers or self.amounts_alone(node.reads)

    def amounts_alone(self, names: Iterable[str]) -> bool:
        """Whether facts are amounts with nothing beside them but remarks."""
        return all(name in self._plain for name in names)

    def read_by(self, node: Node) -> list[str]:
        """The columns that the points of an indicator depend on."""
        return self.columns(self._names(node))

    def columns(self, names: Iterable[str]) -> list[str]:
        """The columns of some facts, but for their remarks."""
        return [str(one.at) for name in names for one in self._branches(name)]

    def _names(self, node: Node) -> list[str]:
        conditions = [found for route, found in self.plan.conditions.items() if route[: len(node.route)] == node.route]
        return list(dict.fromkeys([*node.reads, *(name for found in conditions for name in found.names)]))

    def _branches(self, name: str) -> list[Branch]:
        found = self.header.facts_of.get(name)
        return [one for one in found.each if one.at >= 0 and not one.shape.text] if found else []

    def facts(self, node: Node, cells: Mapping[str, Any]) -> dict[str, Data] | tuple[Diagnostic, ...]:
        """What the cells of an indicator say."""
        return self.said(self._names(node), cells)

    def said(self, names: Container[str], cells: Mapping[str, Any]) -> dict[str, Data] | tuple[Diagnostic, ...]:
        """What some cells say of these facts."""
        texts: list[str | None] = [None] * self.width
        for column, cell in cells.items():
            texts[int(column)] = cell_text(cell)
        found, faults = self.header.read(texts)
        return tuple(faults) or {name: data for name, data in found.items() if name in names}

    def beside_points(self, cells: pl.DataFrame, read: Container[str]) -> list[pl.Expr]:
        """Where the facts that no points depend on, beside the amounts that have been read, are as they should be."""
        found = []
        for name in self.optional & self.header.facts_of.keys():
            columns = self.columns([name])
            if columns and not (name in self._plain and name in read):
                own = cells.select(columns)
                cases = own.unique()
                good = pl.Series("good", [self._fits(name, case) for case in cases.rows(named=True)], dtype=pl.Boolean)
                each = own.join(
                    cases.with_columns(good), on=columns, how="left", nulls_equal=True, maintain_order="left"
                )
                found.append(pl.lit(each["good"]))
        return found

    def _fits(self, name: str, cells: Mapping[str, Any]) -> bool:
        found, want = self.said([name], cells), wanted_facts(self.plan)[name]
        if isinstance(found, tuple):
            return False
        return not any(isinstance(stated(name, data, want), tuple) for data in found.values())

    def singles(self, shape: Shape) -> Singles:
        """What scores its rows one by one."""
        return Singles(self.header, shape, self._kept)

    def harmless(self, frame: pl.DataFrame) -> list[pl.Expr]:
        """For each column of remarks, whether they are plain words, or none."""
        found = []
        for column in self.remarks:
            cells = pl.col(column)
            words = cells.str.contains(_WORDS) & ~cells.str.strip_chars().is_in(sorted(NULLS))
            found.append(cells.is_null() | words if frame.schema[column] == pl.String else cells.is_null())
        return found

    @property
    def names(self) -> list[str]:
        """The columns that go into the results."""
        return list(self._kept)

    def kept(self, cells: pl.DataFrame) -> list[pl.Series]:
        """The name of each project, and the columns that go into the results; names that are texts are bare."""
        at = self.header.name_at
        name = pl.repeat(None, len(cells), dtype=pl.String, eager=True) if at < 0 else cells[str(at)]
        named = name if name.dtype == pl.String else bare(_texts(name))
        return [
            (named.fill_null(UNNAMED) if named.null_count() else named).alias(PROJECT),
            *(_texts(cells[str(at)]).alias(name) for name, at in self._kept.items()),
        ]


_PLAIN = (pl.String, pl.Boolean, pl.Date, pl.Null)


def plainly(cells: pl.DataFrame) -> pl.DataFrame:
    """The same cells in columns of few types: numbers, days, truths, and texts for all others."""
    others = [made for column in cells if (made := _plainly(column)) is not column]
    return cells.with_columns(others) if others else cells


def _plainly(cells: pl.Series) -> pl.Series:
    kind = cells.dtype
    if kind == pl.Float32:
        return cells.cast(pl.String).cast(pl.Float64)  # as it is shown, and not the double that it happens to be
    known = kind in (pl.Date, pl.Datetime) and ordinary(cells)
    if kind.is_numeric() or (kind in _PLAIN if kind != pl.Date else known):
        return cells
    if isinstance(kind, pl.Categorical | pl.Enum):
        return cells.cast(pl.String)
    found = cells.to_list() if known else values(cells)
    return pl.Series(cells.name, [cell_text(cell) for cell in found], dtype=pl.String)


def bare(texts: pl.Series) -> pl.Series:
    """The same texts without blanks around them; null where nothing is left."""
    found = texts.str.strip_chars(_BLANKS)
    return found.set(found == "", None)


def _texts(cells: pl.Series) -> pl.Series:
    """What `cell_text` says of each; null where there is nothing but blanks."""
    if cells.dtype == pl.String:
        return cells.set(bare(cells).is_null(), None)
    return pl.Series([cell_text(cell) for cell in cells], dtype=pl.String)
