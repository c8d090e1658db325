"""Project files and folders on their way to a table of results, on several processors.

The other processes are copies of this one, made before Polars is loaded: it has threads, and cannot be copied.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfeval.batch.among import compared
from perfeval.batch.averages import asking, averaged
from perfeval.batch.outcome import Shape, shape
from perfeval.cli.batch import Request, unusable
from perfeval.cli.inputs import expand
from perfeval.cli.parallel import processors
from perfeval.cli.progress import Progress
from perfeval.cli.streams import emit
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.exchange.gathering import among_files, amounts_in, averaged_files
from perfeval.exchange.projects import FILE, FOLDER, UNIT, ScoredFile, points_in, score_file
from perfeval.load import Loaded
from perfeval.number import Fraction
from perfeval.plan import Plan

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

    from perfeval.cli.writing import Batch, Step

T = TypeVar("T")

_TOGETHER = 1000
"""How many files make a step."""
_CHUNK = 8
_FEW = 24

_ASKED: list[tuple[Plan, str, Shape]] = []
"""What the copies are to score with; they have it because they are copies."""


def score_folders(request: Request, loaded: Loaded[Plan]) -> int:
    """Score all files, and give how many projects could not be scored."""
    plan = loaded.value
    assert plan is not None
    if request.plan:
        facts = f"；先通读全部文件，同批的项目互相比较: {'、'.join(compared(plan))}" if compared(plan) else ""
        means = "、".join(node.code for node in averaged(plan))
        again = f"；先把全部文件评一遍，不适用的按同批其他项目的平均得分计: {means}" if means else ""
        emit(f"项目文件逐个评分{facts}{again}")
        return 0
    for column in request.keep:
        if column not in (FILE, FOLDER, UNIT):
            hint = nearest(column, (FILE, FOLDER, UNIT), f"可以写：{FILE}、{FOLDER}、{UNIT}")
            found = Diagnostic("missing-column", f"项目文件没有“{column}”一列", hint)
            raise unusable([found], request.inputs[0], request)
    names = expand(request.inputs, "project")
    made = shape(plan, list(dict.fromkeys([FILE, *request.keep])))
    _ASKED[:] = [(plan, Path(request.spec).stem, made)]
    if compared(plan):
        _tell(among_files(plan, _of_each(request, names, _stated)))
    if averaged(plan):
        _tell(asking(_ASKED[0][0]))
        _tell(averaged_files(_ASKED[0][0], _of_each(request, names, _gained)))
    pool = _pool(request, len(names))
    try:
        steps = _steps(names, made, pool, ahead=not request.resume)
        begun = list(islice(steps, 1))  # the others work while this process loads Polars
        from perfeval.batch.results import schema
        from perfeval.cli.writing import finish

        return finish(request, loaded, schema(made), chain(begun, steps), len(names))
    finally:
        if pool:
            pool.terminate()


def _tell(plan: Plan) -> None:
    """Let the copies that are made from now on have this plan."""
    _ASKED[:] = [(plan, *_ASKED[0][1:])]


def _of_each(request: Request, names: list[str], ask: Callable[[str], T]) -> Iterator[T]:
    """What is asked of each file before the results are begun."""
    pool = _pool(request, len(names))
    try:
        found = pool.imap(ask, names, chunksize=_CHUNK) if pool else map(ask, names)
        yield from Progress(len(names)).over(found)
    finally:
        if pool:
            pool.terminate()


def _stated(name: str) -> dict[str, Fraction]:
    ((plan, spec, _),) = _ASKED
    return amounts_in(plan, spec, name)


def _gained(name: str) -> list[tuple[str, Fraction]]:
    ((plan, spec, made),) = _ASKED
    return points_in(plan, spec, made, name)


def _pool(request: Request, count: int) -> Pool | None:
    jobs = request.jobs or processors()
    if jobs == 1 or count <= _FEW or sys.platform in ("win32", "darwin"):
        return None
    from multiprocessing import get_context
    from signal import SIG_IGN, SIGINT, signal

    # Ctrl-C is for this process; should it be killed, the others find the pipe of their work closed, and end.
    return get_context("fork").Pool(jobs, signal, (SIGINT, SIG_IGN))


def _steps(names: list[str], made: Shape, pool: Pool | None, *, ahead: bool) -> Iterator[Step]:
    """The files, some at a time; `ahead`: whether a step is begun before the one before it is asked for."""
    numbered = enumerate(names, 1)
    waiting: list[Step] = []
    while some := list(islice(numbered, _TOGETHER)):
        begun = pool.imap(_one, some, chunksize=_CHUNK) if pool and ahead else None
        waiting.append(partial(_score, some, made, pool, begun))
        if not ahead or len(waiting) > 1 or some[0][0] == 1:
            yield waiting.pop(0)
    yield from waiting


def _score(
    some: list[tuple[int, str]], made: Shape, pool: Pool | None, begun: Iterator[ScoredFile] | None = None
) -> Batch:
    from perfeval.batch.results import table
    from perfeval.cli.writing import Batch

    scored = list(begun or (pool.imap(_one, some, chunksize=_CHUNK) if pool else map(_one, some)))
    rows = [one.row for one in scored if one.row is not None]
    lines = [line for one in scored for line in one.errors]
    return Batch(table(rows, made), lines, len(rows), len(some) - len(rows))


def _one(asked: tuple[int, str]) -> ScoredFile:
    ((plan, spec, made),) = _ASKED
    return score_file(plan, spec, made, *asked)
