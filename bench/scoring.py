"""How long one score takes inside a running process: 26 indicators, with and without the trace.

The best of many short runs, so that other work on the machine does not count; beside it, one exact
division, for the speed of the machine.

    python bench/scoring.py
"""

from __future__ import annotations

import timeit
from pathlib import Path

from perfeval.auditing import audit
from perfeval.documents import document
from perfeval.load import load_project, read_source
from perfeval.number import Fraction
from perfeval.scoring import score

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "examples" / "shenzhen-2023" / "project.yaml"
BOUNDS = {"score": 100, "score with trace": 250}


def main() -> None:
    loaded = load_project(PROJECT)
    assert loaded.value is not None
    bound = loaded.value
    one, other = Fraction(19728, 100), Fraction(19749, 100)
    card = score(bound)
    work = {
        "one exact division": lambda: one / other,
        "score": lambda: score(bound, trace=False),
        "score with trace": lambda: score(bound),
        "audit of 125 published figures": lambda: audit(card),
        "document (all words)": lambda: document(card, audit(card)),
        "read the project's YAML": lambda: read_source(PROJECT),
        "load spec and project": lambda: load_project(PROJECT),
    }
    print(f"carrier: {Fraction.__module__}.{Fraction.__name__}")
    print(f"{'':32} best µs  bound")
    for name, call in work.items():
        best = min(timeit.repeat(call, number=20, repeat=40)) / 20 * 1e6
        print(f"{name:32} {best:8.1f}  {BOUNDS.get(name, '')}")


if __name__ == "__main__":
    main()
