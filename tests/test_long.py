"""Long tables: what the page shows, every mistake by row and column, and the same points as by files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console import Block, blocks, expect
from perfeval import builtin
from perfeval.account import account
from perfeval.batch.long import RESULT, Outcome, score_long
from perfeval.batch.long_header import ALSO, COLUMNS, Header, header
from perfeval.batch.long_policy import Policy, policy
from perfeval.exchange.errors import error_lines
from perfeval.load import load_project, load_spec, parsed, planned
from perfeval.rules import ROLL, kind_named
from perfeval.scoring import score
from perfeval.wording import points_words

PAGE = Path(__file__).parent.parent / "docs" / "batch-long.md"
Cells = dict[str, str | None]


def policy_of(text: str) -> Policy:
    plan = planned(parsed(text.encode(), "评分办法.yaml")).value
    found = policy(plan) if plan else None
    assert isinstance(found, Policy)
    return found


def table(text: str) -> tuple[Header, list[Cells]]:
    rows = csv.DictReader(io.StringIO(text))
    found = header(rows.fieldnames or ())
    assert isinstance(found, Header)
    return found, list(rows)


def scored(text: str, by: Policy) -> list[Outcome]:
    found, rows = table(text)
    return list(score_long(rows, found, by))


def lines(outcomes: list[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        for one in outcome.findings:
            yield from error_lines(
                one.row,
                outcome.project or None,
                lambda route, one=one: one.column,
                [one.found],
                lambda column, one=one: one.value,
            )


# The page


def about_columns() -> str:
    rows = (f"| `{name}` | {about} | {'、'.join(ALSO[name])} |\n" for name, about in COLUMNS.items())
    return "| 列 | 含义 | 也可以叫 |\n| --- | --- | --- |\n" + "".join(rows)


def shown(block: Block, outcomes: list[Outcome]) -> str:
    if block.file == "问题":
        return "".join(lines(outcomes))
    columns = block.body.splitlines()[0].split(",")
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for outcome in outcomes for row in outcome.rows)
    return out.getvalue()


def test_the_page_shows_what_comes_out() -> None:
    text, done, at, files = PAGE.read_text(encoding="utf-8"), list[str](), 0, dict[str, str]()
    for block in blocks(text):
        if block.file in ("结果", "问题"):
            outcomes = scored(files["自评.csv"], policy_of(files["评分办法.yaml"]))
            done += [text[at : block.start], shown(block, outcomes)]
            at = block.end
        elif block.file:
            files[block.file] = block.body
    page = "".join([*done, text[at:]])
    expect(PAGE, re.sub(r"\| 列 \| 含义.*?\n(?=\n)", about_columns(), page, flags=re.S))


# The same as files

SAMPLE = next(block.body for block in blocks(PAGE.read_text(encoding="utf-8")) if block.file == "自评.csv")
BY = policy_of(next(block.body for block in blocks(PAGE.read_text(encoding="utf-8")) if block.file == "评分办法.yaml"))

SPEC = """\
perfeval: spec/1
id: lectures
name: 社区讲座
full: 100
rounding: {places: 2, mode: half-up}
grades: [{name: 优, least: 90}, {name: 良, least: 80}, {name: 中, least: 60}, {name: 差, least: 0}]
indicators:
  - {code: X1, name: 预算执行率, weight: 10, target: 100%, rule: {kind: proportional}}
  - code: B
    name: 产出指标
    indicators:
      - {code: X2, name: 讲座场次, weight: 15, target: ≥30 场, rule: {kind: proportional}}
      - {code: X3, name: 出勤率, weight: 15, target: ≥90%, rule: {kind: deduct, per: 1%, lose: 5%, part: exact}}
      - {code: X4, name: 完成时间, weight: 10, target: ≤2023-11-30, rule: {kind: threshold}}
      - {code: X5, name: 总成本, weight: 10, target: ≤20 万元, rule: {kind: proportional, reverse: linear}}
  - code: C
    name: 效益指标
    indicators:
      - code: X6
        name: 健康意识
        weight: 15
        target: 明显提高
        rule: {kind: levels, levels: [{name: 达成, range: 80%..100%}, {name: 部分达成, range: 60%..80%}]}
      - {code: X7, name: 参加人次, weight: 15, target: ≥1500 人次, rule: {kind: proportional}}
  - {code: X8, name: 居民满意度, weight: 10, target: ≥90%, rule: {kind: proportional}}
