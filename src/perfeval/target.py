"""Targets (目标值): ``≥ 30 场``, ``0%–10%``, ``2023年11月30日前``, or words such as ``规范``."""

from __future__ import annotations

import re
from typing import Any, Literal

from perfeval.diagnostic import Diagnostic
from perfeval.number import ZERO, Fraction, at_least, where
from perfeval.quantity import Quantity, day, exactly, quantity, show
from perfeval.record import Record
from perfeval.regex import regex
from perfeval.unit import NUMBER, Unit, halfwidth

Relation = Literal["≥", "≤", ">", "<", "=", "within", "words"]

# 以上 and 以内 include the number itself, 以下 does not unless （含） says so (民法典 第1259条 and the
# practice of grade scales differ on 以下, so only the unambiguous forms are read).
_BEFORE: dict[str, Relation] = {
    **dict.fromkeys(("≥", "≧", "⩾", ">=", "不低于", "不少于", "不小于", "至少", "大于等于", "达到"), "≥"),
    **dict.fromkeys(("≤", "≦", "⩽", "<=", "不超过", "不高于", "不多于", "不大于", "至多", "小于等于"), "≤"),
    **dict.fromkeys((">", "大于", "超过", "高于", "多于"), ">"),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "<"),
    **dict.fromkeys(("=", "==", "等于"), "="),
}
_AFTER: dict[str, Relation] = {
    **dict.fromkeys(("(含)以上", "及以上", "以上(含)", "以上"), "≥"),
    **dict.fromkeys(("(含)以下", "及以下", "以下(含)", "以内"), "≤"),
    **dict.fromkeys(("前完成", "之前完成", "之前", "前", "以前"), "≤"),
}
_SIGNS, _TAILS = (sorted(words, key=len, reverse=True) for words in (_BEFORE, _AFTER))
_RANGE = regex(r"(-?[0-9][0-9.,]*)\s*([^0-9~—–至-]*?)\s*(?:~|—|–|-|至)\s*(-?[0-9][0-9.,]*)\s*([^0-9]*)")
_ANY_SIGN = "|".join(map(re.escape, _SIGNS))
_COMPARED = regex(
    rf"([^0-9,。、;]+?)\s*(?:(?:{_ANY_SIGN})\s*[0-9][^,。、;]*|[0-9][^,。、;]*(?:以上|以下|以内)(?:\(含\))?)"
)
_SIGNED = regex(r"([^,。、;]+?)\s*[≥≧⩾≤≦⩽<>=]+\s*[0-9][^,。、;]*")
_TURNED = regex(r"(=>|=<|≥=|≤=|>\s+=|<\s+=)\s*([0-9].*)")
_VAGUE_STARTS = "约大不≠》《[("
_VAGUE = regex(r"(约|大约|不少(?!于)|≠|》|《|\[|\()\s*-?[0-9]")


class Target(Record):
    """What an indicator is to reach.

    `value` (and `high` for ``within``) are base units of `unit`; both are 0 for words. A bare
    amount (``15 场``) is to be reached, so its relation is ``≥``.
    """

    relation: Relation
    value: Fraction = ZERO
    unit: Unit = NUMBER
    high: Fraction = ZERO
    text: str = ""

    @property
    def measurable(self) -> bool:
        """Whether an actual amount can be held against the target."""
        return self.relation != "words"

    @property
    def strict(self) -> bool:
        """Whether the number itself does not yet count as reached."""
        return self.relation in (">", "<")

    @property
    def upward(self) -> bool:
        """Whether more is better."""
        return self.relation in ("≥", ">")

    def shortfall(self, actual: Any) -> Any:
        """How far `actual` misses the target, in base units; below zero where it does better."""
        relation = self.relation
        if relation in ("≥", ">"):
            return self.value - actual
        if relation in ("≤", "<"):
            return actual - self.value
        return at_least(self.value - actual, actual - (self.high if relation == "within" else self.value))

    def reached(self, actual: Any, yes: Any, no: Any) -> Any:
        """`yes` where `actual` reaches the target, else `no`.

        >>> strict = target("> 80%")
        >>> strict.reached(Fraction(4, 5), "达到", "未达到")
        '未达到'
        """
        if self.strict:
            return where(self.shortfall(actual) >= ZERO, no, yes)
        return where(self.shortfall(actual) <= ZERO, yes, no)

    def __str__(self) -> str:
        return self.text

    def gap_words(self) -> str:
        """How missing the target is called: 低于, 超出, 偏离, or of a day 早于 and 晚于."""
        if self.unit.is_date and self.relation not in ("=", "within"):
            return "早于" if self.upward else "晚于"
        return {"=": "偏离", "within": "超出范围"}.get(self.relation, "低于" if self.upward else "超出")

    def miss_words(self) -> str:
        """The same with what is missed: 低于目标值, 超出目标范围."""
        return "超出目标范围" if self.relation == "within" else f"{self.gap_words()}目标值"


