"""Tables of projects on their way to a table of results. Imported only where Polars is there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from perfeval.batch.engine import Engine, Scored
from perfeval.batch.header import Header, header
from perfeval.batch.outcome import PROJECT, ROW, shape
from perfeval.batch.results import schema
from perfeval.batch.table import Table
from perfeval.batch.typed import cell_text
from perfeval.cli.batch import Request, tell, unusable
from perfeval.cli.exits import OK
from perfeval.cli.inputs import shown
from perfeval.cli.streams import emit
from perfeval.cli.writing import Batch, finish
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.exchange.errors import error_lines
from perfeval.exchange.reading import Input, Rows, Unreadable, open_table
from perfeval.load import Loaded
from perfeval.plan import Plan
from perfeval.record import Record

FILE = "文件"


class _Asked(Record, eq=False):
    """A table with all that is known before its first row."""

    table: Input
    header: Header
    engine: Engine
    columns: tuple[str, ...]


def score_tables(request: Request, loaded: Loaded[Plan]) -> int:
    """Score all tables, and give the exit code."""
    plan = loaded.value
    assert plan is not None
    asked = [_opened(request, plan, name) for name in request.inputs]
    if request.plan:
        emit("\n".join(line for one in asked for line in _ways(one)))
        return OK
    several = [FILE] if len(asked) > 1 else []
    counts = [one.table.count for one in asked]
    whole = None if None in counts else sum(count or 0 for count in counts)
    columns = schema(shape(plan, [*several, *asked[0].engine.shape.kept]))
    steps = (partial(_score, one, rows, bool(several)) for one in asked for rows in one.table.rows(1))
    return finish(request, loaded, columns, steps, whole)


def _opened(request: Request, plan: Plan, name: str) -> _Asked:
    try:
        table = open_table(Path(name), shown(name), request.encoding)
    except Unreadable as error:
        raise unusable([error.finding], shown(name), request) from None
    found = header(table.columns, plan, request.keep)
    absent = [column for column in request.keep if column not in table.columns]
    if isinstance(found, tuple) or absent:
        faults = found if isinstance(found, tuple) else ()
        raise unusable([*faults, *(_no_column(column, table) for column in absent)], table.name, request)
    kept = [name for name in dict.fromkeys(request.keep) if name != PROJECT]
    clashing = [name for name in kept if name in schema(shape(plan, ())) or name == FILE]
    if clashing:
        raise unusable([_taken(name) for name in clashing], table.name, request)
    tell(found.notes, table.name, request)
    engine = Engine(plan, Table(plan, found, table.columns, kept), shape(plan, kept))
    return _Asked(table, found, engine, table.columns)


def _no_column(column: str, table: Input) -> Diagnostic:
    hint = nearest(column, table.columns, "表里的列：" + "、".join(table.columns[:20]))
    return Diagnostic("missing-column", f"表里没有“{column}”一列", hint)


def _taken(column: str) -> Diagnostic:
    message = f"结果里已经有“{column}”一列，输入里的同名列不能抄进去"
    return Diagnostic("duplicate-column", message, "在输入里给它改名，如“原来的等级”")


def _ways(one: _Asked) -> Iterator[str]:
    yield f"{one.table.name}" + (f"：{one.engine.singly}，所以逐行评分" if one.engine.singly else "")
    by_way: dict[str, list[str]] = {}
    for code, way in one.engine.ways().items():
        by_way.setdefault(way, []).append(code)
    yield from (f"  {way}: {'、'.join(codes)}" for way, codes in by_way.items())


def _score(one: _Asked, rows: Rows, several: bool) -> Batch:
    """Some rows of a table: their results, and the findings about the others as lines."""
    scored = one.engine.score(rows.cells, rows.first)
    results = scored.results
    if several:
        results = results.with_columns(pl.lit(one.table.name).alias(FILE))
        results = results.select(ROW, PROJECT, FILE, pl.exclude(ROW, PROJECT, FILE))
    lines, aside = [], 0
    for number, cells, faults in _faulty(scored, rows):
        said = list(_lines(one, number, cells, faults, several))
        aside += bool(said)
        lines += said
    return Batch(results, lines, len(results), aside)


def _faulty(scored: Scored, rows: Rows) -> Iterator[tuple[int, tuple[Any, ...], tuple[Diagnostic, ...]]]:
    """The rows without a score; those that are wholly empty are none."""
    bad = dict(rows.bad)
    for number, faults in scored.faults:
        cells = rows.cells.row(number - rows.first)
        if number in bad:
            yield number, cells, (bad[number],)
        elif any(cell is not None for cell in cells):
            yield number, cells, faults


def _lines(
    one: _Asked, number: int, cells: tuple[Any, ...], faults: tuple[Diagnostic, ...], several: bool
) -> Iterator[str]:
    texts = [cell_text(cell) for cell in cells]
    values = dict(zip(one.columns, texts, strict=True))
    project = texts[one.header.name_at] if one.header.name_at >= 0 else None
    lines = error_lines(number, project, lambda route: one.header.column(route) or None, faults, values.get)
    if not several:
        yield from lines
        return
    from perfeval.report.jsontext import json_text

    head = f'{{"file": {json_text(one.table.name, None)}, '
    yield from (head + line[1:] for line in lines)
