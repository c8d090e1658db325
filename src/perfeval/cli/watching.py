"""``perfeval validate --watch``: the check again whenever one of the files, or a spec behind one, changes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from perfeval.cli.exits import USAGE, Leave
from perfeval.cli.inputs import STDIN, files_named
from perfeval.cli.streams import emit, on_terminal, say
from perfeval.regex import regex

_NAMES = regex(rb"^(?:spec|extends)[ \t]*:[ \t]*[\"']?([^\s\"'#]+\.ya?ml)", re.M)
_CLEAR = "\x1b[2J\x1b[H"
_DEEPEST = 8
"""So many files behind each other are looked at: a chain of `extends` may be no longer."""

Step = Callable[[], object]

State = dict[str, tuple[int, int] | None]
"""Each file's time of change and size; None where it is not there."""


def watch(files: Sequence[str], fix: Step, check: Step, pause: Step = lambda: time.sleep(0.5)) -> NoReturn:
    """Fix and check now, and again after each change, until interrupted; `pause` waits between two looks at the files.

    What the fixes write is no change. A file that is gone, half written or not yet there ends nothing.
    """
    if STDIN in files:
        say("错误: --watch 要看文件的变动，不能用于标准输入（-）")
        raise Leave(USAGE)
    while True:
        if on_terminal():
            emit(_CLEAR)
        with suppress(Leave):  # it has said why; the next change may mend it
            fix()
        seen = state(files)
        with suppress(Leave):
            check()
        say("等待文件变动……按 Ctrl-C 结束")
        while state(files) == seen:
            pause()


def state(files: Sequence[str]) -> State:
    """The files that the arguments name now, with the specs that they name in turn."""
    found: State = {}
    pending = [(Path(name), 0) for argument in files for name in files_named(argument)]
    while pending:
        path, depth = pending.pop()
        if str(path) in found:
            continue
        found[str(path)], names = _look(path)
        if depth < _DEEPEST:
            pending += [(path.parent / name, depth + 1) for name in names]
    return found


def _look(path: Path) -> tuple[tuple[int, int] | None, list[str]]:
    """When a file changed and how large it is, and the files that it names; None and nothing where it is not there."""
    try:
        stat = path.stat()
        text = path.read_bytes() if path.suffix in (".yaml", ".yml") and path.is_file() else b""
    except (OSError, ValueError):
        return None, []
    return (stat.st_mtime_ns, stat.st_size), [name.decode("utf-8", "replace") for name in _NAMES.findall(text)]
