"""The account of one indicator as plain data: its figures, its words, every lost point, its trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.node import Node
from perfeval.number import ONE, ZERO, Fraction, spell
from perfeval.part import Part
from perfeval.rounding import Figures
from perfeval.rules import Loss
from perfeval.scorecard import Change, Line, Scorecard
from perfeval.scoring import under_approved
from perfeval.target import describe
from perfeval.wording import absent_words, modifier_words, points_words, rate_words, rounding_words, tidy

Document = dict[str, Any]
"""Plain data with names."""

STATES = {
    "scored": "已评分",
    "overridden": "认定得分",
    "not-applicable": "不适用",
    "group": "合计",
    "tracked": "跟踪",
    "pending": "待定",
}
_SAY = Figures()


def account(card: Scorecard, node: Node, answered: Mapping[str, list[str]]) -> Document:
    """Everything that is known about one indicator of a scorecard."""
    line = card.lines[node.code]
    return {
        **_stated(node),
        **_found(card, line),
        "standard": _standard(line),
        "working": _working(card, line),
        "losses": [_loss(loss) for loss in losses(line)],
        "override": _override(card, line),
        "approved": _approved(card, line),
        "facts": list(node.reads),
        "evidence": _evidence(card, line),
        "findings": answered.get(node.code, []),
        "trace": list(_trace(line)),
    }


def _stated(node: Node) -> Document:
    """What the spec says of the indicator."""
    indicator = node.indicator
    return {
        "code": node.code,
        "name": indicator.name,
        "level": node.level,
        "path": list(node.path),
        "leaf": not node.children,
        "children": [child.code for child in node.children],
        "about": indicator.about or "",
        "official": indicator.official or "",
        "note": indicator.note or "",
        "target": indicator.target.shown if indicator.target else "",
        "target_read": describe(node.target) if node.target.measurable else "",
    }


def _found(card: Scorecard, line: Line) -> Document:
    """What the project gave: the actual, and the figures that follow from it."""
    node = line.node
    lost = line.weight - line.printed if line.weight is not None and line.printed is not None else None
    return {
        "actual": _actual(line),
        "completion": rate_words(card, line.completion),
        "reached": line.reached,
        "state": line.state,
        "state_words": STATES[line.state],
        "weight": points_words(card, line.weight),
        "own_weight": points_words(card, node.weight),
        "exact": spell(line.exact) if line.exact is not None else None,
        "printed": points_words(card, line.printed, node.places),
        "lost": points_words(card, lost, node.places),
        "rate": rate_words(card, card.rate(line)),
    }


def _evidence(card: Scorecard, line: Line) -> list[str]:
    """Where its facts can be looked up: those of the whole fact, then those of its parts."""
    whole = [text for name in line.node.reads for text in card.bound.facts[name].evidence]
    return whole + list(line.received.evidence if line.received else ())


def _actual(line: Line) -> str:
    """What was found, in the unit of the target."""
    received, (rule, _) = line.received, line.ruling
    if line.state == "not-applicable":
        return "不适用"
    if received is None:
        return ""
    if rule is not None and not rule.reads_amount:
        made = rule.figure(received.actual)
        return received.shown if made is None else _SAY.amount(made, line.unit)
    return received.shown if line.node.formula is None else _SAY.amount(received.actual, line.node.unit)


def _standard(line: Line) -> str:
    node = line.node
    if node.rule is None or node.weight is None:
        return ""
    said = node.rule.standard(node.weight, node.target, node.unit, _SAY)
    return tidy(said + (modifier_words(node.indicator) if node.adjusted or node.indicator.exempt else ""))


def _working(card: Scorecard, line: Line) -> str:
    """评分过程, with what rounding, an override or 不适用 made of the rule's result."""
    if line.state == "not-applicable":
        changed = "".join(change.words for change in line.changes)
        return tidy(absent_words(card, line) + changed + rounding_words(line))
    rule, _ = line.ruling
    if line.case is None or rule is None:
        return tidy("".join(change.words for change in line.changes))
    chosen = f"{line.received.branch.taken}，适用这一条。" if line.received and line.received.branch else ""
    said = chosen + tidy(rule.working(line.case, _SAY))
    if line.weight != line.node.weight and line.weight is not None:
        said += (
            f"同级有指标不适用，权重由 {_SAY.points(line.case.weight)}增为 {_SAY.points(line.weight)}，得分同比折算。"
        )
    said += "".join(change.words for change in line.changes)
    if line.override:
        said += f"规则算得 {points_words(card, line.computed)} 分，认定为 {points_words(card, line.printed)} 分"
        grown = f"（按原权重认定 {spell(line.override.score)} 分，同比折算）" if line.growth != ONE else ""
        said += f"{grown}：{line.override.because}。"
    else:
        said += rounding_words(line)
    return said


