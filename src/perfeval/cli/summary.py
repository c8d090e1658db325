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
from perfeval.cli.aside import set_aside
from perfeval.cli.endings import SUMMARIES, encoding_wrong, ending_wrong
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

_PIPE_COLUMNS = 100
"""How wide the tables are where nobody watches."""


class Request(Record):
    """What was asked for on the command line; set_aside: how many projects have no score, where a batch knows it."""

    results: str
    spec: str
    by: str | None
    format: str | None
    output: str | None
    template: str | None
    color: str
    set_aside: int | None = None
    encoding: str = "utf-8"

    @property
    def shape(self) -> str:
        """The format that was named, or that the output's suffix means."""
        if self.template:
            return "markdown"
        return self.format or self.shape_of_ending or ("markdown" if self.output else "text")

    @property
    def shape_of_ending(self) -> str:
        """The format that the output's suffix means; empty where it means none."""
        return SUMMARIES.get(Path(self.output or "").suffix.lower(), "")


def summarise(request: Request) -> int:
    """Summarise, print or write, and give the exit code."""
    _check(request)
    plan = _plan(request)
    write_summary(_document(request, plan), request)
    return OK


def _check(request: Request) -> None:
    """Leave where options contradict each other, or name nothing."""
    if wrong := _usage(request):
        say(f"错误: {wrong}")
        raise Leave(USAGE)
    inputs = {os.path.realpath(name) for name in (request.results, request.spec)}
    for path in _files(request):
        if os.path.realpath(path) in inputs:
            say(f"错误: {path} 是输入，不能用汇总覆盖它")
            raise Leave(USAGE)
        check_writable(path)


def _usage(request: Request) -> str:
    """What is wrong with the command line; empty where nothing is."""
    if request.template == "":
        return "--template 后面要写文件名"
    if not request.results or not request.spec:
        return "要写结果文件，--spec 后面要写指标体系：评分用的是哪一份"
    if request.by == "":
        return "--by 后面要写列名"
    if request.template and request.format not in (None, "markdown"):
        return f"--template 只用于报告，不能与 --format {request.format} 同用"
    wrong = ending_wrong("-o", request.output, [*SUMMARIES]) or encoding_wrong(request.encoding)
    if not wrong and request.shape_of_ending not in ("", "text", request.shape):
        return f"{request.output} 的后缀与 {request.shape} 格式不合"
    return wrong


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
        aside = set_aside(Path(request.results)) if request.set_aside is None else request.set_aside
        return summary(frame, plan, request.by, aside)

    found = from_results(request.results, summed, request.encoding)
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
