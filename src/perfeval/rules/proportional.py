"""按完成率给分: the share of the target that was reached is the share of the weight that is earned."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import NUMERIC, reader
from perfeval.number import ONE, ZERO, Fraction, at_least, at_most, where
from perfeval.quantity import Quantity, quantity
from perfeval.rules.fit import misfit, strict_hint
from perfeval.rules.rule import Case, Figures, Note, Rule, silent
from perfeval.target import Target
from perfeval.unit import Unit

OF_TARGET = Unit("目标值", (("目标值", 1),))


_IN_WORDS = (
    "写成 ≥ 30 场 或 ≤ 5 天 的样子；只能用文字的，规则写成 "
    "{kind: levels, levels: [{name: 完全达到, share: 100%}, {name: 没有达到, share: 0%}]}"
)


def _edge(text: str) -> Quantity | Diagnostic:
    """An amount in the target's unit, or a share of the target: ``目标值的60%``, kept in unit `OF_TARGET`."""
    share = text.strip().removeprefix("目标值的")
    found = quantity(share)
    if isinstance(found, Diagnostic) or share == text.strip():
        return found
    if not found.unit.is_ratio:
        return Diagnostic("unit-mismatch", f"“{text}”要用百分比", "写成 目标值的60%")
    return Quantity(found.value, OF_TARGET, text.strip())


Edge = Annotated[Quantity, reader(_edge, NUMERIC)]


class Proportional(Rule):
    """得分＝完成率×权重，超过目标按目标计。

    earned = w · clip((x − z) / (t − z), 0, 1), z = `zero_at`, 0 where it is not given; nothing
    below `zero_below`. Where less is better and no `zero_at` is given, `reverse` says which of two
    readings holds: linear, w · (1 − (x − t)/t), or inverse, w · t/x. Points, exact, within 0..w.

    >>> from perfeval.target import target
    >>> Proportional().earned(Fraction(4), Fraction(19728, 19749), target("100%"))
    Fraction(26304, 6583)

    The ministry's rule of 2021 takes 60% as the pass mark and rescales the rest:

    >>> Proportional(zero_at="60%").earned(Fraction(10), Fraction(4, 5), target("100%"))
    Fraction(5, 1)

    A cost of 120 against at most 100, both readings:

    >>> ways = [Proportional(reverse=way) for way in ("linear", "inverse")]
    >>> [way.earned(Fraction(10), Fraction(120), target("≤ 100")) for way in ways]
    [Fraction(8, 1), Fraction(25, 3)]
    """

    title: ClassVar[str] = "按完成率"
    says: ClassVar[str] = "得分＝完成率×权重"
    authority: ClassVar[str] = "财预〔2020〕10号第十六条；60% 起折算见财预〔2021〕101号"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 100%
actual: 实际支出 / 预算安排
rule: {kind: proportional}
""",
        """\
