"""Whether a text can hold a trap that a parser would read without complaint.

Most files hold none, and a few searches say so in a tenth of the time that `Scan` takes to look
at every line. True where in doubt; a test holds it to never being False where `Scan` finds anything
in a text that parses.
"""

from __future__ import annotations

import re

from perfeval.source.signs import WIDE_SPACES

_WIDE = "－＊＃＞｜＂＇“‘【［｛「"
_DOUBTS = tuple(
    map(
        re.compile,
        (
            # A line that begins with a sign of YAML's own, a wide or a tab indent, a lookalike, or
            # text up to a colon that is no YAML colon.
            rf"(?m)^[ ]*+(?:-[ \t]++)*+(?:[%&*!@`|>{_WIDE}\t{WIDE_SPACES}]|[?:](?=[ \t\n]|\Z)"
            r"|[^\s:：#\"'\[{][^\n:：]*+(?:：|:(?![ \t\n/\\])))",
            rf":[ \t]+[{_WIDE}]",
            r"\S[ \t]#[^\s#]",
            r" ＃",
            # Brackets in which a wide comma comes before any plain one, a wide colon before any plain one.
            r"[\[{][^\[\]{},，：\"']*+[，：\"']|\{[^\[\]{}:：\"']*+[：\"']",
            r"[{,][ \t\n]*+[^\s\"'\[\]{},:\#]++:(?![\s,\]}/\\:])",
            r"(?m)^(?:---|\.\.\.)",
            r"[|>][-+0-9]{0,2}\#",
            r"[|>][^\s\w]?\w?[ \t]*+(?:\#[^\n]*+)?\n\n*[ \t]+\n",
        ),
    )
)


def suspicious(text: str) -> bool:
    """Whether the text must be looked at line by line even if it parses."""
    return any(doubt.search(text) for doubt in _DOUBTS)
