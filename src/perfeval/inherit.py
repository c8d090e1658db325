"""From a spec that extends another, and what that one extends, to one whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval import builtin
from perfeval.diagnostic import Diagnostic, Related, nearest
from perfeval.merging import merge
from perfeval.record import replace
from perfeval.source import Source

if TYPE_CHECKING:
    from perfeval.load import Loaded

MOST = 8
"""How many specs may stand behind one."""

MARKS = (".git", "perfeval.toml")
"""What says that a folder is the root of somebody's work."""

Find = Callable[[str, Path, str], Path | Diagnostic]
Read = Callable[[Path], "Loaded[Source]"]


def inherited(loaded: Loaded[Source], at: Path, find: Find, read: Read) -> Loaded[Source]:
    """The spec in the file `at`, merged with the specs behind it.

    find: the file that a field names in words, relative to a folder. read: a file, which must be a spec.
    There is no value where a spec behind it cannot be had; faults of the merging come beside a value.
    """
    assert loaded.value is not None
    sources, files = [loaded.value], [at]
    root = _root(at.parent)
    diagnostics, inputs = loaded.diagnostics, loaded.inputs
    while isinstance(sources[-1].data, dict) and "extends" in sources[-1].data:
        top = sources[-1]
        found = _base(top, files, root, find)
        if isinstance(found, Diagnostic):
            return replace(loaded, value=None, diagnostics=(*diagnostics, top.place(found)), inputs=inputs)
        base = read(found)
        diagnostics, inputs = (*diagnostics, *_cited(base.diagnostics, top)), (*inputs, *base.inputs)
        if base.value is None:
            return replace(loaded, value=None, diagnostics=diagnostics, inputs=inputs)
        sources.append(base.value)
        files.append(found)
    whole = sources.pop()
    while sources:
        whole, faults = merge(sources.pop(), whole)
        diagnostics = (*diagnostics, *faults)
    return replace(loaded, value=whole, diagnostics=diagnostics, inputs=inputs)


def _cited(found: tuple[Diagnostic, ...], top: Source) -> Iterator[Diagnostic]:
    here = Related("从这里扩展它", location=top.locate(("extends",)))
    return (replace(one, related=(*one.related, here)) for one in found)


def _base(top: Source, files: list[Path], root: Path, find: Find) -> Path | Diagnostic:
    """The file that the last of the files extends."""
    at, text = files[-1], top.data.get("extends") if isinstance(top.data, dict) else None
    where = ("extends",)
    if not isinstance(text, str) or not text.strip():
        return Diagnostic("not-text", "extends 要写一个指标体系", _HINT, where)
    found = _built_in(text) if builtin.is_name(text) else find(text, at.parent, "extends")
    if isinstance(found, Diagnostic):
        return found
    if any(os.path.realpath(found) == os.path.realpath(file) for file in files):
        chain = " → ".join(file.name for file in [*files, found])
        return Diagnostic("extends-in-circle", f"扩展成了循环：{chain}", "改其中一个的 extends", where)
    if len(files) > MOST:
        return Diagnostic("too-deep", f"一个扩展一个，超过了 {MOST} 层", "减少层数", where)
    within = builtin.FOLDER if builtin.shown(at) else root
    if not builtin.is_name(text) and not Path(os.path.realpath(found)).is_relative_to(os.path.realpath(within)):
        message = f"“{text}”在文件所属的文件夹“{within.name}”之外"
        return Diagnostic("outside-root", message, f"在两个文件共同的上级文件夹里放一个空文件 {MARKS[1]}", where)
    return found


_HINT = "写相对于本文件的路径，如 extends: base.yaml；或内置指标体系的名称（perfeval init --list 列出）"


def _built_in(name: str) -> Path | Diagnostic:
    hint = nearest(name, builtin.names(), "perfeval init --list 列出内置的指标体系；文件的路径要写到 .yaml")
    missing = Diagnostic("unknown-built-in", f"没有名为“{name}”的内置指标体系", hint, ("extends",))
    return builtin.file_of(name) or missing


def _root(folder: Path) -> Path:
    """The folder that holds a spec's work: the nearest above with a mark, else the spec's own."""
    own = Path(os.path.realpath(folder))
    return next((each for each in (own, *own.parents) if any(map(_exists, map(each.joinpath, MARKS)))), own)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that must not be looked into
        return False
