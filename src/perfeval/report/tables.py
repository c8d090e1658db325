"""The score table for people at a terminal, in a pipe, and for shell scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from perfeval.report.findings import printable, width

Document = dict[str, Any]
Row = tuple[str, ...]

_SCORED = ("指标", "目标值", "实际值", "权重", "得分", "得分率")
_TRACKED = ("指标", "目标值", "实际值", "完成率", "是否达到")


def rows(document: Document) -> tuple[Row, list[Row]]:
    """The head and the rows of the score table, or of the tracking table of a spec without weights."""
    scored = document["total"] is not None
    body = [_row(item, scored) for item in document["indicators"]]
    if scored:
        total = document["total"]
        body.append(("合计", "", "", total["full"], total["printed"], total["rate"]))
    return (_SCORED if scored else _TRACKED), [tuple(printable(cell) for cell in row) for row in body]


def _row(item: Document, scored: bool) -> Row:
    name = "　" * (item["level"] - 1) + f"{item['code']} {item['name']}"
    if scored:
        mark = "（认定）" if item["override"] else ""
        points = "不适用" if item["printed"] is None else item["printed"] + mark
        return (name, item["target"], _short(item["actual"]), item["weight"] or "—", points, item["rate"] or "—")
    reached = {True: "达到", False: "未达到", None: "—"}[item["reached"]] if item["target"] else ""
    return (name, item["target"], _short(item["actual"]), item["completion"] or "", reached)


def _short(text: str, most: int = 24) -> str:
    return text if width(text) <= most else text[: most // 2] + "…"


def summary(document: Document) -> list[str]:
    """What is to be said beneath the table: total, grade, distances, losses, published figures."""
    lines = [*_result(document), *_losses(document), *_changed(document), *_published(document)]
    return [printable(line) for line in lines]


def _result(document: Document) -> Iterator[str]:
    total, grade = document["total"], document["grade"]
    if total is None:
        yield "这份指标体系没有权重：只跟踪完成情况，不计分、不定等级。"
        return
    yield f"总分 {total['printed']} / {total['full']}，得分率 {total['rate']}" + (
        f"，等级“{grade['name']}”" if grade else ""
    )
    if grade and grade["better"]:
        yield f"距“{grade['better']['name']}”还差 {grade['better']['short']} 分"
    if grade and grade["worse"]:
        yield f"高出“{grade['name']}”的最低分 {grade['worse']['margin']} 分"
    if grade and grade["of_exact"]:
        yield f"注意：按未取舍的精确总分 {total['exact']}，等级是“{grade['of_exact']}”"
    yield f"取舍：{document['spec']['rounding']}"


def _losses(document: Document) -> Iterator[str]:
    for item in document["indicators"]:
        for loss in item["losses"]:
            yield f"失分 {item['code']} {item['name']}：{loss['points']}，{loss['reason']}"
    for code in document["unanswered"]:
        yield f"注意：{code} 的失分没有写进任何一条问题（findings）"


def _changed(document: Document) -> Iterator[str]:
    for item in document["indicators"]:
        if item["override"]:
            said = item["override"]
            figures = f"规则算得 {said['computed']}，{said['by']}认定为 {said['score']}"
            yield f"认定 {item['code']}：{figures}，{said['because']}"
        if item["approved"]:
            entry = item["approved"]
            yield f"注意：{item['code']} 的目标值由 {entry['target']} 调整而来；按原目标值得 {entry['printed']} 分"


def _published(document: Document) -> Iterator[str]:
    published = document["published"]
    if published["cells"]:
        differs = len(published["differences"])
        verdict = f"{differs} 个不同，见上文的警告" if differs else "全部一致"
        yield f"核对公布的数字 {published['cells']} 个：{verdict}"


def markdown_table(document: Document) -> str:
    """The table as Markdown, full text, for pipes and files."""
    head, body = rows(document)
    lines = [_cells(head), _cells("---" if index < 3 else "---:" for index in range(len(head)))]
    lines += [_cells(row) for row in body]
    title = f"# {printable(document['project']['name'])}"
    return "\n".join([title, "", *lines, "", *(f"- {line}" for line in summary(document))])


def _cells(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def basic(name: str, document: Document) -> str:
    """One line for a shell script: file, total, full marks, rate, grade, separated by tabs."""
    total, grade = document["total"], document["grade"]
    figures = (total["printed"], total["full"], total["rate"]) if total else ("-", "-", "-")
    return "\t".join((printable(name).replace("\t", " "), *figures, grade["name"] if grade else "-"))


def terminal_table(document: Document, columns: int, colour: bool) -> str:
    """The table drawn for a terminal of so many columns."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    head, body = rows(document)
    table = Table(title=Text(printable(document["project"]["name"])), title_justify="left")
    for index, name in enumerate(head):
        table.add_column(Text(name), justify="left" if index < 3 else "right", no_wrap=index > 2, overflow="fold")
    for item, row in zip((*document["indicators"], None), body, strict=False):
        strong = item is None or not item["leaf"]
        table.add_row(*(Text(cell) for cell in row), style="bold" if strong else "", end_section=item is None)
    out = StringIO()
    console = Console(file=out, width=columns, force_terminal=colour, color_system="standard" if colour else None)
    console.print(table)
    for line in summary(document):
        console.print(Text(line))
    return out.getvalue()
