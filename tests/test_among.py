"""A row in a batch gives what a project file gives that states the row's place, or the figures of all other rows."""

from __future__ import annotations

import json
from fractions import Fraction as Plain
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from console import run
from perfeval.batch.among import among, own_amount
from perfeval.batch.ordered import Gathered, Ordered
from perfeval.batch.outcome import ROW
from perfeval.batch.rows import project_of
from perfeval.batch.typed import cell_text
from perfeval.columns import Column, NotCarried, column, parts
from perfeval.diagnostic import Diagnostic
from perfeval.exchange import reading
from perfeval.facts import bind
from perfeval.number import Fraction, spell
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.rules.compared import Amounts
from perfeval.scoring import score
from test_batch import SOME, Cells, engine_of, framed, held, plan_of
from test_batch_files import begun, kept, taken_up
from test_engines import recipe

TABLE = [{"to": "1", "earn": "100%"}, {"top": "50%", "earn": "6 分"}, {"earn": "0"}]
BY = {"ratio": ("mean", "median", "best", "worst"), "reach": ("mean", "median", "best", "worst"), "spread": ("",)}


def leaf(code: str, unit: str, rule: Cells) -> Cells:
    return {"code": code, "name": "试", "weight": "10", "target": "名列前茅", "unit": unit, "rule": rule}


def spec(*leaves: Cells) -> Cells:
    full, rounding = str(10 * len(leaves)), {"places": "2", "mode": "half-up"}
    head = {"perfeval": "spec/1", "id": "t", "name": "试", "full": full, "rounding": rounding}
    return {**head, "not_applicable": "redistribute", "indicators": list(leaves)}


def peer(method: str, against: str, better: str) -> Cells:
    rule = {"kind": "peer", "method": method, "better": better}
    return rule | ({"against": against} if against else {"if_equal": "50%"})


PEERS = [peer(method, against, better) for method in BY for against in BY[method] for better in ("more", "less")]
RANKS = [
    {"kind": "rank", "better": better, **how}
    for better in ("more", "less")
    for how in ({"table": TABLE}, {"linear": "是"})
]
FINE = {"code": "Z", "name": "试", "weight": "10", "target": "≥ 5 场", "rule": {"kind": "proportional"}}
"""An indicator that is about the row alone."""
HEADS = ["项目", "R（%）", "R.rank", "R.of", "M（元/人）", "M.peers", "Z"]


def batched(plan: Plan, names: list[str], cells: pl.DataFrame) -> Plan:
    """The plan for all rows of a table."""
    table = engine_of(plan, names).table
    found = {fact: Gathered(fact, plan.by_code[fact].unit) for fact in ("R", "M") if fact in plan.by_code}
    for one in found.values():
        for at in range(0, len(cells), 3):
            one.take(table, cells[at : at + 3])
    return among(plan, {fact: one.amounts() for fact, one in found.items()})


# --- what a file of its own would state ---


def alone(plan: Plan, rows: list[list[str | None]], names: list[str]) -> list[Project | tuple[Diagnostic, ...]]:
    """The project file of each row, its place and its peers written out, by counting."""
    head = engine_of(plan, names).table.header
    read: list[Any] = [project_of(head, texts, "t") for texts in rows]
    stated = {fact: [own(plan, fact, *head.read(texts)) for texts in rows] for fact in "RM"}
    stated["R"] = [None if texts[2] or texts[3] else x for x, texts in zip(stated["R"], rows, strict=True)]
    for at, project in enumerate(read):
        if isinstance(project, Project):
            facts = dict(project.facts)
            if (mine := stated["R"][at]) is not None:
                facts["R"] = placed(
                    mine, [x for x in stated["R"] if x is not None], getattr(plan.by_code["R"].rule, "better", "")
                )
            figure = facts["M"] if isinstance(facts.get("M"), dict) else {"value": facts.get("M")}
            if isinstance(figure["value"], str) and figure["value"] != "不适用" and "peers" not in figure:
                others = [x for n, x in enumerate(stated["M"]) if n != at and x is not None]
                facts["M"] = {**figure, "peers": [f"{spell(x)} 元/人" for x in others]}
            read[at] = project.model_copy(update={"facts": facts})
    return read


