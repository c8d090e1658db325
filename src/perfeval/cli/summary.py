"""``perfeval summary``: from a file of results to a table, a document or a report with pictures."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from perfeval.account import Document
from perfeval.cli.exits import OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import read_named
from perfeval.cli.streams import check_writable, coloured, emit, on_terminal, say, show, style_for, write_file
from perfeval.diagnostic import Diagnostic
from perfeval.load import planned
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.report.findings import render

if TYPE_CHECKING:
    from polars import LazyFrame

_BY_SUFFIX = {".md": "markdown", ".json": "json", ".txt": "text"}
_PIPE_COLUMNS = 100
"""How wide the tables are where nobody watches."""


class Request(Record):
    """What was asked for on the command line."""

    results: str
    spec: str
    by: str | None
    format: str | None
    output: str | None
    template: str | None
    color: str
    set_aside: int = 0

    @property
    def shape(self) -> str:
        """The format that was named, or that the output's suffix means."""
        if self.template:
            return "markdown"
        return self.format or _BY_SUFFIX.get(Path(self.output or "").suffix, "markdown" if self.output else "text")


def summarise(request: Request) -> int:
    """Summarise, print or write, and give the exit code."""
    _check(request)
    plan = _plan(request)
    write_summary(_document(request, plan), request)
    return OK


def _check(request: Request) -> None:
    """Leave where options contradict each other, or name nothing."""
    wrong = ""
    if request.output == "" or request.template == "":
        wrong = "-o 和 --template 后面要写文件名"
    elif not request.results or not request.spec:
        wrong = "要写结果文件，--spec 后面要写指标体系：评分用的是哪一份"
    elif request.by == "":
        wrong = "--by 后面要写列名"
    elif request.template and request.format not in (None, "markdown"):
        wrong = f"--template 只用于报告，不能与 --format {request.format} 同用"
    if wrong:
        say(f"错误: {wrong}")
        raise Leave(USAGE)
    inputs = {os.path.realpath(name) for name in (request.results, request.spec)}
    for path in _files(request):
        if os.path.realpath(path) in inputs:
            say(f"错误: {path} 是输入，不能用汇总覆盖它")
            raise Leave(USAGE)
        check_writable(path)


def _files(request: Request) -> list[Path]:
    """All that may be written."""
    if request.output is None:
        return []
    path = Path(request.output)
    pictures = [_beside(path, name) for name in ("grades", "totals", "groups")] if request.shape == "markdown" else []
    return [path, *pictures]


def _beside(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}-{name}.svg")


def _plan(request: Request) -> Plan:
    loaded, at = read_named(request.spec)
    made = planned(loaded, at)
    show(render(made.diagnostics, style=style_for(sys.stderr, request.color)))
    if made.value is None:
        raise Leave(UNUSABLE)
    return made.value


def _document(request: Request, plan: Plan) -> Document:
    try:
        from perfeval.batch.summary import MOST_GROUPS, groups_in, summary
        from perfeval.cli.results import from_results
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "polars":
            raise
        say('错误: 汇总要用 polars，这里没有装；装上：pip install "perfeval[batch]"')
        raise Leave(UNUSABLE) from None

    def summed(frame: LazyFrame) -> Document | tuple[Diagnostic, ...]:
        groups = groups_in(frame, request.by)
        if groups > MOST_GROUPS:
            by, most = request.by, MOST_GROUPS
            say(f"错误: 没有汇总：“{by}”一列有 {groups:,} 个不同的值，至多分 {most:,} 组；换成区、单位这样的列")
            raise Leave(USAGE)
        return summary(frame, plan, request.by, request.set_aside)

    found = from_results(request.results, summed)
    if isinstance(found, tuple):
        _refuse(found, request)
    return found


def _refuse(found: tuple[Diagnostic, ...], request: Request) -> NoReturn:
    show(render(found, style=style_for(sys.stderr, request.color)))
    raise Leave(UNUSABLE)


def write_summary(document: Document, request: Request) -> None:
    """Print or write a summary as asked; the pictures of a page first, so that it never lacks one."""
    if request.shape == "markdown":
        _write_page(document, request)
        return
    if request.shape == "json":
        from perfeval.report.jsontext import json_text

        text = json_text(document)
    else:
        from perfeval.report.summaries import summary_text

        watched = on_terminal() and not request.output
        wide = shutil.get_terminal_size().columns if watched else _PIPE_COLUMNS
        text = summary_text(document, wide, watched and coloured(sys.stdout, request.color))
    _deliver(text, request)


def _write_page(document: Document, request: Request) -> None:
    from perfeval.report.summaries import pictures, render_summary

    drawn = pictures(document)
    path = Path(request.output) if request.output else None
    links = {name: quote(_beside(path, name).name) for name in drawn} if path else _inline(drawn)
    text = render_summary(document, links, Path(request.template) if request.template else None)
    if isinstance(text, tuple):
        _refuse(text, request)
    if path:
        for name, picture in drawn.items():
            write_file(_beside(path, name), picture)
    _deliver(text, request)


def _inline(drawn: Mapping[str, str]) -> dict[str, str]:
    """The pictures inside the page, where there is no file beside which they could lie."""
    from base64 import b64encode

    head = "data:image/svg+xml;base64,"
    return {name: head + b64encode(picture.encode()).decode("ascii") for name, picture in drawn.items()}


def _deliver(text: str, request: Request) -> None:
    if request.output is None:
        emit(text)
        return
    write_file(Path(request.output), text)
    say(f"已写入 {request.output}")
