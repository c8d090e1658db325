"""What every engine must hand over, and how two of them are held together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

_A = {"A11": 4, "A12": 4, "A21": 3, "A22": 4, "A31": 3, "A32": 2}
_B = {"B11": 3, "B12": 4, "B13": 3, "B21": 5, "B22": 5}
_C = dict.fromkeys(("C11", "C12", "C13", "C14", "C15", "C21", "C22", "C23"), 3)
_D = dict.fromkeys(("C41", "D11", "D12", "D13"), 6)
WEIGHTS = _A | _B | _C | dict.fromkeys(("C24", "C31", "C32"), 4) | _D
CODES = tuple(WEIGHTS)
GRADES = ("优", "良", "中", "差")
EDGES = (90, 80, 60)

Scores = Mapping[str, Any]
"""Printed points by code, and `total`, in whole hundredths; `grade` as the index in GRADES. One array each."""


class Rival(NamedTuple):
    """One way of scoring, or of reading only.

    floats: whether it takes the file of floats instead of that of decimals. most: how many projects it gets at most,
    where a million would take minutes; 0 is all.
    read: the file, so many rows of it, in the form this engine likes best. ready: what has to be made anew for each
    run, outside the clock. score: the run that is timed; its result is in the engine's own form. scores: that result
    for comparison, outside the clock; None where there is nothing to compare.
    """

    title: str
    score: Callable[[Any], Any]
    scores: Callable[[Any], Scores] | None
    read: Callable[[Path, int], Any]
    ready: Callable[[Any], Any] = lambda data: data
    floats: bool = True
    most: int = 0


def hundredths(points: Any) -> Any:
    """Points that were printed with two decimals, as whole numbers whatever type they have."""
    return np.rint(np.asarray(points, dtype=np.float64) * 100).astype(np.int64)


def wrong(right: Scores, given: Scores) -> dict[str, int]:
    """How many projects have some indicator, the total, the grade otherwise than is right; and by indicator."""
    count = len(given["total"])
    off = {code: given[code] != right[code][:count] for code in (*CODES, "total", "grade")}
    rows = np.any([off[code] for code in CODES], axis=0)
    worst = max(int(np.abs(given[code] - right[code][:count]).max()) for code in CODES)
    by_code = {code: int(off[code].sum()) for code in CODES if off[code].any()}
    whole = {"rows": int(rows.sum()), "totals": int(off["total"].sum()), "grades": int(off["grade"].sum())}
    return whole | {"most hundredths": worst} | by_code


def disputed(right: Scores, given: Scores) -> Any:
    """The numbers of the rows on which the two differ in anything."""
    count = len(given["total"])
    return np.flatnonzero(np.any([given[code] != right[code][:count] for code in given], axis=0))


ROLL = {
    "perfeval": "ours",
    "single": "ours",
    "numpy": "floats",
    "numpy-nudged": "floats",
    "polars": "floats",
    "openfisca": "fisca",
    "openfisca64": "fisca",
    "zen": "zen",
    "zen-batch": "zen",
    "zen-expression": "zen",
    "floor": "ours",
    "floor-floats": "floats",
}
"""Every engine, and the module that has it: a process loads only its own."""


def rival(name: str) -> Rival:
    """The engine of a name on the roll."""
    found: Rival = import_module(f"bench.rivals.{ROLL[name]}").RIVALS[name]
    return found
