"""Scoring: earn, round, add, grade. The only caller of the rounding policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from typing import Any

from perfeval.facts import Bound
from perfeval.node import Node
from perfeval.number import ZERO, Fraction, at_most
from perfeval.rounding import Mode, printable, rounded
from perfeval.rules import silent
from perfeval.scorecard import Line, Scorecard, Step
from perfeval.whole import conclude


def score(bound: Bound, *, trace: bool = True, mode: Mode | None = None) -> Scorecard:
    """The scorecard of a bound project.

    trace: whether the steps of each rule are written down. mode: rounds everything this way
    instead of as the spec says, to see what the policy does to the result.
    """
    plan = bound.plan
    if plan.full is None:
        return Scorecard(bound, {node.code: _tracked(bound, node) for node in plan.nodes})
    scoring = _Scoring(bound, trace, mode)
    scale = scoring.share_out(plan.full) if bound.absent else None
    exact, total = scoring.group(plan.roots, scale)
    card = Scorecard(bound, scoring.lines, total if scoring.leaves else scoring.total(exact), exact)
    card.mode, card.of = mode, "leaves" if scoring.leaves else "total"
    conclude(card, scoring.total)
    return card


def _tracked(bound: Bound, node: Node) -> Line:
    """An indicator without weight: its actual beside its target."""
    received = bound.received.get(node.code)
    absent = node.measured and received is None
    return Line(node, "not-applicable" if absent else "tracked", received=received)


class _Scoring:
    """One project being scored."""

    def __init__(self, bound: Bound, trace: bool, mode: Mode | None) -> None:
        policy = bound.plan.spec.rounding
        assert policy is not None  # a plan with weights has a policy
        self.bound, self.trace, self.mode, self.policy = bound, trace, mode, policy
        self.leaves = policy.of == "leaves"
        self.received, self.overrides = bound.received, bound.overrides
        self.lines: dict[str, Line] = {}
        self.round = rounded

    def total(self, x: Fraction) -> Fraction:
        """`x` rounded as a total."""
        return self.round(x, self.policy.places, self.mode or self.policy.mode)

    def group(self, nodes: tuple[Node, ...], scale: dict[Node, Fraction] | None) -> tuple[Fraction, Fraction]:
        """The exact and the printed sum of some siblings."""
        exact = gained = ZERO
        for node in nodes:
            line = self.branch(node, scale) if node.children else self.leaf(node, scale)
            self.lines[node.code] = line
            if line.exact is not None and line.printed is not None:
                exact = exact + line.exact
                # Most points are printed as they are: only what rounding gains or loses is added up.
                if line.printed is not line.exact:
                    gained = gained + (line.printed - line.exact)
        return exact, exact if gained is ZERO else exact + gained

    def branch(self, node: Node, scale: dict[Node, Fraction] | None) -> Line:
        """A group: its children's points combined."""
        exact, printed = self.group(node.children, scale)
        weight = node.weight if scale is None else scale.get(node)
        line = Line(node, "group", weight, received=self.received.get(node.code))
        if weight is None:
            line.state = "not-applicable"
        elif node.indicator.combine == "sum":
            line.exact, line.printed = exact, printed if self.leaves else self.total(exact)
        else:
            line.exact = weight * self.combined(node)
            line.printed = self.round(line.exact, node.places, self.mode or node.mode)
        if node.adjusted and weight is not None:
            self.adjust(line, weight)
        return line

    def adjust(self, line: Line, weight: Fraction) -> None:
        """What a group keeps once its indicators are overdrawn, by its conversion table, and after its gates."""
        from perfeval.adjusting import converted, gate, leaves_below, overdrawn

        node = line.node
        assert line.exact is not None and line.printed is not None
        if node.indicator.floor_at == "group":
            below = [self.lines[leaf.code] for leaf in leaves_below(node)]
            line.exact, owed = overdrawn(line, below, line.exact)
            line.printed = max(line.printed - self.printed(node, owed), ZERO)
        if node.indicator.conversion:
            line.exact = converted(line, line.exact, weight)
            line.printed = self.printed(node, line.exact)
        gate(self.bound, line, self.total)

    def adjust_leaf(self, line: Line, exact: Fraction, weight: Fraction) -> None:
        """What an indicator keeps of what its rule earns."""
        from perfeval.adjusting import adjusted, gate

        line.exact = adjusted(self.bound, line, exact, weight)
        line.printed = self.printed(line.node, line.exact)
        gate(self.bound, line, partial(self.printed, line.node))

    def combined(self, node: Node) -> Fraction:
        """The share that a group earns whose children do not add up: the least, or the mean."""
        below = [self.lines[child.code] for child in node.children]
        rates = [line.exact / line.weight for line in below if line.exact is not None and line.weight]
        return reduce(at_most, rates) if node.indicator.combine == "min" else sum(rates, ZERO) / len(rates)

    def leaf(self, node: Node, scale: dict[Node, Fraction] | None) -> Line:
        """An indicator: what its rule earns, or what a person set instead."""
        received, rule, weight = self.received[node.code], node.rule, node.weight
        assert rule is not None and weight is not None
        if received is None:
            return self.not_applicable(node, scale)
        steps: list[Step] = []
        target = node.target
        if received.by is not None:
            rule, target = received.by
        exact = rule.earned(weight, received.actual, target, _recorder(steps) if self.trace else silent)
        if scale is not None and scale[node] != weight:
            # The rule may speak in points of the weight it was written for, so its result is scaled.
            exact, weight = exact / weight * scale[node], scale[node]
        line = Line(node, "scored", weight, exact, exact, received, steps)
        if node.adjusted:
            self.adjust_leaf(line, exact, weight)
        elif self.leaves:
            line.printed = self.round(exact, node.places, self.mode or node.mode)
        override = self.overrides.get(node.code) if self.overrides else None
        if override:
            # Set out of the weight that the spec gives, so it grows with the weight as the rule's points do.
            line.state, line.override, line.computed, line.ruled = "overridden", override, line.printed, line.exact
            line.exact = override.score * line.growth
            line.printed = self.printed(node, line.exact)
        return line

    def printed(self, node: Node, exact: Fraction) -> Fraction:
        """The points that count for an indicator."""
        return self.round(exact, node.places, self.mode or node.mode) if self.leaves else exact

    def not_applicable(self, node: Node, scale: dict[Node, Fraction] | None) -> Line:
        """An indicator that is not applicable, by the spec's policy."""
        policy = self.bound.plan.policy(node)
        if policy == "redistribute":
            return Line(node, "not-applicable")
        weight = node.weight if scale is None else scale[node]
        assert weight is not None
        line = Line(node, "not-applicable", weight, weight if policy == "full" else ZERO)
        if policy == "peer_mean":
            from perfeval.adjusting import as_others

            line.exact = as_others(self.bound, line)
        line.printed = self.printed(node, line.exact or ZERO)
        if node.adjusted:
            from perfeval.adjusting import gate

            gate(self.bound, line, partial(self.printed, node))
        return line

    def share_out(self, full: Fraction) -> dict[Node, Fraction]:
        """The points of every node once those that are not applicable have given theirs away.

        Where a share cannot be printed in full, sums of printed points could exceed the full mark:
        then totals are rounded from exact points.
        """
        points = shares(self.bound.plan.roots, full, self._dropped)
        self.leaves = self.leaves and all(printable(share, node.places) for node, share in points.items())
        return points

    def _dropped(self, node: Node) -> bool:
        """Whether a node has nothing left to score."""
        if node.children:
            return all(self._dropped(child) for child in node.children)
        return self.bound.received[node.code] is None and self.bound.plan.policy(node) == "redistribute"


