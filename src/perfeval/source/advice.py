"""A parser's fault that no trap explains, in words that an evaluator can act on."""

from __future__ import annotations

from perfeval.regex import regex
from perfeval.source.events import Failure
from perfeval.source.lines import Finding
from perfeval.source.signs import quoted
from perfeval.source.spans import line_end

_COLON = "这一行缺少冒号"
_WORD = regex(r"[A-Za-z_]+")
_SIGN = "值不能以这个符号开头"
_KEY = regex(r"[,{][ ]*([a-z_]+)[ ]+$")
_VALUE = regex(r"[^,{}\[\]\n]+")
_ADVICE = (
    ("more indented follow up", "多行文本开头的空行里有空格，与下面的缩进不一致", "删掉空行里的空格"),
    ("could not find expected ':'", _COLON, "写成“键: 值”，冒号用半角，后面空一格"),
    ("mapping values are not allowed", "这里不能出现“键: 值”", "检查这一行和上一行的缩进；值里有“: ”时加引号"),
    ("cannot start any token", _SIGN, "给整个值加引号"),
    ("sequence entries are not allowed", "这里不能出现列表项“- ”", "另起一行，与同一层的“- ”左边对齐"),
    ("block sequence entries", "这里不能出现列表项“- ”", "另起一行，与同一层的“- ”左边对齐"),
    ("expected <block end>", "这一行与上面的结构接不上", "检查缩进是否对齐；值里有引号、括号时给整个值加引号"),
    ("end of stream", "文件在引号或括号合上之前就结束了", "补上缺少的引号或括号"),
    ("expected ',' or", "括号里缺少逗号，或括号没有合上", "各项之间用半角逗号，末尾补上括号"),
    ("unknown escape character", "双引号里的“\\”后面不是 YAML 认识的字母", "改用单引号，或把“\\”写成“\\\\”"),
    ("escape sequence", "双引号里的转义写错了", "改用单引号，或把“\\”写成“\\\\”"),
)


def explain(text: str, failure: Failure) -> Finding:
    """The finding for a parser's fault, marked from where it stopped to the end of the line."""
    at = _visible(text, failure.at)
    message, hint = "这里不是正确的 YAML", "检查缩进、冒号后的空格、引号和括号是否成对"
    for words, what, advice in _ADVICE:
        if words in failure.problem:
            message, hint = what, advice
            break
    before = text[text.rfind("\n", 0, at) + 1 : at]
    if (key := _KEY.search(before)) and text[at : at + 1] in ("{", "["):
        message, hint = f"“{key[1]}”后面缺少冒号", f"在“{key[1]}”后面补上半角冒号，再空一格"
    elif message == _SIGN and before.count("{") > before.count("}"):
        value = _VALUE.match(text, at)
        hint = f"给整个值加引号：{quoted(value[0].rstrip())}" if value else hint
    word = text[text.rfind("\n", 0, at) + 1 : line_end(text, at)].strip()
    if message == _COLON and _WORD.fullmatch(word):
        hint = f"写成 {word}:，冒号用半角"
    return Finding("not-yaml", at, max(line_end(text, at), at + 1), message, hint)


def _visible(text: str, at: int) -> int:
    """The place to show: the end of the last line with text where the parser stopped past it."""
    if at < len(text) and not text[at].isspace():
        return at
    kept = len(text[:at].rstrip())
    return max(kept - 1, 0) if "\n" in text[kept:at] or at >= len(text) else at
