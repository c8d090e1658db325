"""Lines that were meant as list items but begin with another mark, or have no space after the dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.diagnostic import Severity
from perfeval.regex import regex
from perfeval.source.lines import Finding

_LONGEST = 60
MARK = regex(r"-(?![-\s\d.=>])|[—–•·●▪][ \t\u3000]*(?=[^\s—–])|(?:[0-9]{1,2}|[一二三四五六七八九十])、[ \t]*(?=\S)")
"""A dash without a space, and the marks that people put before an item elsewhere."""

_SURE = regex(r"-(?:[\[{]|[A-Za-z_]+:(?:[ \t]|$))", re.M)
_REAL = regex(r"(?:[ \t]*\n)*([ ]*)-(?=[ \t\n]|\Z)")


class Run:
    """The lines from `at` on that have one indent of `column` spaces and begin with a mark."""

    def __init__(self, text: str, at: int, column: int) -> None:
        self.text = text
        self.marks: list[re.Match[str]] = []
        self.end = at
        indent = " " * column
        while text.startswith(indent, at) and (mark := MARK.match(text, at + column)):
            self.marks.append(mark)
            end = text.find("\n", at)
            self.end = len(text) if end < 0 else end
            at = self.end + 1
        after = _REAL.match(text, self.end + 1)
        self.before_items = after is not None and len(after[1]) == column
        self.sure = self.before_items or any(_SURE.match(text, mark.start()) for mark in self.marks)

    def findings(self, sure: bool) -> Iterator[Finding]:
        """Each line; a run of numbered sentences is taken for text where nothing says that it is a list."""
        severity = Severity.ERROR if sure else Severity.WARNING
        for mark in self.marks:
            if sure or not mark.group().rstrip(" \t").endswith("、"):
                yield self._finding(mark, severity)

    def _finding(self, mark: re.Match[str], severity: Severity) -> Finding:
        sign, start = mark.group().strip(" \t\u3000"), mark.start()
        end = self.text.find("\n", start)
        item = self.text[mark.end() : end if end >= 0 else len(self.text)].strip()
        hint = f"写成 - {item}" if len(item) <= _LONGEST else f"把“{sign}”改成“- ”，后面空一格"
        if sign == "-":
            return Finding("missing-space", start, start + 1, "“-”后面缺少空格，这一行没有成为列表项", hint, severity)
        message = f"“{sign}”不是列表项的记号，列表项以“- ”开头"
        return Finding("full-width-lookalike", start, mark.end(), message, hint, severity)
