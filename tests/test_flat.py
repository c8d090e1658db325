"""The flat form: a row says the same as the project file, and what is wrong with a table is said where it is."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import drawn
from console import blocks
from perfeval import builtin
from perfeval.batch.flat import columns_of, flattened
from perfeval.batch.header import Header, header
from perfeval.batch.rows import project_of, score_row
from perfeval.batch.typed import cell_text
from perfeval.diagnostic import Diagnostic
from perfeval.exchange.template import EXPLAINED, template, template_texts
from perfeval.load import load_project, load_spec, parsed, planned
from perfeval.number import Fraction, spell
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.rules import ROLL
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from scored import bound

ROOT = Path(__file__).parent.parent
PROJECTS = [*sorted((ROOT / "examples").glob("*/*.yaml")), *sorted((ROOT / "tests/builtins").glob("*.project.yaml"))]
SPECS = [path for path in sorted((ROOT / "specs").glob("*.yaml")) if not path.name.endswith(".test.yaml")]
SPECS += [builtin.FOLDER / f"{name}.yaml" for name in builtin.names()]
SHENZHEN = ROOT / "specs/shenzhen-2023.yaml"
PAGE = ROOT / "docs/batch.md"
SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def plan_at(path: Path) -> Plan:
    found = load_spec(path)
    assert found.value, found.diagnostics
    return found.value


def plan_of(spec: dict[str, Any]) -> Plan:
    found = planned(parsed(json.dumps(spec, ensure_ascii=False).encode(), "spec.yaml"))
    assert found.value, found.diagnostics
    return found.value


def read(plan: Plan, names: Sequence[str]) -> Header:
    found = header(names, plan)
    assert isinstance(found, Header), found
    return found


def row(plan: Plan, cells: dict[str, str]) -> Scorecard:
    found = score_row(plan, read(plan, list(cells)), list(cells.values()))
    assert isinstance(found, Scorecard), found
    return found


def seen(card: Scorecard) -> dict[str, Any]:
    """Everything that the facts decide, evidence and notes included."""
    lines = {code: (line.state, line.exact, line.printed, line.received) for code, line in card.lines.items()}
    return {**lines, "whole": (card.exact, card.total, card.grade), "facts": dict(card.bound.facts)}


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_project_as_a_row_has_the_same_scorecard(path: Path) -> None:
    found = load_project(path).value
    assert found
    assert seen(row(found.plan, flattened(found.project.facts, found.plan))) == seen(score(found, trace=False))


@SOME
@given(drawn.cases())
def test_so_has_any_project(case: drawn.Case) -> None:
    found = bound(case.spec, case.project)
    assert not read(found.plan, template(found.plan)[0]).notes
    assert seen(row(found.plan, flattened(found.project.facts, found.plan))) == seen(score(found, trace=False))


def test_what_is_remembered_of_other_rows_changes_nothing() -> None:
    leaf = {"target": "规范", "rule": {"kind": "checklist", "points": ["甲"]}}
    plan = plan_of({**HEAD, "indicators": [{"code": "X", "name": "试", "weight": "10", **leaf}]})
    found = read(plan, ["X"])
    kinds = [type(score_row(plan, found, [cell])) for cell in ("是", "[是]", "是", "[是]", "[否]", "不适用")]
    assert kinds == [tuple, Scorecard, tuple, Scorecard, tuple, tuple]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_row_of_the_examples_of_the_template_can_be_scored(path: Path) -> None:
    plan = plan_at(path)
    names, rows = template(plan)
    found = read(plan, names)
    assert not found.notes and not found.unused
    samples = dict(zip(names, (line[EXPLAINED.index("例子")] for line in rows), strict=True))
    card = row(plan, samples)
    assert card.bound.project.name == "甲项目"
    needed = {column.name for column in columns_of(plan) if not column.optional}
    assert seen(row(plan, {name: samples[name] for name in names if name in needed}))["whole"] == seen(card)["whole"]


def test_the_two_files_of_a_template_open_in_a_spreadsheet() -> None:
    plan = plan_at(SHENZHEN)
    empty, explained = (list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) for text in template_texts(plan))
    assert empty == [["项目", *(column.name for column in columns_of(plan))]]
    assert explained[0] == list(EXPLAINED) and [line[0] for line in explained[1:]] == empty[0]
    assert all(text.startswith("\ufeff") for text in template_texts(plan))


# --- what docs/batch.md says ---


def test_the_table_on_the_page_has_the_points_that_the_page_names() -> None:
    text = PAGE.read_text(encoding="utf-8")
    spec, table = (block.body for block in blocks(text) if block.file)
    plan = planned(parsed(spec.encode(), "spec.yaml")).value
    assert plan
    names, *rows = csv.reader(io.StringIO(table))
    found = read(plan, names)
    cards = [score_row(plan, found, cells) for cells in rows]
    totals = [spell(card.total) for card in cards if isinstance(card, Scorecard) and card.total is not None]
    said = re.search("三个项目各得 (.*) 分", text)
    assert said and [Fraction(int(x.replace(".", "")), 100) for x in said[1].split("、")] == [
        card.total for card in cards if isinstance(card, Scorecard)
    ], totals


THREE = {"kind": "levels", "levels": [{"name": "达成", "range": "80%..100%"}, {"name": "未达成", "range": "0%..80%"}]}
DEDUCT = {"kind": "deduct", "per": "1 场", "lose": "10%"}
RANGED = {"kind": "bands", "bands": [{"least": "90%", "earn": "100%"}, {"range": "60%..80%"}]}
FAULTS = {"kind": "faults", "kinds": [{"name": "重大", "lose": "30%"}, {"name": "一般", "lose": "0.5 分"}]}
SURVEY = {"kind": "survey", "coefficients": {"满意": "100%", "一般": "60%"}, "then": {"kind": "threshold"}}
PARTS = [{"text": "甲", "share": "50%", "target": "达到", "rule": {"kind": "levels", "levels": [
    {"name": "达到", "share": "100%"}, {"name": "未达到", "share": "0"}]}},
    {"text": "乙", "share": "50%", "target": "≥ 30 场", "rule": DEDUCT}]  # fmt: skip
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "proportional": ("≥ 30 场", DEDUCT),
    "bands": ("≥ 90%", RANGED),
    "threshold": ("≥ 10 人/场", {"kind": "threshold"}),
    "threshold words": ("验收合格", {"kind": "threshold"}),
    "checklist": ("规范", {"kind": "checklist", "points": ["甲", "乙"]}),
    "levels": ("显著", THREE),
    "faults": ("= 0 项", FAULTS),
    "survey": ("≥ 90%", SURVEY),
    "panel": ("显著", {"kind": "panel", "of": "100", "trim": "0"}),
    "rank": ("前列", {"kind": "rank", "linear": "是"}),
    "peer": ("≥ 90%", {"kind": "peer", "method": "ratio", "against": "mean", "better": "more"}),
    "parts": ("", {"kind": "parts", "parts": PARTS}),
}
SHARED: dict[str, tuple[dict[str, Any], str]] = {
    "各场": ({"unit": "人", "list": "是"}, "min(各场) / 1 人 / 12"),
    "沙龙": ({"table": {"人数": "人"}}, "min(沙龙.人数) / 1 人 / 12"),
    "地区": ({"one_of": ["东部", "西部"]}, "if(地区 = 东部, 1, 0)"),
    "挪用": ({"unit": "是否"}, "if(挪用, 0, 1)"),
}
HEAD = {"perfeval": "spec/1", "id": "t", "name": "试", "full": "10", "rounding": {"places": "2", "mode": "half-up"}}


def ways() -> list[tuple[str, list[str], list[str]]]:
    """The rows of the page's table: what they are about, and each way to lay it out, as columns and cells."""
    found = []
    lines = PAGE.read_text(encoding="utf-8").partition("## 各种规则的列")[2].splitlines()
    for line in lines:
        about, columns, cells = ([part.strip() for part in line.strip("|").split("|")] + ["", "", ""])[:3]
        for one, other in zip(columns.split("，或 "), cells.split("，或 "), strict=False):
            names, texts = (re.findall("`([^`]+)`", part) for part in (one, other))
            if names and texts:
                found.append((about.replace("`", ""), names, texts))
    return found


