"""区间内线性插值: points on a piecewise straight line."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Amount, Points
from perfeval.number import Fraction, spell, where
from perfeval.quantity import Quantity
from perfeval.rules.fit import misfit
from perfeval.rules.rule import Branch, Case, Figures, Note, Rule, part_words, silent
from perfeval.target import Target
from perfeval.unit import Unit

Corner = tuple[Amount, Points]
"""A point of the line: at this actual, so much is earned."""


class Curve(Rule):
    """在各点之间按直线计分，两端之外不变。

    earned = the straight line between the neighbouring corners, flat outside the first and the
    last. Corners rise in their actual. Points, exact, within 0..w.

    >>> line = Curve(points=[["60%", "0"], ["90%", "80%"], ["100%", "100%"]])
    >>> [str(line.earned(Fraction(10), Fraction(x, 100), None)) for x in (50, 60, 75, 95, 120)]
    ['0', '0', '4', '9', '10']
    """

    title: ClassVar[str] = "分段直线"
    says: ClassVar[str] = "区间内按线性插值计分，分段斜率"
    authority: ClassVar[str] = "各地评分表（区间内线性插值）"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 100%
rule:
  kind: curve
  points: [[60%, 0], [90%, 80%], [100%, 100%]]
""",
        """\
X: 75%
""",
    )

    kind: Literal["curve"] = "curve"
    points: list[Corner] = Field(min_length=2, description="折线的各点 [实际值, 得分]，实际值从小到大")

    def unit(self, target: Target) -> Unit:
        """The unit of the first corner."""
        return self.points[0][0].unit

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Corners out of order, of another unit, or above the weight."""
        for index, (amount, earn) in enumerate(self.points):
            route = ("points", index)
            if wrong := misfit(amount, unit):
                yield Diagnostic(wrong.code, wrong.message, wrong.hint, (*route, 0))
            elif index and amount.value <= self.points[index - 1][0].value:
                yield Diagnostic(
                    "corner-out-of-order",
                    f"“{amount}”不大于前一点“{self.points[index - 1][0]}”",
                    "各点的实际值从小到大写",
                    (*route, 0),
                )
            if weight is not None and earn.of(weight) > weight:
                yield Diagnostic(
                    "more-than-weight", f"“{earn}”超过了权重 {spell(weight)} 分", "改成不超过权重的分数", (*route, 1)
                )

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        earned = self.points[0][1].of(weight)
        for (here, earn), (there, earn_there) in zip(self.points, self.points[1:], strict=False):
            low, high = earn.of(weight), earn_there.of(weight)
            inside = low + (high - low) * (actual - here.value) / (there.value - here.value)
            earned = where(actual >= here.value, inside, earned)
        last, most = self.points[-1]
        return where(actual >= last.value, most.of(weight), earned)

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """The lowest and the highest corner."""
        points = [earn.of(weight) for _, earn in self.points]
        return min(points), max(points)

    def edges(self, weight: Fraction, target: Target) -> tuple[Quantity, ...]:
        """The corners."""
        return tuple(amount for amount, _ in self.points)

    def branch(self, actual: Any, target: Target) -> Branch:
        """The stretch of the line that the actual lies on."""
        passed = sum(actual >= amount.value for amount, _ in self.points)
        names = [self._stretch(index) for index in range(len(self.points) + 1)]
        return Branch(names[passed], tuple(names[:passed] + names[passed + 1 :]))

    def _stretch(self, index: int) -> str:
        if not index:
            return f"低于 {self.points[0][0]}"
        start = self.points[index - 1][0]
        return f"{start} 及以上" if index == len(self.points) else f"{start} 至 {self.points[index][0]}"

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        corners = "；".join(f"{amount} 得{part_words(earn)}" for amount, earn in self.points)
        return f"{corners}；各点之间按直线计分，两端之外不再增减。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        earned = self.earned(case.weight, case.actual, case.target)
        taken = self.branch(case.actual, case.target).taken
        inside = self.points[0][0].value <= case.actual < self.points[-1][0].value
        how = "按直线计分" if inside else "不再增减"
        return f"实际值：{case.received.shown}，在“{taken}”一段，{how}，得 {say.points(earned)}。"
