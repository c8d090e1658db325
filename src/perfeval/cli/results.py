"""Files of results, as ``perfeval batch`` writes them, for Polars. Imported only where Polars is to be used."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl

from perfeval.cli.inputs import shown
from perfeval.diagnostic import Diagnostic, Location
from perfeval.exchange.disguised import other_encoding
from perfeval.load import unreadable
from perfeval.record import replace

T = TypeVar("T")


def _jsonl(path: str) -> pl.LazyFrame:
    """All values as the texts that they are: a number of JSON must not become a float."""
    names = pl.scan_ndjson(path, infer_schema_length=100).collect_schema().names()
    return pl.scan_ndjson(path, schema=dict.fromkeys(names, pl.String()))


def _csv(path: str, encoding: str = "utf-8") -> pl.LazyFrame:
    """All values as texts. Raises UnicodeError where a file of another encoding than UTF-8 is not in it."""
    if _is_utf8(encoding):
        return pl.scan_csv(path, glob=False, infer_schema=False)
    text = Path(path).read_text(encoding=encoding)
    return pl.read_csv(text.encode("utf-8"), infer_schema=False).lazy()


_READERS: dict[str, Callable[[str], pl.LazyFrame]] = {
    ".parquet": lambda path: pl.scan_parquet(path, glob=False),
    ".csv": _csv,
    ".jsonl": _jsonl,
}


def from_results(
    name: str, work: Callable[[pl.LazyFrame], T | tuple[Diagnostic, ...]], encoding: str = "utf-8"
) -> T | tuple[Diagnostic, ...]:
    """What `work` makes of a file of results; or what is wrong with it, which may show only while it is read."""
    path = Path(name)
    read = _READERS.get(path.suffix.lower())
    try:
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        reason = error if isinstance(error, OSError) else OSError(str(error))
        return (unreadable(shown(name), reason),)
    if read is None:
        hint = f"换成 {'、'.join(_READERS)} 文件；Excel 的表另存为 CSV UTF-8"
        return (_at(name, Diagnostic("not-a-result", f"看不出“{shown(name)}”是哪种结果文件", hint)),)
    real = os.path.realpath(path)
    try:
        found = work(_csv(real, encoding) if read is _csv else read(real))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, UnicodeError) as error:
        found = (_broken(path, shown(name), error),)
    if isinstance(found, tuple) and read is _csv and not _is_in(real, encoding):
        found = (other_encoding(shown(name), encoding),)
    return tuple(_at(name, one) for one in found) if isinstance(found, tuple) else found


def _broken(path: Path, name: str, error: BaseException) -> Diagnostic:
    reason = str(error).partition("\n")[0][:200]
    hint = f"用 perfeval batch 重新写出，不要改名或截断（{type(error).__name__}：{reason}）"
    return Diagnostic("not-a-result", f"“{name}”不是完好的 {path.suffix} 文件", hint)


def _is_utf8(encoding: str) -> bool:
    return encoding.lower() in ("utf-8", "utf8")


def _is_in(path: str, encoding: str) -> bool:
    """Whether all of a file can be read in an encoding."""
    try:
        with Path(path).open(encoding=encoding) as file:
            while file.read(1 << 20):
                pass
    except UnicodeError:
        return False
    except OSError:  # it has gone meanwhile, which has been said
        return True
    return True


def _at(name: str, found: Diagnostic) -> Diagnostic:
    return replace(found, location=Location(shown(name), 1, 1))
