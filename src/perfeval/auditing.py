"""Published figures against ours, cell by cell, each difference with the reading that would explain it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from perfeval.diagnostic import Diagnostic, Severity
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction, spell
from perfeval.project import PublishedCells
from perfeval.quantity import Quantity
from perfeval.record import Record
from perfeval.regex import regex
from perfeval.rounding import Mode, printed, rounded
from perfeval.scorecard import Line, Scorecard
from perfeval.target import Target, describe
from perfeval.target import target as read_target
from perfeval.unit import halfwidth
from perfeval.whole import grade_of

CELLS = {
    "score": "得分",
    "rate": "得分率",
    "weight": "权重",
    "target": "目标值",
    "completion": "完成率",
    "grade": "等级",
}


class Difference(Record):
    """A published cell that is not ours. `reading` says how it would come about, or is empty."""

    code: str
    cell: str
    published: str
    ours: str
    reading: str = ""

    @property
    def diagnostic(self) -> Diagnostic:
        """The difference as a finding at its place in the project file."""
        where = "合计" if self.code == "total" else self.code
        message = f"{where} 公布的{CELLS[self.cell]}是 {self.published}，计算得 {self.ours}"
        hint = f"若{self.reading}，则为 {self.published}" if self.reading else "已知的取舍读法都得不出这个数，请核对"
        return Diagnostic("published-differs", message, hint, ("published", self.code, self.cell), Severity.WARNING)


class Audit(Record):
    """How many published cells were compared, and those that differ."""

    cells: int
    differences: tuple[Difference, ...]


def audit(card: Scorecard) -> Audit:
    """Every figure that the project file asserts, compared with the scorecard."""
    count, found = 0, list[Difference]()
    for code, cells in card.bound.project.published.items():
        code = "total" if code == "grade" else code
        for cell in CELLS:
            value = getattr(cells, cell)
            if value is not None:
                count += 1
                found += _CHECKS[cell](card, code, value, cells)
    return Audit(count, tuple(found))


Readings = Iterator[str]
"""What would have led to a published figure; nothing where nothing known does."""


_POINT = regex(r"[0-9,]*\.([0-9]*)")


def _places(figure: Quantity) -> int:
    found = _POINT.search(halfwidth(figure.text))
    return len(found[1]) if found else 0


def _scale(figure: Quantity) -> Fraction:
    """By what a figure is multiplied to be what was written: 100 with a percent sign."""
    return 1 / figure.unit.factor if figure.unit.is_ratio and figure.unit.factor else ONE


def _spelled(x: Fraction | None, figure: Quantity) -> str:
    """Ours, at no fewer places than what was published."""
    if x is None:
        return "没有这个数"
    if "/" in figure.text:
        return spell(x)
    places, sign = max(_places(figure), 2), figure.unit.text if figure.unit.is_ratio else ""
    return printed(rounded(x * _scale(figure), places, Mode.HALF_UP), places) + sign


def _modes(label: str, x: Fraction, figure: Quantity) -> Readings:
    """The modes in which `x` at the published number of places is what was published."""
    if x == figure.value:
        yield f"{label}不取舍"
    if "/" in figure.text:
        return
    scale, places = _scale(figure), _places(figure)
    x, given = x * scale, figure.value * scale
    if abs(x - given) * 10**places < 1:  # no mode goes further
        yield from (f"{label}{mode.words}到 {places} 位" for mode in Mode if rounded(x, places, mode) == given)


def _compare(
    code: str, cell: str, figure: Quantity, ours: Fraction | None, readings: Readings, mode: Mode | None = None
) -> Iterator[Difference]:
    """The difference, if any; `mode` rounds ours to the published places before they are compared."""
    if ours == figure.value:
        return
    if ours is not None and mode and "/" not in figure.text:
        scale = _scale(figure)
        if rounded(ours * scale, _places(figure), mode) == figure.value * scale:
            return
    yield Difference(code, cell, figure.text, _spelled(ours, figure), next(readings, ""))


def _score(card: Scorecard, code: str, figure: Quantity, cells: PublishedCells) -> Iterator[Difference]:
    line = card.lines.get(code)
    ours = line.printed if line else card.total
    # Where only totals are rounded, an indicator's points are exact and held against what was printed.
    mode = _mode(card) if line and card.of == "total" else None
    yield from _compare(code, "score", figure, ours, _score_readings(card, line, figure), mode)


def _score_readings(card: Scorecard, line: Line | None, figure: Quantity) -> Readings:
    exact = line.exact if line else card.exact
    if exact is None:
        return
    yield from _modes("把精确得分", exact, figure)
    if line and not line.node.children:
        yield from _rate_first(line, figure)
        if line.computed == figure.value:
            yield "用规则算得的分、不用认定得分"
        return
    below = list(_leaves(card, line.node.children if line else card.bound.plan.roots))
    for mode in Mode:
        if sum((rounded(x, _places(figure), mode) for x in below), ZERO) == figure.value:
            yield f"各指标先{mode.words}再相加"


def _rate_first(line: Line, figure: Quantity) -> Readings:
    """The score that follows from a completion rate which was rounded before it was used."""
    rate, weight = line.completion, line.weight
    if rate is None or weight is None:
        return
    for places in (2, 1, 0):
        for mode in (Mode.HALF_UP, Mode.DOWN):
            used = rounded(rate * 100, places, mode) / 100
            for label in _modes("得分", used * weight, figure):
                yield f"先把完成率{mode.words}为 {printed(used * 100, places)}% 再乘权重、{label}"


def _leaves(card: Scorecard, nodes: tuple[Node, ...]) -> Iterator[Fraction]:
    for node in nodes:
        exact = card.lines[node.code].exact
        if node.children:
            yield from _leaves(card, node.children)
        elif exact is not None:
            yield exact


def _rate(card: Scorecard, code: str, figure: Quantity, cells: PublishedCells) -> Iterator[Difference]:
    line = card.lines.get(code)
    ours = card.rate(line) if line else card.total_rate
    yield from _compare(code, "rate", figure, ours, _rate_readings(card, line, figure, cells), _mode(card))


def _mode(card: Scorecard) -> Mode:
    policy = card.bound.plan.spec.rounding
    return card.mode or (policy.mode if policy else Mode.HALF_UP)


def _rate_readings(card: Scorecard, line: Line | None, figure: Quantity, cells: PublishedCells) -> Readings:
    weight = line.weight if line else card.bound.plan.full
    if not weight:
        return
    exact, own = (line.exact, line.printed) if line else (card.exact, card.total)
    published = cells.score.value if cells.score else None
    for label, points in (("由精确得分算得、", exact), ("由所印得分算得、", own), ("由公布的得分算得、", published)):
        if points is not None:
            yield from _modes(label, points / weight, figure)


def _weight(card: Scorecard, code: str, figure: Quantity, cells: PublishedCells) -> Iterator[Difference]:
    line = card.lines.get(code)
    own = line.node.weight if line else card.bound.plan.full
    ours = line.weight if line and line.weight is not None else own
    readings = ["不把不适用指标的权重分给其他指标"] if own == figure.value else []
    yield from _compare(code, "weight", figure, ours, iter(readings))


def _completion(card: Scorecard, code: str, figure: Quantity, cells: PublishedCells) -> Iterator[Difference]:
    line = card.lines.get(code)
    rate = line.completion if line else None
    readings = _modes("把精确完成率", rate, figure) if rate is not None else iter(())
    yield from _compare(code, "completion", figure, rate, readings, _mode(card))


def _target(card: Scorecard, code: str, text: str, cells: PublishedCells) -> Iterator[Difference]:
    line = card.lines.get(code)
    entry = line.node.indicator.target if line else None
    shown = entry.shown if entry else ""
    if _folded(shown) == _folded(text):
        return
    stated = read_target(text)
    same = isinstance(stated, Target) and entry is not None and describe(stated) == describe(entry.goal)
    if not same or not isinstance(stated, Target) or not stated.measurable:
        yield Difference(code, "target", text, shown or "没有目标值")


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _grade(card: Scorecard, code: str, text: str, cells: PublishedCells) -> Iterator[Difference]:
    ours = card.grade.name if card.grade else ""
    if text == ours:
        return
    published = cells.score
    other = grade_of(card, published.value) if published and card.total is not None else None
    reading = "按公布的得分定等级" if other and other.name == text else ""
    yield Difference(code, "grade", text, ours or "没有等级", reading)


_CHECKS: dict[str, Callable[..., Iterator[Difference]]] = {
    "score": _score,
    "rate": _rate,
    "weight": _weight,
    "target": _target,
    "completion": _completion,
    "grade": _grade,
}
