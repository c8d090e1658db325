"""One line of JSON as a row: an object whose numbers are as they are spelled."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from perfeval.diagnostic import Diagnostic


def json_object(line: str) -> dict[str, Any] | Diagnostic:
    """The object in a line, or what is wrong with it; a blank line is nothing.

    >>> json_object('{"A1": 1.50}')
    {'A1': Decimal('1.50')}
    >>> json_object('{"A1": 1, "A1": 2}').message
    '键“A1”重复'
    """
    if not line.strip():
        return {}
    try:
        found = json.loads(line, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except _Twice as error:
        return Diagnostic("duplicate-key", f"键“{error}”重复", "删掉其中一个，或改名")
    except (ValueError, RecursionError):
        return Diagnostic("not-json", "这一行不是 JSON", "每行写一个 {…}，字符串用双引号")
    return found if isinstance(found, dict) else Diagnostic("not-json", "这一行不是 JSON 对象", "每行写一个 {…}")


class _Twice(Exception):
    """A key that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)