def own(plan: Plan, fact: str, facts: Cells, faults: list[Diagnostic]) -> Fraction | None:
    wrong = any(one.route[:3] in (("facts", fact), ("facts", fact, "value")) for one in faults)
    return None if wrong else own_amount(facts.get(fact), plan.by_code[fact].unit)


def placed(mine: Fraction, everybody: list[Fraction], better: str) -> Cells:
    ahead = sum(x > mine if better == "more" else x < mine for x in everybody)
    return {"rank": str(ahead + 1), "of": str(len(everybody))}


def test_a_row_is_the_project_that_states_the_place_and_the_figures_of_all_others() -> None:
    figures = st.sampled_from(
        ["85", "85.0", "90%", "90", "0", "-3", "70.25", "0.125", "1e3", "不适用", "六成", None, None]
    )
    some = st.tuples(
        figures,
        st.sampled_from([(None, None), (None, None), (None, None), ("2", "9"), ("1", None), ("不适用", "不适用")]),
        st.sampled_from(
            [
                "100",
                "100 元/人",
                "120",
                "90.5",
                "0",
                "-1",
                "1/3",
                "0.02 万元/人",
                "[1, 2]",
                "{value: 80}",
                "不适用",
                None,
            ]
        ),
        st.sampled_from([None, None, None, "[100, 130]", "[]"]),
        st.sampled_from(["4", "5", "5", "5", "五"]),
    )

    @settings(SOME, max_examples=60)
    @given(st.sampled_from(RANKS), st.sampled_from(PEERS), st.lists(some, min_size=1, max_size=7))
    def holds(rank: Cells, other: Cells, drawn_rows: list[Any]) -> None:
        plan = plan_of(spec(leaf("R", "%", rank), leaf("M", "元/人", other), FINE))
        rows = [[f"p{n}", r, *place, m, peers, z] for n, (r, place, m, peers, z) in enumerate(drawn_rows)]
        cells = framed([pl.Series(list(texts), dtype=pl.String) for texts in zip(*rows, strict=True)])
        scored = held(engine_of(batched(plan, HEADS, cells), HEADS), cells, first=0)
        found = {row[ROW]: row for row in scored.results.rows(named=True)}
        refused = dict(scored.noted)
        for at, project in enumerate(alone(plan, rows, HEADS)):
            bound = bind(plan, project) if isinstance(project, Project) else project
            if isinstance(bound, tuple):
                assert at in refused
                continue
            card = score(bound, trace=False)
            assert at in found, refused[at]
            printed = (card.lines["R"].printed, card.lines["M"].printed, card.total)
            assert [hundredths(found[at][code]) for code in ("R", "M", "总分")] == [
                None if x is None else int(x * 100) for x in printed
            ]

    holds()


def hundredths(points: Any) -> int | None:
    """Points of a result as a whole number, as which an engine may have them already."""
    return points if points is None or isinstance(points, int) else int(points * 100)


SAID = [
    (["5", "-1", "3"], "ratio", "mean", [("zero-reference", "同类的平均值是 0，或有负数，不能按比例计分")] * 3),
    (["5", "0", "0"], "ratio", "worst", [("zero-reference", "同类的最差水平是 0，或有负数，不能按比例计分")] * 3),
    (["5", "0"], "ratio", "mean", [("zero-reference", "同类的平均值是 0，或有负数，不能按比例计分"), None]),
    (["5"], "reach", "best", [("needs-peers", "同批里没有别的项目写了可用的数，不能比较")]),
    (
        ["5", None],
        "spread",
        "",
        [
            ("needs-peers", "同批里没有别的项目写了可用的数，不能比较"),
            ("missing-fact", "缺少事实 “M 试”，目标值“名列前茅”"),
        ],
    ),
]


@pytest.mark.parametrize(("figures", "method", "against", "said"), SAID)
def test_what_cannot_be_compared(figures: list[Any], method: str, against: str, said: list[Any]) -> None:
    names = ["项目", "M（元/人）"]
    plan = plan_of(spec(leaf("M", "元/人", peer(method, against, "more"))))
    cells = framed([[f"p{n}" for n in range(len(figures))], pl.Series(figures, dtype=pl.String)])
    scored = held(engine_of(batched(plan, names, cells), names), cells, first=0)
    faults = {at: [(one.code, one.message) for one in found] for at, found in scored.noted}
    assert faults == {at: [one] for at, one in enumerate(said) if one}


# --- whole columns ---