def leaf_of(about: str, names: list[str]) -> dict[str, Any]:
    """A spec with what a row of the page is about."""
    fact = re.split(r"[.（]", names[0])[0]
    if fact in SHARED:
        declared, actual = SHARED[fact]
        leaf = {"target": "≥ 1", "actual": actual, "rule": {"kind": "proportional"}}
        return {**HEAD, "facts": {fact: declared}, "indicators": [{"code": "X", "name": "试", "weight": "10", **leaf}]}
    kind = next(kind for kind in KINDS if kind.partition(" ")[0] in about and ("words" in kind) is ("文字" in about))
    target, rule = KINDS[kind]
    leaf = {"rule": rule} | ({"target": target} if target else {})
    return {**HEAD, "indicators": [{"code": "X", "name": "试", "weight": "10", **leaf}]}


@pytest.mark.parametrize(("about", "names", "texts"), ways(), ids=lambda part: str(part))
def test_every_way_on_the_page_is_scored(about: str, names: list[str], texts: list[str]) -> None:
    whole = dict(zip(names, texts, strict=True))
    for cells in [{name: text} for name, text in whole.items()] if about == "选项、是否" else [whole]:
        plan = plan_of(leaf_of(about, list(cells)))
        card = row(plan, cells)
        assert card.total is not None and card.lines["X"].state == "scored"