"""
PROJECT = """\
perfeval: project/1
spec: spec.yaml
name: 社区讲座
facts:
  X1: 98.5%
  X2: 28 场
  X3: 88%
  X4: 2023-11-20
  X5: 20.5 万元
  X6: {level: 达成, share: 90%, because: 问卷前后对比}
  X7: 1620 人次
  X8: 95%
"""


def by_files(spec: str, project: str, folder: Path) -> dict[str, Any]:
    """The exact points by code, and the grade, of a project that is written as files."""
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    (folder / "project.yaml").write_text(project, encoding="utf-8")
    bound = load_project(folder / "project.yaml")
    assert bound.value is not None, [found.message for found in bound.diagnostics]
    card = score(bound.value)
    leaves = [(line, account(card, line.node, {})) for line in card.lines.values() if not line.node.children]
    points = {line.node.code: (line.exact, told["printed"]) for line, told in leaves}
    return {**points, "总分": (card.exact, points_words(card, card.total)), "等级": card.grade and card.grade.name}


def by_table(outcome: Outcome) -> dict[str, Any]:
    """The same of one that is rows of a table."""

    def both(row: dict[str, str | int | None], name: str) -> tuple[Fraction | None, str | int | None]:
        exact = row[f"{name}.精确"] or row[name]
        return None if exact is None else Fraction(str(exact)), row[name]

    *leaves, total = outcome.rows
    points = {str(row["指标编号"]): both(row, "得分") for row in leaves}
    return {**points, "总分": both(total, "总分"), "等级": total["等级"]}


def test_a_table_earns_what_files_earn(tmp_path: Path) -> None:
    assert by_table(scored(SAMPLE, BY)[0]) == by_files(SPEC, PROJECT, tmp_path)


FREE = """\
perfeval: spec/1
id: free
name: 各行自定
full: 100
rounding: {places: 2, mode: half-up}
not_applicable: redistribute
indicators: [{code: A, name: 全部, weight: 100, target: 100%, rule: {kind: proportional}}]
"""
RULES = st.sampled_from(
    (
        ("按完成率", "", "≥ 30 场", st.integers(0, 60).map("{} 场".format)),
        ("proportional", "zero_at: 目标值的60%", "100%", st.integers(0, 1200).map("{}.07%".format)),
        ("按完成率", "reverse: inverse", "≤ 7 天", st.integers(0, 30).map("{} 天".format)),
        ("按差距扣分", "per: 1%, lose: 1/3 分, part: exact", "≥ 95%", st.integers(60, 100).map("{}%".format)),
        ("达标得满分", "", "= 0 起", st.integers(0, 2).map("{} 起".format)),
        ("定性分档", "levels: [{name: 好, share: 100%}, {name: 差, share: 33%}]", "规范", st.just("好")),
        ("按完成率", "", "≥ 3 项", st.just("不适用")),
    )
)


@st.composite
def projects(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows whose weights add up to 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=6)))
    rows = []
    for low, high in zip([0, *cuts], [*cuts, 100], strict=True):
        kind, fields, goal, actuals = draw(RULES)
        stated = {"评分方式": kind, "规则参数": fields, "指标值": goal, "实际完成值": draw(actuals)}
        group = draw(st.sampled_from(("产出", "效益", "")))
        rows.append({"项目": "甲", "一级指标": group, "三级指标": f"第{high}", "分值": str(high - low), **stated})
    return rows


@settings(max_examples=60)
@given(projects())
def test_any_table_earns_what_files_earn(rows: list[dict[str, str]]) -> None:
    from tempfile import TemporaryDirectory

    from perfeval.batch.long_cells import kind_of

    spec, groups = FREE.partition("indicators:")[0] + "indicators:\n", dict[str, list[str]]()
    for at, row in enumerate(rows, 1):
        kind, fields = kind_of(row["评分方式"]), row["规则参数"]
        rule = f"{{kind: {kind}{', ' if fields else ''}{fields}}}"
        head = f"{{code: X{at}, name: {row['三级指标']}, weight: {row['分值']}"
        leaf = f'{head}, target: "{row["指标值"]}", rule: {rule}}}'
        groups.setdefault(row["一级指标"] or f"X{at}", []).append(leaf)
    for at, (name, leaves) in enumerate(groups.items()):
        alone = name.startswith("X")
        head = "" if alone else f"  - code: G{at}\n    name: {name}\n    indicators:\n"
        spec += head + "".join(f"{'  ' if alone else '      '}- {leaf}\n" for leaf in leaves)
    project = "perfeval: project/1\nspec: spec.yaml\nname: 甲\nfacts:\n"
    project += "".join(f"  X{at}: {row['实际完成值']}\n" for at, row in enumerate(rows, 1))
    found = header(rows[0])
    assert isinstance(found, Header)
    (outcome,) = score_long(rows, found, policy_of(FREE))
    if all(row["实际完成值"] == "不适用" for row in rows):
        assert [one.found.code for one in outcome.findings] == ["nothing-to-score"]
        return
    with TemporaryDirectory() as folder:
        assert by_table(outcome) == by_files(spec, project, Path(folder))


def flow(data: Any) -> str:
    """YAML data as it stands in a cell."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(flow, data)) + "]"
    return json.dumps(data, ensure_ascii=False) if re.search(r"^[>%@*&!]|[,{}\[\]]", data) else str(data)


