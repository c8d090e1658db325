"""按差距扣分: every unit by which the target is missed costs a fixed loss."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Amount, Points
from perfeval.number import ZERO, Fraction, at_least, at_most, ceil, spell, where
from perfeval.quantity import Quantity
from perfeval.rules.fit import step_misfit, strict_hint
from perfeval.rules.rule import Case, Figures, Note, Rule, part_words, silent
from perfeval.rules.steps import PARTS, HowPart, counts_singly, not_stated, part_of_a_count
from perfeval.target import Target
from perfeval.unit import DAYS, Unit

_PART_WORDS = {"exact": "不足一个单位的按比例扣", "whole": "不足一个单位的按一个单位扣", "none": "不足一个单位的不扣"}


class Deduct(Rule):
    """每低于（超出、偏离）目标值一个单位，扣一份权重分，扣完为止。

    earned = max(0, w − loss · units), units = how many `per` the actual misses the target by.
    A part of a unit counts pro rata (`part: exact`), whole (`whole`) or not at all (`none`); it may
    be left out only where things are counted one by one. Nothing is earned beyond a gap of
    `zero_beyond`, nor more lost than `most`. Points, exact, within 0..w.

    >>> from perfeval.target import target
    >>> goal = target("≥ 30 场")
    >>> Deduct(per="1 场", lose="10%").earned(Fraction(3), Fraction(28), goal)
    Fraction(12, 5)

    Two and a half units under a rate of 95%, the half read in three ways:

    >>> ways = [Deduct(per="1%", lose="2%", part=part) for part in ("exact", "whole", "none")]
    >>> [way.earned(Fraction(6), Fraction(37, 40), target("≥95%")) for way in ways]
    [Fraction(57, 10), Fraction(141, 25), Fraction(144, 25)]
    """

    title: ClassVar[str] = "按差距扣分"
    says: ClassVar[str] = "每低于/超出/偏离/逾期/发现一个单位扣一份，扣完为止"
    authority: ClassVar[str] = "财预〔2020〕10号第十六条；各地评分表通行"
    example: ClassVar[tuple[str, str]] = (
        """\
target: ≥95%
rule: {kind: deduct, per: 1%, lose: 2%, part: exact}
""",
        """\
