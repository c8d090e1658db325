"""Rewriting expected values in place: the stretch of each value changes, every other byte stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from perfeval.regex import regex
from perfeval.source import Numeral, Source
from perfeval.source.encoding import BOM
from perfeval.source.scalar import NULLS
from perfeval.testing.running import Difference

_PLAIN = regex(r"[^\W\d][\w-]*")


def rewritten(raw: bytes, source: Source, differences: Iterable[Difference]) -> tuple[bytes, int] | None:
    """The file with fresh values where they differ, and how many were rewritten.

    raw: the bytes that `source` was read from; None comes back where they are not, or are not UTF-8.
    Values that span lines are left as they are.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if re.sub("\r\n?", "\n", text.removeprefix(BOM)) != source.text:
        return None
    edits = sorted(_edits(source, differences), reverse=True)
    at = _offsets(text)
    for start, end, fresh in edits:
        text = text[: at[start]] + fresh + text[at[end] :]
    return text.encode(), len(edits)


def _edits(source: Source, differences: Iterable[Difference]) -> Iterator[tuple[int, int, str]]:
    for difference in differences:
        stretch = source.stretch(difference.route)
        if difference.fresh and stretch:
            yield (*stretch, _quoted(difference.fresh, source.text[stretch[0]]))


def _quoted(fresh: str, sign: str) -> str:
    """A value in the quotes that stood there; in new ones where YAML would take it for something else."""
    if sign == "'":
        return "'" + fresh.replace("'", "''") + "'"
    plain = isinstance(fresh, Numeral) or (_PLAIN.fullmatch(fresh) and fresh not in NULLS)
    return fresh if plain and sign != '"' else json.dumps(fresh, ensure_ascii=False)


def _offsets(text: str) -> list[int]:
    """Where each character of the text that was read stands in the file: line ends are one there, a mark none."""
    starts = [match.start() for match in re.finditer("\r\n|(?s:.)", text.removeprefix(BOM))]
    mark = len(text) - len(text.removeprefix(BOM))
    return [mark + start for start in (*starts, len(text) - mark)]