def test_the_page_names_every_kind() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## 各种规则的列")[2]
    assert set(re.findall("`([a-z]+)`", text)) >= set(ROLL)


# --- what is wrong, and where ---

SPEC: dict[str, Any] = {
    **HEAD,
    "full": "30",
    "facts": {"预算安排": {"unit": "万元"}, "核对数": {"unit": "人"}, "各场": {"unit": "人", "list": "是"}},
    "asserts": [{"holds": "核对数 ≥ 1 人", "because": "试"}],
    "indicators": [
        {"code": "A11", "name": "立项", "weight": "10", "target": "规范",
         "rule": {"kind": "checklist", "points": ["甲", "乙", "丙"]}},
        {"code": "C1", "name": "预算", "weight": "5", "target": "≥ 100 万元", "actual": "预算安排",
         "rule": {"kind": "proportional"}},
        {"code": "C2", "name": "每场人数", "weight": "5", "target": "≥ 10 人", "actual": "min(各场)",
         "rule": {"kind": "threshold"}},
        {"code": "D13", "name": "满意度", "weight": "10", "target": "≥ 90%", "rule": {"kind": "threshold"}},
    ],
}  # fmt: skip
WHOLE = ["项目", "A11", "预算安排（万元）", "各场（人）", "D13（%）"]