@pytest.mark.parametrize("rule", [*RANKS, *PEERS], ids=lambda rule: "-".join(map(str, rule.values()))[:40])
def test_columns_of_plain_amounts_are_carried(rule: Cells) -> None:
    plan, names, draw = plan_of(spec(leaf("M", "元/人", rule))), ["项目", "M（元/人）"], Random(1)
    for kind, figures in {
        "floats": [draw.randrange(1, 5000) / 100 for _ in range(200)],
        "dust": [0.1 + 0.2, *(draw.randrange(1, 50) / 10 for _ in range(60))],
        "counts": [draw.randrange(1, 9) for _ in range(60)],
        "texts": [f"{draw.randrange(1, 900) / 8}" for _ in range(60)],
        "ties": [5] * 9,
        "nothing": [0] * 9,
        "two": [0, 3],
    }.items():
        cells = framed([["甲"] * len(figures), figures])
        engine = engine_of(batched(plan, names, cells), names)
        assert engine.ways() == {"M": "整列"}
        scored = held(engine, cells)
        if kind not in ("dust", "nothing", "two"):
            assert not engine._apart, kind  # nothing had to be looked at case by case
        by_hand = [alone_points(rule, [Plain(cell_text(x) or "") for x in figures], at) for at in range(len(figures))]
        found = {row[ROW]: hundredths(row["M"]) for row in scored.results.rows(named=True)}
        assert by_hand == [found.get(at) for at in range(1, len(figures) + 1)]


@pytest.mark.parametrize(("few", "apart"), [(range(3), False), (range(50), True)])
def test_rows_that_state_their_peers_do_not_hinder_the_others(few: range, apart: bool) -> None:
    plan, names = plan_of(spec(leaf("M", "元/人", peer("ratio", "mean", "more")))), ["项目", "M（元/人）", "M.peers"]
    cells = framed([["甲"] * 60, [n / 8 for n in range(1, 61)], ["[7, 9]" if n in few else None for n in range(60)]])
    engine = engine_of(batched(plan, names, cells), names)
    assert engine.ways() == {"M": "整列"}
    held(engine, cells)
    assert bool(engine._apart) is apart


def alone_points(rule: Cells, figures: list[Plain], at: int) -> int | None:
    """The points by the words of the rule, in hundredths; None where they are refused."""
    mine, others, more = figures[at], [*figures[:at], *figures[at + 1 :]], rule["better"] == "more"
    weight = Plain(10)
    if rule["kind"] == "rank":
        rank, of = 1 + sum(x > mine if more else x < mine for x in figures), len(figures)
        exact = weight if rank == 1 else Plain(6) * (rank <= of / Plain(2))
        if "linear" in rule:
            exact = weight * (of - rank) / (of - 1)
    elif rule["method"] == "spread":
        low, high = min(figures), max(figures)
        exact = weight * (mine - low if more else high - mine) / (high - low) if low < high else weight / 2
    else:
        best, worst = (max(others), min(others)) if more else (min(others), max(others))
        known = {
            "mean": sum(others) / Plain(len(others)),
            "median": Plain(median(others)),
            "best": best,
            "worst": worst,
        }
        against = known[rule["against"]]
        if rule["method"] == "reach":
            exact = weight * (mine >= against if more else mine <= against)
        elif not against:
            return None
        else:
            exact = weight * min(Plain(1), mine / against if more else against / mine if mine else Plain(1))
    return int(exact * 100 + Plain(1, 2))


@SOME
@given(st.lists(st.integers(-50, 50), min_size=1), st.sampled_from([1, 7, 100]), st.integers(-60, 60))
def test_amounts_in_a_column_answer_as_amounts_in_a_list(whole: list[int], scale: int, asked: int) -> None:
    mine, its = Amounts(Fraction(n, scale) for n in whole), Ordered(pl.Series(whole, dtype=pl.Int64), scale)
    x = Fraction(asked, scale)
    assert (mine.count, mine.total, mine.at(0)) == (its.count, its.total, its.at(0))
    assert (mine.below(x), mine.above(x)) == (its.below(x), its.above(x))
    rows = column(pl.col("x"), -60, 60, scale, [])
    frame = pl.DataFrame({"x": [asked, asked - 1]})
    for ask in ("below", "above"):
        found = getattr(its, ask)(rows)
        assert isinstance(found, Column)
        num, den = parts(found)
        assert den.low == den.high == 1
        assert frame.select(num.expression).to_series().to_list() == [
            int(getattr(mine, ask)(Fraction(n, scale))) for n in (asked, asked - 1)
        ]


