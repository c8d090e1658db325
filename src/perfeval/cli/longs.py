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
from perfeval.exchange.misread import misread
from perfeval.exchange.reading import Input, Rows, Unreadable, open_table
from perfeval.exchange.torn import name_in
from perfeval.exchange.writing import Layout
from perfeval.load import Loaded
from perfeval.plan import Plan

FILE = "文件"
_TOGETHER = 500
"""How many projects make a step."""
_AT_ONCE = 20
"""How many of them another process is asked for at a time."""


Torn = dict[str | None, list[Found]]
"""By the name of the project, None where it is not known, what is wrong with rows that cannot be read."""
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
    return finish(request, loaded, Layout(kinds), steps, None, crew.size)


def _opened(request: Request, rules: Policy, name: str) -> tuple[Input, Header]:
    try:
        table = open_table(Path(name), shown(name), request.encoding)
    except Unreadable as error:
        raise unusable([error.finding], error.name, request) from None
    found = header(table.columns, rules.required)
    if isinstance(found, tuple):
        raise unusable(
            misread(Path(name), table, request.encoding, rules.plan, long=True) or found, table.name, request
        )
    tell(found.notes, table.name, request)
    return table, found


def _steps(table: Input, head: Header, crew: Scoring, kinds: dict[str, pl.DataType]) -> Iterator[Step]:
    torn: Torn = {}
    name_at = table.columns.index(head.shown("项目"))
    # All rows have been read when the first project comes.
    projects = grouped(head.rows(row for rows in table.rows() for row in _rows(table, rows, name_at, torn)))
    seen = set[str | None]()
    while some := list(islice(projects, _TOGETHER)):
        seen |= {rows[0]["项目"] for rows in some}
        yield partial(_score, table, some, crew, kinds, torn)
    left = [Outcome("", (), (found,)) for found in torn.get(None, ())]
    left += [Outcome(name, (), tuple(found)) for name, found in torn.items() if name and name not in seen]
    if left:
        yield partial(_batch, table, left, kinds)


def _rows(table: Input, rows: Rows, name_at: int, torn: Torn) -> Iterator[dict[str, str | None]]:
    """All rows by their columns; those that cannot be read are empty, and go to `torn`."""
    names = {number: name_in(cells, name_at) for number, cells in rows.torn}
    for number, fault in rows.bad:
        torn.setdefault(names.get(number) or None, []).append(Found(number, "", fault, None))
    for cells in rows.cells.iter_rows():
        yield dict(zip(table.columns, map(cell_text, cells), strict=True))


def _score(table: Input, some: list[list[Row]], crew: Scoring, kinds: dict[str, pl.DataType], torn: Torn) -> Part:
    asked = [(table.columns, some[at : at + _AT_ONCE]) for at in range(0, len(some), _AT_ONCE)]
    outcomes = [outcome for found in crew.of_each(asked) for outcome in found]
    return _batch(table, [_with_torn(one, torn.get(one.project, ())) for one in outcomes], kinds)


def _with_torn(one: Outcome, torn: Sequence[Found]) -> Outcome:
    """The outcome; that of a project with a row that cannot be read is that it has no score."""
    found = tuple(sorted((*one.findings, *torn), key=lambda each: each.row))
    return Outcome(one.project, (), found) if torn else one


def _batch(table: Input, outcomes: Sequence[Outcome], kinds: dict[str, pl.DataType]) -> Part:
    listed = [{**row, FILE: table.name} if FILE in kinds else row for one in outcomes for row in one.rows]
    lines = [line for one in outcomes for found in one.findings for line in _line(one, found)]
    aside = sum(not one.rows for one in outcomes)
    warned = sum(bool(one.rows and one.findings) for one in outcomes)
    return Part(pl.DataFrame(listed, schema=dict(kinds)), lines, len(outcomes) - aside, aside, warned)


def _line(one: Outcome, found: Found) -> Iterator[str]:
    where, value = found.column, found.value
    return error_lines(found.row, one.project or None, lambda route: where or None, [found.found], lambda column: value)
