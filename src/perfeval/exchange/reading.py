"""Tables of projects from Parquet, CSV and JSON lines, some thousand rows at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TextIO

import polars as pl
from pyarrow.lib import ArrowException

from perfeval.batch.table import plainly
from perfeval.batch.typed import cell_text
from perfeval.diagnostic import Diagnostic, Location
from perfeval.exchange.disguised import disguised, other_encoding
from perfeval.exchange.grouping import grouped
from perfeval.exchange.json_lines import json_object
from perfeval.load import unreadable
from perfeval.record import Record, replace

ROWS = 1 << 16
"""How many rows are looked at together: enough for whole columns to pay, few enough for memory not to grow."""

_LONGEST = 1 << 20
"""The most signs in a line."""

Bad = tuple[int, Diagnostic]
"""The number of a row that cannot be read, and why."""


class Rows(Record, eq=False):
    """Some rows of a table, the first of which has the number `first`; `bad` are among them and cannot be scored.

    torn: the cells of those whose length is not that of the header, by number; in `cells` they are empty.
    """

    first: int
    cells: pl.DataFrame
    bad: tuple[Bad, ...] = ()
    torn: tuple[tuple[int, list[str]], ...] = ()


class Input(Record, eq=False):
    """A table: its columns, how many rows it has where that is known, and its rows."""

    name: str
    columns: tuple[str, ...]
    count: int | None
    rows: Callable[[], Iterator[Rows]]


class Unreadable(Exception):
    """A table that cannot be used; carries what it is called, and the finding."""

    def __init__(self, name: str, finding: Diagnostic) -> None:
        """Take both."""
        super().__init__(finding.message)
        self.name, self.finding = name, finding


SUFFIXES = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson")
"""The endings by which a table is known."""


def open_table(path: Path, name: str, encoding: str = "utf-8") -> Input:
    """A table by the ending of its name, one of `SUFFIXES`. Raises `Unreadable` where it cannot be read."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _parquet(path, name)
    if suffix in (".csv", ".tsv"):
        return _csv(path, name, encoding, "\t" if suffix == ".tsv" else ",")
    return _jsonl(path, name)


def _parquet(path: Path, name: str) -> Input:
    from pyarrow.parquet import read_metadata

    with _whole(name):
        lazy = pl.scan_parquet(path, glob=False)
        columns, parts = tuple(lazy.collect_schema()), read_metadata(path)
    groups = [parts.row_group(at).num_rows for at in range(parts.num_row_groups)]

    def rows() -> Iterator[Rows]:
        # A group is read once, and whole: to read a part of it takes as long.
        begins = accumulate(groups, initial=0)
        read = (_group(lazy, begin, count, name) for begin, count in zip(begins, groups, strict=False))
        first = 1
        for cells in grouped(read, ROWS):
            yield Rows(first, plainly(pl.DataFrame([cells[name].alias(str(n)) for n, name in enumerate(columns)])))
            first += len(cells)

    return Input(name, columns, sum(groups), rows)


def _group(lazy: pl.LazyFrame, at: int, count: int, name: str) -> pl.DataFrame:
    with _whole(name):
        return lazy.slice(at, count).collect()


