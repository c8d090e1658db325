"""Boundary cases for a spec: around every edge of every rule, and whatever else takes a branch not yet taken."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.number import spell
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.scorecard import Scorecard
from perfeval.source import Data
from perfeval.testing.coverage import ABSENT, Branch, absentable, branches, taken_in
from perfeval.testing.running import printed_points
from perfeval.testing.searching import Facts, Search


class Suggestion(Record, eq=False):
    """A case: the indicator it is about, empty for the whole, its name, the changed facts, and what comes out."""

    code: str
    name: str
    facts: Facts
    expect: dict[str, Data]


class Suggested(Record, eq=False):
    """The base facts, the cases, and the branches that none of them takes."""

    facts: Facts
    cases: list[Suggestion]
    missed: tuple[Branch, ...]


def suggest(plan: Plan) -> Suggested | None:
    """Cases for a spec; None where no facts were found that it can score."""
    return _Suggesting(plan).run()


class _Suggesting:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.search = plan, Search(plan)
        self.left = dict.fromkeys(branches(plan))
        self.cases: list[Suggestion] = []
        self.seen: list[Facts] = []
        self.names: dict[str, int] = {}

    def run(self) -> Suggested | None:
        base = self.search.best()
        card = self.search.card(base) if base is not None else None
        if base is None or card is None:
            return None
        self.base, self.card, self.usual = base, card, set(taken_in(card))
        self._take("", {}, card)
        for node in self.plan.leaves:
            for change in self.search.edges(node, base):
                self._try(node.code, change, needed=False)
            for change in self._further(node.code):
                self._try(node.code, change, needed=True)
        for formula in self.plan.conditions.values():
            for change in self.search.brinks(formula, base):
                self._try("", change, needed=False)
            for change in self.search.others(formula.names, base):
                self._try("", change, needed=True)
        return Suggested(base, self.cases, tuple(self.left))

    def _further(self, code: str) -> Iterator[Facts]:
        """Changes that may take a branch of an indicator which its edges did not."""
        node = self.plan.by_code[code]
        if (code, ABSENT) in self.left:
            for name in absentable(self.plan, node):
                yield {name: ABSENT}
        for change in self.search.changes(node, self.base):
            if not any(branch[0] == code for branch in self.left):
                return
            yield change
        # An edge may be out of bounds for another indicator, such as one that divides by it.
        absent = dict.fromkeys(name for other in self.plan.leaves for name in absentable(self.plan, other))
        for change in self.search.edges(node, self.base):
            yield from (change | {name: ABSENT} for name in absent if name not in node.reads)

    def _try(self, code: str, change: Facts, *, needed: bool) -> None:
        """Make a case of a change that can be scored; where it is `needed`, only if it takes a new branch."""
        facts = {name: value for name, value in change.items() if self.base.get(name) != value}
        if (not facts or facts in self.seen) and not needed:
            return
        card = self.search.card(self.base | facts)
        if card and (not needed or any(branch in self.left for branch in taken_in(card))):
            self._take(code, facts, card)

    def _take(self, code: str, facts: Facts, card: Scorecard) -> None:
        self.seen.append(facts)
        own = [way for found, way in taken_in(card) if found == code and (found, way) not in self.usual]
        for branch in taken_in(card):
            self.left.pop(branch, None)
        said = {name: _said(value, self.base.get(name)) for name, value in facts.items()}
        values = [words if name == code else f"{name} {words}" for name, words in said.items() if words]
        name = f"{code} {'，'.join(values or own or ['同基准'])}".strip() if facts else "基准"
        self.names[name] = self.names.get(name, 0) + 1
        name = f"{name}（{self.names[name]}）" if self.names[name] > 1 else name
        self.cases.append(Suggestion(code, name, facts, self._expect(code, card)))

    def _expect(self, code: str, card: Scorecard) -> dict[str, Data]:
        """The total, the grade, and the indicators that came out otherwise than in the base."""
        found: dict[str, Data] = {}
        total = printed_points(card, card.total)
        if total is not None:
            found["total"] = spell(total)
        if card.grade:
            found["grade"] = card.grade.name
        scores: dict[str, Data] = {}
        states: dict[str, Data] = {}
        for node in self.plan.leaves:
            line, before = card.lines[node.code], self.card.lines[node.code]
            points = printed_points(card, line.printed, node.places)
            if points is not None and (line.printed != before.printed or node.code == code):
                scores[node.code] = spell(points)
            if line.state != before.state or total is None:
                states[node.code] = line.state
        return found | ({"scores": scores} if scores else {}) | ({"states": states} if states else {})


def _said(value: Data, before: Data) -> str:
    """A fact in a few words: the amount, or the cells of its only row that are not as before; nothing for more."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or len(value) != 1 or not isinstance(before, list):
        return ""
    row, old = value[0], before[0] if before else None
    if not isinstance(row, dict):
        return row if isinstance(row, str) else ""
    cells = {key: cell for key, cell in row.items() if not isinstance(old, dict) or old.get(key) != cell}
    return "，".join(f"{key} {cell}" for key, cell in cells.items() if isinstance(cell, str))
