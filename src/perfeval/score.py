"""Scoring: earn, round, add, grade. The only caller of the rounding policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from perfeval.facts import Bound
from perfeval.number import ZERO, Fraction
from perfeval.plan import Node
from perfeval.rounding import Mode, rounded
from perfeval.rules import silent
from perfeval.scorecard import Line, Scorecard, Step
from perfeval.spec import Grade


def score(bound: Bound, *, trace: bool = True, mode: Mode | None = None) -> Scorecard:
    """The scorecard of a bound project.

    trace: whether the steps of each rule are written down. mode: rounds everything this way
    instead of as the spec says, to see what the policy does to the result.
    """
    scoring = _Scoring(bound, trace, mode)
    plan = bound.plan
    card = Scorecard(bound, scoring.lines)
    if plan.full is None:
        for node in plan.nodes:
            scoring.lines[node.code] = Line(node, "tracked", received=bound.received.get(node.code))
        return card
    scale = scoring.scale(plan.roots, plan.full) if scoring.absent else None
    card.exact, total = scoring.group(plan.roots, scale)
    card.total = total if scoring.leaves else scoring.total(card.exact)
    _give_grade(card)
    scoring.lines = card.lines = {node.code: scoring.lines[node.code] for node in plan.nodes}
    return card


@dataclass(slots=True)
class _Scoring:
    """One project being scored."""

    bound: Bound
    trace: bool
    mode: Mode | None
    lines: dict[str, Line] = field(default_factory=dict)

    @property
    def absent(self) -> bool:
        """Whether some indicator is not applicable."""
        return None in self.bound.received.values()

    @property
    def leaves(self) -> bool:
        """Whether each indicator is rounded, so that totals are sums of printed points."""
        policy = self.bound.plan.spec.rounding
        return policy is None or policy.of == "leaves"

    def total(self, x: Fraction) -> Fraction:
        """`x` rounded as a total."""
        policy = self.bound.plan.spec.rounding
        assert policy is not None  # a plan with weights has a policy
        return rounded(x, policy.places, self.mode or policy.mode)

    def group(self, nodes: tuple[Node, ...], scale: dict[Node, Fraction] | None) -> tuple[Fraction, Fraction]:
        """The exact and the printed sum of some siblings."""
        exact = printed = ZERO
        for node in nodes:
            line = self.branch(node, scale) if node.children else self.leaf(node, scale)
            self.lines[node.code] = line
            if line.exact is not None and line.printed is not None:
                exact, printed = exact + line.exact, printed + line.printed
        return exact, printed

    def branch(self, node: Node, scale: dict[Node, Fraction] | None) -> Line:
        """A group: its children's points combined."""
        exact, printed = self.group(node.children, scale)
        weight = node.weight if scale is None else scale.get(node)
        line = Line(node, "group", weight, received=self.bound.received.get(node.code))
        if weight is None:
            line.state = "not-applicable"
        elif node.indicator.combine == "sum":
            line.exact, line.printed = exact, printed if self.leaves else self.total(exact)
        else:
            line.exact = weight * self.combined(node)
            line.printed = rounded(line.exact, node.places, self.mode or node.mode)
        return line

    def combined(self, node: Node) -> Fraction:
        """The share that a group earns whose children do not add up: the least, or the mean."""
        below = [self.lines[child.code] for child in node.children]
        rates = [line.exact / line.weight for line in below if line.exact is not None and line.weight]
        return min(rates) if node.indicator.combine == "min" else sum(rates, ZERO) / len(rates)

    def leaf(self, node: Node, scale: dict[Node, Fraction] | None) -> Line:
        """An indicator: what its rule earns, or what a person set instead."""
        received, rule = self.bound.received[node.code], node.rule
        assert rule is not None and node.weight is not None
        if received is None:
            return self.not_applicable(node, scale)
        steps: list[Step] = []
        exact = rule.earned(node.weight, received.actual, node.target, _recorder(steps) if self.trace else silent)
        weight = node.weight
        if scale is not None and scale[node] != weight:
            # The rule may speak in points of the weight it was written for, so its result is scaled.
            exact, weight = exact / weight * scale[node], scale[node]
        line = Line(node, "scored", weight, exact, self.printed(node, exact), received)
        line.steps = tuple(steps)
        self.amend(line)
        return line

    def printed(self, node: Node, exact: Fraction) -> Fraction:
        """The points that count for an indicator."""
        return rounded(exact, node.places, self.mode or node.mode) if self.leaves else exact

    def amend(self, line: Line) -> None:
        """The override of an indicator, and its score under the target before it was changed."""
        entry, node = line.node.indicator.target, line.node
        if entry and entry.approved and node.rule and line.received and line.weight and node.weight:
            earned = node.rule.earned(node.weight, line.received.actual, entry.approved)
            line.under_approved = self.printed(node, earned / node.weight * line.weight)
        override = self.bound.overrides.get(node.code)
        if override:
            line.state, line.override, line.computed = "overridden", override, line.printed
            line.exact, line.printed = override.score, self.printed(node, override.score)

    def not_applicable(self, node: Node, scale: dict[Node, Fraction] | None) -> Line:
        """An indicator that is not applicable, by the spec's policy."""
        if _policy(self.bound, node) == "redistribute":
            return Line(node, "not-applicable")
        weight = node.weight if scale is None else scale[node]
        assert weight is not None
        earned = weight if _policy(self.bound, node) == "full" else ZERO
        return Line(node, "not-applicable", weight, earned, self.printed(node, earned))

    def scale(self, nodes: tuple[Node, ...], whole: Fraction) -> dict[Node, Fraction]:
        """The points of every node that is left, where some give theirs to their siblings."""
        left = [node for node in nodes if not self._dropped(node)]
        total = sum((node.weight or ZERO for node in left), ZERO)
        shares: dict[Node, Fraction] = {}
        for node in left:
            summed = whole if total else ZERO
            shares[node] = (node.weight or ZERO) / total * summed if total else ZERO
            inner = (
                shares[node]
                if node.indicator.combine == "sum"
                else sum((c.weight or ZERO for c in node.children), ZERO)
            )
            shares.update(self.scale(node.children, inner))
        return shares

    def _dropped(self, node: Node) -> bool:
        """Whether a node has nothing left to score."""
        if node.children:
            return all(self._dropped(child) for child in node.children)
        return self.bound.received[node.code] is None and _policy(self.bound, node) == "redistribute"


def _policy(bound: Bound, node: Node) -> str | None:
    return node.indicator.not_applicable or bound.plan.spec.not_applicable


def _recorder(steps: list[Step]) -> Callable[[str, Any], Any]:
    def note(name: str, value: Any) -> Any:
        steps.append((name, value))
        return value

    return note


def _give_grade(card: Scorecard) -> None:
    """The grade follows the printed total; where the exact total would have another, both are kept."""
    assert card.total is not None and card.exact is not None
    card.grade = grade_of(card, card.total)
    card.exact_grade = grade_of(card, card.exact)


def grade_of(card: Scorecard, points: Fraction) -> Grade | None:
    """The first grade whose lower edge the points reach."""
    full = card.bound.plan.full
    grades = card.bound.plan.spec.grades or ()
    return next((grade for grade in grades if points >= grade.least.of(full)), None)
