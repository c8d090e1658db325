"""``perfeval init``: a project to be filled in, with every fact that its spec asks for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from perfeval import builtin
from perfeval.cli.exits import CANNOT_WRITE, OK, UNUSABLE, USAGE, Leave
from perfeval.cli.streams import check_writable, emit, say, show, style_for, write_file
from perfeval.diagnostic import nearest
from perfeval.lang import spoken
from perfeval.load import planned, read_source, spec_source
from perfeval.missing import questions
from perfeval.plan import Plan
from perfeval.report.findings import render
from perfeval.source.writing import scalar


def list_built_in() -> int:
    """Print the name of each built-in spec, and what it is called in Chinese."""
    lines = []
    for name in builtin.names():
        source = read_source(builtin.FOLDER / f"{name}.yaml").value
        title = source.data.get("name") if source and isinstance(source.data, dict) else None
        lines.append(f"{name}\t{title if isinstance(title, str) else '—'}")
    emit("\n".join(lines) or spoken("（没有内置的指标体系）"))
    return OK


def init_project(folder: str, source: str | None, color: str) -> int:
    """Write the files of a new project, and give the exit code; nothing is written over."""
    if not source or not folder:
        say("错误: 用 --from 写出指标体系：内置的名称（perfeval init --list 列出），或 .yaml 文件")
        raise Leave(USAGE)
    spec, target = _spec(source), Path(folder)
    loaded = planned(spec_source(spec), spec)
    show(render(loaded.diagnostics, style=style_for(sys.stderr, color)))
    if loaded.value is None:
        raise Leave(UNUSABLE)
    project = target / "project.yaml"
    if builtin.is_name(source):
        texts = {target / "spec.yaml": _extending(loaded.value, source), project: _project(loaded.value, "spec.yaml")}
    else:
        texts = {project: _project(loaded.value, os.path.relpath(spec, target).replace(os.sep, "/"))}
    _make_room(target, list(texts))
    for path, text in texts.items():
        write_file(path, text)
        say(f"已写入 {path}")
    say(f"填好 {project} 里的事实，再运行 perfeval score {project}")
    return OK


def _spec(source: str) -> Path:
    """The file of the spec that was asked for."""
    found = builtin.file_of(source) if builtin.is_name(source) else Path(source)
    if found is None:
        hint = nearest(source, builtin.names(), "perfeval init --list 列出内置的；文件要写到 .yaml")
        say(f"错误: 没有名为“{source}”的内置指标体系；{hint}")
        raise Leave(USAGE)
    return found


def _make_room(folder: Path, files: list[Path]) -> None:
    """Leave where a file is there already; else see that the folder is."""
    try:
        there = [file for file in files if os.path.lexists(file)]
        if there:
            say(f"错误: 已经有 {'、'.join(map(str, there))}，不覆盖，什么都没有写；换一个文件夹，或先把它移开")
            raise Leave(USAGE)
        if folder.is_file():
            say(f"错误: {folder} 是一个文件，这里要文件夹")
            raise Leave(USAGE)
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        say(f"错误: 不能建文件夹 {folder}：{getattr(error, 'strerror', None) or '不是可用的名称'}")
        raise Leave(CANNOT_WRITE) from None
    for file in files:
        check_writable(file)


def _extending(plan: Plan, name: str) -> str:
    """A spec that takes over a built-in one as it is."""
    return "\n".join(
        [
            "# 扩展内置的指标体系。要改就写在这里：同一编号的指标只写要改的栏目，新的编号是新的指标，",
            "# remove: [编号] 去掉指标。perfeval show spec.yaml 写出合起来的全文。",
            "perfeval: spec/1",
            f"extends: {scalar(name)}",
            f"id: {scalar(plan.spec.id)}",
            f"name: {scalar(plan.spec.name)}",
        ]
    )


def _project(plan: Plan, spec: str) -> str:
    """A project without its facts: each has a line, and above it what it is."""
    return "\n".join(
        [
            "# 补上项目名称和每个事实的值，再评分；没有这类事项时写“不适用”。",
            "# 有依据时写成 {value: 值, evidence: [依据], as_of: 截至日期, note: 说明}。",
            "perfeval: project/1",
            f"spec: {scalar(spec)}",
            "name:",
            "# period: {from: 起, to: 止}，评价期间，含首尾两天",
            *_facts(plan),
        ]
    )


def _facts(plan: Plan) -> Iterator[str]:
    asked = questions(plan)
    yield "facts:" if asked else "facts: {}"
    for name, (title, example) in asked.items():
        yield f"  # {_line(title)}"
        yield f"  # 写成 {_line(example)}"
        yield f"  {name}:"


def _line(text: str) -> str:
    return " ".join(text.split())
