"""The gates of ``perfeval score``: a least total, a worst grade, published figures. The answer may be open.

With facts missing a gate is passed where even the worst possible result passes it, and missed where even the best
misses it. Between the two it is not decided, which is no pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfeval.cli.exits import UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import shown
from perfeval.cli.streams import say
from perfeval.number import Fraction

if TYPE_CHECKING:
    from perfeval.cli.score import Request, Result


def passes(request: Request, result: Result, least: Fraction | None) -> bool:
    """Whether a project passes the gates that were asked for."""
    if (least is not None or request.fail_below) and result.card.total is None:
        say(f"错误: {shown(result.name)} 的指标体系不计分，不能用 --fail-under 或 --fail-below")
        raise Leave(UNUSABLE)
    passed = least is None or _total_passes(least, str(request.fail_under), result)
    if request.fail_below:
        passed = _grade_passes(request.fail_below, result) and passed
    provisional = result.document["provisional"]
    if request.strict and provisional and provisional["published"]:
        passed = _undecided(result, "缺少事实，公布的数字没有核对")
    return passed


def _missed(result: Result, why: str) -> bool:
    """Say that a project does not pass, and why."""
    say(f"未达到: {shown(result.name)} {why}")
    return False


def _undecided(result: Result, why: str) -> bool:
    """Say that it depends on what is missing whether a project passes."""
    say(f"尚不能判定: {shown(result.name)} {why}")
    return False


def _total_passes(least: Fraction, wanted: str, result: Result) -> bool:
    """Whether the total reaches what is wanted, whatever the facts that are missing."""
    best, worst = result.card.total, result.worst.total
    why = f"总分 {result.document['total']['printed']}，要求不低于 {wanted}"
    if best is not None and best < least:
        return _missed(result, why)
    return _undecided(result, f"{why}，取决于缺少的事实") if worst is not None and worst < least else True


def _grade_passes(wanted: str, result: Result) -> bool:
    """Whether the grade reaches what is wanted, whatever the facts that are missing."""
    names = [grade["name"] for grade in result.document["spec"]["grades"]]
    if wanted not in names:
        say(f"错误: --fail-below 没有等级“{wanted}”，可选：{'、'.join(names) or '（指标体系没有等级）'}")
        raise Leave(USAGE)
    why = f"等级“{result.document['grade']['name']}”，要求不低于“{wanted}”"
    best, worst = (names.index(card.grade.name) for card in (result.card, result.worst) if card.grade)
    if best > names.index(wanted):
        return _missed(result, why)
    return _undecided(result, f"{why}，取决于缺少的事实") if worst > names.index(wanted) else True
