"""Project files one after another, scored with one plan: a row of results, and the lines that say what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from perfeval.batch.averages import gained
from perfeval.batch.outcome import PROJECT, ROW, Shape, no_room, row
from perfeval.batch.rows import Remembering
from perfeval.diagnostic import Diagnostic
from perfeval.exchange.errors import error_lines
from perfeval.exchange.gathering import same_spec
from perfeval.facts import Bound, bind
from perfeval.load import further, read_source, typed
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.record import Record
from perfeval.references import date_doubts
from perfeval.report.jsontext import json_text
from perfeval.scorecard import Scorecard
from perfeval.scoring import score

FILE, FOLDER, UNIT = "文件", "文件夹", "项目单位"

_SEEN: dict[Any, Any] = {}
"""The facts that were read before: a process reads files of one plan only."""


class ScoredFile(Record):
    """What became of one file: a row of results, if it has a score, and what there is to say of it, as lines."""

    row: dict[str, Any] | None
    errors: tuple[str, ...] = ()


class _Judged(Record, eq=False):
    """The scorecard of a file, if it has one; what the project is called, if that is known; what was found, placed."""

    card: Scorecard | None
    called: str | None
    found: tuple[Diagnostic, ...]


def score_file(plan: Plan, spec: str, shape: Shape, number: int, name: str) -> ScoredFile:
    """Score the project at `name`, the file of this number; `spec`: the name of the spec's file without its ending."""
    judged = _judged(plan, spec, shape, name)
    lines = tuple(_lines(number, name, judged.called, judged.found))
    if judged.card is None:
        return ScoredFile(None, lines)
    project = judged.card.bound.project
    beside = {FILE: name, FOLDER: str(Path(name).parent), UNIT: project.unit}
    kept = {column: beside[column] for column in shape.kept}
    return ScoredFile({ROW: number, PROJECT: project.name, **kept, **row(judged.card, shape)}, lines)


def points_in(plan: Plan, spec: str, shape: Shape, name: str) -> list[tuple[str, Fraction]]:
    """What the project at `name` got for the indicators whose mean others may need; nothing where it has no score."""
    card = _judged(plan, spec, shape, name).card
    return [] if card is None else list(gained(card))


def _judged(plan: Plan, spec: str, shape: Shape, name: str) -> _Judged:
    """All that `perfeval score` would say of a file."""
    loaded = read_source(Path(name), name)
    project, source = typed(loaded, Project), loaded.value
    if source is None or project.value is None:
        more = further(source, Project, lambda stated: _bound(stated, plan, spec)) if source else ()
        return _Judged(None, None, (*project.diagnostics, *more))
    bound = _bound(project.value, plan, spec)
    card = bound if isinstance(bound, tuple) else score(bound, trace=False)
    if not isinstance(card, tuple) and (large := no_room(card, shape)):
        card = (large,)
    said = (*date_doubts(project.value), *(card if isinstance(card, tuple) else _differences(card)))
    found = (*project.diagnostics, *map(source.place, said))
    return _Judged(None if isinstance(card, tuple) else card, project.value.name, found)


def _bound(project: Project, plan: Plan, spec: str) -> Bound | tuple[Diagnostic, ...]:
    wrong = _other(project, plan, spec)
    return (wrong,) if wrong else bind(plan, project, reader=Remembering(_SEEN))


def _differences(card: Scorecard) -> Iterator[Diagnostic]:
    """The published figures that are not ours."""
    if card.bound.project.published:
        from perfeval.auditing import audit

        yield from (difference.diagnostic for difference in audit(card).differences)


def _other(project: Project, plan: Plan, spec: str) -> Diagnostic | None:
    """A project that names another spec than the one that all are scored with."""
    if same_spec(project.spec, plan, spec):
        return None
    message = f"项目用的是“{project.spec}”，不是这次评分用的“{spec}”"
    return Diagnostic("other-spec", message, "分开评；或把这一行改成这次的指标体系", ("spec",))


def _lines(number: int, name: str, project: str | None, found: Iterable[Diagnostic]) -> Iterator[str]:
    for one in found:
        place = {"file": name, "line": one.location.line if one.location else None}
        head = json_text({**place, "at": one.location.column if one.location else None}, None)[:-1]
        for line in error_lines(number, project, lambda route: None, [one], lambda column: None):
            yield f"{head}, {line[1:]}"
