"""Whether one text is another misspelt: so alike that nobody meant a third."""

from __future__ import annotations

from perfeval.regex import regex

_TELLING = regex("[0-9A-Za-z一二三四五六七八九十甲乙丙丁上下前后左右内外男女大小多少新旧高低不未无非没]")
"""Signs that tell names apart: where only these differ, another name is meant and not the same misspelt."""


def misspelt(written: str, name: str, least: int = 2) -> bool:
    """Whether a text is a name of at least so many signs, with one sign wrong, missing, too many or out of place.

    >>> [misspelt(text, "甲类支出") for text in ("甲类支岀", "甲支类出", "甲类的支出", "支出", "乙类支出")]
    [True, True, True, False, False]
    >>> misspelt("末达成", "未达成"), misspelt("合格", "不合格"), misspelt("良", "优")
    (True, False, False)
    """
    from difflib import SequenceMatcher

    if abs(len(written) - len(name)) > 1 or len(name) < least:
        return False
    steps = [step for step in SequenceMatcher(None, written, name, autojunk=False).get_opcodes() if step[0] != "equal"]
    gone = "".join(written[start:end] for _, start, end, _, _ in steps)
    fresh = "".join(name[start:end] for _, _, _, start, end in steps)
    return len(gone) <= 1 and len(fresh) <= 1 and not all(_TELLING.match(sign) for sign in gone + fresh)
