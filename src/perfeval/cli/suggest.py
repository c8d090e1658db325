"""``perfeval test --suggest``: boundary cases for a spec."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from perfeval.cli.exits import NO, OK, UNUSABLE
from perfeval.cli.inputs import read
from perfeval.cli.streams import check_writable, emit, say, show, style_for, write_file
from perfeval.load import planned
from perfeval.report.findings import render
from perfeval.testing.suggesting import suggest
from perfeval.testing.writing import written


def suggest_tests(spec: str, output: str | None, color: str) -> int:
    """Write a file of tests for a spec, to standard output or to a file."""
    if output is not None:
        check_writable(Path(output))
    loaded = planned(read(spec)[0], Path(spec))
    show(render(loaded.diagnostics, style=style_for(sys.stderr, color)))
    if loaded.value is None:
        return UNUSABLE
    found = suggest(loaded.value)
    if found is None:
        say("没有找到一组能评分的事实，写不出用例：请先写一个项目文件，看 perfeval score 说缺什么")
        return NO
    folder = Path(output).parent if output is not None else Path()
    text = written(loaded.value, found, Path(os.path.relpath(spec, folder)).as_posix())
    if output is None:
        emit(text)
        return OK
    write_file(Path(output), text)
    say(f"已写入 {output}：{len(found.cases)} 个用例，预期值待确认")
    return OK
