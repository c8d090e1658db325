"""分档给分: the first band whose edge holds gives its points."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Related
from perfeval.number import ZERO, Fraction, spell
from perfeval.quantity import Quantity, show
from perfeval.record import replace
from perfeval.rules.band import Band, band_words
from perfeval.rules.fit import misfit
from perfeval.rules.ranges import ends, judged, low, reason, some, too_high
from perfeval.rules.rule import Branch, Case, Figures, Note, Received, Rule, at, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit


class Bands(Rule):
    """按所在的档次给分。

    earned = what the first band earns whose edge holds. Bands tile by construction: each has one
    edge, in falling order (least, above) or rising order (most, below), and the last has none.
    Inside a band with `rising_to` the points change in a straight line from the band's own edge to
    the edge of the band before it. A band with `range` earns w · the share that was judged within it.
    Points, exact, within 0..w.

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
        """The unit of the first edge; beside a percentage a bare edge is a slip."""
        edges = self.bands[0].edges
        slipped = edges and target.measurable and target.unit.is_ratio and not edges[0][1].unit.text
        return edges[0][1].unit if edges and not slipped else target.unit

    @property
    def beside(self) -> tuple[str, ...]:
        """A judged share of the range, and its reason."""
        return ("share", "because")

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
        before = self.bands[index - 1]
        if index and not last and len(band.edges) == len(before.edges) == 1 and _way(band) is _way(before):
            yield from self._order_faults(index, route)

    def _points_faults(self, index: int, band: Band, weight: Fraction | None) -> Iterator[Diagnostic]:
        route = ("bands", index)
        if (band.earn is None) is (band.range is None) or (band.range and band.rising_to):
            yield Diagnostic("level-share", f"“{band.words}”一档要写 earn 或 range 中的一个", "如 earn: 80%", route)
        if too_high(band.range, weight):
            yield Diagnostic("more-than-weight", f"“{band.range}”超过了权重", "改小", (*route, "range"))
        for name, points in (("earn", band.earn), ("rising_to", band.rising_to)):
            if points and weight is not None and points.of(weight) > weight:
                message = f"“{points}”超过了权重 {spell(weight)} 分"
                yield Diagnostic("more-than-weight", message, "改成不超过权重的分数", (*route, name))
        if band.rising_to and index in (0, len(self.bands) - 1):
            message = "第一档和最后一档没有两个边界，不能线性变化"
            yield Diagnostic("field-out-of-place", message, "删去 rising_to", (*route, "rising_to"))

    def _order_faults(self, index: int, route: tuple[str, int]) -> Iterator[Diagnostic]:
        (name, edge), (other, before) = self.bands[index].edge, self.bands[index - 1].edge
        falling = name in ("least", "above")
        # At one edge a band that includes it may follow one that does not: the edge itself is left for it.
        alone = edge == before and (other, name) in (("above", "least"), ("below", "most"))
        if not alone and ((edge >= before) if falling else (edge <= before)):
            message = f"“{self.bands[index].words}”已被上一档“{self.bands[index - 1].words}”包含，永远轮不到"
            related = (Related("上一档在这里", ("bands", index - 1)),)
            yield Diagnostic("band-out-of-order", message, "从最好的一档写起，边界依次放宽", route, related=related)

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """An amount; in a band with a range with the share that was judged, and why."""
        entry = value if isinstance(value, dict) else {"value": value}
        got = super().receive(entry.get("value"), target, unit)
        if not isinstance(got, Received):
            return tuple(at(one, "value") for one in got) if isinstance(value, dict) else got
        band = self._held(got.actual)
        if not isinstance(value, dict):
            return got  # `refusal` says where a share is missing
        if band.range is None:
            return (Diagnostic("field-out-of-place", f"“{band.words}”一档的得分是固定的", "删去 share 和 because"),)
        shared = any(other.range and other.range.value == band.range.high for other in self.bands)
        filled = f"写成 {{value: {got.shown}, share: {some(band.range)}, because: 原因}}"
        found = judged(f"“{band.words}”一档", band.range, entry.get("share"), not shared, filled)
        because = reason(entry.get("because"), filled)
        if isinstance(found, Diagnostic) or isinstance(because, Diagnostic):
            return tuple(one for one in (found, because) if isinstance(one, Diagnostic))
        return replace(got, actual=(got.actual, found), shown=f"{got.shown}，认定 {entry['share']}（{because}）")

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """An amount in a band with a range, without the share that was judged."""
        band = self._held(actual)
        if band.range is None or isinstance(actual, tuple):
            return None
        hint = f"写成 {{value: 实际值, share: {some(band.range)}, because: 原因}}"
        return Diagnostic("share-missing", f"“{band.words}”一档要在 {band.range} 内认定", hint)

    def figure(self, actual: Any) -> Any:
        """The amount, without the share that was judged."""
        return actual[0] if isinstance(actual, tuple) else actual

    def _held(self, actual: Any) -> Band:
        amount = self.figure(actual)
        return next((band for band in self.bands[:-1] if band.holds(amount, True, False)), self.bands[-1])

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        if isinstance(actual, tuple):
            return actual[1].of(weight)
        earned = self._inside(-1, weight, actual)
        for index in range(len(self.bands) - 2, -1, -1):
            earned = self.bands[index].holds(actual, self._inside(index, weight, actual), earned)
        return earned

    def _inside(self, index: int, weight: Any, actual: Any) -> Any:
        band = self.bands[index]
        if band.earn is None:
            return ZERO  # never the band that holds: `refusal` asks for the share
        low = band.earn.of(weight)
        if band.rising_to is None:
            return low
        near, far = band.edge[1], self.bands[index - 1].edge[1]
        return low + (band.rising_to.of(weight) - low) * (actual - near) / (far - near)

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """The least and the most that a band gives at either of its edges."""
        points = [part.of(weight) for band in self.bands for part in (band.earn, band.rising_to) if part]
        points += [end for band in self.bands if band.range for end in ends(band.range, weight)]
        return min(points), max(points)

    def edges(self, weight: Fraction, target: Target) -> tuple[Quantity, ...]:
        """The edges of the bands."""
        return tuple(edge for band in self.bands for _, edge in band.edges)

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """Amounts; in a band with a range each with a share of it."""
        from perfeval.rules.ways import amounts_of

        if any(band.range for band in self.bands):
            for x in amounts_of(self, weight, target):
                shown, scope = show(x, self.unit(target)), self._held(x).range
                yield {"value": shown, "share": low(scope), "because": "待补"} if scope else shown

    def branch(self, actual: Any, target: Target) -> Branch:
        """The band that holds, and those before it that do not."""
        taken = self._held(actual)
        return Branch(taken.words, tuple(band.words for band in self.bands[: self.bands.index(taken)]))

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        return "；".join(band_words(band) for band in self.bands) + "。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        earned = self.earned(case.weight, case.actual, case.target)
        band = self._held(case.actual)
        how = "，档内按直线计分" if band.rising_to else ""
        return f"实际值：{case.received.shown}，属于“{band.words}”一档{how}，得 {say.points(earned)}。"


def _way(band: Band) -> bool:
    return band.edges[0][0] in ("least", "above")
