"""按类别适用不同标准: the first branch whose condition holds says which rule applies."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import BOOLEAN, Kind
from perfeval.model import Goal, Model, Words
from perfeval.number import Fraction
from perfeval.record import Record, replace
from perfeval.rules.nested import Nested
from perfeval.rules.rule import Branch, Case, Figures, Received, Rule, at
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit


class Way(Model):
    """One branch: its condition, its rule, and its own target where it has one."""

    when: Words | None = Field(None, description="条件；最后一个分支可不写，表示其余情形")
    target: Goal | None = Field(None, description="这一分支的目标值；不写则用指标的目标值")
    rule: Nested = Field(description="这一分支的规则")


class _Raw(Record):
    """A fact that waits for the rule that is to read it, and the indicator's unit."""

    value: Data
    unit: Unit

    def read_by(self, rule: Rule, goal: Target, others: set[str]) -> Received | tuple[Diagnostic, ...]:
        """What a rule makes of it; `others`: what may stand beside the value that this rule does not know."""
        value = self.value
        if isinstance(value, dict) and others & value.keys():
            left = {key: data for key, data in value.items() if key not in others}
            value = left["value"] if left.keys() == {"value"} else left
        return rule.receive(value, goal, rule.unit_within(goal, self.unit))


class Choose(Rule):
    """按条件选用规则，第一个成立的分支有效；没有分支成立是错误。

    earned = what the rule of the first branch earns whose condition holds. A last branch without a
    condition takes the rest. Points, exact, within 0..w.
    """

    title: ClassVar[str] = "按类别"
    says: ClassVar[str] = "按地区、类别分别适用不同标准"
    authority: ClassVar[str] = "各地评分表"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 100%
rule:
  kind: choose
  branches:
    - {when: 实际支出 ≥ 100 万元, rule: {kind: threshold}}
    - {rule: {kind: deduct, per: 1%, lose: 5%, part: exact}}
""",
        """\
X: 98%
实际支出: 80 万元
""",
    )
    kind: Literal["choose"] = "choose"
    branches: list[Way] = Field(min_length=1, description="各分支，先写的先看")

    @property
    def beside(self) -> tuple[str, ...]:
        """What the rule of any branch reads beside the value."""
        return tuple(dict.fromkeys(key for way in self.branches for key in way.rule.beside))

    @property
    def reads_amount(self) -> bool:
        """Whether every branch reads a quantity."""
        return all(way.rule.reads_amount for way in self.branches)

    def formulas(self) -> Mapping[Route, str]:
        """The conditions."""
        return {("branches", n, "when"): way.when for n, way in enumerate(self.branches) if way.when}

    def misfit_of(self, route: Route, kind: Kind, target: Target) -> Diagnostic | None:
        """A condition is a truth."""
        return None if kind == BOOLEAN else Diagnostic("not-a-truth", "分支的条件要是比较或是否", "例如：地区 = 东部")

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Branches that can never be reached, and the faults of their rules."""
        if not self.formulas():
            yield Diagnostic(
                "missing-field", "没有一个分支写了条件", "写上 when，或直接用这个分支的规则", ("branches",)
            )
        for index, way in enumerate(self.branches):
            route = ("branches", index)
            if way.when is None and index < len(self.branches) - 1:
                yield Diagnostic("branch-never-reached", "没有条件的分支只能放在最后", "写上 when，或移到最后", route)
            goal = way.target or target
            yield from (at(fault, *route, "rule") for fault in way.rule.faults(goal, way.rule.unit(goal), weight))
            if way.rule.formulas():
                message = f"“{way.rule.title}”不能放在一个分支里"
                yield Diagnostic(
                    "field-out-of-place", message, "换一种 kind，或在公式里用 if(条件, …, …)", (*route, "rule")
                )

    def unit(self, target: Target) -> Unit:
        """The unit of the first branch."""
        return self.branches[0].rule.unit(self.branches[0].target or target)

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The fact as written: which rule reads it is known only once the conditions are.

        An amount that all branches read alike is read at once: conditions may name it. Beside a target in words some
        rules read an answer instead.
        """
        goals = [(way.rule, way.target or target) for way in self.branches]
        alike = all(goal.measurable and rule.unit(goal).fits(unit) for rule, goal in goals)
        plain = super().receive(value, target, unit) if self.reads_amount and alike else None
        return plain if isinstance(plain, Received) else Received(_Raw(value, unit), "")

    def asks(self) -> str:
        """What the first branch asks; the others may ask otherwise."""
        return self.branches[0].rule.asks()

    def resolve(
        self, values: Mapping[Route, Any], spelled: Mapping[Route, str], read: Received | None, target: Target
    ) -> Received | tuple[Diagnostic, ...]:
        """The fact as the rule of the first branch reads it whose condition holds."""
        for index, way in enumerate(self.branches):
            if way.when is None or values[("branches", index, "when")]:
                assert read is not None
                return self._taken(index, spelled, read, target)
        said = "；".join(spelled.values())
        hint = "核对事实，或在最后加一个不写 when 的分支"
        return (Diagnostic("no-branch-holds", f"没有一个分支的条件成立：{said}", hint),)

    def _taken(
        self, index: int, spelled: Mapping[Route, str], read: Received, target: Target
    ) -> Received | tuple[Diagnostic, ...]:
        way, goal = self.branches[index], self.branches[index].target or target
        found: Received | tuple[Diagnostic, ...] = read
        if isinstance(read.actual, _Raw):
            found = read.actual.read_by(way.rule, goal, set(self.beside) - set(way.rule.beside))
        if not isinstance(found, Received):
            return found
        refused = tuple(spelled["branches", n, "when"] for n in range(index))
        taken = spelled.get(("branches", index, "when"), "其余情形")
        return replace(found, by=(way.rule, goal), branch=Branch(taken, refused))

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """From the least to the most of any branch."""
        ends = [way.rule.reach(weight, way.target or target) for way in self.branches]
        return min(least for least, _ in ends), max(most for _, most in ends)

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Those of each branch's rule."""
        return tuple(
            f"{_named(way)}：{inner}" for way in self.branches for inner in way.rule.ways(weight, way.target or target)
        )

    def way(self, case: Case) -> tuple[str, ...]:
        """The branch that was taken, and the ways that its rule went."""
        taken = next(way for way in self.branches if case.received.by and way.rule is case.received.by[0])
        goal = taken.target or case.target
        inner = Case(case.weight, goal, case.received, taken.rule.unit(goal))
        return tuple(f"{_named(taken)}：{way}" for way in taken.rule.way(inner))

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """The facts that the branches' rules read."""
        from perfeval.rules.ways import samples_of

        for way in self.branches:
            yield from samples_of(way.rule, weight, way.target or target)

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        parts = []
        for way in self.branches:
            goal = way.target or target
            said = way.rule.standard(weight, goal, way.rule.unit(goal), say).rstrip("。")
            parts.append(f"{_named(way)}：{said}")
        return "；".join(parts) + "。"


def _named(way: Way) -> str:
    return "其余情形" if way.when is None else way.when
