"""Project files and folders on their way to a table of results, on several processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfeval.batch.among import compared
from perfeval.batch.averages import asking, averaged
from perfeval.batch.outcome import PROJECT, ROW, Shape, shape
from perfeval.cli.batch import Request, tell, unusable
from perfeval.cli.crew import Crew, crew
from perfeval.cli.inputs import expand
from perfeval.cli.parallel import jobs_for, of_each
from perfeval.cli.progress import Progress
from perfeval.cli.streams import emit
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.exchange.gathering import among_files, amounts_in, averaged_files
from perfeval.exchange.projects import FILE, FOLDER, UNIT, ScoredFile, points_in, score_file
from perfeval.load import Loaded
from perfeval.plan import Plan

if TYPE_CHECKING:
    from perfeval.cli.writing import Step
    from perfeval.exchange.journal import Part
    from perfeval.exchange.noticing import Names

T = TypeVar("T")

_TOGETHER = 1000
"""How many files make a step."""
_AT_ONCE = 8
"""How many of them another process is asked for at a time."""

_GROUP = 1 << 13
"""How many rows of a Parquet file lie together: few, as they are held until they are so many."""

Asked = Sequence[tuple[int, str]]
"""Some files, each with its number."""

Scoring = Crew[Asked, list[ScoredFile]]


def score_folders(request: Request, loaded: Loaded[Plan]) -> int:
    """Score all files, and give how many projects could not be scored."""
    plan = loaded.value
    assert plan is not None
    if request.plan:
        return _say_plan(plan)
    _refuse_others(request)
    names = expand(request.inputs, "project")
    made = shape(plan, list(dict.fromkeys([FILE, *request.keep])))
    spec = Path(request.spec).stem

    def each(ask: Callable[[str], T]) -> Iterator[T]:
        return Progress(len(names)).over(of_each(names, ask, request.jobs))

    if compared(plan):
        plan = among_files(plan, each(partial(amounts_in, plan, spec)))
    if averaged(plan):
        plan = asking(plan)
        plan = averaged_files(plan, each(partial(points_in, plan, spec, made)))
    with crew(jobs_for(len(names), request.jobs), partial(_scored, plan, spec, made)) as files:
        steps = _steps(names, made, files, ahead=not request.resume)
        begun = list(islice(steps, 1))  # the others work while this process loads Polars
        from perfeval.batch.results import schema
        from perfeval.cli.writing import finish
        from perfeval.exchange.noticing import Names
        from perfeval.exchange.writing import Layout

        called = Names(names)
        layout, steps = Layout(schema(made), _GROUP), chain(begun, steps)
        aside = finish(request, loaded, layout, steps, len(names), seen=partial(_called, called, count(1, _TOGETHER)))
    if same := called.found():
        tell([same], names[0], request)
    return aside


def _refuse_others(request: Request) -> None:
    """Refuse to keep columns that files do not have."""
    for column in request.keep:
        if column not in (FILE, FOLDER, UNIT):
            hint = nearest(column, (FILE, FOLDER, UNIT), f"可以写：{FILE}、{FOLDER}、{UNIT}")
            found = Diagnostic("missing-column", f"项目文件没有“{column}”一列", hint)
            raise unusable([found], request.inputs[0], request)


def _say_plan(plan: Plan) -> int:
    facts = f"；先通读全部文件，同批的项目互相比较: {'、'.join(compared(plan))}" if compared(plan) else ""
    means = "、".join(node.code for node in averaged(plan))
    again = f"；先把全部文件评一遍，不适用的按同批其他项目的平均得分计: {means}" if means else ""
    emit(f"项目文件逐个评分{facts}{again}")
    return 0


def _called(names: Names, begins: Iterator[int], part: Part) -> None:
    """Take in what the projects of a step are called; those without a score are passed over."""
    import polars as pl

    first, found = next(begins), dict(zip(part.results[ROW], part.results[PROJECT], strict=True))
    listed = [found.get(first + at) for at in range(part.scored + part.aside)]
    names.take(pl.Series(listed, dtype=pl.String), first)


def _scored(plan: Plan, spec: str, made: Shape, some: Asked) -> list[ScoredFile]:
    return [score_file(plan, spec, made, *one) for one in some]


def _steps(names: list[str], made: Shape, files: Scoring, *, ahead: bool) -> Iterator[Step]:
    """The files, some at a time; `ahead`: whether a step is begun before the one before it is asked for."""
    numbered = enumerate(names, 1)
    waiting: list[Step] = []
    while some := list(islice(numbered, _TOGETHER)):
        asked = [some[at : at + _AT_ONCE] for at in range(0, len(some), _AT_ONCE)]
        found = partial(files.of_each, asked)
        waiting.append(partial(_score, partial(iter, found()) if ahead else found, made))
        if not ahead or len(waiting) > 1 or some[0][0] == 1:
            yield waiting.pop(0)
    yield from waiting


def _score(found: Callable[[], Iterator[list[ScoredFile]]], made: Shape) -> Part:
    from perfeval.batch.results import table
    from perfeval.exchange.journal import Part

    scored = [one for some in found() for one in some]
    rows = [one.row for one in scored if one.row is not None]
    lines = [line for one in scored for line in one.errors]
    warned = sum(one.row is not None and bool(one.errors) for one in scored)
    return Part(table(rows, made), lines, len(rows), len(scored) - len(rows), warned)