@contextmanager
def _whole(name: str) -> Iterator[None]:
    """What is read from a file that may be no Parquet file, or may have gone meanwhile."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ArrowException, OSError) as error:
        if isinstance(error, OSError) and (error.errno or type(error) is not OSError):
            raise Unreadable(name, unreadable(name, error)) from None  # what is none has neither number nor type
        reason = str(error).partition("\n")[0][:200]
        message = f"“{name}”不是完好的 Parquet 文件（{reason}）"
        raise Unreadable(name, Diagnostic("unreadable-table", message, "重新导出这个文件")) from None


def _csv(path: Path, name: str, encoding: str, delimiter: str) -> Input:
    if other := disguised(path, name, encoding):
        raise Unreadable(name, other)
    with closing(csv_lines(path, name, encoding, delimiter)) as reading:
        head = next(filter(None, reading), None)
    if head is None:
        hint = "第一行写列名；用 perfeval batch --template 生成空表"
        raise Unreadable(name, Diagnostic("empty-table", f"“{name}”是空的", hint))
    columns = tuple(head)

    def rows() -> Iterator[Rows]:
        with closing(csv_lines(path, name, encoding, delimiter)) as reading:
            next(filter(None, reading))
            at = 0
            while block := _block(reading, columns, at + 1):
                yield block
                at += len(block.cells)

    return Input(name, columns, None, rows)


def csv_lines(path: Path, name: str, encoding: str, delimiter: str) -> Generator[list[str], None, None]:
    """The cells of each line of a CSV file, blank lines included. Raises `Unreadable`."""
    known, reader = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding, None
    try:
        with path.open(encoding=known, newline="") as file:
            reader = csv.reader(_bounded(file, name), delimiter=delimiter, strict=True)
            yield from reader
    except UnicodeError:
        raise Unreadable(name, other_encoding(name, encoding)) from None
    except OSError as error:
        raise Unreadable(name, unreadable(name, error)) from None
    except csv.Error as error:
        place = Location(name, reader.line_num if reader else 1, 1)
        raise Unreadable(name, replace(_uneven(name, str(error)), location=place)) from None


def _uneven(name: str, reason: str) -> Diagnostic:
    """What is wrong with the lines of a CSV file up to one.

    The limit of a cell stays where Python has it, four times what a spreadsheet has room for: what is longer is
    nearly always the rest of a table behind a quote that nothing closes.
    """
    if reason.startswith("field larger"):
        message = f"“{name}”到这一行为止有一格超过 {csv.field_size_limit()} 个字"
        return Diagnostic("unreadable-table", message, "核对换行和引号：缺了一个引号，后面各行就都算在这一格里")
    message = f"“{name}”到这一行为止的引号不成对（{reason}）"
    return Diagnostic("unreadable-table", message, "核对这一行之前有引号的格：格里的引号写两遍，整格再加引号")


def _bounded(file: TextIO, name: str) -> Iterator[str]:
    """The lines of a text, none so long that it would fill the memory."""
    while line := file.readline(_LONGEST):
        if len(line) == _LONGEST:
            message = f"“{name}”有一行超过 {_LONGEST} 个字"
            raise Unreadable(name, Diagnostic("unreadable-table", message, "核对换行：一行是一个项目"))
        yield line


def _block(reading: Iterator[list[str]], columns: Sequence[str], first: int) -> Rows | None:
    """The next rows of a CSV file; those of another length than the header are bad, unless they are empty."""
    listed: list[list[str | None]] = []
    torn: list[tuple[int, list[str]]] = []
    for cells in reading:
        if len(cells) != len(columns):
            torn += [(first + len(listed), cells)] if any(map(str.strip, cells)) else []
            cells = []
        listed.append([cell or None for cell in cells] or [None] * len(columns))
        if len(listed) == ROWS:
            break
    if not listed:
        return None
    bad = ((number, _uneven_row(len(cells), len(columns))) for number, cells in torn)
    return Rows(first, _frame(columns, list(zip(*listed, strict=True))), tuple(bad), tuple(torn))


def _uneven_row(count: int, wanted: int) -> Diagnostic:
    message = f"这一行有 {count} 格，表头有 {wanted} 格"
    return Diagnostic("uneven-row", message, "有逗号的格加引号；补齐缺的格")


def _frame(columns: Sequence[str], cells: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    """Texts as a table whose columns have numbers for names: a header may say anything, even one thing twice."""
    return pl.DataFrame([pl.Series(str(index), column, dtype=pl.String) for index, column in enumerate(cells)])


def _jsonl(path: Path, name: str) -> Input:
    keys: dict[str, None] = {}
    count = 0
    for _, line in _lines(path, name):
        found = json_object(line)
        keys |= dict.fromkeys(found if isinstance(found, dict) else ())
        count += 1
    columns = tuple(keys)

    def rows() -> Iterator[Rows]:
        listed: list[list[str | None]] = []
        bad: list[Bad] = []
        first = 1
        for number, line in _lines(path, name):
            found = json_object(line)
            if isinstance(found, Diagnostic):
                bad.append((number, found))
                found = {}
            listed.append([cell_text(found.get(key)) for key in columns])
            if len(listed) == ROWS:
                yield Rows(first, _frame(columns, list(zip(*listed, strict=True))), tuple(bad))
                first, listed, bad = number + 1, [], []
        if listed:
            yield Rows(first, _frame(columns, list(zip(*listed, strict=True))), tuple(bad))

    if not columns:
        raise Unreadable(name, Diagnostic("empty-table", f"“{name}”里没有一行是 JSON 对象", "每行写一个 {…}"))
    return Input(name, columns, count, rows)


def _lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            yield from enumerate(_bounded(file, name), 1)
    except UnicodeDecodeError:
        raise Unreadable(name, Diagnostic("wrong-encoding", f"“{name}”不是 UTF-8 编码", "另存为 UTF-8")) from None
    except OSError as error:
        raise Unreadable(name, unreadable(name, error)) from None
