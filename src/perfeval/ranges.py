"""The document of a provisional score: as `documents` writes it, with a range in the place of each open figure.

Whoever prints a figure of it prints the range, and nobody can take one for a result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from perfeval.account import STATES, Document
from perfeval.auditing import CELLS, Audit
from perfeval.documents import document
from perfeval.modifiers import Cap, Gate
from perfeval.node import Node
from perfeval.provisional import Pending, Possible
from perfeval.wording import points_words

TO = "～"
"""What stands between the ends of a range."""

_FIGURES = ("exact", "printed", "rate", "computed")


def range_document(found: Possible, inputs: Sequence[Mapping[str, str]] = ()) -> Document:
    """Everything that is known about a project some of whose facts are missing; `inputs` as for `document`."""
    least, most = (document(card, Audit(0, ()), inputs) for card in (found.low, found.high))
    nodes = found.high.bound.plan.nodes
    rows = list(zip(nodes, least["indicators"], most["indicators"], strict=True))
    indicators = [_indicator(found, node, low, high) for node, low, high in rows]
    grades = _grades(found)
    return {
        **most,
        "provisional": {
            "words": _words(found),
            "facts": [_stake(found, stake) for stake in found.stakes],
            "conditions": [_condition(found, pending) for pending in found.pending],
            "total": _ends(least["total"], most["total"]),
            "grades": grades,
            "indicators": {node.code: ends for node, low, high in rows if (ends := _ends(low, high))},
            "published": sum(
                getattr(cells, cell) is not None
                for cells in found.high.bound.project.published.values()
                for cell in CELLS
            ),
        },
        "total": most["total"] and {**most["total"], **_spans(least["total"], most["total"])},
        "grade": most["grade"] and _grade(most["grade"], grades),
        "indicators": indicators,
        "unanswered": [item["code"] for item in indicators if item["losses"] and not item["findings"]],
    }


def _words(found: Possible) -> str:
    scored = "得分是还可能的范围，" if found.high.total is not None else ""
    return f"暂评：缺少 {len(found.stakes)} 项事实，{scored}不是评价结果；没有考虑缺少的事实“不适用”的情形"


def _span(least: str | None, most: str | None) -> str | None:
    return most if least == most else f"{least}{TO}{most}"


def _spans(least: Document, most: Document) -> Document:
    """The figures of a total, an indicator or an override that depend on what is missing."""
    spans = {name: _span(least[name], most[name]) for name in _FIGURES if name in most}
    # What is lost is least where most is earned.
    return spans | ({"lost": _span(most["lost"], least["lost"])} if "lost" in most else {})


def _ends(least: Document | None, most: Document | None) -> Document | None:
    """Both ends of a range, for programs; None where it is none."""
    if not least or not most or all(least[name] == most[name] for name in ("exact", "printed")):
        return None
    return {
        name: {"exact": end["exact"], "printed": end["printed"]} for name, end in (("least", least), ("most", most))
    }


def _indicator(found: Possible, node: Node, least: Document, most: Document) -> Document:
    spans, missing = _spans(least, most), found.missing(node)
    override = most["override"] and {**most["override"], **_spans(least["override"], most["override"])}
    if not override and (missing or (not node.children and _ends(least, most))):
        spans |= {"state": "pending", "state_words": STATES["pending"]}
    if not missing:
        return {**most, **spans, "working": most["working"] + "".join(_undecided(found, node))}
    listed = "、".join(missing)
    spans |= {"actual": f"缺少 {listed}", "completion": None, "reached": None, "override": override}
    if override:
        said = f"，规则算得 {override['computed']} 分，认定为 {override['score']} 分：{override['because']}"
        return {**most, **spans, "working": f"缺少事实 {listed}{said}。"}
    return {**most, **spans, "working": f"缺少事实 {listed}。", "losses": [], "trace": []}


def _undecided(found: Possible, node: Node) -> Iterator[str]:
    """The gates of an indicator that cannot be decided yet."""
    for pending in found.pending:
        if pending.route[: len(node.route) + 1] == (*node.route, "gates"):
            effect = _condition(found, pending)["effect"]
            yield f"尚不能判断“{pending.condition}”，如果成立，{effect}：{pending.limit.because}。"


def _stake(found: Possible, stake: Any) -> Document:
    return {
        "name": stake.fact.name,
        "title": stake.fact.title,
        "example": stake.fact.example,
        "indicators": list(stake.indicators),
        "moves": points_words(found.high, stake.moves),
    }


def _condition(found: Possible, pending: Pending) -> Document:
    """A condition that cannot be decided yet, and what it would do."""
    limit, whole = pending.limit, len(pending.route) == 3
    if isinstance(limit, Gate):
        who = next((node.code for node in found.high.bound.plan.nodes if node.route == pending.route[:-3]), "")
        share = f"{'满分' if whole else '权重分'}的 " if limit.earn.relative else ""
        effect = f"{'总分' if whole else who} 至多得 {share}{limit.earn}"
    elif isinstance(limit, Cap):
        effect = f"总分至多 {limit.most}"
    else:
        effect = f"等级至多“{limit.grade}”"
    return {"condition": pending.condition, "effect": effect, "because": limit.because}


def _grades(found: Possible) -> list[str]:
    """The names of the grades that are still possible, from the best."""
    best, worst = found.high.grade, found.low.grade
    grades = found.high.bound.plan.spec.grades
    if not grades or not best or not worst:
        return []
    return [grade.name for grade in grades[grades.index(best) : grades.index(worst) + 1]]


def _grade(most: Document, names: list[str]) -> Document:
    """The grades that are possible; how far the next one lies is open, and what follows from it."""
    open_ones = (
        ("better", "worse", "of_exact") if len(names) == 1 else ("better", "worse", "of_exact", "capped", "votes")
    )
    consequence = most["consequence"] if len(names) == 1 else ""
    name = TO.join(dict.fromkeys((names[0], names[-1])))
    return {**most, **dict.fromkeys(open_ones), "name": name, "consequence": consequence}
