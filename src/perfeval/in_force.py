"""The specs beside one that is not in force, or not there: advice for the errors that say so."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval.diagnostic import Diagnostic, shown_path
from perfeval.model import read
from perfeval.project import Project
from perfeval.record import replace
from perfeval.source import Data, Source, read_bytes
from perfeval.spec import Period

if TYPE_CHECKING:
    from perfeval.load import Loaded

Load = Callable[[Path], "Loaded[Source]"]

MOST = 200
"""How many files of the folder are looked into."""

_HEAD, _MOST_NAMED = 2000, 3
"""How much of a file is read to see that it is a spec, and how many are named."""

_SPEC = re.compile(rb"^perfeval:[ \t]*[\"']?spec/1\b", re.M)
_ID = re.compile(rb"^id:([^\r\n]*)", re.M)


def advised(
    findings: Iterable[Diagnostic], spec: Path, name: str, project: Project, folder: Path, load: Load
) -> Iterator[Diagnostic]:
    """The findings, and in that of a spec not in force the name of one that is, where the spec's folder has one.

    name: the id of `spec`. folder: that of the project. load: a spec with all that it takes over.
    """
    for found in findings:
        better = None
        if found.code == "spec-not-in-force" and project.period:
            better = in_force(spec, name, project.period, load)
        if better:
            text = os.path.relpath(better, folder).replace(os.sep, "/")
            found = replace(found, hint=f"该期间适用的是 {shown_path(better)}，写 spec: {text}")
        yield found


def in_force(spec: Path, name: str, period: Period, load: Load) -> Path | None:
    """The spec in the folder of `spec`, of the same stem as the id `name`, that is valid for the whole period.

    Of several the one whose validity began last.
    """
    found = list[tuple[Period, Path]]()
    for file in _alike(spec, name):
        source = load(file).value
        data = source.data if source else None
        valid = _period(data.get("valid")) if isinstance(data, dict) and _stem(data.get("id")) == _stem(name) else None
        if valid and valid.start <= period.start and period.end <= valid.end:
            found.append((valid, file))
    return max(found, key=lambda each: each[0].start)[1] if found else None


def not_there(text: str, path: Path, folder: Path, field: str) -> Diagnostic:
    """The finding for a spec that is not at `path`, with those beside it as a file in `folder` names them."""
    from difflib import get_close_matches

    there = [*_specs(path.parent)]
    near = get_close_matches(path.name, there, _MOST_NAMED) or there[:_MOST_NAMED]
    names = (shown_path(os.path.relpath(path.parent / name, folder)).replace(os.sep, "/") for name in near)
    listed = "、".join(f"{field}: {name}" for name in names)
    hint = f"核对文件名；那里有的指标体系：{listed}" if listed else f"核对路径：找的是 {shown_path(path)}"
    return Diagnostic("file-not-found", f"没有指标体系文件“{text}”", hint, (field,))


def _specs(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.y*ml"))[:MOST]:
        try:
            with file.open("rb") as opened:
                if _SPEC.search(opened.read(_HEAD)):
                    yield file.name
        except OSError:  # a file that cannot be read is no advice
            continue


def _period(data: Data) -> Period | None:
    period = read(Period, data)
    return period if isinstance(period, Period) else None


def _stem(name: Data) -> str:
    """An id without its figures, by which the versions of one spec differ: years, numbers of a version.

    >>> _stem("lectures-2023") == _stem("lectures-2024"), _stem("lectures-2023") == _stem("library-2023")
    (True, False)
    """
    return re.sub(r"[0-9]+", "", name) if isinstance(name, str) else ""


def _alike(spec: Path, name: str) -> Iterator[Path]:
    """The other files in the folder that seem to be specs of the same stem, by a look at their text."""
    for file in sorted(spec.parent.glob("*.y*ml"))[:MOST]:
        try:
            if file.name == spec.name or not file.is_file():
                continue
            text = read_bytes(file)
        except OSError:  # a file that cannot be read is no advice
            continue
        stated = _ID.search(text) if _SPEC.search(text) else None
        if stated and _stem(name) in _stem(stated[1].decode("utf-8", "replace")):
            yield file