HEADERS: list[tuple[list[str], str]] = [
    ([*WHOLE, "预算安排"], "duplicate-column “预算安排（万元）”和“预算安排”说的是同一个事实 | 只留一列 | 5"),
    ([*WHOLE, "A11"], "duplicate-column “A11”一列出现了两次 | 只留一列 | 5"),
    ([*WHOLE, "name"], "duplicate-column “项目”和“name”说的是同一个事实 | 只留一列 | 5"),
    ([*WHOLE, "A11.1", "A11.2", "A11.3"],
     "duplicate-column “A11”和“A11.1”说的是同一个事实 | 要么整个写在一格，要么分成几列，只留一种 | 1"),
    (["A11.0", *WHOLE], "column-number “A11.0”的序号不对，从 1 数起，到 3 为止 | 改序号，或删去这一列 | 0"),
    (["A11.4", *WHOLE], "column-number “A11.4”的序号不对，从 1 数起，到 3 为止 | 改序号，或删去这一列 | 0"),
    (["A11.1", "A11.3", *WHOLE[2:]], "missing-column 有“A11.1”而没有“A11.2”一列 | 加一列“A11.2” | "),
    (["A11.1", "A11.2", *WHOLE[2:]], "missing-column 有“A11.1”而没有“A11.3”一列 | 加一列“A11.3” | "),
    (["各场.1", "各场.3", *WHOLE[:3], WHOLE[4]], "missing-column 有“各场.1”而没有“各场.2”一列 | 加一列“各场.2” | "),
    (["D13.note", *WHOLE[:4]], "missing-fact 表里没有事实 “D13 满意度”，目标值“≥ 90%”的列 | 加一列“D13（%）” | "),
    ([*WHOLE[:2], "预算安排（人）", *WHOLE[3:]],
     "unit-mismatch “预算安排”用“万元”，表头写的是“人” | 表头写成“预算安排（万元）” | 2"),
    ([*WHOLE[:2], "预算安排（万圆）", *WHOLE[3:]],
     "unknown-unit “万圆”不是已知的单位 | "
     "换成单位表里的单位（perfeval explain unknown-unit 列出）；说明不写在单位里 | 2"),
    ([WHOLE[0], "A11（项）", *WHOLE[2:]], "unit-mismatch “A11”不写单位，表头写的是“项” | 去掉括号里的单位 | 1"),
    ([*WHOLE[:2], "预算按排（万元）", *WHOLE[3:]],
     "missing-fact 表里没有事实 “预算安排”的列 | 加一列“预算安排（万元）” | \n"
     "unused-column “预算按排（万元）”不是这份指标体系的事实，这一列没有用到 | 是否想写：预算安排（万元） | 2"),
    (["项目", "a11", *WHOLE[2:]],
     "missing-fact 表里没有事实 “A11 立项”，目标值“规范”的列 | 加上这几列：A11.1、A11.2、A11.3 | \n"
     "unused-column “a11”不是这份指标体系的事实，这一列没有用到 | 是否想写：A11 | 1"),
    (["项目", "a11.1", "A11。2", "A11.3", *WHOLE[2:]],
     "missing-column 有“A11.3”而没有“A11.1”一列 | 加一列“A11.1” | \n"
     "missing-column 有“A11.3”而没有“A11.2”一列 | 加一列“A11.2” | \n"
     "unused-column “a11.1”不是这份指标体系的事实，这一列没有用到 | 是否想写：A11.1 | 1\n"
     "unused-column “A11。2”不是这份指标体系的事实，这一列没有用到 | 是否想写：A11.2 | 2"),
    ([*WHOLE[:2], "预算安排额/元", *WHOLE[3:]],
     "missing-fact 表里没有事实 “预算安排”的列 | 加一列“预算安排（万元）” | \n"
     "unused-column “预算安排额/元”不是这份指标体系的事实，这一列没有用到 | 是否想写：预算安排（元） | 2"),
]  # fmt: skip


def lines(found: Sequence[Diagnostic]) -> str:
    return "\n".join(
        f"{one.code} {one.message} | {one.hint} | {'' if len(one.route) < 2 else one.route[1]}" for one in found
    )


@pytest.mark.parametrize(("names", "said"), HEADERS, ids=lambda part: ",".join(part) if isinstance(part, list) else "")
def test_a_header_that_cannot_be_used(names: list[str], said: str) -> None:
    found = header(names, plan_of(SPEC))
    assert isinstance(found, tuple) and lines(found) == said