def losses(line: Line) -> tuple[Loss, ...]:
    """Each lost point of an indicator and why."""
    if line.override and line.weight is not None and line.printed is not None:
        lost = line.weight - line.printed
        return (Loss(lost, f"认定得分：{line.override.because}"),) if lost else ()
    if line.state == "not-applicable" or line.case is None or line.node.rule is None:
        lost = (line.weight or ZERO) - (line.exact or ZERO)
        reason = line.changes[-1].reason if line.changes else "不适用，按零分计"
        return (Loss(lost, reason),) if lost and not line.node.children else ()
    rule, _ = line.ruling
    found = rule.losses(line.case, _SAY) if rule else ()
    if line.growth != ONE:
        grown = f"（权重由 {_SAY.points(line.node.weight or ONE)}调整而来，按 {_SAY.points(line.weight or ONE)}折算）"
        found = tuple(Loss(loss.points * line.growth, loss.reason.rstrip("。") + grown, loss.item) for loss in found)
    for change in line.changes:
        found = _after(found, change, line.weight or ONE)
    return found


def _after(found: tuple[Loss, ...], change: Change, weight: Fraction) -> tuple[Loss, ...]:
    """The losses once a step has added to them, given some back, or put one in the place of all."""
    if change.step == "gate":
        return (Loss(weight - change.after, change.reason),)
    if change.step == "mitigate":
        kept = (weight - change.after) / (weight - change.before)
        less = f"（{change.reason}，原应扣 {{}}）"
        return tuple(
            Loss(loss.points * kept, loss.reason.rstrip("。") + less.format(_SAY.points(loss.points)), loss.item)
            for loss in found
            if kept
        )
    return (*found, Loss(change.before - change.after, change.reason)) if change.after < change.before else found


def _loss(loss: Loss) -> Document:
    return {
        "points": _SAY.points(loss.points),
        "exact": spell(loss.points),
        "reason": tidy(loss.reason).rstrip("。"),
        "item": loss.item,
    }


def _override(card: Scorecard, line: Line) -> Document | None:
    if not line.override:
        return None
    return {
        "computed": points_words(card, line.computed),
        "score": points_words(card, line.printed),
        "because": line.override.because,
        "by": line.override.by,
        "date": line.override.date.isoformat(),
        "evidence": [item.words for item in line.override.evidence],
    }


def _approved(card: Scorecard, line: Line) -> Document | None:
    """The score under the target as it was approved, where it was changed afterwards."""
    entry = line.node.indicator.target
    if not entry or not entry.approved:
        return None
    return {
        "target": str(entry.approved),
        "because": entry.because or "",
        "approval": entry.approval or "",
        "printed": points_words(card, under_approved(card, line)),
    }


def _trace(line: Line) -> Iterator[Document]:
    """The steps by which the score came about, each with a stable id."""
    node = line.node
    if line.received is not None and node.measured:
        actual = line.received.actual
        yield {
            "id": f"{node.code}.actual",
            "value": _plain(actual),
            "facts": list(node.reads),
            "words": line.received.shown,
        }
    for name, value in line.steps:
        yield {"id": f"{node.code}.rule.{name}", "value": _plain(value)}
    if line.case is not None and node.rule is not None:
        rule, target = line.ruling
        chosen = line.received.branch if line.received else None
        branch = chosen or (rule.branch(line.case.actual, target) if rule else None)
        step: Document = {"id": f"{node.code}.rule", "value": spell(line.earned / line.growth)}
        if branch:
            step |= {"taken": branch.taken, "refused": list(branch.refused)}
        yield step
        if line.growth != ONE:
            yield {"id": f"{node.code}.growth", "value": spell(line.growth)}
    for change in line.changes:
        yield {"id": f"{node.code}.{change.step}", "value": spell(change.after), "taken": change.words}
    if line.override:
        yield {"id": f"{node.code}.override", "value": spell(line.override.score)}
    if line.printed is not None:
        yield {"id": f"{node.code}.printed", "value": spell(line.printed)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Part):
        return str(value)
    name = getattr(value, "name", None)
    return name if isinstance(name, str) else None if value is None else spell(value)
