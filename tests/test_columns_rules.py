"""Each kind's own `earned`, and formulas, on columns: in every row what one project gets by itself.

All kinds are carried, with amounts of up to 18 digits. Not carried, so that these rows are scored one by one:

- parts of such amounts whose sum needs more than 128 bits, and sums of many points that are not rounded;
- `choose`, `levels` and `bands` with a judged share have no one line for all rows: the row's condition, level or band
  says which rule, level or share applies. Who has a table asks each of them and picks with `where`, as is done here;
- lists whose lengths differ by row (marks of a panel, a list of amounts): a column of them is one for each place;
- `round(x, places)` in a formula whose places come from facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction as Plain
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

import drawn
from columned import agree
from perfeval.columns import NotCarried
from perfeval.diagnostic import Diagnostic
from perfeval.expr import BOOLEAN, Choice, Formula, ListOf, compile_formula
from perfeval.model import read
from perfeval.number import ONE, ZERO, Fraction, floor, where
from perfeval.record import replace
from perfeval.rules import Rule, kind_named
from perfeval.rules.choose import Choose
from perfeval.rules.ways import edges_of
from perfeval.target import Target, target
from perfeval.unit import NUMBER, unit
from test_naive import ATOMS, joined

SOME = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
ROWS = 200
Cell = Callable[[], Any]
Reads = tuple[list[Cell], Callable[[Iterator[Any]], Any]]
"""What draws each cell of a row, and how a rule's actual is made of the cells."""


