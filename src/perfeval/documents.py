"""The scorecard as one plain document (``perfeval: scorecard/1``): what JSON, tables and reports print.

Only dicts, lists, strings, whole numbers, truths and None; every figure is an exact decimal or
fraction in a string, beside its printed form. Nothing that prints needs to compute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval.account import Document, account
from perfeval.auditing import CELLS, Audit
from perfeval.number import spell
from perfeval.project import Section
from perfeval.scorecard import Scorecard
from perfeval.version import VERSION
from perfeval.wording import points_words, rate_words, tidy


def document(card: Scorecard, audit: Audit, inputs: Sequence[Mapping[str, str]] = ()) -> Document:
    """Everything that is known about the result of one project.

    inputs: the files that were read, each with its role, name and SHA-256, as the caller knows them.
    """
    plan, project = card.bound.plan, card.bound.project
    answered = _answered(card)
    indicators = [account(card, node, answered) for node in plan.nodes]
    return {
        "perfeval": "scorecard/1",
        "provisional": None,
        "project": {"name": project.name, "unit": project.unit or "", "period": _period(project.period)},
        "spec": _spec(card),
        "total": _total(card),
        "grade": _grade(card),
        "indicators": indicators,
        "facts": [_fact(card, name) for name in card.bound.facts],
        "findings": [_finding(card, finding) for finding in project.findings],
        "unanswered": [item["code"] for item in indicators if item["losses"] and not item["findings"]],
        "published": _published(audit),
        "narrative": _narrative(card),
        "provenance": {
            "engine": f"perfeval {VERSION}",
            "language": [card.bound.plan.spec.perfeval, project.perfeval],
            "inputs": [dict(file) for file in inputs],
        },
    }


def _period(period: Any) -> str:
    return f"{period.start} 至 {period.end}" if period else ""


def _spec(card: Scorecard) -> Document:
    spec = card.bound.plan.spec
    levels = [{"name": grade.name, "least": str(grade.least)} for grade in spec.grades or ()]
    return {
        "id": spec.id,
        "name": spec.name,
        "basis": list(spec.basis),
        "rounding": _rounding(card),
        "grades": levels,
        "full": spell(spec.full) if spec.full is not None and spec.weighted else None,
        "weighted": spec.weighted,
    }


def _rounding(card: Scorecard) -> str:
    policy = card.bound.plan.spec.rounding
    if card.mode:
        return f"试算：所有得分都{card.mode.words}，不按指标体系的规定（{policy.words if policy else '无'}）"
    if policy and policy.of != card.of:
        rates = "，得分率也是" if policy.rate == "of-printed" else ""
        return f"{policy.words}；因有指标不适用，权重除不尽，合计由精确得分取舍{rates}"
    return policy.words if policy else ""


def _total(card: Scorecard) -> Document | None:
    if card.total is None or card.exact is None:
        return None
    full = card.bound.plan.full
    return {
        "exact": spell(card.exact),
        "printed": points_words(card, card.total),
        "full": points_words(card, full),
        "lost": points_words(card, full - card.total if full is not None else None),
        "rate": rate_words(card, card.total_rate),
        "added": [
            {
                "code": item.code,
                "name": item.name,
                "side": {"bonus": "加分", "penalty": "扣分"}[item.side],
                "points": points_words(card, item.points if item.side == "bonus" else -item.points),
                "exact": spell(item.points),
                "words": tidy(item.words),
            }
            for item in card.added
        ],
        "limits": [
            {"condition": limit.condition, "because": limit.because, "most": points_words(card, limit.most)}
            for limit in card.limits
        ],
    }


def _grade(card: Scorecard) -> Document | None:
    """The grade, and how far the next one lies on either side."""
    full, grades = card.bound.plan.full, card.bound.plan.spec.grades
    if card.grade is None or card.total is None or full is None or not grades:
        return None
    place = grades.index(card.grade)
    better = grades[place - 1] if place and not card.vote else None
    worse = grades[place + 1] if place + 1 < len(grades) and not card.vote else None
    differs = card.exact_grade is not None and card.exact_grade.name != card.grade.name
    return {
        "name": card.grade.name,
        "better": better and {"name": better.name, "short": points_words(card, better.least.of(full) - card.total)},
        "worse": worse and {"name": worse.name, "margin": points_words(card, card.total - card.grade.least.of(full))},
        "of_exact": card.exact_grade.name if card.exact_grade and differs else None,
        "capped": card.grade_limit and {"condition": card.grade_limit[0], "because": card.grade_limit[1]},
        "votes": card.vote and {"counts": [{"name": n, "count": c} for n, c in card.votes], "rule": card.vote},
        "consequence": card.bound.plan.spec.consequences.get(card.grade.name, ""),
    }


def _answered(card: Scorecard) -> dict[str, list[str]]:
    """Which findings answer each indicator."""
    found: dict[str, list[str]] = {}
    for finding in card.bound.project.findings:
        for code in finding.indicators:
            found.setdefault(code, []).append(finding.id)
    return found


def _fact(card: Scorecard, name: str) -> Document:
    fact = card.bound.facts[name]
    return {
        "name": name,
        "shown": fact.shown,
        "applicable": fact.applicable,
        "evidence": list(fact.evidence),
        "as_of": fact.as_of,
        "note": fact.note,
    }


def _finding(card: Scorecard, finding: Any) -> Document:
    nodes = card.bound.plan.by_code
    named = [f"{code} {nodes[code].indicator.name}" for code in finding.indicators]
    words = {"id": finding.id, "title": finding.title, "detail": finding.detail or "", "advice": finding.advice or ""}
    return {**words, "indicators": list(finding.indicators), "names": named}


def _published(audit: Audit) -> Document:
    rows = [
        {
            "code": d.code,
            "cell": d.cell,
            "cell_words": CELLS[d.cell],
            "published": d.published,
            "ours": d.ours,
            "reading": d.reading,
        }
        for d in audit.differences
    ]
    return {"cells": audit.cells, "differences": rows}


def _narrative(card: Scorecard) -> Document:
    told = card.bound.project.narrative
    parts = {name: _sections(getattr(told, name)) for name in ("background", "method", "conclusion", "experience")}
    return {**parts, "analysis": {code: _sections(sections) for code, sections in told.analysis.items()}}


def _sections(sections: list[Section]) -> list[Document]:
    return [
        {
            "title": section.title or "",
            "paragraphs": [text.strip() for text in (section.text or "").split("\n\n") if text.strip()],
            "table": section.table.model_dump() if section.table else None,
        }
        for section in sections
    ]
