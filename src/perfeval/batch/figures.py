"""Figures of a summary as they are printed: rounded once, from the exact value, in the way that the spec names."""

from __future__ import annotations

from perfeval.number import Fraction, spell
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import RATE_PLACES, Mode, printable, printed, rounded


class Ink(Record):
    """Prints figures at so many places."""

    places: int
    mode: Mode

    def points(self, x: Fraction, places: int | None = None) -> str:
        """Points; those that keep more places than usual are not cut.

        >>> ink = Ink(2, Mode.HALF_UP)
        >>> ink.points(Fraction(269, 3)), ink.points(Fraction(90)), ink.points(Fraction(3, 8), 3)
        ('89.67', '90.00', '0.375')
        """
        wanted = self.places if places is None else max(places, self.places)
        return printed(x if printable(x, wanted) else rounded(x, wanted, self.mode), wanted)

    def short(self, x: Fraction) -> str:
        """A mark on a scale, without needless zeros."""
        return spell(rounded(x, max(self.places, 2), self.mode))

    def share(self, x: Fraction | None) -> str | None:
        """A share as a percentage; None where there is none."""
        return None if x is None else printed(rounded(x * 100, RATE_PLACES, self.mode), RATE_PLACES) + "%"

    def part(self, count: int, whole: int) -> str | None:
        """So many of so many as a percentage; None of none."""
        return self.share(Fraction(count, whole)) if whole else None


def ink_of(plan: Plan) -> Ink:
    """How the spec of a plan has its figures printed."""
    policy = plan.spec.rounding
    assert policy is not None  # a plan with weights has a policy
    return Ink(policy.places, policy.mode)
