"""What the results of a project are: whole numbers of the last place, and texts; no table yet, and no Polars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perfeval.diagnostic import Diagnostic
from perfeval.number import ZERO, Fraction, spell
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import Figures, printable
from perfeval.scorecard import Line, Scorecard
from perfeval.wording import tidy

ROW, PROJECT, TOTAL, GRADE, ABSENT, EXACT = "行", "项目", "总分", "等级", "不适用", ".精确"

_TOO_LONG: int = 10**100
"""The mean of many projects may have a denominator as long as this, which nobody reads: then it is told nearly."""

_DIGITS = 17
"""The digits of the greatest points that a result may have; one more is left for sums."""


class Shape(Record, eq=False):
    """The columns of the results of a spec.

    places: decimals of the printed points. codes: of all indicators and groups, in the order of the spec. leaves: of
    those without children, which have their exact points beside the printed ones.
    """

    places: int
    codes: tuple[str, ...]
    leaves: tuple[str, ...]
    kept: tuple[str, ...]


def too_large(plan: Plan) -> Diagnostic | None:
    """Why the results of a plan do not fit a table of 18 digits, where they do not."""
    places = shape(plan, ()).places
    points = [node.weight for node in plan.nodes if node.weight is not None]
    most = max([plan.full or ZERO, *points], default=ZERO)
    if most * 10**places < 10**_DIGITS:
        return None
    message = f"满分或权重 {spell(most)} 太大，结果的表写不下"
    return Diagnostic("points-too-large", message, f"整数位加小数位至多 {_DIGITS} 位", ("full",))


def no_room(card: Scorecard, shape: Shape) -> Diagnostic | None:
    """Why the total of a project does not fit the table, where bonus makes it so large."""
    if card.total is None or in_places(card.total, shape.places) < 10**_DIGITS:
        return None
    message = f"总分 {spell(card.total)} 太大，结果的表写不下"
    return Diagnostic("points-too-large", message, "核对加分项按个数数的事实", ("facts",))


def shape(plan: Plan, kept: Sequence[str]) -> Shape:
    """The columns of the results of a plan; `kept` are taken over from the input."""
    policy = plan.spec.rounding
    places = max([policy.places if policy else 0, *(node.places for node in plan.nodes)])
    leaves = tuple(node.code for node in plan.leaves)
    return Shape(places, tuple(node.code for node in plan.nodes), leaves, tuple(kept))


def filled(plan: Plan) -> tuple[str, ...]:
    """The columns in which no cell of the results is empty: those of points too, where nothing is left out."""
    nodes, policy = plan.nodes, plan.spec.rounding
    all_scored = plan.full is not None and policy is not None and all(node.weight is not None for node in nodes)
    if not all_scored or any(plan.policy(node) for node in nodes):
        return ROW, PROJECT
    return ROW, PROJECT, TOTAL, *(node.code for node in nodes)


def in_places(x: Fraction, places: int) -> int:
    """A number of so many decimals as a whole number of the last one."""
    return int(x.numerator * 10**places // x.denominator)


def exact_text(card: Scorecard, line: Line) -> str | None:
    """The exact points, where they are not those that are printed."""
    shown = printed_points(card, line)
    if line.exact is None or line.exact == shown:
        return None
    if line.state == "not-applicable" and line.exact.denominator >= _TOO_LONG:
        return Figures().points(line.exact).removesuffix(" 分")
    return spell(line.exact)


def printed_points(card: Scorecard, line: Line) -> Fraction | None:
    """The points as `score` prints them; where only totals are rounded, they are rounded here, in the same way."""
    policy, points = card.bound.plan.spec.rounding, line.printed
    if points is None or policy is None:
        return None
    return points if printable(points, max(line.node.places, policy.places)) else policy.round(points)


def row(card: Scorecard, shape: Shape) -> dict[str, Any]:
    """The cells of one scorecard, points as whole numbers of the last place."""
    lines = [card.lines[code] for code in shape.leaves]
    cells: dict[str, Any] = {
        TOTAL: None if card.total is None else in_places(card.total, shape.places),
        GRADE: card.grade.name if card.grade else None,
        ABSENT: "、".join(_absent(line) for line in lines if line.state == "not-applicable") or None,
    }
    for code in shape.codes:
        line = card.lines[code]
        points = printed_points(card, line)
        cells[code] = None if points is None else in_places(points, shape.places)
        if code in shape.leaves:
            cells[code + EXACT] = exact_text(card, line)
    return cells


def _absent(line: Line) -> str:
    """The code of an indicator that does not apply, and what counts instead, where the others of the batch say it."""
    if not line.changes or line.changes[0].step != "peer-mean":
        return line.node.code
    gated = "，又被一票否决降低" if line.changes[1:] else ""
    return f"{line.node.code}（{tidy(line.changes[0].words).rstrip('。')}{gated}）"
