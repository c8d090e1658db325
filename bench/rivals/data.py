"""Random but plausible projects for specs/shenzhen-2023.yaml, one row each, as a Parquet file.

    python -m bench.rivals.data COUNT FILE [--floats] [--seed N]

A column is named by its fact; the points of a checklist are `A11.1`, `A11.2` …, true or false, and where an answer may
be 部分, 是/否/部分 with the share that is kept, in percent, in `A22.1.keep`. Amounts stand in the unit of the fact
(万元, %, 人 …). A seed and a row number give the same project, however many there are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CHECKLISTS = {"A11": 4, "A12": 3, "A21": 4, "A22": 3, "A31": 4, "A32": 2, "B13": 4, "B21": 2, "B22": 4}
PARTLY = ("A22", "B22")
"""Checklists with points that may be kept in part."""
MONEY = ("预算安排", "到位资金", "实际支出")
COUNTS = {
    "入住人数": "人",
    "计划入住人数": "人",
    "超期入住人数": "人",
    "超期有理由人数": "人",
    "C11": "场",
    "C12": "场",
    "C13": "人次",
    "C14": "次",
    "C21": "人/场",
    "C22": "人/场",
    "C23": "项",
    "D11": "人次",
}
DAYS = ("心理服务完成日", "鹏康杯完成日")
LAST_DAY = date(2023, 11, 30)
WAN = 1_000_000
"""1 万元, counted in 分."""
CHUNK = 100_000
"""Rows that are drawn together; also the row group of the file."""

Ints = Any  # a numpy array of whole numbers
Column = Any  # a column of pyarrow


def points_of(code: str) -> list[str]:
    """The columns of a checklist."""
    return [f"{code}.{number}" for number in range(1, CHECKLISTS[code] + 1)]


def _decimals(values: Ints, precision: int, scale: int) -> Column:
    """Exact decimals from whole numbers of the last place."""
    words = np.stack([values, values >> 63], axis=1).astype("<i8")
    return pa.Array.from_buffers(pa.decimal128(precision, scale), len(values), [None, pa.py_buffer(words.tobytes())])


def _money(draw: np.random.Generator, count: int) -> dict[str, Ints]:
    """Budgets of 10 to 5,000 万元 in 分: two in five round, as many to 0.01 万元, the rest to the 分.

    A quarter of the projects spend a multiple of 1/800 of the budget: that is where points lie on the edge between
    two printed ones. Every second has received all of its budget.
    """
    kind = draw.choice(3, count, p=[0.4, 0.4, 0.2])
    budget = (np.exp(draw.uniform(np.log(10), np.log(5000), count)) * WAN).astype(np.int64)
    step = np.array([WAN, WAN // 100, 1])[kind]
    budget -= budget % step
    even = budget * draw.integers(480, 817, count) // 800
    loose = (budget * (1.02 - 0.4 * draw.beta(1, 5, count))).astype(np.int64)
    spent = np.where(draw.random(count) < 0.25, even, loose - loose % np.minimum(step, WAN // 100))
    came = (budget * draw.uniform(0.6, 1.05, count)).astype(np.int64)
    came = np.where(draw.random(count) < 0.5, budget, came - came % np.minimum(step, WAN // 100))
    return {"预算安排": budget, "到位资金": came, "实际支出": spent}


def _counts(draw: np.random.Generator, count: int, bad: Any) -> dict[str, Ints]:
    """Things counted: a third just at the target, the others around it, worse in worse projects."""

    def near(target: int, step: float) -> Ints:
        off = np.rint(draw.normal(0.5 - 2.2 * bad, 1.0) * step).astype(np.int64)
        return np.maximum(np.where(draw.random(count) < 0.33, target, target + off), 0)

    over = draw.integers(0, 81, count)
    unexplained = np.where(draw.random(count) < 0.5, 0, draw.poisson(3 * bad))
    return {
        "入住人数": near(58, 4),
        "计划入住人数": draw.choice([48, 56, 58, 60, 64, 66, 72, 75, 80, 96], count),
        "超期入住人数": over,
        "超期有理由人数": np.maximum(over - unexplained, 0),
        "C11": near(15, 3),
        "C12": near(30, 4),
        "C13": near(500, 6),
        "C14": (draw.random(count) > 0.2 * bad).astype(np.int64),
        "C21": near(10, 3),
        "C22": near(20, 5),
        "C23": np.where(draw.random(count) < 0.5, 0, draw.poisson(4 * bad)),
        "D11": near(1250, 150),
    }


def _answers(draw: np.random.Generator, code: str, bad: Any, floats: bool) -> Iterator[tuple[str, Column]]:
    """The columns of a checklist."""
    for index, column in enumerate(points_of(code)):
        met = draw.random(len(bad)) > 0.45 * bad
        if code not in PARTLY:
            negative = code == "B13" and index == 3
            yield column, pa.array(met != negative)
            continue
        part = ~met & (draw.random(len(bad)) < 0.6)
        keep = np.where(
            draw.random(len(bad)) < 0.7, draw.integers(1, 20, len(bad)) * 5, draw.integers(1, 100, len(bad))
        )
        yield column, pa.array(np.array(["否", "是", "部分"])[np.where(part, 2, met.astype(np.int64))])
        yield f"{column}.keep", pa.array(keep, pa.float64() if floats else pa.int64(), mask=~part)


def chunk(number: int, count: int, seed: int = 0, *, floats: bool = False) -> pa.Table:
    """The first `count` projects of the chunk of this number."""
    draw = np.random.default_rng([seed, number])
    bad = draw.beta(1.6, 2.6, CHUNK)  # 0 is a project without fault
    columns: dict[str, Column] = {"name": pa.array([f"项目{number * CHUNK + row + 1:08}" for row in range(CHUNK)])}
    amounts = _money(draw, CHUNK)
    columns |= {name: pa.array(each / WAN) if floats else _decimals(each, 18, 6) for name, each in amounts.items()}
    columns |= {name: pa.array(values) for name, values in _counts(draw, CHUNK, bad).items()}
    for name in DAYS:
        late = np.rint(draw.normal(12 * bad - 8, 4)).astype(np.int64)
        late[draw.random(CHUNK) < 0.2] = 0
        columns[name] = pa.array((np.datetime64(LAST_DAY) + late).astype("datetime64[D]"))
    for code in CHECKLISTS:
        columns |= dict(_answers(draw, code, bad, floats))
    rate = 100_000 - np.rint(draw.exponential(12_000 * bad)).astype(np.int64) // 100 * 100
    rate = np.maximum(np.where(draw.random(CHUNK) < 0.3, rate // 125 * 125, rate), 0)
    columns["D13"] = pa.array(rate / 1000) if floats else _decimals(rate, 6, 3)
    return pa.table(columns).slice(0, count)


def write(file: Path, count: int, seed: int = 0, *, floats: bool = False) -> None:
    """A file of so many projects."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(file, chunk(0, 0, seed, floats=floats).schema) as writer:
        for number in range(-(-count // CHUNK)):
            writer.write_table(chunk(number, min(CHUNK, count - number * CHUNK), seed, floats=floats))


def _spelled(value: Any) -> str:
    """A number as a person writes it; a float by the shortest digits that give it."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return f"{exact.normalize():f}"


def _answer(row: Mapping[str, Any], column: str) -> Any:
    value = row[column]
    word = value if isinstance(value, str) else "是" if value else "否"
    keep = {"keep": f"{_spelled(row[f'{column}.keep'])}%"} if word == "部分" else {}
    return {"answer": word, **keep, "because": "核查所见"}


def facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, as the facts of a project file."""
    stated: dict[str, Any] = {name: f"{_spelled(row[name])} 万元" for name in MONEY}
    stated |= {name: f"{row[name]} {unit}" for name, unit in COUNTS.items()}
    stated |= {name: row[name].isoformat() for name in DAYS}
    stated |= {code: [_answer(row, column) for column in points_of(code)] for code in CHECKLISTS}
    return stated | {"D13": f"{_spelled(row['D13'])}%"}


def main() -> None:
    asked = argparse.ArgumentParser(description="Random projects for specs/shenzhen-2023.yaml.")
    asked.add_argument("count", type=int)
    asked.add_argument("file", type=Path)
    asked.add_argument("--floats", action="store_true", help="amounts as Float64, as pandas writes them")
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    write(given.file, given.count, given.seed, floats=given.floats)


if __name__ == "__main__":
    main()
