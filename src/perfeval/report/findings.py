"""Diagnostics as text for people: message, place, the line itself, a caret, and what to do.

The caret counts display cells, not characters: a Chinese character is two wide. No sign that a
terminal would obey, reorder or hide is printed as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from perfeval.diagnostic import Diagnostic, Location, Severity
from perfeval.lang import listed, spoken, translated
from perfeval.source.signs import HIDDEN, name

__all__ = ["ansi", "by_place", "counted", "printable", "render", "width"]

Style = Callable[[str, str], str]
"""Takes a text and its part (``error``, ``warning``, ``note``, ``mark``, ``dim``); adds colour."""

CELLS = 100
"""The most cells that an excerpt takes; longer lines are cut around the caret."""

_TAB = "    "
_COLOURS = {"error": "1;31", "warning": "1;33", "note": "1;36", "mark": "1;34", "dim": "2"}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_SHOWN = {"\t": _TAB, "\n": "<U+000A>", "\r": "<U+000D>", "\u2028": "<U+2028>", "\u2029": "<U+2029>"}


def width(text: str) -> int:
    """Display cells: 2 for wide and full-width signs, 0 for combining ones, else 1.

    >>> width("目标值: 95%"), width("cafe" + chr(0x301)), width("“①≥”")
    (11, 4, 4)
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=8192)
def _cells(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def printable(text: str) -> str:
    """The text with tabs as spaces and every sign that cannot be seen by its number.

    >>> printable("a" + chr(0x202E) + "b" + chr(27))
    'a<U+202E>b<U+001B>'
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(sign: str) -> str:
    return _SHOWN.get(sign) or (name(sign) if HIDDEN.match(sign) else sign)


def ansi(text: str, part: str) -> str:
    """A `Style` for terminals."""
    return f"\x1b[{_COLOURS[part]}m{text}\x1b[0m"


def _no_style(text: str, part: str) -> str:
    return text


def render(diagnostics: Iterable[Diagnostic], *, limit: int = 100, style: Style | None = None) -> str:
    """The first `limit` findings by place, in the chosen language, and a last line that counts all of them.

    Empty where there are none; otherwise ends with a line feed.
    """
    found = sorted(diagnostics, key=by_place)
    if not found:
        return ""
    paint = style or _no_style
    blocks = ["\n".join(_finding(translated(one), paint)) for one in found[:limit]]
    return "\n\n".join([*blocks, _summary(found, limit)]) + "\n"


def by_place(diagnostic: Diagnostic) -> tuple[str, int, int, int, str]:
    """What findings are sorted by."""
    place = diagnostic.location
    where = (place.file, place.line, place.column) if place else ("", 0, 0)
    return (*where, _ORDER[diagnostic.severity], diagnostic.code)


def counted(found: Sequence[Diagnostic]) -> str:
    """How many there are of each severity; empty where there are none."""
    counts = (
        (kind.words, sum(1 for one in found if one.severity is kind))
        for kind in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    return listed(spoken(f"{words} {count} 处") for words, count in counts if count)


def _summary(found: list[Diagnostic], limit: int) -> str:
    """How many of each severity, and how many are not shown."""
    text, hidden = counted(found), len(found) - limit
    return spoken(f"{text}；只列出前 {limit} 处，还有 {hidden} 处没有列出") if hidden > 0 else text


def _finding(diagnostic: Diagnostic, paint: Style) -> Iterator[str]:
    """The lines of one finding."""
    severity = diagnostic.severity
    head = paint(f"{spoken(severity.words)}[{printable(diagnostic.code)}]", severity.value)
    yield f"{head}: {printable(diagnostic.message)}"
    places = [one.location for one in diagnostic.related if one.location]
    if diagnostic.location:
        places.append(diagnostic.location)
    margin = max((len(str(place.line)) for place in places), default=1)
    gutter = " " * (margin + 1)
    if diagnostic.location:
        yield from _place(diagnostic.location, margin, "^", severity.value, paint)
    for related in diagnostic.related:
        yield f"{gutter} {paint('=', 'mark')} {printable(related.message)}:"
        if related.location:
            yield from _place(related.location, margin, "-", "mark", paint)
    if diagnostic.hint:
        yield f"{gutter} {paint('=', 'mark')} {spoken('建议')}: {printable(diagnostic.hint)}"


def _place(place: Location, margin: int, caret: str, part: str, paint: Style) -> Iterator[str]:
    """Where it is, the line, and a caret under the stretch that is meant."""
    arrow, bar, gutter = paint("-->", "mark"), paint("|", "mark"), " " * (margin + 1)
    yield f"{gutter[:-1]} {arrow} {printable(place.file)}:{place.line}:{place.column}"
    if not place.excerpt:
        return
    before, marked, after = _cut(place)
    yield f"{gutter} {bar}"
    yield f" {paint(str(place.line).rjust(margin), 'mark')} {bar} {before}{marked}{after}".rstrip()
    yield f"{gutter} {bar} {' ' * width(before)}{paint(caret * max(width(marked), 1), part)}"


def _cut(place: Location) -> tuple[str, str, str]:
    """The line before, in and after the marked stretch, as shown and no longer than `CELLS`."""
    start = place.column - 1
    end = start + place.length
    # No more of the line is looked at than can be shown: a line can be as long as the file.
    marked = _head(place.excerpt[start:end], CELLS * 2 // 3)
    before = _tail(place.excerpt[max(start - CELLS, 0) : start], CELLS // 2)
    if start > CELLS and not before.startswith("…"):
        before = "…" + before
    after = _head(place.excerpt[end : end + CELLS + 1], CELLS - width(before) - width(marked))
    return before, marked, after


def _head(text: str, cells: int) -> str:
    """As much of the start of the text as fits."""
    shown: list[str] = []
    used = 0
    for at, sign in enumerate(text):
        piece = _shown(sign)
        used += width(piece)
        if used > cells:
            return "".join(shown[: max(at - 1, 0)]) + "…"
        shown.append(piece)
    return "".join(shown)


def _tail(text: str, cells: int) -> str:
    """As much of the end of the text as fits."""
    shown: list[str] = []
    used = 0
    for at, sign in enumerate(reversed(text)):
        piece = _shown(sign)
        used += width(piece)
        if used > cells:
            return "…" + "".join(reversed(shown[: max(at - 1, 0)]))
        shown.append(piece)
    return "".join(reversed(shown))