def target(text: str) -> Target | Diagnostic:
    """The target that `text` states; words where it starts with neither a sign nor a number.

    >>> target("≥1,250 人次").value, target("15 场").relation, target("80%以上").relation
    (Fraction(1250, 1), '≥', '≥')
    >>> target("2023年11月30日前").relation, target("规范").relation, target("0%–10%").relation
    ('≤', 'words', 'within')
    >>> target("≥ 30 厂").code
    'unknown-unit'
    """
    plain = halfwidth(text).strip()
    sign = next((word for word in _SIGNS if plain.startswith(word)), "")
    tail = "" if sign else next((word for word in _TAILS if plain.endswith(word)), "")
    body = plain.removeprefix(sign).removesuffix(tail).strip()
    if plain[:1] in _VAGUE_STARTS and (found := _VAGUE.match(plain)):
        hint = "写成 ≥ 30 场、≤ 5 天、= 0 项 或 80%~90% 的样子"
        return Diagnostic("not-a-target", f"“{text}”里的“{found[1]}”说不清目标", hint)
    if re.fullmatch(r"(?:19|20)[0-9]{2}[/-][0-9]{1,2}", body):
        return Diagnostic("impossible-date", f"“{text}”像一个日期，却没有日", "按期完成写作：≤ 2023-11-30")
    if tail and tail.endswith(("前", "前完成")) and day(body) is None:
        return Diagnostic("not-a-target", f"“{text}”不是一个日子", "按期完成写作：≤ 2023-11-30")
    if not re.match(r"-?[0-9]", body):
        if sign and sign[0] in "≥≧⩾≤≦⩽<>=":
            return Diagnostic("not-a-number", f"“{text}”的比较符号后面没有数", _turned(plain))
        return _buried(text, plain) or Target("words", text=text.strip())
    amount = exactly(body)
    if isinstance(amount, Diagnostic):
        ends = None if sign or tail else _RANGE.fullmatch(body)
        return _range(text, *ends.groups()) if ends else _no_amount(body)
    if amount.unit.is_date and not (sign or tail):
        return Diagnostic("undirected-date", f"目标“{text}”没有说是在这天之前还是之后", f"按期完成写作：≤ {body}")
    relation: Relation = _BEFORE[sign] if sign else _AFTER[tail] if tail else "≥"
    return Target(relation, amount.value, amount.unit, text=text.strip())


def _no_amount(body: str) -> Target | Diagnostic:
    found = quantity(body)
    assert isinstance(found, Diagnostic)  # as `exactly` said
    return found


def _buried(text: str, plain: str) -> Diagnostic | None:
    """A comparison behind other words, which would be asked for by yes or no and never be computed."""
    found = _SIGNED.fullmatch(plain) or _COMPARED.fullmatch(plain)
    if not found:
        return None
    inner = plain.strip("“”‘’\"'").strip()
    if inner != plain and isinstance(target(inner), Target):
        return Diagnostic(
            "not-a-target", f"目标值 {plain} 带着中文引号，后面的数不会用来比较", f"去掉引号，写成 {inner}"
        )
    before, said = found[1].strip(), plain[found.end(1) :].strip()
    hint = f"只写 {said}，“{before}”写进指标的名称或单位（如 次/月）；只作文字的，写 target: {{official: …}}"
    return Diagnostic("not-a-target", f"“{text}”以文字开头，后面的数不会用来比较", hint)


def _turned(plain: str) -> str:
    """What to write instead of a comparison that nobody reads: ``=> 30 场``, ``≥=30 场``."""
    found = _TURNED.fullmatch(plain)
    if found and isinstance(exactly(found[2]), Quantity):
        return f"写成 {'≥' if set(found[1]) & set('>≥') else '≤'} {found[2]}"
    return "写成 ≥ 30 场、≤ 2023-11-30 的样子"


def _range(text: str, low: str, low_unit: str, high: str, high_unit: str) -> Target | Diagnostic:
    """A target to lie within two amounts; a unit written once holds for both."""
    least = quantity(f"{low} {low_unit or high_unit}")
    most = quantity(f"{high} {high_unit or low_unit}")
    for end in (least, most):
        if isinstance(end, Diagnostic):
            return end
    assert isinstance(least, Quantity) and isinstance(most, Quantity)
    if not least.unit.fits(most.unit) or least.value > most.value:
        return Diagnostic("empty-range", f"“{text}”的两端不成一个范围", "小的一端写在前面，两端用同一种单位")
    return Target("within", least.value, least.unit, most.value, text.strip())


def describe(goal: Target) -> str:
    """The target in one canonical spelling, whatever its author wrote.

    >>> describe(target("不低于30场"))
    '≥ 30 场'
    """
    if not goal.measurable:
        return goal.text
    if goal.relation == "within":
        return f"{show(goal.value, goal.unit)}–{show(goal.high, goal.unit)}"
    return f"{goal.relation} {show(goal.value, goal.unit)}"
