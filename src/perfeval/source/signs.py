"""Signs that a reader cannot see, and signs that only look like YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from perfeval.diagnostic import Severity
from perfeval.regex import regex
from perfeval.source.lines import MOST, Finding

HIDDEN = regex(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, marks of direction, characters without width, halves of characters."""

_RUN = regex(f"{HIDDEN.pattern}+")
_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SEPARATORS = str.maketrans("\u2028\u2029", "  ")

WIDE_SPACES = "\u3000\xa0\u1680\u2000-\u200a\u202f\u205f"
_WIDE_START = {
    "－": ("短横", "-"),
    "＊": ("星号", "*"),
    "＃": ("井号", "#"),
    "＞": ("大于号", ">"),
    "｜": ("竖线", "|"),
    "＂": ("引号", '"'),
    "＇": ("引号", "'"),
}
_TIGHT = regex(r"[{,][ \t\n]*+(?![0-9.]+:)([^\s\"'\[\]{},:#]++):(?![\s,\]}/\\:])")
_COMPARED = regex(r"[>＞]([=＝]?)([ \t]*[0-9０-９][^\n\"]*)")
_QUOTED = regex(r"\"[^\"]*\"|'[^']*'")
_PAIRS = {
    "“”": '"',
    "‘’": "'",
    "【】": "[ ]",
    "［］": "[ ]",
    "［]": "[ ]",
    "｛｝": "{ }",
    "｛}": "{ }",
    "「」": '"',
    "＂＂": '"',
    "＇＇": "'",
}


def name(sign: str) -> str:
    """How a hidden character is shown.

    >>> name(chr(0x202E))
    '<U+202E>'
    """
    return f"<U+{ord(sign):04X}>"


@lru_cache(maxsize=1)
def _all_seen(text: str) -> bool:
    """Whether nothing is hidden, as Python's own table of characters has it; False where in doubt."""
    return text.replace("\n", "").isprintable()


def hidden(text: str) -> Iterator[Finding]:
    """Each run of characters that cannot be seen."""
    if _all_seen(text):
        return
    for run in islice(_RUN.finditer(text), MOST):
        yield unseen(run.group(), run.start(), run.end())


def unseen(signs: str, start: int, end: int) -> Finding:
    """The finding for hidden characters, at a stretch of the text."""
    shown = "".join(map(name, signs[:4])) + ("…" if len(signs) > 4 else "")
    if _CONTROL.search(signs):
        what, code = "控制字符", "control-character"
    else:
        what, code = "看不见的字符（零宽或改变文字方向）", "invisible-character"
    return Finding(code, start, end, f"这里有{what} {shown}", "删掉它，把前后的字重新输入一遍", culprit=False)


def clean(text: str) -> str:
    """The text for a parser, character by character: hidden ones replaced, U+2028 a space."""
    if _all_seen(text):
        return text
    text = text.translate(_SEPARATORS) if "\u2028" in text or "\u2029" in text else text
    return HIDDEN.sub("\ufffd", text)


def quoted(value: str) -> str:
    r"""The value in the quotes that need no escapes where there are such.

    >>> quoted('>=95%'), quoted('"鹏康杯"活动')
    ('">=95%"', '\'"鹏康杯"活动\'')
    """
    value = value.strip()
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def brief(value: str, most: int = 24) -> str:
    """The value as it is quoted in a message."""
    value = value.strip()
    return value if len(value) <= most else value[: most - 1] + "…"


def lookalike(value: str, at: int) -> Finding | None:
    """A whole unquoted value that reads like YAML written with full-width signs.

    >>> lookalike("“预算执行率”", 0).message, lookalike("“鹏康杯”活动", 0)
    ('中文引号 “” 在 YAML 里只是文字的一部分，不起作用', None)
    """
    if not value:
        return None
    if value[0] == "＞" and value[1:].lstrip()[:1].isdigit():
        return None  # a comparison, read as one
    if (start := _WIDE_START.get(value[0])) and len(value) > 1:
        what, right = start
        message = f"全角{what}“{value[0]}”在 YAML 里只是文字的一部分，不起作用"
        hint = f"改成半角的 {right}；如果就是文字，加引号：{quoted(value)}"
        return _wide(message, compared(value) or hint, at, at + 1)
    pair = _PAIRS.get(value[0] + value[-1]) if len(value) > 1 else None
    if pair and value[0] not in value[1:-1] and value[-1] not in value[1:-1]:
        what = "中文引号" if len(pair) == 1 else "中文括号"
        message = f"{what} {value[0]}{value[-1]} 在 YAML 里只是文字的一部分，不起作用"
        return _wide(message, f"改成半角的 {pair}；如果就是文字，加引号：{quoted(value)}", at, at + len(value))
    if (hash_at := value.find(" ＃")) >= 0:
        message = "全角井号“＃”不是注释的开头，后面的字也成了值的一部分"
        return _wide(message, "注释用半角的 #，前面空一格", at + hash_at + 1, at + len(value))
    return None


def compared(value: str) -> str:
    """What to write for a number behind a sign of comparison that YAML takes otherwise; empty for other values.

    >>> compared(">98%"), compared("＞= 5 场"), compared("> 多行")
    ('要“不少于”，写成 ≥98%；确实是“大于”，加引号：">98%"', '写成 ≥ 5 场', '')
    """
    match = _COMPARED.fullmatch(value)
    if match is None:
        return ""
    return f"写成 ≥{match[2]}" if match[1] else f'要“不少于”，写成 ≥{match[2]}；确实是“大于”，加引号：">{match[2]}"'


def wide_flow(inside: str, at: int, end: int) -> Finding | None:
    """A list or mapping in brackets whose only separators are full-width."""
    inside = _QUOTED.sub("", inside)
    # In a mapping a sentence may hold the comma; only before another key is it meant as a separator.
    separates = "，" in inside if inside.startswith("[") else re.search("，[^，：:]*[：:]", inside)
    if separates and "," not in inside:
        return _wide("括号里用了全角逗号，整段成了一个值", "把“，”改成半角的逗号加空格", at, end)
    if inside.startswith("{") and "：" in inside and ":" not in inside:
        return _wide("花括号里用了全角冒号，整段成了一个键", "把“：”改成半角的冒号加空格", at, end)
    return None


def tight_flow(text: str, at: int, end: int) -> Finding | None:
    """A key in braces whose colon has no space after it, so that it is no key."""
    inside = text[at:end]
    # Beside lists and quotes a comma or a brace does not say that a key follows.
    match = None if any(sign in inside for sign in "['\"") else _TIGHT.search(text, at, end)
    if match is None:
        return None
    hint = f"写成 {match[1].strip()}: …，冒号后面空一格"
    return Finding("missing-space", match.end(1), match.end(1) + 1, "冒号后面缺少空格，这一项没有成为键", hint)


def _wide(message: str, hint: str, start: int, end: int) -> Finding:
    return Finding("full-width-lookalike", start, end, message, hint, Severity.WARNING)
