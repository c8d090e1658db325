"""What mends a finding of `source` by changing a few signs, where there is one way to do it and no value is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfeval.diagnostic import Severity
from perfeval.record import Record
from perfeval.regex import regex
from perfeval.source.items import MARK
from perfeval.source.signs import HIDDEN, WIDE_SPACES, quoted


class Spot(Record):
    """A finding's place: the text, the offsets of the stretch on one line, and how much it matters."""

    text: str
    start: int
    end: int
    severity: Severity

    @property
    def marked(self) -> str:
        """The stretch itself, without a comment behind it."""
        return _COMMENT.split(self.text[self.start : self.end], maxsplit=1)[0].rstrip()


class Edit(Record):
    """A stretch of the text and what is to stand there."""

    start: int
    end: int
    fresh: str


class Cure(Record):
    """How a finding is mended; `what` says it in a report of what was done."""

    what: str
    edit: Callable[[Spot], Edit | None]


_COMMENT = regex(r"[ \t]#")
_AFTER_COLON = regex(rf"[ \t{WIDE_SPACES}]*")
_CHINESE = "[\u4e00-\u9fff]"
_SIGNED = regex(rf"[%@`][^\n:：]*|[*&!]{_CHINESE}[^\n:：,，\[\]{{}}]*")
_COMPARED = regex(r"[<>]=?[ \t]*[0-9][^\n:]*")
_SENTENCE = regex(r"[，。；！？]")
_NUMBERED = regex(r"(?:\"[^\"\n]*\"|'[^'\n]*'|\[[^\[\],:\n]*\])[^\s,:\"'\[\]{}][^:：\"'\[\]{}\n]*")
_CODE = regex(r"[A-Za-z][A-Za-z0-9_.-]*")
_ANSWERS = {"是", "否", "有", "无", "符合", "不符合", "达标", "不达标"}
_ENTRY = regex(r"\s*([^\s:：][^:：]*?)\s*[:：]\s*([^:：]*?)\s*")
_BRACES = ("{}", "｛｝", "｛}")
_LISTED = regex(r"\[[ \t]*[A-Za-z][A-Za-z0-9_.-]*(?:[ \t]*[,，、][ \t]*[A-Za-z][A-Za-z0-9_.-]*)*[ \t]*\]")
_HALF_QUOTED = regex(r"\"[^\"”\\\n]*”|'[^'’\n]*’")
_INVISIBLE = regex("[\xad\u200b\u2060\ufeff]+")


def _colon(spot: Spot) -> Edit | None:
    """A colon of the right width, and one space after it; a key with such a colon of its own is left alone."""
    if spot.text[spot.start] == "-":
        return Edit(spot.start, spot.start + 1, "- ") if spot.severity is Severity.ERROR else None
    gap = _AFTER_COLON.match(spot.text, spot.start + 1)
    end = gap.end() if gap else spot.start + 1
    after = spot.text[end : end + 1]
    if spot.severity is not Severity.ERROR or (after == "#" and end == spot.start + 1):
        return None  # with a space before it, what begins with a # would be a comment
    return Edit(spot.start, end, ":" if after in ("", "\n") else ": ")


def _quote(shape: re.Pattern[str]) -> Callable[[Spot], Edit | None]:
    """Quotes around a value that has this shape."""

    def edit(spot: Spot) -> Edit | None:
        value = spot.marked
        return Edit(spot.start, spot.start + len(value), quoted(value)) if shape.fullmatch(value) else None

    return edit


def _sign(spot: Spot) -> Edit | None:
    """Quotes around a value that begins with a sign of YAML's, unless the file uses the sign as YAML does."""
    value = spot.marked
    known = value[:1] in "*&" and f"{'&' if value[0] == '*' else '*'}{value[1:]}" in spot.text
    return None if known else _quote(_SIGNED)(spot)


