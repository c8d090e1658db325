"""Whether an amount has the unit that is expected, and what to write where it has not."""

from perfeval.diagnostic import Diagnostic
from perfeval.number import ONE, ZERO, spell
from perfeval.quantity import Quantity, quantity, show
from perfeval.record import replace
from perfeval.target import Target
from perfeval.unit import DAYS, MONTHS, Unit, named

NO_EXAMPLE = "写实际的那一天，写成 年-月-日，年份四位"
"""How to write a date; an example would be pasted, and be scored."""


def amount(text: str, unit: Unit) -> Quantity | Diagnostic:
    """The amount that `text` spells in `unit`, or what is wrong with it.

    >>> from perfeval.unit import DATE
    >>> amount("按时", DATE).hint
    '写实际的那一天，写成 年-月-日，年份四位'
    """
    found = quantity(text)
    if unit.is_date and not (isinstance(found, Quantity) and found.unit.is_date) and (odd := _odd_day(text)):
        return odd
    if isinstance(found, Quantity):
        return misfit(found, unit) or found
    told = not unit.is_date or found.code not in ("not-a-number", "unknown-unit")
    return found if told else Diagnostic("not-a-date", f"“{text}”不是日期", NO_EXAMPLE)


def _odd_day(text: str) -> Diagnostic | None:
    from perfeval.days import odd_day

    return odd_day(text)


def misfit(found: Quantity, unit: Unit) -> Diagnostic | None:
    """What is wrong with the unit of an amount where `unit` is expected.

    A bare number where a percentage is meant could be either of two figures, so it is refused.

    >>> from perfeval.quantity import quantity
    >>> from perfeval.unit import PERCENT
    >>> misfit(quantity("95"), PERCENT).hint
    '如果是百分之 95，写成 95%；如果是 95 倍，写成 9500%'
    >>> from perfeval.unit import DAYS
    >>> misfit(quantity("3 个月"), DAYS).hint
    '一个月有几天不一定，不能换算：查清实际有多少天，写那个数'
    """
    if not found.unit.fits(unit):
        wanted = f"应当用“{unit.text}”" if unit.text else "这里不应有单位"
        return Diagnostic("unit-mismatch", f"“{found}”的单位不对，{wanted}", _mend(found, unit))
    if unit.is_ratio and not found.unit.text and found.value and "/" not in found.text:
        return Diagnostic("bare-ratio", f"“{found}”没有写百分号，可能是两个不同的数", _ratio_hint(found))
    if found.unit.is_ratio and not unit.text and found.value not in (ZERO, ONE):
        message = f"“{found}”有百分号，而目标值或规则没有，可能差一百倍"
        return Diagnostic("bare-ratio", message, "给目标值和规则里的数也加上百分号")
    return None


def step_misfit(found: Quantity, unit: Unit, target: Target) -> Diagnostic | None:
    """The same for a step of the gap; a percentage beside an amount is meant as one of the completion rate.

    >>> from perfeval.quantity import quantity
    >>> from perfeval.target import target
    >>> goal = target("≥ 30 场")
    >>> step_misfit(quantity("1%"), goal.unit, goal).hint
    '按完成率算的，写 target: 100% 和 actual: 实际数 / 30 场；按数量算的，写成 1 场 的样子'
    """
    wrong = misfit(found, unit)
    gap = target.relation not in ("=", "within") and target.value and not target.unit.is_date
    if wrong is None or not found.unit.is_ratio or not unit.text or not gap:
        return wrong
    rate = "100%" if target.upward else "≤ 100%"
    goal = show(target.value, target.unit)
    hint = f"按完成率算的，写 target: {rate} 和 actual: 实际数 / {goal}；按数量算的，写成 1 {unit.text} 的样子"
    return replace(wrong, hint=hint)


def strict_hint(target: Target) -> str:
    """What to write instead of a target with > or <, where its very edge would have no clear score."""
    sign = "≥" if target.upward else "≤"
    return (
        f"恰好等于时得多少说不清：写成 {sign} {show(target.value, target.unit)}，公布的写法放在 target 的 official 里"
    )


def _mend(found: Quantity, unit: Unit) -> str:
    if not unit.text:
        missing = f"目标值漏写了单位的，在指标体系的目标值里补上“{found.unit.text}”"
        return f"{missing}；这里不该有单位的，去掉单位"
    base = named(found.unit.dimensions)
    if not unit.dimensions and not unit.is_ratio and base and base.text:
        whole = f"{unit.text}{base.text}"
        return f"指标体系里的单位只写了“{unit.text}”，没有说是什么的“{unit.text}”；是{base.text}的，在那里改成“{whole}”"
    if unit.is_date:
        return NO_EXAMPLE
    if {found.unit.dimensions, unit.dimensions} == {DAYS.dimensions, MONTHS.dimensions}:
        return f"一个月有几天不一定，不能换算：查清实际有多少{unit.text}，写那个数"
    figure = found.text.removesuffix(found.unit.text).strip()
    meant = f"{figure}{'' if unit.is_ratio and not unit.text[0].isalpha() else ' '}{unit.text}"
    if found.unit.text:
        return f"如果只是单位写错了，写成“{meant}”；不同的单位不能互换"
    base = named(unit.dimensions)
    if base and unit.factor > ONE and found.value >= unit.factor:
        return f"漏写了单位：按原始材料写成“{figure} {base.text}”或“{meant}”"
    return f"写成“{meant}”，或核对这个数"


def _ratio_hint(found: Quantity) -> str:
    share, times = spell(found.value), spell(found.value * 100)
    return f"如果是百分之 {share}，写成 {share}%；如果是 {share} 倍，写成 {times}%"
