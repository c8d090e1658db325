"""Arrow tables of projects, scored with a plan: what programs and the engines of clusters call.

A row means what it means to ``perfeval batch``, and so do results and errors; only where they come from and where they
go is left to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, cast

import polars as pl
import pyarrow as pa
import pyarrow.compute

from perfeval.batch import among
from perfeval.batch.averages import asking, averaged
from perfeval.batch.outcome import ROW, filled, shape
from perfeval.batch.results import finished, schema
from perfeval.batch.table import Table, plainly
from perfeval.batch.typed import cell_text
from perfeval.diagnostic import Diagnostic
from perfeval.exchange.gathering import among_rows, averaged_rows
from perfeval.exchange.judging import Noted, judge, no_column, taken
from perfeval.exchange.names import projects
from perfeval.exchange.reading import Rows
from perfeval.exchange.writing import WRITERS, Layout, write
from perfeval.plan import Plan
from perfeval.report.findings import render

STEP = 1 << 18
"""How many rows of a table that is in memory are scored together: each step has its price, and the memory is there."""

ERRORS, WARNINGS = "错误", "警告"
"""The columns of a stream that hold why a row has no score, and what there is to say of one that has, as lines of
``errors.jsonl``."""

Arrow: TypeAlias = pa.Table | pa.RecordBatch


class Unusable(ValueError):
    """A spec or a table that cannot be used at all; the text says why, and so do its `diagnostics`."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Take the findings."""
        super().__init__(render(diagnostics))
        self.diagnostics = tuple(diagnostics)


def result_schema(plan: Plan, keep: Sequence[str] = ()) -> pa.Schema:
    """The columns of the results, which are known before any row is; `keep` are taken over from the input."""
    kinds = schema(shape(plan, list(dict.fromkeys(keep))))
    return pa.schema([(name, _kind(kind)) for name, kind in kinds.items()])


def stream_schema(plan: Plan, keep: Sequence[str] = ()) -> pa.Schema:
    """The columns of what `Scorer.stream` gives: those of the results, the errors, and the warnings."""
    return result_schema(plan, keep).append(pa.field(ERRORS, pa.string())).append(pa.field(WARNINGS, pa.string()))


def _kind(kind: pl.DataType) -> pa.DataType:
    if isinstance(kind, pl.Decimal):
        return pa.decimal128(kind.precision, kind.scale)
    return pa.int64() if kind == pl.Int64 else pa.string()


def score_arrow(
    table: Arrow, plan: Plan, *, keep: Sequence[str] = (), first: int = 1, numbers: str = ""
) -> tuple[pa.Table, list[str]]:
    """The results of the rows that can be scored, and what there is to say of rows, as lines of ``errors.jsonl``.

    keep: columns that go into the results. numbers: the column that holds the number of each row, which is then no
    cell of a project; without it rows are counted from `first`. Raises `Unusable`.
    """
    return Scorer(table.schema.names, plan, keep=keep, numbers=numbers).score(table, first)


def compared(plan: Plan, tables: Iterable[Arrow], *, numbers: str = "") -> Plan:
    """The plan for the projects of these tables, which the spec holds against each other.

    All tables are read once for the rules `rank` and `peer`, and scored once for ``not_applicable: peer_mean``, before
    any of them is scored for good; a spec that has both keeps them at hand. Raises `Unusable`.
    """
    ranked, means = bool(among.compared(plan)), bool(averaged(plan))
    tables = list(tables) if ranked and means else tables
    if ranked:
        plan = among_rows(plan, (Scorer(table.schema.names, plan, numbers=numbers).read(table) for table in tables))
    if means:
        first = asking(plan)
        found = (Scorer(table.schema.names, first, numbers=numbers).points(table) for table in tables)
        plan = averaged_rows(plan, chain.from_iterable(found))
    return plan


