"""A table for a merge request, a chat or a job summary."""

from __future__ import annotations

from perfeval.report.formats.findings import Report, summary
from perfeval.report.markdown import mark, settle


def write(report: Report) -> str:
    """The counts and the table."""
    return page(report, len(report.listed))


def page(report: Report, most: int) -> str:
    """The same with no more than so many rows."""
    found = report.standing
    passed = sum(report.state(file) == "passed" for file in report.files)
    lines = [f"**{summary(report)}**（{len(report.files)} 个文件，{passed} 个通过）", ""]
    if found:
        lines += ["| 位置 | 级别 | 问题 | 建议 |", "| --- | --- | --- | --- |"]
    for one in found[:most]:
        where, said = f"{one.file}:{one.place.line}:{one.place.column}", one.finding
        lines.append(
            f"| {mark(where)} | {said.severity.words} | {mark(said.message)}（{said.code}） | {mark(said.hint)} |"
        )
    if len(found) > most:
        lines += ["", f"只列出前 {most} 处，还有 {len(found) - most} 处没有列出"]
    return settle("\n".join(lines))
