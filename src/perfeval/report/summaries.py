"""The summary of many results on paper: for a terminal, and as a Markdown page with pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from perfeval.diagnostic import Diagnostic
from perfeval.report.findings import printable
from perfeval.report.pictures import bars, columns, stacked
from perfeval.report.render import check_plain, render_page
from perfeval.report.tables import Row, grid

Document = dict[str, Any]

BUILT_IN = "perfeval/summary.md"
"""The template that is used where none is named, and that a department's page extends."""

DRAWN = 40
"""The most groups that a picture shows."""


def pictures(document: Document) -> dict[str, str]:
    """The pictures that there is something to show in, by name, as SVG."""
    found: dict[str, str] = {}
    if not document["projects"]:
        return found
    if document["grades"]:
        rows = [(one["name"], one["count"], one["share"]) for one in document["grades"]]
        found["grades"] = bars("各等级的项目数", rows)
    stretches = [(one["from"], one["to"], one["count"]) for one in document["histogram"]]
    found["totals"] = columns("总分的分布（项目数）", stretches)
    if document["groups"] and document["grades"]:
        names = [one["name"] for one in document["grades"]]
        shown = document["groups"][:DRAWN]
        cut = f"，平均分最高的 {DRAWN} 组" if len(document["groups"]) > DRAWN else ""
        title = f"按{document['by']}：各等级的项目数{cut}"
        found["groups"] = stacked(title, names, [(one["name"], [g["count"] for g in one["grades"]]) for one in shown])
    return found


def render_summary(
    document: Document, links: Mapping[str, str], template: Path | None = None
) -> str | tuple[Diagnostic, ...]:
    """The summary as Markdown, or what is wrong with the template.

    links: where each picture is, as it is to stand in the page. template: a department's page, which may extend
    ``perfeval/summary.md``; None for our own.
    """
    check_plain(document)
    by_code = {item["code"]: item for item in document["indicators"]}
    shown = {name: links.get(name, "") for name in ("grades", "totals", "groups")}
    return render_page({**document, "by_code": by_code, "pictures": shown}, BUILT_IN, template)


def summary_text(document: Document, wide: int, colour: bool) -> str:
    """The summary for a terminal of so many columns."""
    groups = [f"《{document['spec']['name']}》评分结果汇总", *_total(document)]
    lines = [printable(line) for line in groups]
    for title, table, texts, strong in _tables(document):
        drawn = [tuple(printable(cell) for cell in row) for row in table]
        lines += ["", printable(title), *grid(drawn, wide, texts, strong if colour else ())]
    lines += ["", *(printable(line) for part in (_power, _ties, _edges, _outliers) for line in part(document))]
    return "\n".join([*lines, "", *(f"说明：{printable(line)}" for line in document["method"])])


def _total(document: Document) -> Iterator[str]:
    aside = f"，另有 {document['set_aside']} 个不能评分，没有计入" if document["set_aside"] else ""
    if document["set_aside"] is None:
        aside = "；不能评分的没有计入，有几个结果里没有写"
    yield f"项目 {document['projects']} 个{aside}"
    total = document["total"]
    if total:
        yield (
            f"总分（满分 {document['spec']['full']}）：平均 {total['mean']}，得分率 {total['rate']}；"
            f"最低 {total['low']}，下四分位 {total['q1']}，中位 {total['median']}，"
            f"上四分位 {total['q3']}，最高 {total['high']}"
        )


def _tables(document: Document) -> Iterator[tuple[str, list[Row], int, set[int]]]:
    """Each table with its title, how many of its columns are text, and which rows are bold."""
    names = [one["name"] for one in document["grades"]]
    if names:
        rows = [(g["name"], g["least"], str(g["count"]), g["share"] or "—") for g in document["grades"]]
        yield "等级", [("等级", "最低分", "项目数", "占比"), *rows], 1, {0}
    if document["by"] is not None:
        head = ("分组", "名次", "项目数", "平均分", "下四分位", "中位数", "上四分位", *names)
        yield f"按{document['by']}", [head, *map(_group, document["groups"])], 1, {0}
    head = ("指标", "权重", "平均分", "得分率", "下四分位", "中位数", "上四分位", "满分", "零分", "不适用")
    strong = {number for number, item in enumerate(document["indicators"], 1) if not item["leaf"]}
    yield "指标", [head, *map(_indicator, document["indicators"])], 1, {0, *strong}
    if document["ranking"]["top"]:
        yield "名次", [("项目", "名次", "总分", "等级", "行"), *map(_project, document["ranking"]["top"])], 1, {0}


def _group(one: Document) -> Row:
    figures = (one["mean"], one["q1"], one["median"], one["q3"])
    return (one["name"], str(one["place"]), str(one["count"]), *figures, *(str(g["count"]) for g in one["grades"]))


def _indicator(item: Document) -> Row:
    points = item["points"] or dict.fromkeys(("mean", "q1", "median", "q3"), "—")
    return (
        "　" * (item["level"] - 1) + f"{item['code']} {item['name']}",
        item["weight"] or "—",
        points["mean"],
        item["rate"] or "—",
        *(points[name] for name in ("q1", "median", "q3")),
        item["full"]["share"] or "—",
        item["zero"]["share"] or "—",
        str(item["not_applicable"]),
    )


def _project(one: Document) -> Row:
    return (
        one["name"],
        str(one["place"]),
        one["total"],
        one["grade"] or "—",
        "—" if one["row"] is None else str(one["row"]),
    )


def _power(document: Document) -> Iterator[str]:
    named = {item["code"]: f"{item['code']} {item['name']}" for item in document["indicators"]}
    for key, words, means in (
        ("all_full", "所有项目都得满分", "，分不出项目的高下"),
        ("none_full", "没有项目得满分", ""),
    ):
        if document[key]:
            listed = "、".join(named[code] for code in document[key])
            yield f"{words}的指标 {len(document[key])} 个{means}：{listed}"


def _ties(document: Document) -> Iterator[str]:
    ranking = document["ranking"]
    if ranking["at_top"] > 1:
        yield f"并列第一的项目 {ranking['at_top']} 个"
    shared = ranking["shared"]
    if shared["totals"]:
        most = f"最多的一个名次有 {shared['most']} 个项目"
        yield f"总分相同的项目 {shared['projects']} 个，分占 {shared['totals']} 个名次，{most}"


def _edges(document: Document) -> Iterator[str]:
    for edge in document["edges"]:
        if edge["below"] or edge["at"] or edge["above"]:
            near = f"差一点的 {edge['below']} 个，刚好的 {edge['at']} 个，高出一点的 {edge['above']} 个"
            yield f"临界“{edge['better']}”（{edge['edge']} 分）：{near}"
        yield from (f"  {_line(one)}" for one in edge["short"])


def _outliers(document: Document) -> Iterator[str]:
    for side, words in (("low", "过低"), ("high", "过高")):
        found = document["outliers"][side]
        if found["count"]:
            yield f"总分{words}的离群项目 {found['count']} 个"
            yield from (f"  {_line(one)}" for one in found["projects"])


def _line(one: Document) -> str:
    row = "" if one["row"] is None else f"第 {one['row']} 行 "
    return f"{row}{one['name']}：{one['total']} 分" + (f"，{one['grade']}" if one["grade"] else "")
