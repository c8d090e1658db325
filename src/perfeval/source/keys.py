"""Lines that were meant as ``key: value`` but have a colon that YAML does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.diagnostic import Severity
from perfeval.regex import regex
from perfeval.source.lines import LINE, Finding
from perfeval.source.signs import brief

_KEY = r"[^\s：:，。；！？,;#'\"“‘（(\[{【&*!|>%@`－-][^：:，。；！？,;#\n]{0,23}"
_WIDE = regex(rf"(?P<key>{_KEY})(?P<colon>：)[ \t\u3000]*(?P<value>[^\n]*)")
_TIGHT = regex(rf"(?P<key>(?![0-9.]+:){_KEY})(?P<colon>:)(?P<value>(?![ \t/\\:])[^\n]+)")
_ANY = regex(rf"{_KEY}(?:：|:(?![/\\:]))")
_NEXT = regex(r"(?:[ \t]*+(?:#[^\n]*+)?\n)*+([ ]*)(-(?=\s))?")
_LONGEST = 60
"""The longest value that is written out in a hint."""


def hidden_colon(text: str, at: int) -> re.Match[str] | None:
    """The key, colon and value of a line from `at` on, where its colon is full-width or too tight."""
    return _WIDE.match(text, at) or _TIGHT.match(text, at)


def begins(text: str, at: int) -> bool:
    """Whether a key or a list item begins here."""
    line = LINE.match(text, at)
    return line is not None and bool(line["key"] or line["dashes"] or hidden_colon(text, at))


def among_keys(text: str, match: re.Match[str], column: int) -> bool:
    """Whether what follows shows that the line is a key of a mapping in `column`, not prose."""
    after = _NEXT.match(text, match.end() + 1)
    if not after or after.end() >= len(text):
        return False
    inner = len(after[1])
    if not match["value"].strip():
        return inner > column or (inner == column and after[2] is not None)
    return inner == column and not after[2] and _ANY.match(text, after.end()) is not None


def finding(match: re.Match[str]) -> Finding:
    """What is wrong with the colon of the line."""
    start, end = match.span("colon")
    value = match["value"].strip()
    right = f"写成 {match['key'].strip()}: {value}".rstrip()
    if len(value) > _LONGEST:
        right = f"把“{match['colon']}”改成半角冒号加一个空格"
    if match["colon"] == "：":
        return Finding("full-width-colon", start, end, "全角冒号“：”不是 YAML 的冒号，这一行没有成为键", right)
    return Finding("missing-space", start, end, "冒号后面缺少空格，这一行没有成为键", right)


def swallowed(key: str, at: int) -> Iterator[Finding]:
    """A key, standing at `at`, that has swallowed a full-width colon."""
    if key[0] not in "\"'" and (match := hidden_colon(key, 0)) and match["colon"] == "：":
        where = at + match.start("colon")
        message = "键里有全角冒号“：”，它不是 YAML 的冒号"
        hint = f'改成半角冒号加空格；如果就是键的一部分，给键加引号："{brief(key)}"'
        yield Finding("full-width-colon", where, where + 1, message, hint, Severity.WARNING, culprit=False)
