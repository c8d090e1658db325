"""Figures that cannot be: rates of which no whole number gives the printed digits, shares above the whole, copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfeval.diagnostic import Related, Route
from perfeval.lint.asking import SAY, amounts, at_fact, fact_called, figured
from perfeval.lint.check import Doubt
from perfeval.lint.outline import called
from perfeval.lint.words import of_whole
from perfeval.number import ONE, ZERO, Fraction, ceil, floor, spell
from perfeval.quantity import Quantity, exactly, show
from perfeval.regex import regex
from perfeval.rounding import Mode, printed, rounded
from perfeval.scorecard import Scorecard
from perfeval.stated import Fact
from perfeval.unit import Unit, halfwidth

_MONEY_AND_HEADS = ("元", "人", "户", "date")
"""Amounts that are often the same for good reasons: budgets that were spent, the same people counted twice."""

_DECIMALS = regex(r"\.([0-9]+)")


def places(figure: Quantity) -> int:
    """The decimals that a figure is printed with.

    >>> [places(exactly(text)) for text in ("97.42%", "197.5 万元", "60 人", "1,250.00 元")]
    [2, 1, 0, 2]
    """
    found = _DECIMALS.search(halfwidth(figure.text))
    return len(found[1]) if found else 0


def reads_as(exact: Fraction, figure: Quantity) -> bool:
    """Whether an amount is printed so, in one way of rounding or another.

    >>> [reads_as(Fraction(67, whole), exactly("101.49%")) for whole in (66, 67)]
    [False, False]
    """
    factor = figure.unit.factor
    return any(rounded(exact / factor, places(figure), mode) * factor == figure.value for mode in Mode)


def rate_impossible(card: Scorecard) -> Iterator[Doubt]:
    """A rate that no whole number makes with the count it is a share of."""
    for fact, unit in amounts(card):
        if fact.of and unit.is_ratio:
            yield from _share_of(fact, fact.of, fact_called(card, fact.name))
    yield from (doubt for _, doubt in impossible_completions(card))


def _share_of(fact: Fact, whole: Quantity, name: str) -> Iterator[Doubt]:
    rate, total = _printed(fact), whole.value
    near = [part for part in (floor(fact.value * total), ceil(fact.value * total)) if part >= ZERO]
    if rate is not None and near and not any(reads_as(part / total, rate) for part in near):
        listed = "，".join(_divided(part, total) for part in dict.fromkeys(near))
        yield Doubt(
            f"{name}是 {rate}，总数是 {whole}，没有一个整数的分子得出这个数（{listed}）",
            "核对这个百分比，或它的总数（of）",
            ("facts", fact.name),
            related=(Related("总数写在这里", ("facts", fact.name, "of")),),
        )


def _divided(part: Fraction, whole: Fraction) -> str:
    share = printed(rounded(part / whole * 100, 2, Mode.HALF_UP), 2)
    return f"{spell(part)}/{spell(whole)}≈{share}%"


def _printed(fact: Fact) -> Quantity | None:
    """The fact as it is spelled, where that is a number alone."""
    found = exactly(fact.shown)
    return found if isinstance(found, Quantity) and found.value == fact.value and "/" not in found.text else None


def impossible_completions(card: Scorecard) -> Iterator[tuple[Route, Doubt]]:
    """Published completion rates that the count done makes with no whole target, each with its place."""
    for line, figure in figured(card):
        cells = card.bound.project.published.get(line.node.code)
        rate = cells.completion if cells else None
        if not rate or not line.unit.counted or figure.denominator != 1 or not rate.value > ZERO or figure <= ZERO:
            continue
        near = [whole for whole in (floor(figure / rate.value), ceil(figure / rate.value)) if whole > ZERO]
        if any(reads_as(figure / whole, rate) for whole in near):
            continue
        listed = "，".join(_divided(figure, whole) for whole in near)
        route = ("published", line.node.code, "completion")
        yield (
            route,
            Doubt(
                f"{called(line.node)}公布的完成率是 {rate}，实际 {show(figure, line.unit)}，"
                f"没有一个整数的目标值得出这个数（{listed}）",
                "核对公布的完成率、实际值和目标值，三个里至少有一个不对",
                route,
                related=(Related("实际值写在这里", at_fact(line.node)),),
            ),
        )


def share_above_whole(card: Scorecard) -> Iterator[Doubt]:
    """More than 100% of a whole."""
    seen = set[str]()
    for line, figure in figured(card):
        indicator = line.node.indicator
        if line.unit.is_ratio and of_whole(indicator.name, indicator.bounded) and figure > ONE:
            seen.update(line.node.reads)
            yield _above(called(line.node), figure, at_fact(line.node))
    for fact, unit in amounts(card):
        declared = card.bound.plan.shared.get(fact.name)
        bounded = of_whole(fact.name, declared.bounded) if declared else False
        if unit.is_ratio and bounded and fact.value > ONE and fact.name not in seen:
            yield _above(f"“{fact.name}”", fact.value, ("facts", fact.name))


def _above(name: str, figure: Fraction, route: Route) -> Doubt:
    return Doubt(
        f"{name}是全体里的一部分，却有 {SAY.share(figure)}，超过了 100%",
        "核对分子和分母是不是同一个范围；本来可以超过的，在指标体系里写 bounded: 否",
        route,
    )


def identical_facts(card: Scorecard) -> Iterator[Doubt]:
    """Two facts that nothing connects, with the same value to three digits or more."""
    kin = _kin(card)
    first: dict[tuple[Fraction, tuple[tuple[str, int], ...]], list[Fact]] = {}
    for fact, unit in amounts(card):
        if _telling(fact.value, unit):
            first.setdefault((fact.value, unit.dimensions), []).append(fact)
    for same in first.values():
        apart = [fact for fact in same if kin(fact.name) != kin(same[0].name)]
        if apart:
            names = "、".join(fact_called(card, fact.name) for fact in (same[0], *apart))
            yield Doubt(
                f"{names}是不同的事实，值却同样是 {same[0].shown}",
                "核对是不是抄错了一个；本来就相等的，在指标体系的 asserts 里写一条，如 甲 = 乙",
                ("facts", apart[0].name),
                related=(Related("同样的值在这里", ("facts", same[0].name)),),
            )


def _telling(value: Fraction, unit: Unit) -> bool:
    """Whether it would be a strange chance to find the amount twice."""
    plain = len(unit.dimensions) == 1 and unit.dimensions[0][0] in _MONEY_AND_HEADS
    digits = spell(value / unit.factor).lstrip("-").replace(".", "").strip("0")
    # Among twenty rates two are often the same to three digits.
    return not plain and "/" not in digits and len(digits) >= (4 if unit.is_ratio else 3)


def _kin(card: Scorecard) -> Callable[[str], str]:
    """Gives facts that one formula or identity reads together the same name: these were compared on purpose."""
    above: dict[str, str] = {}

    def root(name: str) -> str:
        while name in above:
            above[name] = above.get(above[name], above[name])  # shorter for the next who asks
            name = above[name]
        return name

    plan = card.bound.plan
    read = [node.reads for node in plan.nodes] + [identity.formula.names for identity in plan.identities]
    for names in read:
        for name in names[1:]:
            one, other = root(names[0]), root(name)
            if one != other:
                above[other] = one
    return root
