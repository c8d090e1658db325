"""Laws of the scoring, held for random specs of every kind and with every limit.

That rounding is idempotent and monotone is in test_quantities.py; that the points are right, in test_naive.py.
"""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import drawn
import naive
from drawn import Case
from perfeval.rules import ROLL
from scored import scored

Data = Any
# Shrinking a tree takes minutes; a failure is small enough to read without.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SOME = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=PHASES,
)
TREES = drawn.cases()


def points(case: Case, project: Data = None) -> dict[str, Data]:
    """Exact points by code, the totals, and the grade."""
    card = scored(case.spec, project or case.project)
    found = {code: line.exact for code, line in card.lines.items()}
    return {**found, "exact": card.exact, "total": card.total, "grade": card.grade and card.grade.name}


def test_every_kind_on_the_roll_is_drawn_and_scored_twice() -> None:
    assert set(drawn.KINDS) == set(ROLL) == set(naive.RULES)


@SOME
@given(TREES)
def test_points_lie_between_nothing_and_the_weight(case: Case) -> None:
    card = scored(case.spec, case.project)
    for line in card.lines.values():
        if line.exact is not None and line.printed is not None and line.weight is not None:
            assert 0 <= line.exact <= line.weight and 0 <= line.printed <= line.weight
    assert card.total is not None and 0 <= card.total <= Fraction(case.spec["full"])


@pytest.mark.parametrize("kind", drawn.KINDS)
def test_a_better_fact_never_earns_less(kind: str) -> None:
    @SOME
    @given(drawn.cases(kinds=(kind,), depth=2))
    def holds(case: Case) -> None:
        worse, better = points(case), points(case, case.better)
        assert all(points is None or points <= better[code] for code, points in worse.items() if code != "grade")

    holds()


def changed(data: Data, change: Any) -> Data:
    """The data with every text changed."""
    if isinstance(data, dict):
        return {key: changed(value, change) for key, value in data.items()}
    return [changed(item, change) for item in data] if isinstance(data, list) else change(data)


def times(data: Data, factor: Fraction) -> Data:
    """The data with all points (``… 分``) so many times as large."""
    found = re.compile(r"([0-9./]+) 分")
    grown = changed(data, lambda text: found.sub(lambda m: f"{drawn.spelled(Fraction(m[1]) * factor)} 分", text))
    return {**grown, "full": drawn.spelled(Fraction(data["full"]) * factor)} if "full" in data else grown


@SOME
@given(drawn.cases(of="total"), st.sampled_from((Fraction(2), Fraction(100, 7), Fraction(1, 3))))
def test_all_weights_times_a_number_give_all_points_times_it(case: Case, factor: Fraction) -> None:
    before, after = scored(case.spec, case.project), scored(times(case.spec, factor), case.project)
    assert before.exact is not None and after.exact == before.exact * factor
    for code, line in before.lines.items():
        assert after.lines[code].exact == (None if line.exact is None else line.exact * factor)
    names = [card.exact_grade and card.exact_grade.name for card in (before, after)]
    assert names[0] == names[1]


def test_the_grade_of_the_exact_points_is_limited_as_well() -> None:
    leaf = {"code": "A", "name": "率", "weight": "10", "target": "3 次", "rule": {"kind": "proportional"}}
    spec: Data = {"perfeval": "spec/1", "id": "t", "name": "试", "full": "10", "indicators": [leaf],
                  "rounding": {"places": "2", "mode": "down"}, "facts": {"挪用": {"unit": "是否"}},
                  "grades": [{"name": "良", "least": "10/3 分"}, {"name": "差", "least": "0"}],
                  "grade_caps": [{"when": "挪用", "grade": "差", "because": "挪用资金"}]}  # fmt: skip
    for misused, exact in (("否", "良"), ("是", "差")):
        facts = {"A": "1 次", "挪用": misused}
        card = scored(spec, {"perfeval": "project/1", "spec": "spec.yaml", "name": "试", "facts": facts})
        assert card.grade and card.exact_grade and (card.grade.name, card.exact_grade.name) == ("差", exact)


def shuffled(data: Data, dice: random.Random) -> Data:
    """The data with its keys, and the indicators of each group, in another order."""
    if isinstance(data, list):
        return [shuffled(item, dice) for item in data]
    if not isinstance(data, dict):
        return data
    items = [(key, shuffled(value, dice)) for key, value in data.items()]
    dice.shuffle(items)
    return {k: dice.sample(v, len(v)) if k in ("indicators", "gates", "caps") else v for k, v in items}


