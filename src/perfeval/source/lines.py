"""Offsets in a text, and the lines, columns and excerpts that they mean to a reader."""

from __future__ import annotations

import re
from bisect import bisect_right

from perfeval.diagnostic import Diagnostic, Location, Related, Severity
from perfeval.record import Record
from perfeval.regex import regex

LINE = regex(
    r"""(?P<indent>[ ]*)(?P<dashes>(?:-(?:[ \t]+|$))*+)
    (?:(?P<key>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\n]|'')*+'
    |(?![-?:](?:[ \t]|$))[^\s"'\[\]{}\#&*!|>%@`,](?:[^\n\#]|(?<![ \t])\#)*?)
    [ \t]*+:(?=[ \t]|$)[ \t]*)?(?P<value>[^\n]*)""",
    re.M | re.X,
)
"""A line taken apart: its indent, its dashes, a key with its colon, and the rest."""

MOST = 10_000
"""After so many findings of one sort the rest of a file is not looked at: it is no file to mend."""


class Finding(Record):
    """A fault at an offset of the text, before it is given a line and a column.

    `start` and `end` are offsets in characters; `first` is the place of the thing that this one
    repeats; `culprit` marks what can make the parser stop further on.
    """

    code: str
    start: int
    end: int
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    first: tuple[int, int] | None = None
    culprit: bool = True

    @property
    def fatal(self) -> bool:
        """Whether the file cannot be used."""
        return self.severity is Severity.ERROR


class Lines:
    """The lines of a text whose line ends are all a line feed."""

    def __init__(self, name: str, text: str) -> None:
        """Take the file's name, for locations, and its text."""
        self.name = name
        self.text = text
        self._starts: list[int] = []
        self._excerpts: dict[int, str] = {}

    def number(self, offset: int) -> int:
        """The line that holds `offset`, counted from 0."""
        if not self._starts:
            self._starts = _starts(self.text)
        return bisect_right(self._starts, offset) - 1

    def location(self, start: int, end: int) -> Location:
        """The stretch from `start` to `end`, cut to its first line and to at least one character."""
        line = self.number(start)
        excerpt = self._excerpt(line)
        column = start - self._starts[line]
        length = min(end - start, len(excerpt) - column)
        return Location(self.name, line + 1, column + 1, max(length, 1), excerpt)

    def diagnostic(self, finding: Finding) -> Diagnostic:
        """The finding with its place."""
        related = (Related("第一次写在这里", (), self.location(*finding.first)),) if finding.first else ()
        return Diagnostic(
            finding.code,
            finding.message,
            finding.hint,
            severity=finding.severity,
            related=related,
            location=self.location(finding.start, finding.end),
        )

    def _excerpt(self, line: int) -> str:
        # One string per line however many findings it has: a line can be as long as the file.
        if line not in self._excerpts:
            start = self._starts[line]
            end = self.text.find("\n", start)
            self._excerpts[line] = self.text[start : end if end >= 0 else len(self.text)]
        return self._excerpts[line]


def _starts(text: str) -> list[int]:
    """The offsets at which lines begin."""
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
