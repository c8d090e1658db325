"""The law of provisional scores: whatever the missing facts turn out to be, the result lies within the range.

Real projects and random ones, from which facts are taken away.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perfeval.facts import Bound, bind
from perfeval.load import load_project
from perfeval.model import read
from perfeval.plan import Plan, plan
from perfeval.project import Project
from perfeval.provisional import STEPS, Possible, possible
from perfeval.ranges import range_document
from perfeval.report.render import check_plain
from perfeval.report.tables import basic, markdown_table
from perfeval.rounding import Mode
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.spec import Indicator, Spec

ROOT = Path(__file__).parent.parent
SCORED = [path for path in sorted((ROOT / "examples").glob("*/*.yaml")) if path.parent.name != "zengcheng-2022"]
SCORED.append(ROOT / "examples" / "zengcheng-2022" / "self-evaluation.yaml")


def bound_of(made: Plan, project: Project, without: Collection[str] = ()) -> Bound | None:
    """The project without some of its facts; None where it cannot be used."""
    facts = {name: value for name, value in project.facts.items() if name not in without}
    found = bind(made, project.model_copy(update={"facts": facts}), provisional=True)
    return found if isinstance(found, Bound) else None


def check_encloses(found: Possible, low: Scorecard, high: Scorecard) -> None:
    """Every line, the total and the grade of two readings lie within the range."""
    for code in high.lines:
        ends = [card.lines[code] for card in (found.low, low, high, found.high)]
        assert len({(end.weight, end.exact is None) for end in ends}) == 1, code
        for figures in ([end.exact for end in ends], [end.printed for end in ends]):
            rising = [figure for figure in figures if figure is not None]
            assert rising == sorted(rising), (code, figures)
    totals = [card.total for card in (found.low, low, high, found.high)]
    assert totals == sorted(total for total in totals if total is not None)
    grades = found.high.bound.plan.spec.grades or []
    places = [grades.index(card.grade) for card in (found.high, high, low, found.low) if card.grade]
    assert places == sorted(places)


def check_law(made: Plan, project: Project, data: st.DataObject, mode: Mode | None = None) -> None:
    """Facts are taken away twice: the range of what is left encloses the range before, which encloses the result."""
    whole = bound_of(made, project)
    assume(whole is not None)
    assert whole is not None and not whole.missing
    # That a fact is not applicable is left out of account, so such a fact is kept.
    free = [name for name in project.facts if name in whole.facts and whole.facts[name].applicable]
    one = data.draw(st.sets(st.sampled_from(free))) if free else set()
    more = one | (data.draw(st.sets(st.sampled_from(free))) if free else set())
    few, many = bound_of(made, project, one), bound_of(made, project, more)
    assert few is not None and many is not None
    card, inner, outer = score(whole, mode=mode), possible(few, mode), possible(many, mode)
    check_encloses(inner, card, card)
    check_encloses(outer, inner.low, inner.high)
    check_paper(outer)


def check_paper(found: Possible) -> None:
    """The document can be printed, loses no missing fact, and names the one that matters most first."""
    document = range_document(found)
    check_plain(document)
    moves = [stake.moves or 0 for stake in found.stakes]
    width = (found.high.total or 0) - (found.low.total or 0)
    assert moves == sorted(moves, reverse=True) and all(0 <= each <= width for each in moves)
    assert {fact["name"] for fact in document["provisional"]["facts"]} == {
        fact.name for fact in found.high.bound.missing
    }
    assert "暂评" in markdown_table(document) and basic("x", document).endswith("\t暂评")


@cache
def example(path: Path) -> tuple[Plan, Project]:
    loaded = load_project(path)
    assert loaded.value is not None
    return loaded.value.plan, loaded.value.project


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_examples_without_some_facts(data: st.DataObject) -> None:
    made, project = example(data.draw(st.sampled_from(SCORED)))
    check_law(made, project, data, data.draw(st.sampled_from([None, *Mode])))


@pytest.mark.parametrize("path", SCORED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_single_fact(path: Path) -> None:
    made, project = example(path)
    whole = bound_of(made, project)
    assert whole is not None
    card = score(whole)
    for name in project.facts:
        if whole.facts[name].applicable:
            found = bound_of(made, project, {name})
            assert found is not None
            check_encloses(possible(found), card, card)


# Random specs: each leaf is an indicator and the values that its own fact may have.

SHARED = {"甲": {"unit": "吨"}, "乙": {"unit": "吨"}, "丙": {"unit": "是否"}}
TONS = st.integers(0, 15000).map(lambda n: f"{n // 1000}.{n % 1000:03} 吨")
VALUES = {"甲": TONS, "乙": st.integers(1, 20).map("{} 吨".format), "丙": st.sampled_from(["是", "否"])}
WHENS = st.sampled_from(["丙", "甲 < 5 吨", "甲 / 乙 < 80%", "(甲 > 乙) 或 丙"])
SHARES = st.integers(0, 100)
ANSWER = st.sampled_from([{"answer": "是"}, {"answer": "否"}, {"answer": "部分", "keep": "37%"}]).map(
    lambda answer: {**answer, "because": "因"}
)


def percent(number: int) -> str:
    return f"{number}%"


def accrued(ends: list[int]) -> dict[str, Any]:
    names = dict(zip(("least", "start", "most"), map(percent, sorted(ends)), strict=True))
    return {"kind": "accrue", "per": "1 吨", "part": "exact", "gain": "7%", "lose": "11%", **names}


def banded(earns: list[int]) -> dict[str, Any]:
    edges = [{"least": f"{12 - 3 * n} 吨", "earn": percent(earn)} for n, earn in enumerate(earns[1:])]
    edges[1]["rising_to"] = percent(earns[0])
    return {"kind": "bands", "bands": [*edges, {"earn": percent(earns[0])}]}


def curved(earns: list[int]) -> dict[str, Any]:
    return {"kind": "curve", "points": [[f"{4 * n} 吨", percent(earn)] for n, earn in enumerate(earns)]}


def levelled(cuts: list[int]) -> dict[str, Any]:
    low, high = sorted(cuts)
    ranged = {"name": "好", "range": f"{low}%..{high}%"}
    return {"kind": "levels", "levels": [ranged, {"name": "差", "share": percent(low // 2)}]}


LEVEL = st.sampled_from(["差"]).map(lambda name: {"level": name, "because": "差"})
THREE = st.lists(SHARES, min_size=3, max_size=3)
POINTS: list[Any] = ["一", {"text": "二", "negative": "是"}, "三"]
MISSES: list[dict[str, Any]] = [
    {"miss": {"lose": "10%", "of": "indicator"}},
    {"miss": {"lose": "50%", "of": "point"}},
    {},
    {"points": [*POINTS[:2], {"text": "三", "must": "是"}]},
]
CHECKLISTS = [{"kind": "checklist", "points": POINTS, **miss} for miss in MISSES]
FAULTS = [{"name": "甲类", "lose": "30%", "nothing_from": "3"}]
PARTS = [
    {"text": "一", "share": "60%", "actual": "甲 / 乙", "target": "100%", "rule": {"kind": "proportional"}},
    {"text": "二", "share": "40%", "rule": {"kind": "threshold"}},
]
WAYS = [
    {"when": "丙", "rule": {"kind": "threshold"}},
    {"rule": {"kind": "curve", "points": [["2 吨", "20%"], ["9 吨", "70%"]]}},
]

Leaf = st.SearchStrategy[tuple[dict[str, Any], Any]]


def leaf(rule: st.SearchStrategy[Any], fact: Any, target: str = "≥ 10 吨", **more: Any) -> Leaf:
    return st.tuples(rule.map(lambda made: {"target": target, "rule": made, **more}), fact)


def rules(*made: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(made)


LEAVES: st.SearchStrategy[tuple[dict[str, Any], Any]] = st.one_of(
    leaf(rules({"kind": "proportional"}, {"kind": "proportional", "zero_at": "5 吨"}), TONS),
    leaf(rules({"kind": "deduct", "per": "1 吨", "lose": "7%", "part": "exact"}), TONS),
    leaf(THREE.map(accrued), TONS),
    leaf(st.lists(SHARES, min_size=4, max_size=4).map(banded), TONS),
    leaf(THREE.map(curved), TONS),
    leaf(rules({"kind": "threshold"}), st.lists(TONS, min_size=1, max_size=3)),
    leaf(st.sampled_from(CHECKLISTS), st.lists(ANSWER, min_size=3, max_size=3), "好"),
    leaf(rules({"kind": "faults", "kinds": FAULTS}), st.integers(0, 4).map(str), "= 0 项"),
    leaf(st.lists(SHARES, min_size=2, max_size=2, unique=True).map(levelled), LEVEL, "好"),
    leaf(rules({"kind": "panel", "of": "100", "trim": "0"}), st.lists(SHARES.map(str), min_size=1, max_size=4), "好"),
    leaf(
        rules({"kind": "survey", "coefficients": {"好": "100%", "差": "30%"}, "then": {"kind": "proportional"}}),
        st.fixed_dictionaries({"好": st.integers(0, 9).map(str), "差": st.integers(1, 9).map(str)}),
        "≥ 90%",
    ),
    leaf(rules({"kind": "formula", "earn": "权重 × 甲 / 乙 × 40% + 1"}), st.none(), "好"),
    leaf(rules({"kind": "proportional"}), st.none(), "100%", actual="甲 / 乙"),
    leaf(rules({"kind": "parts", "parts": PARTS}), TONS.map(lambda x: [x])),
    leaf(rules({"kind": "choose", "branches": WAYS}), TONS),
)  # fmt: skip


@st.composite
def gates(draw: st.DrawFn) -> list[dict[str, str]]:
    one = st.fixed_dictionaries({"when": WHENS, "earn": SHARES.map(percent), "because": st.just("因")})
    return draw(st.lists(one, max_size=1))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A spec and a project that gives all its facts, as a file would state them."""
    facts: dict[str, Any] = {}
    overrides: list[dict[str, str]] = []
    places = draw(st.integers(0, 2))
    policy = draw(st.sampled_from(["redistribute", "full", "zero"]))

    def grown(code: str, weight: int) -> dict[str, Any]:
        made, value = draw(LEAVES)
        if value is not None:
            facts[code] = draw(st.sampled_from([value] * 5 + ["不适用"]))
        if facts.get(code) != "不适用" and draw(st.integers(0, 7)) == 0:
            overrides.append({"indicator": code, "score": str(draw(st.integers(0, weight)))})
            overrides[-1] |= {"because": "因", "by": "组", "date": "2024-01-01"}
        return {**made, "code": code, "name": code, "gates": draw(gates())}

    indicators = []
    for n in range(draw(st.integers(1, 3))):
        count, each = draw(st.integers(1, 3)), draw(st.integers(1, 20))
        combine = draw(st.sampled_from(["sum", "sum", "min", "mean"]))
        below = [grown(f"G{n}.{k}", each) for k in range(count)]
        group = {"code": f"G{n}", "name": "组", "weight": str(count * each), "combine": combine, "gates": draw(gates())}
        indicators.append({**group, "weights": "equal", "indicators": below})
    full = sum(int(group["weight"]) for group in indicators)
    rounding = {"places": str(places), "mode": draw(st.sampled_from([mode.value for mode in Mode]))}
    spec = {
        "perfeval": "spec/1",
        "id": "t",
        "name": "t",
        "full": str(full),
        "not_applicable": policy,
        "rounding": {**rounding, "of": draw(st.sampled_from(["leaves", "total"]))},
        "grades": [{"name": "优", "least": "90%"}, {"name": "良", "least": "61%"}, {"name": "差", "least": "0"}],
        "gates": draw(gates()),
        "caps": [{"when": gate["when"], "most": gate["earn"], "because": "因"} for gate in draw(gates())],
        "grade_caps": [{"when": gate["when"], "grade": "良", "because": "因"} for gate in draw(gates())],
        "indicators": indicators,
    }
    shared = {name: fact for name, fact in SHARED.items() if name in _formulas(spec)}
    facts |= {name: draw(VALUES[name]) for name in shared}
    project = {"perfeval": "project/1", "spec": "s.yaml", "name": "t", "facts": facts, "overrides": overrides}
    return {**spec, "facts": shared}, project


