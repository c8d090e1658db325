"""Values without quotes: what YAML cuts off them, refuses in them, or takes them for."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Severity
from perfeval.record import replace
from perfeval.regex import regex
from perfeval.source.lines import Finding
from perfeval.source.signs import brief, lookalike, quoted

_COMMENT = regex(r"[ \t]#")
_SECOND_COLON = regex(r":(?=[ \t]|$)")
_FIELD = regex(r"(?:^|[^A-Za-z_])(?:because|note|evidence|as_of|share|keep|answer|level|value|of|last_year):[ \t]")
_SIGNS = {
    "&": ("anchor-not-allowed", "“&”在这里是 YAML 的锚点记号，后面的字不会成为值"),
    "*": ("alias-not-allowed", "“*”在这里是 YAML 的引用记号，后面的字不会成为值"),
    "!": ("tag-not-allowed", "“!”在这里是 YAML 的标签记号，后面的字不会成为值"),
    "%": ("reserved-sign", "YAML 的值不能以“%”开头"),
    "@": ("reserved-sign", "YAML 的值不能以“@”开头"),
    "`": ("reserved-sign", "YAML 的值不能以“`”开头"),
}
SIGNS = frozenset(_SIGNS)
"""Signs that no unquoted value may begin with."""


def signed(text: str, at: int, end: int) -> Finding:
    """A value that begins with one of `SIGNS`."""
    value = _COMMENT.split(text[at:end], maxsplit=1)[0].rstrip()
    code, message = _SIGNS[value[0]]
    hint = f"给整个值加引号：{quoted(value)}"
    mark, *rest = value.split(maxsplit=1)
    if mark.startswith("!!"):
        hint = f"删掉 {brief(mark)}；是文字的值加引号即可"
    elif mark[0] == "&" and rest:
        hint = f"删掉 {brief(mark)}，在用到它的地方把内容再写一遍；如果就是文字，加引号：{quoted(value)}"
    return Finding(code, at, at + len(value), message, hint)


def keyless(text: str, at: int, end: int) -> Finding:
    """A line that begins with a colon, or with YAML's sign for a key that is not a name."""
    if text[at] == ":":
        return Finding("empty-key", at, at + 1, "冒号前面没有键", "在冒号前面写上键")
    hint = f"写成“键: 值”；如果就是文字，加引号：{quoted(text[at:end])}"
    return Finding("explicit-key", at, at + 1, "“? ”在这里是 YAML 复杂键的记号", hint)


def item(text: str, at: int, end: int) -> Finding:
    """An item of a list on the line of its key; a dash alone is what people put where there is nothing to say."""
    if text[at:end].strip() == "-":
        hint = "没有这类事项的事实，写“不适用”；是零的，写 0 和单位；还不知道的，先空着"
        return Finding("list-on-key-line", at, end, "单独的“-”在 YAML 里是一个空的列表项", hint)
    return Finding("list-on-key-line", at, end, "列表项不能与键写在同一行", "另起一行，缩进后再写“- ”")


def doubts(text: str, at: int, end: int) -> Iterator[Finding]:
    """What an unquoted value from `at` to the end of its line has that was hardly meant."""
    value = _COMMENT.split(text[at:end], maxsplit=1)[0].rstrip(" \t")
    if value[0] in "｛【［" and _SECOND_COLON.search(value) and (found := lookalike(value, at)):
        yield replace(found, severity=Severity.ERROR)
    elif _SECOND_COLON.search(value):
        message = "一行里有两个“: ”，YAML 分不清键和值"
        hint = f"给整个值加引号：{quoted(value)}"
        if _FIELD.search(value):
            braces = "{value: 30 场, because: 原因} 或 {level: 良好, because: 原因}"
            hint = f"是几个栏目的，用花括号，如 {braces}；是一句话的，加引号：{quoted(value)}"
        yield Finding("second-colon", at, at + len(value), message, hint)
    elif found := lookalike(value, at):
        yield found
    yield from cut(text, at, end)


def cut(text: str, at: int, end: int) -> Iterator[Finding]:
    """Text that YAML drops as a comment: one space, ``#``, and no space after it."""
    match = _COMMENT.search(text, max(at - 1, 0), end)
    if match is None or text[match.start() - 1].isspace():
        return
    start = match.end() - 1
    rest = text[start + 1 : end]
    if rest and not rest[0].isspace() and rest[0] != "#":
        message = f"“ #”后面的“{brief(rest)}”被当成注释，不在值里"
        hint = f"如果是值的一部分，给整个值加引号：{quoted(text[at:end])}；如果是注释，在 # 后面空一格"
        yield Finding("text-after-hash", start, end, message, hint, Severity.WARNING, culprit=False)
