"""A file's data, and where each part of it stands."""

from __future__ import annotations

from perfeval.diagnostic import Diagnostic, Location, Route
from perfeval.record import replace
from perfeval.source.lines import Lines
from perfeval.source.places import Data, Place, Places

_ESCAPES = {'"': "\\", "'": "''"}


class Source:
    """A text that was read: `data` is what it says, `locate` tells where it says so."""

    __slots__ = ("_lines", "data", "name", "places", "text")

    def __init__(self, name: str, text: str, data: Data, places: Places) -> None:
        """Made by `parse`; `text` has line feeds for line ends and no byte order mark."""
        self.name = name
        self.text = text
        self.data = data
        self.places = places
        self._lines = Lines(name, text)

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.text)} characters)"

    def locate(self, route: Route, *, on_key: bool = False, span: tuple[int, int] | None = None) -> Location:
        """The place of the node that `route` leads to, or of its nearest ancestor that exists.

        A scalar is marked on its first line, a mapping or list at its key or its first key.
        `span` is (start, length) in characters of a scalar's value; it is honoured where the value
        stands in the text as it is: on one line, without escapes.
        """
        place, found = self.places.follow(self.data, route)
        if on_key and found and place.key:
            return self._lines.location(*place.key)
        if span and found and (inside := self._within(place, span)):
            return self._lines.location(*inside)
        return self._lines.location(*self._mark(place))

    def stretch(self, route: Route) -> tuple[int, int] | None:
        """The offsets in `text` of a scalar that stands on one line, quotes included; None for anything else."""
        place, found = self.places.follow(self.data, route)
        written = self.text[place.start : place.end].rstrip()
        if not found or not place.scalar or not written or "\n" in written or place.style in ("|", ">"):
            return None
        return place.start, place.start + len(written)

    def place(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with its location and those of its related places, where not yet set."""
        location = diagnostic.location or self.locate(diagnostic.route, on_key=diagnostic.on_key, span=diagnostic.span)
        related = tuple(
            one if one.location else replace(one, location=self.locate(one.route)) for one in diagnostic.related
        )
        return replace(diagnostic, location=location, related=related)

    def _mark(self, place: Place) -> tuple[int, int]:
        """The stretch that stands for a node: never a whole block."""
        if place.scalar:
            return self._scalar(place)
        if key := place.key or place.first:
            return key
        if self.text[place.start : place.start + 1] in ("[", "{"):
            return place.start, place.end
        return place.start, place.start + 1

    def _scalar(self, place: Place) -> tuple[int, int]:
        if place.start == place.end and place.key:
            return place.key
        if place.style in ("|", ">"):
            return place.start, place.start + len(self.text[place.start : place.end].split(None, 1)[0])
        line = self.text.find("\n", place.start, place.end)
        end = line if line >= 0 else place.end
        return place.start, place.start + len(self.text[place.start : end].rstrip())

    def _within(self, place: Place, span: tuple[int, int]) -> tuple[int, int] | None:
        """The stretch of the text that holds part of a scalar's value as it stands."""
        if not place.scalar or place.style not in ("", "'", '"'):
            return None
        quotes = 1 if place.style else 0
        written = self.text[place.start + quotes : place.end - quotes]
        start, length = span
        if "\n" in written or _ESCAPES.get(place.style, "\n") in written:
            return None
        if not 0 <= start <= len(written):
            return None
        begin = place.start + quotes + start
        return begin, min(begin + max(length, 1), max(place.end - quotes, begin + 1))
