"""达到基准得一部分，每好（差）一个单位加（减）一份: points around a base."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Amount, Points
from perfeval.number import ZERO, Fraction, at_least, at_most, ceil, spell
from perfeval.quantity import Quantity
from perfeval.rules.fit import step_misfit, strict_hint
from perfeval.rules.rule import Branch, Case, Figures, Note, Rule, part_words, silent
from perfeval.rules.steps import PARTS, HowPart, counts_singly, not_stated, part_of_a_count
from perfeval.target import Target
from perfeval.unit import DAYS, Unit

_PART_WORDS = {"exact": "不足一个单位的按比例计", "whole": "不足一个单位的按一个单位计", "none": "不足一个单位的不计"}


class Accrue(Rule):
    """达到基准得一部分分，每好一个单位加一份，每差一个单位减一份。

    earned = clip(start + gain · better − lose · worse, least, most); better, worse = how many `per`
    the actual is on the better or on the worse side of the base. A part of a unit counts pro rata
    (`part: exact`), whole (`whole`) or not at all (`none`), on both sides alike; it may be left out
    only where things are counted one by one. The base is the target's amount, or `base`; which side
    is better says the target's sign, or `better` where the target is in words. `least` is 0 and
    `most` is w where they are not given. Points, exact, within 0..w.

    >>> from perfeval.target import target
    >>> half = Accrue(start="50%", per="1%", gain="5%", lose="10%", part="exact")
    >>> [str(half.earned(Fraction(10), Fraction(x, 1000), target("≥ 80%"))) for x in (750, 785, 800, 825, 900, 950)]
    ['0', '7/2', '5', '25/4', '10', '10']

    Where less is better, with a base of its own, in whole units, and never under 2 points:

    >>> days = Accrue(start="6 分", base="30 天", per="1 天", gain="1 分", lose="1 分", part="whole", least="2 分")
    >>> [str(days.earned(Fraction(10), Fraction(x, 2), target("≤ 20 天"))) for x in (40, 57, 60, 61, 90)]
    ['10', '8', '6', '5', '2']
    """

    title: ClassVar[str] = "基准加减分"
    says: ClassVar[str] = "达到基准得一半分，每高（低）一个单位加（减）一份，加满或扣完为止"
    authority: ClassVar[str] = "各地评分表（与上年、计划或同类水平比较的指标）"
    example: ClassVar[tuple[str, str]] = (
        """\
target: ≥ 80%
rule: {kind: accrue, start: 50%, per: 1%, gain: 5%, lose: 10%, part: exact}
""",
        """\
