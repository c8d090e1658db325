"""The pass behind `layout`: each line put together again from its own pieces, in the column that its level has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.record import Record
from perfeval.regex import regex
from perfeval.source.inline import requoted, spaced
from perfeval.source.lines import LINE
from perfeval.source.spans import CLOSERS, DOUBLE, FLOW, SINGLE, line_end

STEP = 2
"""How many spaces each level is indented."""

_MARKER = regex(r"(?:---|\.\.\.)(?=[ \t\n]|\Z)")
_COMMENT = regex(r"(?:(?<=[ \t\n])|\A)#")
_TAIL = regex(r"([ \t]*+)(#[^\n]*)?")
_HEADER = regex(r"[|>]([-+]?)([1-9]?)([-+]?)")


class _Level(Record):
    """An open mapping or list: its column before and after."""

    old: int
    new: int
    mapping: bool


_ROOT = _Level(-1, -STEP, mapping=False)


class Layout:
    """The state of one pass: the lines so far, what is open, and the comments that wait for the line below them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self.levels: list[_Level] = []
        self.held: list[tuple[int, str]] = []
        self.end = "\n"

    def run(self) -> str | None:
        """The whole text; None where a line is not understood."""
        at = 0
        while at < len(self.text):
            end = self._line(at)
            if end is None:
                return None
            at = end + 1
        while self.held and not self.held[-1][1]:
            self.held.pop()
        self._release(None)
        return "\n".join(self.lines) + self.end

    def _line(self, at: int) -> int | None:
        """Take a line, and what it opens; the offset where that ends."""
        line = LINE.match(self.text, at)
        assert line is not None
        indent, dashes, key, value = line.groups()
        rest = value.strip(" \t")
        if not key and not dashes and (not rest or rest[0] == "#"):
            self.held.append((line.group().find("#"), rest))
            return line.end()
        if not indent and _MARKER.match(self.text, at):
            return self._marker(line)
        before = list(self.levels)
        column = self._place(len(indent), dashes, key)
        self._release((len(indent), column), before)
        head = " " * column + "- " * dashes.count("-")
        if key:
            head += (requoted(key) if key[0] in "\"'" else key) + ": "
        return self._value(head, line, column - len(indent))

    def _marker(self, line: re.Match[str]) -> int | None:
        """A mark of where the document begins or ends, alone on its line."""
        tail = _TAIL.fullmatch(self.text, line.start() + 3, line.end())
        if tail is None:
            return None
        self._release((0, 0), [])
        self.lines.append(line.group().rstrip())
        return line.end()

    def _release(self, below: tuple[int, int] | None, levels: list[_Level] | None = None) -> None:
        """Put down the comments and blank lines that stand before a line; `below` is its column before and after."""
        columns = {level.old: level.new for level in reversed(self.levels if levels is None else levels)}
        columns.update([below] if below else [])
        deepest = max((new for old, new in columns.items()), default=0)
        for column, comment in self.held:
            if comment:
                under = below[1] if below else min(deepest, max(0, column - column % STEP))
                self.lines.append(" " * columns.get(column, under) + comment)
            elif self.lines and self.lines[-1]:
                self.lines.append("")
        self.held = []

    def _place(self, column: int, dashes: str, key: str | None) -> int:
        """Step into what the line opens; the column in which it begins from now on."""
        places = [(column + dash.start(), False) for dash in re.finditer("-", dashes)]
        if key:
            places.append((column + len(dashes), True))
        first = beside = None
        for old, mapping in places:
            beside = self._level(old, mapping, beside)
            first = beside if first is None else first
        if first is None:
            first = self._parent.new + STEP
        return first

    @property
    def _parent(self) -> _Level:
        return self.levels[-1] if self.levels else _ROOT

    def _level(self, old: int, mapping: bool, beside: int | None) -> int:
        """Step to a mapping or list, out of the deeper ones; `beside` is the column of the dash before it."""
        levels = self.levels
        while levels and (levels[-1].old > old or (mapping and levels[-1].old == old and not levels[-1].mapping)):
            levels.pop()
        if not (levels and levels[-1].old == old and levels[-1].mapping == mapping):
            levels.append(_Level(old, (self._parent.new if beside is None else beside) + STEP, mapping))
        return levels[-1].new

    def _value(self, head: str, line: re.Match[str], shift: int) -> int | None:
        """A value and what follows it on its line; the offset of the end of its last line."""
        at, text = line.start("value"), self.text
        sign = text[at : at + 1]
        if sign in ("|", ">"):
            return self._block(head, at)
        if sign in ("'", '"'):
            match = (DOUBLE if sign == '"' else SINGLE).match(text, at)
            end = match.end() if match else None
        elif sign in CLOSERS:
            end = _closed(text, at)
        else:
            comment = _COMMENT.search(text, at, line.end())
            end = comment.start() if comment else line.end()
            end = end if comment or not text[at:end].strip() else self._continued(end)
        if end is None:
            return None
        written = text[at:end].rstrip(" \t")
        tail = _TAIL.fullmatch(text, at + len(written), line_end(text, end))
        if tail is None:
            return None
        first, *more = _spelt(written).split("\n")
        gap, note = (tail[1] or self._gap(at)) if tail[2] else "", tail[2] or ""
        lines = [(head + first).rstrip() if not more else head + first, *self._shifted(more, shift)]
        lines[-1] += gap.replace("\t", " ") + note.rstrip()
        self.lines += [_trimmed(each) for each in lines]
        return tail.end()

    def _gap(self, at: int) -> str:
        """The space before a comment that follows a key or dash."""
        start = at
        while self.text[start - 1] in " \t":
            start -= 1
        return self.text[start:at]

    def _continued(self, end: int) -> int:
        """Where an unquoted text ends whose first line ends at `end`: lines that are deeper go on with it."""
        at = end + 1
        while at < len(self.text):
            stop = line_end(self.text, at)
            content = self.text[at:stop].lstrip(" \t")
            if content and (stop - at - len(content) <= self._parent.old or content[0] == "#"):
                break
            if content:
                comment = _COMMENT.search(self.text, at, stop)
                if comment:
                    return comment.start()
                end = stop
            at = stop + 1
        return end

    def _shifted(self, lines: list[str], shift: int) -> Iterator[str]:
        """Further lines of a value, moved along with its first, and no less deep than what it belongs to."""
        least = self._parent.new + STEP
        for line in lines:
            content = line.lstrip(" \t")
            yield " " * max(len(line) - len(content) + shift, least) + content if content else ""

    def _block(self, head: str, at: int) -> int:
        """A text over several lines: every line of it stays, moved as a whole."""
        end = line_end(self.text, at)
        header = _HEADER.match(self.text, at)
        assert header is not None
        self.lines.append(head + self.text[at:end].rstrip())
        content, end = _block_lines(self.text, end, self._parent.old, int(header[2] or 0))
        old, new = self._parent.old, self._parent.new
        if header[2]:
            old, new = old + int(header[2]), new + int(header[2])
        else:
            first = next((line for line in content if line.strip(" ")), "")
            old, new = len(first) - len(first.lstrip(" ")), new + STEP
        kept = "+" in header.group()
        while content and not kept and not content[-1].strip(" \t") and len(content[-1]) <= old:
            end -= len(content.pop()) + 1
        self.lines += [" " * new + line[old:] if len(line) > old else "" for line in content]
        if end == len(self.text) and "-" not in header.group():
            self.end = ""  # the text would gain a line feed
        return end


def _spelt(written: str) -> str:
    """A value on one line in its canonical spelling; over several lines as it is."""
    if not written or "\n" in written or written[0] not in "'\"[{":
        return written
    return spaced(written) if written[0] in CLOSERS else requoted(written)


def _trimmed(line: str) -> str:
    """A line without spaces at its end, unless a backslash holds them."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") else bare


def _closed(text: str, at: int) -> int | None:
    """Where the brackets that open at `at` have closed."""
    depth = 0
    for token in FLOW.finditer(text, at):
        sign = token.group()
        depth += (sign in CLOSERS) - (sign in "]}")
        if depth == 0:
            return token.end()
    return None


def _block_lines(text: str, end: int, parent: int, indicated: int) -> tuple[list[str], int]:
    """The lines below the header of a text that ends at `end`, and where the last of them ends."""
    lines: list[str] = []
    least = parent + indicated if indicated else 0
    while end < len(text) - 1:
        stop = line_end(text, end + 1)
        line = text[end + 1 : stop]
        deep = len(line) - len(line.lstrip(" "))
        if line.strip(" \t") and not least:
            least = max(deep, parent + 1, 1)
        if line.strip(" \t") and deep < least:
            break
        lines.append(line)
        end = stop
    return lines, end
