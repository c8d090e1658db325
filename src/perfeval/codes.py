"""The codes of indicators, and what was meant by a text that is none."""

from __future__ import annotations

from perfeval.diagnostic import Diagnostic
from perfeval.regex import regex

CODE = regex(r"[A-Za-z][A-Za-z0-9]*(?:[.][A-Za-z0-9]+)*")
_BETWEEN = regex(r"[\s,，、;；/]+")
_QUOTES = "“”‘’\"'「」"


def odd_code(text: str) -> Diagnostic:
    """The finding for a text that is no code.

    >>> [odd_code(text).hint for text in ("A1 A2", "“A1”", "一")]
    ['是几个编号的，用半角逗号隔开：A1, A2', '去掉引号，写成 A1', '编号以字母开头，只用英文字母、数字和点，如 C12']
    """
    found = codes_in(text)
    hint = "编号以字母开头，只用英文字母、数字和点，如 C12"
    if len(found) > 1:
        hint = f"是几个编号的，用半角逗号隔开：{', '.join(found)}"
    elif found and set(text) & set(_QUOTES):
        hint = f"去掉引号，写成 {found[0]}"
    return Diagnostic("not-a-code", f"“{text}”不能作编号", hint)


def codes_in(text: str) -> list[str]:
    """The codes of which a text is made; none where there is anything else in it."""
    found = [piece.strip(_QUOTES) for piece in _BETWEEN.split(text.strip("[]［］【】 ")) if piece]
    return found if all(map(CODE.fullmatch, found)) else []
