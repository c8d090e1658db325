"""Where a batch says what has no score, so that it is found again beside the results, and never lost to another run."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

COMMON = "errors.jsonl"
"""What the file is called, unless there is one already that belongs to other results."""


def place(results: Path) -> Path:
    """Where the errors of these results go, where nobody says."""
    own, common = _own(results), results.with_name(COMMON)
    return own if own.exists() or (_filled(common) and not _belongs(common, results)) else common


def passed_by(errors: Path, results: Path) -> Path | None:
    """The file of errors of other results, on whose account the errors of these have a name of their own."""
    common = results.with_name(COMMON)
    return common if errors == _own(results) and common.exists() else None


def mark(errors: Path, results: Path) -> None:
    """Give a file of errors the time of its results, by which they are known to belong together. Raises OSError."""
    if errors.is_file() and results.is_file():
        time = results.stat().st_mtime_ns
        os.utime(errors, ns=(time, time))


def set_aside(results: Path) -> int | None:
    """How many projects have no score, as the file of errors says that belongs to results; None where there is none."""
    found = next((one for one in (_own(results), results.with_name(COMMON)) if _belongs(one, results)), None)
    # Such a file that somebody has spoilt says nothing.
    with suppress(OSError, ValueError, AttributeError):
        if found:
            with found.open(encoding="utf-8") as lines:
                every = map(json.loads, lines)
                return len({(one.get("file"), one.get("row")) for one in every if one.get("severity") == "error"})
    return None


def _own(results: Path) -> Path:
    return results.with_name(f"{results.name}.{COMMON}")


def _filled(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _belongs(errors: Path, results: Path) -> bool:
    try:
        return errors.is_file() and results.is_file() and errors.stat().st_mtime_ns == results.stat().st_mtime_ns
    except OSError:  # one of them is just being taken away
        return False
