"""The spec for zen-engine: as a decision graph (JDM), and as one expression of its language without a graph.

Both are shaped for speed: all points in one object literal, checklists as arrays that are summed, no call where a
comparison decides, dates as whole numbers. One expression for each indicator, as the editor of such graphs would have
it, takes half as long again; `loop` over an array of projects takes longer still.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import zen
from bench.rivals.data import CHECKLISTS, COUNTS, DAYS, LAST_DAY, MONEY, PARTLY, points_of
from bench.rivals.floats import share
from bench.rivals.scores import CODES, EDGES, WEIGHTS, Rival, Scores, hundredths

Rows = list[dict[str, Any]]
SAMPLE = 20_000
_NAMES = ("budget", "came", "spent", "stayed", "places", "over", "reasoned", "C31", "C32")
_CHINESE = [name for name in (*MONEY, *COUNTS, *DAYS) if not name.isascii()]
SHORT = dict(zip(_CHINESE, _NAMES, strict=True))
"""What the engine calls the columns with Chinese names; the others keep theirs."""


def _short(name: str, target: int, lose: float, full: int) -> str:
    """Points lost for each one that is missing, down to nothing."""
    none = target - round(full / lose)
    return f"{name} >= {target} ? {full} : {name} <= {none} ? 0 : round({full} - {lose} * ({target} - {name}), 2)"


def _day(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def expressions() -> dict[str, str]:
    """The printed points of each indicator."""
    found = {code: f"round(sum({code}) * {WEIGHTS[code]} / {count}, 2)" for code, count in CHECKLISTS.items()}
    found["B13"] = "(B13[0] + B13[1] + B13[2] + 1 - B13[3]) * 0.75"
    found |= {"B21": "2.5 + 1.25 * sum(B21)", "B22": "round(1.25 * sum(B22), 2)"}
    found["B11"] = "came >= budget ? 3 : round(3 * came / budget, 2)"
    found["B12"] = "spent >= budget ? 4 : trunc(4 * spent / budget, 2)"
    found |= {code: _short(code, goal, 0.3, 3) for code, goal in (("C11", 15), ("C12", 30), ("C13", 500))}
    found["C15"] = _short("stayed", 58, 0.3, 3)
    found |= {code: f"{code} >= {goal} ? 3 : 0" for code, goal in (("C14", 1), ("C21", 10), ("C22", 20))}
    found["C23"] = "C23 >= 20 ? 0 : 3 - 0.15 * C23"
    found["C24"] = "stayed >= places ? 4 : round(4 * stayed / places, 2)"
    found |= {code: f"{code} <= {_day(LAST_DAY)} ? 4 : 3.2" for code in ("C31", "C32")}
    found["C41"] = "spent <= budget ? 6 : spent >= budget + 10 ? 0 : round(6 - 0.6 * (spent - budget), 2)"
    found |= {"D11": _short("D11", 1250, 0.03, 6), "D13": _short("D13", 95, 0.12, 6)}
    found["D12"] = "over <= reasoned ? 6 : over - reasoned >= 6 ? 0 : 6 - over + reasoned"
    return {code: found[code] for code in CODES}


def _points() -> str:
    return "{" + ", ".join(f"{code}: {formula}" for code, formula in expressions().items()) + "}"


def _grade(total: str) -> str:
    """The index of the grade."""
    return " : ".join(f"{total} >= {edge} ? {index}" for index, edge in enumerate(EDGES)) + f" : {len(EDGES)}"


def graph() -> dict[str, Any]:
    """The decision graph: what comes in, the expressions, what goes out."""
    three = {"points": _points(), "total": "sum(values($.points))", "grade": _grade("$.total")}
    made = [{"id": name, "key": name, "value": value} for name, value in three.items()]
    content = {"expressions": made, "passThrough": False, "inputField": None, "outputPath": None}
    nodes = [
        {"id": "in", "type": "inputNode", "content": {}},
        {"id": "score", "type": "expressionNode", "content": content | {"executionMode": "single"}},
        {"id": "out", "type": "outputNode", "content": {}},
    ]
    edges = [("in", "score"), ("score", "out")]
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [node | {"name": node["id"], "position": {"x": 0, "y": 0}} for node in nodes],
        "edges": [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in edges],
    }


def alone() -> str:
    """All of it as one expression; `map` over one element is how the language names a value."""
    with_total = f"map([{_points()}], {{points: #, total: sum(values(#))}})"
    return f"map({with_total}, {{points: #.points, total: #.total, grade: {_grade('#.total')}}})[0]"


def rows(file: Path, count: int) -> Rows:
    """Each project as the dict that is handed to the engine."""
    plain = {code: pl.col(points_of(code)) for code in CHECKLISTS if code not in PARTLY}
    answers = {code: pl.concat_list(each.cast(pl.Int64)) for code, each in plain.items()}
    answers |= {code: pl.concat_list(share(column) for column in points_of(code)) for code in PARTLY}
    days = {SHORT[name]: pl.col(name).dt.strftime("%Y%m%d").cast(pl.Int64) for name in DAYS}
    amounts = {SHORT.get(name, name): pl.col(name) for name in (*MONEY, *COUNTS, "D13")}
    frame = pl.scan_parquet(file, n_rows=count or None).select(**amounts, **days, **answers)
    return frame.collect().to_dicts()


ENGINE = zen.ZenEngine({"loader": {"type": "static", "content": {"shenzhen": graph()}}})
ALONE = zen.compile_expression(alone())


def one_by_one(data: Rows) -> Any:
    """The graph, a call for each project."""
    return [ENGINE.evaluate("shenzhen", row)["result"] for row in data]


def batch(data: list[Any]) -> Any:
    """The graph, one call for all."""
    return [each["data"]["result"] for each in ENGINE.evaluate_batch(data)]


def requests(data: Rows) -> list[Any]:
    """What `evaluate_batch` takes."""
    return [{"key": "shenzhen", "context": row} for row in data]


def expression(data: Rows) -> Any:
    """The one expression, a call for each project."""
    return [ALONE.evaluate(row) for row in data]


def scores(found: Rows) -> Scores:
    """Points in hundredths."""
    made = {code: hundredths([each["points"][code] for each in found]) for code in CODES}
    made["total"] = hundredths([each["total"] for each in found])
    return made | {"grade": np.array([int(each["grade"]) for each in found])}


RIVALS = {
    "zen-batch": Rival("zen-engine, evaluate_batch", batch, scores, rows, requests, most=SAMPLE),
    "zen": Rival("zen-engine, evaluate", one_by_one, scores, rows, most=SAMPLE),
    "zen-expression": Rival("zen-engine, one expression", expression, scores, rows, most=SAMPLE),
}
