"""Arrow tables, Dask and Spark: what `perfeval batch` gives, however the rows are partitioned."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from decimal import Decimal
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from console import blocks, run
from perfeval.builtin import names
from perfeval.exchange.arrow import ERRORS, WARNINGS, Scorer, stream_schema
from perfeval.exchange.shipping import ready, shipped

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "batch-engines.md"
RECIPES = {block.file: block.body for block in blocks(PAGE.read_text(encoding="utf-8")) if block.info.endswith(".py")}
SPEC = """\
perfeval: spec/1
id: lectures
name: 健康讲座评价指标
full: 20
rounding: {places: 2, mode: half-up}
grades: [{name: 优, least: 90%}, {name: 良, least: 80%}, {name: 差, least: 0%}]
facts:
  预算安排: {unit: 万元, about: 调整后的预算数}
  实际支出: {unit: 万元}
asserts: [{holds: 实际支出 ≤ 预算安排, because: 不得超支}]
indicators:
  - code: A1
    name: 立项规范性
    weight: 4
    target: 规范
    rule: {kind: checklist, points: [按规定的程序申请设立, 审批文件齐全]}
  - {code: B1, name: 预算执行率, weight: 6, target: 100%, actual: 实际支出 / 预算安排, rule: {kind: proportional}}
  - {code: C1, name: 讲座场次, weight: 10, target: ≥ 30 场, rule: {kind: deduct, per: 1 场, lose: 10%}}
"""
NUMBERS, KEEP = "编号", ["街道"]
CELLS: dict[str, list[str | None]] = {
    "项目": ["图书采购", " 讲座 ", "合计", None],
    "街道": ["东街", "西街", None],
    "预算安排（万元）": ["100", "1,250", "30", "80.005", "700000 元", "0", "一百", None],
    "实际支出（万元）": ["97.5", "20", "29.99999", "800000元", "不适用", "-3"],
    "A1.1": ["是", "是", "否", "部分", "Y", None],
    "A1.2": ["是", "是", "是", "否"],
    "A1.1.because": ["缺一份，待补", "有"],
    "A1.2.because": ["缺一份批复", "缺一份批复", None],
    "C1（场）": ["31", "30", "28", "27.5", "28 人", "12.0"],
}
"""What may stand in a column; at the ends what is seldom right."""


def texts(count: int, seed: int) -> pa.Table:
    """Rows drawn from `CELLS`, of which some are wrong and some are wholly empty."""
    drawn = random.Random(seed)
    rows = [
        {name: drawn.choice(cells[: drawn.randrange(2, 20)]) for name, cells in CELLS.items()} for _ in range(count)
    ]
    rows = [dict.fromkeys(CELLS) if drawn.random() < 1 / 20 else row for row in rows]
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in CELLS})


def typed(count: int, seed: int) -> pa.Table:
    """The same with the types that a database has."""
    drawn = random.Random(seed)
    budgets = [drawn.choice([Decimal("100.00"), Decimal("0.30"), Decimal("80.05"), None]) for _ in range(count)]
    columns: dict[str, Any] = {
        "项目": [f"项目 {number}" for number in range(count)],
        "街道": pa.array(drawn.choices(["东街", "西街"], k=count)).dictionary_encode(),
        "预算安排（万元）": pa.array(budgets, pa.decimal128(12, 2)),
        "实际支出（万元）": [drawn.choice([0.1, 29.99, 1e22, None]) for _ in range(count)],
        "A1.1": [True] * count,
        "A1.2": [drawn.choice([True, True, False, None]) for _ in range(count)],
        "A1.2.because": ["缺一份批复"] * count,
        "C1（场）": pa.array([drawn.choice([31, 28, 3, None]) for _ in range(count)], pa.int32()),
    }
    return pa.table(columns)


def numbered(table: pa.Table) -> pa.Table:
    return table.append_column(NUMBERS, pa.array(range(1, table.num_rows + 1)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec and projects, and what the command makes of them."""
    made = tmp_path_factory.mktemp("engines")
    (made / "spec.yaml").write_text(SPEC, encoding="utf-8")
    rows = texts(160, 1)
    kept = [index for index, row in enumerate(rows.to_pylist()) if any(row.values())]
    pq.write_table(numbered(rows.take(kept)), made / "projects.parquet")
    assert batch(made, "projects.parquet", "results.parquet") == 4
    return made