OWN = [name for name in ROLL if name not in ("proportional", "formula", "choose", "parts", "rank", "peer")]


@pytest.mark.parametrize("name", OWN)
def test_a_row_can_have_any_kind_that_reads_its_own_fact(name: str, tmp_path: Path) -> None:
    kind = kind_named(name)
    stated, fact = (parsed(text.encode(), "example").value for text in kind.example)
    assert stated and fact and isinstance(stated.data, dict) and isinstance(fact.data, dict)
    rule = {key: value for key, value in stated.data["rule"].items() if key != "kind"}
    goal = stated.data.get("target", "规范")
    row = {"项目": "甲", "三级指标": "某", "分值": "100", "编号": "X", "评分方式": kind.title, "规则参数": flow(rule)}
    row |= {"指标值": goal if isinstance(goal, str) else goal["value"], "实际完成值": flow(fact.data["X"])}
    found = header(row)
    assert isinstance(found, Header)
    (outcome,) = score_long([row], found, policy_of(FREE))
    indicator = {"code": "X", "name": "某", "weight": "100", "target": row["指标值"], "rule": stated.data["rule"]}
    spec = f"{FREE.partition('indicators:')[0]}indicators: [{flow(indicator)}]\n"
    project = f"perfeval: project/1\nspec: spec.yaml\nname: 甲\nfacts: {flow(fact.data)}\n"
    assert by_table(outcome) == by_files(spec, project, tmp_path)


# Mistakes

