"""What stands in a field that a rule lacks: taken from the example of its kind, so that it can be pasted."""

from __future__ import annotations

from typing import Any

from perfeval.source import Data, parse
from perfeval.source.writing import bracketed


def lacking(model: Any, loc: tuple[int | str, ...]) -> str:
    """The line for a field of a rule, as the example of the rule's kind has it; empty where it has none.

    >>> from perfeval.rules import kind_named
    >>> lacking(kind_named("faults"), ("kinds",)), lacking(kind_named("faults"), ("kinds", 3, "lose"))
    ('kinds: [{name: 重大问题, lose: 30%, nothing_from: 2}, {name: 一般问题, lose: 0.5 分}]', 'lose: 30%')
    """
    text = getattr(model, "example", ("",))[0]
    source = parse(text.encode(), "example")[0] if text else None
    found: Data = source.data if source else None
    for step in ("rule", *loc):
        if isinstance(found, dict):
            found = found.get(str(step))
        elif isinstance(found, list) and isinstance(step, int) and found:
            found = found[0]
        else:
            return ""
    return "" if found is None else f"{loc[-1]}: {bracketed(found)}"
