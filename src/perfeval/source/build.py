"""Events to exact plain data, with the place of every node; one pass, no recursion.

Refused here, before anything is built from them: anchors, aliases, merge keys, tags, directives,
second documents, keys that are not scalars, depth and node count.
"""

from __future__ import annotations

import unicodedata
from typing import Any, TypeAlias

from perfeval.number import DIGITS
from perfeval.record import Record
from perfeval.source.events import Events, Kinds
from perfeval.source.lines import MOST, Finding
from perfeval.source.scalar import Misspelt, resolve
from perfeval.source.signs import HIDDEN, brief, quoted, unseen

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
"""A mapping, a list, a `Numeral`, any other text, or nothing. Keys are text as written."""


class Limits(Record):
    """How much of a file is read: bytes, levels of nesting, nodes, and digits of one number."""

    size: int = 8 * 1024 * 1024
    depth: int = 64
    nodes: int = 500_000
    digits: int = DIGITS


class Place(Record, frozen=False):
    """Where a node stands: offsets of its value and of its key, and the places inside it.

    style: ``'``, ``"``, ``|``, ``>``, or empty for unquoted scalars and for collections.
    """

    start: int
    end: int
    style: str = ""
    key: tuple[int, int] | None = None
    inside: dict[str, Place] | list[Place] | None = None


class _Level(Record, frozen=False):
    """An open mapping or list. `names` holds the mapping's keys as they are compared."""

    data: dict[str, Data] | list[Data]
    place: Place
    names: dict[str, tuple[int, int, str]] = {}
    key: str | None = None
    key_at: tuple[int, int] = (0, 0)