MISTAKES = [
    ({"指标值": "≥30个场"}, "指标值 unknown-unit"),
    ({"指标值": ""}, "指标值 missing-field"),
    ({"指标值": "约30场"}, "指标值 not-a-target"),
    ({"指标值": "≥", "计量单位": ""}, "指标值 not-a-number"),
    ({"指标值": "#REF!"}, "指标值 broken-figure"),
    ({"指标值": "≥0"}, "评分方式 missing-field"),
    ({"指标值": "≥0", "评分方式": "按完成率"}, "评分方式 zero-target"),
    ({"指标值": "完成30场"}, "实际完成值 target-not-measurable"),
    ({"指标值": "2023-11-30"}, "指标值 undirected-date"),
    ({"指标值": "0–30"}, "评分方式 missing-field"),
    ({"计量单位": "厂"}, "计量单位 unknown-unit"),
    ({"计量单位": ""}, ""),
    ({"实际完成值": ""}, "实际完成值 missing-fact"),
    ({"实际完成值": "已完成"}, "实际完成值 not-a-number"),
    ({"实际完成值": "28 次"}, "实际完成值 unit-mismatch"),
    ({"实际完成值": "0.0900000762939453"}, "实际完成值 broken-figure"),
    ({"实际完成值": "[28, 29"}, "实际完成值 unclosed-bracket"),
    ({"实际完成值": "[28 场, 29 场]"}, "实际完成值 not-an-amount"),
    ({"实际完成值": "[{a: 1, a: 2}, {b:3}]"}, "实际完成值 duplicate-key, 实际完成值 missing-space"),
    ({"实际完成值": "45"}, "偏差原因 over-unexplained"),
    ({"实际完成值": "45", "偏差原因": "加开了夜校"}, ""),
    ({"分值": ""}, "分值 missing-field"),
    ({"分值": "10"}, "分值 weights-off-total"),
    ({"分值": "50%"}, "分值 points-or-share"),
    ({"分值": "五十"}, "分值 not-a-number"),
    ({"分值": "0"}, "分值 zero-weight"),
    ({"分值": "-5"}, "分值 out-of-range"),
    ({"分值": "50 分"}, ""),
    ({"项目": ""}, "项目 missing-field"),
    ({"三级指标": ""}, "三级指标 missing-field"),
    ({"三级指标": "合　计："}, "三级指标 field-out-of-place"),
    ({"一级指标": "合 计", "二级指标": "", "三级指标": ""}, "一级指标 field-out-of-place"),
    ({"一级指标": ""}, "一级指标 missing-field"),
    ({"一级指标": "产出指示"}, "一级指标 unknown-indicator"),
    ({"编号": "1.1"}, "编号 not-a-code"),
    ({"评分方式": "完成率"}, "评分方式 unknown-kind"),
    ({"评分方式": "按排名"}, "评分方式 unknown-kind"),
    ({"评分方式": "定性分档"}, "实际完成值 unknown-level"),
    ({"评分方式": "按差距扣分"}, "规则参数 missing-field"),
    ({"规则参数": "per: 1 场"}, "评分方式 missing-field"),
    ({"评分方式": "按差距扣分", "规则参数": "per: 1 场, lose: 1"}, "规则参数 points-or-share"),
    ({"评分方式": "按差距扣分", "规则参数": "per：1 场，lose：1 分"}, "规则参数 full-width-lookalike"),
    (
        {"评分方式": "按差距扣分", "规则参数": "per: 1 场, per: 2 场, lose:1 分"},
        "规则参数 duplicate-key, 规则参数 missing-space",
    ),
    ({"评分方式": "按差距扣分", "规则参数": "每场扣1分"}, "规则参数 missing-field, 规则参数 unknown-field"),
    ({"评分方式": "按差距扣分", "规则参数": "[1, 2]"}, "规则参数 not-a-mapping"),
    ({"评分方式": "按差距扣分", "规则参数": "kind: deduct, per: 1 场"}, "规则参数 field-out-of-place"),
    ({"评分方式": "按差距扣分", "规则参数": "per: 1 场, lose: 1 分"}, ""),
    ({"认定比例": "90%"}, "认定比例 field-out-of-place"),
    ({"指标性质": "≥"}, ""),
    ({"指标性质": "≤"}, "指标性质 not-a-target"),
    ({"指标性质": "定性"}, "指标性质 not-a-target"),
    ({"指标性质": "定量"}, "指标性质 unknown-choice"),
]
QUALITY = [
    ({}, ""),
    ({"实际完成值": "已达成"}, "实际完成值 unknown-level"),
    ({"实际完成值": "未达成"}, "认定比例 share-outside-level"),
    ({"认定比例": ""}, "认定比例 share-missing"),
    ({"认定比例": "0.9"}, "认定比例 share-missing"),
    ({"认定比例": "70%"}, "认定比例 share-outside-level"),
    ({"偏差原因": ""}, "偏差原因 reason-missing"),
    ({"实际完成值": "{level: 达成, share: 90%, because: 问卷}", "认定比例": "", "偏差原因": ""}, ""),
    ({"实际完成值": "达成", "评分方式": "达标得满分", "认定比例": ""}, "实际完成值 not-yes-or-no"),
    ({"实际完成值": "否", "评分方式": "达标得满分", "认定比例": ""}, ""),
    ({"实际完成值": "否", "评分方式": "达标得满分", "认定比例": "", "偏差原因": ""}, "偏差原因 reason-missing"),
    ({"实际完成值": "不适用", "认定比例": "", "偏差原因": ""}, ""),
]
HEAD = (
    *("项目", "一级指标", "二级指标", "三级指标", "编号", "指标性质", "指标值", "计量单位", "实际完成值"),
    *("认定比例", "分值", "评分方式", "规则参数", "偏差原因"),
)


