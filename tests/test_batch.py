"""Many rows at once give what each row gives by itself, whatever the cells, their types, and the rows beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import drawn
from perfeval import builtin
from perfeval.batch.engine import Engine, Scored
from perfeval.batch.flat import columns_of, flattened
from perfeval.batch.header import Header, header
from perfeval.batch.outcome import PROJECT, ROW, row, shape, too_large
from perfeval.batch.results import finished, schema
from perfeval.batch.rows import judged_row
from perfeval.batch.table import Table, plainly
from perfeval.batch.typed import cell_text
from perfeval.exchange.names import projects
from perfeval.exchange.reading import Rows
from perfeval.load import load_project, load_spec, parsed, planned
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.scoring import score
from scored import bound

ROOT = Path(__file__).parent.parent
PROJECTS = [*sorted((ROOT / "examples").glob("*/*.yaml")), *sorted((ROOT / "tests/builtins").glob("*.project.yaml"))]
SPECS = [path for path in sorted((ROOT / "specs").glob("*.yaml")) if not path.name.endswith(".test.yaml")]
SPECS += [builtin.FOLDER / f"{name}.yaml" for name in builtin.names()]
SOME = settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
ROWS = 40
Cells = dict[str, Any]


def plan_at(path: Path) -> Plan:
    found = load_spec(path)
    assert found.value, found.diagnostics
    return found.value


def plan_of(spec: Cells) -> Plan:
    found = planned(parsed(json.dumps(spec, ensure_ascii=False).encode(), "spec.yaml"))
    assert found.value, found.diagnostics
    return found.value


def engine_of(plan: Plan, names: Sequence[str], kept: Sequence[str] = ()) -> Engine:
    found = header(names, plan)
    assert isinstance(found, Header), found
    return Engine(plan, Table(plan, found, names, kept), shape(plan, kept))


def framed(columns: Sequence[Sequence[Any]] | Sequence[pl.Series]) -> pl.DataFrame:
    return pl.DataFrame([pl.Series(str(at), column, strict=False) for at, column in enumerate(columns)])


def bare(engine: Engine, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows as they come from a table that is read: names have no blanks around them."""
    return projects(Rows(1, cells), engine.table.header.name_at).cells


def one_by_one(engine: Engine, cells: pl.DataFrame, first: int) -> tuple[list[Cells], list[Any]]:
    """What the ordinary engine says of each row, of which it sees no other."""
    rows, noted = [], []
    for number, values in enumerate(plainly(cells).rows(), first):
        texts = [cell_text(value) for value in values]
        card, said = judged_row(engine.plan, engine.table.header, texts)
        if said:
            noted.append((number, said))
        if card is None:
            continue
        beside = {name: texts[engine.table._kept[name]] for name in engine.shape.kept}
        rows.append({ROW: number, PROJECT: card.bound.project.name, **beside, **row(card, engine.shape)})
    for found in rows:
        for name, kind in schema(engine.shape).items():
            if isinstance(kind, pl.Decimal) and found[name] is not None:
                found[name] = Decimal(found[name]).scaleb(-engine.shape.places)
    return rows, noted


def held(engine: Engine, cells: pl.DataFrame, first: int = 1) -> Scored:
    """The table scored at once, once it is found to be what its rows are by themselves."""
    cells = bare(engine, cells)
    scored = engine.score(cells, first)
    rows, noted = one_by_one(engine, cells, first)
    found = finished(scored.results, schema(engine.shape))
    assert scored.noted == noted
    assert list(found.schema.items()) == list(schema(engine.shape).items())
    for mine, its in zip(found.rows(named=True), rows, strict=True):
        assert mine == its
    return scored


def test_points_become_decimals_wherever_they_lie() -> None:
    whole = [None if n % 3 == 0 else (-1) ** n * n * 10**14 for n in range(2000)]
    kinds = {"A": pl.Decimal(18, 4), "B": pl.String()}
    table = pl.DataFrame({"A": whole, "B": [None if n % 2 else f"第{n}" for n in range(2000)]})
    for some in (table, table.slice(700, 33), table.filter(pl.col("A") < 0), pl.concat([table] * 2), table.clear()):
        points = [None if x is None else Decimal(x).scaleb(-4) for x in some["A"]]
        told = finished(some, kinds)
        assert dict(told.schema) == kinds and told["A"].to_list() == points and told["B"].equals(some["B"])


# --- tables from projects: drawn ones, the examples, all specs ---

ODD = (
    None,
    "",
    " ",
    "0",
    "-0",
    "00",
    "012",
    "1e3",
    "１２",
    " 是 ",
    "是",
    "否",
    "部分",
    "不适用",
    "无",
    "也许",
    "1,250",
    "1，250",
    "0.005",
    "99.995%",
    "100%",
    "0%",
    "-1%",
    "-5",
    "-0.0",
    "1/3",
    "33.3333333",
    "0.1234567891",
    "999999999999999999",
    "123456789012345678 万元",
    "9" * 30,
    "1.",
    ".5",
    "+3",
    "5 %",
    "５％",
    "12 人",
    "800000 元",
    "inf",
    "nan",
    "2023-02-30",
    "0000-01-01",
    "2023-11-30",
    "2023年11月30日",
    "[是, 否]",
    "{answer: 否, because: 缺一份，note：已补}",
    "{}",
    "[",
    "# 见附件",
    "- 缺",
    "见: 附件",
    "缺一份",
    "\u3000",
    "\x07",
    "东部",
    "null",
    "~",
)


