"""Bytes in another encoding to text, where there is no doubt which one it is.

`encoding` refuses such files and names what they most likely are; here more is asked before anything is rewritten.
"""

from __future__ import annotations

import codecs

from perfeval.regex import regex
from perfeval.source.encoding import BOM, line_feeds, mostly_utf8, wide_ascii, wide_chinese

_LEAST = 4
"""So many Chinese characters are needed before bytes are taken for GBK."""

_USUAL = regex(
    r"[\t\n\r -~\u00b7\u00d7\u00f7\u2010-\u2027\u2030\u2103\u2160-\u216b\u2190-\u2199\u2200-\u22ff"
    r"\u2460-\u249b\u3000-\u303f\u4e00-\u9fff\uff00-\uffee]+"
)


def recoded(raw: bytes) -> tuple[str, str] | None:
    """The text and the name of its encoding, where that is certain; None for UTF-8 and for doubtful bytes.

    >>> recoded("名称: 预算执行率".encode("gb18030")), recoded("é: à".encode("latin-1"))
    (('名称: 预算执行率', 'GBK（GB18030）'), None)
    """
    codec = _codec(raw)
    if codec is None:
        return None
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return None
    if codec == "gb18030":
        return (line_feeds(text), "GBK（GB18030）") if _chinese(text) else None
    return line_feeds(text).removeprefix(BOM), codec.upper()


def _codec(raw: bytes) -> str | None:
    """The encoding that the bytes may be in, other than UTF-8."""
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        wide = wide_ascii(raw) or wide_chinese(raw)
        return wide.lower() if wide else None if mostly_utf8(raw) else "gb18030"
    wide = wide_ascii(raw) if b"\0" in raw else None
    return wide.lower() if wide else None


def _chinese(text: str) -> bool:
    """Whether this reads as Chinese: usual signs only, and nearly all characters among the 3,755 most common.

    Text in Big5 or in a Western encoding decodes as GBK too, into characters that nobody uses.
    """
    characters = [sign for sign in text if "\u4e00" <= sign <= "\u9fff"]
    common = sum(1 for sign in characters if _is_common(sign))
    return len(characters) >= _LEAST and _USUAL.fullmatch(text) is not None and common * 10 >= len(characters) * 9


def _is_common(sign: str) -> bool:
    try:
        return 0xB0 <= sign.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
