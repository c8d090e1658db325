"""The score table for people at a terminal, in a pipe, and for shell scripts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from perfeval.regex import regex
from perfeval.report.findings import printable, width

Document = dict[str, Any]
Row = tuple[str, ...]

_SCORED = ("指标", "目标值", "实际值", "权重", "得分", "得分率")
# The columns of text, which may be folded; the rest are figures.
_TEXT, _LEAST = 3, 8
# What stays together where a cell is folded: a number with its percent sign.
_PIECES = regex(r"[0-9][0-9.,]*[%％]?|.", re.S)
_TRACKED = ("指标", "目标值", "实际值", "完成率", "是否达到")


def rows(document: Document) -> tuple[Row, list[Row]]:
    """The head and the rows of the score table, or of the tracking table of a spec without weights."""
    scored = document["total"] is not None
    body = [_row(item, scored) for item in document["indicators"]]
    if scored:
        total = document["total"]
        body += [(f"{it['code']} {it['name']}（{it['side']}）", "", "", "", it["points"], "") for it in total["added"]]
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
    parts = (_provisional, _result, _losses, _changed, _published)
    return [printable(line) for part in parts for line in part(document)]


def title(document: Document) -> str:
    """The name of the project, marked where its score is provisional."""
    provisional = document["provisional"]
    mark = f"（暂评：缺少 {len(provisional['facts'])} 项事实）" if provisional else ""
    return f"{document['project']['name']}{mark}"


def _provisional(document: Document) -> Iterator[str]:
    """That the score is provisional, what is missing, and what depends on it."""
    provisional = document["provisional"]
    if not provisional:
        return
    yield provisional["words"]
    for fact in provisional["facts"]:
        readers = f"（{'、'.join(fact['indicators'])}）" if fact["indicators"] else ""
        moves = f"还能使总分变动 {fact['moves']} 分{readers}，" if fact["moves"] is not None else ""
        yield f"缺少 {fact['title']}：{moves}补上一行 {fact['example']}"
    for limit in provisional["conditions"]:
        yield f"尚不能判断“{limit['condition']}”，如果成立，{limit['effect']}：{limit['because']}"
    if provisional["published"]:
        yield f"公布的数字 {provisional['published']} 个，要等事实补齐才核对"


def _result(document: Document) -> Iterator[str]:
    total, grade = document["total"], document["grade"]
    if total is None:
        yield "这份指标体系没有权重：只跟踪完成情况，不计分、不定等级。"
        return
    yield f"总分 {total['printed']} / {total['full']}，得分率 {total['rate']}" + (
        f"，等级“{grade['name']}”" if grade else ""
    )
    for item in total["added"]:
        yield f"{item['side']} {item['code']} {item['name']}：{item['words']}"
    for limit in total["limits"]:
        yield f"总分至多 {limit['most']}：{limit['because']}（{limit['condition']}）"
    if grade and grade["votes"]:
        counts = "、".join(f"{one['name']} {one['count']} 项" for one in grade["votes"]["counts"])
        yield f"等级表决：{counts}，按“{grade['votes']['rule']}”定等级"
    if grade and grade["capped"]:
        yield f"等级至多“{grade['name']}”：{grade['capped']['because']}（{grade['capped']['condition']}）"
    if grade and grade["better"] and not grade["capped"]:
        yield f"距“{grade['better']['name']}”还差 {grade['better']['short']} 分"
    if grade and grade["worse"] and not grade["capped"]:
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
        if item["working"] and not item["leaf"] and item["weight"]:
            yield f"调整 {item['code']} {item['name']}：{item['working']}"
        if item["override"]:
            said = item["override"]
            figures = f"规则算得 {said['computed']}，{said['by']}认定为 {said['score']}"
            yield f"认定 {item['code']}：{figures}，{said['because']}"
        if item["approved"]:
            entry = item["approved"]
            points = f"；按原目标值得 {entry['printed']} 分" if entry["printed"] is not None else ""
            yield f"注意：{item['code']} 的目标值由 {entry['target']} 调整而来{points}"


def _published(document: Document) -> Iterator[str]:
    published = document["published"]
    if published["cells"]:
        differs = len(published["differences"])
        verdict = f"{differs} 个不同，见上文的警告" if differs else "全部一致"
        yield f"核对公布的数字 {published['cells']} 个：{verdict}"


def markdown_table(document: Document) -> str:
    """The table as Markdown, full text, for pipes and files."""
    head, body = rows(document)
    from perfeval.report.markdown import mark, settle

    def cells(row: Iterable[str]) -> str:
        return "| " + " | ".join(mark(cell) for cell in row) + " |"

    rule = " | ".join("---" if index < _TEXT else "---:" for index in range(len(head)))
    lines = [cells(head), f"| {rule} |"]
    lines += [cells(row) for row in body]
    heading = f"# {mark(printable(title(document)))}"
    said = (f"- {mark(line)}" for line in summary(document))
    return settle("\n".join([heading, "", *lines, "", *said])).rstrip("\n")


def basic(name: str, document: Document) -> str:
    """One line for a shell script: file, total, full marks, rate, grade, separated by tabs, and 暂评 where it is so."""
    total, grade = document["total"], document["grade"]
    figures = (total["printed"], total["full"], total["rate"]) if total else ("-", "-", "-")
    cells = (name, *figures, grade["name"] if grade else "-", *(["暂评"] if document["provisional"] else []))
    return "\t".join(printable(" ".join(cell.split())) for cell in cells)


def terminal_table(document: Document, columns: int, colour: bool) -> str:
    """The table drawn for a terminal of so many columns: cells are folded, never cut.

    Drawn here, because loading a library that draws takes longer than scoring the project.
    """
    head, body = rows(document)
    leaves = {number for number, item in enumerate(document["indicators"], 1) if item["leaf"]}
    strong = {*range(len(body) + 1)} - leaves if colour else ()
    return "\n".join([printable(title(document)), *grid([head, *body], columns, _TEXT, strong), *summary(document)])


def grid(table: list[Row], columns: int, texts: int, strong: Collection[int] = ()) -> list[str]:
    """A table, its head first, drawn for a terminal of so many columns; its first cells are `texts`, the rest figures.

    strong: the numbers of the rows that are bold, the head's being 0.
    """
    widths = _widths(table, columns, texts)
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    drawn = [list(_drawn(row, widths, number in strong, texts)) for number, row in enumerate(table)]
    return [rule, *drawn[0], rule, *(line for lines in drawn[1:] for line in lines), rule]


def _widths(table: list[Row], columns: int, texts: int) -> list[int]:
    """How wide each column is; where the terminal is narrow the texts give way, the widest first."""
    widths = [max(width(row[index]) for row in table) for index in range(len(table[0]))]
    while sum(widths) + 2 * (len(widths) - 1) > columns and max(widths[:texts]) > _LEAST:
        widths[widths.index(max(widths[:texts]))] -= 1
    return widths


def _drawn(row: Row, widths: list[int], bold: bool, texts: int) -> Iterator[str]:
    """The lines of one row."""
    folded = [list(_folded(cell, size)) for cell, size in zip(row, widths, strict=True)]
    for number in range(max(map(len, folded))):
        cells = [lines[number] if number < len(lines) else "" for lines in folded]
        gaps = [" " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)]
        line = "  ".join(
            cell + gap if index < texts else gap + cell
            for index, (cell, gap) in enumerate(zip(cells, gaps, strict=True))
        )
        yield f"\x1b[1m{line.rstrip()}\x1b[0m" if bold else line.rstrip()


def _folded(cell: str, size: int) -> Iterator[str]:
    """A cell in lines of at most so many display cells; what follows an indented first line is indented too."""
    indent = cell[: len(cell) - len(cell.lstrip("　"))]
    line, taken = "", 0
    room = size - width(indent)
    for piece in (part for whole in _PIECES.findall(cell) for part in ([whole] if width(whole) <= room else whole)):
        taken += width(piece)
        if line and taken > size:
            yield line
            line, taken = indent, width(indent + piece)
        line += piece
    yield line