def shares(nodes: tuple[Node, ...], whole: Fraction, dropped: Callable[[Node], bool]) -> dict[Node, Fraction]:
    """The points of every node that is left, where those that are `dropped` give theirs to their siblings."""
    left = [node for node in nodes if not dropped(node)]
    own = {node: node.weight or ZERO for node in left}
    for gone in nodes:
        takers = [node for node in left if node.code in gone.indicator.goes_to] if gone not in own else []
        among = sum((node.weight or ZERO for node in takers), ZERO)
        own |= {node: own[node] + (gone.weight or ZERO) * (node.weight or ZERO) / among for node in takers}
    total = sum(own.values(), ZERO)
    points: dict[Node, Fraction] = {}
    for node in left:
        points[node] = own[node] / total * whole if total else ZERO
        below = sum((child.weight or ZERO for child in node.children), ZERO)
        points.update(shares(node.children, points[node] if node.indicator.combine == "sum" else below, dropped))
    return points


def _recorder(steps: list[Step]) -> Callable[[str, Any], Any]:
    def note(name: str, value: Any) -> Any:
        steps.append((name, value))
        return value

    return note


def under_approved(card: Scorecard, line: Line) -> Fraction | None:
    """The points under the target as it was approved, where it was changed afterwards."""
    entry, node, policy = line.node.indicator.target, line.node, card.bound.plan.spec.rounding
    if not (entry and entry.approved and node.rule and line.received and line.weight and node.weight and policy):
        return None
    earned: Fraction = node.rule.earned(node.weight, line.received.actual, entry.approved)
    points = earned / node.weight * line.weight
    return rounded(points, node.places, card.mode or node.mode) if policy.of == "leaves" else points
