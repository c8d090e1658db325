"""What to say beneath the errors of a run: that some can be mended by the program, and that more may be behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from perfeval.cli.inputs import STDIN, shown
from perfeval.diagnostic import Diagnostic
from perfeval.source import read_bytes

Told = tuple[str, Sequence[Diagnostic]]
"""A file and what was found in it."""


def further(files: Iterable[Told]) -> Iterator[str]:
    """The lines; nothing where nothing can be mended and everything was looked at."""
    failed = [(name, found) for name, found in files if any(one.fatal for one in found)]
    mended = {name: count for name, found in _by_file(failed) if (count := _mended(name, found))}
    if mended:
        names = " ".join(f'"{name}"' if " " in name else name for name in mended)
        yield f"有 {sum(mended.values())} 处可以自动改好：perfeval validate --fix {names}"
    if any(_hidden(name, found) for name, found in failed):
        yield "错误改好之前，有的内容还不能检查；改好后再运行一次"


def _by_file(files: Iterable[Told]) -> Iterator[Told]:
    """The same findings, those that stand in other files (the spec of a project) under the names of these."""
    for name, found in files:
        yield name, found
        others = dict.fromkeys(one.location.file for one in found if one.location and not _stands_in(one, name))
        yield from ((other, [one for one in found if one.location and one.location.file == other]) for other in others)


def _mended(name: str, found: Sequence[Diagnostic]) -> int:
    """How many faults of typing `validate --fix` would mend in a file."""
    from perfeval.source.cures import CURES
    from perfeval.source.fixes import INDENTS, fixed

    curable = {"not-utf8", *CURES, *INDENTS}
    if name == STDIN or curable.isdisjoint(one.code for one in found if _stands_in(one, name)):
        return 0
    raw = _bytes(name)
    done = fixed(raw, name) if raw is not None else None
    return len(done.fixes) if done else 0


def _hidden(name: str, found: Sequence[Diagnostic]) -> bool:
    """Whether what was found kept the rest of a file from being looked at."""
    from perfeval.kinds import kind_of
    from perfeval.source import parse

    raw = None if name == STDIN else _bytes(name)
    if raw is None:
        return False
    source, _ = parse(raw, name)
    if source is None:
        return True
    # The facts of a project are not held against a spec that cannot be used.
    return kind_of(source) == "project" and any(one.fatal and not _stands_in(one, name) for one in found)


def _stands_in(found: Diagnostic, name: str) -> bool:
    return found.location is None or found.location.file in (name, shown(name))


def _bytes(name: str) -> bytes | None:
    """What a file holds, as far as files are read; nothing of a pipe or a device, which gives nothing twice."""
    try:
        return read_bytes(Path(name)) if Path(name).is_file() else None
    except (OSError, ValueError):
        return None
