"""Figures that are stated more than once, or follow from each other, and do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.auditing import Difference, audit
from perfeval.diagnostic import Diagnostic, Related, Route
from perfeval.facts import Bound
from perfeval.identities import Identity
from perfeval.lint.asking import SAY, at_fact, fact_called, figured, is_amount
from perfeval.lint.check import Doubt
from perfeval.lint.figures import impossible_completions, reads_as
from perfeval.lint.outline import called
from perfeval.quantity import Quantity, quantity
from perfeval.scorecard import Scorecard
from perfeval.stated import Stated


def same_fact_two_values(card: Scorecard) -> Iterator[Doubt]:
    """A fact, or the actual of an indicator, that is another elsewhere."""
    for name, fact in card.bound.facts.items():
        for index, other in enumerate(fact.mentions):
            if fact.whole and not _agrees(fact.whole, other):
                called_so = fact_called(card, name)
                message = f"{called_so}这里是“{fact.whole.shown}”，另一处（{other.where}）是“{other.shown}”"
                yield _two(message, ("facts", name, "mentions", index, "value"), ("facts", name))
    for line, figure in figured(card):
        cells = card.bound.project.published.get(line.node.code)
        for index, stated in enumerate(cells.mentions if cells else ()):
            if not reads_as(figure, stated.value):
                ours = SAY.amount(figure, line.unit)
                message = f"{called(line.node)}的实际值算得“{ours}”，另一处（{stated.where}）是“{stated.value}”"
                route = ("published", line.node.code, "mentions", index, "value")
                yield _two(message, route, at_fact(line.node))


def _two(message: str, route: Route, other: Route) -> Doubt:
    hint = "查原始材料，确定哪一个对；报告里统一改过来，再删去这一条 mentions"
    return Doubt(message, hint, route, related=(Related("另一个值来自这里", other),))


def _agrees(here: Stated, other: Stated) -> bool:
    """Whether the two are the same, or the other is this one printed with fewer decimals."""
    if here.value == other.value:
        return True
    read = quantity(other.shown) if is_amount(other.value) and is_amount(here.value) else None
    return isinstance(read, Quantity) and not read.unit.is_date and reads_as(here.value, read)


def published_differs(card: Scorecard) -> Iterator[Doubt]:
    """Published figures that are not ours; what another check tells of the same place is not said twice."""
    told = {route for route, _ in impossible_completions(card)}
    for difference in audit(card).differences:
        found = difference.diagnostic
        if found.route not in told and not _off_scale(card, difference):
            yield Doubt(found.message, found.hint, found.route)


def _off_scale(card: Scorecard, difference: Difference) -> bool:
    names = {grade.name for grade in card.bound.plan.spec.grades or ()}
    return difference.cell == "grade" and bool(names) and difference.published not in names


def grade_off_scale(card: Scorecard) -> Iterator[Doubt]:
    """A published grade that the spec does not have."""
    names = "、".join(grade.name for grade in card.bound.plan.spec.grades or ())
    for difference in audit(card).differences:
        if _off_scale(card, difference):
            yield Doubt(
                f"公布的等级“{difference.published}”不在指标体系的等级里（{names}）",
                f"写 {names} 之一；报告用的是另一套等级时，在 grades 里照它写",
                difference.diagnostic.route,
            )


def grade_without_score(card: Scorecard) -> Iterator[Doubt]:
    """A grade that was published without the total it comes from."""
    published = card.bound.project.published
    cells = [published[key] for key in ("total", "grade") if key in published]
    grade = next((one.grade for one in cells if one.grade), None)
    if grade and not any(one.score for one in cells):
        key = "grade" if "grade" in published else "total"
        yield Doubt(
            f"公布了等级“{grade}”，没有公布总分，等级无从核对",
            "报告里有总分的，补上 total: {score: 总分, grade: 等级}",
            ("published", key),
        )


def identity_broken(card: Scorecard) -> Iterator[Doubt]:
    """What the spec says must hold between facts, and does not."""
    return broken(card.bound)


def broken(bound: Bound) -> Iterator[Doubt]:
    """The identities of a spec that do not hold between the facts of a project; what misses a fact is not asked."""
    facts = bound.facts
    for identity in bound.plan.identities:
        names = identity.formula.names
        read = [facts[name] for name in names if name in facts]
        plain = not any(fact.received and not is_amount(fact.value) for fact in read)
        if len(read) == len(names) and all(fact.applicable for fact in read) and plain:
            values = {fact.name: fact.value for fact in read}
            held = identity.formula.evaluate(values)
            if held is False:
                yield _broken(identity, {fact.name: fact.shown for fact in read}, values)


def _broken(identity: Identity, shown: dict[str, str], values: dict[str, object]) -> Doubt:
    names = identity.formula.names
    text = identity.formula.text
    sides = [side.evaluate(values) for side in identity.sides]
    if sides and not any(isinstance(side, Diagnostic) for side in sides):
        left, right = (SAY.amount(side, identity.unit) for side in sides)
        message = f"“{text}”不成立：左边是 {left}，右边是 {right}"
    else:
        message = f"“{identity.formula.spelled(shown)}”不成立"
    others = tuple(Related(f"“{name}”写在这里", ("facts", name)) for name in names[1:])
    return Doubt(message, f"核对这几个事实；依据：{identity.because}", ("facts", names[0]), related=others)
