"""评价要点: points that are met, not met, or met in part."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Points
from perfeval.number import ONE, ZERO, Fraction, at_least, floor, where
from perfeval.rules.answers import NO_REASON, Answer, answers
from perfeval.rules.points import (
    AnyPoint,
    Miss,
    Point,
    answer_words,
    count_faults,
    kept_of,
    mark,
    sample_answers,
    share_faults,
)
from perfeval.rules.rule import Case, Figures, Loss, Note, Received, Rule, part_words, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit


class Checklist(Rule):
    """按评价要点给分，各占一份。

    earned = max(0, w − Σ cost · (1 − kept)); the cost of a point is its share of w (1/N unless
    shares are written), or what `miss` says, of the point or of the indicator. Where a `must` point
    is not fully kept nothing is earned. `by_count` gives the points by the number of failed points
    instead. Points, exact, within 0..w.

    >>> thirds = Checklist(points=["细化分解", "清晰可衡量", "与计划数对应"])
    >>> thirds.earned(Fraction(4), (Fraction(7, 10), ZERO, ONE), None)
    Fraction(34, 15)

    The same two faults where each costs 30% of the indicator:

    >>> strict = Checklist(points=["甲", "乙", "丙"], miss={"lose": "30%", "of": "indicator"})
    >>> strict.earned(Fraction(4), (ZERO, ZERO, ONE), None)
    Fraction(8, 5)
    """

    title: ClassVar[str] = "评价要点"
    says: ClassVar[str] = "各要点各占 1/N，有一项不符合则不得对应的权重分"
    authority: ClassVar[str] = "财预〔2020〕10号附件2"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 规范
rule:
  kind: checklist
  points:
    - 按规定的程序申请设立
    - 审批文件和材料符合要求
    - {text: 存在截留、挤占、挪用, negative: 是}
""",
        """\
X:
  - 是
  - {answer: 部分, keep: 70%, because: 缺一份批复}
  - 否
""",
    )

    kind: Literal["checklist"] = "checklist"
    points: list[AnyPoint] = Field(min_length=1, description="评价要点")
    miss: Miss | None = Field(None, description="一个要点不符合时扣多少；不写则不得该要点的分")
    by_count: list[Points] | None = Field(None, min_length=2, description="按不符合的个数（0、1、2…）得多少")

    @cached_property
    def musts(self) -> list[int]:
        """The points that must be met."""
        return [index for index, point in enumerate(self.points) if point.must]

    @property
    def reads_amount(self) -> bool:
        """The fact is no quantity."""
        return False

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Shares that do not add up, or fields that contradict each other."""
        shares = [point.share for point in self.points if point.share]
        if shares and len(shares) < len(self.points):
            yield Diagnostic(
                "shares-incomplete", "有的要点写了 share，有的没有写", "全部写上，或全部不写（各占 1/N）", ("points",)
            )
        elif shares:
            yield from share_faults(shares, weight)
        if self.miss and self.by_count:
            yield Diagnostic("field-out-of-place", "miss 与 by_count 只能写一个", "删去其中一个", ("by_count",))
        if self.miss and not self.miss.lose.value:
            yield Diagnostic("nothing-to-lose", "一项不符合扣 0，等于不扣分", "写出扣多少", ("miss", "lose"))
        yield from count_faults(self.by_count or [], len(self.points), weight)

    def asks(self) -> str:
        """The points, in order."""
        return "[是, …]（依次回答：" + "；".join(f"{n}. {p.text}" for n, p in enumerate(self.points, 1)) + "）"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """A list with one answer for each point."""
        found = answers(value, [point.text for point in self.points])
        if isinstance(found, Diagnostic):
            return (found,)
        faults = tuple(fault for n, answer in enumerate(found) for fault in self._answer_faults(n, answer))
        good = [answer for answer in found if isinstance(answer, Answer)]
        if faults:
            return faults
        kept = tuple(kept_of(answer, point) for answer, point in zip(good, self.points, strict=True))
        sources = tuple(f"{mark(n)}{answer.evidence}" for n, answer in enumerate(good) if answer.evidence)
        shown = "、".join(answer.word for answer in good)
        return Received(kept, shown, tuple(answer.because for answer in good), sources)

    def _answer_faults(self, index: int, answer: Answer | Diagnostic) -> Iterator[Diagnostic]:
        if isinstance(answer, Diagnostic):
            yield answer
            return
        point = self.points[index]
        if kept_of(answer, point) < ONE and not answer.because:
            keep = ", keep: 70%" if answer.keep is not None else ""
            hint = f"写成 {{answer: {answer.word.partition('（')[0]}{keep}, because: 原因}}"
            yield Diagnostic(NO_REASON, f"要点“{point.text}”失分，没有写原因", hint, (index,))
        if self.by_count and answer.keep is not None:
            yield Diagnostic("partly-not-allowed", "按个数给分的评价要点不能部分符合", "回答 是 或 否", (index,))

    def _cost(self, index: int, weight: Any) -> Any:
        share = self.points[index].share
        whole = share.of(weight) if share else weight / len(self.points)
        if self.miss:
            return self.miss.lose.of(whole if self.miss.of == "point" else weight)
        return whole

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        earned = weight
        if self.by_count:
            return self._by_count(weight, actual, note)
        for index, kept in enumerate(actual):
            # A point that is wholly kept costs nothing, whatever the carrier.
            if kept is not ONE:
                earned = earned - note(f"loss.{index + 1}", self._cost(index, weight) * (ONE - kept))
        return self._vetoed(at_least(earned, ZERO), actual)

    def _vetoed(self, earned: Any, actual: Any) -> Any:
        for index in self.musts:
            earned = where(actual[index] >= ONE, earned, ZERO)
        return earned

    def _by_count(self, weight: Any, actual: Any, note: Note) -> Any:
        table = self.by_count or []
        failed = note("failed", sum((ONE - floor(kept) for kept in actual), ZERO))
        earned = table[0].of(weight)
        for count, points in enumerate(table):
            earned = where(failed >= count, points.of(weight), earned)
        return self._vetoed(earned, actual)

    def overdrawn(self, weight: Fraction, actual: Any, target: Target) -> Fraction:
        """What the failed points cost beyond the weight."""
        costs = (self._cost(index, weight) * (ONE - kept) for index, kept in enumerate(actual))
        return ZERO if self.by_count else max(sum(costs, ZERO) - weight, ZERO)

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """From no point met to all of them."""
        return self.earned(weight, (ZERO,) * len(self.points), target), weight

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Each point met, met in part or not met; where points are given by count, each count."""
        each = ("符合", "不符合") if self.by_count else ("符合", "部分符合", "不符合")
        points = [f"{mark(index)}{way}" for index in range(len(self.points)) for way in each]
        return (*points, *(f"{count} 项不符合" for count in range(len(self.by_count or ()))))

    def way(self, case: Case) -> tuple[str, ...]:
        """What each point was found to be, and the step of `by_count` that holds."""
        words = ("符合" if kept >= ONE else "部分符合" if kept else "不符合" for kept in case.actual)
        points = tuple(f"{mark(index)}{word}" for index, word in enumerate(words))
        failed = sum(kept < ONE for kept in case.actual)
        return (*points, f"{min(failed, len(self.by_count) - 1)} 项不符合") if self.by_count else points

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """All points met; each met in part, then not met; as many failed as `by_count` has steps for."""
        return sample_answers(self.points, len(self.by_count or ()))

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        listed = "".join(f"{mark(i)}{self._point_words(point)}；" for i, point in enumerate(self.points))
        return f"评价要点：{listed}{self._share_words(len(self.points))}{self._miss_words()}"

    def _point_words(self, point: Point) -> str:
        extra = [part_words(point.share)] if point.share else []
        extra += ["“否”为符合"] * point.negative + ["一票否决"] * point.must
        return point.text.rstrip("；;。") + (f"（{'，'.join(extra)}）" if extra else "")

    def _share_words(self, count: int) -> str:
        if self.by_count:
            last = len(self.by_count) - 1
            ends = {last: "及以上"} if last < count else {}
            steps = [f"{n} 项{ends.get(n, '')}不符合得{part_words(points)}" for n, points in enumerate(self.by_count)]
            return f"以上 {count} 项，{'，'.join(steps)}。"
        if self.miss and self.miss.of == "indicator":
            return f"以上 {count} 项均符合得满分，"
        shares = "按所列份额" if self.points[0].share else f"各占 1/{count} 权重分" if count > 1 else "占全部权重分"
        return f"以上 {count} 项{shares}，均符合得满分，"

    def _miss_words(self) -> str:
        if self.by_count:
            return ""
        if not self.miss:
            return "有一项不符合则不得对应的权重分，部分符合的按认定比例得分。"
        amount = self.miss.lose.text if self.miss.lose.relative else part_words(self.miss.lose)
        whole = ("该要点分值的 " if self.miss.of == "point" else "整个指标权重分的 ") if self.miss.lose.relative else ""
        return f"有一项不符合扣{whole}{amount}，部分符合的按比例扣，扣完为止。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        words = case.received.shown.split("、")
        each = zip(self.points, words, case.received.reasons, strict=True)
        listed = "".join(f"{mark(i)}{answer_words(point, word, why)}；" for i, (point, word, why) in enumerate(each))
        earned = self.earned(case.weight, case.actual, case.target)
        veto = "，".join(mark(index) for index in self.musts if case.actual[index] < ONE)
        why = f"{veto}一票否决，" if veto else ""
        return f"{listed}综上，{why}{'得满分' if earned == case.weight else '得 ' + say.points(earned)}。"

    def losses(self, case: Case, say: Figures) -> tuple[Loss, ...]:
        """Each failed point with what it cost; one loss for the whole where points cannot be told apart."""
        earned = self.earned(case.weight, case.actual, case.target)
        failed = [index for index, kept in enumerate(case.actual) if kept < ONE]
        costs = {index: self._cost(index, case.weight) * (ONE - case.actual[index]) for index in failed}
        if sum(costs.values(), ZERO) == case.weight - earned and not self.by_count:
            return tuple(Loss(costs[index], self._reason(case, index), index + 1) for index in failed)
        return (
            (Loss(case.weight - earned, "；".join(self._reason(case, index) for index in failed)),)
            if failed and case.weight != earned
            else ()
        )

    def _reason(self, case: Case, index: int) -> str:
        return f"{mark(index)}{self.points[index].text.rstrip('；;。')}：{case.received.reasons[index]}"
