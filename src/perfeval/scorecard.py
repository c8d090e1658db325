"""The result of scoring a project: one line per indicator, the total, the grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perfeval.facts import Bound
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction
from perfeval.project import Override
from perfeval.record import Record
from perfeval.rounding import Mode
from perfeval.rules import Case, Received, Rule
from perfeval.spec import Grade
from perfeval.target import Target
from perfeval.unit import Unit

Step = tuple[str, Any]
"""A named intermediate value of a rule, such as ``("gap", 2)``."""


class Change(Record):
    """A step that changed the points of an indicator or group: which, in words, why, and from what to what."""

    step: str
    words: str
    reason: str
    before: Fraction
    after: Fraction


class Added(Record):
    """An item of bonus or penalty (`side`): the points that it adds or takes, exact, and how they came about."""

    code: str
    name: str
    side: str
    points: Fraction
    words: str


class Limit(Record):
    """A gate or cap that lowered a total: its condition with the figures put in, why, and to what."""

    condition: str
    because: str
    most: Fraction


class Line(Record, frozen=False, eq=False):
    """The result of one indicator or group.

    state: ``scored``, ``overridden``, ``not-applicable``, ``group`` or ``tracked``.
    weight: points after redistribution. exact: points before rounding. printed: points that count.
    computed, ruled: what the rule gave, printed and exact, where an override counts instead. All None
    where nothing is scored.
    """

    node: Node
    state: str
    weight: Fraction | None = None
    exact: Fraction | None = None
    printed: Fraction | None = None
    received: Received | None = None
    steps: Sequence[Step] = ()
    override: Override | None = None
    computed: Fraction | None = None
    ruled: Fraction | None = None
    changes: tuple[Change, ...] = ()

    @property
    def figure(self) -> Fraction | None:
        """The actual, where it is one amount that can be held against the target."""
        rule, target = self.ruling
        actual = self.received.actual if self.received else None
        if actual is None or not target.measurable:
            return None
        found: Fraction | None = rule.figure(actual) if rule else None if isinstance(actual, tuple) else actual
        return found

    @property
    def completion(self) -> Fraction | None:
        """完成率: actual over target, exact, where the target has such a rate."""
        _, goal = self.ruling
        rated = goal.relation in ("≥", ">") and goal.value > ZERO and not goal.unit.is_date
        return self.figure / goal.value if rated and self.figure is not None else None

    @property
    def reached(self) -> bool | None:
        """Whether the actual reaches the target; None where that cannot be said."""
        _, goal = self.ruling
        return None if self.figure is None else bool(goal.reached(self.figure, True, False))

    @property
    def earned(self) -> Fraction:
        """What the rule gave, whatever an override made of it."""
        if self.changes:
            return self.changes[0].before
        return (self.exact if self.ruled is None else self.ruled) or ZERO

    @property
    def growth(self) -> Fraction:
        """How many times its own weight the indicator counts for, where others are not applicable."""
        return self.weight / self.node.weight if self.weight is not None and self.node.weight else ONE

    @property
    def case(self) -> Case | None:
        """The figures that the rule is asked about."""
        if self.received is None or self.node.weight is None:
            return None
        return Case(self.node.weight, self.ruling[1], self.received, self.unit)

    @property
    def unit(self) -> Unit:
        """The unit of the actual: the indicator's, unless its rule chose another rule."""
        rule, target = self.ruling
        return rule.unit_within(target, self.node.unit) if rule and rule is not self.node.rule else self.node.unit

    @property
    def ruling(self) -> tuple[Rule | None, Target]:
        """The rule and the target that apply: the indicator's own, unless its rule chose others."""
        return (self.received and self.received.by) or (self.node.rule, self.node.target)


class Scorecard(Record, frozen=False, eq=False):
    """The result of a project; `lines` by code, children before their parents.

    total, exact, grade: None where the spec only tracks.
    mode: the rounding that was tried instead of the spec's own, if any. of: what was rounded,
    ``leaves`` or ``total``. votes, vote: how many of the voters have each grade, and the rule that decided.
    """

    bound: Bound
    lines: dict[str, Line]
    total: Fraction | None = None
    exact: Fraction | None = None
    grade: Grade | None = None
    exact_grade: Grade | None = None
    mode: Mode | None = None
    of: str = "leaves"
    added: tuple[Added, ...] = ()
    limits: list[Limit] = []
    votes: tuple[tuple[str, int], ...] = ()
    vote: str = ""
    grade_limit: tuple[str, str] | None = None

    def rate(self, line: Line) -> Fraction | None:
        """得分率 of a line, from exact or printed points as the spec says."""
        return self._rate(line.exact, line.printed, line.weight)

    @property
    def total_rate(self) -> Fraction | None:
        """得分率 of the total."""
        return self._rate(self.exact, self.total, self.bound.plan.full)

    def _rate(self, exact: Fraction | None, printed: Fraction | None, weight: Fraction | None) -> Fraction | None:
        policy = self.bound.plan.spec.rounding
        points = printed if policy and policy.rate == "of-printed" and self.of == "leaves" else exact
        return points / weight if points is not None and weight else None
