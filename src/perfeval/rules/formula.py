"""得分＝…: points by an expression of the spec's author, for standards that no other kind can say."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Kind
from perfeval.model import Words
from perfeval.number import ZERO, Fraction, at_least, at_most
from perfeval.rules.rule import Case, Figures, Note, Received, Rule, silent
from perfeval.target import Target
from perfeval.unit import Unit


class ByFormula(Rule):
    """按公式给分，结果限于 0 到权重之间。

    earned = clip(earn, 0, w), earn = the formula over facts; ``权重`` in it is w. Points, exact,
    within 0..w.

    >>> half = ByFormula(earn="权重 / 2")
    >>> [half.earned(Fraction(10), Fraction(x), None) for x in (-1, 4, 12)]
    [Fraction(0, 1), Fraction(4, 1), Fraction(10, 1)]
    """

    title: ClassVar[str] = "按公式"
    says: ClassVar[str] = "得分＝…（其他规则说不出的算法）"
    authority: ClassVar[str] = "各地评分表"
    example: ClassVar[tuple[str, str]] = (
        """\
rule:
  kind: formula
  earn: 权重 × min(1, 实际支出 / 预算安排) × 40% + 权重 × 60%
""",
        """\
实际支出: 98.745 万元
预算安排: 197.49 万元
""",
    )

    kind: Literal["formula"] = "formula"
    earn: Words = Field(description="得分的公式，结果是没有单位的数或分；“权重”指本指标的权重")

    @property
    def reads_amount(self) -> bool:
        """The fact is no quantity."""
        return False

    @property
    def reads_own(self) -> bool:
        """All facts are named in the formula."""
        return False

    def formulas(self) -> Mapping[Route, str]:
        """The formula for the points."""
        return {("earn",): self.earn}

    def misfit_of(self, route: Route, kind: Kind, target: Target) -> Diagnostic | None:
        """Points are a bare number, or 分."""
        if isinstance(kind, Unit) and (not kind.dimensions or kind.text == "分"):
            return None
        found = kind.text if isinstance(kind, Unit) else "不是一个数"
        return Diagnostic(
            "unit-mismatch", f"得分公式的结果是“{found}”，应当是没有单位的数或分", "除以一个同单位的数，再乘以权重"
        )

    def resolve(
        self, values: Mapping[Route, Any], spelled: Mapping[Route, str], read: Received | None, target: Target
    ) -> Received | tuple[Diagnostic, ...]:
        """The points that the formula gives."""
        return Received(values[("earn",)], spelled[("earn",)])

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Nothing beyond the faults of the formula itself."""
        yield from ()

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        return at_least(at_most(note("earn", actual), weight), ZERO)

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        return f"得分＝{self.earn}，低于 0 分按 0 分、超过权重分按满分计。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        earned = self.earned(case.weight, case.actual, case.target)
        found = f"得分＝{case.received.shown}＝{say.points(case.actual)}"
        if earned == case.actual:
            return f"{found}。"
        return f"{found}，{'低于 0 分，按 0 分计' if case.actual < ZERO else '超过权重分，按满分计'}。"