def _formulas(value: Any) -> str:
    """All that a spec says where a formula can stand."""
    if isinstance(value, list):
        return " ".join(map(_formulas, value))
    if not isinstance(value, dict):
        return ""
    own = [text for key, text in value.items() if key in ("when", "actual", "earn") and isinstance(text, str)]
    return " ".join([*own, *map(_formulas, value.values())])


@settings(max_examples=150, deadline=None)
@given(world=worlds(), data=st.data())
def test_random_projects_without_some_facts(world: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject) -> None:
    spec, project = read(Spec, world[0]), read(Project, world[1])
    assert isinstance(spec, Spec) and isinstance(project, Project), (spec, project)
    made = plan(spec)
    assert isinstance(made, Plan), made
    check_law(made, project, data)


SINGLE = {"perfeval": "spec/1", "id": "t", "name": "t", "full": "10", "rounding": {"places": "2", "mode": "half-up"}}


@settings(max_examples=300, deadline=None)
@given(made=LEAVES, data=st.data())
def test_each_kind_reaches_what_it_earns(made: tuple[dict[str, Any], Any], data: st.DataObject) -> None:
    """One indicator alone, all of whose facts are missing."""
    indicator = {**made[0], "code": "X", "name": "X", "weight": "10"}
    shared = {name: fact for name, fact in SHARED.items() if name in _formulas(indicator)}
    facts = {name: data.draw(VALUES[name]) for name in shared} | ({} if made[1] is None else {"X": made[1]})
    spec = read(Spec, {**SINGLE, "facts": shared, "indicators": [indicator]})
    project = read(Project, {"perfeval": "project/1", "spec": "s.yaml", "name": "t", "facts": facts})
    assert isinstance(spec, Spec) and isinstance(project, Project), (spec, project)
    planned = plan(spec)
    assert isinstance(planned, Plan), planned
    whole, none = bound_of(planned, project), bound_of(planned, project, set(facts))
    assert whole is not None and none is not None, bind(planned, project)
    card = score(whole)
    check_encloses(possible(none), card, card)


def test_a_field_that_no_range_is_known_for_is_refused() -> None:
    """A new field of a spec: is a better reading of the facts never worth less under it? If so, add it to `STEPS`."""
    assert set(Spec.model_fields) == set(STEPS["spec"])
    assert set(Indicator.model_fields) == set(STEPS["indicator"])