@SOME
@given(TREES, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_indicators_does_not_matter(case: Case, dice: random.Random) -> None:
    other = Case(shuffled(case.spec, dice), shuffled(case.project, dice), {})
    assert points(other) == points(case)


def in_yuan(text: str) -> str:
    return re.sub(r"([0-9.]+) 万元", lambda m: f"{drawn.spelled(Fraction(m[1]) * 10000)} 元", text)


@SOME
@given(
    drawn.cases(kinds=("proportional", "deduct", "accrue", "bands", "curve", "threshold", "formula", "parts", "choose"))
)
def test_amounts_in_yuan_and_in_ten_thousands_give_the_same(case: Case) -> None:
    assume("万元" in str(case.project))
    spec, project = changed(case.spec, in_yuan), changed(case.project, in_yuan)
    assert points(Case(case.spec, project, {})) == points(Case(spec, case.project, {})) == points(case)


def without(node: Data, code: str) -> Data | None:
    """The group without an indicator, its weight shared out among what is left; None where nothing is."""
    left = [without(child, code) if "indicators" in child else child for child in node["indicators"]]
    left = [child for child in left if child is not None and child["code"] != code]
    if not left:
        return None
    kept = {child["code"]: child for child in left}
    gone = sum(weight_of(child) for child in node["indicators"] if child["code"] not in kept)
    factor = weight_of(node) / (weight_of(node) - gone)
    return {**node, "indicators": [times(child, factor) for child in left]}


def weight_of(node: Data) -> Fraction:
    return Fraction(node["full"] if "full" in node else node["weight"].removesuffix(" 分"))


@SOME
@given(drawn.cases(of="total", na=False), st.data())
def test_weight_shared_out_is_as_if_the_indicator_had_not_been(case: Case, data: st.DataObject) -> None:
    own = [code for code in case.project["facts"] if code.startswith("X")]
    assume(own)
    code = data.draw(st.sampled_from(own))
    weights = {line.node.code: line.node.weight for line in scored(case.spec, case.project).lines.values()}
    spec = written(case.spec, weights)
    smaller = without(spec, code)
    assume(smaller is not None)
    facts = {name: fact for name, fact in case.project["facts"].items() if name != code}
    absent = {**case.project, "facts": {**facts, code: "不适用"}}
    read = str([smaller.get(key) for key in ("indicators", "gates", "caps", "grade_caps")])
    kept = {name: fact for name, fact in smaller["facts"].items() if name in read}
    facts = {name: fact for name, fact in facts.items() if name in kept or name not in smaller["facts"]}
    one = scored({**spec, "not_applicable": "redistribute"}, absent)
    other = scored({**smaller, "facts": kept}, {**case.project, "facts": facts})
    assert (one.exact, one.total, one.grade) == (other.exact, other.total, other.grade)
    for name, line in other.lines.items():
        assert one.rate(one.lines[name]) == other.rate(line), name


def written(node: Data, weights: dict[str, Any]) -> Data:
    """The group with every weight below it written out as points."""
    below = []
    for child in node["indicators"]:
        whole = written(child, weights) if "indicators" in child else child
        points = drawn.spelled(Fraction(weights[child["code"]].numerator, weights[child["code"]].denominator))
        below.append({key: value for key, value in whole.items() if key != "weights"} | {"weight": f"{points} 分"})
    return {**node, "indicators": below}


@SOME
@given(TREES)
def test_gates_and_caps_only_ever_lower(case: Case) -> None:
    free = {key: value for key, value in stripped(case.spec).items() if key not in ("caps", "grade_caps")}
    read = str(free["indicators"])
    free["facts"] = {name: fact for name, fact in free["facts"].items() if name in read}
    facts = {k: v for k, v in case.project["facts"].items() if k in free["facts"] or k not in case.spec["facts"]}
    held, unheld = points(case), points(Case(free, {**case.project, "facts": facts}, {}))
    assert all(points is None or points <= unheld[code] for code, points in held.items() if code != "grade")


def stripped(data: Data) -> Data:
    """The data without any gate."""
    if isinstance(data, list):
        return [stripped(item) for item in data]
    return {k: stripped(v) for k, v in data.items() if k != "gates"} if isinstance(data, dict) else data


@SOME
@given(drawn.cases(kinds=("proportional", "checklist", "panel")))
def test_what_a_held_condition_allows_is_never_exceeded_in_print(case: Case) -> None:
    card = scored(case.spec, case.project)
    for line in card.lines.values():
        for change in line.changes:
            assert change.step == "gate" and line.exact is not None and line.exact <= change.after
    for cap in card.limits:
        places = int(case.spec["rounding"]["places"])
        assert card.total is not None and card.total <= cap.most + Fraction(1, 10**places)