def test_amounts_that_were_not_gathered_are_no_column() -> None:
    with pytest.raises(NotCarried):
        Ordered(pl.Series([1]), 1).below(column(pl.col("x"), 0, 9, 10, []))
    with pytest.raises(NotCarried):
        Ordered(pl.Series([1]), 10**18).below(column(pl.col("x"), 0, 10**6, 10, []))


def test_amounts_that_no_column_holds() -> None:
    names = ["项目", "M（元/人）"]
    plan = plan_of(spec(leaf("M", "元/人", peer("ratio", "mean", "more"))))
    huge, odd = (
        ["9" * 18, "1", "123456789.123456789", "1/3", "1/7"],
        [f"1/{n}" for n in (3, 7, 11, 13, 17, 19, 23, 10**9 + 7, 10**9 + 9)],
    )
    for figures in (huge, odd):
        cells = framed([["甲"] * len(figures), figures])
        found = Gathered("M", plan.by_code["M"].unit)
        found.take(engine_of(plan, names).table, cells)
        assert type(found.amounts()) is Amounts
        made = among(plan, {"M": found.amounts()})
        assert len(held(engine_of(made, names), cells).results) == len(figures)


# --- files ---

SPEC = """\
perfeval: spec/1
id: among
name: 同批
full: 30
rounding: {places: 2, mode: half-up}
indicators:
  - {code: A, name: 覆盖率, weight: 10, target: 前列, unit: "%", rule: {kind: rank, linear: 是, better: more}}
  - code: B
    name: 成本
    weight: 10
    target: 前列
    unit: 元
    rule: {kind: peer, method: ratio, against: mean, better: less}
  - {code: C, name: 场次, weight: 10, target: ≥ 30 场, rule: {kind: proportional}}
"""
HEAD = "项目,A（%）,A.rank,A.of,B（元）,C（场）"
PROJECT = "perfeval: project/1\nspec: spec.yaml\nname: {}\nfacts: {}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The same projects as a table, as two of other kinds, and as files."""
    draw = Random(7)
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "files").mkdir()
    lines = []
    for n in range(300):
        a, b, c = (
            draw.choice(("", draw.randrange(500) / 5, draw.randrange(9))),
            draw.randrange(1, 10**5) / 8,
            draw.choice(("", 24, 30)),
        )
        stated = draw.random() < 0.1
        lines.append(f"p{n},{'' if stated else a},{'3,7' if stated else ','},{b},{c}")
        own = "{rank: 3, of: 7}" if stated else f"{a}%" if a != "" else ""
        facts = {"A": own, "B": f"{b} 元", "C": f"{c} 场" if c else ""}
        text = PROJECT.format(f"p{n}", "{" + ", ".join(f"{key}: {fact}" for key, fact in facts.items() if fact) + "}")
        (tmp_path / f"files/p{n:03}.yaml").write_text(text, encoding="utf-8")
    for name, some in {"in.csv": lines, "one.csv": lines[:120], "two.csv": lines[120:]}.items():
        (tmp_path / name).write_text("\n".join([HEAD, *some, ""]), encoding="utf-8")
    return tmp_path


def batch(place: Path, words: str, code: int = 4) -> list[str]:
    """The lines of the results, without the columns that say where a project was found."""
    ran = run(f"perfeval batch spec.yaml {words} -o out.csv", place)
    assert ran.code == code, ran.shown
    lines = [line.split(",") for line in (place / "out.csv").read_text(encoding="utf-8-sig").splitlines()]
    at = lines[0].index("项目")
    drop = {0, lines[0].index("文件")} if "文件" in lines[0] else {0}
    assert at == 1
    return [",".join(cell for n, cell in enumerate(line) if n not in drop) for line in lines]