class Builder:
    """Data and places as far as the events went; `findings` says what must not be used.

    `doubt` is set by values that may have swallowed, or lost, what their author wrote; `halted` where
    the rest was not looked at.
    """

    def __init__(self, text: str, limits: Limits) -> None:
        """Take the text that the events are of."""
        self.text = text
        self.limits = limits
        self.findings: list[Finding] = []
        self.doubt = self.halted = False
        self._root: list[Data] = []
        self._places: list[Place] = []
        self._stack = [_Level(self._root, Place(0, 0, inside=self._places))]
        self._nodes = 0
        self._documents = 0
        self._names: dict[str, str] = {}

    @property
    def data(self) -> Data:
        """What the file says; None where it says nothing."""
        return self._root[0] if self._root else None

    @property
    def place(self) -> Place:
        """The place of the root node."""
        return self._places[0] if self._places else Place(0, 0)

    @property
    def empty(self) -> bool:
        """Whether there was no node at all."""
        return not self._places or (self._places[0].start == self._places[0].end and self.data is None)

    def run(self, events: Events, kinds: Kinds) -> None:
        """Take in events until they end or a limit is passed. What a parser raises passes through."""
        scalar, handlers = (
            kinds.scalar,
            {
                kinds.mapping: self._mapping,
                kinds.sequence: self._sequence,
                kinds.mapping_end: self._close,
                kinds.sequence_end: self._close,
                kinds.alias: self._alias,
                kinds.document: self._document,
            },
        )
        for event in events:
            kind = type(event)
            if kind is scalar:
                halt = self._scalar(event)
            elif kind in handlers:
                halt = handlers[kind](event)
            else:
                continue
            if halt:
                self.halted = True
                break

    def _scalar(self, event: Any) -> bool:
        start, end, value = event.start_mark.index, event.end_mark.index, event.value
        style = event.style or ""
        if event.anchor or event.tag:
            self._property(start)
        if style:
            if self._doubts(value, start, end, style):
                self.doubt = True
            if style == '"' and not value.isprintable() and (hidden := HIDDEN.search(value)):
                self.findings.append(unseen(hidden.group(), start, end))
        level = self._stack[-1]
        if start == end and level.key is not None:
            start = end = level.key_at[1]  # the parsers do not agree on where nothing stands
        if level.key is None and isinstance(level.data, dict):
            self._key(level, value, start, end, style)
        else:
            self._add(value if style else self._resolve(value, start, end), Place(start, end, style))
        return self._count(start, end)

    def _doubts(self, value: str, start: int, end: int, style: str) -> bool:
        """Quotes over several lines, texts of several lines without any."""
        return not value.strip() if style in "|>" else self.text.find("\n", start, end) >= 0

    def _resolve(self, text: str, start: int, end: int) -> str | None:
        value = resolve(text, self.limits.digits)
        if isinstance(value, Misspelt):
            self.findings.append(Finding(value.code, start, end, value.message, value.hint, culprit=False))
            return text
        return value

    def _key(self, level: _Level, key: str, start: int, end: int, style: str) -> None:
        level.key, level.key_at = key, (start, end)
        if not style and key == "<<":
            self._refuse("merge-key-not-allowed", start, end, "不能用“<<”合并", "把要合并的内容写在这里")
            return
        if not key.strip():
            self._refuse("empty-key", start, end, "冒号前面没有键", "在冒号前面写上键")
            return
        name = key if key.isascii() and not style else self._name(key)
        first = level.names.setdefault(name, (start, end, key))
        if first[0] != start:
            self._duplicate(key, start, end, first)

    def _name(self, key: str) -> str:
        """The key as it is compared: in one width, in one form, without spaces around it."""
        if key not in self._names:
            self._names[key] = unicodedata.normalize("NFKC", key).strip()
        return self._names[key]

    def _duplicate(self, key: str, start: int, end: int, first: tuple[int, int, str]) -> None:
        if key == first[2]:
            message, hint = f"键“{brief(key)}”重复", "删掉其中一个，或改名"
        else:
            message = f"键“{brief(key)}”与前面的“{brief(first[2])}”是同一个键（只差全角半角、空格或字符的写法）"
            hint = "统一写法，只留一个"
        self.findings.append(Finding("duplicate-key", start, end, message, hint, first=first[:2], culprit=False))

    def _add(self, data: Data, place: Place) -> None:
        level = self._stack[-1]
        values, inside = level.data, level.place.inside
        if isinstance(values, list):
            assert isinstance(inside, list)
            values.append(data)
            inside.append(place)
        elif level.key is None:
            level.key, level.key_at = "?", (place.start, place.end)
        else:
            assert isinstance(inside, dict)
            place.key = level.key_at
            values[level.key] = data
            inside[level.key] = place
            level.key = None

    def _mapping(self, event: Any) -> bool:
        return self._open({}, Place(event.start_mark.index, event.end_mark.index, inside={}))

    def _sequence(self, event: Any) -> bool:
        return self._open([], Place(event.start_mark.index, event.end_mark.index, inside=[]))

    def _open(self, data: dict[str, Data] | list[Data], place: Place) -> bool:
        start = place.start
        if self.text[start : start + 1] in ("&", "!"):
            self._property(start)
        level = self._stack[-1]
        if isinstance(level.data, dict) and level.key is None:
            hint = "键只能是文字；如果是文字，给它加引号"
            self._refuse("key-not-text", start, start + 1, "列表或映射不能作键", hint)
        self._add(data, place)
        self._stack.append(_Level(data, place))
        if len(self._stack) - 1 > self.limits.depth:
            self._refuse("too-deep", start, start + 1, f"嵌套超过 {self.limits.depth} 层", "减少嵌套")
            return True
        return self._count(start, start + 1)

    def _close(self, event: Any) -> bool:
        self._stack.pop().place.end = event.end_mark.index
        return False

    def _alias(self, event: Any) -> bool:
        start, end = event.start_mark.index, event.end_mark.index
        hint = f"把内容写两遍；如果就是文字，加引号：{quoted(self.text[start:end])}"
        self._refuse("alias-not-allowed", start, end, "不能用 YAML 的引用（*）", hint)
        self._add(None, Place(start, end))
        return self._count(start, end)

    def _property(self, start: int) -> None:
        end = start + 1
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        shown = brief(self.text[start:end])
        if self.text[start] == "&":
            self._refuse("anchor-not-allowed", start, end, f"不能用 YAML 的锚点 {shown}", "删掉它，把内容写两遍")
        else:
            self._refuse("tag-not-allowed", start, end, f"不能用 YAML 的标签 {shown}", "删掉标签；文字加引号即可")

    def _document(self, event: Any) -> bool:
        self._documents += 1
        start = event.start_mark.index
        if event.version or event.tags:
            self._refuse("directive-not-allowed", start, start + 1, "文件里不能有 YAML 指令", "删掉 % 开头的行")
        if self._documents > 1:
            self._refuse("second-document", start, start + 3, "一个文件只能有一份内容", "把后面的内容放进另一个文件")
        return self._documents > 1

    def _count(self, start: int, end: int) -> bool:
        self._nodes += 1
        if self._nodes <= self.limits.nodes:
            return len(self.findings) >= MOST
        self._refuse("too-many-nodes", start, end, f"内容超过 {self.limits.nodes} 项", "把文件拆小")
        return True

    def _refuse(self, code: str, start: int, end: int, message: str, hint: str) -> None:
        self.findings.append(Finding(code, start, end, message, hint, culprit=False))
