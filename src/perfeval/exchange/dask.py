"""A Dask DataFrame of projects, scored partition by partition. Needs the extra ``[dask]``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from perfeval.batch.typed import cell_text
from perfeval.exchange.arrow import Scorer
from perfeval.exchange.shipping import ready, shipped


def score_dask(frame: Any, spec: Path | str, *, numbers: str, keep: Sequence[str] = ()) -> Any:
    """The results of a Dask DataFrame as another, findings under ``错误`` and ``警告``; see `arrow.parted`.

    spec: a file, which is read here and now, or a built-in one by its name. numbers: the column that holds the number
    of each row. keep: columns that go into the results. Nothing is scored before Dask computes. Raises `Unusable`.
    """
    data, columns = shipped(spec), list(map(str, frame.columns))
    empty = Scorer(columns, ready(data), keep=keep, numbers=numbers).schema.empty_table()
    return frame.map_partitions(
        _partition, data, numbers, tuple(keep), meta=_as_pandas(empty), clear_divisions=True, enforce_metadata=False
    )


def _partition(part: Any, data: bytes, numbers: str, keep: tuple[str, ...]) -> Any:
    columns = list(map(str, part.columns))
    rows = pa.table([_as_arrow(part.iloc[:, at]) for at in range(len(columns))], names=columns)
    return _as_pandas(Scorer(columns, ready(data), keep=keep, numbers=numbers).stream(rows))


def _as_pandas(table: pa.Table) -> Any:
    """With the types of Arrow: no other decimals of pandas are exact."""
    import pandas as pd

    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _as_arrow(column: Any) -> Any:
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # one column with several types of values
        return pa.array([None if no else cell_text(one) for one, no in zip(column, column.isna(), strict=True)])
