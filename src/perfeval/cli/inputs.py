"""What the arguments of a command stand for: files, the files in a folder, a pattern, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from perfeval.builtin import file_of, is_name
from perfeval.cli.exits import UNUSABLE, USAGE, Leave
from perfeval.cli.heads import seems_project, states_kind
from perfeval.cli.streams import say
from perfeval.diagnostic import Diagnostic, Location, shown_path
from perfeval.load import Loaded, parsed, read_source, spec_source
from perfeval.source import Source

STDIN = "-"
_KINDS = {"project": "项目", "test": "测试"}
_YAML = (".yaml", ".yml")
_FEW = 3
"""So many files that are left out are named."""


def expand(arguments: Sequence[str], kind: str = "") -> list[str]:
    """The files that the arguments name, each once, in order.

    A folder or a pattern stands for those of its YAML files that state ``perfeval: KIND/…``; so do
    several names together, which a shell may have made of a pattern. Of projects none goes unnoticed: a
    file that looks like one is taken, and what others are left out is said. Leaves with a clear word where
    an argument names nothing.
    """
    found: dict[str, str] = {}
    others: list[str] = []
    for argument in arguments:
        named = list(files_named(argument, kind, others)) if argument else []
        if not named:
            what = {**_KINDS, "": "指标体系、项目或测试"}[kind]
            say(f"错误: “{argument}”里没有{what}文件（以 perfeval: {kind or 'spec'}/1 开头的 .yaml）")
            raise Leave(UNUSABLE if argument else USAGE)
        for name in named:
            if len(arguments) > 1 and kind and _is_file(name) and _other_kind(name, kind):
                say(f"跳过 {name}：不是{_KINDS[kind]}文件")
            else:
                found.setdefault(name if name == STDIN else os.path.realpath(name), name)
    if kind == "project" and others:
        few = "、".join([*others[:_FEW], *(["……"] if len(others) > _FEW else [])])
        say(f"跳过 {len(others)} 个 YAML 文件，没有写 perfeval: project/1，也不像项目文件：{few}")
    return list(found.values())


def files_named(argument: str, kind: str = "", others: list[str] | None = None) -> Iterator[str]:
    """The files that one argument names, as they are now; none where a folder or a pattern has none.

    others: takes up those of a folder or a pattern that do not say what they are, and are left out.
    """
    path = Path(argument)
    if argument == STDIN or _is_file(argument):
        yield argument
    elif is_folder(argument):
        yield from (file for file in yaml_below(str(path)) if _taken(Path(file), kind, others))
    elif any(sign in argument for sign in "*?["):
        yield from (str(file) for file in sorted(_glob(argument)) if _taken(file, kind, others))
    else:
        yield argument  # reading it says what is wrong


def yaml_below(folder: str) -> Iterator[str]:
    """The YAML files in a folder and the folders in it, in order; nothing hidden, and no folder that a link leads to.

    A folder that must not be read is named itself: reading it says why.
    A folder may hold so many that a `Path` for each, or anything but its name, would take most of the memory.
    """
    names: list[str] = []
    inner: set[str] = set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.add(entry.name)
                if entry.name in inner or entry.name.lower().endswith(_YAML):
                    names.append(entry.name)
    except OSError:
        yield folder
        return
    names.sort()
    names.sort(key=os.path.normcase)
    for name in names:
        if name in inner:
            yield from yaml_below(str(Path(folder, name)))
        else:
            yield str(Path(folder, name))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder; a name that no file can have is not."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _glob(pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.anchor and not path.is_absolute():
        return []  # on Windows a drive without a root, ``C:*.yaml``: no folder in which to look
    root = Path(path.anchor) if path.is_absolute() else Path()
    try:
        return list(root.glob(str(path.relative_to(root)) if path.is_absolute() else pattern))
    # Nothing can match these, and the caller says that nothing did: a name too long (OSError), ``**a`` (ValueError).
    except (OSError, ValueError):
        return []


def _taken(file: Path, kind: str, others: list[str] | None) -> bool:
    """Whether a file of a folder or a pattern is one of those that are asked for."""
    if any(part.startswith(".") and part not in (".", "..") for part in file.parts):
        return False
    try:
        if not (file.suffix.lower() in _YAML and file.is_file()):
            return kind == "project" and _unseen(file)
        # A file of tests that fails to say so is none that may go unnoticed.
        if states_kind(file, kind) or (kind == "test" and file.stem.endswith(".test")):
            return True
        if kind != "project" or states_kind(file):
            return False
        seems = seems_project(file)
    except OSError:  # reading it says why it cannot be read
        return True
    if not seems and others is not None:
        others.append(str(file))
    return seems


def _unseen(file: Path) -> bool:
    """Whether there may be projects that cannot be seen: a link that leads nowhere, a folder that must not be read."""
    return (file.is_dir() and not os.access(file, os.R_OK)) or (file.suffix.lower() in _YAML and not file.exists())


def _other_kind(name: str, kind: str) -> bool:
    """Whether a file says that it is of ours, but of the other kind."""
    try:
        return states_kind(Path(name)) and not states_kind(Path(name), kind)
    except OSError:  # reading it says why it cannot be read
        return False


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


def read_named(name: str) -> tuple[Loaded[Source], Path]:
    """A file, standard input or a built-in spec that goes by its name, and where it lies."""
    built_in = file_of(name) if is_name(name) else None
    return (spec_source(built_in), built_in) if built_in else (read(name)[0], Path(name))


def shown(name: str) -> str:
    """The name of an input in output."""
    return "<标准输入>" if name == STDIN else shown_path(name).replace("\n", "<U+000A>")
