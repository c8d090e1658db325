"""How long the program takes to start, as a multiple of the bare interpreter.

Whole processes, warm disk, in turn, medians; the machine's speed cancels out of the ratios.

    python bench/startup.py [RUNS]
"""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "examples/shenzhen-2023/project.yaml"
PROGRAM = str(Path(sys.executable).with_name("perfeval"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "perfeval --help": [PROGRAM, "--help"],
    "perfeval score (terminal table)": [PROGRAM, "score", PROJECT],
    "perfeval score -f json": [PROGRAM, "score", PROJECT, "-f", "json"],
    "perfeval score -f markdown": [PROGRAM, "score", PROJECT, "-f", "markdown"],
    "perfeval validate": [PROGRAM, "validate", "specs/shenzhen-2023.yaml"],
}
# Otherwise every run would compile our modules anew, which no installed program does.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
BOUNDS = {"perfeval --help": 8, "perfeval score (terminal table)": 20}


def seconds(command: list[str], terminal: bool) -> float:
    """One run, compiled modules kept; on a terminal its output goes to a pseudo-terminal that is read to the end."""
    start = time.perf_counter()
    if not terminal:
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=ENV)
        return time.perf_counter() - start
    leader, follower = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdout=follower, stderr=subprocess.DEVNULL, env=ENV) as process:
        os.close(follower)
        while _more(leader):
            pass
    os.close(leader)
    assert process.returncode == 0
    return time.perf_counter() - start


def _more(leader: int) -> bool:
    try:
        return bool(os.read(leader, 65536))
    except OSError:  # the other end is closed
        return False


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, command in COMMANDS.items():
            took = seconds(command, "terminal" in name)
            if turn:  # the first turn warms the disk
                times[name].append(took)
    bare = statistics.median(times["python -c pass"])
    print(f"{'':34} median ms  × bare  bound")
    for name, took in times.items():
        middle = statistics.median(took)
        print(f"{name:34} {middle * 1000:9.1f} {middle / bare:7.1f}  {BOUNDS.get(name, '')}")


if __name__ == "__main__":
    main()
