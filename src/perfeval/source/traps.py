"""Lines that YAML reads otherwise than their author meant them, found from the text alone.

One pass over the lines, with just enough structure (columns, open values) to know prose from keys. Most of these traps
stop the parser further on, with words that explain nothing; some quietly change a value. Here each is told at its line.
"""

from __future__ import annotations

import re

from perfeval.regex import regex
from perfeval.source import aligned, flow, items, keys, plain
from perfeval.source.lines import LINE, MOST, Finding
from perfeval.source.signs import WIDE_SPACES, lookalike
from perfeval.source.spans import Span, block, brackets, line_end, quotes

_MARKER = regex(r"(?:---|\.\.\.)(?=[ \t\n]|\Z)")
_NOTHING = regex(r"(?:[ \t]*+(?:#[^\n]*+)?(?:\n|\Z))*+\Z")
_WIDE_INDENT = regex(rf"[ \t{WIDE_SPACES}]+")
_RAGGED = regex(r"[^\n]*\n\n*[ \t]+\n")  # a text over several lines that begins with spaces only
_NOWHERE = 1 << 30


class Scan:
    """The state of one pass; `findings` and what follows it are what it leaves behind.

    directives: offsets of lines that begin with ``%``.
    ended: the rest must not be looked at.
    doubtful: the parsers are known to differ on what was seen.
    """

    def __init__(self, text: str, depth: int) -> None:
        """Take the text, with line feeds for line ends, and how deep brackets may nest."""
        self.text = text
        self.depth = depth
        self.findings: list[Finding] = []
        self.directives: list[int] = []
        self.ended = False
        self.doubtful = False
        self._levels: list[tuple[int, bool]] = []  # columns of open mappings (True) and lists (False)
        self._opener: int | None = -1  # the column of a key or dash without a value yet; -1 the root
        self._plain = _NOWHERE  # lines deeper than this go on with the text above
        self._loose = False  # the structure is not known any more
        self._begun = False
        self._latest: dict[tuple[int, bool], int] = {}  # where the last key or dash of a column stands
        self._last: aligned.Key | None = None

    def run(self) -> None:
        """Look at every line."""
        at, match, size = 0, LINE.match, len(self.text)
        while at < size and len(self.findings) < MOST and not self.ended:
            line = match(self.text, at)
            assert line is not None  # every part of the pattern may be empty
            at = self._line(line) + 1

    def _line(self, line: re.Match[str]) -> int:
        """Look at one line, and at what it opens; the offset where that ends."""
        indent, dashes, key, value = line.groups()
        if not key and not dashes and (not value or value[0] == "#" or not value.strip(" \t")):
            return line.end()
        if not indent and self._special(line):
            return line.end()
        self._begun = True
        if len(indent) > self._plain:
            return self._continued(line)
        self._plain = _NOWHERE
        if not key and value and value[0].isspace() and self._indent(line):
            return line.end()
        if not dashes and (end := self._marked(line)):
            return end
        if (value or key) and self._colon(line):
            return line.end()
        if key and "：" in key:
            self.findings.extend(keys.swallowed(key, line.start("key")))
        if not key and not dashes and self._opener is None and self._in_mapping(len(indent)):
            self._loose = True  # a key without its colon
        return self._value(line, self._place(line))

    def _marked(self, line: re.Match[str]) -> int:
        """Lines that begin like the items of a list elsewhere; the offset of the end of the last, 0 for none."""
        at, column, opener = line.end("indent"), len(line["indent"]), self._opener
        listed = (column, False) in self._levels
        if not (listed or (opener is not None and 0 <= opener <= column)) or not items.MARK.match(self.text, at):
            return 0
        run = items.Run(self.text, line.start(), column)
        sure = run.sure or listed or opener == column
        self.findings.extend(run.findings(sure))
        if not sure:
            self._plain = -1 if opener is None else opener
        elif not listed:
            self._levels.append((column, False))
        self._latest[column, False] = at
        self._loose, self._opener = self._loose or sure, None
        return run.end

    def _special(self, line: re.Match[str]) -> bool:
        """Document marks and directives: lines that belong to no value."""
        start, end = line.start(), line.end()
        if _MARKER.match(self.text, start):
            if self._begun and not (self.text[start] == "." and _NOTHING.match(self.text, start + 3)):
                self.ended = True
                message = "一个文件只能有一份内容，这个分隔记号后面还有另一份"
                self._add("second-document", start, end, message, "删掉这一行，或把后面的内容放进另一个文件")
            self._begun = self._loose = True
            self.doubtful = self.doubtful or end - start > 3
            return True
        if self.text[start] == "%" and not self._begun:
            self.directives.append(start)
            self._add("directive-not-allowed", start, end, "文件里不能有 % 开头的 YAML 指令", "删掉这一行")
            return True
        return False

    def _continued(self, line: re.Match[str]) -> int:
        """A line that goes on with the unquoted text above it."""
        end, key = line.end(), line["key"]
        if key and self._plain >= 0:
            if not self._loose:
                self.findings.append(aligned.deeper(self.text, line, self._last))
            self._plain, self._loose = _NOWHERE, True
            return self._value(line, self._place(line))
        at = line.end("indent")
        if found := lookalike(self.text[at:end].rstrip(), at):
            self.findings.append(found)
        self.findings.extend(plain.cut(self.text, at, end))
        return end

    def _indent(self, line: re.Match[str]) -> bool:
        """Tabs and wide spaces where only spaces indent."""
        start = line.start("value")
        match = _WIDE_INDENT.match(self.text, start)
        if not match or match.end() == line.end():
            return False
        if "\t" in match.group():
            code, what, hint = "tab-indent", "制表符（Tab）", "用空格缩进，每层 2 个"
        elif keys.begins(self.text, match.end()) or self._in_mapping(len(line["indent"])):
            code, what, hint = "wide-space-indent", "全角空格或不间断空格", "改成半角空格，每层 2 个"
        else:
            return False
        self._add(code, start, match.end(), f"缩进里有{what}，YAML 不认", hint)
        self._loose = True
        return True

    def _in_mapping(self, column: int) -> bool:
        """Whether only a key can stand in this column."""
        return bool(self._levels) and self._levels[-1] == (column, True)

    def _place(self, line: re.Match[str]) -> int:
        """The column that the lines of the value must be deeper than; notes what the line opens."""
        indent, marks, before = len(line["indent"]), line["dashes"], tuple(self._levels)
        for dash in re.finditer("-", marks):
            self._level(line, indent + dash.start(), before, mapping=False)
            self._latest[indent + dash.start(), False] = line.end("indent") + dash.start()
            self._opener = indent + dash.start()
        if line["key"]:
            column = indent + len(marks)
            empty = not marks and self._opener == column
            self._level(line, column, before, mapping=True)
            self._latest[column, True] = line.start("key")
            self._opener = column
            self._last = aligned.key_at(self.text, line, before, self._last, empty)
        return indent if self._opener is None else self._opener

    def _level(self, line: re.Match[str], column: int, before: aligned.Columns, *, mapping: bool) -> None:
        """Step to a column, out of the deeper ones."""
        levels = self._levels
        while levels and (levels[-1][0] > column or (mapping and levels[-1] == (column, False))):
            levels.pop()
        if levels and levels[-1] == (column, mapping):
            return
        opened = self._opener is not None and self._opener == (levels[-1][0] if levels else -1)
        if not opened and not self._loose:
            self.findings.append(aligned.misplaced(self.text, line, before, self._latest))
            self._loose = True
        levels.append((column, mapping))

    def _colon(self, line: re.Match[str]) -> bool:
        """A line without a key that has the colon of one, or with it before a bracket; a key from here on."""
        start = line.start("key") if line["key"] else line.start("value")
        match = keys.hidden_colon(self.text, start)
        column = start - line.start()
        if match is None or (line["key"] and not match["value"].startswith(("[", "{"))):
            return False
        sure = line["key"] or (not line["dashes"] and (self._in_mapping(column) or not self._levels))
        if not sure and not keys.among_keys(self.text, match, column):
            return False
        self.findings.append(keys.finding(match))
        if not line["key"]:
            before = tuple(self._levels)
            self._place(line)
            self._level(line, column, before, mapping=True)
            self._latest[column, True] = start
        else:
            self._place(line)
        self._opener = column
        self._open(match.start("value"), column)
        return True

    def _value(self, line: re.Match[str], column: int) -> int:
        """Look at the value of a line; the offset where it ends."""
        if line["key"] and (line["value"] == "-" or line["value"].startswith("- ")):
            start = line.start("value")
            self.findings.append(plain.item(self.text, start, line.end()))
            return line.end()
        return self._open(line.start("value"), column)

    def _open(self, at: int, column: int) -> int:
        """Look at what a value opens and has, under a key or dash in `column`; where it ends."""
        end = line_end(self.text, at)
        sign = self.text[at] if at < end else "#"
        if sign == "#":
            self.findings.extend(plain.cut(self.text, at, end))
            return end
        if span := self._span(sign, at, column):
            inside = flow.faults(self.text, at, span.end) if sign in "[{" else ()
            self.findings.extend([span.finding] if span.finding else inside)
            self.ended = span.finding is not None and span.finding.code == "too-deep"
            self._opener = None
            return span.end
        self._unquoted(at, end, column)
        return end

    def _span(self, sign: str, at: int, column: int) -> Span | None:
        """A value that opens quotes, brackets or a text over several lines."""
        if sign in "\"'":
            return quotes(self.text, at, column)
        if sign in "[{":
            return brackets(self.text, at, column, self.depth)
        if sign in "|>":
            self.doubtful = self.doubtful or column < 0 or _RAGGED.match(self.text, at) is not None
            return block(self.text, at, column)
        return None

    def _unquoted(self, at: int, end: int, column: int) -> None:
        """A value without quotes, or one that begins with a sign of YAML's own."""
        if self.text[at] in plain.SIGNS:
            self.findings.append(plain.signed(self.text, at, end))
            # What follows an anchor or a tag may be anything, on this line or the next.
            self._loose = True
            return
        if self.text[at] in "?:" and (at + 1 == end or self.text[at + 1] in " \t"):
            if self.text[at] == "?" or not self._loose:  # after “? key” comes “: value”
                self.findings.append(plain.keyless(self.text, at, end))
            self._loose = True
            return
        self.findings.extend(plain.doubts(self.text, at, end))
        self._plain, self._opener = column, None

    def _add(self, code: str, start: int, end: int, message: str, hint: str) -> None:
        self.findings.append(Finding(code, start, end, message, hint))
