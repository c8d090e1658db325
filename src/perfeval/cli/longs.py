"""Long tables, one row for each indicator of a project, on their way to a long table of results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import polars as pl

from perfeval.batch.long import RESULT, Found, Outcome, grouped
from perfeval.batch.long_header import Header, Row, header
from perfeval.batch.long_policy import Policy, policy
from perfeval.batch.outcome import ROW
from perfeval.batch.typed import cell_text
from perfeval.cli.batch import Request, tell, unusable
from perfeval.cli.crew import Crew
from perfeval.cli.inputs import shown
from perfeval.cli.streams import emit
from perfeval.cli.writing import Step, finish
from perfeval.exchange.errors import error_lines
from perfeval.exchange.journal import Part
from perfeval.exchange.reading import Input, Rows, Unreadable, open_table
from perfeval.load import Loaded
from perfeval.plan import Plan

FILE = "文件"
_TOGETHER = 500
"""How many projects make a step."""
_AT_ONCE = 20
"""How many of them another process is asked for at a time."""


Scoring = Crew[tuple[tuple[str, ...], Sequence[Sequence[Row]]], list[Outcome]]


def score_long_tables(request: Request, loaded: Loaded[Plan], crew: Scoring) -> int:
    """Score all tables, and give how many projects could not be scored."""
    assert loaded.value is not None
    if request.plan:
        emit("长表逐个项目评分")
        return 0
    rules = policy(loaded.value)
    if isinstance(rules, tuple):
        raise unusable(rules, shown(request.spec), request)
    tables = [_opened(request, rules, name) for name in request.inputs]
    columns = [*([FILE] if len(tables) > 1 else []), *RESULT]
    kinds: dict[str, pl.DataType] = {name: pl.Int64() if name == ROW else pl.String() for name in columns}
    steps = (step for table, head in tables for step in _steps(table, head, crew, kinds))
    return finish(request, loaded, kinds, steps, None, crew.size)


def _opened(request: Request, rules: Policy, name: str) -> tuple[Input, Header]:
    try:
        table = open_table(Path(name), shown(name), request.encoding)
    except Unreadable as error:
        raise unusable([error.finding], error.name, request) from None
    found = header(table.columns, rules.required)
    if isinstance(found, tuple):
        raise unusable(found, table.name, request)
    tell(found.notes, table.name, request)
    return table, found


def _steps(table: Input, head: Header, crew: Scoring, kinds: dict[str, pl.DataType]) -> Iterator[Step]:
    projects = grouped(head.rows(row for rows in table.rows() for row in _rows(table, rows)))
    while some := list(islice(projects, _TOGETHER)):
        yield partial(_score, table, some, crew, kinds)


def _rows(table: Input, rows: Rows) -> Iterator[dict[str, str | None]]:
    for cells in rows.cells.iter_rows():
        yield dict(zip(table.columns, map(cell_text, cells), strict=True))


def _score(table: Input, some: list[list[Row]], crew: Scoring, kinds: dict[str, pl.DataType]) -> Part:
    asked = [(table.columns, some[at : at + _AT_ONCE]) for at in range(0, len(some), _AT_ONCE)]
    outcomes = [outcome for found in crew.of_each(asked) for outcome in found]
    listed = [{**row, FILE: table.name} if FILE in kinds else row for one in outcomes for row in one.rows]
    lines = [line for one in outcomes for found in one.findings for line in _line(one, found)]
    aside = sum(not one.rows for one in outcomes)
    warned = sum(bool(one.rows and one.findings) for one in outcomes)
    return Part(pl.DataFrame(listed, schema=dict(kinds)), lines, len(some) - aside, aside, warned)


def _line(one: Outcome, found: Found) -> Iterator[str]:
    where, value = found.column, found.value
    return error_lines(found.row, one.project, lambda route: where, [found.found], lambda column: value)
