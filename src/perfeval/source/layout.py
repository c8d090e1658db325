"""A file in its canonical layout: indents, spaces, quotes and blank lines; order, comments and meaning stay.

What comes out is read again and held against what was read: `laid_out` gives nothing rather than a text that says
something else.
"""

from __future__ import annotations

from collections import Counter

from perfeval.regex import regex
from perfeval.source.indents import Layout
from perfeval.source.places import Data
from perfeval.source.reading import parse
from perfeval.source.scalar import Numeral
from perfeval.source.source import Source

_SPELLING = regex(r"[ \t\n\"']+")
"""What a layout may change; every other sign stays, and stays where it is among the others."""


def laid_out(source: Source) -> str | None:
    r"""The text of a file in its canonical layout; None where that cannot be had without changing what it says.

    >>> source, _ = parse("a:   1 # 注\n\n\n'甲' :\n- {x: 1,y : \"乙\"}\n", "f")
    >>> print(laid_out(source), end="")
    a: 1 # 注
    <BLANKLINE>
    甲:
      - {x: 1, y: 乙}
    """
    text = Layout(source.text).run()
    if text is None or _SPELLING.sub("", text) != _SPELLING.sub("", source.text):
        return None
    again, found = parse(text, source.name)
    if again is None or not same(again.data, source.data):
        return None
    if found:  # what the text had already may stay
        before = Counter(one.code for one in parse(source.text, source.name)[1])
        return text if Counter(one.code for one in found) <= before else None
    return text


def same(one: Data, other: Data) -> bool:
    """Whether two files say the same: keys in their order, numbers in their spelling, text as text."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, Numeral) == isinstance(other, Numeral) and one == other
