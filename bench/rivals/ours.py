"""perfeval, and the time that Polars takes to read the same file.

Today every project goes through the ordinary engine, one by one and with all that it checks. When there is a batch,
`RIVALS["perfeval"]` calls it: `read` gives the frame of exact decimals, `score` is the run to be timed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from bench.rivals.reference import engine, stated
from bench.rivals.scores import Rival, Scores


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


RIVALS = {
    "perfeval": Rival("perfeval, one by one", engine, same, projects, floats=False, most=1_000),
    "floor": Rival("reading the decimals with Polars", read_all, None, where, floats=False),
}
