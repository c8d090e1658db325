"""The answers to a checklist as the shares of its points that are kept, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from perfeval.batch.cells import AmountColumn, Amounts
from perfeval.batch.header import Header
from perfeval.batch.tree import Branch
from perfeval.node import Node
from perfeval.record import Record
from perfeval.unit import PERCENT, unit

_YES, _NO, _PARTLY = "是", "否", "部分"
"""The answers that are read here; others that mean the same are left to the ordinary engine."""


class AnswerColumns(Record):
    """The columns of one point: its answer, and, where there are such, the share that is kept and the reason.

    negative: whether 否 keeps the point. whole: whether there is no answer in between.
    """

    answer: str
    keep: AmountColumn | None
    because: str | None
    negative: bool
    whole: bool


def answer_columns(header: Header, node: Node) -> list[AnswerColumns] | None:
    """The columns of the points of a checklist; None where they are laid out in another way."""
    rule: Any = node.rule
    found = header.facts_of.get(node.fact or "")
    if rule is None or rule.kind_name() != "checklist" or found is None or found.at >= 0:
        return None
    if [step for step in found.below if not isinstance(step, int)]:
        return None
    columns = []
    for index, point in enumerate(rule.points):
        branch = found.below[index]
        below = {key: str(one.at) for key, one in branch.below.items() if one.at >= 0}
        if branch.at < 0 or not set(below) <= {"keep", "because", "evidence"}:
            return None
        keep = _share(branch.below["keep"]) if "keep" in below else None
        columns.append(AnswerColumns(str(branch.at), keep, below.get("because"), point.negative, bool(rule.by_count)))
    return columns


def _share(branch: Branch) -> AmountColumn:
    """The column of a share, in the percentages or per mille that its header states."""
    stated = unit(branch.unit) if branch.unit else None
    return AmountColumn(str(branch.at), stated or PERCENT, stated is not None)


def keeps(columns: Sequence[AnswerColumns]) -> Iterator[AmountColumn]:
    """The columns of shares that are kept."""
    yield from (one.keep for one in columns if one.keep is not None)


def kept(one: AnswerColumns, kind: pl.DataType, shares: Mapping[str, Amounts]) -> Amounts | None:
    """What is kept of a point; None where its column has no answers that can be read together."""
    cells = pl.col(one.answer)
    if kind not in (pl.Boolean, pl.String):
        return None
    yes, no = (cells, ~cells) if kind == pl.Boolean else (cells == _YES, cells == _NO)
    if kind == pl.Boolean and one.keep is None and one.because is None:
        return Amounts((no if one.negative else yes).cast(pl.UInt8), 1)
    share = shares.get(one.keep.column) if one.keep and not one.whole and kind == pl.String else None
    scale = share.scale * one.keep.unit.factor.denominator if share and one.keep else 1
    alone = pl.col(one.keep.column).is_null() if one.keep else pl.lit(True)
    full, none = (no, yes) if one.negative else (yes, no)
    size = pl.Int64 if share else pl.UInt8
    value = pl.when(full & alone).then(pl.lit(scale, dtype=size)).when(none & alone).then(pl.lit(0, dtype=size))
    if share:
        value = value.when((cells == _PARTLY) & share.value.is_between(1, scale - 1)).then(share.value)
    if one.because is None:
        return Amounts(value, scale)
    return Amounts(pl.when((value == scale) | pl.col(one.because).is_not_null()).then(value), scale)
