"""What a file is that is called a CSV table and is none, or one in another encoding: its first bytes say so."""

from __future__ import annotations

from pathlib import Path

from perfeval.diagnostic import Diagnostic

_KINDS = {
    b"PK\x03\x04": " Excel 工作簿（xlsx）",
    b"\xd0\xcf\x11\xe0": " Excel 97-2003 工作簿（xls）",
    b"<html": "网页",
    b"<!doctype": "网页",
    b"<table": "网页",
    b"<?xml": " XML 表格",
}
"""How files begin that a spreadsheet opens as well."""
_FIRST = 4096


def disguised(path: Path, name: str, encoding: str) -> Diagnostic | None:
    """What is wrong with a file that is no CSV in this encoding, as far as its first bytes tell; it may be missing."""
    try:
        with path.open("rb") as file:
            head = file.read(_FIRST)
    except OSError:
        return None
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if kind := next((kind for begin, kind in _KINDS.items() if plain.startswith(begin.lower())), ""):
        hint = "在 Excel 里打开，另存为“CSV UTF-8（逗号分隔）”；只改后缀，内容不会变"
        return Diagnostic("unreadable-table", f"“{name}”里是{kind}，不是 CSV", hint)
    wide = _wide(head)
    if wide and not encoding.lower().replace("_", "-").startswith(("utf-16", "utf16", "utf-32", "utf32")):
        hint = f"写 --encoding {wide}，或在 Excel 里另存为“CSV UTF-8（逗号分隔）”"
        return Diagnostic("wrong-encoding", f"“{name}”是 UTF-16 编码（“Unicode 文本”）", hint)
    return None


def _wide(head: bytes) -> str:
    r"""The name of the encoding of a text whose signs have two bytes each; empty where it is none.

    >>> [_wide("甲,30\n".encode(name)) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-8", "gbk")]
    ['utf-16', 'utf-16-le', 'utf-16-be', '', '']
    """
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    low, high = 0 in head[::2], 0 in head[1::2]
    if high and not low and b"\n\0" in head:
        return "utf-16-le"
    return "utf-16-be" if low and not high and b"\0\n" in head else ""


def other_encoding(name: str, encoding: str) -> Diagnostic:
    """A text that is not in the encoding that was named."""
    hint = "写 --encoding gbk，或在 Excel 里另存为 CSV UTF-8"
    if encoding.lower() not in ("utf-8", "utf8"):
        hint = "去掉 --encoding" if "gb" in encoding.lower() else "去掉 --encoding，或写 --encoding gbk"
    return Diagnostic("wrong-encoding", f"“{name}”不是 {encoding} 编码", hint)
