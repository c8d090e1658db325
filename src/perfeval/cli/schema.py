"""``perfeval schema``: the JSON Schema of a kind of file, for editors."""

from __future__ import annotations

from pathlib import Path

from perfeval.cli.exits import OK, USAGE, Leave
from perfeval.cli.new_facts import MODELINE, plan_of
from perfeval.cli.streams import check_writable, emit, say, write_file
from perfeval.schema import schema_of, text_of


def print_schema(kind: str, spec: str | None, output: str | None, color: str) -> int:
    """Print or write the schema, and give the exit code."""
    if output == "" or spec == "":
        say("错误: -o 后面要写文件名" if output == "" else "错误: --spec 后面要写指标体系")
        raise Leave(USAGE)
    if spec is not None and kind != "project":
        say(f"错误: --spec 只和 project 一起用；{kind} 的栏目不随指标体系变")
        raise Leave(USAGE)
    if output:
        check_writable(Path(output))
    text = text_of(schema_of(kind, None if spec is None else plan_of(spec, color)))
    if not output:
        emit(text)
        return OK
    write_file(Path(output), text)
    say(f"已写入 {output}")
    if kind != "scorecard":
        say(f"同一文件夹里的 YAML 文件，第一行写：{MODELINE}{Path(output).name}")
    return OK
