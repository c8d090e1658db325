"""达标得满分，否则不得分: all or nothing."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from perfeval.diagnostic import Diagnostic
from perfeval.model import truth
from perfeval.number import ONE, ZERO, Fraction
from perfeval.rules.rule import Case, Figures, Note, Received, Rule, at, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

_REACHED, _MISSED = "达到目标值", "未达到目标值"


class Threshold(Rule):
    """达到目标值得满分，未达到不得分。

    earned = w where the target is reached, else 0; over a list, w where every row reaches it. Where
    the target is in words, the fact answers 是 or 否.

    >>> from perfeval.target import target
    >>> goal = target("≥ 10 人/场")
    >>> [Threshold().earned(Fraction(3), Fraction(x), goal) for x in (9, 10)]
    [Fraction(0, 1), Fraction(3, 1)]
    >>> Threshold().earned(Fraction(3), (Fraction(12), Fraction(9)), goal)
    Fraction(0, 1)
    """

    title: ClassVar[str] = "达标得满分"
    says: ClassVar[str] = "达到目标值得满分，否则不得分"
    authority: ClassVar[str] = "财预〔2021〕101号（是否类指标）；各地评分表通行"
    example: ClassVar[tuple[str, str]] = (
        """\
target: ≥ 10 人/场
rule: {kind: threshold}
""",
        """\
X: [12 人/场, 10 人/场, 18 人/场]
""",
    )

    kind: Literal["threshold"] = "threshold"

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """No target at all."""
        if not target.text:
            yield Diagnostic(
                "missing-field", "没有目标值，说不清什么叫达到", "在指标里加一行目标值，如 target: ≥ 30 场"
            )

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """An amount, a list of amounts that must all reach the target, or 是/否 for a target in words."""
        if not target.measurable:
            return _answer(value, target)
        if not isinstance(value, list):
            return super().receive(value, target, unit)
        if not value:
            return (
                Diagnostic("empty-list", "列表是空的，无法判断是否达到目标值", "写出每一项；没有这类事项时写“不适用”"),
            )
        rows = [super(Threshold, self).receive(row, target, unit) for row in value]
        faults = [at(fault, index) for index, row in enumerate(rows) if not isinstance(row, Received) for fault in row]
        good = [row for row in rows if isinstance(row, Received)]
        return tuple(faults) or Received(tuple(row.actual for row in good), "、".join(row.shown for row in good))

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact: all of the weight or nothing."""
        earned = weight
        for row in actual if isinstance(actual, tuple) else (actual,):
            earned = target.reached(row, earned, ZERO) if target.measurable else earned * row
        return earned

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Reached or not, as far as either can happen."""
        return super().ways(weight, target) if target.measurable else (_REACHED, _MISSED)

    def way(self, case: Case) -> tuple[str, ...]:
        """Reached or not."""
        return (_REACHED if self.earned(ONE, case.actual, case.target) else _MISSED,)

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """The two answers about a target in words."""
        if not target.measurable:
            yield "是"
            yield {"answer": "否", "because": "待补"}

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        return f"达到目标值（{target}）得满分，未达到不得分。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        reached = self.earned(ONE, case.actual, case.target)
        because = f"（{case.received.reasons[0].rstrip('。；')}）" if any(case.received.reasons) else ""
        verdict = "已达到，得满分" if reached else "未达到，不得分"
        return f"{_found(case)}{because}，目标值“{case.target}”，{verdict}。"


def _found(case: Case) -> str:
    return f"实际值：{case.received.shown}" if case.target.measurable else f"是否达到：{case.received.shown}"


def _answer(value: Data, target: Target) -> Received | tuple[Diagnostic, ...]:
    """是 or 否 for a target in words; 否 says why."""
    entry = value if isinstance(value, dict) else {"answer": value}
    answer, because = entry.get("answer"), entry.get("because")
    unknown = next((key for key in entry if key not in ("answer", "because")), None)
    if unknown:
        return (
            Diagnostic("unknown-field", f"不认得“{unknown}”", "这里可以写：answer、because", (unknown,), on_key=True),
        )
    # 有 and 无 would say the opposite beside a target such as “无事故”.
    found = truth(answer) if isinstance(answer, str) and answer.strip() not in ("有", "无") else None
    if found is None or isinstance(found, Diagnostic):
        return (
            Diagnostic(
                "not-yes-or-no", f"是否达到目标值“{target}”，要用“是”或“否”回答", "写 是 或 {answer: 否, because: 原因}"
            ),
        )
    if not found and not isinstance(because, str):
        return (Diagnostic("reason-missing", "回答“否”要写明原因", "写成 {answer: 否, because: 原因}"),)
    reason = because.strip() if isinstance(because, str) else ""
    return Received(ONE if found else ZERO, "是" if found else "否", (reason,))