X: 92.5%
""",
    )

    kind: Literal["deduct"] = "deduct"
    per: Amount = Field(description="一个单位是多少，如 1 场、1%、1 万元")
    lose: Points = Field(description="每个单位扣多少：权重的百分比，或分数")
    part: HowPart | None = Field(None, description="不足一个单位怎样扣")
    zero_beyond: Amount | None = Field(None, description="差距超过这里不得分")
    most: Points | None = Field(None, description="最多扣多少；不写则扣完为止")

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """A target without a number or with a strict edge, units that do not fit, a part left open."""
        if not target.measurable or target.strict:
            hint = strict_hint(target) if target.strict else "写成 ≥ 30 场 的样子"
            yield Diagnostic("target-without-gap", f"目标值“{target}”不能按差距扣分", hint)
            return
        measure = DAYS if unit.is_date else unit
        for name, amount in (("per", self.per), ("zero_beyond", self.zero_beyond)):
            if amount and (wrong := step_misfit(amount, measure, target)):
                yield Diagnostic(wrong.code, wrong.message, wrong.hint, (name,))
            elif amount and not amount.value > ZERO:
                yield Diagnostic("not-above-zero", f"“{amount}”要大于 0", "写一个大于 0 的数", (name,))
        if self.most and weight is not None and not ZERO < self.most.of(weight) < weight:
            message = f"最多扣“{self.most}”不在 0 和权重 {spell(weight)} 分之间"
            yield Diagnostic("out-of-range", message, "扣完为止的不写 most", ("most",))
        if not self.lose.value:
            yield Diagnostic("nothing-to-lose", "每个单位扣 0，等于不扣分", "写出每个单位扣多少", ("lose",))
        if self.part is None and not counts_singly(self.per, unit, target.value, target.high):
            yield not_stated(self.per, "扣")

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """A part of a thing that is counted one by one, where the rule does not say what it costs."""
        return part_of_a_count(self.part, actual, unit, "扣")

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        gap = note("gap", at_least(target.shortfall(actual), ZERO))
        # Better than the target, whatever the carrier: nothing is lost and nothing need be computed.
        if gap is ZERO:
            return weight
        units = note("units", PARTS[self.part](gap / self.per.value))
        loss = self.lose.of(weight) * units
        if self.most:
            loss = at_most(loss, self.most.of(weight))
        earned = at_least(weight - note("loss", loss), ZERO)
        return where(self.zero_beyond.value >= gap, earned, ZERO) if self.zero_beyond else earned

    def overdrawn(self, weight: Fraction, actual: Any, target: Target) -> Fraction:
        """What the gap costs beyond the weight."""
        steps = dict[str, Fraction]()
        self.earned(weight, actual, target, lambda name, value: steps.setdefault(name, value))
        return max(steps.get("loss", ZERO) - weight, ZERO)

    def edges(self, weight: Fraction, target: Target) -> tuple[Quantity, ...]:
        """Where the first unit is complete, where nothing is left, and where `zero_beyond` begins."""
        gaps = [self.zero_point(weight)[0], *([self.per.value] if self.part == "none" else [])]
        gaps += [self.zero_beyond.value] if self.zero_beyond else []
        under = [target.value - gap for gap in gaps] if target.relation != "≤" else []
        high = target.high if target.relation == "within" else target.value
        over = [high + gap for gap in gaps] if target.relation != "≥" else []
        return tuple(Quantity(edge, target.unit) for edge in (*under, *over))

    def way(self, case: Case) -> tuple[str, ...]:
        """Whether all, a part or nothing was earned, or the gap was too wide."""
        if self.zero_beyond and case.target.shortfall(case.actual) > self.zero_beyond.value:
            return (f"差距超过 {self.zero_beyond}",)
        return super().way(case)

    def zero_point(self, weight: Fraction) -> tuple[Fraction, bool]:
        """The gap at which nothing is left, in base units, and whether that gap itself still earns something."""
        units = weight / self.lose.of(weight)
        gap = units * self.per.value
        beyond = False
        if self.part == "whole":  # the part of a unit that begins the last one counts whole
            gap, beyond = (ceil(units) - 1) * self.per.value, True
        elif self.part != "exact":  # whole units only: what is counted one by one has no parts
            gap = ceil(units) * self.per.value
        if self.zero_beyond and self.zero_beyond.value < gap:
            return self.zero_beyond.value, True
        return gap, beyond

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        part = f"，{_PART_WORDS[self.part]}" if self.part else ""
        beyond = f"；差距超过 {self.zero_beyond} 不得分" if self.zero_beyond else ""
        loss = f"每{target.miss_words()} {self.per}，扣{part_words(self.lose)}{part}"
        return f"达到目标值（{target}）得满分；{loss}{beyond}，{self._end_words(weight, target, unit, say)}。"

    def _end_words(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        if self.most:
            return f"最多扣{part_words(self.most)}"
        return f"扣完为止（{self._zero_words(weight, target, unit, say)}）"

    def _zero_words(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """Where nothing is left: how steep a rule is can be seen only there."""
        gap, beyond = self.zero_point(weight)
        if target.relation in ("=", "within"):
            return f"相差{'超过' if beyond else ''} {say.amount(gap, unit)}时为 0 分"
        gap = ceil(gap) if unit.is_date else gap  # the first day on which nothing is left
        end = target.value - gap if target.upward else target.value + gap
        if end < ZERO < target.value and not unit.is_date:
            left = self.earned(weight, ZERO, target)
            return f"实际值为 0 时仍得 {say.points(left)}"
        under, over = ("早于 ", "晚于 ") if unit.is_date else ("低于 ", "超过 ")
        side = (under if target.upward else over) if beyond else ""
        return f"{side}{say.amount(end, unit)}时为 0 分"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        steps = dict[str, Fraction]()
        earned = self.earned(case.weight, case.actual, case.target, lambda name, value: steps.setdefault(name, value))
        found = f"实际值：{case.received.shown}，目标值“{case.target}”"
        if not steps["gap"]:
            return f"{found}，已达到，得满分。"
        measure = DAYS if case.unit.is_date else case.unit
        missed = case.target.gap_words()
        gap = f"{missed.rstrip('于') if case.unit.is_date else missed} {say.amount(steps['gap'], measure)}"
        if self.zero_beyond and steps["gap"] > self.zero_beyond.value:
            return f"{found}，{gap}，超过 {self.zero_beyond}，不得分。"
        lost = f"应扣 {say.points(steps['loss'])}"
        if steps["loss"] > case.weight:
            return f"{found}，{gap}，{lost}，超过权重分，扣完为止，得 0 分。"
        return f"{found}，{gap}，{lost}，得 {say.points(earned)}。"
