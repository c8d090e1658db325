"""A table for a merge request, a chat or a job summary."""

from __future__ import annotations

from perfeval.lang import spoken
from perfeval.report.formats.findings import Report, summary
from perfeval.report.markdown import mark, settle


def write(report: Report) -> str:
    """The counts and the table."""
    return page(report, len(report.listed))


def page(report: Report, most: int) -> str:
    """The same with no more than so many rows."""
    found = report.standing
    passed = sum(report.state(file) == "passed" for file in report.files)
    lines = [f"**{summary(report)}**{spoken(f'（{len(report.files)} 个文件，{passed} 个通过）')}", ""]
    if found:
        heads = (spoken("位置"), spoken("级别"), spoken("问题"), spoken("建议"))
        lines += [f"| {' | '.join(heads)} |", "| --- | --- | --- | --- |"]
    for one in found[:most]:
        where, said = f"{one.file}:{one.place.line}:{one.place.column}", one.finding
        cells = (mark(where), spoken(said.severity.words), f"{mark(said.message)}（{said.code}）", mark(said.hint))
        lines.append(f"| {' | '.join(cells)} |")
    if len(found) > most:
        lines += ["", spoken(f"只列出前 {most} 处，还有 {len(found) - most} 处没有列出")]
    return settle("\n".join(lines))
