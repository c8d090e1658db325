"""What the endings of names, and the names of encodings, are good for; the same words for all commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfeval.diagnostic import nearest

SUMMARIES = {".md": "markdown", ".json": "json", ".txt": "text"}
"""The formats of a summary, by the ending of the file; without any it is a page."""

_ENCODINGS = ("utf-8", "gbk", "gb18030", "utf-16")


def ending_wrong(option: str, name: str | None, able: Sequence[str], bare: bool = True) -> str:
    """What is wrong with the name of a file that an option gives; empty where nothing is, or no file was named.

    able: the endings that can be written. bare: whether a name may have none, as those of devices.

    >>> ending_wrong("--errors", "e.csv", [".jsonl"])
    '--errors 不能写 .csv 文件；可以写 .jsonl'
    >>> ending_wrong("--errors", "e.JSONL", [".jsonl"]), ending_wrong("--errors", "/dev/null", [".jsonl"])
    ('', '')
    """
    if name is None:
        return ""
    if not name:
        return f"{option} 后面要写文件名"
    suffix = Path(name).suffix
    if suffix.lower() in able or (bare and not suffix):
        return ""
    return f"{option} 不能写 {suffix or '没有后缀的'} 文件；可以写 {'、'.join(able)}"


def encoding_wrong(name: str) -> str:
    """What is wrong with the name of an encoding; empty where nothing is."""
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return f"没有“{name}”这种编码；{nearest(name, _ENCODINGS, '可选：' + '、'.join(_ENCODINGS))}"
    return ""
