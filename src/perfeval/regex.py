"""Regular expressions that are compiled when they are first used: a run of the program needs few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Stands for a compiled pattern until something is asked of it."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, found)
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern, compiled late.

    >>> regex("[0-9]+").fullmatch("42")[0]
    '42'
    """
    return cast("re.Pattern[AnyStr]", _Pattern(pattern, flags))
