"""A Spark DataFrame of projects, scored where its partitions are. Needs the extra ``[spark]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from perfeval.exchange.arrow import Scorer
from perfeval.exchange.shipping import ready, shipped


def score_spark(frame: Any, spec: Path | str, *, numbers: str, keep: Sequence[str] = ()) -> Any:
    """The results of a Spark DataFrame as another, findings under ``错误`` and ``警告``; see `arrow.parted`.

    spec: a file, which is read here and now, or a built-in one by its name. numbers: the column that holds the number
    of each row. keep: columns that go into the results. Nothing is scored before Spark has to. Raises `Unusable`.
    """
    data, columns = shipped(spec), list(frame.columns)
    kinds = Scorer(columns, ready(data), keep=keep, numbers=numbers).schema

    def scored(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scorer = Scorer(columns, ready(data), keep=keep, numbers=numbers)
        for batch in batches:
            yield from scorer.stream(batch).to_batches()

    # Spark does not find a column whose name has a point in it, and ours do.
    placed = frame.toDF(*map(str, range(len(columns))))
    return placed.mapInArrow(scored, ", ".join(f"{_quoted(kind.name)} {_type(kind.type)}" for kind in kinds))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    return "bigint" if pa.types.is_int64(kind) else "string"
