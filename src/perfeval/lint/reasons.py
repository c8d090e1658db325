"""What a reader of the result will ask for: reasons, survey sizes, lists, material for the whole period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from perfeval.diagnostic import Related
from perfeval.lint.asking import at_fact, fact_called
from perfeval.lint.check import Doubt, percent
from perfeval.lint.outline import called
from perfeval.node import Node
from perfeval.number import Fraction
from perfeval.scorecard import Line, Scorecard

LATE = timedelta(days=30)
"""How long before the end of the period the material may end."""
MATTERS = Fraction(1, 20)
"""The share of its weight that an indicator may lose without a word."""
MOST_NAMED = 6


def survey_size_missing(card: Scorecard) -> Iterator[Doubt]:
    """A satisfaction rate that does not say of how many answers it is a rate."""
    for node in card.bound.plan.leaves:
        fact = card.bound.facts.get(node.fact or "")
        amount = node.rule is None or node.rule.reads_amount
        if fact and fact.applicable and amount and node.unit.is_ratio and "满意" in node.indicator.name and not fact.of:
            yield Doubt(
                f"{called(node)}是 {fact.shown}，没有写调查了多少人",
                f"写成 {node.fact}: {{value: {fact.shown}, of: 收回的份数}}，如 of: 320 份；调查办法写在 note 里",
                ("facts", node.fact or ""),
            )


def finding_without_loss(card: Scorecard) -> Iterator[Doubt]:
    """Questions that were all answered 是, while a finding names their indicator."""
    found: dict[str, list[int]] = {}
    for index, finding in enumerate(card.bound.project.findings):
        for code in finding.indicators:
            found.setdefault(code, []).append(index)
    for code, indexes in found.items():
        line = card.lines[code]
        if _all_yes(line):
            names = "、".join(card.bound.project.findings[index].id for index in indexes)
            yield Doubt(
                f"{called(line.node)}得了满分，问题 {names} 却涉及它",
                "核对评价要点的回答；问题不在这一指标的，从它的 indicators 里去掉",
                at_fact(line.node),
                related=tuple(Related("问题写在这里", ("findings", index, "indicators")) for index in indexes),
            )


def _all_yes(line: Line) -> bool:
    """Whether the indicator is scored by answers and lost nothing."""
    rule, goal = line.ruling
    answered = rule is not None and (
        rule.kind_name() == "checklist" or (rule.kind_name() == "threshold" and not goal.measurable)
    )
    scored = line.state == "scored" and line.exact is not None and line.exact == line.weight
    return bool(answered and scored and line.node.fact and not line.node.children)


def loss_unexplained(card: Scorecard) -> Iterator[Doubt]:
    """Points lost of which neither a finding, nor an answer, nor a fact says why; all of them in one finding."""
    nodes = card.bound.plan.by_code
    tagged = {code for finding in card.bound.project.findings for code in finding.indicators}
    answered = {below for code in tagged for below in _codes(nodes[code])}
    silent = [
        node for node in card.bound.plan.leaves if node.code not in answered and _lost(card, card.lines[node.code])
    ]
    if silent:
        listed = "、".join(called(node) for node in silent[:MOST_NAMED])
        codes = ", ".join(node.code for node in silent[:MOST_NAMED])
        lost = percent(MATTERS)
        message = f"{listed}失去权重的 {lost} 以上，没有写原因，也没有一条问题涉及它"
        if len(silent) > MOST_NAMED:
            message = f"{listed}等 {len(silent)} 个指标失去权重的 {lost} 以上，没有写原因，也没有一条问题涉及它们"
        yield Doubt(
            message, f"在事实旁边写 because: 原因；或在 findings 里写一条，indicators: [{codes}]", at_fact(silent[0])
        )


def _codes(node: Node) -> Iterator[str]:
    """The indicator and all below: who names a group names its indicators."""
    yield node.code
    for child in node.children:
        yield from _codes(child)


def _lost(card: Scorecard, line: Line) -> bool:
    """Whether the indicator lost points that matter, without a word."""
    if line.state != "scored" or line.exact is None or not line.weight:
        return False
    return line.weight - line.exact >= MATTERS * line.weight and not _told(card, line)


def _told(card: Scorecard, line: Line) -> bool:
    """Whether a fact that the indicator reads, or an answer, has something to say."""
    notes = any(card.bound.facts[name].note for name in line.node.reads)
    return notes or any(line.received.reasons if line.received else ())


def exemption_without_evidence(card: Scorecard) -> Iterator[Doubt]:
    """Cases that are not counted, and nothing in which they could be looked up."""
    for name, raw in card.bound.project.facts.items():
        entries = raw.get("exempt") if isinstance(raw, dict) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and {"count", "as"} <= set(entry) and not entry.get("evidence"):
                yield Doubt(
                    f"{fact_called(card, name)}不计的“{entry['count']}”（{entry['as']}）没有写依据",
                    "加上 evidence: [名单或批准文件]",
                    ("facts", name, "exempt", index),
                )


def duplicate_title(card: Scorecard) -> Iterator[Doubt]:
    """Two findings of the same title."""
    first: dict[str, int] = {}
    for index, finding in enumerate(card.bound.project.findings):
        title = "".join(finding.title.split())
        if title in first:
            yield Doubt(
                f"问题 {finding.id} 与前面一条的标题相同：“{finding.title}”",
                "合成一条，或改标题，写出两条有什么不同",
                ("findings", index, "title"),
                related=(Related("前面一条在这里", ("findings", first[title], "title")),),
            )
        first.setdefault(title, index)


def evidence_ends_early(card: Scorecard) -> Iterator[Doubt]:
    """Facts that were counted long before the period ended, one finding for each day."""
    project = card.bound.project
    if project.period is None:
        return
    end = min(project.period.end, project.as_of or project.period.end)
    days: dict[date, list[str]] = {}
    for name, fact in card.bound.facts.items():
        day = date.fromisoformat(fact.as_of) if fact.as_of else None
        if day and project.period.start <= day < end - LATE:
            days.setdefault(day, []).append(name)
    for day, names in sorted(days.items()):
        listed = "、".join(fact_called(card, name) for name in names[:MOST_NAMED])
        left = (end - day).days
        message = f"{listed}只截至 {day}，离评价截止的 {end} 还有 {left} 天，其间没有材料"
        if len(names) > MOST_NAMED:
            message = f"{listed}等 {len(names)} 个事实只截至 {day}，离评价截止的 {end} 还有 {left} 天，其间没有材料"
        yield Doubt(
            message,
            f"补上其后的数；这天以前已经全部完成的，写 as_of: {end} 并在 note 里说明",
            ("facts", names[0], "as_of"),
        )
