"""要点各有自己的目标和规则: parts that are added up, or of which the best or the worst counts."""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Kind
from perfeval.model import Goal, Model, Points, Words
from perfeval.number import ONE, ZERO, Fraction, at_least, at_most, spell
from perfeval.record import replace
from perfeval.rules.nested import Nested
from perfeval.rules.rule import Case, Figures, Loss, Note, Received, Rule, at, part_words, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit


class Piece(Model):
    """One part: what it is about, its share, its target, its actual and its rule."""

    text: Words = Field(description="这一部分的文字")
    share: Points | None = Field(None, description="占多少；合计时必写，取最高、最低时不写")
    target: Goal | None = Field(None, description="目标值；不写则用指标的目标值")
    actual: Words | None = Field(None, description="实际值的公式；不写则依次读指标事实里的一项")
    rule: Nested = Field(description="这一部分的规则")

    def points(self, weight: Any) -> Any:
        """The most that the part can earn."""
        return self.share.of(weight) if self.share else weight

    def own(self, words: str) -> str:
        """What the part's rule says of the weight, said of the part's share of it."""
        return words.replace("整个指标权重分", "权重分").replace("权重分", "该部分分值") if self.share else words

    def goal(self, target: Target) -> Target:
        """The part's own target, or the indicator's."""
        return self.target or target


class Parts(Rule):
    """各部分分别评分，再合计，或取最高，或取最低。

    earned = Σ of what each part's rule earns out of the part's share of w; or, with `take: max` or
    `min`, the most or the least of what the parts earn, each out of w. Points, exact, within 0..w.
    """

    title: ClassVar[str] = "分部分评分"
    says: ClassVar[str] = "要点①…得 2 分；②…得 1 分"
    authority: ClassVar[str] = "各地评分表"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 100%
rule:
  kind: parts
  parts:
    - {text: 资金执行率, share: 60%, actual: 实际支出 / 预算安排, rule: {kind: proportional}}
    - {text: 任务完成率, share: 40%, rule: {kind: deduct, per: 1%, lose: 5%, part: exact}}
""",
        """\
