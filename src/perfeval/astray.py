"""Facts among the fields of a file because they lost their indent; indicators in another list for want of its key."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from perfeval.source import Data

_FREE = "facts"
"""The field whose keys are named by the author."""


def astray(data: Data, fields: Container[str]) -> tuple[str, ...]:
    """The keys of a file that are none of its fields and follow on `facts`.

    >>> astray({"facts": {"甲": "1"}, "乙": "2", "丙": "3", "findings": [], "丁": "4"}, ["findings"])
    ('乙', '丙')
    """
    found: list[str] = []
    after = False
    for name in data if isinstance(data, dict) else ():
        if name == _FREE:
            after = True
        elif name in fields:
            after = False
        elif after and not (name.isascii() and name.islower()):
            found.append(name)
    return tuple(found)


def moved_back(data: Any) -> str:
    """What to do about such a key."""
    facts = data.get(_FREE)
    first = next(iter(facts), "") if isinstance(facts, dict) else ""
    where = f"与“{first}”左边对齐" if first else "在前面补上 2 个空格"
    return f"是 facts 里的事实的，要缩进，{where}；不是的，删去这一行"


def put_back(data: Data, rest: Any, fields: Container[str]) -> dict[str, Any] | None:
    """`rest`, a part of the file `data`, with such keys in its `facts`; none where there are none."""
    names = astray(data, fields)
    facts = rest.get(_FREE) or {} if names and isinstance(rest, dict) else None
    if not isinstance(facts, dict) or not isinstance(data, dict):
        return None
    return {**rest, _FREE: {**{name: data[name] for name in names}, **facts}}


def first_indicator(data: Data) -> tuple[str, int] | None:
    """Where the first indicator stands in a list of a file that is not the one of indicators.

    >>> first_indicator({"grades": [{"name": "优"}, {"code": "A1", "name": "甲", "weight": "1"}]})
    ('grades', 1)
    """
    for name, entries in data.items() if isinstance(data, dict) else ():
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and {"code", "name"} <= set(entry) and {"weight", "rule", "target"} & set(entry):
                return name, index
    return None
