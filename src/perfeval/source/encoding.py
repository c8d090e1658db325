"""Bytes to text: UTF-8, asked for in plain words where a file is in anything else.

Nothing is decoded by guess. Short GBK text is often valid UTF-8 by chance (one character in five),
so a file that is not UTF-8 is refused, with the line as it would read and the command to convert.
"""

from __future__ import annotations

import codecs
import re
import shlex
from pathlib import PurePath

from perfeval.diagnostic import Diagnostic, Location, Severity
from perfeval.record import Record
from perfeval.regex import regex

BOM = "\ufeff"
_SAVE_AS = "用记事本另存为“UTF-8”编码（不带 BOM），或运行：{}"
_FOREIGN = regex(r"[^\x00-\x7f]+")


class Decoded(Record):
    """A text with line feeds for line ends and no byte order mark, or None, and what was found."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


def decode(raw: bytes | str, name: str, size: int) -> Decoded:
    """The text of a file of at most `size` bytes (characters, where it is text already)."""
    if len(raw) > size:
        return Decoded(None, (_too_large(name, size),))
    if isinstance(raw, str):
        return _plain(raw, name)
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return Decoded(None, (_refusal(raw, name, "utf-32", "UTF-32", 0),))
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(raw, name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        return Decoded(None, (_not_utf8(raw, name, fault.start),))
    if b"\0" in raw and (label := wide_ascii(raw)):
        return Decoded(None, (_refusal(raw, name, label.lower(), label, 0),))
    return _plain(text, name)


def _plain(text: str, name: str) -> Decoded:
    """Text as read, less a byte order mark and with line feeds for line ends."""
    if not text.startswith(BOM):
        return Decoded(line_feeds(text))
    text = line_feeds(text[1:])
    hint = "可以照常使用；建议另存为“UTF-8”（不带 BOM），以便其他工具读取"
    return Decoded(text, (_warning("byte-order-mark", "文件开头有 BOM（字节顺序标记）", hint, name, text),))


def _utf16(raw: bytes, name: str) -> Decoded:
    """Text in UTF-16 that says so by its byte order mark."""
    try:
        text = line_feeds(raw.decode("utf-16"))
    except UnicodeDecodeError as fault:
        return Decoded(None, (_refusal(raw, name, "utf-16", "UTF-16", fault.start),))
    hint = "可以照常使用；建议" + _SAVE_AS.format(_command("UTF-16", name))
    return Decoded(text, (_warning("utf-16", "文件是 UTF-16 编码，不是 UTF-8", hint, name, text),))


def line_feeds(text: str) -> str:
    """The text with line feeds for line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _warning(code: str, message: str, hint: str, name: str, text: str) -> Diagnostic:
    place = Location(name, 1, 1, 1, text.partition("\n")[0])
    return Diagnostic(code, message, hint, severity=Severity.WARNING, location=place)


def _too_large(name: str, size: int) -> Diagnostic:
    message = f"文件超过上限 {size} 字节，没有读取"
    hint = "把文件拆小；附件、明细不放进来，事实里写合计和依据"
    return Diagnostic("file-too-large", message, hint, location=Location(name, 1, 1))


def _not_utf8(raw: bytes, name: str, at: int) -> Diagnostic:
    """Name the encoding that the bytes are most likely in."""
    if label := wide_ascii(raw) or wide_chinese(raw):
        return _refusal(raw, name, label.lower(), label, 0)
    if mostly_utf8(raw):
        return _damaged(raw, name, at)
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return _damaged(raw, name, at)
    return _refusal(raw, name, "gb18030", "GB18030", at)


def wide_ascii(raw: bytes) -> str | None:
    """UTF-16 without a mark, by the zero bytes beside its ASCII signs, all in one half of each pair."""
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if min(even, odd) or max(even, odd) * 4 < len(raw):
        return None
    return "UTF-16LE" if odd else "UTF-16BE"


def wide_chinese(raw: bytes) -> str | None:
    """UTF-16 without a mark, by what it decodes to: ASCII and Chinese and nothing else."""
    usual = re.compile(r"[\t\n\r -~\xa0-\xff\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffee]+")
    for label in ("UTF-16LE", "UTF-16BE"):
        text = raw.decode(label, "replace")
        if "\n" in text and usual.fullmatch(text):
            return label
    return None


def mostly_utf8(raw: bytes) -> bool:
    """Whether this is UTF-8 with a few broken bytes rather than another encoding."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > 4 * broken


def _damaged(raw: bytes, name: str, at: int) -> Diagnostic:
    """Bytes that no encoding we know explains."""
    row = raw.count(b"\n", 0, at) + 1
    start = raw.rfind(b"\n", 0, at) + 1
    line = raw[start:].partition(b"\n")[0].rstrip(b"\r").decode("utf-8", "backslashreplace")
    column = len(raw[start:at].decode("utf-8", "backslashreplace")) + 1
    message = f"第 {row} 行有不是 UTF-8 的字节（0x{raw[at]:02X}），文件可能已损坏"
    hint = "用原来的软件打开，核对这一行，再另存为“UTF-8”编码"
    return Diagnostic("not-utf8", message, hint, location=Location(name, row, column, 4, line))


def _refusal(raw: bytes, name: str, codec: str, label: str, at: int) -> Diagnostic:
    """A file in a known encoding other than UTF-8, its first foreign line shown as it would read."""
    text = line_feeds(raw.decode(codec, "replace")).removeprefix(BOM)
    found = _FOREIGN.search(text) if codec != "gb18030" else _at(raw, at, text)
    start, end = found.span() if found else (0, 1)
    row = text.count("\n", 0, start)
    head = text.rfind("\n", 0, start) + 1
    line = text[head:].partition("\n")[0]
    title = "GBK（GB18030）" if label == "GB18030" else f"{label} "
    message = f"文件是 {title}编码，不是 UTF-8，没有读取"
    hint = _SAVE_AS.format(_command(label, name))
    if _certain(raw):
        named = f'"{name}"' if " " in name else name
        hint = f"运行 perfeval validate --fix {named}，或用记事本另存为“UTF-8”编码（不带 BOM）"
    return Diagnostic("not-utf8", message, hint, location=Location(name, row + 1, start - head + 1, end - start, line))


def _certain(raw: bytes) -> bool:
    """Whether the encoding is beyond doubt, so that `fixes` rewrites the file."""
    from perfeval.source.recoding import recoded

    return recoded(raw) is not None


def _at(raw: bytes, at: int, text: str) -> re.Match[str] | None:
    """The first foreign signs on the line of the first byte that is not UTF-8."""
    row = raw.count(b"\n", 0, at)
    head = 0
    for _ in range(row):
        head = text.find("\n", head) + 1
    return _FOREIGN.search(text, head)


def _command(label: str, name: str) -> str:
    """The command that converts the file into a new one beside it."""
    path = PurePath(name)
    target = path.with_name(f"{path.stem}.utf8{path.suffix}") if path.name else PurePath("utf8.yaml")
    return f"iconv -f {label} -t UTF-8 {shlex.quote(name)} > {shlex.quote(str(target))}"
