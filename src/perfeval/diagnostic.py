"""What is wrong, where, and what to do: the one form in which faults are reported.

A `Diagnostic` is a value. Models and checks build it with a *route* (the keys and indices that
lead to the faulty node); `Source.place` turns the route into a `Location` once, at the edge.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath

from perfeval.record import Record, replace


def shown_path(path: PurePath | str) -> str:
    """A path as text, whatever its bytes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


Route = tuple[str | int, ...]
"""Keys and indices from the root of a file to a node, e.g. ``("indicators", 3, "rule", "per")``."""


class Severity(enum.StrEnum):
    """How much a finding matters; only errors keep a file from being used."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def words(self) -> str:
        """The word an evaluator reads."""
        return {"error": "错误", "warning": "警告", "note": "提示"}[self.value]


class Location(Record):
    """A stretch of one line of a file.

    `line` and `column` count from 1, in characters (not bytes, not display cells). `length` is
    the number of characters marked, at least 1. `excerpt` is the whole line, so that a location
    can be shown without the file at hand.
    """

    file: str
    line: int
    column: int
    length: int = 1
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Related(Record):
    """A second place that belongs to a finding, such as the first of two equal keys."""

    message: str
    route: Route = ()
    location: Location | None = None


class Diagnostic(Record):
    """One finding.

    code: kebab-case, names the thing found (``weights-off-total``), not the cure.
    message: what was found, in Chinese, one sentence, no full stop.
    hint: one line of advice that can be followed as it stands.
    route: where, in keys and indices; `on_key` marks the key rather than its value.
    span: characters inside a scalar value, as (start, length), for the faults of formulas.
    location: where, in file, line and column; filled in by `Source.place`.
    """

    code: str
    message: str
    hint: str = ""
    route: Route = ()
    severity: Severity = Severity.ERROR
    on_key: bool = False
    span: tuple[int, int] | None = None
    related: tuple[Related, ...] = ()
    location: Location | None = None

    @property
    def fatal(self) -> bool:
        """Whether the file cannot be used."""
        return self.severity is Severity.ERROR

    def below(self, *route: str | int) -> Diagnostic:
        """The finding and its second places, whose routes started further down, seen from further up."""
        related = tuple(one if one.location else replace(one, route=(*route, *one.route)) for one in self.related)
        return replace(self, route=(*route, *self.route), related=related)


def nearest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Advice that names the known word most like `word`, or says `otherwise` where none is.

    >>> nearest("实际支岀", ["实际支出", "预算安排"])
    '是否想写：实际支出'
    """
    near = _nearest(word, tuple(known))
    return f"是否想写：{near}" if near else otherwise


_MANY = 500


# The same slip is made in every row that was copied.
@lru_cache(maxsize=64)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    if len(known) > _MANY:  # comparing with each takes milliseconds; a slip leaves one end as it was
        ends = _by_ends(known)
        known = tuple({**dict.fromkeys(ends.get(word[:2], ())), **dict.fromkeys(ends.get("…" + word[-2:], ()))})
    return "".join(get_close_matches(word, known[:_MANY], n=1))


@lru_cache(maxsize=4)
def _by_ends(known: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in known:
        for end in (name[:2], "…" + name[-2:]):
            found.setdefault(end, []).append(name)
    return found
