"""How far a long run is, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from perfeval.lang import spoken

T = TypeVar("T")

_EVERY = 0.2


class Progress:
    """One line that is written over: how many, how fast, how long yet."""

    def __init__(self, whole: int | None) -> None:
        """Take how many there are, where that is known."""
        self.whole, self.done = whole, 0
        self.begun = self.said = time.monotonic()
        self.shown = sys.stderr is not None and sys.stderr.isatty()

    def add(self, count: int) -> None:
        """So many more are done."""
        self.done += count
        now = time.monotonic()
        if self.shown and now - self.said >= _EVERY:
            self.said = now
            sys.stderr.write(f"\r\x1b[K{spoken(self.words(now - self.begun))}")
            sys.stderr.flush()

    def words(self, seconds: float) -> str:
        """What is said after so many seconds."""
        speed = self.done / seconds if seconds > 0 else 0
        if self.whole is None or not speed:
            return f"已看 {self.done} 行，每秒 {speed:.0f} 行"
        left = max(self.whole - self.done, 0) / speed
        return f"已看 {self.done} 行，共 {self.whole} 行，每秒 {speed:.0f} 行，还要 {left:.0f} 秒"

    def end(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def over(self, items: Iterable[T], size: Callable[[T], int] = lambda item: 1) -> Iterator[T]:
        """The items, each told of when the next is asked for; `size`: how many rows it stands for."""
        try:
            for item in items:
                yield item
                self.add(size(item))
        finally:
            self.end()
