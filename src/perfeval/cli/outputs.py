"""Where each format goes: which -o belongs to which -f, what cannot be, and the writing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from perfeval.cli.exits import CANNOT_WRITE, USAGE, Leave
from perfeval.cli.streams import check_writable, emit, reason_of, say, style_for, write_file
from perfeval.record import Record, replace
from perfeval.report.formats import FORMATS, SUFFIXES, written
from perfeval.report.formats.findings import Report

MOST_IN_SUMMARY = 500
"""Rows of a job summary: GitHub refuses one of more than a mebibyte."""


class Output(Record):
    """A format, and its file; empty for standard output."""

    format: str
    file: str = ""

    @property
    def prose(self) -> bool:
        """Whether it tells the person at the terminal how many findings there are."""
        return not self.file and self.format in ("text", "compact", "markdown")


def outputs(asked: Sequence[tuple[str, str]], usual: str) -> list[Output]:
    """The outputs of a command line, or else `usual`; leaves where they contradict each other.

    asked: the options in the order in which they stand, each as (``format`` or ``output``, value).

    >>> outputs([("format", "sarif"), ("output", "a"), ("format", "text")], "text")
    [Output(format='sarif', file='a'), Output(format='text', file='')]
    >>> outputs([("output", "a.xml"), ("output", "b.md")], "text")
    [Output(format='junit', file='a.xml'), Output(format='markdown', file='b.md')]
    """
    if [name for name, _ in asked] == ["output", "format"]:
        asked = asked[::-1]  # one of each: they belong together
    made: list[Output] = []
    for name, value in asked:
        if name == "format":
            made.append(Output(value))
        elif made and not made[-1].file:
            made[-1] = replace(made[-1], file=value)
        else:
            made.append(Output(_by_suffix(value), value))
    made = [replace(one, file="") if one.file == "-" else one for one in made] or [Output(usual)]
    if wrong := next(_contradictions(made, [value for name, value in asked if name == "output"]), None):
        say(f"错误: {wrong}")
        raise Leave(USAGE)
    for one in made:
        if one.file:
            check_writable(Path(one.file))
    if any(one.format == "github" for one in made) and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        check_writable(Path(summary))
    return made


def _by_suffix(file: str) -> str:
    return SUFFIXES.get(Path(file).suffix.lower(), ("",))[0]


def _contradictions(made: Sequence[Output], files: Sequence[str]) -> Iterator[str]:
    if "" in files:
        yield "-o 后面不能是空的"
    for one in made:
        if one.format and one.format not in FORMATS:
            yield f"-f 没有“{one.format}”，可选：{'、'.join(FORMATS)}"
        suffix = Path(one.file).suffix
        able = SUFFIXES.get(suffix.lower(), (one.format,))
        if not one.format:
            yield f"看不出 {one.file or '-'} 要哪种格式：在它前面写 -f，或用后缀 {'、'.join(SUFFIXES)}"
        elif one.format not in able:
            why = f"-o 写在它的 -f 后面；{suffix} 文件可以是 {'、'.join(able)}"
            yield f"{one.file} 的后缀与 -f {one.format} 不合：{why}"
    shown = [one.format for one in made if not one.file]
    if len(shown) > 1:
        yield f"{'、'.join(shown)} 都要写到标准输出：只能有一个，其余的在 -f 后面加 -o 文件"
    real = [os.path.realpath(one.file) for one in made if one.file]
    if twice := next((file for number, file in enumerate(real) if file in real[:number]), ""):
        yield f"两种格式都要写到 {Path(twice).name}：给它们不同的文件名"


def deliver(report: Report, made: Sequence[Output], color: str) -> None:
    """Write every output once all of them are made; files first."""
    styled = replace(report, style=style_for(sys.stdout, color))
    texts = [written(one.format, report if one.file else styled) for one in made]
    for one, text in zip(made, texts, strict=True):
        if one.file:
            write_file(Path(one.file), text)
    for one, text in zip(made, texts, strict=True):
        if not one.file and text:
            emit(text)
    if any(one.format == "github" for one in made) and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        _append(summary, report)


def _append(file: str, report: Report) -> None:
    """Add the findings to the summary of the job, which other steps write as well."""
    from perfeval.report.formats.markdown import page

    try:
        with Path(file).open("a", encoding="utf-8", newline="\n") as summary:
            summary.write(page(report, MOST_IN_SUMMARY))
    except OSError as error:
        say(f"错误: 不能写 {file}：{reason_of(error)}")
        raise Leave(CANNOT_WRITE) from None
