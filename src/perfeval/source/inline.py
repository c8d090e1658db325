"""Values on one line in their canonical spelling: quotes where they are needed, spaces inside brackets."""

from __future__ import annotations

from perfeval.regex import regex
from perfeval.source.scalar import Numeral, resolve
from perfeval.source.spans import DOUBLE, SINGLE
from perfeval.source.writing import SIMPLE

_ELSEWHERE = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
"""Words that are text to us and something else to other readers of YAML: their quotes stay."""

_SPACE = regex(r"[ \t]*+")
_PLAIN = regex(r"(?:[^\s,\[\]{}:#]|(?<=\S)#|:(?![\s,\[\]{}]|\Z)|[ \t]++(?=[^\s,\[\]{}:#]|:[^\s,\[\]{}]))++")
_MOST_DIGITS = 1 << 30


def requoted(written: str, inside: bool = False) -> str:
    r"""A quoted scalar without its quotes where nobody reads it differently, else in double quotes where it can be.

    inside: whether it stands in brackets.

    >>> [requoted(one) for one in ('"甲"', "'4'", '"30 场"', "'x: y'", '"yes"', "'a\"b'", '"2023-11-30"')]
    ['甲', '"4"', '30 场', '"x: y"', '"yes"', '\'a"b\'', '"2023-11-30"']
    """
    value = written[1:-1]
    if "\\" in value or '"' in value:
        return written
    if written[0] == "'":
        value = value.replace("''", "'")
    return value if _needless(value, inside) else f'"{value}"'


def _needless(value: str, inside: bool) -> bool:
    """Whether the value means the same without quotes, to us and to other readers."""
    if not SIMPLE.fullmatch(value) or value.lower() in _ELSEWHERE or (inside and "，" in value):
        return False
    found = resolve(value, _MOST_DIGITS)
    if found != value or isinstance(found, Numeral):
        return False
    # Other readers take more for numbers and dates than we do; a unit or a percent sign rules that out.
    return not value[0].isdigit() or value.endswith("%") or any("\u4e00" <= sign <= "\u9fff" for sign in value)


def spaced(written: str) -> str:
    """A list or mapping in brackets on one line, with one space after commas and colons and none elsewhere.

    >>> spaced("{ a :1 , 'b':[ x,y ] , c: 12:30 }"), spaced("[1, 2 , ]"), spaced("{a: , b: http://x.y}")
    ('{a :1, b: [x, y], c: 12:30}', '[1, 2,]', '{a: , b: http://x.y}')
    """
    parts, at, quoted = "", 0, False
    while (at := _space(written, at)) < len(written):
        sign = written[at]
        if sign == ",":
            part = ", "
        elif sign == ":" and (quoted or not written[at + 1 : at + 2].strip(" \t,[]{}")):
            part = ": "
        elif sign in "[]{}":
            part = sign
            parts = parts.rstrip() if sign in "]}" and not parts.endswith(": ") else parts
        else:
            token = (DOUBLE if sign == '"' else SINGLE if sign == "'" else _PLAIN).match(written, at)
            if not token:
                return written
            part = token.group() if sign not in "\"'" else requoted(token.group(), inside=True)
            quoted, at = sign in "\"'", token.end()
            parts += part
            continue
        parts, at, quoted = parts + part, at + 1, False
    return parts.rstrip()


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()
