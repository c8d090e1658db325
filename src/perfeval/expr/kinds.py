"""What a part of a formula can be: an amount in a unit, a truth, a label, or a list of these."""

from __future__ import annotations

from perfeval.record import Record
from perfeval.unit import Unit


class Truth(Record):
    """是 or 否."""


class Choice(Record):
    """One of the declared labels."""

    labels: tuple[str, ...]


class ListOf(Record):
    """Several amounts of one unit, or several truths."""

    of: Unit | Truth


class TableOf(Record):
    """Rows with the same columns, each an amount of a unit or a truth."""

    columns: tuple[tuple[str, Unit | Truth], ...]


BOOLEAN = Truth()
Kind = Unit | Truth | Choice | ListOf | TableOf


def spelled(kind: Kind) -> str:
    """The kind in words, for messages."""
    if isinstance(kind, Unit):
        return kind.text or "数"
    if isinstance(kind, ListOf):
        return f"{spelled(kind.of)}的列表"
    return "是否" if isinstance(kind, Truth) else "表" if isinstance(kind, TableOf) else "选项"
