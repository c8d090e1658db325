"""The right points of every row: whole-number arithmetic written for this spec, held against perfeval's own engine.

    python -m bench.rivals.reference FILE [SAMPLE]

The engine takes milliseconds for a row with all that it checks, too long for a million; whole numbers in numpy take
seconds. The two share nothing, and say the same on rows drawn at random and on those where some other engine differs.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from bench.rivals.data import CHECKLISTS, COUNTS, DAYS, LAST_DAY, MONEY, PARTLY, WAN, facts, points_of
from bench.rivals.scores import CODES, EDGES, GRADES, WEIGHTS, Scores
from pyarrow import Table, compute

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "specs" / "shenzhen-2023.yaml"


def _last_places(column: Any) -> Any:
    """Exact decimals as whole numbers of their last place."""
    array = column.combine_chunks()
    words = np.frombuffer(array.buffers()[1], dtype="<i8")
    return words[::2][array.offset : array.offset + len(array)]


def _percent_kept(table: Any, code: str) -> Any:
    """The percent that the points of a checklist keep, added up."""
    total = np.zeros(table.num_rows, dtype=np.int64)
    for index, column in enumerate(points_of(code)):
        answer = table[column].to_numpy()
        if code in PARTLY:
            keep = compute.fill_null(table[f"{column}.keep"], 0).to_numpy()
            total += np.where(answer == "是", 100, np.where(answer == "部分", keep, 0))
        else:
            total += np.where(answer != (code == "B13" and index == 3), 100, 0)
    return total


def half_up(top: Any, bottom: Any) -> Any:
    """`top / bottom`, neither below zero, to the nearest whole number, from the half upwards."""
    return (2 * top + bottom) // (2 * bottom)


def _checklists(table: Table) -> dict[str, Any]:
    points = {}
    for code, count in CHECKLISTS.items():
        kept = _percent_kept(table, code)
        if code in ("B21", "B22"):  # each failed point costs a quarter of the five points
            points[code] = half_up(np.maximum(50_000 - 125 * (100 * count - kept), 0), 100)
        else:
            points[code] = half_up(WEIGHTS[code] * kept, count)
    return points


def _outputs(count: dict[str, Any]) -> dict[str, Any]:
    def short(name: str, target: int, cost: int, full: int) -> Any:
        return np.maximum(full - cost * np.maximum(target - count[name], 0), 0)

    stayed, places = count["入住人数"], count["计划入住人数"]
    return {
        "C11": short("C11", 15, 30, 300),
        "C12": short("C12", 30, 30, 300),
        "C13": short("C13", 500, 30, 300),
        "C14": np.where(count["C14"] >= 1, 300, 0),
        "C15": short("入住人数", 58, 30, 300),
        "C21": np.where(count["C21"] >= 10, 300, 0),
        "C22": np.where(count["C22"] >= 20, 300, 0),
        "C23": np.maximum(300 - 15 * count["C23"], 0),
        "C24": half_up(400 * np.minimum(stayed, places), places),
        "D11": short("D11", 1250, 3, 600),
        "D12": np.clip(600 - 100 * (count["超期入住人数"] - count["超期有理由人数"]), 0, 600),
    }


def reference(file: Path, rows: int = 0) -> Scores:
    """The right scores of the first rows of a file of exact amounts, all of them where `rows` is 0."""
    table = pq.read_table(file)
    table = table.slice(0, rows or table.num_rows)
    budget, came, spent = (_last_places(table[name]) for name in MONEY)
    points = _checklists(table) | _outputs({name: table[name].to_numpy() for name in COUNTS})
    points["B11"] = half_up(300 * np.minimum(came, budget), budget)
    points["B12"] = 400 * np.minimum(spent, budget) // budget
    for code, name in zip(("C31", "C32"), DAYS, strict=True):
        points[code] = np.where(table[name].to_numpy() <= np.datetime64(LAST_DAY), 400, 320)
    points["C41"] = half_up(np.maximum(600 * WAN - 60 * np.maximum(spent - budget, 0), 0), WAN)
    # D13 is kept in thousandths of a percentage point, each of which costs 0.012 hundredths of a point.
    points["D13"] = half_up(np.maximum(600_000 - 12 * np.maximum(95_000 - _last_places(table["D13"]), 0), 0), 1000)
    total = sum(points[code] for code in CODES)
    grade = sum((total < edge * 100).astype(np.int64) for edge in EDGES)
    return {**points, "total": total, "grade": grade}


def stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the data of a project file."""
    return {"perfeval": "project/1", "spec": SPEC.name, "name": row["name"], "facts": facts(row)}


def engine(projects: list[dict[str, Any]]) -> Scores:
    """The scores of some projects by perfeval's own engine, one by one."""
    from perfeval.facts import Bound, bind
    from perfeval.load import load_spec
    from perfeval.model import read
    from perfeval.project import Project
    from perfeval.scoring import score

    plan = load_spec(SPEC).value
    assert plan is not None
    found: dict[str, list[int]] = {code: [] for code in (*CODES, "total", "grade")}
    for each in projects:
        project = read(Project, each)
        assert isinstance(project, Project), project
        bound = bind(plan, project)
        assert isinstance(bound, Bound), bound
        card = score(bound, trace=False)
        assert card.total is not None and card.grade is not None
        for code in CODES:
            found[code].append(int((card.lines[code].printed or 0) * 100))
        found["total"].append(int(card.total * 100))
        found["grade"].append(GRADES.index(card.grade.name))
    return {code: np.array(values) for code, values in found.items()}


def check(file: Path, right: Scores, among: Any, sample: int, seed: int = 0) -> int:
    """Hold the whole-number arithmetic against the engine on some of these rows; how many were compared."""
    drawn = sorted(random.Random(seed).sample(list(among), min(sample, len(among))))
    by_engine = engine([stated(row) for row in pq.read_table(file).take(drawn).to_pylist()])
    for code, values in by_engine.items():
        for row, is_, was in zip(drawn, values, right[code][drawn], strict=True):
            assert is_ == was, f"row {row}: {code} is {is_}, not {was}"
    return len(drawn)


if __name__ == "__main__":
    path, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    whole = reference(path)
    print(check(path, whole, range(len(whole["total"])), count), "rows agree")
