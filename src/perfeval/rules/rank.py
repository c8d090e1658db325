"""按排名: the place among all projects of the batch gives the points."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Related
from perfeval.model import Model, Points, Whole, YesNo
from perfeval.number import ONE, Fraction, spell, where
from perfeval.record import replace
from perfeval.rules.compared import Amounts, Compared
from perfeval.rules.counts import count
from perfeval.rules.rule import Branch, Case, Figures, Note, Received, at, part_words, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

_KEYS = ("rank", "of")
_FORM = "{rank: 名次, of: 共有多少个}"
_ORDER = {"more": "（由高到低排）", "less": "（由低到高排）"}


class Place(Model):
    """The places down to one, and what they earn; the last line has neither edge."""

    to: Whole | None = Field(None, description="到第几名为止")
    top: Points | None = Field(None, description="到前百分之几为止")
    earn: Points = Field(description="得多少：权重的百分比，或分数")

    def holds(self, rank: Any, of: Any, yes: Any, no: Any) -> Any:
        """`yes` where the place lies within this line."""
        last = self.to if self.to is not None else self.top.value * of if self.top else of
        return where(rank <= last, yes, no)

    @property
    def words(self) -> str:
        """The places in words."""
        return f"第 {self.to} 名及以前" if self.to is not None else f"前 {self.top.text}" if self.top else "其余名次"


def _place_words(rank: Fraction, of: Fraction) -> str:
    return f"第 {spell(rank)} 名（共 {spell(of)} 个）"


class Rank(Compared):
    """按名次给分。

    earned = what the first line of the table earns that the place lies in (`to` the n-th, or `top` of
    all: rank/of ≤ share); or, with `linear`, w · (of − rank)/(of − 1), so that the first has w and the
    last nothing. Points, exact, within 0..w.

    >>> table = Rank(table=[{"to": "3", "earn": "100%"}, {"top": "50%", "earn": "60%"}, {"earn": "0"}])
    >>> [int(table.earned(Fraction(10), (Fraction(n), Fraction(20)), None)) for n in (1, 3, 4, 10, 11)]
    [10, 10, 6, 6, 0]
    >>> Rank(linear="是").earned(Fraction(10), (Fraction(2), Fraction(5)), None)
    Fraction(15, 2)

    One project by itself has no place: the fact must say it. In a batch the place is one more than the number of
    amounts that are better, so that equal amounts share a place.

    >>> from perfeval.unit import NUMBER
    >>> table.receive("85", None, NUMBER)[0].code
    'needs-peers'
    >>> ranked = Rank(linear="是", better="more").among(Amounts(map(Fraction, (85, 90, 90, 70))))
    >>> [ranked.receive(text, None, NUMBER).shown for text in ("90", "85", "70")]
    ['90，第 1 名（共 4 个）', '85，第 3 名（共 4 个）', '70，第 4 名（共 4 个）']
    """

    title: ClassVar[str] = "按排名"
    says: ClassVar[str] = "在全省（市）排名第 1 至 3 名的得满分，以后各名依次递减"
    authority: ClassVar[str] = "各地评分表（同类项目比较）"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 名列前茅
rule:
  kind: rank
  table:
    - {to: 3, earn: 100%}
    - {top: 50%, earn: 60%}
    - {earn: 0}
""",
        """\
X: {rank: 4, of: 20}
""",
    )

    kind: Literal["rank"] = "rank"
    table: list[Place] | None = Field(None, min_length=2, description="各段名次得多少，从第 1 名写起，最后一段不写名次")
    linear: YesNo = Field(False, description="不列表：第 1 名满分，最后一名 0 分，按名次均匀递减")
    better: Literal["more", "less"] | None = Field(
        None, description="批量评分时由程序排名次才写：more 实际值多的在前，less 少的在前"
    )

    @property
    def reads_amount(self) -> bool:
        """The fact is a place among so many."""
        return False

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Neither or both of table and line, a table that leaves a place without points or is out of order."""
        if bool(self.table) is self.linear:
            yield Diagnostic(
                "level-share",
                "按排名要写 table 或 linear: 是 中的一个",
                "写成 table: [{to: 3, earn: 100%}, {earn: 0}] 的样子，或 linear: 是",
            )
        rows = self.table or []
        for index, row in enumerate(rows):
            last = index == len(rows) - 1
            if sum(edge is not None for edge in (row.to, row.top)) != (0 if last else 1):
                hint = "最后一段只写 earn" if last else "写 to: 名次 或 top: 百分比 中的一个"
                yield Diagnostic("band-edge", "每段要写一个名次的界限，最后一段不写", hint, ("table", index))
            if row.top and not row.top.relative:
                yield Diagnostic("points-or-share", "top 要写百分比", "写成 top: 30%", ("table", index, "top"))
            if weight is not None and row.earn.of(weight) > weight:
                message = f"“{row.earn}”超过了权重 {spell(weight)} 分"
                yield Diagnostic("more-than-weight", message, "改成不超过权重的分数", ("table", index, "earn"))
        yield from self._order_faults(rows)

    def _order_faults(self, rows: list[Place]) -> Iterator[Diagnostic]:
        """Lines of one sort of edge that never get their turn."""
        for name in ("to", "top"):
            edges = [(n, getattr(row, name)) for n, row in enumerate(rows) if getattr(row, name) is not None]
            for (first, before), (index, edge) in pairwise(edges):
                if getattr(edge, "value", edge) <= getattr(before, "value", before):
                    message = f"“{rows[index].words}”已被上一段包含，永远轮不到"
                    related = (Related("上一段在这里", ("table", first)),)
                    yield Diagnostic("band-out-of-order", message, "名次依次往后写", ("table", index), related=related)

    def asks(self) -> str:
        """The place and how many there are; in a batch that can be ranked, simply an amount."""
        return "" if self.ready else _FORM

    @property
    def ready(self) -> bool:
        """Whether there is a batch, and which end of it comes first is known."""
        return super().ready and self.better is not None

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The place among so many, as a published ranking gives it."""
        if not isinstance(value, dict):
            return self._ranked(value, target, unit)
        faults = [
            Diagnostic("unknown-field", f"不认得“{key}”", f"写成 {_FORM}", (key,), on_key=True)
            for key in value
            if key not in _KEYS
        ]
        for key, words in zip(_KEYS, ("名次", "共有多少个"), strict=True):
            if key not in value:
                faults.append(Diagnostic("missing-field", f"缺少“{key}”（{words}）", f"写成 {_FORM}"))
        found = {key: count(value[key]) for key in _KEYS if key in value}
        faults += [at(one, key) for key, one in found.items() if isinstance(one, Diagnostic)]
        good = [one.value for one in found.values() if not isinstance(one, Diagnostic)]
        if not faults and not ONE <= good[0] <= good[1]:
            faults.append(Diagnostic("out-of-range", "名次要在 1 和总数之间", "核对 rank 和 of", ("rank",)))
        return tuple(faults) or Received((good[0], good[1]), _place_words(*good))

    def _ranked(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """An amount, by its place in the batch."""
        published = f"已有公布的名次时写成 {_FORM}"
        if self._inside:
            message = "写在 choose、parts 里面的排名不和同批的项目比，名次要自己写出来"
            return (Diagnostic("needs-peers", message, f"写成 {_FORM}；表里写在 .rank、.of 两列"),)
        if self._amounts is None:
            message = "按排名要和同批的项目比较，单独一个项目排不出名次"
            return (Diagnostic("needs-peers", message, f"同批的项目用 perfeval batch 一起评；{published}"),)
        if not self.ready:
            message = "规则没有写实际值多的还是少的在前（better），排不出名次"
            hint = f"在指标体系的规则里加 better: more（多的在前）或 less（少的在前）；{published}"
            return (Diagnostic("missing-field", message, hint),)
        found = self.own(value, target, unit)
        if not isinstance(found, Received):
            return found
        place = self.placed(found.actual)
        return replace(found, actual=place, shown=f"{found.shown}，{_place_words(*place)}")

    def standing(self, own: Any, amounts: Amounts) -> Any:
        """The place among so many: one more than there are better ones."""
        better = amounts.above(own) if self.better == "more" else amounts.below(own)
        return ONE + better, Fraction(amounts.count)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        rank, of = actual
        if not self.table:
            return where(of <= ONE, weight, weight * (of - rank) / where(of <= ONE, ONE, of - ONE))
        earned = self.table[-1].earn.of(weight)
        for row in reversed(self.table[:-1]):
            earned = row.holds(rank, of, row.earn.of(weight), earned)
        return earned

    def branch(self, actual: Any, target: Target) -> Branch | None:
        """The line of the table that holds, and those before it."""
        if not self.table:
            return None
        rank, of = actual
        taken = next(row for row in self.table if row.holds(rank, of, True, False))
        return Branch(taken.words, tuple(row.words for row in self.table[: self.table.index(taken)]))

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """The lines of the table; without one, the first place, the last, and those between."""
        return tuple(row.words for row in self.table) if self.table else super().ways(weight, target)

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """The first and the last place, and at and after the end of each line."""
        of = max([20, *(row.to + 2 for row in self.table or () if row.to)])
        ends = [row.to if row.to else int(row.top.value * of) if row.top else 0 for row in self.table or ()]
        for rank in sorted({1, of // 2, of, *ends, *(end + 1 for end in ends)} - {0}):
            yield {"rank": str(rank), "of": str(of)}

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        how = f"按名次给分{_ORDER.get(self.better or '', '')}："
        if not self.table:
            return how + "第 1 名得满分，最后一名不得分，中间按名次均匀递减。"
        rows = (f"{row.words}，{'得' + part_words(row.earn) if row.earn.value else '不得分'}" for row in self.table)
        return how + "；".join(rows) + "。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        earned = self.earned(case.weight, case.actual, case.target)
        branch = self.branch(case.actual, case.target)
        how = f"属于“{branch.taken}”一段" if branch else "按名次均匀递减"
        return f"名次：{case.received.shown}，{how}，得 {say.points(earned)}。"
