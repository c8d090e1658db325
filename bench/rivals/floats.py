"""The spec by hand in float64: numpy, and Polars expressions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from bench.rivals.data import CHECKLISTS, COUNTS, DAYS, LAST_DAY, MONEY, PARTLY, points_of
from bench.rivals.formulas import FORMULAS, WHOLE, printed
from bench.rivals.scores import CODES, EDGES, WEIGHTS, Rival, Scores, hundredths

Columns = dict[str, Any]


def share(column: str) -> pl.Expr:
    """What a point keeps that may be met in part; `keep` is empty unless it is."""
    return (pl.col(column) == "是").cast(pl.Float64) + pl.col(f"{column}.keep").fill_null(0) / 100


def read(file: Path, rows: int) -> pl.DataFrame:
    """The file as it is."""
    return pl.read_parquet(file, n_rows=rows or None)


def where(file: Path, rows: int) -> tuple[Path, int]:
    """What is to be read, for those who are measured by their reading."""
    return file, rows


def read_all(what: tuple[Path, int]) -> pl.DataFrame:
    """Every column, and nothing more: no engine that reads with Polars can be faster."""
    return read(*what)


def columns(file: Path, rows: int) -> Columns:
    """The columns as numpy arrays; answers that may be 部分 are shares already."""
    partly = [column for code in PARTLY for column in points_of(code)]
    plain = [column for code in CHECKLISTS if code not in PARTLY for column in points_of(code)]
    wanted = [*MONEY, *COUNTS, *DAYS, *plain, "D13"]
    frame = pl.scan_parquet(file, n_rows=rows or None).select(*wanted, *(share(column) for column in partly)).collect()
    return {name: frame[name].to_numpy() for name in frame.columns}


NUDGE = 1e-9
"""In hundredths of a point: more than most errors of float64 here, less than most true distances from an edge."""


def by_numpy(data: Columns, nudge: float = 0.0) -> Columns:
    """Points, total and grade of whole columns at once."""
    found = {
        code: printed(code, formula(*(data[name] for name in names)), nudge)
        for code, (names, formula) in FORMULAS.items()
    }
    total = np.round(sum(found[code] for code in CODES), 2)
    grade = sum((total < edge).astype(np.int8) for edge in EDGES)
    return {**found, "total": total, "grade": grade}


def nudged(data: Columns) -> Columns:
    """The same, lifted by a little before it is cut off, as people do who have met this trouble before."""
    return by_numpy(data, NUDGE)


def _short(name: str, target: int, lose: float, full: int) -> pl.Expr:
    return (full - lose * (target - pl.col(name)).clip(lower_bound=0)).clip(lower_bound=0)


def _points() -> dict[str, pl.Expr]:
    """Every indicator before it is printed."""
    col = pl.col
    found = {
        code: pl.sum_horizontal(col(points_of(code)).cast(pl.Int8)) * (WEIGHTS[code] / count)
        for code, count in CHECKLISTS.items()
        if code not in PARTLY
    }
    found["A22"] = pl.sum_horizontal(map(share, points_of("A22"))) * (4 / 3)
    met = [col(column) if column != "B13.4" else ~col(column) for column in points_of("B13")]
    found["B13"] = pl.sum_horizontal(answer.cast(pl.Int8) for answer in met) * 0.75
    found["B21"] = 2.5 + 1.25 * pl.sum_horizontal(col(points_of("B21")).cast(pl.Int8))
    found["B22"] = 1.25 * pl.sum_horizontal(map(share, points_of("B22")))
    found["B11"] = 3 * (col("到位资金") / col("预算安排")).clip(upper_bound=1)
    found["B12"] = 4 * (col("实际支出") / col("预算安排")).clip(upper_bound=1)
    found |= {code: _short(code, goal, 0.3, 3) for code, goal in (("C11", 15), ("C12", 30), ("C13", 500))}
    found["C15"] = _short("入住人数", 58, 0.3, 3)
    found |= {code: pl.when(col(code) >= goal).then(3.0).otherwise(0.0) for code, goal in _GOALS.items()}
    found["C23"] = (3 - 0.15 * col("C23")).clip(lower_bound=0)
    found["C24"] = 4 * (col("入住人数") / col("计划入住人数")).clip(upper_bound=1)
    for code, name in zip(("C31", "C32"), DAYS, strict=True):
        found[code] = pl.when(col(name) <= LAST_DAY).then(4.0).otherwise(3.2)
    found["C41"] = (6 - 0.6 * (col("实际支出") - col("预算安排")).clip(lower_bound=0)).clip(lower_bound=0)
    found["D11"] = _short("D11", 1250, 0.03, 6)
    found["D12"] = (6.0 - (col("超期入住人数") - col("超期有理由人数"))).clip(0, 6)
    found["D13"] = (6 - 0.12 * (95 - col("D13")).clip(lower_bound=0)).clip(lower_bound=0)
    return found


_GOALS = {"C14": 1, "C21": 10, "C22": 20}


def _printed(code: str, points: pl.Expr) -> pl.Expr:
    if code in WHOLE:
        return points
    # `round` with mode="half_away_from_zero" gives the same and takes longer.
    return (points * 100 + (0 if code == "B12" else 0.5)).floor() / 100


def by_polars(data: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Points, total and grade by one lazy query."""
    total = pl.sum_horizontal(CODES).round(2).alias("total")
    grade = pl.sum_horizontal((pl.col("total") < edge).cast(pl.Int8) for edge in EDGES).alias("grade")
    points = [_printed(code, each).alias(code) for code, each in _points().items()]
    return data.lazy().select(points).with_columns(total).with_columns(grade).collect()


def scores(found: Any) -> Scores:
    """Columns of points in hundredths; for both, since a frame has its columns by name too."""
    return {code: hundredths(found[code]) for code in (*CODES, "total")} | {"grade": np.asarray(found["grade"])}


RIVALS = {
    "numpy": Rival("numpy, float64, by hand", by_numpy, scores, columns),
    "numpy-nudged": Rival("numpy, float64, nudged before rounding", nudged, scores, columns),
    "polars": Rival("Polars, float64, by hand", by_polars, scores, read),
    "floor-floats": Rival("reading the floats with Polars", read_all, None, where),
}
