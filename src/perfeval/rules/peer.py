"""按同类比较: the actual beside those of the other projects of the batch."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Points
from perfeval.number import ONE, ZERO, Fraction, at_least, at_most, where
from perfeval.quantity import show
from perfeval.record import replace
from perfeval.rules.compared import Amounts, Compared
from perfeval.rules.rule import Case, Figures, Note, Received, at, part_words, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import PERCENT, Unit

_FORM = "{value: 实际值, peers: [同类各项目的值]}"
_Read = Received | tuple[Diagnostic, ...]
_AGAINST = {"mean": "平均值", "median": "中位数", "best": "最好水平", "worst": "最差水平"}


class Peer(Compared):
    """与同类项目比较给分。

    ratio: earned = w · clip(x / r, 0, 1), r = the peers' `against` (mean, median, best, worst); w · r / x
    where less is better. reach: w where x is no worse than r, else 0. spread: w · (x − worst) / (best −
    worst), worst and best among the peers and x itself; `if_equal` where these are the same. Points,
    exact, within 0..w.

    The actual is x with r and the least of all, for a spread with the least and the greatest of all.

    >>> ratio = Peer(method="ratio", against="mean", better="more")
    >>> actual = ratio.standing(Fraction(3, 4), Amounts([Fraction(3, 4), Fraction(4, 5), Fraction(1)]))
    >>> actual, ratio.earned(Fraction(9), actual, None)
    ((Fraction(3, 4), Fraction(9, 10), Fraction(3, 4)), Fraction(15, 2))
    >>> spread = Peer(method="spread", better="more", if_equal="100%")
    >>> [int(spread.earned(Fraction(10), (Fraction(n), Fraction(1), Fraction(6)), None)) for n in (1, 2, 6)]
    [0, 2, 10]

    One project by itself has no peers: the fact must name their figures, or the batch have them.

    >>> from perfeval.unit import PERCENT
    >>> ratio.receive("75%", None, PERCENT)[0].code
    'needs-peers'
    """

    title: ClassVar[str] = "按同类比较"
    says: ClassVar[str] = "与同类项目的平均值（最好、最差水平）比较计分"
    authority: ClassVar[str] = "各地评分表（行业标准、横向比较）"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 不低于同类平均
unit: "%"
rule: {kind: peer, method: ratio, against: mean, better: more}
""",
        """\
X: {value: 75%, peers: [80%, 100%]}
""",
    )
    kind: Literal["peer"] = "peer"
    method: Literal["ratio", "reach", "spread"] = Field(
        description="ratio 按比例；reach 不差于才得分；spread 按在最好与最差之间的位置"
    )
    against: Literal["mean", "median", "best", "worst"] | None = Field(
        None, description="与同类的什么比：平均、中位数、最好、最差；spread 不写"
    )
    better: Literal["more", "less"] = Field(description="多好还是少好")
    if_equal: Points | None = Field(None, description="最好与最差相同时得多少；spread 才写")

    @property
    def beside(self) -> tuple[str, ...]:
        """The amounts of the others."""
        return ("peers",)

    @property
    def reads_amount(self) -> bool:
        """The fact is an amount with those of the peers."""
        return False

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Fields that the method lacks, or does not have."""
        spread = self.method == "spread"
        if spread is (self.against is not None):
            hint = "删去 against" if spread else "加上 against: mean（平均）、median、best 或 worst"
            yield Diagnostic("field-out-of-place", "against 与 method 不合", hint)
        if spread is (self.if_equal is None):
            hint = "加上 if_equal: 100% 的样子" if spread else "删去 if_equal"
            yield Diagnostic("field-out-of-place", "if_equal 与 method 不合", hint)
        if self.if_equal and weight is not None and self.if_equal.of(weight) > weight:
            yield Diagnostic("more-than-weight", f"“{self.if_equal}”超过了权重", "改小", ("if_equal",))

    def asks(self) -> str:
        """The amount, and those of the peers; in a batch, simply the amount."""
        return "" if self.ready else _FORM

    @property
    def ready(self) -> bool:
        """Whether there is a batch, and somebody else in it."""
        return self._amounts is not None and self._amounts.count > 1

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The amount with those of the peers, which the fact states or the batch has."""
        stated = value if isinstance(value, dict) else {"value": value}
        own = self.own(stated.get("value"), target, unit)
        if self.ready and stated.get("peers") is None:
            return replace(own, actual=self.placed(own.actual)) if isinstance(own, Received) else own
        peers = stated.get("peers")
        if not isinstance(peers, list) or not peers:
            return (self._peerless(),)
        return self._listed(own, [self.own(each, target, unit) for each in peers])

    def _peerless(self) -> Diagnostic:
        listed = f"已知同类的数时写成 {_FORM}"
        if self._inside:
            message = "写在 choose、parts 里面的同类比较不和同批的项目比，同类的数要自己写出来"
            return Diagnostic("needs-peers", message, f"写成 {_FORM}；表里写在 .peers 一列")
        if self._amounts:
            message = "同批里没有别的项目写了可用的数，不能比较"
            return Diagnostic("needs-peers", message, f"核对其他项目的这一项；{listed}")
        message = "按同类比较要有同批的其他项目，单独一个项目不能评分"
        return Diagnostic("needs-peers", message, f"同批的项目用 perfeval batch 一起评；{listed}")

    def _listed(self, own: _Read, others: list[_Read]) -> _Read:
        """The amount with those of peers that the fact lists."""
        faults = () if isinstance(own, Received) else tuple(at(one, "value") for one in own)
        for index, found in enumerate(others):
            faults += () if isinstance(found, Received) else tuple(at(one, "peers", index) for one in found)
        good = [found for found in (own, *others) if isinstance(found, Received)]
        if faults:
            return faults
        listed = "、".join(found.shown for found in good[1:])
        actual = self.standing(good[0].actual, Amounts(found.actual for found in good))
        return Received(actual, f"{good[0].shown}（同类：{listed}）")

    def standing(self, own: Any, amounts: Amounts) -> Any:
        """The amount with what it is held against."""
        last = amounts.count - 1
        if self.method == "spread":
            return own, amounts.at(0), amounts.at(last)

        def other(index: int) -> Any:
            """The one at a place among the others only."""
            return where(amounts.at(index) >= own, amounts.at(index + 1), amounts.at(index))

        if self.against == "mean":
            reference = (amounts.total - own) / last
        elif self.against == "median":
            reference = (other((last - 1) // 2) + other(last // 2)) / 2
        else:
            reference = other(last - 1 if (self.against == "best") is (self.better == "more") else 0)
        return own, reference, amounts.at(0)

    def scorable(self, actual: Any) -> Any:
        """A ratio needs something to be measured by, and no amounts below nothing."""
        return (actual[2] >= ZERO) & (actual[1] > ZERO) if self.method == "ratio" else True

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """A ratio that has nothing to be measured by, or amounts below nothing."""
        if self.scorable(actual):
            return None
        message = f"同类的{_AGAINST[self.against or 'mean']}是 0，或有负数，不能按比例计分"
        return Diagnostic("zero-reference", message, "核对各个数，或改用 method: reach")

    def figure(self, actual: Any) -> Any:
        """The project's own amount."""
        return actual[0]

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        x, more = actual[0], self.better == "more"
        if self.method == "spread":
            low, high = note("least", actual[1]), note("most", actual[2])
            equal, alike = self.if_equal.of(weight) if self.if_equal else ZERO, low >= high
            return where(alike, equal, weight * ((x - low) if more else (high - x)) / where(alike, ONE, high - low))
        reference = note("reference", actual[1])
        if self.method == "reach":
            return where(x >= reference if more else reference >= x, weight, ZERO)
        if more:
            return weight * at_most(at_least(x / reference, ZERO), ONE)
        return weight * reference / at_least(x, reference)

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Whether all, a part or nothing is earned, as far as the method can."""
        full, part, nothing = super().ways(weight, target)
        if self.method == "reach":
            return full, nothing
        return (full, part) if self.method == "ratio" and self.better == "less" else (full, part, nothing)

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """The best, the worst and one between, in the target's unit and as a percentage."""
        for unit in dict.fromkeys((self.unit(target), PERCENT)):
            for x in (9, 3, 0) if self.better == "more" else (0, 6, 9):
                yield {"value": show(x * unit.factor, unit), "peers": [show(n * unit.factor, unit) for n in (9, 0, 6)]}

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        way = "越高越好" if self.better == "more" else "越低越好"
        if self.method == "spread":
            equal = f"；各项目相同时得{part_words(self.if_equal)}" if self.if_equal else ""
            return f"与同类项目比较（{way}）：最好的得满分，最差的不得分，中间按直线计分{equal}。"
        against = f"同类项目的{_AGAINST[self.against or 'mean']}"
        if self.method == "reach":
            return f"与{against}比较（{way}）：不差于它得满分，否则不得分。"
        ratio = f"实际值÷{against}" if self.better == "more" else f"{against}÷实际值"
        return f"与{against}比较（{way}）：得分＝{ratio}×权重分，超过 100% 的按满分计。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        steps = dict[str, Fraction]()
        earned = self.earned(case.weight, case.actual, case.target, lambda name, x: steps.setdefault(name, x))
        if self.method == "spread":
            found = f"最低 {say.amount(steps['least'], case.unit)}，最高 {say.amount(steps['most'], case.unit)}"
        else:
            found = f"同类的{_AGAINST[self.against or 'mean']} {say.amount(steps['reference'], case.unit)}"
        return f"实际值：{case.received.shown}，{found}，得 {say.points(earned)}。"
