"""What changes the points that a rule or a sum gave, in the order that `modifiers` states.

Each step gives the points after it and is written down as a `Change` where it changed or explains something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from perfeval.diagnostic import Route
from perfeval.facts import Bound
from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction
from perfeval.part import Part
from perfeval.rounding import Figures
from perfeval.scorecard import Added, Change, Line

if TYPE_CHECKING:
    from perfeval.modifiers import Extra, Gate, Penalty

_SAY = Figures()


def adjusted(bound: Bound, line: Line, points: Fraction, weight: Fraction) -> Fraction:
    """The points of an indicator after its rule and before its gates; every step that changes them is kept."""
    points = _after_over(bound, line, points)
    for index, item in enumerate(line.node.indicator.mitigate):
        condition = bound.held.get((*line.node.route, "mitigate", index, "when"))
        if condition is not None and points < weight:
            after = points + (weight - points) * item.back.value
            words = f"{condition}，{item.because}，返还已扣分的 {item.back}，得 {_SAY.points(after)}。"
            points = _changed(line, "mitigate", words, item.because, points, after)
    return points


def _after_over(bound: Bound, line: Line, points: Fraction) -> Fraction:
    over, rate = line.node.indicator.over, line.completion
    if over is None or rate is None or rate <= over.beyond.value:
        return points
    beyond = f"完成率 {_SAY.share(rate)}，超过 {over.beyond}，{over.because}"
    if over.then == "explain":
        notes = "；".join(note for name in line.node.reads if (note := bound.facts[name].note))
        return _changed(line, "over", f"{beyond}，原因：{notes}。", over.because, points, points)
    if over.then == "scale":
        after = points * over.beyond.value / rate
        how = f"按 {over.beyond}÷{_SAY.share(rate)} 折算"
    else:
        assert over.lose is not None  # the plan refuses such a spec
        after = max(points - _own(line, over.lose), ZERO)
        how = f"扣 {_SAY.points(points - after)}"
    return _changed(line, "over", f"{beyond}，{how}，得 {_SAY.points(after)}。", beyond, points, after)


def gate(bound: Bound, line: Line, shown: Callable[[Fraction], Fraction]) -> None:
    """Lower an indicator or group to what its gates allow; each that lowers it is kept on the line.

    `shown` prints points. The printed points of a group are a sum of rounded ones, so they are held against
    the gate by themselves.
    """
    for held, one in holding_gates(bound, line.node.route, line.node.indicator.gates):
        if line.exact is None or line.printed is None:
            return
        most, printed = _own(line, one.earn), shown(_own(line, one.earn))
        exact = min(line.exact, most)
        if exact < line.exact or printed < line.printed:
            words = f"{held}，{one.because}，至多得 {_SAY.points(most)}。"
            _changed(line, "gate", words, f"{one.because}（{held}）", line.exact, exact)
        line.exact, line.printed = exact, min(line.printed, printed)


def as_others(bound: Bound, line: Line) -> Fraction:
    """The points of an indicator that does not apply: what the other projects of the batch got for it on average.

    They are out of the weight that the spec gives, and grow with it as the rule's points do.
    """
    mean = bound.plan.mean(line.node)
    assert mean is not None  # without one the facts are refused
    grown = f"，权重增为 {_SAY.points(line.weight)}，同比折算" if line.weight and line.growth != ONE else ""
    words = f"按同批 {mean.of} 个项目的平均得分 {_SAY.points(mean.points)}计{grown}。"
    return _changed(line, "peer-mean", words, "不适用，按同批其他项目的平均得分计", ZERO, mean.points * line.growth)


def _own(line: Line, part: Part) -> Fraction:
    """Points that a spec speaks of, out of the weight that it gives; where that has grown, they have too."""
    points: Fraction = part.of(line.node.weight) * line.growth
    return points


def holding_gates(bound: Bound, route: Route, gates: Iterable[Gate]) -> Iterator[tuple[str, Gate]]:
    """The gates whose condition holds, each after its condition with the figures put in."""
    for index, gate in enumerate(gates):
        held = bound.held.get((*route, "gates", index, "when"))
        if held is not None:
            yield held, gate


def overdrawn(line: Line, below: Iterable[Line], points: Fraction) -> tuple[Fraction, Fraction]:
    """What is left of a group's points once its indicators have taken from it what they had not, and what they took."""
    debts = [(one, debt) for one in below if (debt := _debt(one))]
    owed = min(sum((debt for _, debt in debts), ZERO), points)
    if owed:
        listed = "、".join(f"{one.node.code} 超扣 {_SAY.points(debt)}" for one, debt in debts)
        words = f"{listed}，从本级得分里扣，得 {_SAY.points(points - owed)}。"
        _changed(line, "overdrawn", words, listed, points, points - owed)
    return points - owed, owed


def _debt(line: Line) -> Fraction:
    """By how many points the losses of an indicator exceed its weight."""
    rule, target = line.ruling
    if rule is None or line.state != "scored" or line.received is None or line.node.weight is None:
        return ZERO
    debt: Fraction = rule.overdrawn(line.node.weight, line.received.actual, target)
    return debt * line.growth


def converted(line: Line, points: Fraction, weight: Fraction) -> Fraction:
    """A group's points by its conversion table."""
    table, rate = line.node.indicator.conversion, points / weight if weight else ONE
    row = next(row for row in table if rate >= row.least.of(ONE))
    after = _own(line, row.earn)
    words = f"下级合成的得分率 {_SAY.share(rate)}，不低于 {row.least}，换算得 {_SAY.points(after)}。"
    return _changed(line, "conversion", words, f"下级合成的得分率 {_SAY.share(rate)}", points, after)


def leaves_below(node: Node) -> Iterator[Node]:
    """The indicators without children under a node."""
    for child in node.children:
        yield from leaves_below(child) if child.children else (child,)


def added(bound: Bound, name: str, whole: Penalty, full: Fraction) -> tuple[Added, ...]:
    """What each item of bonus or penalty gives, the sum held to its most from the last item backwards."""
    most = whole.most.of(full) if whole.most else None
    found: list[Added] = []
    for index, item in enumerate(whole.items):
        points, words = _counted(bound, (name, "items", index), item, full)
        sofar = sum((one.points for one in found), ZERO)
        if most is not None and sofar + points > most:
            points, words = most - sofar, f"{words}，合计至多 {_SAY.points(most)}，计 {_SAY.points(most - sofar)}"
        found.append(Added(item.code, item.name, name, points, f"{words}（{item.because}）"))
    return tuple(found)


def _counted(bound: Bound, route: Route, item: Extra, full: Fraction) -> tuple[Fraction, str]:
    number, spelled = bound.counted[route]
    each = item.each.of(full)
    points, words = number * each, f"{spelled}，每项 {_SAY.points(each)}，计 {_SAY.points(number * each)}"
    most = item.most.of(full) if item.most else None
    if most is not None and points > most:
        return most, f"{words}，本项至多 {_SAY.points(most)}"
    return points, words


def _changed(line: Line, step: str, words: str, reason: str, before: Fraction, after: Fraction) -> Fraction:
    line.changes = (*line.changes, Change(step, words, reason, before, after))
    return after
