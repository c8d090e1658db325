"""The checks on specs: silent about plain names, right about steepness, and never in the way of any spec."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drawn
from perfeval.diagnostic import Route, Severity
from perfeval.lint.projects import PROJECT_CHECKS
from perfeval.lint.specs import SPEC_CHECKS, spec_findings
from perfeval.model import read
from perfeval.number import Fraction
from perfeval.plan import Plan, plan
from perfeval.source import Data
from perfeval.spec import Spec

ARITHMETIC = {
    "better-earns-less",
    "checklist-never-zero",
    "share-against-miss",
    "too-shallow",
    "too-steep",
    "zero-beyond-unreached",
}


def planned(data: Data) -> Plan:
    spec = read(Spec, data)
    assert isinstance(spec, Spec), spec
    made = plan(spec)
    assert isinstance(made, Plan), made
    return made


def one(target: str, rule: dict[str, Any], name: str = "甲") -> Plan:
    leaf = {"code": "A", "name": name, "weight": "10", "target": target, "rule": rule}
    rounding = {"places": "2", "mode": "half-up"}
    return planned(
        {"perfeval": "spec/1", "id": "t", "name": "试", "full": "10", "rounding": rounding, "indicators": [leaf]}
    )


def codes(made: Plan) -> set[str]:
    return {found.code for found in spec_findings(made)}


def reached(data: Any, route: Route) -> bool:
    """Whether a route leads somewhere in the data of a file."""
    for step in route:
        known = step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data))
        if not known:
            return False
        data = data[step]
    return True


@settings(max_examples=150, deadline=None)
@given(drawn.cases())
def test_any_spec_can_be_asked(case: drawn.Case) -> None:
    for found in spec_findings(planned(case.spec)):
        assert found.code in ARITHMETIC | {"similar-names", "target-changed", "vague-target"}
        assert reached(case.spec, found.route) and found.message and found.hint
        assert all(reached(case.spec, other.route) for other in found.related)


@settings(max_examples=150, deadline=None)
@given(goal=st.integers(20, 300), per=st.integers(1, 20), lose=st.integers(1, 100))
def test_a_deduction_is_steep_just_where_nothing_is_left_near_the_target(goal: int, per: int, lose: int) -> None:
    made = one(f"≥ {goal} 场", {"kind": "deduct", "per": f"{per} 场", "lose": f"{lose}%", "part": "exact"})
    (leaf,) = made.leaves
    assert leaf.rule is not None
    points = [leaf.rule.earned(Fraction(10), Fraction(n), leaf.target) for n in range(goal + 1)]
    nothing = max((n for n, earned in enumerate(points) if earned == 0), default=-1)
    partly = any(0 < earned < 10 for earned in points[nothing + 1 :])
    assert ("too-steep" in codes(made)) == (100 * nothing > 95 * goal and partly)
    assert ("too-shallow" in codes(made)) == (points[0] > 0)


AMOUNTS = st.lists(st.integers(1, 40), min_size=2, max_size=4, unique=True)


@settings(max_examples=150, deadline=None)
@given(edges=AMOUNTS, shares=st.lists(st.integers(0, 100), min_size=5, max_size=5), goal=st.integers(1, 40))
def test_bands_that_fall_on_the_way_to_the_target_are_found(edges: list[int], shares: list[int], goal: int) -> None:
    falling = sorted(edges, reverse=True)
    bands = [{"least": f"{edge} 场", "earn": f"{share}%"} for edge, share in zip(falling, shares, strict=False)]
    made = one(f"≥ {goal} 场", {"kind": "bands", "bands": [*bands, {"earn": f"{shares[-1]}%"}]})
    (leaf,) = made.leaves
    assert leaf.rule is not None
    points = [leaf.rule.earned(Fraction(10), Fraction(n), leaf.target) for n in range(goal + 1)]
    falls = any(worse > better for worse, better in itertools.pairwise(points))
    assert ("better-earns-less" in codes(made)) == falls


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("≤ 2023-11-30", {"kind": "deduct", "per": "1 天", "lose": "10%", "part": "exact"}),
        ("= 0 项", {"kind": "faults", "kinds": [{"name": "问题", "lose": "5%"}]}),
        ("≤ 100 万元", {"kind": "proportional", "reverse": "linear"}),
        ("≤ 100 万元", {"kind": "proportional", "reverse": "inverse"}),
        ("30 场", {"kind": "deduct", "per": "1 场", "lose": "100%"}),
        ("30 场", {"kind": "threshold"}),
        ("规范", {"kind": "checklist", "points": ["甲", "乙"]}),
        ("≥ 90%", {"kind": "bands", "bands": [{"least": "90%", "earn": "100%"}, {"earn": "0"}]}),
        ("0%–10%", {"kind": "deduct", "per": "1%", "lose": "10%", "part": "exact"}),
        ("100%", {"kind": "deduct", "per": "1%", "lose": "2%", "part": "exact", "zero_beyond": "50%"}),
    ],
)
def test_common_rules_are_passed(target: str, rule: dict[str, Any]) -> None:
    assert codes(one(target, rule)) == set()


@pytest.mark.parametrize("goal", ["按需", "XX 场", "≥ 105%", "及时", "打造品牌"])
def test_plain_groups_are_asked_little(goal: str) -> None:
    """A spec without groups of output and benefit is asked nothing about balance and vagueness."""
    leaves: list[Data] = [{"code": f"A{n}", "name": name, "target": goal} for n, name in enumerate("甲乙丙")]
    made = planned({"perfeval": "spec/1", "id": "t", "name": "试", "indicators": leaves})
    assert codes(made) == ({"on-demand-target"} if goal == "按需" else set())


VAGUE = (
    "及时 按时完成 满足实际需求 按文件要求 按合同规定执行 可持续 "
    "稳步提高 有效提升服务水平 效果明显 明显改善 打造活力社区 促进就业"
)
CLEAR = "通过 通过验收 无 合格 完成竣工验收 15场 ≥95% ≤2023-11-30 2023年11月30日前完成 不发生安全事故 是"


@pytest.mark.parametrize(
    ("goal", "vague"), [*((goal, True) for goal in VAGUE.split()), *((goal, False) for goal in CLEAR.split())]
)
def test_vague_targets(goal: str, vague: bool) -> None:
    leaf: Data = {"code": "C1", "name": "甲", "target": goal}
    group: Data = {"code": "C", "name": "产出", "indicators": [leaf]}
    made = planned({"perfeval": "spec/1", "id": "t", "name": "试", "indicators": [group]})
    assert codes(made) == ({"vague-target"} if vague else set())


def test_levels_that_are_described_answer_for_the_words() -> None:
    described: Data = [
        {"name": "好", "share": "100%", "about": "投诉少于 3 起"},
        {"name": "差", "share": "0", "about": "其余"},
    ]
    bare: Data = [{"name": "好", "share": "100%"}, {"name": "差", "share": "0"}]
    for levels, expected in ((described, set()), (bare, {"vague-target"})):
        leaf: Data = {
            "code": "C1",
            "name": "甲",
            "weight": "10",
            "target": "良好",
            "rule": {"kind": "levels", "levels": levels},
        }
        group: Data = {"code": "C", "name": "产出", "indicators": [leaf]}
        head: Data = {"perfeval": "spec/1", "id": "t", "name": "试", "full": "10"}
        made = planned({**head, "rounding": {"places": "2", "mode": "half-up"}, "indicators": [group]})
        assert codes(made) == expected


@pytest.mark.parametrize(("approved", "found"), [("80 人", True), ("58人", False), ("0.0058 万人", False)])
def test_a_target_is_changed_where_its_value_is(approved: str, found: bool) -> None:
    leaf: Data = {"code": "C1", "name": "甲", "target": {"value": "58 人", "approved": approved}}
    made = planned({"perfeval": "spec/1", "id": "t", "name": "试", "indicators": [leaf]})
    assert codes(made) == ({"target-changed"} if found else set())


@pytest.mark.parametrize(("bounded", "found"), [(None, True), ("是", True), ("否", False)])
def test_a_share_that_may_be_above_the_whole_says_so(bounded: str | None, found: bool) -> None:
    leaf: Data = {"code": "C1", "name": "床位入住率", "target": "105%", **({"bounded": bounded} if bounded else {})}
    made = planned({"perfeval": "spec/1", "id": "t", "name": "试", "indicators": [leaf]})
    assert codes(made) == ({"target-above-whole"} if found else set())


NAMES = [
    ("沙龙场次及讲座场次", True),
    ("个案、小组、社区活动完成率", True),
    ("残疾人及家属服务人次", False),
    ("义务教育普及率", False),
    ("资金及时支付率", False),
    ("培训参与人数", False),
    ("讲座（线上和线下）场次", False),
]


@pytest.mark.parametrize(("name", "several"), NAMES)
def test_names_that_join(name: str, several: bool) -> None:
    leaf: Data = {"code": "C1", "name": name, "target": "95%" if name.endswith("率") else "15 场"}
    group: Data = {"code": "C", "name": "产出", "indicators": [leaf]}
    made = planned({"perfeval": "spec/1", "id": "t", "name": "试", "indicators": [group]})
    assert codes(made) == ({"several-in-one"} if several else set())


def test_codes_are_kebab_case_and_none_is_an_error() -> None:
    for check in (*SPEC_CHECKS, *PROJECT_CHECKS):
        assert re.fullmatch("[a-z]+(-[a-z]+)*", check.code) and check.severity is not Severity.ERROR
