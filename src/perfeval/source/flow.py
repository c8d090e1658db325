"""Entries in brackets that hold full-width signs, or a colon or a quote that is no such thing to YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.diagnostic import Severity
from perfeval.regex import regex
from perfeval.source.lines import Finding
from perfeval.source.signs import brief

_TOKEN = regex(
    r"""(?<![^ \t\n,:\[\]{}])(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')|(?<=[ \t\n])\#[^\n]*|[\[\]{},，]
    |(?<=[:,\[{][ ])"(?=[^"\n]*”)""",
    re.S | re.X,
)
_FIELD = regex(r"[ \t\n]*(?P<key>[A-Za-z_]+)[ \t]*(?:(?P<wide>：)|(?P<tight>:)(?![\s,\[\]{}/\\:])|:)")
_WORD = regex(r"[ \t\n]*(?P<key>[^\s\"'\[\]{},:：#，。；]{1,24})(?P<wide>：)(?P<tight>)(?=[ \t]*[\[{\"'])")
_COLON = regex(r":[ \t\n]|：")
_CODES = regex(r"\[[ \t]*[A-Za-z][A-Za-z0-9_.-]*(?:[ \t]*[,，、][ \t]*[A-Za-z][A-Za-z0-9_.-]*)+[ \t]*\]")


def faults(text: str, at: int, end: int) -> Iterator[Finding]:
    """What is wrong inside a list or mapping in brackets that reaches from `at` to `end`."""
    opened: list[str] = []
    begun = at  # where the last entry begins
    for token in _TOKEN.finditer(text, at, end):
        sign = token.group()
        if sign in "[{":
            opened.append(sign)
        elif sign in "]}" and opened:
            opened.pop()
        elif sign == '"':
            yield _wide_quote(text, token.start(), end)
            return
        if sign == "[" and (codes := _CODES.match(text, token.start(), end)) and re.search("[，、]", codes.group()):
            yield _codes(codes)
        if opened and opened[-1] == "{" and sign in "{,，":
            kept = sign == "，" and not _COLON.search(text, begun, token.start())  # a part of a key
            yield from () if kept else _joined(text, token, end) if sign == "，" else _entry(text, token.end(), end)
        begun = begun if sign == "，" else token.end()


def _entry(text: str, at: int, end: int) -> Iterator[Finding]:
    """The start of an entry of a mapping, behind a brace or a comma."""
    entry = _FIELD.match(text, at, end) or _WORD.match(text, at, end)
    if entry and entry["wide"]:
        message = "括号里的全角冒号“：”不是 YAML 的冒号，这一项没有成为键"
        hint = f"写成 {entry['key']}: …，冒号用半角，后面空一格"
        yield Finding("full-width-colon", entry.start("wide"), entry.end("wide"), message, hint)
    elif entry and entry["tight"]:
        message, hint = "冒号后面缺少空格，这一项没有成为键", f"写成 {entry['key']}: …，冒号后面空一格"
        yield Finding("missing-space", entry.start("tight"), entry.end("tight"), message, hint)


def _joined(text: str, comma: re.Match[str], end: int) -> Iterator[Finding]:
    """An entry behind a full-width comma; without a colon of YAML's it may be a part of a sentence."""
    if entry := _FIELD.match(text, comma.end(), end):
        severity = Severity.WARNING if entry["wide"] or entry["tight"] else Severity.ERROR
        message = "全角逗号“，”没有把两项分开"
        hint = f"写成半角逗号加空格：, {entry['key']}: …"
        yield Finding("full-width-lookalike", comma.start(), comma.end(), message, hint, severity)


def _codes(match: re.Match[str]) -> Finding:
    codes = re.split("[,，、]", match.group()[1:-1])
    hint = f"写成 [{', '.join(code.strip() for code in codes)}]，各项之间用半角逗号"
    message = "括号里的编号没有用半角逗号隔开，几个编号成了一个"
    return Finding("full-width-lookalike", match.start(), match.end(), message, hint, Severity.WARNING)


def _wide_quote(text: str, at: int, end: int) -> Finding:
    close = text.index("”", at) + 1
    written = text[at:close]
    hint = f'写成 {brief(written[:-1], 60)}"'
    return Finding("unclosed-quote", at, min(close, end), '引号用半角的 " 打开，却用中文的 ” 合上', hint)
