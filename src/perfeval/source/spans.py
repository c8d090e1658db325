"""Values that open something: quotes, brackets, and texts over several lines.

Each function looks at a value from its first sign on and says where it ends, so that the lines
inside are not taken for keys, and what is wrong with its opening or its end.
"""

from __future__ import annotations

import re

from perfeval.record import Record
from perfeval.regex import regex
from perfeval.source.lines import Finding
from perfeval.source.signs import brief, compared, quoted, tight_flow, wide_flow

DOUBLE = regex(r'"(?:[^"\\]|\\.)*+"', re.S)
SINGLE = regex(r"'(?:[^']|'')*+'")
_KEY_LINE = regex(r"([ ]*)(?:-[ ]+)*[^\s\"'#\[\]{}&*!|>%@`,\-][^\n\"'\[\]{},#]*?:(?=[ \t\n]|\Z)")
FLOW = regex(
    r"""(?<![^ \t\n,:\[\]{}])(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')|(?<=[ \t\n])\#[^\n]*|[\[\]{}\n]""", re.S | re.X
)
CLOSERS = {"[": "]", "{": "}"}
_NEXT_KEY = regex(r"(\[[^\[\]{}:]*?)[ \t]*,[ \t]*([A-Za-z_]+):[ \t]")
_CUT = regex(r"[ \t](\#[^\s][^\n]*)")
_HEADER = regex(r"[|>](?:[1-9][-+]?|[-+][1-9]?)?(?=[ \t\n]|\Z)(?:[ \t]+\#[^\n]*|[ \t]*)$", re.M)
_CONTENT = regex(r"(?:[ \t]*+\n)*+([ ]*)[^\s]")


class Span(Record):
    """Where a value ends (an offset past its last sign), and what is wrong with it."""

    end: int
    finding: Finding | None = None


