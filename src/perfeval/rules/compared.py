"""What kinds share that hold a project against the others of its batch."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from pydantic import PrivateAttr

from perfeval.diagnostic import Diagnostic
from perfeval.number import ZERO, Fraction
from perfeval.quantity import Quantity, quantity
from perfeval.record import replace
from perfeval.rules.rule import Received, Rule
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

C = TypeVar("C", bound="Compared")


class Amounts:
    """The amounts that the projects of a batch state for one fact, in order, the least first.

    Who has a million of them may keep them otherwise, and answer for a column of projects at once.

    >>> found = Amounts([Fraction(3), Fraction(1), Fraction(3)])
    >>> found.count, found.at(1), found.total, found.below(Fraction(3)), found.above(Fraction(3))
    (3, Fraction(3, 1), Fraction(7, 1), Fraction(1, 1), Fraction(0, 1))
    """

    def __init__(self, found: Iterable[Fraction]) -> None:
        """Take them in any order."""
        self._ordered = sorted(found)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._ordered)

    @cached_property
    def total(self) -> Fraction:
        """Their sum."""
        return sum(self._ordered, ZERO)

    def at(self, index: int) -> Fraction:
        """The one at a place, counted from 0, the least."""
        return self._ordered[index]

    def below(self, x: Any) -> Any:
        """How many are less than `x`."""
        return Fraction(bisect_left(self._ordered, x))

    def above(self, x: Any) -> Any:
        """How many are more than `x`."""
        return Fraction(self.count - bisect_right(self._ordered, x))


class Compared(Rule):
    """A kind whose fact may state the project's own amount alone, where the batch has those of the others."""

    compares: ClassVar[bool] = True

    _amounts: Amounts | None = PrivateAttr(None)
    _inside: bool = PrivateAttr(False)
    """Whether it is a part of another rule, and so never told of a batch."""

    def inside(self: C) -> C:
        """A rule that says so where it has nothing to compare with."""
        made = self.model_copy()
        made._inside = True
        return made

    def among(self: C, amounts: Amounts) -> C:
        """The rule for the projects of a batch that state these amounts, each its own."""
        made = self.model_copy()
        made._amounts = amounts
        return made

    def own(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The amount that a fact states."""
        found = super().receive(value, target, unit)
        if isinstance(found, Received) or unit.text or target.measurable:
            return found
        # Beside a target in words nothing but the indicator itself can say what the amounts are counted in.
        stated = quantity(value) if isinstance(value, str) else None
        if not isinstance(stated, Quantity) or not stated.unit.text:
            return found
        return tuple(replace(one, hint=f'在指标体系的这个指标里加一行 unit: "{stated.unit.text}"') for one in found)

    def standing(self, own: Any, amounts: Amounts) -> Any:
        """The actual of a project whose amount is `own`, one of `amounts`; of a column of such projects too."""
        raise AssertionError(f"{type(self).__name__} compares nothing")

    def scorable(self, actual: Any) -> Any:
        """Whether an actual can be scored; of a column, where."""
        return True

    @property
    def ready(self) -> bool:
        """Whether an amount alone can be scored: there is a batch, and it will do."""
        return self._amounts is not None

    def placed(self, own: Any) -> Any:
        """The same among the projects of the rule's batch; None where that will not do."""
        return self.standing(own, self._amounts) if self._amounts and self.ready else None
