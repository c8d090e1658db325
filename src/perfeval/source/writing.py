"""Plain data to YAML text that reads back as the same data, numbers as they were spelled."""

from __future__ import annotations

import json

from perfeval.regex import regex
from perfeval.source.places import Data
from perfeval.source.scalar import Numeral, resolve

WIDTH = 100
"""The longest line on which a small mapping or list stands in brackets."""

SIMPLE = regex(
    r"(?:\.\.?/)*[\w≥≤][\w≥≤%/.+*()（）、，。；《》〔〕“”－—·×÷＝-]*(?: [\w≥≤%/.+*()（）、，。；《》〔〕“”－—·×÷＝-]+)*"
)
_BLOCK = regex(r"[^\s#|>%-][^\n]*(?<!\s)(?:\n+[^\s][^\n]*(?<!\s))*\n?")
_MOST_DIGITS = 1 << 30


def write(data: Data) -> str:
    r"""The text of a mapping or a list, ending in a line feed.

    >>> write({"a": Numeral("4.50"), "b": {"c": "4.50", "d": ["x", "1, 2"]}, "e": "是: 否"})
    'a: 4.50\nb:\n  c: "4.50"\n  d: [x, "1, 2"]\ne: "是: 否"\n'
    """
    return "\n".join(_lines(data, "")) + "\n"


def _lines(data: Data, indent: str) -> list[str]:
    lines: list[str] = []
    if isinstance(data, dict):
        for key, value in data.items():
            lines += _under(f"{indent}{scalar(key, key=True)}:", value, indent)
    elif isinstance(data, list):
        for value in data:
            if isinstance(value, dict | list) and value and not _flow(value, len(indent) + 2):
                inner = _lines(value, indent + "  ")
                lines += [f"{indent}- {inner[0].lstrip(' ')}", *inner[1:]]
            else:
                lines += _under(f"{indent}-", value, indent)
    return lines


def _under(head: str, value: Data, indent: str) -> list[str]:
    """A key or a dash, with its value on the same line or below."""
    if isinstance(value, dict | list):
        flow = _flow(value, len(head) + 1)
        return [f"{head} {flow}"] if flow else [head, *_lines(value, indent + "  ")]
    if isinstance(value, str) and "\n" in value and _BLOCK.fullmatch(value) and value.replace("\n", "").isprintable():
        body = value.removesuffix("\n").split("\n")
        return [f"{head} |{'' if value.endswith(chr(10)) else '-'}", *(f"{indent}  {line}".rstrip() for line in body)]
    return [f"{head} {scalar(value)}"]


def _flow(data: Data, used: int) -> str:
    """A mapping or list of single values in brackets; empty where that is too long or goes deeper."""
    if isinstance(data, dict) and not any(isinstance(value, dict | list) for value in data.values()):
        text = "{" + ", ".join(f"{scalar(key, key=True)}: {scalar(value)}" for key, value in data.items()) + "}"
    elif isinstance(data, list) and not any(isinstance(value, dict | list) for value in data):
        text = "[" + ", ".join(map(scalar, data)) + "]"
    else:
        return ""
    # A wide comma in brackets would be asked about: was it meant to separate?
    return text if not data or (used + len(text) <= WIDTH and "，" not in text) else ""


def scalar(value: Data, key: bool = False) -> str:
    """One value or key on one line, in quotes where it would otherwise be read as something else."""
    if not isinstance(value, str):
        return "null"
    plain = isinstance(value, Numeral) or (SIMPLE.fullmatch(value) and _is_text(value, key))
    if plain:
        return str(value)
    if value.isprintable() and ('"' in value or "\\" in value):
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def _is_text(value: str, key: bool) -> bool:
    found = resolve(value, _MOST_DIGITS)
    return found == value and (key or not isinstance(found, Numeral))


def bracketed(data: Data) -> str:
    """Data on one line that reads back as the same data, however deep it is.

    >>> bracketed({"甲": [Numeral("4.50"), "4.50", None], "丙": "是，否"})
    '{甲: [4.50, "4.50", null], 丙: "是，否"}'
    """
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_inside(key, key=True)}: {bracketed(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(bracketed, data)) + "]"
    return _inside(data)


def _inside(value: Data, key: bool = False) -> str:
    """One value or key in brackets, where a wide comma would be asked about."""
    text = scalar(value, key)
    return json.dumps(text, ensure_ascii=False) if "，" in text and text == value else text


def flow(data: Data) -> str:
    """YAML data on one line, for people.

    >>> flow({"甲": ["乙", None], "丙": "10%"})
    '{甲: [乙, ~], 丙: 10%}'
    """
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(flow, data)) + "]"
    return "~" if data is None else " ".join(data.split())
