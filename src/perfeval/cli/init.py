"""``perfeval init``: a project to be filled in, its spec where it has one of its own, and what an editor reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

from perfeval import builtin
from perfeval.cli.exits import CANNOT_WRITE, OK, USAGE, Leave
from perfeval.cli.new_facts import MODELINE, name_in, plan_of, project_text
from perfeval.cli.streams import check_writable, emit, say, write_file
from perfeval.lang import spoken
from perfeval.load import read_source
from perfeval.plan import Plan
from perfeval.schema import schema_of, text_of
from perfeval.source.writing import scalar

SPEC_SCHEMA = ".perfeval/spec.schema.json"
PROJECT_SCHEMA = ".perfeval/project.schema.json"
"""Where the files of a project tell an editor to look, in their own folder: it works without the network."""


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
    """Write the files of a new project, and give the exit code; what somebody has filled in is not written over."""
    if not source or not folder:
        say("错误: 用 --from 写出指标体系：内置的名称（perfeval init --list 列出），或 .yaml 文件")
        raise Leave(USAGE)
    plan, target = plan_of(source, color), Path(folder)
    own, project = builtin.is_name(source), target / "project.yaml"
    spec = "spec.yaml" if own else name_in(source, target)
    texts = {target / "spec.yaml": _extending(plan, source)} if own else {}
    texts[project] = project_text(plan, spec, PROJECT_SCHEMA)
    made = {target / SPEC_SCHEMA: text_of(schema_of("spec"))} if own else {}
    made[target / PROJECT_SCHEMA] = text_of(schema_of("project", plan))
    _refuse_others(target, texts, str(target / spec) if own else source)
    for path in (*texts, *made):
        _make_room(path.parent)
        check_writable(path, ours=True)
    for path, text in (texts | made).items():
        write_file(path, text)
    for path in texts:
        say(f"已写入 {path}")
    say(f"编辑器用的说明在 {target / PROJECT_SCHEMA}")
    say(f"填好 {project} 里的事实，再运行 perfeval score {project}")
    return OK


def _refuse_others(folder: Path, texts: dict[Path, str], source: str) -> None:
    """Leave where a file is there already, unless it is just as it would be written."""
    try:
        there = [path for path, text in texts.items() if os.path.lexists(path) and not _is(path, text)]
    except (OSError, ValueError) as error:
        _no_room(folder, error)
    if there:
        say(f"错误: 已经有 {'、'.join(map(str, there))}，不覆盖，什么都没有写；换一个文件夹，或先把它移开")
        if folder / "project.yaml" in there:
            again = f"perfeval schema project --spec {source} -o {folder / PROJECT_SCHEMA}"
            say(f"指标体系改了，只要更新编辑器用的说明：{again}")
        raise Leave(USAGE)


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == f"{text}\n".encode()


def _make_room(folder: Path) -> None:
    """See that the folder is there."""
    try:
        if folder.is_file():
            say(f"错误: {folder} 是一个文件，这里要文件夹")
            raise Leave(USAGE)
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        _no_room(folder, error)


def _no_room(folder: Path, error: Exception) -> NoReturn:
    say(f"错误: 不能建文件夹 {folder}：{getattr(error, 'strerror', None) or '不是可用的名称'}")
    raise Leave(CANNOT_WRITE) from None


def _extending(plan: Plan, name: str) -> str:
    """A spec that takes over a built-in one as it is."""
    return "\n".join(
        [
            f"{MODELINE}{SPEC_SCHEMA}",
            "# 扩展内置的指标体系。要改就写在这里：同一编号的指标只写要改的栏目，新的编号是新的指标，",
            "# remove: [编号] 去掉指标。perfeval show spec.yaml 写出合起来的全文。",
            "perfeval: spec/1",
            f"extends: {scalar(name)}",
            f"id: {scalar(plan.spec.id)}",
            f"name: {scalar(plan.spec.name)}",
        ]
    )
