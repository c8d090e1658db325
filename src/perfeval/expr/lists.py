"""Operations item by item, where one side or both are lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perfeval.expr.kinds import Kind, ListOf, Truth
from perfeval.unit import Unit


class UnevenLists(Exception):
    """Two lists of different lengths met; never leaves this package."""


def item(kind: Kind) -> Kind:
    """The kind of one item of a list; any other kind is its own item."""
    return kind.of if isinstance(kind, ListOf) else kind


def wrapped(kind: Unit | Truth, listed: bool) -> Kind:
    """The kind of a result, in a list where an operand was one."""
    return ListOf(kind) if listed else kind


def spread(combine: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """`combine` for single values and for lists, item by item.

    >>> spread(lambda a, b: a - b)((5, 7), 1)
    (4, 6)
    """

    def both(one: Any, other: Any) -> Any:
        several = [side for side in (one, other) if isinstance(side, tuple)]
        if not several:
            return combine(one, other)
        if len({len(side) for side in several}) > 1:
            raise UnevenLists
        size = len(several[0])
        first = one if isinstance(one, tuple) else (one,) * size
        second = other if isinstance(other, tuple) else (other,) * size
        return tuple(combine(a, b) for a, b in zip(first, second, strict=True))

    return both


def each(apply: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`apply` for a single value and for each item of a list."""
    return lambda value: tuple(apply(one) for one in value) if isinstance(value, tuple) else apply(value)
