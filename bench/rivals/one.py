"""One engine in a process of its own: how long it takes, and what it finds.

    python -m bench.rivals.one NAME FILE ROWS RUNS [FOUND]

Prints a line of JSON. With FOUND, the points of the last run are kept there for comparison.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from bench.rivals.scores import rival


def timed(call: Any, *given: Any) -> tuple[Any, float, float]:
    """What a call gives, its seconds by the clock and those of all processors."""
    clock, work = time.perf_counter(), time.process_time()
    result = call(*given)
    return result, time.perf_counter() - clock, time.process_time() - work


def peak() -> int:
    """The most memory this process has held, in MB; `getrusage` would count that of its parent too."""
    (most,) = (row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM"))
    return int(most.split()[1]) // 1024


def main() -> None:
    name, file, rows, runs = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    made = rival(name)
    gc.disable()  # it would only look again and again at what is alive all the time
    data, reading, _ = timed(made.read, file, rows)
    seconds, making, work = list[float](), list[float](), list[float]()
    found = None
    for _ in range(runs):
        del found  # its memory serves the next run
        ready, took, _ = timed(made.ready, data)
        making.append(took)
        found, took, cpu = timed(made.score, ready)
        seconds.append(took)
        work.append(cpu)
    if len(sys.argv) > 5 and made.scores:
        np.savez(sys.argv[5], **made.scores(found))
    told = {"read": reading, "ready": making, "score": seconds, "cpu": work, "megabytes": peak()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
