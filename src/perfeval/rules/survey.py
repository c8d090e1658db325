"""满意度: an index of weighted answers, scored by another rule."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.model import Amount, Whole
from perfeval.number import ONE, ZERO, Fraction, spell
from perfeval.quantity import Quantity
from perfeval.record import replace
from perfeval.rules.counts import count
from perfeval.rules.fit import misfit
from perfeval.rules.nested import Nested
from perfeval.rules.rule import Branch, Case, Figures, Loss, Note, Received, Rule, at, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import PERCENT, Unit, unit

_COUNTED_IN = ("份", "人")


class Survey(Rule):
    """满意度＝Σ（各选项人数×系数）÷答题总数，再按另一种规则给分。

    earned = what `then` gives for the index Σ n · c / Σ n, n = how many chose an option, c = its
    coefficient. Those who did not answer the question are not counted. Points, exact, within 0..w.

    >>> from perfeval.rules.threshold import Threshold
    >>> from perfeval.target import target
    >>> scale = {"满意": "100%", "一般": "60%", "不满意": "0"}
    >>> poll = Survey(coefficients=scale, least_answers="50", then=Threshold())
    >>> got = poll.receive({"满意": "80 份", "一般": "15", "不满意": "5"}, None, PERCENT)
    >>> poll.index(got.actual), poll.earned(Fraction(10), got.actual, target("≥ 90%"))
    (Fraction(89, 100), Fraction(0, 1))
    >>> poll.earned(Fraction(10), got.actual, target("≥ 89%"))
    Fraction(10, 1)
    >>> [poll.receive(fact, None, PERCENT)[0].code for fact in ({"满意": "80"}, {**scale, "满意": "9"})]
    ['option-missing', 'unit-mismatch']
    """

    title: ClassVar[str] = "问卷满意度"
    says: ClassVar[str] = "满意度＝Σ（人数×系数）÷答题总数，满意度在某一区间得若干分"
    authority: ClassVar[str] = "财预〔2021〕101号（满意度）；财预〔2020〕10号附件2"
    example: ClassVar[tuple[str, str]] = (
        """\
target: ≥ 90%
rule:
  kind: survey
  coefficients: {非常满意: 100%, 满意: 80%, 一般: 60%, 不满意: 0%}
  least_answers: 100
  then:
    kind: bands
    bands:
      - {least: 90%, earn: 100%}
      - {least: 80%, earn: 80%}
      - {least: 60%, earn: 50%}
      - {earn: 0}
""",
        """\
