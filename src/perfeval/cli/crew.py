"""Copies of this process that answer for it.

Polars has threads, and a process with threads cannot be copied. So one copy, the keeper, is made before Polars is
loaded; it does nothing but make the others when they are needed, and end them.
"""

from __future__ import annotations

import os
import pickle
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import LifoQueue
from threading import Lock
from typing import Any, Generic, NoReturn, TypeVar

A = TypeVar("A")
B = TypeVar("B")

Serve = Callable[[socket.socket], None]


class Mate:
    """Another process, and the line to it."""

    def __init__(self, line: socket.socket) -> None:
        """Take this end of the line."""
        self._line, self._wire = line, line.makefile("rwb")

    def ask(self, asked: Any) -> Any:
        """What it answers. Raises OSError or EOFError where it is gone."""
        _send(self._wire, asked)
        return pickle.load(self._wire)

    def hang_up(self) -> None:
        """Let go of it: it ends, and who waits for its answer gets none."""
        with suppress(OSError):  # it is gone
            self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close this end of the line; nobody may be waiting for an answer."""
        with suppress(OSError):  # what is still to be sent to one that is gone
            self._wire.close()
        self._line.close()


class Keeper:
    """The process that makes all others: should it or this one be killed, all find their lines closed, and end."""

    def __init__(self, serve: Serve) -> None:
        """Take what the others do. Raises OSError where no process can be made."""
        self._line, there = socket.socketpair()
        with there:
            try:
                self._pid = os.fork()
            except OSError:
                self._line.close()
                raise
            if not self._pid:
                self._line.close()
                _leave_after(_keep, there, serve)

    def mate(self) -> Mate:
        """Another process. Raises OSError where none can be had; one that cannot be made has its line closed."""
        here, there = socket.socketpair()
        with there:
            try:
                socket.send_fds(self._line, [b"1"], [there.fileno()])
            except OSError:
                here.close()
                raise
        return Mate(here)

    def end(self) -> None:
        """End all processes, and wait for that."""
        self._line.close()
        with suppress(ChildProcessError):  # nobody is told of ended processes where the signal of it is ignored
            os.waitpid(self._pid, 0)


def _keep(line: socket.socket, serve: Serve) -> None:
    """Make a process for each line that comes in, until there are to be none."""
    from signal import SIG_DFL, SIG_IGN, SIGCHLD, SIGINT, SIGKILL, signal

    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the process that was asked; it ends the others
    signal(SIGCHLD, SIG_DFL)  # a number is not another's before its process has been waited for
    made: list[int] = []
    while (found := socket.recv_fds(line, 1, 1))[0]:
        for end in found[1]:  # none where too many files are open
            with suppress(OSError), socket.socket(fileno=end) as there:
                pid = os.fork()
                if not pid:
                    line.close()
                    _leave_after(serve, there)
                made.append(pid)
    for pid in made:
        os.kill(pid, SIGKILL)
        os.waitpid(pid, 0)


def _leave_after(work: Callable[..., None], *given: Any) -> NoReturn:
    """The whole life of a copy."""
    try:
        work(*given)
    finally:
        os._exit(0)


class Crew(Generic[A, B]):
    """Processes that answer; where there are none, or one of them has ended, this one answers itself.

    So nothing is lost with a process, whatever became of it, and a bug shows itself here.
    """

    def __init__(self, size: int, answer: Callable[[A], B]) -> None:
        """Take how many processes there may be, and what answers: depending on nothing but what it is asked."""
        self._answer, self._alone, self._ended = answer, Lock(), False
        self._keeper: Keeper | None = None
        with suppress(OSError):  # no more processes, or open files, are to be had
            self._keeper = Keeper(self._serve) if size else None
        self._size = size if self._keeper else 1
        self._mates: list[Mate] = []
        self._free: LifoQueue[Mate | None] = LifoQueue()  # those that have been made are asked first
        for _ in range(self._size):
            self._free.put(None)
        self._threads = ThreadPoolExecutor(self._size)

    @property
    def size(self) -> int:
        """How many questions are answered at a time."""
        return self._size

    def of_each(self, asked: Sequence[A]) -> Iterator[B]:
        """The answers, in order; several threads may ask. Other processes begin at once, this one when asked for."""
        return map(self._here, asked) if len(asked) < 2 or not self._keeper else self._threads.map(self._ask, asked)

    def _here(self, asked: A) -> B:
        with self._alone:
            return self._answer(asked)

    def _ask(self, asked: A) -> B:
        mate = self._free.get()
        try:
            mate = mate or self._made()
            found: B = mate.ask(asked)
            return found
        except (OSError, EOFError, pickle.UnpicklingError):
            if mate:
                self._gone(mate)
            mate = None
        finally:
            self._free.put(mate)
        if self._ended:
            raise CancelledError
        return self._here(asked)

    def _made(self) -> Mate:
        assert self._keeper
        mate = self._keeper.mate()
        self._mates.append(mate)
        return mate

    def _gone(self, mate: Mate) -> None:
        self._mates.remove(mate)
        mate.close()

    def _serve(self, line: socket.socket) -> None:
        wire = line.makefile("rwb")
        while True:
            _send(wire, self._answer(pickle.load(wire)))

    def end(self) -> None:
        """End all processes, whatever they are doing."""
        self._ended = True
        if self._keeper:
            self._keeper.end()
        for mate in list(self._mates):
            mate.hang_up()  # had the keeper been killed, it would be there still
        self._threads.shutdown(cancel_futures=True)
        for mate in self._mates:
            mate.close()


def _send(wire: Any, said: Any) -> None:
    pickle.dump(said, wire, pickle.HIGHEST_PROTOCOL)
    wire.flush()


@contextmanager
def crew(jobs: int, answer: Callable[[A], B]) -> Iterator[Crew[A, B]]:
    """A crew of up to so many; none but this process where that is one or cannot be copied."""
    alone = jobs == 1 or sys.platform in ("win32", "darwin") or "polars" in sys.modules
    made = Crew(0 if alone else min(jobs, _lines()), answer)
    try:
        yield made
    finally:
        made.end()


def _lines() -> int:
    """How many lines to others leave as many files to open for other ends."""
    from resource import RLIMIT_NOFILE, getrlimit

    most = getrlimit(RLIMIT_NOFILE)[0]
    return max(most // 2, 1) if most > 0 else sys.maxsize
