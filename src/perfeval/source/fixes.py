"""Faults of typing mended in a text: each fix comes from a finding, and none changes what could be read before.

A line on which a fix leaves more errors than there were is left as it was. Indents by tabs or wide spaces are rewritten
only where every width that can be read gives the same data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from perfeval.diagnostic import Diagnostic
from perfeval.record import Record
from perfeval.source.cures import CURES, Edit, Spot
from perfeval.source.encoding import BOM, decode
from perfeval.source.layout import same
from perfeval.source.limits import Limits
from perfeval.source.reading import parse
from perfeval.source.recoding import recoded
from perfeval.source.source import Source

_ROUNDS = 6
"""So often may mending one fault show the next one on the same line."""

INDENTS = {"tab-indent": "缩进里的制表符改成空格", "wide-space-indent": "缩进里的全角空格改成半角空格"}
"""What is done about indents, by the code of the finding."""

_WARNED = {"byte-order-mark": "去掉开头的 BOM"}


class Fix(Record):
    """One thing that was mended: its line, counted from 1, and what was done."""

    line: int
    what: str


class Fixed(Record):
    """A text before and after, with line feeds for line ends, and what was mended; nothing where they are the same."""

    before: str
    after: str
    fixes: tuple[Fix, ...]


def fixed(raw: bytes, name: str) -> Fixed | None:
    r"""The text of a file with its faults of typing mended; None where it cannot be read as text.

    >>> fixed("名称：讲座\n目标值: >=95%  # 注\n".encode(), "f.yaml").after
    '名称: 讲座\n目标值: ">=95%"  # 注\n'
    >>> fixed("a: 012".encode(), "f.yaml").fixes
    ()
    """
    other = recoded(raw) if len(raw) <= Limits().size else None
    text = other[0] if other else decode(raw, name, Limits().size).text
    if text is None:
        return None
    fixes = [Fix(1, f"编码从 {other[1]} 改成 UTF-8")] if other else []
    if not other and raw.startswith(BOM.encode()):
        fixes.append(Fix(1, _WARNED["byte-order-mark"]))
    after, mended = _mended(text, name)
    return Fixed(text, after, (*fixes, *sorted(mended, key=lambda fix: (fix.line, fix.what))))


def _mended(text: str, name: str) -> tuple[str, set[Fix]]:
    """The text with all that can be mended, less the lines that would be worse for it."""
    spared: frozenset[int] = frozenset()
    source, found = parse(text, name)
    before = _errors(found)
    while True:
        after, fixes = _indented(*_signs(text, name, spared), name, spared)
        again, left = parse(after, name)
        still = _errors(left)
        worse = {fix.line for fix in fixes if still[fix.line] > before[fix.line]}
        if not worse:
            return (after, fixes) if source is None or _unharmed(source, again, fixes) else (text, set())
        spared |= worse


def _errors(found: tuple[Diagnostic, ...]) -> Counter[int]:
    """How many errors stand on each line."""
    return Counter(one.location.line for one in found if one.fatal and one.location)


def _unharmed(source: Source, again: Source | None, fixes: set[Fix]) -> bool:
    """Whether what could be read says the same now; a list or mapping that was no such thing may become one."""
    if CURES["full-width-lookalike"].what in {fix.what for fix in fixes}:
        return again is not None
    return again is not None and same(source.data, again.data)


def _signs(text: str, name: str, spared: frozenset[int]) -> tuple[str, set[Fix]]:
    """The text with single signs mended, as often as that shows another fault."""
    fixes: set[Fix] = set()
    for _ in range(_ROUNDS):
        starts = _starts(text)
        edits: list[tuple[Edit, Fix]] = []
        for one in parse(text, name)[1]:
            edits += _edits(one, text, starts, spared)
        at = len(text) + 1
        for edit, fix in sorted(edits, key=lambda pair: pair[0].start, reverse=True):
            if edit.end <= at:
                text, at = text[: edit.start] + edit.fresh + text[edit.end :], edit.start
                fixes.add(fix)
        if not edits:
            break
    return text, fixes


def _edits(one: Diagnostic, text: str, starts: list[int], spared: frozenset[int]) -> Iterator[tuple[Edit, Fix]]:
    cure, place = CURES.get(one.code), one.location
    if cure is None or place is None or place.line in spared:
        return
    start = starts[place.line - 1] + place.column - 1
    if edit := cure.edit(Spot(text, start, start + place.length, one.severity)):
        yield edit, Fix(place.line, cure.what)


def _starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _indented(text: str, fixes: set[Fix], name: str, spared: frozenset[int]) -> tuple[str, set[Fix]]:
    """The text with tabs and wide spaces gone from its indents, where their width does not matter."""
    found = [one for one in parse(text, name)[1] if one.code in INDENTS and one.location]
    wrong = {one.location.line: INDENTS[one.code] for one in found if one.location}
    if not wrong or not spared.isdisjoint(wrong):
        return text, fixes
    readable = []
    for tab, wide in product((2, 4, 8), (2, 1)):
        moved, more = _signs(_reindented(text, set(wrong), tab, wide), name, spared)
        source = parse(moved, name)[0]
        if source is not None:
            readable.append((source.data, moved, more))
    if not readable or not all(same(data, readable[0][0]) for data, _, _ in readable):
        return text, fixes
    _, moved, more = readable[0]
    return moved, fixes | more | {Fix(line, what) for line, what in wrong.items()}


def _reindented(text: str, lines: set[int], tab: int, wide: int) -> str:
    """The text with the indents of these lines in plain spaces, at a width of each tab and wide space."""
    made = text.split("\n")
    for number in lines:
        line = made[number - 1]
        content = line.lstrip()
        indent = line[: len(line) - len(content)].replace("\u3000", " " * wide).expandtabs(tab)
        made[number - 1] = " " * len(indent) + content
    return "\n".join(made)
