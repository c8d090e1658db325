"""Data as JSON text in which no sign is hidden: what a terminal would obey or not show stands as its number."""

from __future__ import annotations

import json
import re
from typing import Any

from perfeval.source.signs import HIDDEN


def json_text(data: Any, indent: int | None = 2) -> str:
    r"""The text; it reads back as the same data.

    >>> json_text({"甲": "a" + chr(0x202E)}, None)
    '{"甲": "a\\u202e"}'
    """
    return HIDDEN.sub(_number, json.dumps(data, ensure_ascii=False, indent=indent))


def _number(found: re.Match[str]) -> str:
    # Outside of its strings, which hold all other signs, JSON has only line feeds.
    return found[0] if found[0] == "\n" else json.dumps(found[0])[1:-1]
