"""Facts for a spec that has no project yet: some that earn full marks, and changes that lead along its edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, product

from perfeval.expr import Choice, Formula, Kind, ListOf, TableOf
from perfeval.facts import bind
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.quantity import Quantity, quantity, show
from perfeval.rules.ways import possible, samples_of
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.source import Data
from perfeval.testing.knobs import Knob, balance, knobs, literals, turned
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
                card = self.card(facts)
                line = card.lines[node.code] if card else None
                if line is None or line.exact != line.weight:
                    facts = self._improved(self.changes(node, facts), facts)
            for formula in self.plan.conditions.values():
                facts = self._improved(self.others(formula.names, facts), facts)
        return facts if self.card(facts) else None

    def _improved(self, changes: Iterable[Facts], facts: Facts) -> Facts:
        most = self._rating(self.card(facts))
        for change in changes:
            rating = self._rating(self.card(facts | change))
            if rating > most:
                facts, most = facts | change, rating
        return facts

    def _rating(self, card: Scorecard | None) -> tuple[int, Fraction]:
        """How good facts are: scorable, no condition of a veto or cap held, many points."""
        if card is None:
            return -(len(self.plan.conditions) + 1), ZERO
        return -len(card.bound.held), sum((card.lines[node.code].exact or ZERO for node in self.plan.leaves), ZERO)

    def _first(self) -> Facts:
        facts: Facts = {name: next(self._values(name, fact.kind)) for name, fact in self.plan.shared.items()}
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
            for amount in (quantity(value) for value in self._own(node) if isinstance(value, str)):
                if isinstance(amount, Quantity):
                    turned_to = self._turned(node.formula, amount.value, facts)
                    yield from ({knob.name: knob.write(x)} for knob, x in turned_to)

    def brinks(self, condition: Formula, facts: Facts) -> Iterator[Facts]:
        """The changes with which a condition just holds, or just does not."""
        made = balance(condition, self._kinds)
        for knob, x in self._turned(made, ZERO, facts) if made else ():
            for near in (x, x - knob.step, x + knob.step):
                if possible(near, knob.unit):
                    yield {knob.name: knob.write(near)}

    def _turned(self, formula: Formula, amount: Fraction, facts: Facts) -> Iterator[tuple[Knob, Fraction]]:
        """The first knob with which a formula gives an amount, and how it is to be turned."""
        card = self.card(facts)
        known = {name: fact.value for name, fact in card.bound.facts.items()} if card else {}
        for name in formula.names:
            for knob in knobs(name, self._kinds[name], known[name], facts[name]) if name in known else ():
                if found := list(turned(formula, knob, amount, known)):
                    yield from ((knob, x) for x in found)
                    return

    def changes(self, node: Node, facts: Facts) -> Iterator[Facts]:
        """Everything that can be tried for an indicator: its edges, then other values of what its formulas read."""
        edges = list(self.edges(node, facts))
        yield from edges
        # What only decides between branches comes first: it is to be tried with every edge.
        computed = node.formula.names if node.formula else ()
        names = sorted((name for name in node.reads if name != node.fact), key=lambda name: name in computed)
        others = list(self.others(names, facts))
        yield from others
        units = {name: kind for name in names if isinstance(kind := self._kinds.get(name), Unit)}
        yield {name: show(ZERO, unit) for name, unit in units.items() if not unit.is_date}
        yield from (one | other for one, other in islice(product(others, edges or others), _MANY))

    def others(self, names: Iterable[str], facts: Facts) -> Iterator[Facts]:
        """Changes of one of these facts, to any value that might matter."""
        for name in names:
            if name in self.plan.shared:
                yield from ({name: value} for value in self._values(name, self.plan.shared[name].kind))
            elif name in self.plan.by_code:
                yield from ({name: value} for value in self._own(self.plan.by_code[name]))

    def _values(self, name: str, kind: Kind) -> Iterator[Data]:
        """Values of this kind, the plainest first; those of the formulas, and what lies beside them."""
        if isinstance(kind, ListOf):
            yield from ([value] for value in self._values(name, kind.of))
        elif isinstance(kind, TableOf):
            columns = [list(islice(self._values(name, of), 40)) for _, of in kind.columns]
            for n in range(max(map(len, columns))):
                yield [{key: cells[n % len(cells)] for (key, _), cells in zip(kind.columns, columns, strict=True)}]
        elif isinstance(kind, Choice):
            yield from kind.labels
        elif isinstance(kind, Unit):
            yield from (show(x, kind) for x in self._amounts(name, kind) if possible(x, kind))
        else:
            yield from ("是", "否")

    def _amounts(self, name: str, unit: Unit) -> Iterator[Fraction]:
        """A hundred, what the formulas state and what lies beside it, and multiples of ten; days around theirs."""
        near = [x for formula in self._formulas if name in formula.names for x in literals(formula.text, unit)]
        step = ONE if unit.is_date else unit.factor
        if unit.is_date:
            valid = self.plan.spec.valid
            near = near or [Fraction(valid.start.toordinal() if valid else _SOME_DAY)]
        else:
            yield unit.factor * 100
        for x in near:
            yield from (x, x - step, x + step)
        if not unit.is_date:
            yield from (unit.factor * 10 * n for n in range(21))

    @cached_property
    def _formulas(self) -> list[Formula]:
        """Every formula of the spec."""
        own = [formula for node in self.plan.nodes for formula in (node.formula, *node.inner.values()) if formula]
        return [*own, *self.plan.conditions.values()]

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        """What formulas can name."""
        shared: dict[str, Kind] = {name: fact.kind for name, fact in self.plan.shared.items()}
        return shared | {node.fact: node.unit for node in self.plan.nodes if node.fact and node.target.measurable}


_SOME_DAY = 738886
"""2024-01-01, where a spec names no day."""
