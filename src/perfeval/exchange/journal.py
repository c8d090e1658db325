"""What a long run has done so far, so that another can finish it: kept beside the output until that is whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from threading import Lock

import polars as pl

from perfeval.record import Record

_STATE = "run.json"
_TOLD = ("errors", "scored", "aside", "warned")


class Part(Record, eq=False):
    """What a step gives: results, and lines of errors; how many projects have a score, how many have none.

    warned: about how many of those that have a score there is a line, too.
    """

    results: pl.DataFrame
    errors: list[str]
    scored: int
    aside: int
    warned: int = 0


class Journal:
    """The parts of one run; `key` says of what inputs, and parts of any other run are not used."""

    def __init__(self, output: Path, key: str) -> None:
        """Take the place of the output, and everything that the results depend on in one text."""
        self.folder = output.with_name(f".{output.name}.parts")
        self.key = key
        self._lock = Lock()

    @property
    def found(self) -> bool:
        """Whether another run of the same inputs has left parts."""
        try:
            return bool(json.loads((self.folder / _STATE).read_text(encoding="utf-8")) == {"key": self.key})
        except (OSError, ValueError):
            return False

    @property
    def there(self) -> bool:
        """Whether any run has left parts."""
        return self.folder.is_dir()

    def begin(self, resume: bool) -> None:
        """Keep the parts of the same inputs where `resume` asks for them; take away all others. Raises OSError."""
        if not (resume and self.found):
            self.clear()

    def part(self, number: int) -> Part | None:
        """A part that is whole."""
        results, errors = self._files(number)
        try:
            # The errors are written last: where they are, everything is.
            told = json.loads(errors.read_text(encoding="utf-8"))
            return Part(pl.read_ipc_stream(results), *(told[name] for name in _TOLD))
        except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):
            return None

    def keep(self, number: int, part: Part) -> None:
        """Write a part down, each of its files in one step. Raises OSError."""
        with self._lock:  # several parts may be ready at a time
            if not (self.folder / _STATE).exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                _whole(self.folder / _STATE, json.dumps({"key": self.key}).encode())
        results, errors = self._files(number)
        made = results.with_suffix(".draft")
        part.results.write_ipc_stream(made)
        made.replace(results)
        _whole(errors, json.dumps({name: getattr(part, name) for name in _TOLD}).encode())

    def clear(self) -> None:
        """Forget everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _files(self, number: int) -> tuple[Path, Path]:
        return self.folder / f"{number:06}.arrow", self.folder / f"{number:06}.json"


def _whole(path: Path, raw: bytes) -> None:
    made = path.with_suffix(".draft")
    made.write_bytes(raw)
    made.replace(path)