class Scorer:
    """A plan made ready for tables with one header; for one thread at a time."""

    def __init__(self, columns: Sequence[str], plan: Plan, *, keep: Sequence[str] = (), numbers: str = "") -> None:
        """Take what `score_arrow` takes. Raises `Unusable` where no row of such a table could be scored.

        columns: what the columns are called; tables need not say so themselves, they go by their place.
        """
        if isinstance(keep, str) or not isinstance(plan, Plan):
            raise TypeError("keep 是列名的列表，如 keep=['街道']；plan 是 perfeval.load_spec('spec.yaml').value")
        if clashing := [name for name in (ERRORS, WARNINGS) if name in keep]:
            raise Unusable([taken(name) for name in clashing])
        self._numbers = columns.index(numbers) if numbers in columns else None
        self._places = [at for at in range(len(columns)) if at != self._numbers]
        found = judge([columns[at] for at in self._places], plan, keep)
        absent = [no_column(numbers, columns)] if numbers and self._numbers is None else []
        if isinstance(found, tuple) or absent:
            raise Unusable([*absent, *(found if isinstance(found, tuple) else ())])
        self._judge = found
        self.results, self.schema = result_schema(plan, keep), stream_schema(plan, keep)

    @property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What is to be said of the table before its rows: columns that are not used, units that are not stated."""
        return self._judge.header.notes

    def read(self, table: Arrow) -> tuple[Table, pl.DataFrame]:
        """A table as the engine has it: what its columns mean, and its cells."""
        return self._judge.engine.table, self._projects(table).cells

    def points(self, table: Arrow) -> Iterator[pl.DataFrame]:
        """The results of a table as the engine has them."""
        for at in range(0, table.num_rows, STEP):
            yield self._judge.engine.score(self._projects(table.slice(at, STEP)).cells, 0).results

    def score(self, table: Arrow, first: int = 1) -> tuple[pa.Table, list[str]]:
        """What `score_arrow` gives."""
        done = [self._some(table.slice(at, STEP), first + at) for at in range(0, table.num_rows, STEP)]
        frames = [_as_arrow(results, self.results) for results, _ in done]
        made = pa.concat_tables(frames) if frames else self.results.empty_table()
        return made, [line for _, noted in done for row in noted for line in row.lines]

    def stream(self, table: Arrow, first: int = 1) -> pa.Table:
        """Results and errors as one table, for what has one stream only.

        Each row of the input is in it unless it is wholly empty. One that cannot be scored has no points, and what is
        wrong with it under `ERRORS`; what there is to say of one that is scored is under `WARNINGS`. `parted` parts
        them again.
        """
        beside = self._judge.engine.table.singles(self._judge.engine.shape).beside
        made = [self.schema.empty_table()]
        for at in range(0, table.num_rows, STEP):
            results, noted = self._some(table.slice(at, STEP), first + at)
            warnings = {one.number: "".join(one.lines) for one in noted if not one.aside}
            told = pl.col(ROW).replace_strict(warnings, default=None, return_dtype=pl.String)
            told = told if warnings else pl.lit(None, pl.String)
            scored = results.with_columns(pl.lit(None, pl.String).alias(ERRORS), told.alias(WARNINGS))
            others = [
                {ROW: one.number, **beside([cell_text(cell) for cell in one.cells]), ERRORS: "".join(one.lines)}
                for one in noted
                if one.aside
            ]
            made += [_as_arrow(scored, self.schema), pa.Table.from_pylist(others, self.schema)]
        return pa.concat_tables(made).combine_chunks()

    def _some(self, rows: Arrow, first: int) -> tuple[pl.DataFrame, list[Noted]]:
        numbers, asked = self._called(rows, first), self._projects(rows)
        results, noted = self._judge.score(asked.cells, numbers, {numbers[at]: why for at, why in asked.bad})
        return finished(results, schema(self._judge.engine.shape)), noted

    def _projects(self, rows: Arrow) -> Rows:
        """The rows of a table as the engine has them, counted from 0: columns by their place, for a header may say one
        thing twice.
        """
        cells = pl.DataFrame([_column(str(n), rows.column(at)) for n, at in enumerate(self._places)])
        return projects(Rows(0, plainly(cells)), self._judge.header.name_at)

    def _called(self, rows: Arrow, first: int) -> pl.Series:
        """The number of each row."""
        if self._numbers is None:
            return pl.int_range(first, first + rows.num_rows, eager=True)
        found = rows.column(self._numbers)
        if found.null_count or not pa.types.is_integer(found.type):
            raise ValueError("the column of numbers does not hold a whole number in each row")
        return pl.Series(ROW, found, dtype=pl.Int64)


def parted(stream: pa.Table) -> tuple[pa.Table, list[str]]:
    """Results in the order of their rows, and the lines of ``errors.jsonl``, from all that has come out of a stream."""
    ordered = stream.sort_by(ROW)
    scored = pa.compute.is_null(ordered[ERRORS])
    lines = "".join(pa.compute.coalesce(ordered[ERRORS], ordered[WARNINGS]).drop_null().to_pylist())
    return ordered.filter(scored).drop_columns([ERRORS, WARNINGS]), lines.splitlines(keepends=True)


def write_results(path: Path | str, results: pa.Table, plan: Plan) -> None:
    """Write the results of a plan as ``perfeval batch`` does, in the format that the name says.

    Raises OSError; ValueError for a name with another ending than those of `WRITERS`.
    """
    if Path(path).suffix.lower() not in WRITERS:
        raise ValueError(f"结果的文件名要以 {'、'.join(WRITERS)} 结尾，而不是“{Path(path).name}”")
    frame = cast(pl.DataFrame, pl.from_arrow(results))
    points = pl.selectors.decimal()
    layout = Layout(frame.schema, filled=filled(plan))
    write(Path(path), iter([frame.with_columns(points.to_physical().cast(pl.Int64))]), layout)


def _as_arrow(results: pl.DataFrame, kinds: pa.Schema) -> pa.Table:
    return results.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(kinds)


def _column(name: str, cells: Any) -> pl.Series:
    """A column as Polars has it; where it has none like it, the texts of its cells."""
    try:
        return pl.Series(name, cells)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, pa.ArrowException, TypeError, ValueError):
        if pa.types.is_timestamp(cells.type):  # of a zone that nobody knows
            return _column(name, cells.cast(pa.timestamp(cells.type.unit))).cast(pl.String) + " UTC"
        return pl.Series(name, [cell_text(cell) for cell in cells.to_pylist()], pl.String)
