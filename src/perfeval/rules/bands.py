"""分档给分: the first band whose edge holds gives its points."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Amount, Model, Points
from perfeval.number import Fraction, spell, where
from perfeval.quantity import Quantity
from perfeval.rules.rule import Branch, Case, Figures, Note, Rule, misfit, part_words, silent
from perfeval.target import Target
from perfeval.unit import Unit

_SIGNS = {"least": "≥", "above": ">", "most": "≤", "below": "<"}


class Band(Model):
    """One band: an edge, unless it is the last, and what it earns."""

    least: Amount | None = Field(None, description="不低于，含本数")
    above: Amount | None = Field(None, description="高于，不含本数")
    most: Amount | None = Field(None, description="不超过，含本数")
    below: Amount | None = Field(None, description="低于，不含本数")
    earn: Points = Field(description="得多少：权重的百分比，或分数")
    rising_to: Points | None = Field(None, description="在档内线性变化，到上一档的边界时得多少")

    @cached_property
    def edges(self) -> list[tuple[str, Quantity]]:
        """The edges written: none for the last band, one for any other."""
        named = ((name, getattr(self, name)) for name in _SIGNS)
        return [(name, edge) for name, edge in named if edge is not None]

    @cached_property
    def edge(self) -> tuple[str, Fraction]:
        """The kind of edge and where it lies, in base units."""
        name, amount = self.edges[0]
        return name, amount.value

    def holds(self, actual: Any, yes: Any, no: Any) -> Any:
        """`yes` where `actual` is on this band's side of its edge."""
        name, edge = self.edge
        if name in ("least", "most"):
            return where(actual >= edge if name == "least" else actual <= edge, yes, no)
        return where(actual <= edge if name == "above" else actual >= edge, no, yes)

    @property
    def words(self) -> str:
        """The edge in words."""
        return "".join(f"{_SIGNS[name]} {amount}" for name, amount in self.edges) or "其余"


class Bands(Rule):
    """按所在的档次给分。

    earned = what the first band earns whose edge holds. Bands tile by construction: each has one
    edge, in falling order (least, above) or rising order (most, below), and the last has none.
    Inside a band with `rising_to` the points change in a straight line from the band's own edge to
    the edge of the band before it. Points, exact, within 0..w.

    The ministry's steps for the execution rate (2021), with the edges included:

    >>> steps = Bands(bands=[{"least": "100%", "earn": "10 分"}, {"least": "80%", "earn": "7 分"},
    ...                      {"least": "60%", "earn": "5 分"}, {"earn": "0"}])
    >>> [int(steps.earned(Fraction(10), Fraction(x, 100), None)) for x in (100, 99, 80, 60, 59)]
    [10, 7, 7, 5, 0]

    A straight line inside a band:

    >>> middle = {"least": "60%", "earn": "60%", "rising_to": "90%"}
    >>> line = Bands(bands=[{"least": "90%", "earn": "100%"}, middle, {"earn": "0"}])
    >>> line.earned(Fraction(10), Fraction(3, 4), None)
    Fraction(15, 2)
    """

    title: ClassVar[str] = "分档给分"
    says: ClassVar[str] = "在某一区间得若干分"
    authority: ClassVar[str] = "财预〔2021〕101号（预算执行率、满意度）"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 100%
rule:
  kind: bands
  bands:
    - {least: 100%, earn: 100%}
    - {least: 80%, earn: 70%}
    - {least: 60%, earn: 50%}
    - {earn: 0}
""",
        """\
