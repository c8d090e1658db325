"""Rows that are scored one by one, by the ordinary engine: plain cells in, plain results out, and no Polars.

What is asked and answered here can be sent to other processes, which have neither the table nor its frames.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from perfeval.batch.header import Header, header
from perfeval.batch.outcome import PROJECT, Shape, no_room, row, shape
from perfeval.batch.rows import judged_row
from perfeval.batch.typed import cell_text
from perfeval.batch.words import UNNAMED
from perfeval.diagnostic import Diagnostic
from perfeval.plan import Mean, Plan
from perfeval.record import Record, replace

Cells = Sequence[Any]


class Single(Record):
    """What becomes of a row: cells of results, if it has a score, and what there is to say of it.

    result: points are whole numbers of the last place.
    """

    result: dict[str, Any] | None
    found: tuple[Diagnostic, ...] = ()


Scoring = Callable[[Sequence[Cells]], list[Single]]


class Columns(Record):
    """What the columns of a table are called, and those of them that go into the results.

    means: what the plan knows of the batch, if anything.
    """

    names: tuple[str, ...]
    kept: tuple[str, ...]
    means: tuple[Mean, ...] | None = None


Asked = tuple[Columns, Sequence[Cells]]


class Singles:
    """What scores rows under one header."""

    def __init__(self, found: Header, made: Shape, kept: Mapping[str, int]) -> None:
        """Take the header, the columns of the results, and the places of those that go into them."""
        self.header, self.shape, self.kept = found, made, kept

    def __call__(self, rows: Sequence[Cells]) -> list[Single]:
        """What becomes of each row."""
        return [self._scored([cell_text(cell) for cell in cells]) for cells in rows]

    def _scored(self, texts: list[str | None]) -> Single:
        card, found = judged_row(self.header.plan, self.header, texts)
        if card is None:
            return Single(None, found)
        wrong = no_room(card, self.shape)
        return (
            Single(None, (*found, wrong)) if wrong else Single({**self.beside(texts), **row(card, self.shape)}, found)
        )

    def beside(self, texts: Sequence[str | None]) -> dict[str, str | None]:
        """The name of a project, and what its row has in the columns that go into the results."""
        at = self.header.name_at
        name = (texts[at] or "").strip() if at >= 0 else ""
        return {PROJECT: name or UNNAMED, **{column: texts[place] for column, place in self.kept.items()}}


def answering(plan: Plan) -> Callable[[Asked], list[Single]]:
    """What answers for rows of any table that can be scored with a plan."""

    @lru_cache(maxsize=16)
    def ready(columns: Columns) -> Singles:
        found = header(columns.names, replace(plan, means=columns.means), columns.kept)
        assert isinstance(found, Header)  # who asks has seen that it can be read
        places = {name: columns.names.index(name) for name in columns.kept}
        return Singles(found, shape(plan, columns.kept), places)

    return lambda asked: ready(asked[0])(asked[1])
