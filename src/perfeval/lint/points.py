"""The arithmetic of checklists: what a failed point costs, and what is left when all fail."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Related
from perfeval.lint.check import Doubt
from perfeval.lint.outline import called
from perfeval.lint.standards import standards
from perfeval.number import ZERO, spell
from perfeval.plan import Plan


def checklist_never_zero(plan: Plan) -> Iterator[Doubt]:
    """Every point fails, and something is still earned."""
    for one in standards(plan):
        left = one.earned((ZERO,) * len(one.rule.points)) if one.kind == "checklist" else ZERO
        if left > ZERO:
            field = "by_count" if one.rule.by_count else "miss"
            message = f"{called(one.node)}的要点全部不符合，仍得 {spell(left)} 分（满分 {spell(one.weight)} 分）"
            hint = "删去 miss，各要点各占一份" if field == "miss" else "最后一项写 0"
            yield Doubt(message, hint, (*one.route, field))


def share_against_miss(plan: Plan) -> Iterator[Doubt]:
    """A point that is worth one share of the indicator and costs another."""
    for one in standards(plan):
        if one.kind != "checklist" or not one.rule.miss or one.rule.miss.of != "indicator":
            continue
        for index, point in enumerate(one.rule.points):
            cost = one.rule.miss.lose.of(one.weight)
            if point.share and point.share.of(one.weight) != cost:
                message = f"{called(one.node)}的要点“{point.text}”占 {point.share}，不符合却扣 {one.rule.miss.lose}"
                hint = "只留一种：删去 miss（不符合就不得这一份），或删去各要点的 share"
                yield Doubt(message, hint, (*one.route, "points", index, "share"))
                break


def duplicate_point(plan: Plan) -> Iterator[Doubt]:
    """One point twice in a checklist: a single failing costs twice."""
    for one in standards(plan):
        first: dict[tuple[str, bool], int] = {}
        for index, point in enumerate(one.rule.points if one.kind == "checklist" else ()):
            before = first.setdefault(("".join(point.text.split()).rstrip("；;。，"), point.negative), index)
            if before < index:
                places = [(*one.route, "points", at) for at in (before, index)]
                yield Doubt(
                    f"{called(one.node)}的第 {before + 1} 个和第 {index + 1} 个要点是同一句话：“{point.text}”",
                    "删去一个，或写出两个要点有什么不同",
                    places[1],
                    related=(Related("前一个在这里", places[0]),),
                )
