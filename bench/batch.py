"""How long `perfeval batch` takes over tables of more and more projects and over a folder of files; how much memory.

    python bench/batch.py [--most ROWS] [--files FILES] [--write]

The projects are those of `bench/rivals/data.py`, for the Shenzhen spec (26 indicators). Whole processes, results
written; beside each the process that only reads the same file with Polars. With --write the figures go into
docs/performance.md, with those that `make bench-rivals` left in build/rivals.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PROGRAM = str(Path(sys.executable).with_name("perfeval"))
SPEC = ROOT / "specs" / "shenzhen-2023.yaml"
PAGE = ROOT / "docs" / "performance.md"
TURNS = 3


class Cost(NamedTuple):
    """What a process took: seconds by the clock and of all processors, and its most memory in MB."""

    wall: float
    cpu: float
    megabytes: float


def cost(command: list[str]) -> Cost:
    """The median run of some."""
    runs = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{command[:3]}: {os.waitstatus_to_exitcode(status)}")
        runs.append(Cost(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
    return sorted(runs)[TURNS // 2]


def table(rows: int, folder: Path) -> Path:
    """A table of so many projects, made by another process: the memory of this one would count as its children's."""
    file = folder / f"batch-{rows}.parquet"
    if not file.exists():
        subprocess.run([sys.executable, __file__, "--make", str(file), "--most", str(rows)], check=True)
    return file


def make(file: Path, rows: int) -> None:
    """A table whose header says the unit of shares."""
    import polars as pl
    from bench.rivals import data

    raw = file.with_suffix(".raw")
    data.write(raw, rows)
    shares = [name for name in pl.read_parquet_schema(raw) if name.endswith(".keep") or name == "D13"]
    named = pl.scan_parquet(raw).rename({name: f"{name}（%）" for name in shares})
    named.sink_parquet(file, row_group_size=1 << 17)
    raw.unlink()


def files(count: int, folder: Path) -> Path:
    """A folder of so many project files, no two alike."""
    place = folder / f"projects-{count}"
    place.mkdir(exist_ok=True)
    text = (ROOT / "examples" / "shenzhen-2023" / "project.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^spec: .*$", f"spec: {SPEC.name}", text)
    for number in range(count):
        draw = random.Random(number)
        own = text.replace("C12: 31 场", f"C12: {draw.randrange(10, 50)} 场").replace(
            "\nname: ", f"\nname: 第{number}号"
        )
        (place / f"p{number:06}.yaml").write_text(own, encoding="utf-8")
    return place


def lines(most: int, files_most: int, folder: Path) -> list[str]:
    """The rows of the page."""
    out = folder / "results.parquet"
    head = "| projects | seconds | CPU, s | MB | projects/s | reading alone, s | MB | times reading |"
    found = [head, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for rows in [10**power for power in range(4, 8) if 10**power <= most]:
        file = table(rows, folder)
        own = cost([PROGRAM, "batch", str(SPEC), str(file), "-o", str(out)])
        read = cost([sys.executable, "-c", f"import polars; polars.read_parquet({str(file)!r})"])
        found.append(
            f"| {rows:,} | {own.wall:.2f} | {own.cpu:.2f} | {own.megabytes:.0f} | {rows / own.wall:,.0f} "
            f"| {read.wall:.2f} | {read.megabytes:.0f} | {own.wall / read.wall:.1f} |"
        )
    found += ["", "| project files | seconds | CPU, s | MB | files/s |", "| ---: | ---: | ---: | ---: | ---: |"]
    for count in [10**power for power in range(3, 6) if 10**power <= files_most]:
        own = cost([PROGRAM, "batch", str(SPEC), str(files(count, folder)), "-o", str(out), "--jobs", "2"])
        line = f"| {count:,} | {own.wall:.2f} | {own.cpu:.2f} | {own.megabytes:.0f} | {count / own.wall:,.0f} |"
        found.append(line)
    return found


def machine() -> str:
    """What the figures were had on."""
    versions = f"Python {platform.python_version()}, Polars {version('polars')}"
    return f"{os.cpu_count()} processors, {platform.machine()}, {versions}"


def rivals() -> list[str]:
    """What `make bench-rivals` found last, if it was run here, and which engines it had to leave out."""
    file = ROOT / "build" / "rivals" / "compare.md"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    missing = [line for line in lines if ": left out, " in line]
    return ["", *(line for line in lines if line.startswith("|")), *([""] if missing else []), *missing]


def main() -> None:
    asked = argparse.ArgumentParser(prog="python bench/batch.py", description=__doc__)
    asked.add_argument("--most", type=int, default=10_000_000)
    asked.add_argument("--files", type=int, default=1_000)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.make:
        make(given.make, given.most)
        return
    folder = ROOT / "build" / "batch"
    folder.mkdir(parents=True, exist_ok=True)
    found = [f"{machine()}; medians of {TURNS} runs.", "", *lines(given.most, given.files, folder), *rivals()]
    print("\n".join(found))
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        begin, end = "<!-- figures -->\n", "<!-- end -->\n"
        before, rest = page.split(begin)
        PAGE.write_text(before + begin + "\n".join([*found, "", end]) + rest.split(end)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