实际支出: 98.745 万元
预算安排: 197.49 万元
X: [98%]
""",
    )

    kind: Literal["parts"] = "parts"
    parts: list[Piece] = Field(min_length=2, description="各部分")
    take: Literal["sum", "max", "min"] = Field("sum", description="合计、取最高或取最低")

    @property
    def reads_amount(self) -> bool:
        """The fact is a list, an item for each part that has no formula."""
        return False

    @property
    def reads_own(self) -> bool:
        """Whether some part has no formula."""
        return any(piece.actual is None for piece in self.parts)

    def formulas(self) -> Mapping[Route, str]:
        """The parts' formulas."""
        return {("parts", n, "actual"): piece.actual for n, piece in enumerate(self.parts) if piece.actual}

    def misfit_of(self, route: Route, kind: Kind, target: Target) -> Diagnostic | None:
        """A part's formula must give the unit that its rule reads."""
        piece = self.parts[int(route[1])]
        unit = piece.rule.unit(piece.goal(target))
        if isinstance(kind, Unit) and kind.fits(unit):
            return None
        found = kind.text or "没有单位的数" if isinstance(kind, Unit) else "不是一个数量"
        wanted = unit.text or "没有单位的数"
        return Diagnostic("unit-mismatch", f"公式的结果是“{found}”，这一部分用“{wanted}”", "核对公式和目标值的单位")

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Shares that do not add up or are out of place, and the faults of the parts' rules."""
        shares = [piece.share for piece in self.parts if piece.share]
        if self.take != "sum" and shares:
            yield Diagnostic(
                "field-out-of-place", "取最高或最低时各部分都按全部权重评分", "删去各部分的 share", ("parts",)
            )
        elif self.take == "sum" and len(shares) < len(self.parts):
            yield Diagnostic("shares-incomplete", "有的部分没有写 share", "每一部分都写占多少", ("parts",))
        elif self.take == "sum":
            yield from self._share_faults(weight)
        for index, piece in enumerate(self.parts):
            goal = piece.goal(target)
            points = piece.points(weight) if weight is not None else None
            found = piece.rule.faults(goal, piece.rule.unit(goal), points)
            yield from (at(fault, "parts", index, "rule") for fault in found)
            if piece.rule.formulas():
                message = f"“{piece.rule.title}”不能放在一个部分里"
                yield Diagnostic("field-out-of-place", message, "换一种 kind", ("parts", index, "rule"))

    def _share_faults(self, weight: Fraction | None) -> Iterator[Diagnostic]:
        relative = {piece.share.relative for piece in self.parts if piece.share}
        whole = ONE if relative == {True} else weight
        total = sum((piece.points(whole) for piece in self.parts), ZERO) if whole is not None else None
        if len(relative) > 1 and weight is not None:
            whole, total = weight, sum((piece.points(weight) for piece in self.parts), ZERO)
        if total is not None and whole is not None and total != whole:
            found, wanted = (f"{spell(x * 100)}%" if relative == {True} else f"{spell(x)} 分" for x in (total, whole))
            yield Diagnostic("shares-off-total", f"各部分合计 {found}，应为 {wanted}", "改其中一个 share", ("parts",))

    def asks(self) -> str:
        """The parts that have no formula, in order."""
        own = [piece.text for piece in self.parts if piece.actual is None]
        return "[…]（依次写：" + "；".join(f"{n}. {text}" for n, text in enumerate(own, 1)) + "）"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """A list with one item for each part that has no formula."""
        own = [piece for piece in self.parts if piece.actual is None]
        if not isinstance(value, list) or len(value) != len(own):
            message = f"这里要一个列表，{len(own)} 项，依次是：{'；'.join(piece.text for piece in own)}"
            return (Diagnostic("answer-count", message, "写成 [甲, 乙, …]"),)
        read = [piece.rule.receive(item, piece.goal(target), piece.rule.unit(piece.goal(target)))
                for piece, item in zip(own, value, strict=True)]  # fmt: skip
        faults = tuple(at(f, n) for n, item in enumerate(read) if not isinstance(item, Received) for f in item)
        good = tuple(item for item in read if isinstance(item, Received))
        return faults or _joined(good)

    def resolve(
        self, values: Mapping[Route, Any], spelled: Mapping[Route, str], read: Received | None, target: Target
    ) -> Received | tuple[Diagnostic, ...]:
        """What each part reads: its formula's result, or its item of the fact."""
        own = iter(read.parts if read else ())
        found = []
        for index in range(len(self.parts)):
            route = ("parts", index, "actual")
            found.append(Received(values[route], spelled[route]) if route in values else next(own))
        return _joined(tuple(found))

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """The first part that cannot be scored."""
        for index, piece in enumerate(self.parts):
            goal = piece.goal(target)
            wrong = piece.rule.refusal(actual[index], goal, piece.rule.unit(goal))
            if wrong:
                return replace(wrong, message=f"“{piece.text}”：{wrong.message}")
        return None

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        each = [
            note(f"part.{n + 1}", piece.rule.earned(piece.points(weight), actual[n], piece.goal(target)))
            for n, piece in enumerate(self.parts)
        ]
        if self.take == "sum":
            return sum(each, ZERO)
        return reduce(at_least if self.take == "max" else at_most, each)

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """What the parts can give, taken together as they are taken."""
        ends = [piece.rule.reach(piece.points(weight), piece.goal(target)) for piece in self.parts]
        take: dict[str, Callable[[Any], Any]] = {"sum": sum, "max": max, "min": min}
        least, most = zip(*ends, strict=True)
        return take[self.take](least), take[self.take](most)

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        said = []
        for piece in self.parts:
            goal = piece.goal(target)
            words = piece.own(piece.rule.standard(piece.points(weight), goal, piece.rule.unit(goal), say).rstrip("。"))
            said.append(f"{piece.text}{f'（占{part_words(piece.share)}）' if piece.share else ''}：{words}")
        end = {"sum": "各部分得分相加", "max": "取得分最高的一部分", "min": "取得分最低的一部分"}[self.take]
        return "；".join(said) + f"；{end}。"

    def _cases(self, case: Case) -> Iterator[tuple[Piece, Case]]:
        for piece, received in zip(self.parts, case.received.parts, strict=True):
            goal = piece.goal(case.target)
            yield piece, Case(piece.points(case.weight), goal, received, piece.rule.unit(goal))

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Those of each part."""
        return tuple(
            f"{piece.text}：{way}"
            for piece in self.parts
            for way in piece.rule.ways(piece.points(weight), piece.goal(target))
        )

    def way(self, case: Case) -> tuple[str, ...]:
        """The ways that each part went."""
        return tuple(f"{piece.text}：{way}" for piece, inner in self._cases(case) for way in piece.rule.way(inner))

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """The best of every part that has no formula, then each part's others beside the best of the rest."""
        from perfeval.rules.ways import samples_of

        own = [piece for piece in self.parts if piece.actual is None]
        each = [list(samples_of(piece.rule, piece.points(weight), piece.goal(target))) for piece in own]
        best = [samples[0] for samples in each]
        yield best
        for index, samples in enumerate(each):
            yield from ([*best[:index], sample, *best[index + 1 :]] for sample in samples[1:])

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        said = [f"{piece.text}：{piece.own(piece.rule.working(inner, say))}" for piece, inner in self._cases(case)]
        end = {"sum": "合计", "max": "取最高", "min": "取最低"}[self.take]
        return "".join(said) + f"{end}得 {say.points(self.earned(case.weight, case.actual, case.target))}。"

    def losses(self, case: Case, say: Figures) -> tuple[Loss, ...]:
        """The losses of each part where they are added up."""
        if self.take != "sum":
            return super().losses(case, say)
        return tuple(
            Loss(loss.points, f"{piece.text}：{piece.own(loss.reason)}", n)
            for n, (piece, inner) in enumerate(self._cases(case), 1)
            for loss in piece.rule.losses(inner, say)
        )


def _joined(parts: tuple[Received, ...]) -> Received:
    reasons = tuple(reason for part in parts for reason in part.reasons)
    evidence = tuple(text for part in parts for text in part.evidence)
    shown = "、".join(part.shown for part in parts)
    return Received(tuple(part.actual for part in parts), shown, reasons, evidence, parts=parts)
