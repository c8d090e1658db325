"""Every kind of rule names all the ways that it can go: none that it takes is missing from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console import run
from perfeval.load import parsed, planned
from perfeval.plan import Plan
from perfeval.rules import ROLL, kind_named
from perfeval.testing.coverage import branches, taken_in
from perfeval.testing.searching import Search

ROOT = Path(__file__).parent.parent
SPECS = [path for path in sorted((ROOT / "specs").glob("*.yaml")) if not path.stem.endswith(".test")]
HEAD = """\
perfeval: spec/1
id: x
name: 例
full: 10
rounding: {places: 2, mode: half-up}
facts:
  支出: {unit: 万元}
  预算: {unit: 万元}
  地区: {one_of: [东部, 西部]}
indicators:
  - code: Y
    name: 用到共用的事实
    weight: 1
    target: 1
    rule: {kind: choose, branches: [{when: 地区 = 东部, rule: {kind: threshold}}, {rule: {kind: proportional}}]}
  - code: Z
    name: 用到共用的事实
    weight: 1
    target: 100%
    actual: 支出 / 预算
    rule: {kind: proportional, zero_at: 60%}
  - {code: X, name: 例, weight: 8, RULE}
"""


def plan_of(lines: str) -> Plan:
    found = planned(parsed(HEAD.replace("RULE", lines).encode(), "spec.yaml"))
    assert found.value is not None, found.diagnostics
    return found.value


def amounts(unit: str, least: int = -500) -> st.SearchStrategy[str]:
    """Amounts as they are written, to three decimals."""
    return st.integers(least * 1000, 500_000).map(
        lambda n: f"{n // 1000}.{n % 1000:03}{unit}" if n >= 0 else f"-0.5{unit}"
    )


def counts(unit: str = "") -> st.SearchStrategy[str]:
    return st.integers(0, 12).map(lambda n: f"{n} {unit}".strip())


PERCENT = st.one_of(amounts("%"), st.sampled_from([f"{n}%" for n in range(121)]))
DAY = st.dates(
    min_value=__import__("datetime").date(2023, 10, 1), max_value=__import__("datetime").date(2024, 1, 31)
).map(str)
ANSWER = st.sampled_from(
    [
        "是",
        "否",
        {"answer": "否", "because": "无"},
        {"answer": "是", "because": "有"},
        {"answer": "部分", "keep": "40%", "because": "缺"},
    ]
)
PLAIN = st.sampled_from(["是", {"answer": "否", "because": "无"}])
LEVELS = st.sampled_from(["好", {"level": "中", "share": "70%", "because": "一般"}, {"level": "差", "because": "差"}])

PLACE = st.integers(1, 20).flatmap(
    lambda of: st.fixed_dictionaries({"rank": st.integers(1, of).map(str), "of": st.just(str(of))})
)
PEERS = st.fixed_dictionaries(
    {
        "value": st.integers(0, 99).map(lambda n: f"{n}%"),
        "peers": st.lists(st.integers(1, 99).map(lambda n: f"{n}%"), min_size=1),
    }
)

RULES: list[tuple[str, st.SearchStrategy[Any]]] = [
    ("target: 100%, rule: {kind: proportional}", PERCENT),
    ("target: 1 次, rule: {kind: proportional}", counts("次")),
    ("target: 100%, rule: {kind: proportional, zero_at: 60%, zero_below: 70%}", PERCENT),
    ("target: ≤ 20 天, rule: {kind: proportional, reverse: linear}", amounts(" 天")),
    ("target: ≤ 20 天, rule: {kind: proportional, reverse: inverse}", amounts(" 天")),
    ("target: 30 场, rule: {kind: deduct, per: 1 场, lose: 10%}", counts("场")),
    ("target: 3 场, rule: {kind: deduct, per: 1 场, lose: 10%}", counts("场")),
    ("target: ≥95%, rule: {kind: deduct, per: 1%, lose: 0.5 分, part: none, zero_beyond: 5%}", PERCENT),
    ("target: ≥95%, rule: {kind: deduct, per: 3%, lose: 30%, part: whole}", PERCENT),
    ("target: 40%–60%, rule: {kind: deduct, per: 3%, lose: 30%, part: exact}", PERCENT),
    ("target: = 0 项, rule: {kind: deduct, per: 1 项, lose: 5%}", counts("项")),
    ("target: ≤ 2023-11-30, rule: {kind: deduct, per: 7 天, lose: 30%, part: whole}", DAY),
    ("target: ≥ 80%, rule: {kind: accrue, start: 50%, per: 1%, gain: 5%, lose: 10%, part: exact}", PERCENT),
    ("target: ≤ 20 天, rule: {kind: accrue, start: 4 分, base: 30 天, per: 1 天, gain: 1 分, lose: 1 分, part: whole, "
     "least: 2 分}", amounts(" 天")),
    ("target: 好, rule: {kind: accrue, start: 4 分, better: more, base: 30%, per: 7%, gain: 1 分, lose: 0, part: none}",
     PERCENT),
    ("target: 95%, rule: {kind: bands, bands: [{least: 95%, earn: 100%}, {above: 60%, earn: 50%, rising_to: 90%}, "
     "{earn: 0}]}", PERCENT),
    ("target: ≤ 3 次, rule: {kind: bands, bands: [{most: 3 次, earn: 100%}, {below: 9 次, earn: 50%}, {earn: 0}]}",
     counts("次")),
    ("target: 100%, rule: {kind: curve, points: [[60%, 0], [90%, 80%], [100%, 100%]]}", PERCENT),
    ('target: ">80%", rule: {kind: threshold}', PERCENT),
    ("target: ≥ 5 人, rule: {kind: threshold}", st.one_of(counts("人"), st.lists(counts("人"), min_size=1))),
    ("target: 无事故, rule: {kind: threshold}", PLAIN),
    ("target: 好, rule: {kind: checklist, points: [甲, 乙, {text: 丙, negative: 是, must: 是}]}",
     st.lists(ANSWER, min_size=3, max_size=3)),
    ("target: 好, rule: {kind: checklist, points: [甲, 乙, 丙], by_count: [100%, 50%, 0]}",
     st.lists(PLAIN, min_size=3, max_size=3)),
    ("target: 好, rule: {kind: faults, nothing_from: 9, kinds: [{name: 大, lose: 30%, nothing_from: 2}, "
     "{name: 小, lose: 2 分}]}", st.fixed_dictionaries({"大": counts(), "小": counts()})),
    ("target: 好, rule: {kind: faults, kinds: [{name: 大, lose: 0, nothing_from: 1}, {name: 小, lose: 1 分, "
     "nothing_from: 3}]}", st.fixed_dictionaries({"大": counts(), "小": counts()})),
    ("target: 好, rule: {kind: levels, levels: [{name: 好, share: 100%}, {name: 中, range: 60%..80%}, "
     "{name: 差, share: 0}]}", LEVELS),
    ("target: 好, rule: {kind: panel, of: 10, trim: 1}", st.lists(st.sampled_from(["0", "5", "10"]), min_size=3)),
    ("target: ≥ 90%, rule: {kind: survey, coefficients: {好: 100%, 差: 70%}, then: {kind: bands, bands: [{least: 90%, "
     "earn: 100%}, {least: 60%, earn: 50%}, {earn: 0}]}}", st.fixed_dictionaries({"好": counts(), "差": counts()})),
    ("target: 100%, rule: {kind: parts, parts: [{text: 甲, share: 60%, actual: 支出 / 预算, "
     "rule: {kind: proportional}}, {text: 乙, share: 40%, rule: {kind: threshold}}]}", PERCENT.map(lambda x: [x])),
    ("target: 95%, rule: {kind: choose, branches: [{when: 地区 = 东部, rule: {kind: threshold}}, "
     "{target: 90%, rule: {kind: deduct, per: 1%, lose: 5%, part: exact}}]}", PERCENT),
    ("target: 95%, actual: 支出 / 预算, rule: {kind: choose, branches: [{when: 地区 = 东部, rule: {kind: threshold}}, "
     "{target: 90%, rule: {kind: deduct, per: 1%, lose: 5%, part: exact}}]}", st.none()),
    ("target: 95%, actual: 'if(支出 > 60 万元, 95%, 90%)', rule: {kind: choose, branches: [{when: 地区 = 东部, "
     "rule: {kind: threshold}}, {rule: {kind: bands, bands: [{earn: 50%}]}}]}", st.none()),
    ("target: 95%, actual: 'if(支出 > 60 万元, 95%, 90%)', rule: {kind: deduct, per: 1%, lose: 5%, part: exact}",
     st.none()),
    ("target: ≥ 90%, rule: {kind: bands, bands: [{least: 90%, range: 80%..100%}, {earn: 50%}]}",
     st.one_of(st.integers(0, 89).map(lambda n: f"{n}%"),
               st.fixed_dictionaries({"value": st.just("95%"), "share": st.just("85%"), "because": st.just("好")}))),
    ("target: 好, rule: {kind: rank, table: [{to: 3, earn: 100%}, {top: 50%, earn: 4 分}, {earn: 0}]}", PLACE),
    ("target: 好, rule: {kind: rank, linear: 是}", PLACE),
    ("target: ≥ 90%, rule: {kind: peer, method: ratio, against: median, better: more}", PEERS),
    ("target: ≥ 90%, rule: {kind: peer, method: reach, against: best, better: less}", PEERS),
    ("target: ≥ 90%, rule: {kind: peer, method: spread, better: more, if_equal: 50%}", PEERS),
    ("rule: {kind: formula, earn: 权重 × 支出 / 预算}", st.none()),
]  # fmt: skip


def test_every_kind_on_the_roll_is_tried() -> None:
    assert {kind for kind in ROLL if any(f"{{kind: {kind}" in lines for lines, _ in RULES)} == set(ROLL)
    assert all(kind_named(kind).kind_name() == kind for kind in ROLL)


@pytest.mark.parametrize(("lines", "facts"), RULES, ids=[lines for lines, _ in RULES])
def test_no_way_is_taken_that_was_not_named(lines: str, facts: st.SearchStrategy[Any]) -> None:
    plan = plan_of(lines)
    named, search = set(branches(plan)), Search(plan)
    money = st.sampled_from(["0 万元", "1 万元", "59 万元", "60 万元", "99.9 万元", "100 万元", "200 万元"])
    shared = {"支出": money, "地区": st.sampled_from(["东部", "西部"]), "Y": st.sampled_from(["0", "0.5", "1", "2"])}

    @settings(max_examples=60, deadline=None)
    @given(st.fixed_dictionaries(shared), facts)
    def tried(given_facts: dict[str, Any], fact: Any) -> None:
        own = {} if fact is None else {"X": fact}
        card = search.card({**given_facts, "预算": "100 万元", **own})
        if card is not None:  # such as answers that nobody gave
            taken = set(taken_in(card))
            assert taken <= named, taken - named
            assert any(code == "X" for code, _ in taken)

    tried()


@pytest.mark.parametrize("lines", [lines for lines, _ in RULES])
def test_suggested_cases_run_green_and_take_every_way(lines: str, tmp_path: Path) -> None:
    """A way that no suggestion can reach would stand in the list of what was never taken for ever."""
    (tmp_path / "spec.yaml").write_text(HEAD.replace("RULE", lines), encoding="utf-8")
    assert run("perfeval test --suggest spec.yaml -o a.test.yaml", tmp_path).code == 0
    ran = run("perfeval test --fail-under 100", tmp_path)
    assert ran.code == 0, ran.shown


LIMITS = """\
perfeval: spec/1
id: x
name: 例
full: 10
rounding: {places: 2, mode: half-up, of: total}
not_applicable: redistribute
grades: [{name: 优, least: 9}, {name: 差, least: 0}]
gates: [{when: 造假 = 是, earn: 0, because: 规定}]
caps: [{when: 支出 / 预算 < 80%, most: 8, because: 规定}]
grade_caps: [{when: count(沙龙.人数 < 10 人) ≥ 1, grade: 差, because: 规定}]
facts:
  造假: {unit: 是否}
  支出: {unit: 万元}
  预算: {unit: 万元}
  沙龙: {table: {人数: 人, 场地: 是否}}
  逐月: {unit: 场, list: 是}
  到场: {unit: 人}
