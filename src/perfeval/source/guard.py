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
_BLOCKS = regex(r"(?m)^([ ]*)([^\n]*[:-][ \t]+[|>][-+0-9]{0,2}[ \t]*\n)(?:\1[ ]+[^\n]*\n|[ \t]*\n)+")
"""A key or item with a text of several lines below it, in which nothing is YAML."""

_DOUBTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (signs, re.compile(pattern))
    for signs, pattern in (
        # A line that begins with a sign of YAML's own, a wide or a tab indent, a lookalike, or
        # text up to a colon that is no YAML colon.
        (
            "",
            rf"(?m)^[ ]*+(?:-[ \t]++)*+(?:[%&*!@`|>{_WIDE}\t{WIDE_SPACES}]|[?:](?=[ \t\n]|\Z)"
            r"|[^\s:：#\"'\[{][^\n:：]*+(?:：|:(?![ \t\n/\\])))",
        ),
        # A value that begins like YAML written wide; brackets and quotes only where they close it again.
        (_WIDE, rf"(?m):[ \t]+(?:[{_LONE}]|[{_OPEN}][^\n]*[{_CLOSE}][ \t]*(?:[,}}\]#]|$))"),
        ("#", r"#[^\s#](?<=\S[ \t]#.)"),
        ("＃", r" ＃"),
        # Brackets in which, quotes aside, a wide comma or colon comes before any plain one.
        ("，：", r"[\[{](?:[^\[\]{},，：\"']|\"[^\"\n]*\"|'[^'\n]*')*+[，：]"),
        ("：", r"\{(?:[^\[\]{}:：\"']|\"[^\"\n]*\"|'[^'\n]*')*+："),
        ("", r"[{,][ \t\n]*+[^\s\"'\[\]{},:\#]++:(?![\s,\]}/\\:])"),
        # Entries in brackets with a wide sign, after plain ones; quotes that close wide; marks of other lists.
        ("：", r"[{,，][ \t\n]*+[^\s\"'\[\]{},:：\#，。；]++[ \t]*+："),
        ("，", r"，[ \t\n]*+[A-Za-z_]+[ \t]*+:"),
        ("，、", r"\[[^\[\]{}\"'\n]*[，、][ \t]*[A-Za-z]"),
        ("”", r"[:,\[{] \"[^\"\n]*”"),
        ("", r"(?m)^[ ]*+(?:-[^-\s\d.=>]|[—–•·●▪]|[0-9一二三四五六七八九十]{1,2}、)"),
        ("-", r"---(?<![^\n]---)"),
        (".", r"\.\.\.(?<![^\n]\.\.\.)"),
        ("|>", r"[|>][-+0-9]{0,2}\#"),
        ("|>", r"[|>][^\s\w]?\w?[ \t]*+(?:\#[^\n]*+)?\n\n*[ \t]+\n"),
    )
)
"""What to look for, each with the signs of which it has at least one: most texts have none of them."""


def suspicious(text: str) -> bool:
    """Whether the text must be looked at line by line even if it parses."""
    outside = _BLOCKS.sub(r"\1\2", text) if _HEADER.search(text) else text
    return any(doubt.search(outside) for signs, doubt in _DOUBTS if not signs or any(sign in outside for sign in signs))
