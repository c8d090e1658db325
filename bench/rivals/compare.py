"""The same spec and the same projects through perfeval and other engines: how fast, and how many rows wrong.

    python -m bench.rivals.compare [--rows N] [--turns N] [--only NAME…] [--check N] [--json FILE]

Every engine runs in a process of its own, one after the other, and that several times in turn, so that whatever else
the machine does falls on all of them. Medians. The files are made once and kept.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from bench.rivals import data
from bench.rivals.reference import ROOT, check, reference
from bench.rivals.scores import EDGES, ROLL, Rival, Scores, disputed, rival, wrong

from perfeval.version import VERSION

RUNS = 3
"""Runs in one process, after a first one that warms it up."""
PACKAGES = ("polars", "numpy", "pyarrow", "zen-engine", "OpenFisca-Core")
HEAD = "engine|projects|scoring, s|best, s|projects/s|input, s|process, s|CPU, s|MB|rows|totals|grades".split("|")
"""The last three are what was wrong."""
Told = dict[str, Any]


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m bench.rivals.compare", description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000, help="projects in the file")
    asked.add_argument("--turns", type=int, default=5)
    asked.add_argument("--only", nargs="+", choices=ROLL, default=list(ROLL))
    asked.add_argument("--check", type=int, default=2_000, help="rows on which the reference is held against perfeval")
    asked.add_argument("--folder", type=Path, default=ROOT / "build" / "rivals")
    asked.add_argument("--json", type=Path)
    return asked.parse_args()


def files(folder: Path, rows: int) -> dict[bool, Path]:
    """The file of decimals and, under True, that of floats."""
    found = {floats: folder / f"projects-{rows}{'-floats' if floats else ''}.parquet" for floats in (False, True)}
    for floats, file in found.items():
        if not file.exists():
            data.write(file.with_suffix(".part"), rows, floats=floats)
            file.with_suffix(".part").replace(file)
    return found


def once(name: str, file: Path, rows: int, runs: int, kept: Path | None = None) -> Told:
    """What one process tells, and how long it lived."""
    command = [sys.executable, "-m", "bench.rivals.one", name, str(file), str(rows), str(runs)]
    start = time.perf_counter()
    ran = subprocess.run(
        [*command, *([str(kept)] if kept else [])], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told: Told = json.loads(ran.stdout.splitlines()[-1])
    return told | {"process": time.perf_counter() - start}


def measure(names: list[str], turns: int, sizes: dict[str, tuple[Path, int]], folder: Path) -> dict[str, Told]:
    """Each engine, several times in turn: its seconds for input, for scoring, for the whole process."""
    times: dict[str, list[Told]] = {name: [] for name in names}
    for _ in range(turns):
        for name in names:
            told = once(name, *sizes[name], RUNS + 1, folder / f"{name}.npz")
            alone = once(name, *sizes[name], 1)
            steps = {
                "score": told["score"][1:],
                "input": told["read"] + min(told["ready"]),
                "process": alone["process"],
            }
            times[name].append(steps | {"cpu": min(told["cpu"][1:]), "megabytes": alone["megabytes"]})
    return {name: _middle(each) for name, each in times.items()}


def _middle(turns: list[Told]) -> Told:
    every = [seconds for turn in turns for seconds in turn["score"]]
    rest = {key: statistics.median(turn[key] for turn in turns) for key in ("input", "process", "megabytes")}
    return {"score": statistics.median(every), "best": min(every), "cpu": min(turn["cpu"] for turn in turns)} | rest


def judged(name: str, right: Scores, folder: Path) -> tuple[Told, set[int]]:
    """How often an engine is wrong, and in which rows."""
    if rival(name).scores is None:
        return {}, set()
    with np.load(folder / f"{name}.npz") as found:
        return {"wrong": wrong(right, found)}, set(disputed(right, found).tolist())


def line(title: str, told: Told) -> str:
    """A row of the table."""
    off = [f"{told['wrong'][key]:,}" if "wrong" in told else "" for key in ("rows", "totals", "grades")]
    cells = [
        title,
        f"{told['rows']:,}",
        f"{told['score']:.3f}",
        f"{told['best']:.3f}",
        f"{told['rows'] / told['score']:,.0f}",
    ]
    cells += [f"{told['input']:.2f}", f"{told['process']:.2f}", f"{told['cpu']:.3f}", f"{told['megabytes']:.0f}", *off]
    return "| " + " | ".join(cells) + " |"


def machine() -> dict[str, str]:
    """What it was measured on."""
    info = Path("/proc/cpuinfo")
    models = [row.partition(":")[2].strip() for row in info.read_text().splitlines() if row.startswith("model name")]
    there = {one.metadata["Name"].lower().replace("_", "-"): one.version for one in importlib.metadata.distributions()}
    versions = {name: there[name.lower()] for name in PACKAGES if name.lower() in there}
    where = {"cpu": models[0] if models else platform.processor(), "cores": str(os.cpu_count())}
    return where | {"python": platform.python_version(), "perfeval": VERSION} | versions


def installed(names: list[str]) -> dict[str, Rival]:
    """The engines that are there; of the others it is said that they are not."""
    found: dict[str, Rival] = {}
    for name in names:
        try:
            found[name] = rival(name)
        except ModuleNotFoundError as missing:
            print(f"{name}: left out, {missing.name} is not installed")
    return found


def main() -> None:
    given = arguments()
    engines = installed(given.only)
    paths = files(given.folder, given.rows)
    right = reference(paths[False])
    agreed = check(paths[False], right, range(given.rows), given.check)
    edges = {edge: int((right["total"] == edge * 100).sum()) for edge in EDGES}
    print(f"{given.rows:,} projects; the reference agrees with perfeval on {agreed:,} drawn at random")
    print(f"totals on the edge of a grade: {edges}\n")
    rows = {name: min(each.most or given.rows, given.rows) for name, each in engines.items()}
    sizes = {name: (paths[each.floats], rows[name]) for name, each in engines.items()}
    told = measure(list(engines), given.turns, sizes, given.folder)
    print(f"| {' | '.join(HEAD)} |\n| ---{' | ---:' * (len(HEAD) - 1)} |")
    doubtful = set[int]()
    for name, each in engines.items():
        verdict, rows_off = judged(name, right, given.folder)
        doubtful |= rows_off
        told[name] |= {"rows": rows[name]} | verdict
        print(line(each.title, told[name]))
    agreed += check(paths[False], right, sorted(doubtful), given.check)
    print(f"\n{len(doubtful):,} rows in which somebody differs; {agreed:,} rows in all are held against perfeval")
    if given.json:
        whole = {"machine": machine(), "checked": agreed, "edges": edges, "engines": told}
        given.json.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