def batch(folder: Path, table: str, output: str) -> int:
    return run(f"perfeval batch spec.yaml {table} -o {output} --errors errors.jsonl --keep 街道", folder).code


def plan() -> Any:
    from perfeval.load import parsed, planned

    return planned(parsed(SPEC.encode(), "spec.yaml")).value


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
@pytest.mark.parametrize("table", [texts(300, 2), typed(300, 3)], ids=["texts", "types"])
def test_a_table_is_scored_as_by_the_command(table: pa.Table, suffix: str, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    pq.write_table(table, tmp_path / "projects.parquet")
    assert batch(tmp_path, "projects.parquet", f"command.{suffix}") == 4

    results, errors = perfeval.score_arrow(table, plan(), keep=KEEP)
    assert results.num_rows > 40 and len(errors) > 40
    perfeval.write_results(tmp_path / f"ours.{suffix}", results, plan())
    assert (tmp_path / f"ours.{suffix}").read_bytes() == (tmp_path / f"command.{suffix}").read_bytes()
    assert "".join(errors) == (tmp_path / "errors.jsonl").read_text(encoding="utf-8")


def test_the_columns_of_the_results_are_known_before_any_row() -> None:
    asked = texts(30, 4)
    results, _ = perfeval.score_arrow(asked, plan(), keep=KEEP)
    assert results.schema == perfeval.result_schema(plan(), KEEP)
    nothing, errors = perfeval.score_arrow(asked.slice(0, 0), plan(), keep=KEEP)
    assert (nothing.schema, nothing.num_rows, errors) == (results.schema, 0, [])
    assert results.schema.field("总分").type == pa.decimal128(18, 2)


def test_rows_are_counted_from_where_the_caller_says() -> None:
    asked = texts(30, 5)
    results, errors = perfeval.score_arrow(asked, plan())
    later, others = perfeval.score_arrow(asked.to_batches()[0], plan(), first=1001)
    assert later["行"].to_pylist() == [number + 1000 for number in results["行"].to_pylist()]
    assert later.drop_columns("行") == results.drop_columns("行")
    assert [json.loads(line)["row"] - 1000 for line in others] == [json.loads(line)["row"] for line in errors]


MANY = numbered(texts(200, 6))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, MANY.num_rows), max_size=12), st.randoms(use_true_random=False))
def test_results_do_not_depend_on_how_rows_are_partitioned(cuts: list[int], drawn: random.Random) -> None:
    edges = [0, *sorted(cuts), MANY.num_rows]
    pieces = [MANY.slice(start, end - start) for start, end in pairwise(edges)]
    drawn.shuffle(pieces)
    made = plan()
    streams = [Scorer(MANY.column_names, made, keep=KEEP, numbers=NUMBERS).stream(piece) for piece in pieces]
    results, errors = perfeval.parted(pa.concat_tables(streams))
    whole = perfeval.score_arrow(MANY, made, keep=KEEP, numbers=NUMBERS)
    assert results == whole[0].combine_chunks() and errors == whole[1]


GOOD = dict.fromkeys(CELLS) | {
    "预算安排（万元）": "1.5",
    "实际支出（万元）": "1.5",
    "A1.1": "是",
    "A1.2": "是",
    "C1（场）": "30",
}
ODD = {
    "large text": pa.array(["1.5"], pa.large_string()),
    "decimals of 256 bits": pa.array([Decimal("1.50")], pa.decimal256(50, 2)),
    "half a float": pa.array([1.5], pa.float16()),
    "bytes": pa.array([b"1.5"]),
    "a text of few": pa.array(["1.5"]).dictionary_encode(),
    "a decimal of few": pa.array([Decimal("1.50")]).dictionary_encode(),
    "a run": pa.RunEndEncodedArray.from_arrays([1], ["1.5"]),
}


@pytest.mark.parametrize("name", ODD)
def test_an_amount_of_any_type_is_read(name: str) -> None:
    row = pa.Table.from_pylist([GOOD])
    asked = row.set_column(row.column_names.index("预算安排（万元）"), "预算安排（万元）", ODD[name])
    assert perfeval.score_arrow(asked, plan()) == perfeval.score_arrow(row, plan())


