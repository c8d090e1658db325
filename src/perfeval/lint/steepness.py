"""How points fall with achievement: too fast, too slowly, or the wrong way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from perfeval.lint.check import Doubt, percent
from perfeval.lint.outline import called
from perfeval.lint.standards import Standard, standards
from perfeval.number import ONE, ZERO, Fraction, ceil, spell
from perfeval.plan import Plan
from perfeval.quantity import show
from perfeval.rounding import Mode, rounded

_NEAR = Fraction(5, 100)
_MANY = 10
_SLOPING = ("deduct", "curve", "proportional", "accrue")
_STEPPING = ("bands", "curve", "accrue")


def too_steep(plan: Plan) -> Iterator[Doubt]:
    """Nothing left although nearly all of the target is reached."""
    for one in standards(plan):
        if one.kind not in _SLOPING or not _held_against(one) or _left_nearby(one):
            continue
        end = _end(one)
        if end is None or not abs(end - one.target.value) < one.target.value * _NEAR:
            continue
        rate = end / one.target.value
        message = f"{called(one.node)}完成目标值的 {percent(rate)} 就得 0 分"
        if not one.target.upward:
            message = f"{called(one.node)}超出目标值 {percent(rate - ONE)} 就得 0 分"
        yield Doubt(message, _gentler(one), one.route)


def _held_against(one: Standard) -> bool:
    """Whether actuals can be held against the target as a share of it."""
    target = one.target
    return target.relation in ("≥", "≤") and target.value > ZERO and not target.unit.is_date


def _left_nearby(one: Standard) -> bool:
    """Whether something is earned at the distance from which on a zero point is near; most rules end here."""
    near = one.target.value * (ONE - _NEAR if one.target.upward else ONE + _NEAR)
    return one.earned(near) > ZERO


def _end(one: Standard) -> Fraction | None:
    """The amount nearest to the target that earns nothing, where something between earns a part."""
    up, goal = one.target.upward, one.target.value
    worse = [x for x in one.probes if (x < goal if up else x > goal)]
    for index, x in enumerate(reversed(worse) if up else worse):
        if one.earned(x) == ZERO:
            return x if index and any(ZERO < one.earned(y) < one.weight for y in _between(x, goal, one)) else None
    return None


def _between(x: Fraction, goal: Fraction, one: Standard) -> list[Fraction]:
    """What lies between two amounts: their middle, and the amounts that the rule steps at."""
    middle = (x + goal) / 2
    counted = one.rule.unit(one.target).counted
    inside = [y for y in one.probes if min(x, goal) < y < max(x, goal)]
    return [*inside, *([] if counted else [middle])]


def _gentler(one: Standard) -> str:
    """The loss with which nothing is left at 80% of the target, for rules that deduct."""
    lose = one.rule.per.value / (one.target.value / 5) * 100 if one.kind == "deduct" else ZERO
    if lose and rounded(lose, 2, Mode.DOWN):
        return f"扣得慢一些：写 lose: {spell(rounded(lose, 2, Mode.DOWN))}%，差两成时扣完"
    return "把得 0 分的地方放远一些，例如目标值的 60% 或 80%"


def too_shallow(plan: Plan) -> Iterator[Doubt]:
    """Points left where nothing was done, or many faults before nothing is left."""
    for one in standards(plan):
        goal = one.target
        if one.kind != "deduct" or one.rule.most or goal.unit.is_date:
            continue
        if goal.relation == "≥" and goal.value > ZERO and one.earned(ZERO) > ZERO:
            left = spell(rounded(one.earned(ZERO), 2, Mode.HALF_UP))
            message = f"{called(one.node)}什么也没有做，仍得 {left} 分（满分 {spell(one.weight)} 分）"
            hint = f"扣得快一些：写 lose: {_full_loss(one)}%，做到 0 时扣完"
            yield Doubt(message, hint, one.route)
        elif goal.relation in ("=", "≤") and not goal.value and goal.unit.counted:
            count = ceil(one.rule.zero_point(one.weight)[0] / one.rule.per.value)
            if count > _MANY:
                unit = goal.unit.text
                message = (
                    f"{called(one.node)}要有 {spell(count * one.rule.per.value)} {unit}才扣完，偶有几{unit}几乎不失分"
                )
                yield Doubt(message, "扣得快一些，如 lose: 20%；或改用 kind: faults，按性质分别扣分", one.route)


def _full_loss(one: Standard) -> str:
    return spell(rounded(one.rule.per.value / one.target.value * 100, 2, Mode.UP))


def zero_beyond_unreached(plan: Plan) -> Iterator[Doubt]:
    """A gap beyond which nothing is to be earned, when everything was lost before."""
    for one in standards(plan):
        if one.kind == "deduct" and one.rule.zero_beyond and not one.rule.most:
            gap = one.rule.model_copy(update={"zero_beyond": None}).zero_point(one.weight)[0]
            if gap < one.rule.zero_beyond.value:
                shown = show(gap, one.rule.zero_beyond.unit)
                message = f"{called(one.node)}差 {shown} 时已经扣完，差 {one.rule.zero_beyond} 不得分这一条不起作用"
                hint = "删去 zero_beyond，或改小每个单位扣的分（lose）"
                yield Doubt(message, hint, (*one.route, "zero_beyond"))


def better_earns_less(plan: Plan) -> Iterator[Doubt]:
    """On the way to the target, a better actual earns less than a worse one."""
    for one in standards(plan):
        if one.kind not in _STEPPING or one.target.relation in ("=", "within", "words") or _judged(one):
            continue
        up, goal = one.target.upward, one.target.value
        rising = [x for x in one.probes if (x <= goal if up else x >= goal)]
        for worse, better in pairwise(rising if up else reversed(rising)):
            if one.earned(worse) > one.earned(better):
                unit = one.rule.unit(one.target)
                less, more = (spell(rounded(one.earned(x), 2, Mode.HALF_UP)) for x in (better, worse))
                good, bad = show(better, unit), show(worse, unit)
                message = f"{called(one.node)}做到 {good} 得 {less} 分，更差的 {bad} 反而得 {more} 分"
                yield Doubt(message, f"目标值是“{one.target}”：越接近它，得分要越高，核对各档的方向", one.route)
                break


def _judged(one: Standard) -> bool:
    """Whether what a band earns is judged by a person."""
    return any(band.range for band in getattr(one.rule, "bands", ()))
