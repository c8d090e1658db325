"""The same question asked of many files, on as many processors as there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from perfeval.cli.inputs import STDIN

T = TypeVar("T")

FEW = 24
"""So few files are done before other processes have begun."""


def of_each(names: Sequence[str], ask: Callable[[str], T], jobs: int | None = None) -> Iterator[T]:
    """What `ask` gives for each name, in order; it must depend on nothing but the name and its file.

    Other processes are copies of this one, which has all modules loaded once it has answered for the first name.

    jobs: how many processes answer; None for as many as there are processors.
    """
    jobs = 1 if STDIN in names else jobs_for(len(names), jobs)
    if jobs == 1:
        yield from map(ask, names)
        return
    yield ask(names[0])
    from perfeval.cli.crew import crew

    def answer(some: Sequence[str]) -> list[T]:
        return [ask(name) for name in some]

    size = max(1, min(16, len(names) // (4 * jobs)))
    with crew(jobs, answer) as others:
        for found in others.of_each([names[at : at + size] for at in range(1, len(names), size)]):
            yield from found


def jobs_for(count: int, jobs: int | None = None) -> int:
    """How many processes so many files are worth; `jobs`: how many were asked for."""
    return 1 if count <= FEW else jobs or processors()


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
