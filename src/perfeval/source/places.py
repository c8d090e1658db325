"""Where the nodes of a file stand: a list of offsets while it is read, a tree only for what is asked."""

from __future__ import annotations

from typing import TypeAlias

from perfeval.diagnostic import Route
from perfeval.record import Record

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
"""A mapping, a list, a `Numeral`, any other text, or nothing. Keys are text as written."""


class Place(Record):
    """Where a node stands: offsets of its value, of its key, and of its first key where it is a mapping.

    style: ``'``, ``"``, ``|``, ``>``, or empty for unquoted scalars and for collections.
    """

    start: int
    end: int
    style: str = ""
    scalar: bool = True
    key: tuple[int, int] | None = None
    first: tuple[int, int] | None = None


class Places:
    """The offsets of every node in the order of the text, keys before their values.

    style: of the nodes in quotes and blocks, by number. after: the number of the node that follows a collection.
    """

    __slots__ = ("after", "ends", "starts", "style")

    def __init__(self) -> None:
        """Begin without a node."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.style: dict[int, str] = {}
        self.after: dict[int, int] = {}

    def stretch(self, node: int) -> tuple[int, int]:
        """Where a node begins and ends."""
        return self.starts[node], self.ends[node]

    def keys(self, mapping: int) -> list[int]:
        """The numbers of the keys of a mapping that may still be open."""
        end, found, node = self.after.get(mapping) or len(self.starts), [], mapping + 1
        while node < end:
            found.append(node)
            node = self.after.get(node + 1) or node + 2
        return found

    def follow(self, data: Data, route: Route) -> tuple[Place, bool]:
        """The deepest node on the route through `data` that exists, and whether it is the last one."""
        node, key, found = 0, None, True
        for step in route:
            if isinstance(data, dict) and str(step) in data:
                key = self.keys(node)[list(data).index(str(step))]
                node, data = key + 1, data[str(step)]
            elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
                node, key = node + 1, None
                for _ in range(step):
                    node = self.after.get(node) or node + 1
                data = data[step]
            else:
                found = False
                break
        return self._place(node, key, data), found

    def _place(self, node: int, key: int | None, data: Data) -> Place:
        if not self.starts:
            return Place(0, 0)
        first = self.stretch(node + 1) if isinstance(data, dict) and data else None
        key_at = None if key is None else self.stretch(key)
        return Place(*self.stretch(node), self.style.get(node, ""), not isinstance(data, dict | list), key_at, first)
