"""What does not apply earns the mean of the others: two scorings of a batch are two rounds of a naive scorer."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

import drawn
import naive
import perfeval
from console import run
from perfeval.batch.averages import Sums, asking, gained
from perfeval.batch.flat import flattened
from perfeval.batch.gained import Gained
from perfeval.batch.header import Header, header
from perfeval.batch.outcome import EXACT, too_large
from perfeval.exchange import reading
from perfeval.exchange.gathering import averaged_rows
from perfeval.facts import bind
from perfeval.model import read
from perfeval.number import Fraction, spell
from perfeval.plan import Mean, Plan
from perfeval.project import Project
from perfeval.record import replace
from perfeval.scoring import score
from perfeval.testing.coverage import branches
from test_batch import SOME, Cells, engine_of, framed, held, plan_of
from test_batch_files import begun, kept, taken_up
from test_naive import agree

LEAVES: list[Cells] = [
    {"code": "A", "name": "场次", "weight": "10", "target": "≥ 30 场", "rule": {"kind": "proportional"}},
    {"code": "B", "name": "户数", "weight": "10", "target": "≥ 700 户", "rule": {"kind": "proportional"}}
    | {"not_applicable": "peer_mean"},
]
RANK: Cells = {"code": "R", "name": "名次", "weight": "10", "target": "前列", "unit": "%"} | {
    "rule": {"kind": "rank", "linear": "是", "better": "more"},
    "not_applicable": "peer_mean",
}


def spec_of(*indicators: Cells) -> Cells:
    head = {
        "perfeval": "spec/1",
        "id": "averages",
        "name": "同批",
        "full": str(10 * len(naive.leaves_of({"indicators": indicators}))),
    }
    rounding = {"places": "2", "mode": "half-up"}
    return {**head, "rounding": rounding, "not_applicable": "redistribute", "indicators": list(indicators)}


SPEC, BOTH = spec_of(*LEAVES), spec_of(*LEAVES, RANK)
SINGLY = spec_of({"code": "G", "name": "组", "weight": "20", "combine": "mean", "indicators": LEAVES})

# --- random specs ---


@st.composite
def batches(draw: drawn.Draw, **how: Any) -> tuple[Cells, list[Cells]]:
    """A spec, some of whose indicators earn the mean, and projects to which some do not apply."""
    case = draw(drawn.cases(na=False, **how))
    policies = st.sampled_from(("peer_mean", "peer_mean", "redistribute", "full", "zero"))
    spec: Cells = json.loads(json.dumps(case.spec))
    spec["not_applicable"] = draw(policies)
    leaves = naive.leaves_of(spec)
    for leaf in leaves:
        if draw(st.booleans()):
            leaf["not_applicable"] = draw(policies)
    own = {leaf["code"] for leaf in leaves}
    projects = [case.project]
    for _ in range(draw(st.integers(1, 5))):
        facts = dict(case.project["facts"])
        for name in facts.keys() & own:
            facts[name] = draw(st.sampled_from([facts[name], case.better["facts"][name], "不适用"]))
        for name in draw(st.sets(st.sampled_from(sorted(facts)), max_size=1)) if draw(st.booleans()) else ():
            del facts[name]
        projects.append({**case.project, "facts": facts})
    return spec, draw(st.permutations(projects))


def typed(project: Cells) -> Project:
    found = read(Project, project)
    assert isinstance(found, Project), found
    return found


def summed(plan: Plan, projects: list[Project]) -> Plan:
    """The plan that knows what these projects got."""
    sums = Sums(plan)
    for project in projects:
        bound = bind(asking(plan), project)
        for code, points in gained(score(bound)) if not isinstance(bound, tuple) else ():
            sums.add(code, points)
    return sums.known(plan)


@settings(SOME, max_examples=60)
@given(batches())
def test_two_scorings_are_two_rounds_of_a_naive_scorer(drawn_batch: tuple[Cells, list[Cells]]) -> None:
    spec, raw = drawn_batch
    plan = plan_of(spec)
    first = [bind(asking(plan), typed(project)) for project in raw]
    good = [project for project, bound in zip(raw, first, strict=True) if not isinstance(bound, tuple)]
    whole = summed(plan, [typed(project) for project in raw])
    for project, other in zip(good, naive.batch(spec, good), strict=True):
        bound = bind(whole, typed(project))
        if other is None:
            assert isinstance(bound, tuple)
            assert {one.code for one in bound} == {"needs-peers"}
            event("nobody has it")
            continue
        assert not isinstance(bound, tuple), bound
        card = score(bound)
        agree(card, other)
        event(
            "has a mean"
            if any(one.changes[:1] and one.changes[0].step == "peer-mean" for one in card.lines.values())
            else ""
        )


@settings(SOME, max_examples=40)
@given(batches(), st.integers(1, 5))
def test_a_table_is_its_projects(drawn_batch: tuple[Cells, list[Cells]], size: int) -> None:
    spec, raw = drawn_batch
    plan = plan_of(spec)
    assume(not too_large(plan))
    rows = [flattened(project["facts"], plan) for project in raw]
    names = list(dict.fromkeys(name for cells in rows for name in cells))
    assume(isinstance(header(names, plan), Header))
    cells = framed([pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names])
    engine = engine_of(asking(plan), names)
    whole = averaged_rows(plan, (engine.score(cells[at : at + size], at).results for at in range(0, len(cells), size)))
    assert whole.means == summed(plan, [typed(project) for project in raw]).means
    held(engine_of(whole, names), cells)
    event(f"{len(whole.means or ())} means")


# --- the sums ---


def test_sums_of_many_denominators_are_exact() -> None:
    plan = plan_of(SPEC)
    draw, sums, wanted = Random(3), Sums(plan), Fraction(0)
    for _ in range(500):
        points = Fraction(draw.randrange(1000), draw.randrange(1, 10**4))
        sums.add("B", points)
        wanted = wanted + points
    assert sums.known(plan).means == (Mean("B", wanted / 500, 500),)
    assert Sums(plan).known(plan).means == ()


@SOME
@given(st.lists(st.fractions(0, 10**6).filter(lambda x: x.denominator < 10**15), min_size=1), st.integers(0, 4))
def test_points_are_read_as_they_are_written(drawn_points: list[Any], places: int) -> None:
    plan = plan_of(SPEC)
    points = [Fraction(x.numerator, x.denominator) for x in drawn_points] + [Fraction(10**25, 3), Fraction(1, 2**70)]
    shown = [int(x * 10**places) for x in points]
    same = [Fraction(whole, 10**places) == x for whole, x in zip(shown, points, strict=True)]
    found = Gained(plan, places)
    found.take(
        pl.DataFrame(
            {
                "B": pl.Series(shown, dtype=pl.Int128),
                "B" + EXACT: [None if yes else spell(x) for yes, x in zip(same, points, strict=True)],
                "不适用": pl.Series([None] * len(points), dtype=pl.String),
            }
        )
    )
    assert found.known().means == (Mean("B", sum(points, Fraction(0)) / len(points), len(points)),)


def test_a_mean_that_nobody_could_read_is_told_nearly() -> None:
    plan = plan_of(SPEC)
    primes = [n for n in range(10**4, 11000) if all(n % part for part in range(2, 105))]
    figures = [f"{n}/{prime} 户" for n, prime in enumerate(primes, 1)]
    names = ["A", "B（户）"]
    cells = framed([pl.Series(["30 场"] * (len(primes) + 1)), pl.Series([*figures, "不适用"])])
    whole = averaged_rows(plan, [engine_of(asking(plan), names).score(cells, 1).results])
    last = held(engine_of(whole, names), cells).results.row(-1, named=True)
    (mean,) = whole.means or ()
    assert mean.points.denominator > 10**200 and mean.of == len(primes)
    assert last["B" + EXACT] == "约 0.0001" and last["B"] == 0
    assert last["不适用"] == f"B（按同批 {mean.of} 个项目的平均得分约 0.0001 分计）"


def test_no_case_of_a_spec_can_have_others() -> None:
    found = list(branches(plan_of(SPEC)))
    assert ("A", "不适用") in found and ("B", "不适用") not in found


# --- files ---

PROJECT = "perfeval: project/1\nspec: spec.yaml\nname: {}\nfacts: {}\n"


def write(place: Path, spec: Cells, rows: int = 100) -> None:
    """The same projects as a table, as two of other kinds, and as files."""
    draw = Random(7)
    names = [leaf["code"] for leaf in naive.leaves_of(spec)]
    units = {"A": "场", "B": "户", "R": "%"}
    (place / "spec.yaml").write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    (place / "files").mkdir()
    lines = []
    for n in range(rows):
        cells = {
            name: draw.choice(("", "不适用", "不适用", *(draw.randrange(1, 900) for _ in range(17)))) for name in names
        }
        lines.append(",".join([f"p{n}", *map(str, cells.values())]))
        facts = {
            name: cell if isinstance(cell, str) else f"{cell} {units[name]}".replace(" %", "%")
            for name, cell in cells.items()
            if cell
        }
        text = PROJECT.format(f"p{n}", "{" + ", ".join(f"{name}: {cell}" for name, cell in facts.items()) + "}")
        (place / f"files/p{n:03}.yaml").write_text(text, encoding="utf-8")
    head = ",".join(["项目", *(f"{name}（{units[name]}）" for name in names)])
    for name, some in {"in.csv": lines, "one.csv": lines[:40], "two.csv": lines[40:]}.items():
        (place / name).write_text("\n".join([head, *some, ""]), encoding="utf-8")


def batch(place: Path, words: str, code: int = 4) -> list[str]:
    """The lines of the results, without the columns that say where a project was found."""
    ran = run(f"perfeval batch spec.yaml {words} -o out.csv", place)
    assert ran.code == code, ran.shown
    lines = [line.split(",") for line in (place / "out.csv").read_text(encoding="utf-8-sig").splitlines()]
    drop = {0, lines[0].index("文件")} if "文件" in lines[0] else {0}
    return [",".join(cell for n, cell in enumerate(line) if n not in drop) for line in lines]


@pytest.mark.parametrize("spec", [SPEC, BOTH, SINGLY], ids=["carried", "ranks", "singly"])
def test_the_same_projects_in_any_kind_of_input(spec: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, spec)
    whole = batch(tmp_path, "in.csv")
    assert len(whole) > 60 and sum("B（按同批" in line for line in whole) > 5
    assert batch(tmp_path, "one.csv two.csv") == whole
    assert batch(tmp_path, "files --jobs 2") == batch(tmp_path, "files --jobs 1") == whole
    texts = pl.read_csv(tmp_path / "in.csv", infer_schema=False)
    texts.write_ndjson(tmp_path / "in.jsonl")
    texts.write_parquet(tmp_path / "in.parquet", row_group_size=50)
    for rows in (reading.ROWS, 17):
        monkeypatch.setattr(reading, "ROWS", rows)
        for name in ("in.csv", "in.jsonl", "in.parquet"):
            for jobs in (1, 2):
                assert batch(tmp_path, f"{name} --jobs {jobs}") == whole, (rows, name, jobs)


def test_the_projects_by_themselves(tmp_path: Path) -> None:
    """The results on the disk beside those of the naive scorer, which reads the project files."""
    write(tmp_path, BOTH, 40)
    rows = pl.read_csv(tmp_path / "in.csv", infer_schema=False)
    ranked = sorted((int(cell) for cell in rows["R（%）"] if (cell or "").isdigit()), reverse=True)
    raw = []
    for a, b, r in rows.select("A（场）", "B（户）", "R（%）").iter_rows():
        if None not in (a, b, r):
            place: Any = {"rank": str(ranked.index(int(r)) + 1), "of": str(len(ranked))} if r.isdigit() else r
            raw.append({"facts": {"A": unit(a, "场"), "B": unit(b, "户"), "R": place}})
    scores = naive.batch(BOTH, raw)
    found = [line.split(",")[1] for line in batch(tmp_path, "in.csv")[1:]]
    assert found == [f"{float(one.total):.2f}" for one in scores if one] and len(found) > 20


def unit(cell: str, its: str) -> str:
    return f"{cell} {its}" if cell.isdigit() else cell


@pytest.mark.parametrize("cell", ["不适用", "350"])
def test_none_applicable_and_all_applicable(cell: str, tmp_path: Path) -> None:
    write(tmp_path, SPEC, 1)
    (tmp_path / "in.csv").write_text(f"项目,A（场）,B（户）\n甲,30,{cell}\n乙,15,{cell}\n", encoding="utf-8")
    found = batch(tmp_path, "in.csv", 4 if cell == "不适用" else 0)
    assert [line.split(",")[1] for line in found[1:]] == ([] if cell == "不适用" else ["15.00", "10.00"])


@pytest.mark.parametrize("words", ["spec.yaml in.csv -o out.parquet", "spec.yaml files -o out.parquet --jobs 2"])
def test_killed_and_taken_up_again(tmp_path: Path, words: str) -> None:
    write(tmp_path, SINGLY, 300)
    assert begun(tmp_path, words).wait() == 4
    whole = kept(tmp_path)
    assert run(f"perfeval batch {words} --jobs 1".replace("--jobs 2 ", ""), tmp_path).code == 4  # no other processes
    assert kept(tmp_path) == whole
    taken_up(tmp_path, words, whole)


def test_a_table_that_breaks_off_has_no_mean(tmp_path: Path) -> None:
    write(tmp_path, SPEC, 1)
    (tmp_path / "torn.csv").write_text('项目,A（场）,B（户）\n甲,30,7\n乙,"15,不适用\n', encoding="utf-8")
    ran = run("perfeval batch spec.yaml torn.csv -o none.csv", tmp_path)
    assert ran.code == 3 and "引号不成对" in ran.err and not (tmp_path / "none.csv").exists()


# --- tables of Arrow, and one project with a plan that knows its batch ---


@pytest.mark.parametrize("spec", [SPEC, BOTH], ids=["means", "ranks"])
def test_pieces_of_a_table_once_the_plan_has_been_told_of_all(spec: Cells, tmp_path: Path) -> None:
    write(tmp_path, spec)
    batch(tmp_path, "in.csv")
    plan = perfeval.load_spec(tmp_path / "spec.yaml").value
    assert plan
    table = pl.read_csv(tmp_path / "in.csv", infer_schema=False).to_arrow()
    pieces = [table.slice(at, 20) for at in range(0, table.num_rows, 20)]
    whole = perfeval.compared(plan, iter(pieces))
    done = [perfeval.score_arrow(piece, whole, first=20 * at + 1) for at, piece in enumerate(pieces)]
    perfeval.write_results(tmp_path / "pieces.csv", pa.concat_tables([results for results, _ in done]), plan)
    assert (tmp_path / "pieces.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
    assert "".join(line for _, errors in done for line in errors) == (tmp_path / "errors.jsonl").read_text("utf-8")
    refused = {json.loads(line)["code"] for line in perfeval.score_arrow(table, plan)[1]}
    assert "needs-peers" in refused


def test_the_account_of_one_project() -> None:
    plan = replace(plan_of(SPEC), means=(Mean("B", Fraction(25, 3), 3),))
    facts = {"A": "30 场", "B": "不适用"}
    bound = bind(plan, typed({"perfeval": "project/1", "spec": "s", "name": "甲", "facts": facts}))
    assert not isinstance(bound, tuple)
    card = score(bound)
    told = {one["code"]: one for one in perfeval.document(card, perfeval.audit(card), ())["indicators"]}["B"]
    assert told["working"] == "不适用，按同批 3 个项目的平均得分约 8.3333 分计。四舍五入到 2 位，得 8.33 分。"
    assert [(one["points"], one["reason"]) for one in told["losses"]] == [
        ("约 1.6667 分", "不适用，按同批其他项目的平均得分计")
    ]
    assert [(one["id"], one["value"]) for one in told["trace"]] == [("B.peer-mean", "25/3"), ("B.printed", "8.33")]
