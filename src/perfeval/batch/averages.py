"""What projects get for an indicator that does not apply to them, where the others of their batch say it.

All projects are scored once for it, as if these indicators earned nothing; the mean of those to which each applies is
what it earns in the second scoring. Points are out of the weight that the spec gives.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.node import Node
from perfeval.number import ZERO, Fraction
from perfeval.plan import Mean, Plan
from perfeval.record import replace
from perfeval.scorecard import Scorecard


def averaged(plan: Plan) -> tuple[Node, ...]:
    """The indicators that earn the mean of the others where they do not apply."""
    return tuple(node for node in plan.leaves if node.weight is not None and plan.policy(node) == "peer_mean")


def asking(plan: Plan) -> Plan:
    """The plan for the first scoring."""
    return replace(plan, means=tuple(Mean(node.code, ZERO, 0) for node in averaged(plan)))


class Sums:
    """The exact points of many projects for each of these indicators: a sum for each denominator, however many."""

    def __init__(self, plan: Plan) -> None:
        """Take the plan."""
        self._sums: dict[str, dict[int, int]] = {node.code: {} for node in averaged(plan)}
        self._counts = dict.fromkeys(self._sums, 0)

    def add(self, code: str, total: Fraction, count: int = 1) -> None:
        """So many more projects, which got so much together."""
        self.add_parts(code, total.numerator, total.denominator, count)

    def add_parts(self, code: str, num: int, den: int, count: int) -> None:
        """The same as a fraction that need not be in lowest terms."""
        sums = self._sums[code]
        sums[den] = sums.get(den, 0) + num
        self._counts[code] += count

    def known(self, plan: Plan) -> Plan:
        """The plan for the second scoring."""
        return replace(plan, means=tuple(self._means()))

    def _means(self) -> Iterator[Mean]:
        for code, sums in self._sums.items():
            if count := self._counts[code]:
                yield Mean(code, _sum([Fraction(num, den) for den, num in sorted(sums.items())]) / count, count)


def gained(card: Scorecard) -> Iterator[tuple[str, Fraction]]:
    """What a project got for each of these indicators that applies to it."""
    for node in averaged(card.bound.plan):
        line = card.lines[node.code]
        if line.state != "not-applicable" and line.exact is not None:
            yield node.code, line.exact / line.growth


def _sum(parts: list[Fraction]) -> Fraction:
    """A sum in halves: denominators that differ make it long, and so most of the work is done while it is short."""
    while len(parts) > 1:
        parts = [sum(parts[at : at + 2], ZERO) for at in range(0, len(parts), 2)]
    return parts[0]