def made(*changes: tuple[int, dict[str, str]]) -> list[Cells]:
    """A table without a fault, but for the changes in its rows, counted from 0."""
    stated = (
        ("甲", "预算执行率", "", "预算执行率", "", "", "100%", "", "98.5%", "", "10"),
        ("甲", "产出指标", "数量指标", "讲座场次", "", "", "≥30", "场", "28", "", "50"),
        ("甲", "效益指标", "社会效益指标", "健康意识", "", "", "提高", "", "达成", "90%", "30", "", "", "问卷"),
        ("甲", "满意度指标", "", "居民满意度", "", "", "≥90%", "", "95%", "", "10"),
    )
    rows: list[Cells] = [dict.fromkeys(HEAD, "") | dict(zip(HEAD, row, strict=False)) for row in stated]
    for at, change in changes:
        rows[at].update(change)
    return rows


def outcomes(rows: list[Cells]) -> list[Outcome]:
    found = header(HEAD)
    assert isinstance(found, Header)
    return list(score_long(rows, found, BY))


def told(rows: list[Cells], row: int) -> set[str]:
    """The errors about a row, and about rows that are right."""
    errors = [one for outcome in outcomes(rows) for one in outcome.findings if one.found.fatal]
    return {f"{one.column} {one.found.code}" for one in errors if one.row == row}


@pytest.mark.parametrize(("change", "expected"), MISTAKES, ids=str)
def test_a_mistake_in_a_row_with_a_figure(change: dict[str, str], expected: str) -> None:
    if change.get("分值") == "10":  # what is wrong with the whole is said of its first row
        assert told(made((1, change)), 1) == {expected}
    else:
        assert told(made((1, change)), 2) == set(filter(None, expected.split(", ")))
    assert bool(outcomes(made((1, change)))[0].rows) is (expected == "")


@pytest.mark.parametrize(("change", "expected"), QUALITY, ids=str)
def test_a_mistake_in_a_row_with_words(change: dict[str, str], expected: str) -> None:
    assert told(made((2, change)), 3) == set(filter(None, expected.split(", ")))
    assert bool(outcomes(made((2, change)))[0].rows) is (expected == "")


def test_a_target_that_its_very_edge_misses_is_told_the_sign_that_is_scored() -> None:
    found = [one.found for one in outcomes(made((1, {"指标值": ">30"})))[0].findings if one.found.fatal]
    assert ["指标值写成“≥ 30 场”" in one.hint for one in found] == [True]


def test_codes_are_for_all_rows_or_none_and_no_row_has_a_group_s() -> None:
    assert told(made((1, {"编号": "B1"})), 1) == {"编号 missing-field"}
    codes = ("G1", "g2", "GG1", "B4")
    rows = made(*((at, {"编号": code}) for at, code in enumerate(codes)))
    assert [row["指标编号"] for row in outcomes(rows)[0].rows] == [*codes, None]
    assert told(made(*((at, {"编号": "B1"}) for at in range(4))), 3) == {"编号 duplicate-code"}