def test_the_same_projects_in_any_kind_of_input(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = batch(place, "in.csv")
    assert len(whole) > 100
    assert batch(place, "one.csv two.csv") == whole
    assert batch(place, "files") == batch(place, "files --jobs 1") == whole
    texts = pl.read_csv(place / "in.csv", infer_schema=False)
    texts.write_ndjson(place / "in.jsonl")
    numbers = texts.with_columns(
        pl.col("A（%）", "B（元）").cast(pl.Float64), pl.col("A.rank", "A.of", "C（场）").cast(pl.Int64)
    )
    numbers.write_parquet(place / "in.parquet", row_group_size=50)
    numbers.with_columns(pl.col("B（元）").cast(pl.Decimal(12, 3))).write_parquet(place / "exact.parquet")
    for rows in (reading.ROWS, 7, 64):
        monkeypatch.setattr(reading, "ROWS", rows)
        for name in ("in.csv", "in.jsonl", "in.parquet", "exact.parquet"):
            for jobs in (1, 3):
                assert batch(place, f"{name} --jobs {jobs}") == whole, (rows, name, jobs)


def test_another_row_changes_the_places_of_all(place: Path) -> None:
    (place / "a.csv").write_text("项目,A（%）,B（元）,C（场）\n甲,50,10,30\n乙,40,20,30\n", encoding="utf-8")
    (place / "b.csv").write_text("项目,A（%）,B（元）,C（场）\n丙,90,30,30\n", encoding="utf-8")
    assert [line.split(",")[1] for line in batch(place, "a.csv", 0)[1:]] == ["30.00", "15.00"]
    assert [line.split(",")[1] for line in batch(place, "a.csv b.csv", 0)[1:]] == ["25.00", "20.00", "25.00"]


def test_a_file_of_another_spec_is_of_no_batch(place: Path) -> None:
    files = place / "few"
    files.mkdir()
    for name, text in {
        "1": PROJECT.format("甲", "{A: 50%, B: 10 元, C: 30 场}"),
        "2": PROJECT.format("乙", "{A: 40%, B: 20 元, C: 30 场}"),
        "3": PROJECT.format("丙", "{A: 90%, B: 30 元, C: 30 场}").replace("spec.yaml", "other.yaml"),
        "4": "perfeval: project/1\nfacts: [1]\n",
        "5": "perfeval: project/1\nname: [\n",
    }.items():
        (files / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert [line.split(",")[1] for line in batch(place, "few")[1:]] == ["30.00", "15.00"]


@pytest.mark.parametrize("words", ["spec.yaml in.csv -o out.parquet", "spec.yaml files -o out.parquet --jobs 2"])
def test_killed_and_taken_up_again(place: Path, words: str) -> None:
    assert begun(place, words).wait() == 4
    taken_up(place, words, kept(place))


def test_a_table_that_breaks_off_is_not_ranked(place: Path) -> None:
    (place / "torn.csv").write_text('项目,A（%）,B（元）,C（场）\n甲,50,10,30\n乙,"40,20,30\n', encoding="utf-8")
    ran = run("perfeval batch spec.yaml torn.csv -o none.csv", place)
    assert ran.code == 3 and "引号不成对" in ran.err and not (place / "none.csv").exists()


# --- tables of Arrow ---


def test_pieces_of_a_table_once_the_plan_has_been_told_of_all(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = pl.read_csv(place / "in.csv", infer_schema=False)
    numbers = pl.int_range(1, len(rows) + 1, eager=True)
    rows.with_columns(pl.lit("东街").alias("街道"), numbers.alias("编号")).write_parquet(place / "projects.parquet")
    ran = run("perfeval batch spec.yaml projects.parquet -o results.parquet --keep 街道", place)
    assert ran.code == 4, ran.shown
    recipe("all_at_once.py", place, tmp_path_factory.mktemp("work"))


def test_a_piece_is_not_the_whole(place: Path) -> None:
    plan = perfeval.load_spec(place / "spec.yaml").value
    assert plan
    table = pa.table(
        {"A.rank": ["1", None], "A.of": ["2", None], "A": [None, "50%"], "B（元）": ["1", "2"], "C（场）": [30, 30]}
    )
    results, errors = perfeval.score_arrow(table, plan)
    told = [(one["row"], one["column"], one["code"]) for one in map(json.loads, errors)]
    assert not results.num_rows
    assert told == [(1, "B（元）", "needs-peers"), (2, "A", "needs-peers"), (2, "B（元）", "needs-peers")]
    whole = perfeval.compared(plan, [table])
    results, errors = perfeval.score_arrow(table, whole)
    assert results.select(["A", "B"]).to_pylist() == [{"A": 10, "B": 10}, {"A": 10, "B": 5}]
    assert not errors
