"""Copies of this process that score for it; made before Polars is loaded, which has threads and cannot be copied."""

from __future__ import annotations

import os
import pickle
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Lock
from typing import Any, Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Mate:
    """Another process, and the line to it."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        """Take its number, and this end of the line."""
        self._pid, self._line, self._wire = pid, line, line.makefile("rwb")

    def ask(self, asked: Any) -> Any:
        """What it answers. Raises OSError or EOFError where it is gone."""
        _send(self._wire, asked)
        return pickle.load(self._wire)

    def leave(self) -> None:
        """Close this end of the line."""
        with suppress(OSError):  # what is still to be sent to one that is gone
            self._wire.close()
        self._line.close()

    def end(self) -> None:
        """End it, and wait for that."""
        from signal import SIGKILL

        self.leave()
        os.kill(self._pid, SIGKILL)
        os.waitpid(self._pid, 0)


class Crew(Generic[A, B]):
    """Processes that answer; where there are none, or one of them has ended, this one answers itself.

    So nothing is lost with a process, whatever became of it, and a bug shows itself here. Should this process be
    killed, the others find their lines closed, and end.
    """

    def __init__(self, size: int, answer: Callable[[A], B]) -> None:
        """Take how many processes there are to be, and what answers: depending on nothing but what it is asked."""
        self._answer, self._alone = answer, Lock()
        self._mates: list[Mate] = []
        for _ in range(size):
            self._mates.append(self._copy())
        self._free: SimpleQueue[Mate | None] = SimpleQueue()
        for mate in self._mates:
            self._free.put(mate)
        self._threads = ThreadPoolExecutor(max(size, 1))

    @property
    def size(self) -> int:
        """How many questions are answered at a time."""
        return max(len(self._mates), 1)

    def of_each(self, asked: Sequence[A]) -> Iterator[B]:
        """The answers, in order; several threads may ask."""
        return map(self._here, asked) if len(asked) < 2 or not self._mates else self._threads.map(self._ask, asked)

    def _here(self, asked: A) -> B:
        with self._alone:
            return self._answer(asked)

    def _ask(self, asked: A) -> B:
        mate = self._free.get()
        try:
            if mate:
                found: B = mate.ask(asked)
                return found
        except (OSError, EOFError, pickle.UnpicklingError):
            mate = None
        finally:
            self._free.put(mate)
        return self._here(asked)

    def _copy(self) -> Mate:
        from signal import SIG_IGN, SIGINT, signal

        here, there = socket.socketpair()
        pid = os.fork()
        if not pid:
            try:
                signal(SIGINT, SIG_IGN)  # Ctrl-C is for the process that was asked; it ends the others
                for mate in self._mates:
                    mate.leave()
                here.close()
                self._serve(there)
            finally:
                os._exit(0)
        there.close()
        return Mate(pid, here)

    def _serve(self, line: socket.socket) -> None:
        wire = line.makefile("rwb")
        while True:
            _send(wire, self._answer(pickle.load(wire)))

    def end(self) -> None:
        """End all processes."""
        self._threads.shutdown(cancel_futures=True)
        for mate in self._mates:
            mate.end()


def _send(wire: Any, said: Any) -> None:
    pickle.dump(said, wire, pickle.HIGHEST_PROTOCOL)
    wire.flush()


@contextmanager
def crew(jobs: int, answer: Callable[[A], B]) -> Iterator[Crew[A, B]]:
    """A crew of so many, for as long as it is needed; none but this process where that is one or cannot be copied."""
    alone = jobs == 1 or sys.platform in ("win32", "darwin") or "polars" in sys.modules
    made = Crew(0 if alone else jobs, answer)
    try:
        yield made
    finally:
        made.end()
