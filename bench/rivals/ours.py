"""perfeval over whole columns, perfeval one by one, and the time that Polars takes to read the same file.

What is timed is what the others do: from the table in memory to the printed points of every indicator, total, grade.
"""

from __future__ import annotations

from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

import polars as pl
from bench.rivals.reference import SPEC, engine, stated
from bench.rivals.scores import CODES, GRADES, Rival, Scores

from perfeval.batch.block import Cells
from perfeval.batch.engine import Engine
from perfeval.batch.header import Header, header
from perfeval.batch.outcome import GRADE, TOTAL, shape
from perfeval.batch.table import Table
from perfeval.cli.parallel import processors
from perfeval.exchange.arrow import STEP
from perfeval.load import load_spec


def projects(file: Path, count: int) -> list[dict[str, Any]]:
    """Each row as the data of a project file."""
    return [stated(row) for row in pl.read_parquet(file, n_rows=count or None).to_dicts()]


def same(found: Scores) -> Scores:
    """The engine's points are collected in hundredths already."""
    return found


def where(file: Path, count: int) -> tuple[Path, int]:
    """What is to be read."""
    return file, count


def read_all(what: tuple[Path, int]) -> pl.DataFrame:
    """Every column of the file, and nothing more."""
    return pl.read_parquet(what[0], n_rows=what[1] or None)


def made_ready(file: Path, count: int) -> tuple[Engine, pl.DataFrame]:
    """The spec made ready for the columns of the file, and the file; shares that are kept stand in percent."""
    plan = load_spec(SPEC).value
    frame = pl.read_parquet(file, n_rows=count or None)
    names = [f"{name}（%）" if name.endswith(".keep") or name == "D13" else name for name in frame.columns]
    assert plan is not None
    found = header(names, plan)
    assert isinstance(found, Header)
    cells = pl.DataFrame([frame[name].alias(str(at)) for at, name in enumerate(frame.columns)])
    return Engine(plan, Table(plan, found, names, ()), shape(plan, ())), cells


def given(what: tuple[Engine, pl.DataFrame]) -> tuple[Engine, list[Cells]]:
    """The inputs set: cells as whole numbers, answers as the shares that are kept."""
    engine, frame = what
    return engine, [Cells(engine.table, frame.slice(at, STEP)) for at in range(0, len(frame), STEP)]


def columns(what: tuple[Engine, list[Cells]]) -> pl.DataFrame:
    """The points of all projects; every row is one in which they hold."""
    with ThreadPool(processors()) as pool:
        parts = pool.map(what[0].points, what[1])
    assert all(good.all() for _, good in parts)
    return pl.concat([points for points, _ in parts])


def collected(found: pl.DataFrame) -> Scores:
    """The points as the others give them."""
    grades = found[GRADE].replace_strict(list(GRADES), range(len(GRADES)), return_dtype=pl.Int64)
    return {code: found[code].to_numpy() for code in CODES} | {
        "total": found[TOTAL].to_numpy(),
        "grade": grades.to_numpy(),
    }


RIVALS = {
    "perfeval": Rival("perfeval, whole columns", columns, collected, made_ready, given, floats=False),
    "single": Rival("perfeval, one by one", engine, same, projects, floats=False, most=1_000),
    "floor": Rival("reading the decimals with Polars", read_all, None, where, floats=False),
}
