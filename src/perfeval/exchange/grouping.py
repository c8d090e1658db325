"""Rows in groups of one size, however they come."""

from collections.abc import Iterable, Iterator

import polars as pl


def grouped(frames: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of so many; the last may have fewer."""
    kept: list[pl.DataFrame] = []
    for frame in filter(len, frames):
        kept.append(frame)
        if sum(map(len, kept)) < size:
            continue
        together = kept[0] if len(kept) == 1 else pl.concat(kept)
        full = len(together) - len(together) % size
        yield from (together.slice(at, size).rechunk() for at in range(0, full, size))
        kept = [together.slice(full)] if full < len(together) else []
    if kept:
        yield pl.concat(kept).rechunk()