indicators:
  - {code: A, name: 甲, weight: 4, target: 100%, actual: 支出 / 预算, rule: {kind: proportional}}
  - {code: B, name: 乙, weight: 3, target: ≥ 12 人, actual: min(沙龙.人数), rule: {kind: deduct, per: 1 人, lose: 20%}}
  - {code: D, name: 丁, weight: 1, target: 10 人/场, actual: 到场 / sum(逐月), rule: {kind: threshold}}
  - {code: C, name: 丙, weight: 2, target: ≥ 7 场, actual: sum(逐月), rule: {kind: proportional},
     gates: [{when: C0 = 是, earn: 50%, because: 规定}]}
"""


def test_suggestions_reach_gates_and_caps_tables_and_lists(tmp_path: Path) -> None:
    text = LIMITS.replace("facts:\n", "facts:\n  C0: {unit: 是否}\n")
    (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
    assert run("perfeval test --suggest spec.yaml -o a.test.yaml", tmp_path).code == 0
    ran = run("perfeval test --fail-under 100", tmp_path)
    assert ran.code == 0, ran.shown


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_suggestions_cover_the_example_specs(spec: Path, tmp_path: Path) -> None:
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    (tmp_path / "tests").mkdir()
    assert run(f"perfeval test --suggest specs/{spec.name} -o tests/a.test.yaml", tmp_path).code == 0
    ran = run("perfeval test tests --fail-under 100", tmp_path)
    assert ran.code == 0, ran.shown