def test_a_row_without_its_project_spoils_the_project_that_lacks_it() -> None:
    first, second = outcomes(made((1, {"项目": " "})))
    assert [(one.row, one.column) for one in first.findings if one.found.fatal] == [(1, "分值")]
    assert (first.project, second.project) == ("甲", "")
    assert [(one.row, one.column) for one in second.findings] == [(2, "项目")] and not second.rows


def test_rows_of_a_project_need_not_be_adjacent_and_empty_ones_count_only_as_lines() -> None:
    one, other = made(), made()
    for row in other:
        row["项目"] = "乙"
    mixed = [row for pair in zip(one, other, strict=True) for row in (*pair, dict.fromkeys(HEAD, " "))]
    apart, together = outcomes(mixed), outcomes(one + other)
    assert [row["行"] for row in apart[1].rows] == [2, 5, 8, 11, 2]
    bare = [[{**row, "行": None} for row in each.rows] for outcomes_ in (apart, together) for each in outcomes_]
    assert bare[:2] == bare[2:] and all(bare)
    found = header(HEAD)
    assert isinstance(found, Header)
    assert list(score_long(one + other, found, BY, adjacent=True)) == together


def test_projects_of_one_name_are_told_apart_by_their_unit() -> None:
    rows = [{**row, "单位": unit} for row in made() for unit in ("一局", "二局")]
    found = header(rows[0])
    assert isinstance(found, Header)
    assert [each.rows[-1]["单位"] for each in score_long(rows, found, BY)] == ["一局", "二局"]


def test_everything_about_a_project_is_said_at_once() -> None:
    rows = made((0, {"实际完成值": "98.5"}), (1, {"指标值": "≥30厂"}), (2, {"认定比例": ""}), (3, {"分值": "20"}))
    expected = ["分值 weights-off-total", "实际完成值 bare-ratio", "指标值 unknown-unit", "认定比例 share-missing"]
    assert [f"{one.column} {one.found.code}" for one in outcomes(rows)[0].findings if one.found.fatal] == expected


def test_the_heading_is_the_table_s_own() -> None:
    found, rows = table(
        "项目名称,一级指标,指标,年度\n指标值,完成值,权重\n甲,产出,场次,30场,,100\n".replace("年度\n", "年度 ")
    )
    (outcome,) = score_long(rows, found, policy_of(FREE))
    assert [(one.column, one.value) for one in outcome.findings] == [("完成值", None)]


@pytest.mark.parametrize(
    ("headings", "codes"),
    [
        (("项目", "三级指标", "指标值", "实际完成值"), ["missing-column"]),
        (("项目", "三级指标", "指标值", "目标值", "实际完成值", "分值"), ["duplicate-key"]),
        ((), ["missing-column"] * 5),
    ],
)
def test_a_table_that_is_none(headings: tuple[str, ...], codes: list[str]) -> None:
    found = header(headings)
    assert isinstance(found, tuple) and [one.code for one in found] == codes


def test_which_columns_are_required_depends_on_the_policy() -> None:
    headings = [name for name in HEAD if name != "一级指标"]
    found = header(headings, BY.required)
    assert isinstance(found, tuple) and [one.message for one in found] == ["表里没有“一级指标”这一列"]
    assert isinstance(header(headings, policy_of(FREE).required), Header)


def test_a_column_that_nothing_reads_is_noted() -> None:
    found = header((*HEAD[:-1], "偏差原应", "备注"))
    assert isinstance(found, Header)
    assert [(one.message, one.hint) for one in found.notes] == [
        ("没有用到“偏差原应”这一列", "是否想写：偏差原因"),
        ("没有用到“备注”这一列", "评分用不上的，不用管它"),
    ]


# Policies


