"""``perfeval diff A B``: what differs between two specs, or between two results."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from perfeval.account import Document
from perfeval.auditing import audit
from perfeval.cli.exits import NO, OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import STDIN, expand, read_named, shown
from perfeval.cli.streams import emit, say, show, style_for
from perfeval.comparing import Difference, Move, differences, moves, signed
from perfeval.diagnostic import Diagnostic, Location
from perfeval.documents import document
from perfeval.facts import bind
from perfeval.kinds import kind_of
from perfeval.load import bound, planned, read_source, typed, whole
from perfeval.number import spell
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.record import Record
from perfeval.report.findings import printable, render
from perfeval.report.jsontext import json_text
from perfeval.scoring import score
from perfeval.source import Data, Source

_KINDS = {"added": "新增", "removed": "删去", "changed": "改动"}
_CAUSES = {"facts": "事实", "spec": "指标体系", "override": "认定得分", "engine": "程序版本"}
_TEXT = (str,)
_OPEN = (str, type(None))
_ROW = {
    **dict.fromkeys(("code", "name", "actual", "target", "standard", "state_words"), _TEXT),
    **dict.fromkeys(("own_weight", "weight", "printed"), _OPEN),
    "leaf": (bool,),
    "facts": (list,),
    "override": (dict, type(None)),
}
_READ: dict[str, dict[str, tuple[type, ...]]] = {
    "provenance": {"engine": _TEXT},
    "spec": {"rounding": _TEXT},
    "indicators": _ROW,
    "facts": {"name": _TEXT, "shown": _TEXT},
}
"""The parts of a scorecard that are compared, with their keys and what these hold."""


class Request(Record):
    """What was asked for on the command line."""

    before: str
    after: str
    on: Sequence[str]
    json: bool
    exit_code: bool
    color: str


class Side(Record):
    """One of the two: a spec with what its file says, or a scorecard."""

    plan: Plan | None = None
    data: Data = None
    result: Document | None = None


def diff_files(request: Request) -> int:
    """Print what differs, and give the exit code."""
    if request.before == request.after == STDIN:
        say("错误: 标准输入只能用一次，另一个要写文件")
        raise Leave(USAGE)
    sides, found = [], list[Diagnostic]()
    for name in (request.before, request.after):
        side, diagnostics = _side(name)
        sides.append(side)
        found += diagnostics
    show(render([one for one in found if one.fatal], style=style_for(sys.stderr, request.color)))
    before, after = sides
    if before is None or after is None:
        return UNUSABLE
    if (before.plan is None) != (after.plan is None):
        say("错误: 一边是指标体系，一边是评分结果，不能比较；项目文件和评分的 JSON 都算结果")
        return USAGE
    if before.plan and after.plan:
        return _specs(request, before, after)
    if request.on:
        say("错误: --on 只用于比较两份指标体系")
        return USAGE
    assert before.result and after.result
    moved = list(moves(before.result, after.result))
    _print(request, [], [("", moved)], f"{shown(request.before)} → {shown(request.after)}")
    return NO if request.exit_code and moved else OK


def _side(name: str) -> tuple[Side | None, Sequence[Diagnostic]]:
    """A file as one side of the comparison, and what is wrong with it."""
    if Path(name).suffix == ".json":
        return _scorecard(name)
    source, at = read_named(name)
    if source.value is not None and kind_of(source.value) == "project":
        project = bound(source, at.parent)
        if project.value is None:
            return None, project.diagnostics
        card = score(project.value)
        return Side(result=document(card, audit(card), project.inputs)), project.diagnostics
    entire = whole(source, at)
    plan = planned(entire, at)
    if plan.value is None or entire.value is None:
        return None, plan.diagnostics
    return Side(plan.value, entire.value.data), plan.diagnostics


def _scorecard(name: str) -> tuple[Side | None, Sequence[Diagnostic]]:
    """The JSON that ``perfeval score -f json`` wrote."""
    try:
        found = json.loads(Path(name).read_text(encoding="utf-8"))
    except OSError:
        return None, read_source(Path(name)).diagnostics
    except (ValueError, RecursionError):  # not JSON, or not UTF-8
        found = None
    if _is_scorecard(found):
        return Side(result=found), ()
    hint = "用 perfeval score project.yaml -f json -o 结果.json 写出"
    place = Location(name, 1, 1)
    return None, (Diagnostic("not-a-scorecard", f"“{name}”不是一个项目的评分结果（JSON）", hint, location=place),)


def _is_scorecard(found: Any) -> bool:
    """Whether all that is compared is there, and of its kind."""
    if not isinstance(found, dict) or found.get("perfeval") != "scorecard/1":
        return False
    rows = [(part, found.get(part)) for part in ("provenance", "spec")]
    for part in ("indicators", "facts"):
        listed = found.get(part)
        rows += [(part, row) for row in listed] if isinstance(listed, list) else [(part, None)]
    rows += [(part, found[part]) for part in ("total", "grade") if found.get(part) is not None]
    kinds = _READ | {"total": {"printed": _TEXT}, "grade": {"name": _TEXT}}
    return {"total", "grade"} <= found.keys() and all(_fits(row, kinds[part]) for part, row in rows)


def _fits(row: Any, keys: dict[str, tuple[type, ...]]) -> bool:
    if not isinstance(row, dict) or not all(key in row and isinstance(row[key], kinds) for key, kinds in keys.items()):
        return False
    override = row.get("override")
    if override and not isinstance(override.get("score"), str):
        return False
    return all(isinstance(name, str) for name in row.get("facts", ()))


def _specs(request: Request, before: Side, after: Side) -> int:
    assert before.plan and after.plan
    found = list(differences(before.plan, after.plan, before.data, after.data))
    effects = list(_effects(request, before.plan, after.plan)) if request.on else []
    _print(request, found, effects, f"{shown(request.before)} → {shown(request.after)}")
    return NO if request.exit_code and (found or any(moved for _, moved in effects)) else OK


def _effects(request: Request, before: Plan, after: Plan) -> Iterator[tuple[str, list[Move]]]:
    """What the change does to the scores of the projects that were named."""
    for name in expand(request.on, "project"):
        source = read_source(Path(name))
        project = typed(source, Project)
        results = [_scored(plan, project.value, source.value) for plan in (before, after)]
        faults = [one for result in results if not isinstance(result, dict) for one in result]
        show(render([*project.diagnostics, *faults], style=style_for(sys.stderr, request.color)))
        if isinstance(results[0], dict) and isinstance(results[1], dict):
            yield shown(name), list(moves(results[0], results[1]))
        else:
            say(f"跳过 {shown(name)}：两份指标体系不都能给它评分")


def _scored(plan: Plan, project: Project | None, source: Source | None) -> Document | tuple[Diagnostic, ...]:
    if project is None or source is None:
        return ()
    found = bind(plan, project)
    if isinstance(found, tuple):
        return tuple(source.place(one) for one in found)
    card = score(found)
    return document(card, audit(card))


def _print(request: Request, found: list[Difference], effects: list[tuple[str, list[Move]]], title: str) -> None:
    if request.json:
        made: Document = {"perfeval": "diff/1", "before": request.before, "after": request.after}
        made |= {"differences": [_plain(one) for one in found]}
        made |= {"results": [{"project": name, "moves": [_moved(one) for one in moved]} for name, moved in effects]}
        emit(json_text(made))
        return
    lines = [title, *(line for one in found for line in _told(one))]
    for name, moved in effects:
        lines += [f"{name}："] if name else []
        # What was changed in the spec is told above, once, and not again beside each score.
        lines += [line for move in moved for line in _moved_lines(move, not found)] or ["得分没有变化"]
    if not found and not effects:
        lines.append("没有不同")
    elif found:
        lines.append(f"共 {len(found)} 处不同")
    emit("\n".join(printable(line) for line in lines))


def _told(one: Difference) -> Iterator[str]:
    named = f"{one.code} {one.name}".strip() if one.code else "整个指标体系"
    yield f"{_KINDS[one.kind]} {named}"
    for edit in one.edits:
        yield f"  {edit.what}：{edit.before} → {edit.after}" if edit.before else f"  {edit.what}：{edit.after}"


def _moved_lines(move: Move, reasons: bool) -> Iterator[str]:
    gap = f"（{signed(move.moved)} 分）" if move.moved is not None and move.moved else ""
    why = f"，因为{'、'.join(_CAUSES[cause] for cause in move.causes)}" if move.causes and reasons else ""
    yield f"{move.code} {move.name}：{move.before} → {move.after}{gap}{why}".strip()
    for edit in move.edits if reasons else ():
        yield f"  {edit.what}：{edit.before} → {edit.after}"


def _plain(one: Difference) -> Document:
    return {"kind": one.kind, "code": one.code, "name": one.name, "edits": [_edit(edit) for edit in one.edits]}


def _moved(move: Move) -> Document:
    return {
        "code": move.code,
        "name": move.name,
        "before": move.before,
        "after": move.after,
        "moved": None if move.moved is None else spell(move.moved),
        "causes": list(move.causes),
        "edits": [_edit(edit) for edit in move.edits],
    }


def _edit(edit: Any) -> Document:
    return {"what": edit.what, "before": edit.before, "after": edit.after}
