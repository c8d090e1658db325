"""Running the cases of a spec: each is a project of its own, bound and scored as any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfeval.account import STATES, account
from perfeval.diagnostic import Diagnostic, Route
from perfeval.facts import bind
from perfeval.number import Fraction, read, spell
from perfeval.project import Project
from perfeval.record import Record, replace
from perfeval.scorecard import Line, Scorecard
from perfeval.scoring import score
from perfeval.source import Numeral
from perfeval.testing.checking import Suite
from perfeval.testing.model import Example, SpecTests
from perfeval.wording import points_words


class Difference(Record):
    """Something that came out otherwise than it was expected.

    route: where the expected value stands. fresh: what would have to stand there, empty where nothing could;
    a `Numeral` where it is a number.
    """

    message: str
    route: Route
    fresh: str = ""

    @property
    def diagnostic(self) -> Diagnostic:
        """The difference as a finding at the expected value."""
        hint = "核对事实、规则和预期；确认算出的对，再用 --update 改写预期" if self.fresh else "核对事实和预期"
        return Diagnostic("expectation-differs", self.message, hint, self.route)


class Outcome(Record, eq=False):
    """What came of one case.

    card: None where it could not be scored. faults: errors that were not expected, with their places.
    """

    case: Example
    card: Scorecard | None
    differences: tuple[Difference, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences and not self.faults


class Tested(Record, eq=False):
    """A file of tests that was run; `suite` is None where it could not be, and `diagnostics` say why."""

    name: str
    suite: Suite | None
    outcomes: Sequence[Outcome] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def run(suite: Suite, containing: str = "") -> list[Outcome]:
    """The outcomes of the cases whose name contains a text, in the order of the file."""
    chosen = [(index, case) for index, case in enumerate(suite.tests.cases) if containing in case.name]
    return [_run(suite, case, index) for index, case in chosen]


def _run(suite: Suite, case: Example, index: int) -> Outcome:
    bound = bind(suite.plan, project_of(suite.tests, case))
    if isinstance(bound, tuple):
        faults = tuple(suite.source.place(_moved(fault, suite.tests, case, index)) for fault in bound)
        return _refused(case, index, faults)
    card = score(bound)
    return Outcome(case, card, tuple(_differences(card, case, ("cases", index, "expect"))))


def project_of(tests: SpecTests, case: Example) -> Project:
    """The project that a case describes."""
    base = {name: fact for name, fact in tests.facts.items() if name not in case.without}
    return Project(
        perfeval="project/1",
        spec=tests.spec,
        name=case.name,
        period=tests.period,
        facts={**base, **case.facts},
        overrides=case.overrides,
    )


def _moved(fault: Diagnostic, tests: SpecTests, case: Example, index: int) -> Diagnostic:
    """A finding about the project of a case, led to where the file of tests states it."""
    here: Route = ("cases", index)
    head, *rest = fault.route or ("",)
    if head == "overrides" or (head == "facts" and rest and rest[0] in case.facts):
        return fault.below(*here)
    if head == "period" or (head == "facts" and rest):
        return fault
    # Something that no fact of the case has wrong, such as a missing one: mostly the same in every case.
    routes: list[tuple[object, Route]] = [(case.without, (*here, "without")), (tests.facts, ("facts",))]
    routes += [(case.facts, (*here, "facts")), (True, (*here, "name"))]
    return replace(fault, route=next(route for stated, route in routes if stated), on_key=True)


def _refused(case: Example, index: int, faults: tuple[Diagnostic, ...]) -> Outcome:
    """A case that cannot be scored: right where just these errors were expected."""
    wanted = case.expect.diagnostics
    if wanted is None:
        return Outcome(case, None, faults=faults)
    came = {fault.code for fault in faults if fault.fatal}
    if came == set(wanted):
        return Outcome(case, None)
    message = f"“{case.name}”：应当报 {_listed(set(wanted))}，实际报了 {_listed(came)}"
    difference = Difference(message, ("cases", index, "expect", "diagnostics"))
    return Outcome(case, None, (difference,), tuple(fault for fault in faults if fault.code not in wanted))


def _listed(codes: set[str]) -> str:
    return "、".join(sorted(codes))


def _differences(card: Scorecard, case: Example, route: Route) -> Iterator[Difference]:
    expect, name = case.expect, case.name
    if expect.diagnostics is not None:
        wanted = _listed(set(expect.diagnostics))
        yield Difference(f"“{name}”：应当报 {wanted}，实际没有错误", (*route, "diagnostics"))
    total = printed_points(card, card.total)
    if expect.total is not None and expect.total != total:
        got = f"“{name}”：总分应为 {spell(expect.total)}，实为 {_points(total)}；{_roots(card)}"
        yield Difference(got, (*route, "total"), _spelled(total))
    grade = card.grade.name if card.grade else ""
    if expect.grade is not None and expect.grade != grade:
        why = f"；{card.grade_limit[1]}（{card.grade_limit[0]}）" if card.grade_limit else ""
        got = f"“{name}”：等级应为“{expect.grade}”，实为“{grade}”；总分 {points_words(card, card.total)}{why}"
        yield Difference(got, (*route, "grade"), grade)
    for code, points in expect.scores.items():
        line = card.lines[code]
        printed = printed_points(card, line.printed, line.node.places)
        if printed != points:
            message = f"“{name}”：{_named(line)}应得 {spell(points)}，{_got(card, line, printed)}"
            yield Difference(message, (*route, "scores", code), _spelled(printed))
    for code, points in expect.exact.items():
        line = card.lines[code]
        if line.exact != points:
            message = f"“{name}”：{_named(line)}精确得分应为 {spell(points)}，{_got(card, line, line.exact)}"
            yield Difference(message, (*route, "exact", code), _spelled(line.exact))
    for code, state in expect.states.items():
        line = card.lines[code]
        if line.state != state:
            words = f"应为 {state}（{STATES[state]}），实为 {line.state}（{STATES[line.state]}）"
            yield Difference(f"“{name}”：{_named(line)}的状态{words}", (*route, "states", code), line.state)


def printed_points(card: Scorecard, points: Fraction | None, places: int | None = None) -> Fraction | None:
    """Points as they are printed, which is what a person who writes a test can see."""
    words = points_words(card, points, places)
    return read(words) if words is not None else None


def _got(card: Scorecard, line: Line, points: Fraction | None) -> str:
    """What an indicator got, and why."""
    working = _working(card, line)
    if points is None:
        return f"实际没有得分；{working}" if working else "实际没有得分"
    return f"实得 {spell(points)}；{working}" if working else f"实得 {spell(points)}"


def _working(card: Scorecard, line: Line) -> str:
    """Why an indicator has its points; for a group, those of its children."""
    if not line.node.children:
        return str(account(card, line.node, {})["working"]).rstrip("。")
    listed = (f"{child.code} {_points(card.lines[child.code].printed)}" for child in line.node.children)
    changes = (change.words.rstrip("。") for change in line.changes)
    return "；".join(["、".join(listed), *changes])


def _roots(card: Scorecard) -> str:
    """The points of the first level, and what limited the total."""
    listed = (f"{node.code} {_points(card.lines[node.code].printed)}" for node in card.bound.plan.roots)
    limits = (f"{limit.because}（{limit.condition}）" for limit in card.limits)
    return "；".join(["、".join(listed), *limits])


def _named(line: Line) -> str:
    return f"{line.node.code} {line.node.indicator.name}"


def _spelled(points: Fraction | None) -> str:
    return Numeral(spell(points)) if points is not None else ""


def _points(points: Fraction | None) -> str:
    return spell(points) if points is not None else "不适用"
