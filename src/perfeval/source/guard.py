"""Whether a text can hold a trap that a parser would read without complaint.

Most files hold none, and a few searches say so in a tenth of the time that `Scan` takes to look
at every line. True where in doubt; a test holds it to never being False where `Scan` finds anything
in a text that parses.
"""

from __future__ import annotations

import re

from perfeval.regex import regex
from perfeval.source.signs import WIDE_SPACES

_LONE, _OPEN, _CLOSE = "－＊＃＞｜＂＇", "“‘【［｛「", "”’】］｝」"
_WIDE = _LONE + _OPEN
_HEADER = re.compile(r"[|>][-+0-9]{0,2}[ \t]*\n")
_BLOCK = regex(r"([ ]*+)[^\n]*[:-][ \t]+[|>][-+0-9]{0,2}[ \t]*\n((?:\1[ ]+[^\n]*+\n|[ \t]*+\n)++)")
"""A line with a key or item, and the text of several lines below it, in which nothing is YAML."""

_DOUBTS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (start, signs, regex(re.escape(start) + rest))
    for starts, signs, rest in (
        # A line that begins with a sign of YAML's own, a wide or a tab indent, a lookalike, or
        # text up to a colon that is no YAML colon.
        (
            "\n",
            "",
            rf"[ ]*+(?:-[ \t]++)*+(?:[%&*!@`|>{_WIDE}\t{WIDE_SPACES}]|[?:](?=[ \t\n]|\Z)"
            r"|[^\s:：#\"'\[{][^\n:：]*+(?:：|:(?![ \t\n/\\])))",
        ),
        # A value that begins like YAML written wide; brackets and quotes only where they close it again.
        (":", _WIDE, rf"[ \t]+(?:[{_LONE}]|[{_OPEN}][^\n]*[{_CLOSE}][ \t]*(?:[,}}\]#\n]|\Z))"),
        ("#", "", r"[^\s#](?<=\S[ \t]#.)"),
        ("＃", "", r"(?<= ＃)"),
        # Brackets in which, quotes aside, a wide comma or colon comes before any plain one.
        ("[{", "，：", r"(?:[^\[\]{},，：\"']|\"[^\"\n]*\"|'[^'\n]*')*+[，：]"),
        ("{", "：", r"(?:[^\[\]{}:：\"']|\"[^\"\n]*\"|'[^'\n]*')*+："),
        ("{,", "", r"[ \t\n]*+[^\s\"'\[\]{},:\#]++:(?![\s,\]}/\\:])"),
        # Entries in brackets with a wide sign, after plain ones; quotes that close wide; marks of other lists.
        ("{,，", "：", r"[ \t\n]*+[^\s\"'\[\]{},:：\#，。；]++[ \t]*+："),
        ("，", "", r"[ \t\n]*+[A-Za-z_]+[ \t]*+:"),
        ("[", "，、", r"[^\[\]{}\"'\n]*[，、][ \t]*[A-Za-z]"),
        ('"', "”", r"(?<=[:,\[{] \")[^\"\n]*”"),
        ("\n", "", r"[ ]*+(?:-[^-\s\d.=>]|[—–•·●▪]|[0-9一二三四五六七八九十]{1,2}、)"),
        ("\n", "-.", r"(?:---|\.\.\.)"),
        ("|>", "", r"(?:[-+0-9]{0,2}\#|[^\s\w]?\w?[ \t]*+(?:\#[^\n]*+)?\n\n*[ \t]+\n)"),
    )
    for start in starts
)
"""What to look for: the sign that it begins with, signs of which it has at least one, and all of it.

Most texts have none of the signs; and a search for what begins with one certain sign takes a tenth of the time.
"""


def suspicious(text: str) -> bool:
    """Whether the text must be looked at line by line even if it parses."""
    outside = "\n" + _outside(text)
    return any(
        doubt.search(outside)
        for start, signs, doubt in _DOUBTS
        if start in outside and (not signs or any(sign in outside for sign in signs))
    )


def _outside(text: str) -> str:
    """The text without its blocks."""
    parts, done = [], 0
    for header in _HEADER.finditer(text):
        line = text.rfind("\n", 0, header.start()) + 1
        if line >= done and (block := _BLOCK.match(text, line)):
            parts.append(text[done : block.start(2)])
            done = block.end()
    return "".join([*parts, text[done:]])
