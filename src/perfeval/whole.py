"""From the sum of all indicators to the total and the grade: bonus, penalty, gates, caps, edges or votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from perfeval.number import ZERO, Fraction
from perfeval.scorecard import Limit, Scorecard
from perfeval.spec import Grade

if TYPE_CHECKING:
    from perfeval.expr import Formula
    from perfeval.plan import Plan


def conclude(card: Scorecard, shown: Callable[[Fraction], Fraction]) -> None:
    """Everything that follows the sum, in its order; `shown` rounds as a total."""
    plan = card.bound.plan
    if card.bound.counted:
        _add(card, shown)
    if card.bound.held and plan.full is not None:
        _limit(card, plan.full, shown)
    _give_grade(card)


def _add(card: Scorecard, total: Callable[[Fraction], Fraction]) -> None:
    """Bonus first, then penalty; the total stays between 0 and, unless the spec says otherwise, the full mark."""
    from perfeval.adjusting import added

    spec, full = card.bound.plan.spec, card.bound.plan.full
    assert card.exact is not None and card.total is not None and full is not None
    for name, whole, sign in (("bonus", spec.bonus, 1), ("penalty", spec.penalty, -1)):
        items = added(card.bound, name, whole, full) if whole else ()
        gained = sum((item.points for item in items), ZERO) * sign
        shown = sum((total(item.points) for item in items), ZERO) * sign
        card.added += items
        card.exact = max(card.exact + gained, ZERO)
        card.total = max(card.total + shown, ZERO)
        if card.of == "total":
            card.total = total(card.exact)
        if name == "bonus" and spec.bonus and not spec.bonus.beyond_full and card.exact > full:
            card.limits.append(Limit("加分后超过满分", "总分不超过满分", full))
            card.exact, card.total = full, min(card.total, full)


def _limit(card: Scorecard, full: Fraction, shown: Callable[[Fraction], Fraction]) -> None:
    """The gates and caps of the whole, in order; each only ever lowers."""
    spec, held = card.bound.plan.spec, card.bound.held
    gates = [(("gates", n, "when"), gate.earn.of(full), gate.because) for n, gate in enumerate(spec.gates)]
    caps = [(("caps", n, "when"), cap.most.of(full), cap.because) for n, cap in enumerate(spec.caps)]
    for route, most, because in (*gates, *caps):
        if route in held and card.total is not None and card.exact is not None:
            if card.exact > most or card.total > shown(most):
                card.limits.append(Limit(held[route], because, most))
            card.total, card.exact = min(card.total, shown(most)), min(card.exact, most)


def _give_grade(card: Scorecard) -> None:
    """The grade follows the printed total, or the votes; where the exact total would have another, both are kept."""
    assert card.total is not None and card.exact is not None
    grades = card.bound.plan.spec.grades or []
    if card.bound.plan.votes:
        _vote(card, grades)
    else:
        card.grade = grade_of(card, card.total)
        card.exact_grade = grade_of(card, card.exact)
    for index, cap in enumerate(card.bound.plan.spec.grade_caps):
        held = card.bound.held.get(("grade_caps", index, "when"))
        worst = next((grade for grade in grades if grade.name == cap.grade), None)
        if not held or worst is None:
            continue
        if card.grade and grades.index(card.grade) < grades.index(worst):
            card.grade, card.grade_limit = worst, (held, cap.because)
        if card.exact_grade and grades.index(card.exact_grade) < grades.index(worst):
            card.exact_grade = worst


def _vote(card: Scorecard, grades: list[Grade]) -> None:
    """Each voter has the grade of its own rate; the first rule that their numbers fulfil decides."""
    plan = card.bound.plan
    level = int(plan.spec.votes.level) if plan.spec.votes else 0
    cast = [
        grade_of(card, line.printed / line.weight * (plan.full or ZERO))
        for line in card.lines.values()
        if line.node.level == level and line.weight and line.printed is not None
    ]
    counts = {grade.name: cast.count(grade) for grade in grades}
    grade, rule = elected(plan, counts)
    card.votes, card.vote = tuple(counts.items()), rule.text if rule else "其余"
    card.grade = card.exact_grade = next(one for one in grades if one.name == grade)


def elected(plan: Plan, counts: Mapping[str, int]) -> tuple[str, Formula | None]:
    """The grade that so many voters of each grade give, and the rule that decides; None is the last, for all else."""
    numbers = {name: Fraction(number) for name, number in counts.items()}
    return next(vote for vote in plan.votes if vote[1] is None or vote[1].evaluate(numbers) is True)


def grade_of(card: Scorecard, points: Fraction) -> Grade | None:
    """The first grade whose lower edge the points reach."""
    full = card.bound.plan.full
    grades = card.bound.plan.spec.grades or ()
    return next((grade for grade in grades if points >= grade.least.of(full)), None)