def mixed(rows: list[Cells], names: Sequence[str], random: Random) -> list[list[Any]]:
    """Columns of these projects and of others between them, with an odd cell here and there."""
    columns = []
    for name in names:
        own = [cells.get(name) for cells in rows]
        column = [random.choice(own) for _ in range(ROWS)]
        for at in range(ROWS):
            near = column[at]
            if random.random() < 0.04:
                column[at] = random.choice(ODD)
            elif random.random() < 0.2:
                column[at] = nudged(near, random)
        columns.append(column)
    for at in range(min(len(rows), ROWS)):  # and the projects as they are
        for name, column in zip(names, columns, strict=True):
            column[at] = rows[at].get(name)
    return columns


def nudged(cell: Any, random: Random) -> Any:
    """An amount a little to the side, in as many decimals as it has, or in more."""
    text, ending = str(cell), ""
    while text and not text[-1].isdigit():
        text, ending = text[:-1], text[-1] + ending
    try:
        number = Decimal(text)
    except InvalidOperation:
        return cell
    step = random.choice((Decimal("0.005"), Decimal("0.01"), Decimal(1), Decimal("0.0000001"), Decimal(10) ** 9))
    return f"{number + random.choice((-1, 0, 1)) * step:f}{ending}" if number.is_finite() else cell


def under_headers(plan: Plan, cells: Cells) -> Cells:
    """Amounts as bare numbers under a header that says their unit."""
    for column in columns_of(plan):
        plain = column.name.partition("（")[0]
        if plain != column.name and str(cells.get(plain, "")).endswith(column.unit):
            cells[column.name] = cells.pop(plain).removesuffix(column.unit).strip()
    return cells


def typed(column: list[Any], random: Random) -> pl.Series:
    """The same cells in a column of another type, where it can hold most of them."""
    try:
        numbers = [None if cell in (None, "") else Decimal(cell) for cell in column]
        if not all(x is None or (x.is_finite() and abs(x) < 10**18) for x in numbers):
            raise ValueError
        kind = random.choice(("decimal", "float", "whole", "text"))
        if kind == "float":
            return pl.Series([None if x is None else float(x) for x in numbers], dtype=pl.Float64)
        if kind == "decimal":
            return pl.Series([None if x is None else round(x, 4) for x in numbers], dtype=pl.Decimal(38, 4))
        if kind == "whole":
            return pl.Series([None if x is None else int(x) for x in numbers], dtype=pl.Int64)
    except (InvalidOperation, ValueError, OverflowError, TypeError):
        pass
    answers = {"是": True, "否": False, None: None}
    if set(column) <= set(answers) and random.random() < 0.7:
        return pl.Series([answers[cell] for cell in column], dtype=pl.Boolean)
    days = pl.Series(column, dtype=pl.String).str.to_date("%Y-%m-%d", strict=False)
    if days.count() > ROWS / 2 and random.random() < 0.7:
        return days
    return pl.Series(column, dtype=pl.String)


def check(plan: Plan, projects: list[Cells], random: Random) -> None:
    rows = [flattened(facts, plan) for facts in projects]
    if random.random() < 0.6:
        rows = [under_headers(plan, cells) for cells in rows]
    names = list(dict.fromkeys(name for cells in rows for name in cells))
    if not names or not isinstance(header(names, plan), Header):
        return
    columns = mixed(rows, names, random)
    engine = engine_of(plan, ["项目", *names])
    project = pl.Series(random.choices(("甲", " 乙 ", "", None, "\u3000", "丙\x1f"), k=ROWS), dtype=pl.String)
    cells = framed([project, *(typed(column, random) for column in columns)])
    whole = held(engine, cells)
    # Which other rows there are, and what has been scored before, changes nothing.
    some = random.sample(range(ROWS), ROWS // 3)
    for fresh in (engine, engine_of(plan, ["项目", *names])):
        again = fresh.score(bare(engine, cells[some]), 1)
        numbered = dict(enumerate(some, 1))
        for found in again.results.rows(named=True):
            before = whole.results.filter(pl.col(ROW) == numbered[found[ROW]] + 1).rows(named=True)
            assert [{**found, ROW: numbered[found[ROW]] + 1}] == before


@pytest.mark.parametrize("kind", drawn.KINDS)
def test_rows_of_each_kind(kind: str) -> None:
    @SOME
    @given(drawn.cases(kinds=(kind,), depth=1, limits=False, of="leaves"), st.integers(0, 10**6))
    def holds(case: drawn.Case, seed: int) -> None:
        plan = bound(case.spec, case.project).plan
        assume(not too_large(plan))
        check(plan, [case.project["facts"], case.better["facts"]], Random(seed))

    holds()


@settings(SOME, max_examples=40)
@given(drawn.cases(), st.integers(0, 10**6))
def test_rows_of_any_spec(case: drawn.Case, seed: int) -> None:
    plan = bound(case.spec, case.project).plan
    assume(not too_large(plan))
    check(plan, [case.project["facts"], case.better["facts"]], Random(seed))


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rows_of_real_projects(path: Path) -> None:
    found = load_project(path).value
    assert found
    for seed in range(4):
        check(found.plan, [dict(found.project.facts)], Random(seed))
    card, cells = score(found), {"项目": "甲", **flattened(found.project.facts, found.plan)}
    scored = engine_of(found.plan, list(cells)).score(framed([[cell] for cell in cells.values()]), 1)
    ((total, grade),) = scored.results.select("总分", "等级").rows()
    assert (None if total is None else Fraction(total, 10 ** shape(found.plan, ()).places)) == card.total
    assert grade == (card.grade and card.grade.name)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_rows_of_every_spec(path: Path) -> None:
    plan = plan_at(path)
    names = [column.name for column in columns_of(plan)]
    samples = {column.name: column.sample or None for column in columns_of(plan)}
    random = Random(path.stem)
    engine = engine_of(plan, names)
    held(engine, framed(mixed([samples], names, random)))