@pytest.mark.parametrize(
    "cell",
    [pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())), pa.array([{"a": [1]}]), pa.array([1], "duration[s]")],
)
def test_what_is_no_amount_is_an_error_of_its_row(cell: pa.Array) -> None:
    row = pa.Table.from_pylist([GOOD])
    asked = row.set_column(row.column_names.index("预算安排（万元）"), "预算安排（万元）", cell)
    results, errors = perfeval.score_arrow(asked, plan())
    assert results.num_rows == 0
    assert {json.loads(line)["column"] for line in errors} == {"预算安排（万元）"}
    assert perfeval.score_arrow(row.append_column("备注", cell), plan(), keep=["备注"])[0].num_rows == 1


def test_a_divisor_may_be_zero_in_all_rows_of_a_partition() -> None:
    row = dict.fromkeys(CELLS) | {
        "预算安排（万元）": "0",
        "实际支出（万元）": "3",
        "A1.1": "是",
        "A1.2": "是",
        "C1（场）": "30",
    }
    results, errors = perfeval.score_arrow(pa.Table.from_pylist([row, row]), plan())
    assert results.num_rows == 0 and [json.loads(line)["code"] for line in errors] == ["division-by-zero"] * 2


def test_a_stream_has_each_row_that_is_not_empty() -> None:
    stream = Scorer(MANY.column_names, plan(), keep=KEEP, numbers=NUMBERS).stream(MANY)
    assert stream.schema == stream_schema(plan(), KEEP)
    filled = [row[NUMBERS] for row in MANY.to_pylist() if any(row[name] for name in CELLS)]
    assert sorted(stream["行"].to_pylist()) == filled
    for row in stream.to_pylist():
        assert (row["总分"] is None) == (row[ERRORS] is not None) == (row["C1"] is None)
        told = [json.loads(line)["severity"] for line in (row[WARNINGS] or "").splitlines()]
        assert told in ([], ["warning"]) and not (told and row[ERRORS])
        given = MANY.slice(row["行"] - 1, 1).to_pylist()[0]
        assert row["街道"] == (None if given["项目"] == "合计" else given["街道"])
    assert stream[WARNINGS].null_count < stream.num_rows - 3


def test_what_cannot_be_used_is_said_before_any_row() -> None:
    asked = texts(3, 7).drop_columns(["C1（场）"])
    with pytest.raises(perfeval.Unusable) as caught:
        perfeval.score_arrow(asked, plan(), keep=["街"], numbers="编")
    fatal = [one.code for one in caught.value.diagnostics if one.fatal]
    assert fatal == ["missing-column", "missing-fact", "missing-column"]
    for name in (ERRORS, WARNINGS):
        with pytest.raises(perfeval.Unusable, match="duplicate-column"):
            perfeval.score_arrow(texts(3, 7).append_column(name, pa.array(["无"] * 3)), plan(), keep=[name])
    assert "加一列“C1（场）”" in str(caught.value) and "是否想写：街道" in str(caught.value)


@pytest.mark.parametrize("column", [[1, None, 3], [1.0, 2.0, 3.0]])
def test_a_row_without_a_number_is_a_mistake_of_the_program(column: list[Any]) -> None:
    asked = texts(3, 8).append_column(NUMBERS, pa.array(column))
    with pytest.raises(ValueError, match="a whole number in each row"):
        perfeval.score_arrow(asked, plan(), numbers=NUMBERS)


@pytest.mark.parametrize("spec", [*names(), *sorted((ROOT / "specs").glob("*[!t].yaml"))], ids=str)
def test_a_spec_arrives_whole_and_is_made_ready_once(spec: Path | str) -> None:
    from perfeval.builtin import file_of

    loaded = perfeval.load_spec(file_of(spec) if isinstance(spec, str) else spec)
    assert loaded.value is not None
    data = shipped(spec)
    assert ready(data).spec == loaded.value.spec and ready(data).full == loaded.value.full
    assert ready(data) is ready(shipped(spec))


def test_a_spec_with_faults_is_not_shipped(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC.replace("full: 20", "full: 21"), encoding="utf-8")
    with pytest.raises(perfeval.Unusable, match=r"spec\.yaml:11"):
        shipped(tmp_path / "spec.yaml")
    with pytest.raises(perfeval.Unusable, match="file-not-found"):
        shipped(tmp_path / "none.yaml")


# --- the engines ---


