"""Which warnings and notes are wanted: codes, or patterns with ``*``. Errors always are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from perfeval.cli.exits import USAGE, Leave
from perfeval.cli.streams import say
from perfeval.diagnostic import Diagnostic
from perfeval.record import Record


class Selection(Record):
    """Codes or patterns that are wanted, where any are named, and those that are not, which go before."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def keeps(self, found: Diagnostic) -> bool:
        """Whether a finding is wanted."""
        if found.fatal:
            return True
        return (not self.select or _among(found.code, self.select)) and not _among(found.code, self.ignore)


def _among(code: str, words: Sequence[str]) -> bool:
    return any(fnmatchcase(code, word) for word in words)


def listed(option: str, values: Sequence[str]) -> tuple[str, ...]:
    """The codes that an option names, divided by commas; leaves where one of them is unknown."""
    words = tuple(word.strip() for value in values for word in value.replace("，", ",").split(","))
    for _, fault in unknown_codes(words):
        say(f"错误: {option} {fault.message}；{fault.hint}")
        raise Leave(USAGE)
    return words


def unknown_codes(words: Sequence[str]) -> Iterator[tuple[int, Diagnostic]]:
    """The words that mean no finding at all, each with its number."""
    if not words:
        return
    from perfeval.lint.accepting import known_codes, unknown_code

    known = known_codes()
    for word, index in {word: index for index, word in reversed(list(enumerate(words)))}.items():
        if word not in known and not any(fnmatchcase(code, word) for code in known):
            yield index, unknown_code(word, known)
