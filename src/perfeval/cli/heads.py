"""What the head of a YAML file says that it is: one of ours, one of ours whose head is spoilt, or something else."""

from __future__ import annotations

import re
from pathlib import Path

from perfeval.regex import regex

_HEAD = 65536
"""So many bytes are looked at."""

_PLAIN = regex(rb"^perfeval:\s*[\"']?(spec|project|test)/", re.M)
_STATES = regex(r"^[\"']?perfeval[\"']?[ \t]*:\s*[\"']?(spec|project|test)/", re.M)
_SEEMS = regex(
    r"^(?:[^\w\n]{0,9}(?:perfeval[^\w\n]{1,4}\w|\w{1,20}[^\w\n]{1,4}project[ \t]*/[ \t]*[0-9])|facts[ \t]*:)",
    re.M | re.I,
)
"""A line that begins with `perfeval`, with something of a project's version, or with the facts of one."""


def states_kind(file: Path, kind: str = "") -> bool:
    """Whether a file says that it is one of ours: ``perfeval: spec/…``, ``project/…`` or ``test/…``. Raises OSError."""
    head = _head(file)
    plain = _PLAIN.search(head)
    stated = plain[1].decode() if plain else _stated(_text(head))
    return bool(stated) and (not kind or stated == kind)


def seems_project(file: Path) -> bool:
    """Whether a file that says nothing of the kind still looks like a project whose head is spoilt. Raises OSError."""
    from unicodedata import normalize

    # What is written in full width, as Chinese input does, is compared as what was meant.
    return _SEEMS.search(normalize("NFKC", _text(_head(file)))) is not None


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)


def _text(head: bytes) -> str:
    """The head as text; of UTF-16 only what is ASCII comes out right, and our keys are."""
    text = head.replace(b"\0", b"").decode("utf-8", "replace")
    return text.lstrip("\ufeff\ufffd").replace("\r", "\n")


def _stated(text: str) -> str:
    """The kind that a text states in other ways that YAML has: quoted, indented as a whole, in braces."""
    first = next((bare for line in text.split("\n") if (bare := line.strip(" \t{")) and bare[0] not in "#-%"), "")
    found = _STATES.match(first) or _STATES.search(text)
    return found[1] if found else ""
