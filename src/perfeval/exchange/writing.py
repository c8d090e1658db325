"""The table of results into a file: Parquet, CSV for Excel, JSON lines, or an SQLite database.

What is written stands beside its place as a draft until it is whole; then it takes its place in one step.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from perfeval.batch.outcome import EXACT
from perfeval.batch.results import as_arrow, finished, whole
from perfeval.exchange.grouping import grouped
from perfeval.record import Record

Frames = Iterator[pl.DataFrame]
Schema = Mapping[str, pl.DataType]

GROUP = 1 << 16
"""How many rows of a Parquet file lie together where nobody says."""

_LOOKED_AT, _FEW = 1000, 100
"""Texts are listed where so many rows have no more different ones."""


class Layout(Record, eq=False):
    """What a file of results looks like.

    columns: the types of all columns, in their order. group: how many rows of a Parquet file lie together. filled: the
    columns without an empty cell; a Parquet file says which they are, and is written faster for it.
    """

    columns: Schema
    group: int = GROUP
    filled: Collection[str] = ()


TABLE = "results"
"""What the table is called in a database."""


def draft(path: Path) -> Path:
    """Where a file is written before it is whole: always the same place, so that a later run takes it away.

    What a link points to is written; what is no file, but a device or a pipe, has its draft elsewhere.
    """
    if path.exists() and not path.is_file():
        return Path(tempfile.gettempdir(), f".perfeval-{os.getpid()}-{path.name}.draft")
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}.draft")


def settle(made: Path, path: Path) -> None:
    """A draft that is whole takes its place in one step; a device is written through. Raises OSError."""
    if path.exists() and not path.is_file():
        with made.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        return
    real = Path(os.path.realpath(path))
    if real.exists():
        made.chmod(real.stat().st_mode & 0o777)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(real)


def write(path: Path, frames: Frames, layout: Layout, whole: Callable[[], bool] = lambda: True) -> None:
    """Write all frames, in order, in the format that the ending of the name says. Raises OSError.

    frames: tables of these columns, but for points, which are whole numbers of the last place. However they come, the
    same results are the same file. whole: asked at the end, whether these were all; if not, nothing is written.
    """
    made = draft(path)
    made.unlink(missing_ok=True)
    try:
        WRITERS[path.suffix.lower()](made, frames, layout)
        if whole():
            settle(made, path)
    except (sqlite3.Error, pl.exceptions.PolarsError) as error:
        raise OSError(errno.EIO, str(error).partition("\n")[0], str(path)) from None
    finally:
        made.unlink(missing_ok=True)


def _parquet(path: Path, frames: Frames, layout: Layout) -> None:
    """Numbers are packed, and texts that come again listed; what is left is compressed, but for exact points, which do
    not get much shorter.
    """
    from pyarrow import Table, field
    from pyarrow import schema as fields
    from pyarrow.parquet import ParquetWriter

    schema, groups = layout.columns, grouped(frames, layout.group)
    none = pl.DataFrame(schema=whole(schema))
    some = next(groups, none)
    texts = [name for name, kind in schema.items() if kind == pl.String]
    listed = [name for name in texts if some[name].head(_LOOKED_AT).n_unique() <= _FEW]
    kinds = zip(schema, as_arrow(none, schema), strict=True)
    made = fields([field(name, cells.type, nullable=name not in layout.filled) for name, cells in kinds])
    with (
        ParquetWriter(
            path,
            made,
            compression={name: "lz4" if name in texts and not name.endswith(EXACT) else "none" for name in schema},
            use_dictionary=listed,
            column_encoding={name: "DELTA_BINARY_PACKED" for name in schema if name not in texts},
            write_statistics=False,
            store_schema=False,
            store_decimal_as_integer=True,
        ) as writer,
        _settling(path) as settled,
    ):
        while len(some):
            writer.write_table(Table.from_arrays(as_arrow(some, schema), schema=made))
            settled()
            some = next(groups, none)


@contextmanager
def _settling(path: Path) -> Iterator[Callable[[], None]]:
    """What is called to send what has been written to the disk in a thread of its own, so that little is left to wait
    for at the end.
    """
    with ThreadPoolExecutor(1) as thread, path.open("rb") as file:
        last: Future[object] = thread.submit(int)

        def settled() -> None:
            nonlocal last
            if last.done():
                last.result()  # a fault of the disk is told to one who asks, and to nobody after him
                last = thread.submit(os.fsync, file.fileno())

        yield settled
        last.result()


def _csv(path: Path, frames: Frames, layout: Layout) -> None:
    """With a byte order mark, without which Excel takes Chinese for something else."""
    schema = layout.columns
    made = (_harmless(finished(frame, schema)) for frame in frames)
    _lazy(made, schema).sink_csv(path, include_bom=True)


def _harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as formulas begin with an apostrophe; numbers stay as they are."""
    texts = pl.col(pl.String)
    formula = texts.str.contains(r"^[=+\-@\t\r]") & ~texts.str.contains(r"^[+-]?[0-9]+(?:\.[0-9]+)?%?$")
    return frame.with_columns(pl.when(formula).then("'" + texts).otherwise(texts).name.keep())


def _jsonl(path: Path, frames: Frames, layout: Layout) -> None:
    """Points as JSON numbers with all their decimals, which every reader of JSON may read as it likes."""
    with path.open("w", encoding="utf-8") as file:
        for frame in frames:
            file.write(_as_json(finished(frame, layout.columns)))


def _as_json(frame: pl.DataFrame) -> str:
    points = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]
    parts: list[pl.Expr | pl.Series] = []
    for name in frame.columns:
        said = pl.col(name).cast(pl.String)
        if name not in points and frame.schema[name] == pl.String:
            said = pl.col(name).map_elements(_quoted, return_dtype=pl.String)
        parts += [pl.lit(", " if parts else "{"), pl.lit(_quoted(name) + ": "), said.fill_null("null")]
    lines = frame.select(pl.concat_str([*parts, pl.lit("}\n")]).alias("line"))["line"]
    return "".join(lines)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def _sqlite(path: Path, frames: Frames, layout: Layout) -> None:
    """Points as text with all their decimals: a database of this kind has no decimals, and floats are not exact."""
    schema = layout.columns
    columns = ", ".join(f"{_name(name)} {'INTEGER' if kind == pl.Int64 else 'TEXT'}" for name, kind in schema.items())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA journal_mode = MEMORY")  # on a full disk SQLite would leave it beside the draft
        base.execute(f"CREATE TABLE {TABLE} ({columns})")
        marks = ", ".join("?" * len(schema))
        for frame in frames:
            plain = finished(frame, schema).with_columns(pl.selectors.decimal().cast(pl.String))
            base.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", plain.iter_rows())


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


WRITERS: dict[str, Callable[[Path, Frames, Layout], Any]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".sqlite": _sqlite,
    ".db": _sqlite,
}
"""The formats, by the ending of the file's name."""


def _lazy(frames: Frames, schema: Schema) -> pl.LazyFrame:
    """Frames as they come, so that writing goes on while the next ones are scored."""

    def source(columns: list[str] | None, predicate: Any, rows: int | None, size: int | None) -> Frames:
        yield from frames

    return register_io_source(source, schema=dict(schema))
