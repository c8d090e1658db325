"""Events to exact plain data, with the place of every node; one pass, no recursion.

Refused here, before anything is built from them: anchors, aliases, merge keys, tags, directives,
second documents, keys that are not scalars, depth and node count.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from perfeval.source.events import Events, Kinds
from perfeval.source.limits import Limits
from perfeval.source.lines import MOST, Finding
from perfeval.source.places import Data, Places
from perfeval.source.scalar import Misspelt, resolve
from perfeval.source.signs import HIDDEN, brief, quoted, unseen

_NO_KEY = frozenset(("", "<<"))
_NO_TEXT = "0123456789+-.~nN"
"""What numbers, their mistakes and the words for nothing begin with; an empty scalar begins with all of them."""


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
        self.places = Places()
        self._starts, self._ends, self._most = self.places.starts, self.places.ends, limits.nodes
        self.doubt = self.halted = False
        self._root: list[Data] = []
        # The collection that is being filled, its key that awaits a value, and those around it with their numbers.
        self._here: dict[str, Data] | list[Data] = self._root
        self._key: str | None = None
        self._around: list[tuple[dict[str, Data] | list[Data], int, str | None]] = []
        self._documents = 0
        # Keys that are compared otherwise than they are written: by the mapping's number and the name.
        self._odd: dict[tuple[int, str], int] = {}
        self._names: dict[str, str] = {}

    @property
    def data(self) -> Data:
        """What the file says; None where it says nothing."""
        return self._root[0] if self._root else None

    @property
    def empty(self) -> bool:
        """Whether there was no node at all."""
        return not self.places.starts or (self.data is None and self.places.starts[0] == self.places.ends[0])

    def run(self, events: Events, kinds: Kinds) -> None:
        """Take in events until they end or a limit is passed. What a parser raises passes through."""
        scalar, take, handlers = (
            kinds.scalar,
            self._scalar,
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
                take(event)
            elif kind in handlers:
                handlers[kind](event)
            if self.halted:
                break

    def _scalar(self, event: Any) -> None:
        value, start, end, here = event.value, event.start_mark.index, event.end_mark.index, self._here
        if event.anchor or event.tag:
            self._property(start)
        if style := event.style:
            self._styled(value, start, end, style)
        if self._key is None and type(here) is dict:
            # Most keys are plain words that nothing before them can be taken for.
            if style or self._odd or value in here or value in _NO_KEY or not value.isascii():
                self._name(here, value, start, end, style)
            else:
                self._key = value
        else:
            if not style:
                if start == end and self._key is not None:
                    start = end = self.places.ends[-1]  # the parsers do not agree on where nothing stands
                # Everything else is text as it stands; to ask `resolve` takes longer than to see that.
                if value[:1] in _NO_TEXT:
                    value = self._resolve(value, start, end)
            if self._key is None or isinstance(here, list):
                self._add(value)
            else:
                here[self._key] = value
                self._key = None
        self._starts.append(start)
        self._ends.append(end)
        if len(self._starts) > self._most:
            self._too_many(start, end)

    def _stand(self, start: int, end: int) -> None:
        self._starts.append(start)
        self._ends.append(end)
        if len(self._starts) > self._most:
            self._too_many(start, end)

    def _too_many(self, start: int, end: int) -> None:
        self._refuse("too-many-nodes", start, end, f"内容超过 {self._most} 项", "把文件拆小")
        self.halted = True

    def _styled(self, value: str, start: int, end: int, style: str) -> None:
        self.places.style[len(self.places.starts)] = style
        if self._doubts(value, start, end, style):
            self.doubt = True
        if style == '"' and not value.isprintable() and (hidden := HIDDEN.search(value)):
            self._found(unseen(hidden.group(), start, end))

    def _doubts(self, value: str, start: int, end: int, style: str) -> bool:
        """Quotes over several lines, texts of several lines without any."""
        return not value.strip() if style in "|>" else self.text.find("\n", start, end) >= 0

    def _resolve(self, text: str, start: int, end: int) -> str | None:
        value = resolve(text, self.limits.digits)
        if isinstance(value, Misspelt):
            self._found(Finding(value.code, start, end, value.message, value.hint, culprit=False))
            return text
        return value

    def _name(self, here: dict[str, Data], key: str, start: int, end: int, style: str | None) -> None:
        """Take a key, unless the mapping has it already in whatever spelling."""
        self._key = key
        if not style and key == "<<":
            self._refuse("merge-key-not-allowed", start, end, "不能用“<<”合并", "把要合并的内容写在这里")
        elif not key or key.isspace():
            self._refuse("empty-key", start, end, "冒号前面没有键", "在冒号前面写上键")
        else:
            name = key if key.isascii() and not style else self._compared(key)
            if name != key or name in here or self._odd:
                self._compare(here, name, start, end)

    def _compared(self, key: str) -> str:
        """The key as it is compared: in one width, in one form, without spaces around it."""
        if key not in self._names:
            self._names[key] = unicodedata.normalize("NFKC", key).strip()
        return self._names[key]

    def _compare(self, here: dict[str, Data], name: str, start: int, end: int) -> None:
        """Hold a key against those before it, some of which are not written as they are compared."""
        mapping, number, key = self._around[-1][1], len(self.places.starts), self._key or ""
        first = self._odd.get((mapping, name))
        if first is None and name in here:
            first = self.places.keys(mapping)[list(here).index(name)]
        if first is not None:
            self._duplicate(key, start, end, self.places.stretch(first))
        elif name != key:
            self._odd[mapping, name] = number

    def _duplicate(self, key: str, start: int, end: int, first: tuple[int, int]) -> None:
        written = self.text[slice(*first)].strip("\"'")
        if key == written:
            message, hint = f"键“{brief(key)}”重复", "删掉其中一个，或改名"
        else:
            message = f"键“{brief(key)}”与前面的“{brief(written)}”是同一个键（只差全角半角、空格或字符的写法）"
            hint = "统一写法，只留一个"
        self._found(Finding("duplicate-key", start, end, message, hint, first=first, culprit=False))

    def _add(self, data: Data) -> None:
        here = self._here
        if isinstance(here, list):
            here.append(data)
        elif self._key is None:
            self._key = "?"
        else:
            here[self._key] = data
            self._key = None

    def _mapping(self, event: Any) -> None:
        self._open({}, event)

    def _sequence(self, event: Any) -> None:
        self._open([], event)

    def _open(self, data: dict[str, Data] | list[Data], event: Any) -> None:
        start, here = event.start_mark.index, self._here
        if self.text[start : start + 1] in ("&", "!"):
            self._property(start)
        if type(here) is list:
            here.append(data)
        else:
            if self._key is None:
                hint = "键只能是文字；如果是文字，给它加引号"
                self._refuse("key-not-text", start, start + 1, "列表或映射不能作键", hint)
            self._add(data)
        self._around.append((here, len(self._starts), self._key))
        self._here, self._key = data, None
        if len(self._around) > self.limits.depth:
            self._refuse("too-deep", start, start + 1, f"嵌套超过 {self.limits.depth} 层", "减少嵌套")
            self.halted = True
        self._stand(start, event.end_mark.index)

    def _close(self, event: Any) -> None:
        self._here, node, self._key = self._around.pop()
        self.places.ends[node] = event.end_mark.index
        self.places.after[node] = len(self.places.starts)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        hint = f"把内容写两遍；如果就是文字，加引号：{quoted(self.text[start:end])}"
        self._refuse("alias-not-allowed", start, end, "不能用 YAML 的引用（*）", hint)
        self._add(None)
        self._stand(start, end)

    def _property(self, start: int) -> None:
        end = start + 1
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        shown = brief(self.text[start:end])
        if self.text[start] == "&":
            self._refuse("anchor-not-allowed", start, end, f"不能用 YAML 的锚点 {shown}", "删掉它，把内容写两遍")
        else:
            self._refuse("tag-not-allowed", start, end, f"不能用 YAML 的标签 {shown}", "删掉标签；文字加引号即可")

    def _document(self, event: Any) -> None:
        self._documents += 1
        start = event.start_mark.index
        if event.version or event.tags:
            self._refuse("directive-not-allowed", start, start + 1, "文件里不能有 YAML 指令", "删掉 % 开头的行")
        if self._documents > 1:
            self._refuse("second-document", start, start + 3, "一个文件只能有一份内容", "把后面的内容放进另一个文件")
            self.halted = True

    def _refuse(self, code: str, start: int, end: int, message: str, hint: str) -> None:
        self._found(Finding(code, start, end, message, hint, culprit=False))

    def _found(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.halted = self.halted or len(self.findings) >= MOST
