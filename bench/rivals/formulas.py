"""The spec in numpy arithmetic, as one writes it by hand, for arrays of any float type; OpenFisca runs the same lines.

Each formula gives the points of one indicator before they are printed, from the columns that it names. Checklists come
as yes/no columns and, where points may be kept in part, as shares between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from bench.rivals.data import LAST_DAY, points_of
from bench.rivals.scores import WEIGHTS

Formula = tuple[tuple[str, ...], Callable[..., Any]]
DAY = np.datetime64(LAST_DAY)


def _met(*answers: Any) -> Any:
    """How many points are met."""
    count = answers[0].astype(np.int8)
    for answer in answers[1:]:
        count = count + answer
    return count


def _checklist(code: str) -> Formula:
    columns = tuple(points_of(code))
    each = WEIGHTS[code] / len(columns)
    if code == "A22":
        return columns, lambda a, b, c: (a + b + c) * each
    if code == "B13":
        return columns, lambda a, b, c, d: _met(a, b, c, ~d) * each
    return columns, lambda *answers: _met(*answers) * each


def _short(name: str, target: int, lose: float, full: int) -> Formula:
    """So many points lost for each one that is missing."""
    return (name,), lambda x: np.maximum(full - lose * np.maximum(target - x, 0), 0)


def _reached(code: str, target: int) -> Formula:
    return (code,), lambda x: np.where(x >= target, 3.0, 0.0)


def _in_time(name: str) -> Formula:
    return (name,), lambda day: np.where(day <= DAY, 4.0, 3.2)


FORMULAS: dict[str, Formula] = {
    **{code: _checklist(code) for code in ("A11", "A12", "A21", "A22", "A31", "A32", "B13")},
    "B11": (("到位资金", "预算安排"), lambda came, budget: 3 * np.minimum(came / budget, 1)),
    "B12": (("实际支出", "预算安排"), lambda spent, budget: 4 * np.minimum(spent / budget, 1)),
    "B21": (tuple(points_of("B21")), lambda a, b: 2.5 + 1.25 * _met(a, b)),
    "B22": (tuple(points_of("B22")), lambda a, b, c, d: 1.25 * (a + b + c + d)),
    "C11": _short("C11", 15, 0.3, 3),
    "C12": _short("C12", 30, 0.3, 3),
    "C13": _short("C13", 500, 0.3, 3),
    "C14": _reached("C14", 1),
    "C15": _short("入住人数", 58, 0.3, 3),
    "C21": _reached("C21", 10),
    "C22": _reached("C22", 20),
    "C23": (("C23",), lambda x: np.maximum(3 - 0.15 * x, 0)),
    "C24": (("入住人数", "计划入住人数"), lambda stayed, places: 4 * np.minimum(stayed / places, 1)),
    "C31": _in_time("心理服务完成日"),
    "C32": _in_time("鹏康杯完成日"),
    "C41": (("实际支出", "预算安排"), lambda spent, budget: np.maximum(6 - 0.6 * np.maximum(spent - budget, 0), 0)),
    "D11": _short("D11", 1250, 0.03, 6),
    "D12": (
        ("超期入住人数", "超期有理由人数"),
        lambda over, with_reason: np.maximum(6.0 - np.maximum(over - with_reason, 0), 0),
    ),
    "D13": (("D13",), lambda rate: np.maximum(6 - 0.12 * np.maximum(95 - rate, 0), 0)),
}
WHOLE = ("A11", "C14", "C21", "C22", "C31", "C32", "D12")
"""Indicators whose points always have two decimals at most, so that nothing need be rounded."""


def printed(code: str, points: Any, nudge: float = 0.0) -> Any:
    """Points at two decimals: B12 cut off, the others from the half upwards; `nudge` is in hundredths."""
    if code in WHOLE:
        return points
    points *= 100  # nobody else holds this array, and a new one costs more than the arithmetic
    add = nudge if code == "B12" else nudge + 0.5
    if add:
        points += add
    np.floor(points, out=points)
    points /= 100
    return points