def line_end(text: str, at: int) -> int:
    """The offset of the end of the line that holds `at`."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def quotes(text: str, at: int, column: int) -> Span:
    """A quoted value, opened at `at` under a key in `column` (-1 at the root)."""
    sign = text[at]
    match = (DOUBLE if sign == '"' else SINGLE).match(text, at)
    if not match or _swallows(text, at, match.end(), column):
        end = line_end(text, at)
        message = f"引号 {sign} 打开后没有在这一行合上，后面的行会被当成文字"
        hint = f"在值的末尾补上 {sign}"
        value = text[at:end].rstrip()
        if value[-1] in "”’":
            message, hint = f"引号用半角的 {sign} 打开，却用中文的 {value[-1]} 合上", f"写成 {value[:-1]}{sign}"
        return Span(end, Finding("unclosed-quote", at, end, message, hint))
    return _tail(text, at, match.end(), "text-after-quote", "引号")


def brackets(text: str, at: int, column: int, depth: int) -> Span:
    """A list or mapping in brackets, at most `depth` deep, opened under a key in `column`."""
    opened: list[str] = []
    starts: list[int] = []
    for token in FLOW.finditer(text, at):
        sign = token.group()
        if sign == "\n":
            if column >= 0 and _is_key(text, token.end(), column):
                break
            continue
        if sign in CLOSERS:
            opened.append(CLOSERS[sign])
            starts.append(token.start())
        elif sign in "]}":
            if opened[-1] != sign:
                break
            opened.pop()
            starts.pop()
        if len(opened) > depth:
            message = f"括号嵌套超过 {depth} 层"
            return Span(len(text), Finding("too-deep", token.start(), token.end(), message, "减少嵌套"))
        if not opened:
            return _closed(text, at, token.end())
    return Span(line_end(text, at), _unclosed(text, at, starts[-1]))


def _unclosed(text: str, at: int, inner: int) -> Finding:
    """Brackets that open at `at`; what opens at `inner`, at the same place or inside, is not closed."""
    end = line_end(text, inner)
    sign, value = CLOSERS[text[inner]], text[inner:end]
    message = f"括号 {text[inner]} 打开后没有对上的 {sign}"
    hint = f"在末尾补上 {sign}；如果就是文字，加引号：{quoted(value)}"
    cut = _CUT.search(value)
    if value.rstrip()[-1] in "｝］】":
        hint = f"把末尾的“{value.rstrip()[-1]}”改成半角的 {sign}"
    elif inner > at and (key := _NEXT_KEY.match(value)):
        hint = f"写成 {key[1]}{sign}, {key[2]}: …"
    elif cut:
        inner += cut.start(1)
        hint = f"“{brief(cut[1], 12)}”前面有空格，从 # 起都成了注释；是文字就加引号，是注释就移到括号外面"
    elif inner > at:
        hint = f"在“{brief(value, 16)}”这一组的末尾补上 {sign}"
    return Finding("unclosed-bracket", inner, end, message, hint)


def _closed(text: str, at: int, end: int) -> Span:
    """Brackets that are closed at `end`."""
    if text.startswith("{{", at):
        stop = line_end(text, at)
        hint = f"给整个值加引号：{quoted(text[at:stop])}"
        return Span(stop, Finding("template-text", at, stop, "“{{”在这里被当成 YAML 的花括号", hint))
    if finding := wide_flow(text[at:end], at, end) or tight_flow(text, at, end):
        return Span(line_end(text, end), finding)
    return _tail(text, at, end, "text-after-bracket", "括号")


def _tail(text: str, at: int, end: int, code: str, what: str) -> Span:
    """What follows a closed value on its line: nothing, a comment, or text that is too much."""
    stop = line_end(text, end)
    rest = text[end:stop].strip()
    if not rest or rest.startswith(("#", ":")):
        return Span(stop, _tight(text, at, end, rest))
    value = text[at:stop]
    if "\n" in value:
        value = text[at : line_end(text, at)]
    message = f"{what}后面还有文字“{brief(rest)}”，YAML 认为值在{what}处就结束了"
    hint = f"给整个值加引号：{quoted(value)}"
    return Span(stop, Finding(code, at, at + len(value.rstrip()), message, hint))


def _tight(text: str, at: int, end: int, rest: str) -> Finding | None:
    """A colon that stands against what follows it, after a quoted key."""
    if not rest.startswith(":") or len(rest) == 1 or rest[1] in " \t":
        return None
    where = text.index(":", end)
    hint = f"写成 {text[at:end]}: {brief(rest[1:])}"
    return Finding("missing-space", where, where + 1, "冒号后面缺少空格", hint)


def _swallows(text: str, at: int, end: int, column: int) -> bool:
    """Whether a quoted text runs over lines that are keys of their own."""
    line = text.find("\n", at, end)
    while line >= 0 and column >= 0:
        if _is_key(text, line + 1, column):
            return True
        line = text.find("\n", line + 1, end)
    return False


def _is_key(text: str, at: int, column: int) -> bool:
    """Whether the line at `at` is a key no deeper than `column`."""
    match = _KEY_LINE.match(text, at)
    return match is not None and len(match[1]) <= column


def block(text: str, at: int, column: int) -> Span:
    """A text over several lines (``|`` or ``>``), under a key in `column`."""
    end = line_end(text, at)
    value = text[at:end].rstrip()
    if not _HEADER.match(text, at):
        return Span(end, _sign(value, at, f"后面的“{brief(value[1:])}”会丢失或报错"))
    inner = _CONTENT.match(text, end + 1)
    if not inner or len(inner[1]) <= column:
        return Span(end, _sign(value, at, "但下面没有缩进的文本，这个值会是空的"))
    while inner and len(inner[1]) > column:
        end = line_end(text, inner.end())
        inner = _CONTENT.match(text, end + 1)
    return Span(end)


def _sign(value: str, at: int, harm: str) -> Finding:
    """A comparison sign or a stroke that YAML takes for the start of a text."""
    message = f"“{value[0]}”在这里是 YAML 多行文本的记号，{harm}"
    hint = compared(value) or f"给整个值加引号：{quoted(value)}"
    return Finding("block-scalar-sign", at, at + len(value), message, hint)