def _sentence(spot: Spot) -> Edit | None:
    """Quotes around a value with a second colon, where it is prose and not a key whose line was joined."""
    value = spot.marked
    before = value.partition(": ")[0]
    fields = before[-1:].isascii() and before[-1:].isalpha()
    prose = _SENTENCE.search(value) is not None and not fields and not any(sign in before for sign in " \t\"'[]{}")
    return Edit(spot.start, spot.start + len(value), quoted(value)) if prose and not before.isascii() else None


def _lookalike(spot: Spot) -> Edit | None:
    """Brackets, commas and colons written wide, where nothing else can be meant."""
    value, sign = spot.marked, spot.text[spot.start]
    refused = spot.severity is Severity.ERROR
    first = not spot.text[spot.text.rfind("\n", 0, spot.start) + 1 : spot.start].strip(" ")
    if sign == "＃" and refused and first:
        return Edit(spot.start, spot.start + 1, "#")
    if sign == "，" and refused and spot.end == spot.start + 1:
        return Edit(spot.start, spot.end, ", ")
    if first and refused and (mark := MARK.match(spot.text, spot.start)):
        return Edit(spot.start, mark.end(), "- ")
    inside = value[1:-1]
    if value[:1] + value[-1:] in ("[]", "【】", "［］"):
        codes = [code.strip() for code in re.split("[,，、]", inside)]
        listed = len(codes) > 1 and (all(map(_CODE.fullmatch, codes)) or set(codes) <= _ANSWERS)
        return Edit(spot.start, spot.start + len(value), f"[{', '.join(codes)}]") if listed else None
    plain = _LISTED.sub(lambda found: re.sub("[ \t]*[,，、][ \t]*", ", ", found.group()), inside)
    if value[:1] + value[-1:] not in _BRACES or any(sign in _LISTED.sub("", inside) for sign in "\"'[]{}"):
        return None
    entries = [_ENTRY.fullmatch(entry) for entry in re.split(r"[,，](?![^\[]*\])", plain)]
    if not all(entries) or not (refused or ":" not in inside):
        return None
    made = ", ".join(f"{entry[1]}: {entry[2]}" for entry in entries if entry)
    return Edit(spot.start, spot.start + len(value), f"{{{made}}}")


def _wide_close(spot: Spot) -> Edit | None:
    """The right quotation mark at the end of a value that opens with a plain one."""
    value = spot.marked
    match = _HALF_QUOTED.fullmatch(value)
    end = spot.start + len(value)
    return Edit(end - 1, end, value[0]) if match else None


def _invisible(spot: Spot) -> Edit | None:
    """Signs without width, gone; not those that change the direction or the shape of what is seen."""
    run = spot.text[spot.start : spot.end]
    return Edit(spot.start, spot.end, "") if _INVISIBLE.fullmatch(run) and HIDDEN.match(run) else None


CURES = {
    "full-width-colon": Cure("全角冒号改成半角冒号加空格", _colon),
    "missing-space": Cure("冒号或短横后面补上空格", _colon),
    "block-scalar-sign": Cure("以大于号开头的值加上引号", _quote(_COMPARED)),
    "reserved-sign": Cure("以 YAML 的记号开头的值加上引号", _sign),
    "alias-not-allowed": Cure("以 YAML 的记号开头的值加上引号", _sign),
    "anchor-not-allowed": Cure("以 YAML 的记号开头的值加上引号", _sign),
    "tag-not-allowed": Cure("以 YAML 的记号开头的值加上引号", _sign),
    "second-colon": Cure("含有冒号的句子加上引号", _sentence),
    "text-after-quote": Cure("以引号开头的值整个加上引号", _quote(_NUMBERED)),
    "text-after-bracket": Cure("以括号开头的值整个加上引号", _quote(_NUMBERED)),
    "template-text": Cure("以花括号开头的文字加上引号", _quote(regex(r"\{\{[^\n{}:]*\}\}[^\n:]*"))),
    "full-width-lookalike": Cure("全角的括号、逗号、冒号、井号、列表记号改成半角", _lookalike),
    "unclosed-quote": Cure("合上引号的中文引号改成半角", _wide_close),
    "invisible-character": Cure("删掉看不见的字符", _invisible),
}
"""The findings that can be mended, by code."""