X: {非常满意: 96 份, 满意: 70 份, 一般: 20 份, 不满意: 4 份}
""",
    )

    kind: Literal["survey"] = "survey"
    coefficients: dict[str, Amount] = Field(min_length=1, description="各选项和它的系数")
    least_answers: Whole | None = Field(None, description="至少要多少份回答")
    then: Nested = Field(description="满意度怎样给分：读一个数量的规则，如 bands、deduct、threshold")

    @property
    def reads_amount(self) -> bool:
        """The fact is how many chose each option."""
        return False

    def unit(self, target: Target) -> Unit:
        """A share."""
        return PERCENT

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Coefficients that are no shares or all the same, a target that is none, and the faults of `then`."""
        for name, share in self.coefficients.items():
            if wrong := misfit(share, PERCENT):
                yield Diagnostic(wrong.code, wrong.message, wrong.hint, ("coefficients", name))
            elif not ZERO <= share.value <= ONE:
                message = f"系数“{share}”不在 0% 到 100% 之间"
                yield Diagnostic("out-of-range", message, "核对这个系数", ("coefficients", name))
        if len({share.value for share in self.coefficients.values()}) == 1:
            message = "各选项的系数都一样，满意度不会变化"
            yield Diagnostic("coefficients-all-equal", message, "核对各选项的系数", ("coefficients",))
        if not self.then.reads_amount or self.then.formulas():
            hint = "换成 proportional、deduct、accrue、bands、curve 或 threshold"
            yield Diagnostic("field-out-of-place", f"满意度不能按“{self.then.title}”给分", hint, ("then",))
            return
        # Bands and curves bring their own edges; the other kinds read the target, so it must be a share.
        if not self.then.unit(target).is_ratio or (target.measurable and not target.unit.is_ratio):
            message = f"满意度是百分比，目标值“{target}”不是"
            yield Diagnostic("target-not-a-share", message, "写成 target: ≥ 90% 的样子")
            return
        for found in self.then.faults(target, PERCENT, weight):
            yield at(found, "then")

    def asks(self) -> str:
        """How many chose each option."""
        return "{" + ", ".join(f"{name}: 人数" for name in self.coefficients) + "}"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """How many chose each option: all options are written, with 0 where nobody did."""
        if not isinstance(value, dict):
            return (Diagnostic("not-a-mapping", "这里要每个选项各有多少人选", f"写成 {self.asks()}"),)
        wrong = [self._unknown(name) for name in value if name not in self.coefficients]
        found = {name: _chosen(value[name]) for name in self.coefficients if name in value}
        wrong += [at(number, name) for name, number in found.items() if isinstance(number, Diagnostic)]
        wrong += [
            Diagnostic("option-missing", f"缺少选项“{name}”的人数", f"补上“{name}: 人数”，没有人选就写 {name}: 0")
            for name in self.coefficients
            if name not in value
        ]
        numbers = {name: number for name, number in found.items() if isinstance(number, Quantity)}
        wrong += () if wrong else self._sum_faults(numbers)
        if wrong:
            return tuple(wrong)
        shown = "、".join(f"{name} {number}" for name, number in numbers.items())
        return Received(tuple(number.value for number in numbers.values()), shown)

    def _unknown(self, name: str) -> Diagnostic:
        hint = nearest(name, self.coefficients, "规则里有：" + "、".join(self.coefficients))
        return Diagnostic("unknown-option", f"没有“{name}”这个选项", hint, (name,), on_key=True)

    def _sum_faults(self, numbers: dict[str, Quantity]) -> Iterator[Diagnostic]:
        """Answers that cannot be added, or too few of them."""
        units = sorted({number.unit.text for number in numbers.values() if number.unit.text})
        total = sum((number.value for number in numbers.values()), ZERO)
        if len(units) > 1:
            yield Diagnostic("units-mixed", f"有的选项用“{units[0]}”，有的用“{units[1]}”", "统一用一种单位")
        elif not total:
            yield Diagnostic("no-answers", "各选项都是 0，没有人回答，算不出满意度", "核对人数；没有调查时写“不适用”")
        elif self.least_answers and total < self.least_answers:
            message = f"只有 {spell(total)} 份回答，规则要求至少 {self.least_answers} 份"
            yield Diagnostic("too-few-answers", message, "补充调查，或核对人数")

    def index(self, actual: Any, note: Note = silent) -> Any:
        """满意度."""
        shares = [share.value for share in self.coefficients.values()]
        answers = note("answers", sum(actual, ZERO))
        weighted = sum((number * share for number, share in zip(actual, shares, strict=True)), ZERO)
        return note("index", weighted / answers)

    def figure(self, actual: Any) -> Any:
        """满意度, which is held against the target."""
        return self.index(actual)

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """Why the index cannot be scored."""
        return self.then.refusal(self.index(actual), target, PERCENT)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        return self.then.earned(weight, self.index(actual, note), target, note)

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """What `then` can give."""
        return self.then.reach(weight, target)

    def _inner(self, case: Case, say: Figures) -> Case:
        """What `then` is asked about."""
        index = self.index(case.actual)
        return replace(case, received=Received(index, say.share(index)), unit=PERCENT)

    def branch(self, actual: Any, target: Target) -> Branch | None:
        """The way that `then` took."""
        return self.then.branch(self.index(actual), target)

    @property
    def _bounds(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest index that answers can give."""
        shares = [share.value for share in self.coefficients.values()]
        return min(shares), max(shares)

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Those of `then`, for an index that answers can give."""
        from perfeval.rules.ways import ways_of

        return ways_of(self.then, weight, target, self._bounds)

    def way(self, case: Case) -> tuple[str, ...]:
        """The ways that `then` went."""
        return self.then.way(replace(case, received=Received(self.index(case.actual), ""), unit=PERCENT))

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """Answers of two kinds that give the highest index, and an index around each edge of `then`."""
        from perfeval.rules.ways import around, edges_of

        low, high = self._bounds
        for index in (high, *around(edges_of(self.then, weight, target), PERCENT), low):
            if low <= index <= high:
                yield self._answers((index - low) / (high - low), low, high)

    def _answers(self, good: Fraction, low: Fraction, high: Fraction) -> Data:
        """Enough answers, a share of which choose the best option and the rest the worst."""
        most = max(self.least_answers or 0, 100)
        total = good.denominator * -(-most // good.denominator)
        best = next(name for name, share in self.coefficients.items() if share.value == high)
        worst = next(name for name, share in self.coefficients.items() if share.value == low)
        chosen = {best: good * total, worst: total - good * total}
        return {name: f"{spell(chosen.get(name, ZERO))} 份" for name in self.coefficients}

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        shares = "、".join(f"{name} {share}" for name, share in self.coefficients.items())
        fewest = f"，至少 {self.least_answers} 份回答" if self.least_answers else ""
        said = self.then.standard(weight, target, PERCENT, say)
        return f"满意度＝Σ（人数×系数）÷答题总数，系数：{shares}{fewest}。按满意度给分：{said}"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        pairs = zip(case.actual, self.coefficients.values(), strict=True)
        added = "＋".join(f"{spell(number)}×{share}" for number, share in pairs)
        inner = self._inner(case, say)
        index = f"满意度＝（{added}）÷{spell(sum(case.actual, ZERO))}＝{inner.received.shown}"
        return f"{index}。{self.then.working(inner, say)}"

    def losses(self, case: Case, say: Figures) -> tuple[Loss, ...]:
        """Each lost point and why, as `then` says it."""
        return self.then.losses(self._inner(case, say), say)


def _chosen(value: Data) -> Quantity | Diagnostic:
    return count(value, tuple(found for word in _COUNTED_IN if (found := unit(word))))
