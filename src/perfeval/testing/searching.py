"""Facts for a spec that has no project yet: some that earn full marks, and changes that lead along its edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, product
from typing import Any

from perfeval.diagnostic import Diagnostic
from perfeval.expr import Choice, Formula, Kind, ListOf, TableOf
from perfeval.expr.syntax import Node as Tree
from perfeval.expr.syntax import parse
from perfeval.facts import bind
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction, ceil, floor
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.quantity import show
from perfeval.rules.ways import amounts_of, possible, samples_of
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.source import Data
from perfeval.unit import Unit

Facts = dict[str, Data]

_MANY = 400
"""How many changes of two facts at once are tried."""


class Search:
    """What can be tried with the facts of one spec."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def card(self, facts: Facts) -> Scorecard | None:
        """The scorecard of these facts, None where they cannot be scored."""
        bound = bind(self.plan, Project(perfeval="project/1", spec="-", name="-", facts=facts))
        return None if isinstance(bound, tuple) else score(bound, trace=False)

    def best(self) -> Facts | None:
        """Facts that earn as much as can be found, in every indicator and without any veto."""
        facts = self._first()
        for _ in range(2):
            for node in self.plan.leaves:
                facts = self._improved(node, facts)
        return facts if self.card(facts) else None

    def _improved(self, node: Node, facts: Facts) -> Facts:
        most = self._rating(self.card(facts))
        line = (card := self.card(facts)) and card.lines[node.code]
        if line and line.exact == line.weight and not (card and card.bound.held):
            return facts
        for change in self.changes(node, facts):
            rating = self._rating(self.card(facts | change))
            if rating > most:
                facts, most = facts | change, rating
        return facts

    def _rating(self, card: Scorecard | None) -> tuple[int, Fraction]:
        """How good facts are: scorable, no condition of a veto or cap held, many points."""
        if card is None:
            return -(len(self.plan.conditions) + 1), ZERO
        return -len(card.bound.held), card.exact or ZERO

    def _first(self) -> Facts:
        facts: Facts = {name: next(self._values(name, fact.kind, None)) for name, fact in self.plan.shared.items()}
        for node in self.plan.nodes:
            if node.fact:
                facts[node.fact] = next(self._own(node))
            elif node.formula and node.formula.text.strip() in facts and node.target.measurable:
                facts[node.formula.text.strip()] = next(self._own(node))
        return facts

    def _own(self, node: Node) -> Iterator[Data]:
        """The facts that an indicator's own rule reads, the best first."""
        if node.rule is None:
            yield show(node.target.value, node.unit) if node.target.measurable else "待补"
        else:
            yield from samples_of(node.rule, node.weight or ONE, node.target)

    def edges(self, node: Node, facts: Facts) -> Iterator[Facts]:
        """The changes that lead an indicator along the edges of its rule and of its target."""
        if node.rule is None:
            return
        if node.fact:
            yield from ({node.fact: value} for value in self._own(node))
        if node.formula:
            for amount in amounts_of(node.rule, node.weight or ONE, node.target):
                yield from islice(self._solved(node.formula, amount, facts), 2)

    def changes(self, node: Node, facts: Facts) -> Iterator[Facts]:
        """Everything that can be tried for an indicator: its edges, then other values of what its formulas read."""
        yield from self.edges(node, facts)
        others = [{name: value} for name in node.reads if name != node.fact for value in self.values(name, facts)]
        yield from others
        units = {name: unit for name in node.reads if name != node.fact and (unit := self._unit(name))}
        yield {name: show(ZERO, unit) for name, unit in units.items() if not unit.is_date}
        own = [{node.fact: value} for value in self._own(node)] if node.fact and node.rule else []
        pairs = product(others, own) if own else product(others, others)
        yield from (one | other for one, other in islice(pairs, _MANY))

    def values(self, name: str, facts: Facts) -> Iterator[Data]:
        """Other values of a fact that formulas read."""
        if name in self.plan.shared:
            yield from self._values(name, self.plan.shared[name].kind, facts)
        elif name in self.plan.by_code:
            yield from self._own(self.plan.by_code[name])

    def _values(self, name: str, kind: Kind, facts: Facts | None) -> Iterator[Data]:
        """Values of this kind, the plainest first; those of the formulas, and what lies beside them."""
        if isinstance(kind, ListOf):
            yield from ([value] for value in self._values(name, kind.of, facts))
        elif isinstance(kind, TableOf):
            columns = [list(islice(self._values(name, of, facts), 40)) for _, of in kind.columns]
            for n in range(max(map(len, columns))):
                yield [{key: cells[n % len(cells)] for (key, _), cells in zip(kind.columns, columns, strict=True)}]
        elif isinstance(kind, Choice):
            yield from kind.labels
        elif isinstance(kind, Unit):
            yield from (show(x, kind) for x in self._amounts(name, kind) if possible(x, kind))
        else:
            yield from ("是", "否")

    def _amounts(self, name: str, unit: Unit) -> Iterator[Fraction]:
        near = [x for formula in self.formulas if name in formula.names for x in _literals(formula.text, unit)]
        step = ONE if unit.is_date else unit.factor
        if unit.is_date:
            valid = self.plan.spec.valid
            near = near or [Fraction(valid.start.toordinal() if valid else 738000)]
        else:
            yield unit.factor * 100
        for x in near:
            yield from (x, x - step, x + step)
        if not unit.is_date:
            yield from (unit.factor * 10 * n for n in range(21))

    @cached_property
    def formulas(self) -> list[Formula]:
        """Every formula of the spec."""
        own = [formula for node in self.plan.nodes for formula in (node.formula, *node.inner.values()) if formula]
        return [*own, *self.plan.conditions.values()]

    def _solved(self, formula: Formula, amount: Fraction, facts: Facts) -> Iterator[Facts]:
        """Changes of one fact by which the formula gives the amount, or comes as near as whole things can."""
        card = self.card(facts)
        known = {name: fact.value for name, fact in card.bound.facts.items()} if card else {}
        for name in formula.names:
            unit = self._unit(name)
            if unit is None or not isinstance(known.get(name), Fraction):
                continue
            found = _solution(formula, name, amount, known)
            if found is None or (found < ZERO <= amount):
                continue
            whole = unit.counted or unit.is_date
            for x in dict.fromkeys((floor(found), ceil(found)) if whole else (found,)):
                if possible(x, unit):
                    yield {name: show(x, unit)}
            return

    def _unit(self, name: str) -> Unit | None:
        shared, node = self.plan.shared.get(name), self.plan.by_code.get(name)
        kind = shared.kind if shared else node.unit if node else None
        return kind if isinstance(kind, Unit) else None


def _solution(formula: Formula, name: str, amount: Fraction, known: dict[str, Any]) -> Fraction | None:
    """The value of one name at which a formula that is straight in it, or in its inverse, gives an amount."""
    here = known[name]
    there = here / 2 or ONE
    low, high = (formula.evaluate({**known, name: x}) for x in (there, here))
    if isinstance(low, Diagnostic) or isinstance(high, Diagnostic) or low == high:
        return None
    found = [here + (amount - high) * (here - there) / (high - low)]
    found += [here * high / amount] if amount else []
    return next((x for x in found if formula.evaluate({**known, name: x}) == amount), None)


def _literals(text: str, unit: Unit) -> Iterable[Fraction]:
    """The amounts of a unit that a formula states."""
    tree = parse(text)
    return () if isinstance(tree, Diagnostic) else dict.fromkeys(_stated(tree, unit))


def _stated(tree: Tree, unit: Unit) -> Iterator[Fraction]:
    if tree.op == "literal" and tree.value[1].fits(unit):
        yield tree.value[0]
    for part in tree.parts:
        yield from _stated(part, unit)