def test_what_a_header_is_allowed() -> None:
    names = ["\ufeff 项目名称", "A11", " 预算安排 (万元)", "各场（人）\n", "D13（％）", "地区", "", "核对树", "备注"]
    found = read(plan_of(SPEC), names)
    assert list(found.facts_of) == ["A11", "预算安排", "各场", "D13"] and found.name_at == 0
    assert lines(found.notes) == (
        "unused-column “核对树”不是这份指标体系的事实，这一列没有用到 | 是否想写：核对数（人） | 7\n"
        "unused-column 没有用到的列：地区、备注 | 与评分无关的不用改 | 5"
    )
    near = [*WHOLE, "D13.noted", "A11.2.becuase", "A11.备注"]
    hints = [one.hint for one in read(plan_of(SPEC), near).notes]
    assert hints == ["是否想写：D13.note", "是否想写：A11.2.because", "核对“A11.”之后的字"]
    bare = read(plan_of(SPEC), ["项\n目*", "A11", "预算安排", "各场", "D13"])
    assert lines(bare.notes) == (
        "unit-not-stated 表头没有单位，只写了数的：预算安排 按万元、各场 按人 | "
        "核对这些列的数；表头写成“预算安排（万元）”的样子就不再提示 | 2"
    )
    unnamed = read(plan_of(SPEC), ["单位名称", *WHOLE[1:]])
    assert lines(unnamed.notes).partition("\n")[2] == (
        "unnamed-row 没有“项目”一列：各行在结果里都写作“（没有写名称）”，合计的行也认不出来 | "
        "“单位名称”是项目名称的，表头改成“项目” | "
    )


SPREAD = ["项目", "A11.1", "A11.2", "A11.3", "A11.3.because", "预算安排（万元）", "各场.1", "各场.2", "D13", "D13.note"]
GOOD = ["甲", "是", "是", "是", "", "100", "12", "10", "95%", ""]

HOLE = "空着，而同一个事实的其他列填了 | 补上；没有这类事项时各列都写“不适用”"
BARE = "“0.95”没有写百分号，可能是两个不同的数 | 如果是百分之 0.95，写成 0.95%；如果是 0.95 倍，写成 95%"
ROWS: list[tuple[dict[str, str | None], str]] = [
    ({"预算安排（万元）": None},
     "预算安排（万元）: 缺少事实 “预算安排” | 在“预算安排（万元）”一列写：数值 万元"),
    ({"A11.1": " ", "A11.2": "", "A11.3": None},
     "A11.1: 缺少事实 “A11 立项”，目标值“规范” | 从“A11.1”起逐列填写，共 3 列"),
    ({"A11.2": ""}, f"A11.2: “A11.2”{HOLE}"),
    ({"A11.2": "也许"},
     "A11.2: 这里要一个回答：是、否或部分 | 这一格只写 是、否 或 部分；要写原因的，写在新加的“A11.2.because”一列"),
    ({"A11.2": "部分"}, "A11.2: “部分”要写明保留该要点的百分之几 | "
     "在新加的“A11.2.keep”一列写保留百分之几，如 70%；全得写 是，全不得写 否"),
    ({"A11.2": "{answer: 部分}"}, "A11.2: “部分”要写明保留该要点的百分之几 | "
     "写成 {answer: 部分, keep: 百分比, because: 原因}；全得写 是，全不得写 否"),
    ({"A11.3": "否"}, "A11.3: 要点“丙”失分，没有写原因 | 在“A11.3.because”一列写原因"),
    ({"D13": "0.95"}, f"D13: {BARE}"),
    ({"预算安排（万元）": "100 人"},
     "预算安排（万元）: “100 人”的单位不对，应当用“万元” | 如果只是单位写错了，写成“100 万元”；不同的单位不能互换"),
    ({"各场.1": "", "各场.2": "10"}, f"各场.1: “各场.1”{HOLE}"),
    ({"各场.2": "[1"}, "各场.2: 括号 [ 打开后没有对上的 ] | 在末尾补上 ]；如果就是文字，加引号：\"[1\""),
    ({"D13": "{value: 95%, note: 台账}", "D13.note": "问卷"},
     "D13.note: “D13”这一格里写了 note，又有“D13.note”一列 | 只留一处"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), ROWS, ids=lambda part: str(part) if isinstance(part, dict) else "")
def test_a_row_that_cannot_be_scored(changed: dict[str, str | None], said: str) -> None:
    plan = plan_of(SPEC)
    found = read(plan, SPREAD)
    cells = [changed.get(name, cell) for name, cell in zip(SPREAD, GOOD, strict=True)]
    faults = score_row(plan, found, cells)
    assert isinstance(faults, tuple)
    assert "\n".join(f"{found.column(one.route)}: {one.message} | {one.hint}" for one in faults) == said
    assert isinstance(score_row(plan, found, GOOD), Scorecard)


