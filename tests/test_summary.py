"""The summary of many results: against a plain computation with fractions, and on odd tables and names."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from console import run
from perfeval.batch.summary import summary
from perfeval.diagnostic import Diagnostic
from perfeval.load import parsed, planned
from perfeval.plan import Plan
from perfeval.report.summaries import pictures, render_summary, summary_text
from perfeval.rounding import rounded
from perfeval.scorecard import Scorecard
from results import framed, printed, results, scored
from scored import ROOT

LINES = "low q1 median q3 high".split()

SPEC = """\
perfeval: spec/1
id: lectures
name: 健康讲座评价指标体系
full: 100
rounding: {places: 2, mode: half-up}
not_applicable: redistribute
grades: [{name: 优, least: 90}, {name: 良, least: 80}, {name: 差, least: 0}]
indicators:
  - code: A
    name: 产出
    weight: 60
    indicators:
      - {code: A1, name: 讲座场次, weight: 20, target: 30 场, rule: {kind: proportional}}
      - {code: A2, name: 参加人次, weight: 25, target: 600 人次, rule: {kind: proportional}}
      - {code: A3, name: 按期完成, weight: 15, target: ≥ 90%, rule: {kind: threshold}, not_applicable: full}
  - code: B
    name: 效益
    weight: 40
    indicators:
      - {code: B1, name: 满意度, weight: 40, target: ≥ 90%, rule: {kind: proportional}}
