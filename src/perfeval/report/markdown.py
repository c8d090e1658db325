r"""Text from people inside Markdown: it is printed as it stands and never becomes structure.

A template's own text is Markdown; every value that it prints is not. While a template runs, `mark`
wraps each value in two control characters; when the whole page is there, `settle` takes them out
again and puts a backslash before the characters that would mean something at their place. What is
harmless there stays as it is: ``[2020]1号``, ``3.99``, ``≥95%``, and ``> 80%`` inside a sentence.

>>> print(settle("- " + mark("# 不是标题") + "，见 " + mark("财预[2020]10号")), end="")
- \# 不是标题，见 财预[2020]10号
>>> print(settle("| " + mark("甲|乙") + " | " + mark("> 80%") + " |"), end="")
| 甲\|乙 | > 80% |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.regex import regex

START, END = "\x0e", "\x0f"
"""What stands around a value until the page is settled."""

_SPACE = regex("[ \t\n\v\f\r\x85\u2028\u2029]+")
_UNSEEN = regex("[\x00-\x1f\x7f-\x9f]")
_UNPAIRED = regex("[\ud800-\udfff]")

_INLINE = regex(
    r"""
      [`$]                                      # code, mathematics
    | (?<!\s)[*~] | [*~](?!\s)                  # emphasis, strikethrough; not the sign between two spaces
    | (?<!\w)_++ | _++(?![^\W_])                # emphasis; not the line inside a word
    | <(?=[a-z/!?]) | &(?=[a-z\#][0-9a-z]*;)    # HTML, entities
    | \](?=[(\[:]) | !(?=\[)                    # links, references and their definitions, images
    | (?:(?<=http)|(?<=https)|(?<=ftp)):(?=//)  # links that need no brackets
    | (?<=mailto): | (?<=www)\.
    | \\(?=[!-/:-@\[-`{-~]|\Z)                  # a backslash that would escape, or break the line
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOIN = regex(r"(?<=\])[(:]|(?<=[<&])[a-z/!?#]", re.IGNORECASE)
"""The first character of a value that would complete what the text before it began."""

_MARKER = regex(r"[ \t]*(?:>|[-+*](?=[ \t]|\Z)|[0-9]{1,9}[.)](?=[ \t]|\Z)|(?P<heading>\#{1,6})(?=[ \t]|\Z))")
_OPENING = regex(
    r"""
      \#{1,6}(?=[ \t]|\Z) | > | [-+*](?=[ \t]|\Z)   # heading, quotation, list
    | [-=:|][-=:| \t]*\Z                            # underline of a heading, of a table's head, a rule
    | \[[ x]\](?=[ \t]|\Z) | \[!                    # task, alert
    | [0-9]{1,9}(?P<point>[.)])(?=[ \t]|\Z)         # numbered list
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = regex(r"(?:^|[ \t])(#+)[ \t]*\Z")
_DEFINITION = regex(r"^[ >]*\[[^\]]+\]:", re.MULTILINE)
_BLANKS = regex(r"\n(?:[ \t]*\n){2,}")


def mark(value: str) -> str:
    """`value` on one line, without control characters, marked as text."""
    text = _UNSEEN.sub("", _SPACE.sub(" ", value)).strip(" ")
    return f"{START}{_UNPAIRED.sub(chr(0xFFFD), text)}{END}"


def unmarked(text: str) -> str:
    """`text` without marks."""
    return text.replace(START, "").replace(END, "")


def settle(text: str) -> str:
    """The page with its values escaped where they stand, and at most one empty line in a row."""
    lines = text.split("\n")
    literals = [re.sub(f"{START}[^{END}]*{END}", "", line) for line in lines]
    defined = bool(_DEFINITION.search("\n".join(literals)))
    rows = _rows(lines, literals)
    settled = (
        _settled(line, row, defined or "](" in literal) if START in line else line
        for line, literal, row in zip(lines, literals, rows, strict=True)
    )
    return _BLANKS.sub("\n\n", "\n".join(settled)).strip("\n") + "\n"


def _rows(lines: list[str], literals: list[str]) -> Iterator[bool]:
    """For each line, whether it may belong to a table: a line of its block has a pipe of the template's."""
    block: list[str] = []
    for line, literal in zip(lines, literals, strict=True):
        if line.strip():
            block.append(literal)
            continue
        yield from (["|" in "".join(block)] * len(block))
        yield False
        block = []
    yield from (["|" in "".join(block)] * len(block))


def _settled(line: str, row: bool, links: bool) -> str:
    raw, owned = _parted(line)
    changes = dict(_inline(raw, owned))
    for at in _block(raw, owned):
        changes.setdefault(at, "\\" + raw[at])
    special = ("|" if row else "") + ("[]" if links else "")
    for at, sign in enumerate(raw):
        if sign in special and owned[at]:
            changes[at] = "\\" + sign
        elif row and raw[at : at + 2] == "\\|" and owned[at]:
            # Tables are cut at pipes before escapes are read: two backslashes would not protect it.
            changes[at] = "&#92;"
    return "".join(changes.get(at, sign) for at, sign in enumerate(raw)) if changes else raw


def _parted(line: str) -> tuple[str, bytearray]:
    """The line without marks, and for each character whether it belongs to a value."""
    raw, owned = [], bytearray()
    for index, piece in enumerate(re.split(f"[{START}{END}]", line)):
        raw.append(piece)
        owned += bytes([index % 2]) * len(piece)
    return "".join(raw), owned


def _inline(raw: str, owned: bytearray) -> Iterator[tuple[int, str]]:
    for match in _INLINE.finditer(raw):
        for at in range(*match.span()):
            # After a backslash of the template's the character is escaped already.
            if owned[at] and not (at and raw[at - 1] == "\\" and not owned[at - 1]):
                yield at, "\\" + raw[at]
    for match in _JOIN.finditer(raw):
        at = match.start()
        if owned[at] and not owned[at - 1]:
            yield at, f"&#{ord(raw[at])};" if raw[at].isalpha() else "\\" + raw[at]


def _block(raw: str, owned: bytearray) -> Iterator[int]:
    """Where the line's first or last characters would open or close a block."""
    at, heading = 0, False
    while not heading and (match := _MARKER.match(raw, at)) and not owned[match.end() - 1]:
        at, heading = match.end(), bool(match["heading"])
    if heading:
        match = _CLOSING.search(raw[at:])
        found = at + match.start(1) if match else len(raw)
    else:
        at += len(raw[at:]) - len(raw[at:].lstrip(" \t"))
        match = _OPENING.match(raw, at)
        found = (match.start("point") if match["point"] else at) if match else len(raw)
    if found < len(raw) and owned[found]:
        yield found
