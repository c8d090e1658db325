"""Why a text is no amount: the slips that people make, each with what to write instead.

Loaded only where an amount could not be read. What is proposed is held against `reads`, so that it passes; where
two readings are possible both are offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from perfeval.diagnostic import Diagnostic
from perfeval.number import DIGITS, read, spell
from perfeval.unit import halfwidth

_LONGEST = 200
"""Signs of the longest text that is looked into: nobody types an amount of more."""

_NOTHING = frozenset("- -- — —— – / 无 没有 暂无 N/A n/a NA 空 未统计 待定 待补".split())
_NO_FACT = "写数，有单位的带上单位，是零的写 0；没有这类事项的事实写“不适用”，还不知道的先空着"

Reads = Callable[[str], bool]
"""Whether a text is an amount as it stands."""


def slip(text: str, reads: Reads) -> Diagnostic | None:
    """What is wrong with `text`, where it is one of the slips that are known.

    >>> slip("72%（约）", lambda text: text == "72%").hint
    '只写 72%；事实的说明写在旁边：{value: 72%, note: 约}'
    >>> slip("只能", lambda text: False) is None
    True
    """
    plain = halfwidth(text).strip()
    if len(plain) > _LONGEST:
        return None
    if plain in _NOTHING:
        return Diagnostic("not-a-number", f"“{text}”不是数量", _NO_FACT)
    looks = (_quoted, _excel, dated, _written_out, _digits, _letters, _unit, _clock, _range, _remark, _vague, _sum)
    return next((found for look in looks if (found := look(plain, reads))), None)


def _quoted(text: str, reads: Reads) -> Diagnostic | None:
    inner = text.strip("“”‘’\"'「」").strip()
    if inner == text or not reads(inner):
        return None
    return Diagnostic("not-a-number", f"{text} 带着中文引号，成了文字", f"去掉引号，写成 {inner}")


def _excel(text: str, reads: Reads) -> Diagnostic | None:
    if not text.startswith("="):
        return None
    inner = text.lstrip("= ")
    hint = (
        f"去掉 =，写成 {inner}" if reads(inner) else "只写算好的数和单位；事实的算法写在旁边：{value: 数量, note: 算法}"
    )
    return Diagnostic("not-a-number", f"“{text}”以 = 开头，是电子表格的写法", hint)


_DAY = re.compile(
    r"([0-9]{4}|[0-9]{2})\s*[-—–/.年]+\s*([0-9]{1,2})\s*[-—–/.月]+\s*([0-9]{1,2})\s*[日号]?(?:\s*T?\s*[0-9]{1,2}:[0-9]{2}.*)?"
)
_NO_YEAR = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?")
_NO_DAY = re.compile(r"((?:19|20)[0-9]{2})\s*[-—–/.年]\s*([0-9]{1,2})\s*(?:月份?|$)\s*[上中下]?[旬底初]?")


def dated(text: str, reads: Reads) -> Diagnostic | None:
    """What is wrong with a day that is not written as days are."""
    if found := _DAY.fullmatch(text):
        year = found[1] if len(found[1]) == 4 else f"20{found[1]}"
        spelled = f"{year}-{found[2]:0>2}-{found[3]:0>2}"
        hint = f"写成 {spelled}" if found[1] == year else f"年份写四位，如果是 {year} 年，写成 {spelled}"
        return Diagnostic("not-a-date", f"“{text}”这样写不能读成日期", hint) if reads(spelled) else None
    if found := _NO_YEAR.fullmatch(text):
        hint = f"年、月、日都写：年-{found[1]:0>2}-{found[2]:0>2}，年份四位"
        return Diagnostic("not-a-date", f"“{text}”没有写哪一年", hint)
    if found := _NO_DAY.fullmatch(text):
        return Diagnostic("not-a-date", f"“{text}”没有写哪一天", f"年、月、日都写：{found[1]}-{found[2]:0>2}-日")
    return None


_NUMERALS = "零一二三四五六七八九十"
_WRITTEN = re.compile(r"([〇零一二两三四五六七八九十]+)\s*(.*)")


def _written_out(text: str, reads: Reads) -> Diagnostic | None:
    if text.startswith("百分之") and reads(f"{text[3:]}%"):
        return Diagnostic("not-a-number", f"“{text}”要用数字和百分号写", f"写成 {text[3:]}%")
    found = _WRITTEN.fullmatch(text)
    figure = _figure(found[1].replace("两", "二").replace("〇", "零")) if found else ""
    spelled = f"{figure} {found[2]}".strip() if found else ""
    if not figure or not reads(spelled):
        return None
    return Diagnostic("not-a-number", f"“{text}”要用阿拉伯数字写", f"写成 {spelled}")


def _figure(word: str) -> str:
    """A Chinese numeral below one hundred in digits, nothing where it is another."""
    tens, sign, ones = word.rpartition("十")
    digits = [_NUMERALS.find(part or fallback) for part, fallback in ((tens, "一" if sign else "零"), (ones, "零"))]
    return str(digits[0] * 10 + digits[1]) if all(0 <= digit < 10 for digit in digits) else ""


_GROUPED = re.compile(r"(-?[0-9]{1,3}(?:[ _'’，][0-9]{3})+)(?![0-9])\s*(.*)")
_POINT = re.compile(r"([0-9]+)[。·．](?=[0-9])")
_EXPONENT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)[eE]\+?(-?[0-9]{1,2})(?![0-9])\s*(.*)")


def _digits(text: str, reads: Reads) -> Diagnostic | None:
    longest = max((len(run) for run in re.findall("[0-9]+", text)), default=0)
    if longest > DIGITS:
        return Diagnostic("not-a-number", f"数字有 {longest} 位，超过上限 {DIGITS} 位", "核对这个数，减少位数")
    mended = re.sub(r"^(-?)0+(?=[0-9])", r"\1", text)
    if found := _GROUPED.fullmatch(text):
        mended = f"{re.sub('[^-0-9]', '', found[1])} {found[2]}".strip()
    elif found := _EXPONENT.fullmatch(text):
        value = read(found[1])
        whole = spell(value * 10 ** int(found[2])) if value is not None and "-" not in found[2] else ""
        mended = f"{whole} {found[3]}".strip()
    elif _POINT.match(text):
        mended = _POINT.sub(r"\1.", text)
    if mended == text or not reads(mended):
        return None
    return Diagnostic("not-a-number", f"“{text}”里的数不是普通写法", f"写成 {mended}")


def _letters(text: str, reads: Reads) -> Diagnostic | None:
    mended = re.sub(r"(?<=[0-9])[Oo](?![A-Za-z])|[Oo](?=[0-9.])", "0", text)
    mended = re.sub(r"(?<![A-Za-z])[lI](?=[0-9])", "1", mended)
    if mended == text or not reads(mended):
        return None
    return Diagnostic("not-a-number", f"“{text}”的数字里混着字母", f"对照原始材料；字母是 0 或 1 的，写成 {mended}")


_OTHER_SCRIPT = str.maketrans("萬億圓個戶臺條張場項輛處間級畝噸", "万亿元个户台条张场项辆处间级亩吨")
_LATIN = {
    "km": "公里",
    "m": "米",
    "cm": "厘米",
    "mm": "毫米",
    "kg": "公斤",
    "g": "克",
    "t": "吨",
    "l": "升",
    "ml": "毫升",
    "m2": "平方米",
    "m²": "平方米",
    "m3": "立方米",
    "m³": "立方米",
    "km2": "平方公里",
    "km²": "平方公里",
    "h": "小时",
    "min": "分钟",
    "s": "秒",
    "kw": "千瓦",
    "mw": "兆瓦",
    "kwh": "千瓦时",
    "rmb": "元",
}
_COUNTED = re.compile(r"(-?[0-9][0-9,.]*(?:/[0-9]+)?)\s*(\D.*)")


def _unit(text: str, reads: Reads) -> Diagnostic | None:
    found = _COUNTED.fullmatch(text)
    if not found:
        return None
    word = found[2].translate(_OTHER_SCRIPT).removeprefix("人民币").removesuffix("人民币").removesuffix("整").strip()
    word = re.sub("[A-Za-z]+[23²³]?", lambda letters: _LATIN.get(letters[0].lower(), letters[0]), word)
    if word == found[2] or not reads(f"{found[1]} {word}"):
        return None
    return Diagnostic("unknown-unit", f"“{found[2]}”不是已知的单位", f"是否想写：{found[1]} {word}")


def _clock(text: str, reads: Reads) -> Diagnostic | None:
    if not re.fullmatch(r"[0-9]+(?::[0-9]+)+.*", text):
        return None
    hint = "时长写成一个数加单位，如 90 分钟；比例写成 1/3 或百分数"
    return Diagnostic("not-a-number", f"“{text}”里的冒号说不清是时长还是比例", hint)


_ENDS = re.compile(r"(-?[0-9][0-9.,]*)\s*([^0-9~—–至到-]*?)\s*(?:~|—+|–|-|至|到|\.\.)\s*([0-9][0-9.,]*)\s*([^0-9]*)")


def _range(text: str, reads: Reads) -> Diagnostic | None:
    found = _ENDS.fullmatch(text)
    if not found:
        return None
    gap = "" if (found[2] or found[4])[:1] in "%‰" else " "
    low, high = f"{found[1]}{gap}{found[2] or found[4]}", f"{found[3]}{gap}{found[4] or found[2]}"
    if not (reads(low) and reads(high)):
        return None
    return Diagnostic(
        "not-a-number", f"“{text}”是一个范围，这里要一个数", f"查明后只写一个数；是最低分、下限的，写 {low}"
    )


_REMARK = re.compile(r"(.*?)\s*[(\[【〔](.+?)[)\]】〕]\s*(.*)")


def _remark(text: str, reads: Reads) -> Diagnostic | None:
    found = _REMARK.fullmatch(text)
    amount = f"{found[1]} {found[3]}".strip() if found else ""
    if not found or not reads(amount):
        return None
    note = found[2] if re.fullmatch(r"[^\W\d_]\w*", found[2]) else "说明"
    value = f'"{amount}"' if "," in amount else amount
    hint = f"只写 {amount}；事实的说明写在旁边：{{value: {value}, note: {note}}}"
    return Diagnostic("not-a-number", f"“{found[2]}”是说明，不是数量的一部分", hint)


_ABOUT = re.compile(
    r"(?:约|大约|近|将近|超过|超|不足|不到|至少|不低于|不少于|不超过|[≥≤<>]=?)?\s*"
    r"(-?[0-9][0-9.,]*)\s*(?:余|多(?=.)|几)?\s*(.*?)\s*(?:以上|以下|以内|左右|上下|多|余|\+)?"
)


def _vague(text: str, reads: Reads) -> Diagnostic | None:
    found = _ABOUT.fullmatch(text)
    amount = f"{found[1]}{'' if found[2][:1] in ('%', '‰', '') else ' '}{found[2]}" if found else ""
    if not found or not reads(amount):
        return None
    hint = f"写查明的数；正好是 {amount} 的，只写 {amount}"
    return Diagnostic("not-a-number", f"“{text}”不是一个确定的数", hint)


_PER = re.compile(r"([0-9][0-9.,]*)\s*([^\d\s/]+)\s*/\s*([0-9][0-9.,]*)\s*\2")


def _sum(text: str, reads: Reads) -> Diagnostic | None:
    if found := _PER.fullmatch(text):
        hint = f"分子、分母不写单位：{found[1]}/{found[3]}"
        return Diagnostic("not-a-number", f"“{text}”是两个数相除", hint) if reads(f"{found[1]}/{found[3]}") else None
    if not re.match(r"-?[0-9][0-9.,]*[^-+*/0-9]*[-+*/][^-+*/]*[0-9]", text):
        return None
    hint = "写算好的数和单位；事实的算法写在旁边：{value: 数量, note: 算法}"
    return Diagnostic("not-a-number", f"“{text}”是算式，这里要一个数", hint)