def test_what_may_be_not_applicable_is_offered_as_such() -> None:
    found = read(plan_of({**SPEC, "not_applicable": "redistribute"}), SPREAD)
    faults = score_row(found.plan, found, ["甲", *[""] * 4, "", *GOOD[6:]])
    assert isinstance(faults, tuple)
    assert [one.hint for one in faults] == [
        "在“预算安排（万元）”一列写：数值 万元；没有这类事项时写“不适用”",
        "从“A11.1”起逐列填写，共 3 列；没有这类事项时写“不适用”",
    ]


def test_what_cells_mean() -> None:
    plan = plan_of(SPEC)
    spread = read(plan, [*SPREAD, "A11.3.keep", "D13.evidence", "D13.of"])
    cells = ["", "是", "是", "部分", "[见附件]缺一份", " １，０００ ", "12", "", "95%", "年底", "70%", "问卷", "60 人"]
    assert spread.facts(cells) == {
        "A11": ["是", "是", {"answer": "部分", "because": "[见附件]缺一份", "keep": "70%"}],
        "预算安排": "１，０００ 万元",
        "各场": ["12 人"],
        "D13": {"value": "95%", "note": "年底", "evidence": ["问卷"], "of": "60 人"},
    }
    assert spread.facts(["", "不适用", "不适用", "", *[None] * 9]) == {"A11": "不适用"}
    one = read(plan, ["A11", "预算安排（元）", "各场（人）", "D13（%）"])
    assert one.facts(["[是, 是, {answer: 否, because: 缺, keep: }]", "1,000", "[12, 1/2 人]", "9.5"]) == {
        "A11": ["是", "是", {"answer": "否", "because": "缺"}],
        "预算安排": "1,000 元",
        "各场": ["12 人", "1/2 人"],
        "D13": "9.5%",
    }
    project = project_of(spread, ["甲", *cells[1:]], "x")
    assert isinstance(project, Project) and (project.name, project.spec) == ("甲", "x")


SIGNS = st.text(
    "A11C2D3预算安排各场项目核对数.·0123456789 （()）万元人%％[]{}:,，\"'是否不适用noteva\n\ufeff-/", max_size=14
)
NAMED = st.sampled_from(
    [*WHOLE, *SPREAD, "A11.2.keep", "各场.1（人）", "D13.of", "D13.mentions", "核对数", "D13.last_year"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(NAMED, SIGNS), max_size=8, unique=True))
def test_no_header_raises(names: list[str]) -> None:
    header(names, PLAN)


@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(st.one_of(st.none(), SIGNS, st.sampled_from(GOOD)), min_size=12, max_size=12))
def test_no_row_raises(spread: bool, cells: list[str | None]) -> None:
    found = read(PLAN, [*SPREAD, "D13.of", "D13.evidence"] if spread else WHOLE)
    faults = score_row(PLAN, found, cells)
    for fault in faults if isinstance(faults, tuple) else ():
        assert found.column(fault.route) or fault.route[:1] == ("facts",), fault


PLAN = plan_of(SPEC)


def test_typed_values_are_what_a_person_would_type() -> None:
    from datetime import UTC, date, datetime

    day = datetime(2023, 11, 30, tzinfo=UTC)
    values = [date(2023, 11, 30), day, day.replace(hour=9), b"\xe6\x98\xaf", -0.5, [], {}]
    texts = ["2023-11-30", "2023-11-30", "2023-11-30 09:00:00+00:00", "是", "-0.5", "[]", "{}"]
    assert [cell_text(value) for value in values] == texts
    assert [cell_text(value) for value in ("  ", None, {"a": None}, [None], float("-inf"))] == [None] * 4 + ["-inf"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_and_has_no_exponent(value: float) -> None:
    text = cell_text(value)
    assert text and float(text) == value and "e" not in text.lower()
