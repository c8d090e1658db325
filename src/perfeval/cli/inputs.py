"""What the arguments of a command stand for: files, the files in a folder, a pattern, standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from perfeval.cli.exits import UNUSABLE, Leave
from perfeval.cli.streams import say
from perfeval.diagnostic import Diagnostic, Location, shown_path
from perfeval.load import Loaded, parsed, read_source
from perfeval.regex import regex
from perfeval.source import Source

STDIN = "-"
_STATES = regex(rb"^perfeval:\s*[\"']?(spec|project)/", re.M)


def expand(arguments: Sequence[str], kind: str = "") -> list[str]:
    """The files that the arguments name, each once, in order.

    A folder or a pattern stands for those of its YAML files that state ``perfeval: KIND/…``. Leaves with a clear
    word where an argument names nothing.
    """
    found: dict[str, None] = {}
    for argument in arguments:
        named = list(_named(argument, kind))
        if not named:
            what = {"project": "项目", "": "指标体系或项目"}[kind]
            say(f"错误: “{argument}”里没有{what}文件（以 perfeval: {kind or 'spec'}/1 开头的 .yaml）")
            raise Leave(UNUSABLE)
        found.update(dict.fromkeys(named))
    return list(found)


def _named(argument: str, kind: str) -> Iterator[str]:
    path = Path(argument)
    if argument == STDIN or path.is_file():
        yield argument
    elif path.is_dir():
        yield from (str(file) for file in sorted(path.rglob("*.y*ml")) if _states(file, kind))
    elif any(sign in argument for sign in "*?["):
        yield from (str(file) for file in sorted(_glob(argument)) if _states(file, kind))
    else:
        yield argument  # reading it says what is wrong


def _glob(pattern: str) -> Iterator[Path]:
    path = Path(pattern)
    root = Path(path.anchor) if path.is_absolute() else Path()
    return root.glob(str(path.relative_to(root)) if path.is_absolute() else pattern)


def _states(file: Path, kind: str) -> bool:
    hidden = any(part.startswith(".") and part not in (".", "..") for part in file.parts)
    if hidden or file.suffix not in (".yaml", ".yml") or not file.is_file():
        return False
    with file.open("rb") as opened:
        stated = _STATES.search(opened.read(65536))
    return bool(stated) and (not kind or (stated is not None and stated[1].decode() == kind))


def read(name: str) -> tuple[Loaded[Source], Path]:
    """A file or standard input, and the folder in which its paths start."""
    if name != STDIN:
        path = Path(name)
        return read_source(path), path.parent
    if sys.stdin is None:
        closed = Diagnostic(
            "unreadable-file", "标准输入已关闭", "用 < 文件 或管道给出内容", location=Location("<标准输入>", 1, 1)
        )
        return Loaded(None, (closed,)), Path()
    if sys.stdin.isatty():
        say("在终端里输入 YAML，按 Ctrl-D 结束……")
    return parsed(sys.stdin.buffer.read(), "<标准输入>"), Path()


def shown(name: str) -> str:
    """The name of an input in output."""
    return "<标准输入>" if name == STDIN else shown_path(name)
