"""Typed values of a table as the texts of cells: what a person would have typed who meant them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from perfeval.source import Data, Numeral
from perfeval.source.writing import bracketed


def cell_text(value: Any) -> str | None:
    """The text of a cell, None where it is empty: of nothing, of blanks, and of what is not a number (NaN).

    A float is the shortest decimal that reads back as the same float, as people see it elsewhere; infinity stays a
    word, which no fact takes for an amount.

    >>> from decimal import Decimal
    >>> [cell_text(x) for x in (True, 12, Decimal("12.50"), 0.1, 3.0, 1e22, 1.5e-7, float("nan"), float("inf"))]
    ['是', '12', '12.50', '0.1', '3', '10000000000000000000000', '0.00000015', None, 'inf']
    >>> cell_text([True, None, {"answer": False, "because": "缺一份，待补", "keep": None}])
    '[是, null, {answer: 否, because: "缺一份，待补", keep: null}]'
    """
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, list | tuple | dict):
        found = _data(value)
        return bracketed(found) if _says(found) else None
    return _single(value)


def _single(value: Any) -> str | None:
    """The text of one value that is no text."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _plain(Decimal(repr(value)))
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _plain(value: Decimal) -> str:
    """A finite number without exponent and without zeros behind its last decimal."""
    if not value.is_finite():
        return "-inf" if value < 0 else "inf"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _data(value: Any) -> Data:
    """A list or a struct as YAML data, numbers as numbers."""
    if isinstance(value, dict):
        return {str(key): _data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_data(inner) for inner in value]
    text = value if isinstance(value, str) else _single(value)
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Numeral(text) if number and text else text


def _says(data: Data) -> bool:
    """Whether there is anything in a list or struct; an empty list says that there is none of something."""
    return not data or any(_says(inner) if isinstance(inner, list | dict) else inner is not None
                           for inner in (data.values() if isinstance(data, dict) else data))  # fmt: skip
