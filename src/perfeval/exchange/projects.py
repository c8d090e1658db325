"""Project files one after another, scored with one plan: a row of results, or the lines that say what is wrong."""

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
from perfeval.facts import bind
from perfeval.load import read_source, typed
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.record import Record
from perfeval.report.jsontext import json_text
from perfeval.scorecard import Scorecard
from perfeval.scoring import score

FILE, FOLDER, UNIT = "文件", "文件夹", "项目单位"

_SEEN: dict[Any, Any] = {}
"""The facts that were read before: a process reads files of one plan only."""


class ScoredFile(Record):
    """What became of one file: a row of results, or lines of errors."""

    row: dict[str, Any] | None
    errors: tuple[str, ...] = ()


def score_file(plan: Plan, spec: str, shape: Shape, number: int, name: str) -> ScoredFile:
    """Score the project at `name`, the file of this number; `spec`: the name of the spec's file without its ending."""
    card = _scored(plan, spec, shape, number, name)
    if isinstance(card, ScoredFile):
        return card
    project = card.bound.project
    beside = {FILE: name, FOLDER: str(Path(name).parent), UNIT: project.unit}
    kept = {column: beside[column] for column in shape.kept}
    return ScoredFile({ROW: number, PROJECT: project.name, **kept, **row(card, shape)})


def points_in(plan: Plan, spec: str, shape: Shape, name: str) -> list[tuple[str, Fraction]]:
    """What the project at `name` got for the indicators whose mean others may need; nothing where it has no score."""
    card = _scored(plan, spec, shape, 0, name)
    return [] if isinstance(card, ScoredFile) else list(gained(card))


def _scored(plan: Plan, spec: str, shape: Shape, number: int, name: str) -> Scorecard | ScoredFile:
    """The scorecard of a file, or the lines that say what is wrong with it."""
    loaded = read_source(Path(name), name)
    project = typed(loaded, Project)
    source = loaded.value
    if source is None or project.value is None:
        return ScoredFile(None, tuple(_lines(number, name, None, project.diagnostics)))
    wrong = _other(project.value, plan, spec)
    bound = (wrong,) if wrong else bind(plan, project.value, reader=Remembering(_SEEN))
    card = bound if isinstance(bound, tuple) else score(bound, trace=False)
    if not isinstance(card, tuple) and (large := no_room(card, shape)):
        card = (large,)
    if isinstance(card, tuple):
        placed = [source.place(one) for one in card]
        return ScoredFile(None, tuple(_lines(number, name, project.value.name, placed)))
    return card


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
