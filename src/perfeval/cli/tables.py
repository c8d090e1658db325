"""Tables of projects on their way to a table of results. Imported only where Polars is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import polars as pl

from perfeval.batch.among import compared
from perfeval.batch.averages import asking, averaged
from perfeval.batch.outcome import PROJECT, ROW, filled, shape
from perfeval.batch.results import schema
from perfeval.batch.singles import Asked, Cells, Columns, Single
from perfeval.cli.batch import Request, tell, unusable
from perfeval.cli.crew import Crew
from perfeval.cli.inputs import shown
from perfeval.cli.parallel import processors
from perfeval.cli.progress import Progress
from perfeval.cli.streams import emit, say
from perfeval.cli.writing import finish
from perfeval.exchange.gathering import among_rows, averaged_rows
from perfeval.exchange.journal import Part
from perfeval.exchange.judging import FILE, Judge, judge
from perfeval.exchange.misread import misread
from perfeval.exchange.names import with_projects
from perfeval.exchange.noticing import Noticing
from perfeval.exchange.reading import Input, Rows, Unreadable, open_table
from perfeval.exchange.torn import with_names
from perfeval.exchange.writing import Layout
from perfeval.load import Loaded
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.report.jsontext import json_text

_TOGETHER = 2000
"""How many rows make a step where they are scored one by one."""
_AT_ONCE = 50
"""How many of them another process is asked for at a time."""


class _Asked(Record, eq=False):
    """A table with all that is known before its first row."""

    table: Input
    judge: Judge
    noticing: Noticing


Scoring = Crew[Asked, list[Single]]


def score_tables(request: Request, loaded: Loaded[Plan], crew: Scoring) -> int:
    """Score all tables, and give how many projects could not be scored."""
    plan = loaded.value
    assert plan is not None
    asked = [_opened(request, plan, name, crew) for name in request.inputs]
    if request.plan:
        emit("\n".join(line for one in asked for line in _ways(one, plan)))
        return 0
    others: Scoring | None = crew
    if compared(plan):
        plan, others = _among(request, plan, asked), None  # the crew has not heard of it
        asked = _again(request, plan, asked, others)
    if averaged(plan):
        plan = _averaged(request, plan, _again(request, asking(plan), asked, others))
        asked = _again(request, plan, asked, others)
    several = [FILE] if len(asked) > 1 else []
    counts = [one.table.count for one in asked]
    whole = _sum(counts)
    columns = schema(shape(plan, [*several, *asked[0].judge.engine.shape.kept]))
    layout = Layout(columns, filled=filled(plan))
    steps = (partial(_score, one, rows, bool(several)) for one in asked for rows in _pieces(one))
    aside = finish(request, loaded, layout, steps, whole, request.jobs or processors())
    for one in asked:
        if several and not one.noticing.filled:
            say(f"{one.table.name} 里没有项目：表头下面没有填了的行。核对文件是不是导出完整")
        tell(one.noticing.found(), one.table.name, request)
    return aside


def _sum(counts: list[int | None]) -> int | None:
    return None if None in counts else sum(count or 0 for count in counts)


def _pieces(one: _Asked) -> Iterator[Rows]:
    """The rows of a table, some at a time."""
    for rows in one.table.rows():
        size = _TOGETHER if one.judge.engine.singly else len(rows.cells)
        for at in range(0, len(rows.cells), size):
            numbers = range(rows.first + at, rows.first + at + size)
            bad = tuple(found for found in rows.bad if found[0] in numbers)
            yield Rows(numbers[0], rows.cells.slice(at, size), bad)


def _singly(crew: Scoring, columns: Columns, rows: Sequence[Cells]) -> list[Single]:
    """What becomes of rows that are scored one by one."""
    asked = [(columns, rows[at : at + _AT_ONCE]) for at in range(0, len(rows), _AT_ONCE)]
    return [single for found in crew.of_each(asked) for single in found]


def _opened(request: Request, plan: Plan, name: str, crew: Scoring) -> _Asked:
    try:
        table = open_table(Path(name), shown(name), request.encoding)
    except Unreadable as error:
        raise unusable([error.finding], error.name, request) from None
    found = judge(table.columns, plan, request.keep, partial(_singly, crew))
    if isinstance(found, tuple):
        raise unusable(misread(Path(name), table, request.encoding, plan, long=False) or found, table.name, request)
    tell(found.header.notes, table.name, request)
    named = with_names(table, found.header.name_at)
    noticing = Noticing(with_projects(named, found.header.name_at), found.header)
    return _Asked(noticing.table, found, noticing)


def _again(request: Request, plan: Plan, asked: list[_Asked], crew: Scoring | None) -> list[_Asked]:
    """The same tables for a plan that knows more."""
    elsewhere = partial(_singly, crew) if crew else None
    made = []
    for one in asked:
        found = judge(one.table.columns, plan, request.keep, elsewhere)
        assert isinstance(found, Judge)  # as it was when the table was opened
        made.append(_Asked(one.table, found, one.noticing))
    return made


def _among(request: Request, plan: Plan, asked: list[_Asked]) -> Plan:
    """The plan for these tables, whose projects are held against each other."""
    rows = ((one.judge.engine.table, rows.cells) for one in asked for rows in one.table.rows())
    with _reading(request, asked) as progress:
        return among_rows(plan, progress.over(rows, lambda found: len(found[1])))


def _averaged(request: Request, plan: Plan, asked: list[_Asked]) -> Plan:
    """The plan for these tables, of which each project is scored a first time for the others."""
    results = (one.judge.engine.score(rows.cells, 0).results for one in asked for rows in _pieces(one))
    with _reading(request, asked) as progress:
        return averaged_rows(plan, progress.over(results, len))


@contextmanager
def _reading(request: Request, asked: list[_Asked]) -> Iterator[Progress]:
    """Read all tables before the results are begun."""
    try:
        yield Progress(_sum([one.table.count for one in asked]))
    except Unreadable as error:
        raise unusable([error.finding], error.name, request) from None


def _ways(one: _Asked, plan: Plan) -> Iterator[str]:
    engine = one.judge.engine
    yield f"{one.table.name}" + (f"：{engine.singly}，所以逐行评分" if engine.singly else "")
    if facts := compared(plan):
        yield f"  先通读全部输入，同批的项目互相比较: {'、'.join(facts)}"
    if means := averaged(plan):
        yield f"  先把全部输入评一遍，不适用的按同批其他项目的平均得分计: {'、'.join(node.code for node in means)}"
    by_way: dict[str, list[str]] = {}
    for code, way in engine.ways().items():
        by_way.setdefault(way, []).append(code)
    yield from (f"  {way}: {'、'.join(codes)}" for way, codes in by_way.items())


def _score(one: _Asked, rows: Rows, several: bool) -> Part:
    """Some rows of a table: their results, and what there is to say of rows as lines."""
    numbers = pl.int_range(rows.first, rows.first + len(rows.cells), eager=True)
    results, noted = one.judge.score(rows.cells, numbers, dict(rows.bad))
    lines = [line for row in noted for line in row.lines]
    if several:
        results = results.with_columns(pl.lit(one.table.name).alias(FILE))
        results = results.select(ROW, PROJECT, FILE, pl.exclude(ROW, PROJECT, FILE))
        head = f'{{"file": {json_text(one.table.name, None)}, '
        lines = [head + line[1:] for line in lines]
    aside = sum(row.aside for row in noted)
    return Part(results, lines, len(results), aside, len(noted) - aside)
