"""Coverage: which ways the rules, gates and caps of a spec went in the cases that were run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr.syntax import Node as Tree
from perfeval.expr.syntax import parse
from perfeval.node import Node
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rules import Case, Received
from perfeval.scorecard import Line, Scorecard

Branch = tuple[str, str]
"""An indicator's code, or nothing for the whole, and one way that it can go."""

ABSENT = "不适用"


class Coverage(Record):
    """What the cases of a spec took of its branches."""

    plan: Plan
    branches: tuple[Branch, ...]
    taken: frozenset[Branch]

    @property
    def percent(self) -> int:
        """How much was taken, never rounded up: only all of it is 100.

        A spec without branches is covered.
        """
        return self.count * 100 // len(self.branches) if self.branches else 100

    @property
    def count(self) -> int:
        """How many were taken."""
        return sum(branch in self.taken for branch in self.branches)

    @property
    def missed(self) -> dict[str, list[str]]:
        """What was never taken, by indicator and in words."""
        found: dict[str, list[str]] = {}
        for code, way in self.branches:
            if (code, way) not in self.taken:
                name = f"{code} {self.plan.by_code[code].indicator.name}" if code else "总分"
                found.setdefault(name, []).append(way)
        return found


def covered(plan: Plan, cards: Iterable[Scorecard]) -> Coverage:
    """The coverage of a spec by scorecards; a way that was taken though nobody foresaw it counts as foreseen."""
    taken = frozenset(branch for card in cards for branch in taken_in(card))
    foreseen = tuple(branches(plan))
    return Coverage(plan, (*foreseen, *sorted(taken - set(foreseen))), taken)


def branches(plan: Plan) -> Iterator[Branch]:
    """Every branch of a spec, in its order."""
    for node in plan.nodes:
        if node.rule is not None and node.weight is not None:
            yield from ((node.code, way) for way in _ways(node))
            if absentable(plan, node):
                yield node.code, ABSENT
    for code, _, words in _conditions(plan):
        yield from ((code, f"{words}{held}") for held in ("成立", "不成立"))


def _conditions(plan: Plan) -> Iterator[tuple[str, Route, str]]:
    """Every gate and cap: the indicator it belongs to, its condition's route, and what it is called."""
    for node in plan.nodes:
        for inside, item in node.indicator.conditions:
            name = "一票否决" if inside[0] == "gates" else "从轻扣分"
            yield node.code, (*node.route, *inside), f"{name}“{item.when}”"
    for kind, name in (("一票否决", "gates"), ("总分封顶", "caps"), ("等级封顶", "grade_caps")):
        for index, item in enumerate(getattr(plan.spec, name)):
            yield "", (name, index, "when"), f"{kind}“{item.when}”"


def absentable(plan: Plan, node: Node) -> list[str]:
    """The facts of an indicator that may be 不适用: no condition reads them, and the spec says what follows.

    What follows is not to be asked of other projects, for a case is one by itself.
    """
    if plan.policy(node) in (None, "peer_mean"):
        return []
    decisive = {name for formula in plan.conditions.values() for name in formula.names}
    return [name for name in node.reads if name not in decisive]


def _ways(node: Node) -> tuple[str, ...]:
    """The ways of an indicator's rule; where its formula gives only a few amounts, those that they go."""
    rule, weight, target = node.rule, node.weight, node.target
    assert rule is not None and weight is not None
    amounts = outcomes(node.formula.text) if node.formula and not node.inner else None
    if amounts is None:
        return rule.ways(weight, target)
    cases = [Case(weight, target, Received(amount, ""), node.unit) for amount in amounts]
    return tuple(dict.fromkeys(way for case in cases for way in rule.way(case)))


def outcomes(formula: str) -> tuple[Fraction, ...] | None:
    """All that a formula can give, where that is the choice of an ``if`` between written amounts.

    >>> outcomes("if(完成日 ≤ 2023-11-30, 0 项, 1 项)"), outcomes("支出 / 预算")
    ((Fraction(0, 1), Fraction(1, 1)), None)
    """
    tree = parse(formula)
    found = None if isinstance(tree, Diagnostic) else _outcomes(tree)
    return tuple(dict.fromkeys(found)) if found else None


def _outcomes(tree: Tree) -> list[Fraction] | None:
    if tree.op == "literal":
        return [tree.value[0]]
    if tree.op != "call" or tree.value != "if" or len(tree.parts) != 3:
        return None
    yes, no = _outcomes(tree.parts[1]), _outcomes(tree.parts[2])
    return None if yes is None or no is None else [*yes, *no]


def taken_in(card: Scorecard) -> Iterator[Branch]:
    """The branches that a project took."""
    for line in card.lines.values():
        yield from ((line.node.code, way) for way in _way(line))
    for code, route, words in _conditions(card.bound.plan):
        yield code, f"{words}{'成立' if route in card.bound.held else '不成立'}"


def _way(line: Line) -> tuple[str, ...]:
    node = line.node
    if node.rule is None or node.weight is None:
        return ()
    if line.received is None:
        return (ABSENT,)
    return node.rule.way(Case(node.weight, node.target, line.received, node.unit))
