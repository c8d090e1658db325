"""``perfeval new-facts``: a project to be filled in, with all that each fact of its spec asks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from perfeval import builtin
from perfeval.cli.exits import OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import STDIN, read_named
from perfeval.cli.streams import check_writable, emit, say, show, style_for, write_file
from perfeval.diagnostic import nearest
from perfeval.load import planned
from perfeval.plan import Plan
from perfeval.report.findings import render
from perfeval.schema.asked import asked
from perfeval.source.writing import scalar

MODELINE = "# yaml-language-server: $schema="
"""How the first line of a file begins that says which schema an editor is to read it by."""


def write_facts(source: str, output: str | None, color: str) -> int:
    """Print or write the project, and give the exit code; a project that is there is not written over."""
    if output == "" or not source:
        say("错误: -o 后面要写文件名" if source else "错误: 要写一份指标体系：文件，或内置的名称")
        raise Leave(USAGE)
    if output:
        check_writable(Path(output))
    plan = plan_of(source, color)
    text = project_text(plan, name_in(source, Path(output or "").parent))
    if output:
        write_file(Path(output), text)
        say(f"已写入 {output}；填好里面的事实，再运行 perfeval score {output}")
    else:
        emit(text)
    return OK


def plan_of(source: str, color: str) -> Plan:
    """The plan of the spec that is asked for by name or by file; leaves where there is none that can be used."""
    if source == STDIN:
        say("错误: 这里要写指标体系的文件，不能用标准输入（-）")
        raise Leave(USAGE)
    if builtin.is_name(source) and not builtin.file_of(source):
        hint = nearest(source, builtin.names(), "perfeval init --list 列出内置的；文件要写到 .yaml")
        say(f"错误: 没有名为“{source}”的内置指标体系；{hint}")
        raise Leave(USAGE)
    loaded = planned(*read_named(source))
    show(render(loaded.diagnostics, style=style_for(sys.stderr, color)))
    if loaded.value is None:
        raise Leave(UNUSABLE)
    return loaded.value


def name_in(source: str, folder: Path) -> str:
    """What a file in `folder` calls the spec: a built-in one by its name, another by the way to it."""
    if builtin.is_name(source):
        return source
    return os.path.relpath(source, folder).replace(os.sep, "/")


def project_text(plan: Plan, spec: str, schema: str = "") -> str:
    """A project without its facts: each has a line, and above it what it is; `schema` is the one for editors."""
    return "\n".join(
        [
            *([f"{MODELINE}{schema}"] if schema else []),
            "# 补上项目名称和每个事实的值，再评分；没有这类事项时写“不适用”，空着的不算零分，会要求补上。",
            "# 有依据时写成 {value: 值, evidence: [依据], as_of: 截至日期, note: 说明}。",
            "perfeval: project/1",
            f"spec: {scalar(spec)}",
            "name:",
            "# 评价期间，含首尾两天。这里和文件末尾的例子，去掉行首的“# ”，改成自己的，就有效。",
            _period(plan),
            *_facts(plan),
            *_findings(plan),
        ]
    )


def _period(plan: Plan) -> str:
    years = plan.spec.valid
    return f"# period: {{from: {years.start if years else '2023-01-01'}, to: {years.end if years else '2023-12-31'}}}"


def _facts(plan: Plan) -> Iterator[str]:
    found = asked(plan)
    yield "facts:" if found else "facts: {}"
    for name, lines in found.items():
        yield from (f"  # {' '.join(line.split())}" for line in lines)
        yield f"  {name}:"


def _findings(plan: Plan) -> Iterator[str]:
    code = scalar(next(plan.leaves).code)
    yield "# 问题与建议：每处失分由哪条问题回应。"
    yield "# findings:"
    yield f"#   - {{id: P1, title: 问题的标题, detail: 具体情况, indicators: [{code}], advice: 建议}}"
