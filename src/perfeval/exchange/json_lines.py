"""One line of JSON as a row: an object whose numbers are as they are spelled."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from perfeval.diagnostic import Diagnostic


def json_object(line: str) -> dict[str, Any] | Diagnostic:
    r"""The object in a line, or what is wrong with it; a blank line is nothing.

    >>> json_object('{"A1": 1.50}')
    {'A1': Decimal('1.50')}
    >>> json_object('{"A1": 1, "A1": 2}').message
    '键“A1”重复'
    >>> json_object('{"A1": 1e999999999, "A2": "\\ud800"}').message
    '这一行里有半个字'
    """
    if not line.strip():
        return {}
    try:
        found = json.loads(
            line, parse_float=_decimal, parse_int=_whole, parse_constant=_no_number, object_pairs_hook=_once
        )
        if "\\u" in line:
            json.dumps(found, ensure_ascii=False, default=str).encode()
    except _Twice as error:
        key = str(error).encode("utf-8", "backslashreplace").decode()
        return Diagnostic("duplicate-key", f"键“{key}”重复", "删掉其中一个，或改名")
    except UnicodeEncodeError:
        hint = "\\ud800 到 \\udfff 要两个一对才是一个字：重新导出，或把这个字写全"
        return Diagnostic("not-json", "这一行里有半个字", hint)
    except (ValueError, RecursionError):
        return Diagnostic("not-json", "这一行不是 JSON", "每行写一个 {…}，字符串用双引号")
    return found if isinstance(found, dict) else Diagnostic("not-json", "这一行不是 JSON 对象", "每行写一个 {…}")


_LONGEST = 400
"""The most digits of a number, its exponent written out; with more it is a text, and nobody's amount."""


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST else text


def _decimal(text: str) -> Decimal | str:
    """The number; some decimals have exponents that no memory holds written out."""
    if len(text) > _LONGEST:
        return text
    found = Decimal(text)
    return found if abs(found.adjusted()) <= _LONGEST else text


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
