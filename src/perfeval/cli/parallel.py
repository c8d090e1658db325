"""The same question asked of many files, on as many processors as there are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from perfeval.cli.inputs import STDIN

T = TypeVar("T")

FEW = 24
"""So few files are done before other processes have begun."""


def of_each(names: Sequence[str], ask: Callable[[str], T]) -> Iterator[T]:
    """What `ask` gives for each name, in order; it must depend on nothing but the name and its file.

    Other processes are copies of this one, which has all modules loaded once it has answered for the first name;
    where processes cannot be copied, this one does everything.
    """
    jobs = processors()
    if len(names) <= FEW or jobs == 1 or STDIN in names or sys.platform in ("win32", "darwin"):
        yield from map(ask, names)
        return
    yield ask(names[0])
    from multiprocessing import get_context
    from signal import SIG_IGN, SIGINT, signal

    # Ctrl-C is for this process, which ends the others.
    with get_context("fork").Pool(jobs, signal, (SIGINT, SIG_IGN)) as pool:
        yield from pool.imap(ask, names[1:], chunksize=max(1, min(16, len(names) // (4 * jobs))))


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