@pytest.mark.parametrize("name", builtin.names())
def test_which_of_the_built_in_specs_are_policies(name: str) -> None:
    plan = load_spec(builtin.file_of(name) or "").value
    assert plan is not None
    found = policy(plan)
    self_evaluation = name.startswith("ministry/self-evaluation")
    assert isinstance(found, Policy) or not self_evaluation


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("caps: [{when: 违规, most: 59, because: 办法}]", "caps"),
        ("penalty: {items: [{code: P, name: 违规, count: 违规, each: 5, because: 办法}]}", "penalty"),
        ("gates: [{when: 违规, earn: 0, because: 办法}]", "gates"),
    ],
)
def test_a_policy_that_reads_facts_is_none(more: str, place: str) -> None:
    plan = planned(parsed(f"{FREE}facts: {{违规: {{unit: 是否}}}}\n{more}\n".encode(), "x.yaml")).value
    found = plan and policy(plan)
    assert isinstance(found, tuple) and [(one.code, one.route) for one in found] == [("field-out-of-place", (place,))]


def test_a_policy_for_tracking_or_with_formulas_is_none() -> None:
    tracking = "perfeval: spec/1\nid: a\nname: a\nindicators: [{code: A, name: 甲, target: 3 场}]\n"
    by_formula = FREE.replace("{kind: proportional}", "{kind: formula, points: 权重 * 1}")
    for text in (tracking, by_formula):
        plan = planned(parsed(text.encode(), "x.yaml")).value
        assert plan is None or isinstance(policy(plan), tuple)


def test_two_rules_that_fit_are_one_too_many() -> None:
    text = FREE.replace("name: 全部, weight: 100", "name: 全部, weight: 60").replace(
        "proportional}}]", "proportional}}, {code: B, name: 其余, weight: 40, target: 100%, rule: {kind: threshold}}]"
    )
    one = text.replace("indicators: [", "indicators:\n- code: R\n  name: 根\n  weight: 100\n  indicators: [")
    rows = [{"项目": "甲", "三级指标": "场次", "指标值": "30 场", "实际完成值": "28 场", "分值": "100"}]
    found = header(rows[0])
    assert isinstance(found, Header)
    (outcome,) = score_long(rows, found, policy_of(one))
    assert [each.found.hint for each in outcome.findings] == ["在“评分方式”里写明用哪一种：按完成率、达标得满分"]


# Whatever is in the cells

WORDS = st.sampled_from(
    (
        *("30场", "≥30 场", "100%", "达成", "是", "不适用", "", " ", "[是, 否]", "{level: 达成", "x: y", "#N/A", "10"),
        *(
            "0",
            "-1",
            "产出指标",
            "效益指标",
            "按完成率",
            "按差距扣分",
            "per: 1 场, lose: 1 分",
            "定性分档",
            "≥",
            "定性",
        ),
        *(
            "场",
            "问卷",
            "1/3",
            "9" * 40,
            "{}",
            "{value: 28 场, as_of: 2023-13-01}",
            "[[[",
            "合计",
            "甲",
            "乙",
            "G1",
            "X2",
        ),
    )
)
CELL = WORDS | st.text(max_size=6) | st.none()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(HEAD), CELL), max_size=8))
def test_a_project_is_scored_or_says_why(changes: list[tuple[int, str, str | None]]) -> None:
    rows = made()
    for at, column, text in changes:
        rows[at][column] = text
    for outcome in outcomes(rows):
        fatal = [one for one in outcome.findings if one.found.fatal]
        assert bool(outcome.rows) is not bool(fatal)
        assert all(1 <= one.row <= len(rows) and one.column in HEAD for one in outcome.findings)
        assert all(set(row) == set(RESULT) for row in outcome.rows)
    assert all(json.loads(line)["code"] for line in lines(outcomes(rows)))


def test_nothing_here_is_loaded_by_score() -> None:
    import subprocess
    import sys

    ours = "m.startswith(('perfeval.batch', 'perfeval.exchange'))"
    code = f"import sys, perfeval.cli.commands.score; print([m for m in sys.modules if {ours}])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=True)
    assert ran.stdout == "[]\n"


def test_the_page_tells_of_every_column_of_the_result() -> None:
    part = PAGE.read_text(encoding="utf-8").partition("## 结果的列")[2].partition("\n## ")[0]
    told = [name for line in part.splitlines() if line.startswith("| `") for name in line.split("|")[1].split("、")]
    assert [name.strip(" `") for name in told] == ["文件", *RESULT]
