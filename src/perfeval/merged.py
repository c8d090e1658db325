"""Data that several files wrote together, and which of them wrote each piece."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from perfeval.diagnostic import Diagnostic, Location, Related, Route
from perfeval.record import Record, replace
from perfeval.source import Data, Source


class Piece(Record, frozen=False):
    """A node of merged data: what it says and where it was written.

    `inside` holds the node's own pieces where they were not all written in the same place; then `data` is spent.
    """

    source: Source
    route: Route
    data: Data
    inside: dict[str, Piece] | list[Piece] | None = None

    def opened(self) -> dict[str, Piece]:
        """The pieces of a mapping, by key; there are none of anything else."""
        if self.inside is None and isinstance(self.data, dict):
            self.inside = {key: Piece(self.source, (*self.route, key), value) for key, value in self.data.items()}
        return self.inside if isinstance(self.inside, dict) else {}

    def items(self) -> list[Piece]:
        """The pieces of a list."""
        if self.inside is None and isinstance(self.data, list):
            self.inside = [Piece(self.source, (*self.route, n), value) for n, value in enumerate(self.data)]
        return self.inside if isinstance(self.inside, list) else []

    @property
    def is_list(self) -> bool:
        """Whether the node is a list."""
        return isinstance(self.data if self.inside is None else self.inside, list)

    def written_by(self, source: Source) -> Iterator[Piece]:
        """The outermost pieces inside this one that a file wrote."""
        for piece in self.inside.values() if isinstance(self.inside, dict) else self.inside or ():
            if piece.source is source:
                yield piece
            else:
                yield from piece.written_by(source)

    def whole(self) -> Data:
        """The merged data."""
        if isinstance(self.inside, dict):
            return {key: piece.whole() for key, piece in self.inside.items()}
        return [piece.whole() for piece in self.inside] if isinstance(self.inside, list) else self.data

    def follow(self, route: Route) -> tuple[Piece, Route]:
        """The deepest piece on the route, and what is left of the route inside what was written there."""
        piece = self
        for index, step in enumerate(route):
            if piece.inside is None:
                return piece, route[index:]
            known = piece.inside.get(str(step)) if isinstance(piece.inside, dict) else None
            if isinstance(piece.inside, list) and isinstance(step, int) and 0 <= step < len(piece.inside):
                known = piece.inside[step]
            if known is None:
                break
            piece = known
        return piece, ()


class Merged(Source):
    """A spec with what it took over; a place is looked for in the file that wrote it."""

    __slots__ = ("head", "root")

    def __init__(self, head: Source, root: Piece) -> None:
        """Take the extending file, and the merged data."""
        super().__init__(head.name, head.text, root.whole(), head.places)
        self.head = head
        self.root = root

    def locate(self, route: Route, *, on_key: bool = False, span: tuple[int, int] | None = None) -> Location:
        """As for any source, in the file in which the node stands."""
        piece, rest = self.root.follow(route)
        return piece.source.locate((*piece.route, *rest), on_key=on_key, span=span)

    def place(self, diagnostic: Diagnostic) -> Diagnostic:
        """As for any source; what stands in a base is shown with what the extending file has to do with it."""
        placed = super().place(diagnostic)
        piece, _ = self.root.follow(diagnostic.route)
        if diagnostic.location or piece.source is self.head:
            return placed
        return replace(placed, related=(*placed.related, *self._ties(piece)))

    def _ties(self, piece: Piece) -> Iterator[Related]:
        for item in islice(piece.written_by(self.head), 3):
            yield Related("其中的这一项在这里改写", location=self.head.locate(item.route))
        words = "出错的一行在所扩展的文件里；要改，就在这个文件里改写，或用 remove、drop 去掉"
        yield Related(words, location=self.head.locate(("extends",)))