X: 83.5%
""",
    )

    kind: Literal["accrue"] = "accrue"
    start: Points = Field(description="恰好达到基准得多少：权重的百分比，或分数")
    base: Amount | None = Field(None, description="基准；不写则以目标值为基准")
    better: Literal["more", "less"] | None = Field(None, description="目标值是文字时写：多好还是少好")
    per: Amount = Field(description="一个单位是多少，如 1 场、1%、1 万元")
    gain: Points = Field(description="每好一个单位加多少，不加写 0")
    lose: Points = Field(description="每差一个单位减多少，不减写 0")
    part: HowPart | None = Field(None, description="不足一个单位怎样计")
    least: Points | None = Field(None, description="最少得多少，不写是 0")
    most: Points | None = Field(None, description="最多得多少，不写是全部权重")

    def unit(self, target: Target) -> Unit:
        """The unit of the target, or of the base where the target is in words."""
        return target.unit if target.measurable or not self.base else self.base.unit

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """A base or a direction that is not stated, units that do not fit, a part left open, points out of order."""
        stated = [*self._base_faults(target), *self._direction_faults(target)]
        yield from stated
        if not stated:
            yield from self._unit_faults(target, unit)
        if not self.gain.value and not self.lose.value:
            yield Diagnostic("nothing-to-lose", "加分和减分都是 0，得分不会变化", "写出每个单位加减多少", ("gain",))
        if weight is not None:
            yield from self._points_faults(weight)

    def _base_faults(self, target: Target) -> Iterator[Diagnostic]:
        if not self.base and target.strict:
            yield Diagnostic("base-not-stated", f"目标值“{target}”不能作基准", strict_hint(target))
        elif not self.base and not target.measurable:
            yield Diagnostic("base-not-stated", f"目标值“{target}”里没有数，没有写明基准", "加一行 base: 80% 的样子")

    def _direction_faults(self, target: Target) -> Iterator[Diagnostic]:
        if target.relation in ("=", "within"):
            hint = "写成 ≥ 或 ≤；偏离就扣分的，改用 kind: deduct"
            yield Diagnostic("target-without-direction", f"目标值“{target}”没有说多好还是少好", hint)
        elif target.measurable and self.better:
            message = f"目标值“{target}”已经说明{'多' if target.upward else '少'}好"
            yield Diagnostic("field-out-of-place", message, "删去 better", ("better",))
        elif not target.measurable and not self.better:
            hint = "加一行 better: more（多好）或 better: less（少好）"
            yield Diagnostic("better-not-stated", f"目标值“{target}”没有说多好还是少好", hint)

    def _unit_faults(self, target: Target, unit: Unit) -> Iterator[Diagnostic]:
        measure = DAYS if unit.is_date else unit
        for name, amount, wanted in (("base", self.base, unit), ("per", self.per, measure)):
            if amount and (wrong := step_misfit(amount, wanted, target)):
                yield Diagnostic(wrong.code, wrong.message, wrong.hint, (name,))
            elif name == "per" and amount and not amount.value > ZERO:
                yield Diagnostic("not-above-zero", f"“{amount}”要大于 0", "写一个大于 0 的数", (name,))
        if self.part is None and not counts_singly(self.per, unit, self._base(target)):
            yield not_stated(self.per, "计")

    def _points_faults(self, weight: Fraction) -> Iterator[Diagnostic]:
        for name in ("start", "least", "most"):
            points = getattr(self, name)
            if points and points.of(weight) > weight:
                message = f"“{points}”超过了权重 {spell(weight)} 分"
                yield Diagnostic("more-than-weight", message, "改成不超过权重的分数", (name,))
        start = self.start.of(weight)
        if not self._least(weight) <= start <= self._most(weight):
            hint = "三个数从小到大：least、start、most"
            yield Diagnostic("start-out-of-bounds", f"“{self.start}”不在最少和最多得分之间", hint, ("start",))

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """A part of a thing that is counted one by one, where the rule does not say how it counts."""
        return part_of_a_count(self.part, actual, unit, "计")

    def _base(self, target: Target) -> Fraction:
        return self.base.value if self.base else target.value

    def _upward(self, target: Target) -> bool:
        return target.upward if target.measurable else self.better == "more"

    def _least(self, weight: Any) -> Any:
        return self.least.of(weight) if self.least else ZERO

    def _most(self, weight: Any) -> Any:
        return self.most.of(weight) if self.most else weight

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        base, count = self._base(target), PARTS[self.part]
        gap = note("gap", actual - base if self._upward(target) else base - actual)
        better = note("better", count(at_least(gap / self.per.value, ZERO)))
        worse = note("worse", count(at_least(-gap / self.per.value, ZERO)))
        points = self.start.of(weight) + self.gain.of(weight) * better - self.lose.of(weight) * worse
        return at_least(at_most(note("points", points), self._most(weight)), self._least(weight))

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """The bounds, or the start on a side where nothing is added or taken."""
        start = self.start.of(weight)
        least = self._least(weight) if self.lose.value else start
        return least, self._most(weight) if self.gain.value else start

    def branch(self, actual: Any, target: Target) -> Branch:
        """The side of the base that the actual lies on."""
        better, worse = self._side_words(target)
        ways = [f"{better}基准", "等于基准", f"{worse}基准"]
        above = actual > self._base(target)
        taken = 1 if actual == self._base(target) else 0 if above is self._upward(target) else 2
        return Branch(ways.pop(taken), tuple(ways))

    def edges(self, weight: Fraction, target: Target) -> tuple[Quantity, ...]:
        """The base, and on either side of it where nothing more is added or taken."""
        start, sign = self.start.of(weight), 1 if self._upward(target) else -1
        ends = [
            (self._most(weight) - start, self.gain.of(weight), sign),
            (start - self._least(weight), self.lose.of(weight), -sign),
        ]
        base = self._base(target)
        far = [base + side * self._reach(room / each) * self.per.value for room, each, side in ends if each]
        return tuple(Quantity(edge, self.unit(target)) for edge in (base, *far))

    def _reach(self, units: Any) -> Any:
        """After how many units nothing more is added; a part of a unit that counts whole begins the last one."""
        if self.part == "whole":
            return at_least(ceil(units) - 1, ZERO)
        return ceil(units) if self.part == "none" else units

    def way(self, case: Case) -> tuple[str, ...]:
        """The side of the base, and the bound that the points have reached."""
        side = self.branch(case.actual, case.target).taken
        earned, start = self.earned(case.weight, case.actual, case.target), self.start.of(case.weight)
        if earned > start and earned == self._most(case.weight):
            return (f"{side}，加到最多",)
        if earned < start and earned == self._least(case.weight):
            return (f"{side}，减到最少",)
        return (side,)

    def _side_words(self, target: Target) -> tuple[str, str]:
        """What lying on the better and on the worse side of the base is called."""
        dated = self.base.unit.is_date if self.base else target.unit.is_date
        over, under = ("晚于", "早于") if dated else ("高于", "低于")
        return (over, under) if self._upward(target) else (under, over)

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        better, worse = self._side_words(target)
        start, gain, lose = self.start.of(weight), self.gain.of(weight), self.lose.of(weight)
        plus = f"每{better}基准 {self.per}，加{part_words(self.gain)}" if gain else f"{better}基准不加分"
        minus = f"每{worse}基准 {self.per}，减{part_words(self.lose)}" if lose else f"{worse}基准不减分"
        part = f"，{_PART_WORDS[self.part]}" if self.part else ""
        most, least = self._most(weight), self._least(weight)
        top = self._end_words(most - start, gain, better, unit, say)
        bottom = self._end_words(start - least, lose, worse, unit, say)
        found = f"以{f' {self.base}' if self.base else f'目标值（{target}）'}为基准，恰好达到得{part_words(self.start)}"
        return f"{found}；{plus}；{minus}{part}；最多得 {say.points(most)}{top}，最少得 {say.points(least)}{bottom}。"

    def _end_words(self, room: Fraction, step: Fraction, side: str, unit: Unit, say: Figures) -> str:
        """How far from the base nothing more is added or taken; with part: whole it is reached before."""
        if not step or not room or self.part == "whole":
            return ""
        units = room / step if self.part == "exact" else ceil(room / step)
        return f"（{side}基准 {say.amount(units * self.per.value, DAYS if unit.is_date else unit)}时）"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        steps = dict[str, Fraction]()
        earned = self.earned(case.weight, case.actual, case.target, lambda name, value: steps.setdefault(name, value))
        found = f"实际值：{case.received.shown}，" + (f"基准 {self.base}" if self.base else f"目标值“{case.target}”")
        start, gap = self.start.of(case.weight), steps["gap"]
        if not gap:
            return f"{found}，恰好达到基准，得 {say.points(earned)}。"
        away = say.amount(abs(gap), DAYS if case.unit.is_date else case.unit)
        side = self._side_words(case.target)[0 if gap > ZERO else 1]
        change = abs(steps["points"] - start)
        sum_words = f"{say.points(start)}{'＋' if gap > ZERO else '－'}{say.points(change)}"
        if steps["points"] == earned:
            return f"{found}，{side}基准 {away}，得分＝{sum_words}＝{say.points(earned)}。"
        bound = "超过最多得分" if steps["points"] > earned else "少于最少得分"
        return f"{found}，{side}基准 {away}，{sum_words}{bound}，得 {say.points(earned)}。"
