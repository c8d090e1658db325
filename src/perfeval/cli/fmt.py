"""``perfeval fmt``: files in their canonical layout."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from perfeval.cli.changes import show_change, write_change
from perfeval.cli.exits import NO, OK, UNUSABLE
from perfeval.cli.inputs import STDIN, expand, read, shown
from perfeval.cli.streams import emit, say, show, style_for
from perfeval.diagnostic import Diagnostic
from perfeval.kinds import kind_of
from perfeval.record import Record
from perfeval.report.findings import render
from perfeval.source import Source
from perfeval.source.layout import laid_out


class Request(Record):
    """What the command line asks for."""

    files: Sequence[str]
    check: bool
    diff: bool
    color: str


_NOT_YAML = (".md", ".json", ".txt", ".tsv", ".csv", ".docx", ".xlsx", ".pdf", ".html", ".xml", ".sarif")


def format_files(request: Request) -> int:
    """Lay the files out, each by itself, and give the exit code; a file with faults stays as it is."""
    states = [_format(name, request) for name in expand(request.files)]
    changed, count = states.count(NO), len(states)
    if request.check and changed:
        say(f"{count} 个文件里有 {changed} 个要排版：去掉 --check 再运行就会改好")
    if UNUSABLE in states:
        return UNUSABLE
    return NO if changed and (request.check or request.diff) else OK


def _format(name: str, request: Request) -> int:
    """Lay one file out: OK where it is already, NO where it is not or was not, UNUSABLE where it cannot be read."""
    loaded, _ = read(name)
    if name != STDIN and _others(name, loaded.value):
        say(f"跳过 {shown(name)}：不是指标体系、项目或测试文件（没有写 perfeval: spec/1 这样的一行）")
        return OK
    if loaded.value is None:
        return _refused(name, loaded.diagnostics, request.color)
    text = laid_out(loaded.value)
    if text is None:
        say(f"没有排版: {shown(name)}，这种写法排版后会改变内容。文件没有改动；请把这份文件报告给 perfeval")
        return UNUSABLE
    same = hashlib.sha256(text.encode()).hexdigest() == loaded.inputs[0]["sha256"]
    if request.diff:
        if not same:
            show_change(name, loaded.value.text, text, request.color)
    elif request.check:
        if not same:
            emit(shown(name))
    elif name == STDIN or not same:
        write_change(name, text)
        if name != STDIN:
            say(f"已排版: {shown(name)}")
    return OK if same else NO


def _refused(name: str, found: tuple[Diagnostic, ...], color: str) -> int:
    """Say why a file stays as it is."""
    if Path(name).suffix.lower() in _NOT_YAML:
        say(f"没有排版: {shown(name)} 不是 YAML 文件，fmt 只排版 .yaml、.yml 文件")
        return UNUSABLE
    show(render(found, style=style_for(sys.stderr, color)))
    say(f"没有排版: {shown(name)}，先改好上面的错误")
    return UNUSABLE


def _others(name: str, source: Source | None) -> bool:
    """Whether this is a file of another program: pre-commit hands over all YAML, some of it none that we can read."""
    if source is not None:
        return not kind_of(source)
    try:
        return b"perfeval" not in Path(name).read_bytes()
    except (OSError, ValueError):
        return False