实际支出: 197.28 万元
预算安排: 197.49 万元
""",
    )

    kind: Literal["proportional"] = "proportional"
    zero_at: Edge | None = Field(None, description="到这里得 0 分，与目标值之间按比例")
    zero_below: Edge | None = Field(None, description="低于这里不得分，其余不重新折算")
    reverse: Literal["linear", "inverse"] | None = Field(None, description="越小越好时怎样折算")

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """A target without a rate, a reading that is missing or out of place, an edge beyond the target."""
        if target.relation not in ("≥", "≤"):
            hint = strict_hint(target) if target.strict else _IN_WORDS
            message = f"目标值“{target}”不能按完成率给分" if target.text else "没有目标值，不能按完成率给分"
            yield Diagnostic("target-without-rate", message, hint)
            return
        if not target.value > ZERO or unit.is_date:
            what = "是日期" if unit.is_date else "小于 0" if target.value < ZERO else "是 0"
            hint = "这样的目标用 deduct、bands 或 threshold"
            yield Diagnostic("zero-target", f"目标值“{target}”{what}，算不出完成率", hint)
            return
        if not target.upward and not self.reverse and not self.zero_at:
            yield Diagnostic(
                "reverse-not-stated", "目标是越小越好，没有写明怎样折算", "加一行 reverse: linear 或 reverse: inverse"
            )
        if self.reverse and (target.upward or self.zero_at):
            yield Diagnostic("field-out-of-place", "这里用不上 reverse", "删去 reverse", ("reverse",))
        if self.zero_below and not target.upward:
            yield Diagnostic("field-out-of-place", "目标是越小越好，用不上 zero_below", "改用 zero_at", ("zero_below",))
        for name, edge in (("zero_at", self.zero_at), ("zero_below", self.zero_below)):
            if edge:
                yield from _edge_faults(name, edge, target, unit)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        zero = _at(self.zero_at, target) if self.zero_at else ZERO
        if self.reverse == "inverse":
            rate = target.value / at_least(actual, target.value)
        elif self.reverse == "linear":
            rate = (target.value + target.value - actual) / target.value
        else:
            rate = (actual - zero) / (target.value - zero)
        earned = weight * at_least(at_most(note("rate", rate), ONE), ZERO)
        return where(actual >= _at(self.zero_below, target), earned, ZERO) if self.zero_below else earned

    def edges(self, weight: Fraction, target: Target) -> tuple[Quantity, ...]:
        """Where nothing is earned any more."""
        zero = [_at(self.zero_at, target)] if self.zero_at else [ZERO] if target.upward else []
        zero += [target.value * 2] if self.reverse == "linear" else []
        zero += [_at(self.zero_below, target)] if self.zero_below else []
        return tuple(Quantity(edge, target.unit) for edge in zero)

    def way(self, case: Case) -> tuple[str, ...]:
        """Whether all, a part or nothing was earned, or the actual lay below the cut."""
        if self.zero_below and case.actual < _at(self.zero_below, case.target):
            return (f"低于 {self.zero_below}",)
        return super().way(case)

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        if self.reverse == "inverse":
            return f"不超过目标值（{target}）得满分；超过的，得分＝目标值÷实际值×权重分。"
        if self.reverse == "linear":
            return f"不超过目标值（{target}）得满分；超过的，得分＝（1－超出部分÷目标值）×权重分，扣完为止。"
        floor = _floor_words(self.zero_below) if self.zero_below else ""
        if self.zero_at:
            cut = f"；{floor}不得分" if floor else ""
            zero, side = self.zero_at, "低于" if target.upward else "超过"
            gap = "" if zero.unit is OF_TARGET else " "
            between = f"得分＝（实际值－{zero}）÷（目标值－{zero}）×权重分"
            return f"达到目标值（{target}）得满分，{side}{gap}{zero} 不得分，其间{between}{cut}。"
        cut = f"{floor}不得分。" if floor else ""
        return f"得分＝完成率×权重分，完成率＝实际值÷目标值（{target}），超过目标值的按满分计。{cut}"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        goal, steps = case.target, dict[str, Fraction]()
        earned = self.earned(case.weight, case.actual, goal, lambda name, value: steps.setdefault(name, value))
        if earned == case.weight:
            return f"实际值：{case.received.shown}，达到目标值“{goal}”，得满分。"
        if self.zero_below and _at(self.zero_below, goal) > case.actual:
            return f"实际值：{case.received.shown}，{_floor_words(self.zero_below)}，不得分。"
        share = at_least(steps["rate"], ZERO)
        name = "折算得分比例" if self.zero_at or self.reverse else "完成率"
        return (
            f"实际值：{case.received.shown}，目标值“{goal}”，{name} {say.share(share)}，"
            f"得分＝{say.share(share)}×{say.points(case.weight)}＝{say.points(earned)}。"
        )


def _floor_words(edge: Quantity) -> str:
    return f"低于{'' if edge.unit is OF_TARGET else ' '}{edge}"


def _at(edge: Quantity, target: Target) -> Fraction:
    return edge.value * target.value if edge.unit is OF_TARGET else edge.value


def _edge_faults(name: str, edge: Quantity, target: Target, unit: Unit) -> Iterator[Diagnostic]:
    if edge.unit is not OF_TARGET and (wrong := misfit(edge, unit)):
        hint = f"写成 目标值的{edge}" if edge.unit.is_ratio else wrong.hint
        yield Diagnostic(wrong.code, wrong.message, hint, (name,))
    elif (_at(edge, target) >= target.value) is target.upward or _at(edge, target) == target.value:
        yield Diagnostic(
            "edge-beyond-target", f"“{edge}”与目标值“{target}”之间没有距离或方向相反", "核对两个数", (name,)
        )