"""


def plan_of(text: str = SPEC) -> Plan:
    made = planned(parsed(text.encode(), "spec.yaml"))
    assert made.value, made.diagnostics
    return made.value


def document(frame: pl.DataFrame | pl.LazyFrame, plan: Plan, by: str | None = None) -> dict[str, Any]:
    found = summary(frame, plan, by)
    assert isinstance(found, dict), found
    return found


def faults(frame: pl.DataFrame, plan: Plan, by: str | None = None) -> tuple[Diagnostic, ...]:
    found = summary(frame, plan, by)
    assert isinstance(found, tuple)
    return found


def half_up(x: Fraction, places: int = 2) -> str:
    scaled = abs(x) * 10**places + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return f"{Decimal(whole if x >= 0 else -whole).scaleb(-places):f}"


def shown(x: Fraction) -> str:
    return half_up(x * 100) + "%"


def quartiles(values: Sequence[Fraction]) -> list[Fraction]:
    ordered = sorted(values)
    return [ordered[-(-k * len(ordered) // 4) - 1] for k in (1, 2, 3)]


def spread(values: Sequence[Fraction]) -> dict[str, Any]:
    mean = sum(values, Fraction()) / len(values)
    figures = [min(values), *quartiles(values), max(values)]
    return {"count": len(values), "mean": half_up(mean)} | dict(zip(LINES, map(half_up, figures), strict=True))


def part(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("count", "mean", *LINES)}


def beyond(values: Sequence[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    first, _, third = quartiles(values)
    reach = (third - first) * 3 / 2
    return [x for x in values if x < first - reach], [x for x in values if x > third + reach]


def check(found: dict[str, Any], cards: Sequence[Scorecard], plan: Plan, groups: Sequence[str | None]) -> None:
    """Everything in a document, computed again project by project."""
    totals = [Fraction(card.total or 0) for card in cards]
    assert found["projects"] == len(cards)
    assert part(found["total"]) == spread(totals)
    assert Fraction(found["total"]["mean_exact"]) == sum(totals, Fraction()) / len(totals)
    assert found["total"]["rate"] == shown(sum(totals, Fraction()) / len(totals) / 100)
    names = [card.grade.name for card in cards if card.grade]
    assert {one["name"]: one["count"] for one in found["grades"] if one["count"]} == Counter(names)
    assert all(one["share"] == shown(Fraction(one["count"], len(cards))) for one in found["grades"])
    assert sum(one["count"] for one in found["histogram"]) == len(cards)
    for one in found["histogram"]:
        low, high = Fraction(one["from"]), Fraction(one["to"])
        assert one["count"] == sum(low <= x < high or (one["closed"] and x == high) for x in totals)
    if found["by"] is not None:
        check_groups(found, cards, totals, groups)
    check_standing(found, plan, totals, groups)
    for item in found["indicators"]:
        check_indicator(item, cards)
    leaves = [item for item in found["indicators"] if item["leaf"] and item["points"] and item["points"]["count"] > 1]
    assert found["all_full"] == [i["code"] for i in leaves if i["full"]["count"] == i["points"]["count"]]
    assert found["none_full"] == [i["code"] for i in leaves if not i["full"]["count"]]


def check_groups(
    found: dict[str, Any], cards: Sequence[Scorecard], totals: Sequence[Fraction], groups: Sequence[str | None]
) -> None:
    by: dict[str | None, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        by[group].append(number)
    means = {group: sum((totals[n] for n in rows), Fraction()) / len(rows) for group, rows in by.items()}
    seen = {one["name"] if one["stated"] else None: one for one in found["groups"]}
    assert set(seen) == set(by)
    assert [means[name] for name in seen] == sorted(means.values(), reverse=True)
    for group, rows in by.items():
        assert part(seen[group]) == spread([totals[n] for n in rows])
        assert seen[group]["place"] == 1 + sum(mean > means[group] for mean in means.values())
        grades = Counter(card.grade.name for card in (cards[n] for n in rows) if card.grade)
        assert {one["name"]: one["count"] for one in seen[group]["grades"] if one["count"]} == grades
    named = {group: mean for group, mean in means.items() if group is not None}
    named = named if len(set(named.values())) > 1 else {}
    for pick, told in ((max, found["best"]), (min, found["worst"])):
        assert {group for group, mean in named.items() if mean == pick(named.values())} == set(told)


def check_standing(found: dict[str, Any], plan: Plan, totals: Sequence[Fraction], groups: Sequence[str | None]) -> None:
    counts = Counter(totals)
    placed = {half_up(x): 1 + sum(other > x for other in totals) for x in totals}
    ranking = found["ranking"]
    assert {one["total"]: one["place"] for one in ranking["places"]} == placed
    assert {one["total"]: one["count"] for one in ranking["places"]} == {half_up(x): n for x, n in counts.items()}
    order = sorted(range(len(totals)), key=lambda n: (-totals[n], n))[:20]
    assert [(one["row"], one["place"]) for one in ranking["top"]] == [
        (n + 1, placed[half_up(totals[n])]) for n in order
    ]
    shared = [n for n in counts.values() if n > 1]
    assert ranking["shared"] == {"totals": len(shared), "projects": sum(shared), "most": max(shared, default=0)}
    assert ranking["at_top"] == counts[max(totals)]
    for edge in found["edges"]:
        at, near = Fraction(edge["edge"]), Fraction(1, 10)
        assert edge["below"] == sum(at - near <= x < at for x in totals)
        assert edge["at"] == counts[at]
        assert edge["above"] == sum(at < x <= at + near for x in totals)
        assert len(edge["short"]) == min(20, edge["below"])
    parts = [[x for x, group in zip(totals, groups, strict=True) if group == name] for name in set(groups)]
    outside = [beyond(one) for one in parts]
    for side, index in (("low", 0), ("high", 1)):
        wanted = sorted((half_up(x) for one in outside for x in one[index]), key=Fraction, reverse=side == "high")
        assert found["outliers"][side]["count"] == len(wanted)
        assert [one["total"] for one in found["outliers"][side]["projects"]] == wanted[:20]


def check_indicator(item: dict[str, Any], cards: Sequence[Scorecard]) -> None:
    lines = [(card, card.lines[item["code"]]) for card in cards]
    applies = [(card, line) for card, line in lines if line.state != "not-applicable"]
    assert item["not_applicable"] == len(lines) - len(applies)
    if not applies:
        assert item["points"] is None and item["rate"] is None
        return
    points = [Fraction(printed(card, line) or 0) for card, line in applies]
    due = [Fraction(rounded(line.weight, 2, line.node.mode)) for _, line in applies if line.weight is not None]
    assert part(item["points"]) == spread(points)
    assert item["rate"] == shown(sum(points, Fraction()) / sum(due, Fraction()))
    assert item["full"]["count"] == sum(x >= y for x, y in zip(points, due, strict=True))
    assert item["zero"]["count"] == sum(x == 0 for x in points)
    assert item["full"]["share"] == shown(Fraction(item["full"]["count"], len(points)))


@pytest.mark.parametrize("by", [None, "区", "等级"])
def test_drawn_projects_of_the_example(by: str | None) -> None:
    plan, cards, frame = results(120)
    found = document(frame.lazy(), plan, by)
    check(found, cards, plan, frame[by].to_list() if by else [None] * len(cards))


def facts(scores: tuple[int, int | None, bool | None, int | None]) -> dict[str, str]:
    a1, a2, a3, b1 = scores
    late = "不适用" if a3 is None else "95%" if a3 else "80%"
    return {
        "A1": f"{a1} 场",
        "A2": "不适用" if a2 is None else f"{a2} 人次",
        "A3": late,
        "B1": "不适用" if b1 is None else f"{b1}%",
    }


SCORES = st.tuples(
    st.sampled_from((0, 10, 29, 30)),
    st.sampled_from((None, 0, 431, 598, 600)),
    st.sampled_from((None, True, True, False)),
    st.sampled_from((None, 0, 79, 89, 90)),
)
PLAN = plan_of()


@settings(deadline=None)
@given(st.lists(st.tuples(SCORES, st.sampled_from(("甲", "乙", "", None))), min_size=1, max_size=30))
def test_small_tables_with_ties_and_indicators_that_do_not_apply(drawn: list[tuple[Any, str | None]]) -> None:
    cards = scored(PLAN, [(str(number), facts(scores)) for number, (scores, _) in enumerate(drawn)])
    groups = [group for _, group in drawn]
    frame = framed(PLAN, cards, {"区": pl.Series(groups, dtype=pl.String)})
    check(document(frame, PLAN, "区"), cards, PLAN, groups)


def small(rows: Sequence[Any], names: Sequence[str] = (), groups: Sequence[str | None] = ()) -> pl.DataFrame:
    cards = scored(PLAN, [(names[n] if names else f"项目 {n}", facts(one)) for n, one in enumerate(rows)])
    return framed(PLAN, cards, {"区": pl.Series(list(groups) or [None] * len(rows), dtype=pl.String)})


GOOD, FAIR, POOR = (30, 600, True, 90), (29, 598, True, 80), (0, 0, False, 20)


def test_an_empty_table() -> None:
    for by in (None, "区"):
        found = document(small([]), PLAN, by)
        assert (found["projects"], found["total"], found["groups"], found["histogram"]) == (0, None, [], [])
        assert pictures(found) == {}
        assert "项目 0 个" in summary_text(found, 80, colour=False)
        assert "参加汇总的项目 0 个" in text_of(found)


def test_one_project_and_a_group_of_one() -> None:
    found = document(small([GOOD]), PLAN, "区")
    assert [one["name"] for one in found["groups"]] == ["（未填）"]
    assert (found["best"], found["worst"], found["all_full"]) == ([], [], [])
    found = document(small([GOOD, POOR, POOR], groups=["甲", "乙", "乙"]), PLAN, "区")
    assert (found["best"], found["worst"]) == (["甲"], ["乙"])
    assert [one["count"] for one in found["groups"]] == [1, 2]


def test_groups_that_are_alike_have_no_best() -> None:
    alike = document(small([GOOD, POOR, POOR, GOOD], groups=["甲", "甲", "乙", "乙"]), PLAN, "区")
    assert (alike["best"], alike["worst"]) == ([], [])
    assert "各组的平均分相同。" in text_of(alike) and "平均分最高的是" not in text_of(alike)
    besides = document(small([GOOD, GOOD, POOR], groups=["甲", "乙", "丙"]), PLAN, "区")
    assert "平均分最高的是乙、甲，最低的是丙。" in text_of(besides)
    unstated = small([GOOD, GOOD, POOR]).with_columns(pl.Series("区", ["甲", "乙", None]))
    assert "平均分" not in text_of(document(unstated, PLAN, "区")).partition("## 按区比较")[2].partition("|")[0]


def test_all_ties() -> None:
    found = document(small([FAIR] * 30), PLAN)
    assert found["ranking"]["at_top"] == 30 and {one["place"] for one in found["ranking"]["top"]} == {1}
    assert len(found["ranking"]["top"]) == 20 and len(found["ranking"]["places"]) == 1
    assert found["outliers"] == {side: {"count": 0, "projects": []} for side in ("low", "high")}
    assert [one["count"] for one in found["histogram"]] == [30]


def test_set_aside_is_told_everywhere() -> None:
    found = summary(small([GOOD]), PLAN, None, 3)
    assert isinstance(found, dict) and found["set_aside"] == 3
    assert "另有 3 个不能评分" in summary_text(found, 80, colour=False) and "另有 3 个不能评分" in text_of(found)
    unknown = document(small([GOOD]), PLAN)
    for text in (text_of(unknown), summary_text(unknown, 80, colour=False)):
        assert "1 个；不能评分的没有计入，有几个结果里没有写" in text
    none = summary(small([GOOD]), PLAN, None, 0)
    assert isinstance(none, dict) and "不能评分" not in text_of(none) + summary_text(none, 80, colour=False)


def test_a_summary_finds_how_many_were_set_aside(folder: Path) -> None:
    table = "项目,A1（场）,A2（人次）,A3（%）,B1（%）\n甲,30,600,95,90\n乙,,,95,90\n丙,x,600,95,90\n"
    (folder / "in.csv").write_text(table, encoding="utf-8")
    runs = [("a.csv", "", 2), ("b.csv", "", 2), ("a.parquet", "--errors e.jsonl", None), ("a.csv", "", 2)]
    for name, errors, aside in runs:
        assert run(f"perfeval batch spec.yaml in.csv -o {name} {errors}", folder).code == 4
        told = json.loads(run(f"perfeval summary {name} --spec spec.yaml -f json", folder).out)
        assert (told["projects"], told["set_aside"]) == (1, aside)
    assert sorted(path.name for path in folder.glob("*e*.jsonl")) == ["b.csv.errors.jsonl", "e.jsonl", "errors.jsonl"]
    (folder / "a.csv").touch()  # as if somebody had saved it: the errors may not be of these results any more
    assert json.loads(run("perfeval summary a.csv --spec spec.yaml -f json", folder).out)["set_aside"] is None
    assert "原因在 a.csv.errors.jsonl" in run("perfeval batch spec.yaml in.csv -o a.csv", folder).err
    (folder / "a.csv.errors.jsonl").write_text("[1]\nnothing", encoding="utf-8")
    time = (folder / "a.csv").stat().st_mtime_ns
    os.utime(folder / "a.csv.errors.jsonl", ns=(time, time))
    assert json.loads(run("perfeval summary a.csv --spec spec.yaml -f json", folder).out)["set_aside"] is None


def test_results_that_a_spreadsheet_saved_in_another_encoding(folder: Path) -> None:
    text = (folder / "r.csv").read_text(encoding="utf-8-sig")
    (folder / "g.csv").write_bytes(text.encode("gbk"))
    (folder / "u.csv").write_bytes(text.encode("utf-16"))
    words = "--spec spec.yaml --by 区 -f json"
    wanted = run(f"perfeval summary r.csv {words}", folder).out
    for name, encoding in (("g", "gbk"), ("g", "GB18030"), ("u", "utf-16"), ("r", "utf-8-sig"), ("r", "UTF8")):
        assert run(f"perfeval summary {name}.csv {words} --encoding {encoding}", folder).out == wanted
    for name, words, hint in (("g", "", "写 --encoding gbk"), ("r", " --encoding gbk", "去掉 --encoding")):
        ran = run(f"perfeval summary {name}.csv --spec spec.yaml{words}", folder)
        assert ran.code == 3 and "错误[wrong-encoding]" in ran.err and hint in ran.err
    assert run("perfeval summary r.csv --spec spec.yaml --encoding gbkk", folder).code == 2


NASTY = [
    "甲|乙",
    "<script>alert(1)</script>",
    "\"引号\" & '撇号'",
    "第一行\n第二行",
    "![图](x)",
    "\x1b[31m红\u202e",
    "`码`",
    "长" * 60,
]


def text_of(found: dict[str, Any], template: Path | None = None) -> str:
    links = {name: f"{name}.svg" for name in pictures(found)}
    page = render_summary(found, links, template)
    assert isinstance(page, str), page
    return page


def test_names_stay_names_in_markdown_and_pictures() -> None:
    found = document(small([GOOD, FAIR, POOR, *[FAIR] * 5], names=NASTY, groups=NASTY), PLAN, "区")
    page = text_of(found)
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    inner = [child for token in tokens for child in token.children or ()]
    assert not [token for token in (*tokens, *inner) if "html" in token.type or token.type.startswith("code")]
    assert sorted(token.attrs["src"] for token in inner if token.type == "image") == [
        "grades.svg",
        "groups.svg",
        "totals.svg",
    ]
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert sum(token.type == "tr_open" for token in tokens) == len(rows)
    district = next(n for n, row in enumerate(rows) if row.startswith("| 区 |"))
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows[district : district + 1 + len(NASTY)]} == {13}
    for picture in pictures(found).values():
        tree = ElementTree.fromstring(picture)
        assert {node.tag.rpartition("}")[2] for node in tree.iter()} <= {"svg", "title", "rect", "text", "line"}
    titles = "".join(ElementTree.fromstring(pictures(found)["groups"]).itertext())
    assert NASTY[1] in titles and NASTY[2] in titles and "\x1b" not in titles
    assert "\x1b" not in summary_text(found, 60, colour=False)
    json.dumps(found)


def test_parts_of_a_picture_differ_in_grey() -> None:
    found = document(small([GOOD, FAIR, POOR] * 3, groups=["甲"] * 9), PLAN, "区")
    fills = set(re.findall(r'fill="#([0-9a-f]{2})', pictures(found)["groups"])) - {"00"}
    lights = sorted(int(fill, 16) for fill in fills)
    assert min(high - low for low, high in pairwise(lights)) >= 20


def test_a_department_extends_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('{% extends "perfeval/summary.md" %}\n{% block title %}\n# 我局\n{% endblock %}\n', "utf-8")
    found = document(small([GOOD, POOR]), PLAN)
    ours, theirs = text_of(found), text_of(found, page)
    assert theirs.startswith("# 我局\n") and theirs.split("\n", 1)[1] == ours.split("\n", 1)[1]
    page.write_text('{% extends "perfeval/summary.md" %}\n{% block nosuch %}{% endblock %}\n', "utf-8")
    wrong = render_summary(found, {}, page)
    assert isinstance(wrong, tuple) and wrong[0].code == "unknown-block"


def test_the_readme_names_the_blocks() -> None:
    from perfeval.report.loader import Loader
    from perfeval.report.sandbox import Paper

    readme = (ROOT / "templates/README.md").read_text("utf-8").partition("## 汇总的模板")[2]
    for block in Paper(Loader(None)).get_template("perfeval/summary.md").blocks:
        assert re.search(rf"^\| {block} \|", readme, re.MULTILINE), block


def test_what_is_no_result_table() -> None:
    frame = small([GOOD, FAIR])
    (lacks,) = faults(frame.drop("A1", "等级", "不适用"), PLAN)
    assert "缺少 3 列（等级、不适用、A1）" in lacks.message and "batch" in lacks.hint
    (off,) = faults(frame.with_columns(pl.col("总分").cast(pl.Float64)), PLAN)
    assert "“总分”一列不是精确的小数（Float64）" in off.message
    (by,) = faults(frame, PLAN, "主管单位")
    assert (by.code, by.hint) == ("unknown-column", "可以按这些列分组：区、等级")
    (near,) = faults(frame.rename({"区": "街道办"}), PLAN, "街道")
    assert near.hint == "是否想写：街道办"
    odd = frame.with_columns(pl.Series("等级", ["优", "合格"]))
    assert [one.message for one in faults(odd, PLAN)] == ["“等级”一列有 1 格是“合格”"]


def test_cells_that_are_no_points() -> None:
    frame = small([GOOD, FAIR, POOR]).with_columns(pl.col("总分", "A1").cast(pl.String))
    wrong = frame.with_columns(
        pl.Series("总分", ["100.00", "约 97", "1e1"]),
        pl.Series("A1", ["20.00", None, "1.25"]),
        pl.Series("不适用", ["A2"] * 3),
    )
    told = [one.message for one in faults(wrong, PLAN)]
    assert told == ["“总分”一列有 2 格不是写全的数，最先是第 2 行", "“A1”一列有 1 格空着，最先是第 2 行"]


def test_what_was_changed_after_scoring_is_refused() -> None:
    frame = small([GOOD, FAIR, POOR]).with_columns(pl.col("行", "总分").cast(pl.String))
    lost = frame.with_columns(
        pl.Series("总分", ["100.00", "9700", "100.01"])
    )  # a point that was lost; and a hair too much
    assert [one.message for one in faults(lost, PLAN)] == ["“总分”一列有 2 格大于满分 100，最先是第 2 行"]
    added = pl.concat([frame, frame.head(2).with_columns(行=pl.Series([None, "合计"]), 项目=pl.Series(["平均", None]))])
    assert [one.message for one in faults(added, PLAN)] == [
        "第 4 行“平均”、第 5 行“”（不计表头）没有行号，不是评分的结果"
    ]


def test_a_spec_without_weights_has_no_summary() -> None:
    text = "perfeval: spec/1\nid: t\nname: 跟踪\nindicators:\n  - {code: A, name: 场次, target: 30 场}\n"
    (found,) = faults(small([GOOD]), plan_of(text))
    assert "没有权重" in found.message


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    frame = small([GOOD, FAIR, POOR], groups=["甲", "乙", "乙"])
    frame.write_parquet(tmp_path / "r.parquet")
    frame.write_csv(tmp_path / "r.csv", include_bom=True)
    frame.write_ndjson(tmp_path / "r.jsonl")
    return tmp_path


def test_the_same_from_every_kind_of_file(folder: Path) -> None:
    told = [
        run(f"perfeval summary r.{kind} --spec spec.yaml --by 区 -f json", folder)
        for kind in ("parquet", "csv", "jsonl")
    ]
    assert told[0].code == 0 and json.loads(told[0].out)["projects"] == 3
    assert told[0].out == told[1].out == told[2].out


def test_pictures_lie_beside_the_page(folder: Path) -> None:
    ran = run("perfeval summary r.parquet --spec spec.yaml --by 区 -o '汇总 1.md'", folder)
    assert (ran.code, ran.err) == (0, "已写入 汇总 1.md\n")
    page = (folder / "汇总 1.md").read_text("utf-8")
    assert "](%E6%B1%87%E6%80%BB%201-groups.svg)" in page
    for name in ("grades", "totals", "groups"):
        ElementTree.fromstring((folder / f"汇总 1-{name}.svg").read_text("utf-8"))
    assert (
        run("perfeval summary r.parquet --spec spec.yaml -f markdown", folder).out.count("](data:image/svg+xml;base64,")
        == 2
    )


BROKEN = {
    "a.parquet": b"PAR1 but no more",
    "b.csv": "行,总分\n1,甲\n".encode("gbk"),
    "c.csv": b"",
    "d.csv": b"a,b\n1\n1,2,3\n",
    "e.jsonl": b"[1, 2",
    "f.jsonl": b"",
    "g.xlsx": b"PK",
    "h.csv": b"\x00\xff" * 50,
    "i.jsonl": b'{"a": 1}\n{"a": {"b": [}]}\n',
    "j.csv": "行,总分\n".encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_result(name: str, folder: Path) -> None:
    (folder / name).write_bytes(BROKEN[name])
    ran = run(f"perfeval summary {name} --spec spec.yaml -o out.md", folder)
    code = "wrong-encoding" if name in ("b.csv", "h.csv") else "not-a-result"
    assert ran.code == 3 and f"错误[{code}]" in ran.err and name in ran.err, ran.err
    assert not list(folder.glob("out*"))


def test_files_and_options_that_are_not_there(folder: Path) -> None:
    for line, code, words in (
        ("nosuch.csv --spec spec.yaml", 3, "没有文件“nosuch.csv”"),
        (". --spec spec.yaml", 3, "是文件夹"),
        ("r.csv --spec nosuch.yaml", 3, "没有文件“nosuch.yaml”"),
        ("r.csv", 2, "--spec 后面要写指标体系"),
        ("r.csv --spec spec.yaml --by ''", 2, "--by 后面要写列名"),
        ("r.csv --spec spec.yaml --template t.md -f json", 2, "--template 只用于报告"),
        ("r.csv --spec spec.yaml -o nosuch/a.md", 74, "没有文件夹"),
    ):
        ran = run(f"perfeval summary {line}", folder)
        assert ran.code == code and words in ran.err, ran.err


def test_so_many_groups_are_a_slip(folder: Path) -> None:
    one = pl.read_parquet(folder / "r.parquet").head(1)
    for count, code in ((10_000, 0), (10_001, 2)):
        many = one.join(pl.DataFrame({"编号": range(count)}), how="cross")
        many.write_parquet(folder / "many.parquet")
        ran = run("perfeval summary many.parquet --spec spec.yaml --by 编号 -o out.json", folder)
        assert ran.code == code, ran.shown
        assert (folder / "out.json").exists() is not bool(code)
        (folder / "out.json").unlink(missing_ok=True)
    assert ran.err.startswith("错误: 没有汇总：“编号”一列有 10,001 个不同的值，至多分 10,000 组")


def test_without_polars(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("perfeval.batch") or name == "perfeval.cli.results"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    ran = run("perfeval summary r.csv --spec spec.yaml", folder)
    assert (ran.code, ran.out) == (3, "") and 'pip install "perfeval[batch]"' in ran.err