class Drawer:
    """Facts for a rule as the cells of a table."""

    def __init__(self, random: Random, huge: bool) -> None:
        self.random, self.huge = random, huge

    def amount(self, rule: Rule, goal: Target, weight: Fraction) -> Cell:
        """Amounts at, just below and above each edge, far away, nothing, below nothing, and of 18 digits."""
        edges = [floor(edge.value * 10000) for edge in edges_of(rule, weight, goal)] or [Fraction(5000)]
        far = [10**18 - 1, 1 - 10**18] if self.huge else [10**12, -(10**6)]

        def cell() -> Fraction:
            near = self.random.choice(edges) + self.random.choice((-1, 0, 0, 0, 1, 10000))
            some = self.random.randrange(2 * int(max(edges)) + 2)
            return Fraction(self.random.choice((near, near, near, some, some, 0, *far)), 10000)

        return cell

    def of(self, *values: Any) -> Cell:
        return lambda: self.random.choice(values)

    def tenths(self, *values: int) -> Cell:
        return lambda: Fraction(self.random.choice(values), 10)

    def reads(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        """The cells of a rule's fact."""
        own = getattr(self, rule.kind_name(), None)
        if own:
            found: Reads = own(rule, goal, weight)
            return found
        return [self.amount(rule, goal, weight)], next

    def threshold(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        if not goal.measurable:
            return [self.of(ZERO, ONE)], next
        return [self.amount(rule, goal, weight)] * 2, lambda cells: (next(cells), next(cells))

    def checklist(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        held = self.tenths(0, 10, 10) if rule.by_count else self.tenths(0, 3, 7, 10)
        return [held] * len(rule.points), lambda cells: tuple(next(cells) for _ in rule.points)

    def faults(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        return [self.of(*map(Fraction, range(7)))] * len(rule.kinds), lambda cells: tuple(
            next(cells) for _ in rule.kinds
        )

    def survey(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        options = rule.coefficients
        return [self.of(*map(Fraction, (0, 0, 1, 7, 60)))] * len(options), lambda cells: tuple(
            next(cells) for _ in options
        )

    def panel(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        marks = range(2 * (rule.trim or 0) + 1 + self.random.randrange(2))
        half = self.of(*(Fraction(n, 2) for n in range(int(2 * rule.of) + 1)))
        return [half] * len(marks), lambda cells: tuple(next(cells) for _ in marks)

    def rank(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        places = self.of(*map(Fraction, range(1, 41)))
        return [places, places], lambda cells: (next(cells), next(cells))

    def peer(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        share = self.of(*(Fraction(n, 1000) for n in (0, 1, 333, 500, 500, 900, 901, 1000, 1250)))
        return [share] * 3, lambda cells: tuple(next(cells) for _ in range(3))

    def levels(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        from perfeval.part import Part

        level = self.random.choice(rule.levels)
        ends = (level.range.value, level.range.high) if level.range else (ZERO, ONE)
        share = self.of(*ends, (ends[0] + ends[1]) / 2)
        return [share], lambda cells: (level, Part(next(cells), True))

    def parts(self, rule: Any, goal: Target, weight: Fraction) -> Reads:
        each = [self.reads(piece.rule, piece.goal(goal), piece.points(weight)) for piece in rule.parts]
        return [cell for cells, _ in each for cell in cells], lambda cells: tuple(made(cells) for _, made in each)


def ruled(data: drawn.Data) -> Rule:
    rule = read(kind_named(data["kind"]), data)
    assert isinstance(rule, Rule), rule
    return rule


def aimed(text: str | None) -> Target:
    goal = target(text or "合规")
    assert isinstance(goal, Target), goal
    return goal


def held(rule: Rule, goal: Target, weight: Fraction, random: Random, huge: bool) -> None:
    cells, made = Drawer(random, huge).reads(rule, goal, weight)
    rows = [[cell() for cell in cells] for _ in range(ROWS)]
    agree(lambda *values: rule.earned(weight, made(iter(values)), goal), rows)


ARITHMETIC = sorted(set(drawn.KINDS) - {"choose", "formula"})
WEIGHTS = st.sampled_from((Fraction(2), Fraction(3), Fraction(7, 2), Fraction(10)))


@st.composite
def leaves(draw: drawn.Draw, kind: str) -> tuple[drawn.Leaf, Fraction, Random]:
    """A rule with its target, its weight, and chance for the rows of a table."""
    weight, chance = draw(WEIGHTS), Random(draw(st.integers(0, 99)))
    return drawn.KINDS[kind](draw, Plain(weight.numerator, weight.denominator)), weight, chance


@pytest.mark.parametrize("huge", [False, True], ids=["amounts", "18-digits"])
@pytest.mark.parametrize("kind", ARITHMETIC)
def test_each_kind_earns_on_columns_what_it_earns_for_one_project(kind: str, huge: bool) -> None:
    @SOME
    @given(leaves(kind))
    def holds(case: tuple[drawn.Leaf, Fraction, Random]) -> None:
        (leaf, weight, random), rule = case, ruled(case[0].rule)
        try:
            held(rule, aimed(leaf.target), weight, random, huge)
        except NotCarried:
            assert huge and kind == "parts"

    holds()


@pytest.mark.parametrize("kind", ["proportional", "deduct", "threshold", "accrue", "bands", "curve", "checklist"])
def test_weights_and_targets_may_differ_by_row_too(kind: str) -> None:
    @SOME
    @given(leaves(kind))
    def holds(case: tuple[drawn.Leaf, Fraction, Random]) -> None:
        (leaf, weight, random), rule = case, ruled(case[0].rule)
        goal = aimed(leaf.target)
        cells, made = Drawer(random, False).reads(rule, goal, weight)
        aims = Drawer(random, False).amount(rule, goal, weight)

        def work(own: Any, aim: Any, *values: Any) -> Any:
            return rule.earned(own, made(iter(values)), replace(goal, value=aim) if goal.relation != "within" else goal)

        rows = [(Fraction(random.randrange(1, 40), 2), aims(), *(cell() for cell in cells)) for _ in range(ROWS)]
        agree(work, rows)

    holds()


MONEY, HEADS, TIMES = unit("万元"), unit("人"), unit("起")
assert MONEY and HEADS and TIMES
KINDS: dict[str, Any] = {
    "预算": MONEY,
    "支出": MONEY,
    "事故": TIMES,
    "挪用": BOOLEAN,
    "地区": Choice(("东部", "中部", "西部")),
    "各场": ListOf(HEADS),
    "权重": NUMBER,
}


def shared(random: Random) -> list[Any]:
    """A row of the facts that formulas name: budget, spent, accidents, misuse, region, three counts of people."""
    budget = random.choice((0, random.randrange(10**7), 5 * 10**5))
    spent = random.choice((0, budget, budget * 4 // 5, random.randrange(10**7)))
    counts = [Fraction(random.choice((0, 9, 10, 30))) for _ in range(3)]
    money = [Fraction(budget * 100), Fraction(spent * 100)]
    region, misuse = random.choice(KINDS["地区"].labels), random.random() < 0.5
    return [*money, Fraction(random.randrange(4)), misuse, region, *counts]


def computed(text: str, weight: Fraction, values: tuple[Any, ...]) -> Any:
    formula = compile_formula(text, KINDS)
    assert isinstance(formula, Formula), (text, formula)
    facts = dict(zip(KINDS, (*values[:5], values[5:], weight), strict=True))
    found = formula.evaluate(facts)
    if isinstance(found, Diagnostic):
        assert found.code == "division-by-zero"
        raise ZeroDivisionError
    return found


OTHERS = (
    "if(预算 > 0 万元, 支出 / 预算, 0)",
    "权重 * if(地区 ≠ 东部 或 事故 = 1 起, 50%, round(支出 / 预算, 2))",
    "floor(支出 / 3 万元) - ceil(预算 / 7 元)",
    "sum(各场) / max(各场) + count(各场 = 10 人)",
    "if(rising(各场), 1, 0) + if(falling(各场) 且 非 挪用, 2, 0)",
    "min(max(各场, 10 人)) / 1 人",
    "if(挪用 = (支出 > 预算), 1, 2)",
    "abs(支出 - 预算) / (支出 - 预算)",
)


@pytest.mark.parametrize("text", [*drawn.FORMULAS, *OTHERS])
def test_formulas_give_on_columns_what_they_give_for_one_project(text: str) -> None:
    random, weight = Random(text), Fraction(10)
    earn = ruled({"kind": "formula", "earn": text})
    rows = [shared(random) for _ in range(ROWS)]
    agree(lambda *values: earn.earned(weight, computed(text, weight, values), aimed(None)), rows, eager=False)


@pytest.mark.parametrize("text", ["地区 = 东部", "地区 ≠ 西部 且 非 挪用", "事故 ≥ 2 起 或 支出 / 预算 < 80%", "挪用"])
def test_conditions_hold_on_columns_where_they_hold_for_one_project(text: str) -> None:
    random = Random(text)
    agree(lambda *values: computed(text, ONE, values), [shared(random) for _ in range(ROWS)])


BARE: dict[str, Any] = {**dict.fromkeys(("甲", "乙", "丙"), NUMBER), "列": ListOf(NUMBER)}


@settings(SOME, max_examples=100)
@given(st.recursive(ATOMS, joined, max_leaves=8), st.integers(0, 99))
def test_random_formulas(text: str, seed: int) -> None:
    formula, random = compile_formula(text, BARE), Random(seed)
    assert isinstance(formula, Formula)

    def work(*cells: Any) -> Any:
        found = formula.evaluate(dict(zip(BARE, (*cells[:3], cells[3:]), strict=True)))
        if isinstance(found, Diagnostic):
            raise ZeroDivisionError
        return found

    rows = [[Fraction(random.randrange(-9, 10), 4) for _ in range(6)] for _ in range(60)]
    try:
        agree(work, rows, eager=False)
    except NotCarried:
        reject()


@SOME
@given(leaves("choose"))
def test_choose_is_a_choice_among_what_its_branches_earn(case: tuple[drawn.Leaf, Fraction, Random]) -> None:
    leaf, weight, random = case
    rule, goal = ruled(leaf.rule), aimed(leaf.target)
    assert isinstance(rule, Choose)
    branches = rule.branches
    cells, made = Drawer(random, False).reads(branches[0].rule, branches[0].target or goal, weight)

    def work(*values: Any) -> Any:
        actual = made(iter(values[8:]))
        first, rest = (way.rule.earned(weight, actual, way.target or goal) for way in branches)
        return where(computed(branches[0].when, weight, values[:8]), first, rest)

    agree(work, [[*shared(random), *(cell() for cell in cells)] for _ in range(ROWS)])