X: 85%
""",
    )

    kind: Literal["bands"] = "bands"
    bands: list[Band] = Field(min_length=1, description="各档，从最好的一档写起，最后一档不写边界")

    def unit(self, target: Target) -> Unit:
        """The unit of the first edge."""
        edges = self.bands[0].edges
        return edges[0][1].unit if edges else target.unit

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Bands that leave a gap, overlap, or have edges of two kinds or units."""
        upper = self.bands[:-1]
        for index, band in enumerate(self.bands):
            yield from self._edge_faults(index, band, unit)
            yield from self._points_faults(index, band, weight)
        if all(len(band.edges) == 1 for band in upper) and len({_way(band) for band in upper}) > 1:
            hint = "统一用 least（越大越好）或 most（越小越好）"
            yield Diagnostic("mixed-edges", "各档的边界方向不一致", hint, ("bands",))

    def _edge_faults(self, index: int, band: Band, unit: Unit) -> Iterator[Diagnostic]:
        route, last = ("bands", index), index == len(self.bands) - 1
        if last and band.edges:
            hint = "最后再加一档不写边界的，如 {earn: 0}"
            yield Diagnostic("bands-leave-gap", f"“{band.words}”之外没有得分", hint, route)
        if not last and len(band.edges) != 1:
            hint = "写 least、above、most 或 below 中的一个"
            yield Diagnostic("band-edge", "除最后一档外，每档要写一个边界", hint, route)
        for name, amount in band.edges:
            if wrong := misfit(amount, unit):
                yield Diagnostic(wrong.code, wrong.message, wrong.hint, (*route, name))
        if index and not last and len(band.edges) == len(self.bands[index - 1].edges) == 1:
            yield from self._order_faults(index, route)

    def _points_faults(self, index: int, band: Band, weight: Fraction | None) -> Iterator[Diagnostic]:
        route = ("bands", index)
        for name, points in (("earn", band.earn), ("rising_to", band.rising_to)):
            if points and weight is not None and points.of(weight) > weight:
                message = f"“{points}”超过了权重 {spell(weight)} 分"
                yield Diagnostic("more-than-weight", message, "改成不超过权重的分数", (*route, name))
        if band.rising_to and index in (0, len(self.bands) - 1):
            message = "第一档和最后一档没有两个边界，不能线性变化"
            yield Diagnostic("field-out-of-place", message, "删去 rising_to", (*route, "rising_to"))

    def _order_faults(self, index: int, route: tuple[str, int]) -> Iterator[Diagnostic]:
        (name, edge), (_, before) = self.bands[index].edge, self.bands[index - 1].edge
        if (edge >= before) if name in ("least", "above") else (edge <= before):
            message = f"“{self.bands[index].words}”已被上一档“{self.bands[index - 1].words}”包含，永远轮不到"
            yield Diagnostic("band-out-of-order", message, "从最好的一档写起，边界依次放宽", route)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        earned = self.bands[-1].earn.of(weight)
        for index in range(len(self.bands) - 2, -1, -1):
            earned = self.bands[index].holds(actual, self._inside(index, weight, actual), earned)
        return earned

    def _inside(self, index: int, weight: Any, actual: Any) -> Any:
        band = self.bands[index]
        low = band.earn.of(weight)
        if band.rising_to is None:
            return low
        near, far = band.edge[1], self.bands[index - 1].edge[1]
        return low + (band.rising_to.of(weight) - low) * (actual - near) / (far - near)

    def branch(self, actual: Any, target: Target) -> Branch:
        """The band that holds, and those before it that do not."""
        taken = next((i for i, b in enumerate(self.bands[:-1]) if b.holds(actual, True, False)), len(self.bands) - 1)
        return Branch(self.bands[taken].words, tuple(band.words for band in self.bands[:taken]))

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        return "；".join(_band_words(band) for band in self.bands) + "。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        earned = self.earned(case.weight, case.actual, case.target)
        taken = self.branch(case.actual, case.target).taken
        band = next(each for each in self.bands if each.words == taken)
        how = "，档内按直线计分" if band.rising_to else ""
        return f"实际值：{case.received.shown}，属于“{taken}”一档{how}，得 {say.points(earned)}。"


def _way(band: Band) -> bool:
    return band.edges[0][0] in ("least", "above")


def _band_words(band: Band) -> str:
    if band.rising_to:
        least = part_words(band.earn) if band.earn.value else " 0 分"
        return f"{band.words}的，得{least}，按直线变化，到上一档的边界时得{part_words(band.rising_to)}"
    return f"{band.words}的，{'得' + part_words(band.earn) if band.earn.value else '不得分'}"