def installed(*modules: str) -> Any:
    # These are extras that a scoring program does not need: where one is not installed, its adapter is not used either.
    missing = [module for module in modules if find_spec(module) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {missing}")


@installed("dask", "pandas")
@pytest.mark.parametrize("partitions", [1, 2, 7])
@pytest.mark.parametrize("table", [MANY, numbered(typed(100, 9))], ids=["texts", "types"])
def test_a_dask_frame_in_any_partitions(table: pa.Table, partitions: int, folder: Path) -> None:
    import dask.dataframe as dd

    frame = dd.from_pandas(table.drop_columns([NUMBERS]).to_pandas(), npartitions=partitions)
    frame[NUMBERS] = 1
    frame[NUMBERS] = frame[NUMBERS].cumsum()
    scored = perfeval.score_dask(frame, folder / "spec.yaml", numbers=NUMBERS, keep=KEEP)
    assert list(scored.columns) == stream_schema(plan(), KEEP).names
    collected = scored.compute(scheduler="threads")
    assert dict(collected.dtypes) == dict(scored.dtypes)
    results, errors = perfeval.parted(pa.Table.from_pandas(collected, preserve_index=False))
    whole = perfeval.score_arrow(table, plan(), keep=KEEP, numbers=NUMBERS)
    assert results == whole[0].combine_chunks() and errors == whole[1]


@installed("dask", "pandas")
def test_a_dask_frame_may_hold_anything_in_one_column(folder: Path) -> None:
    import dask
    import dask.dataframe as dd
    import pandas as pd

    budgets = [100, "1,250", Decimal("0.30"), pd.NA, 2.5, "30", None, True]
    made = {name: pd.Series([cells[0]] * len(budgets)) for name, cells in CELLS.items()}
    made["预算安排（万元）"] = pd.Series(budgets, dtype=object)
    made[NUMBERS] = pd.Series(range(1, len(budgets) + 1))
    with dask.config.set({"dataframe.convert-string": False}):
        scored = perfeval.score_dask(dd.from_pandas(pd.DataFrame(made), 2), folder / "spec.yaml", numbers=NUMBERS)
        collected = scored.compute(scheduler="sync")
    results, errors = perfeval.parted(pa.Table.from_pandas(collected, preserve_index=False))
    assert results["行"].to_pylist() == [1, 2, 3, 5, 6]
    told = [one for one in map(json.loads, errors) if one["severity"] == "error"]
    assert [(one["row"], one["code"]) for one in told[:2]] == [(4, "missing-fact"), (7, "missing-fact")]
    assert (told[2]["row"], told[2]["value"]) == (8, "是")


@installed("dask")
def test_dask_says_what_cannot_be_used_before_it_begins(folder: Path) -> None:
    import dask.dataframe as dd

    frame = dd.from_pandas(MANY.to_pandas().drop(columns="C1（场）"), npartitions=2)
    with pytest.raises(perfeval.Unusable, match="missing-fact"):
        perfeval.score_dask(frame, folder / "spec.yaml", numbers=NUMBERS)


def recipe(name: str, folder: Path, work: Path) -> None:
    """Run a recipe of the page on the folder's projects, and hold what it writes to what the command wrote."""
    for brought in ("spec.yaml", "projects.parquet"):
        shutil.copy(folder / brought, work)
    (work / name).write_text(RECIPES[name], encoding="utf-8")
    here = {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *filter(None, sys.path)]),
        "PYSPARK_PYTHON": sys.executable,
    }
    ran = subprocess.run([sys.executable, name], cwd=work, env=os.environ | here, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    for written in ("results.parquet", "errors.jsonl"):
        assert (work / written).read_bytes() == (folder / written).read_bytes(), written


def test_the_recipe_for_one_table(folder: Path, tmp_path: Path) -> None:
    recipe("one_table.py", folder, tmp_path)


@installed("dask", "pandas")
@pytest.mark.parametrize("name", ["with_dask.py", "delayed.py"])
def test_the_recipes_for_dask(name: str, folder: Path, tmp_path: Path) -> None:
    recipe(name, folder, tmp_path)


# Spark runs on Java, which no Python package brings; `make engines` is run where it is.
@installed("pyspark")
@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java")
def test_the_recipe_for_spark(folder: Path, tmp_path: Path) -> None:
    recipe("with_spark.py", folder, tmp_path)
    spread = pq.read_table(tmp_path / "results").sort_by("行").to_pylist()
    assert spread == pq.read_table(folder / "results.parquet").to_pylist()
