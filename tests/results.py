"""Result tables for tests, made of the scorecards of drawn projects in the columns that a batch writes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from perfeval.facts import Bound, bind
from perfeval.load import load_spec
from perfeval.model import read
from perfeval.number import spell
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.scorecard import Line, Scorecard
from perfeval.scoring import score
from perfeval.wording import points_words
from scored import ROOT

Facts = Mapping[str, Any]


def scored(plan: Plan, projects: Sequence[tuple[str, Facts]]) -> list[Scorecard]:
    """The scorecard of each project, by the ordinary engine."""
    cards = []
    for name, facts in projects:
        project = read(Project, {"perfeval": "project/1", "spec": "spec.yaml", "name": name, "facts": dict(facts)})
        assert isinstance(project, Project), project
        bound = bind(plan, project)
        assert isinstance(bound, Bound), bound
        cards.append(score(bound, trace=False))
    return cards


def printed(card: Scorecard, line: Line) -> Decimal | None:
    words = points_words(card, line.printed, line.node.places)
    return None if words is None else Decimal(words)


def absent(card: Scorecard) -> str | None:
    lines = card.lines.values()
    return (
        "、".join(line.node.code for line in lines if line.state == "not-applicable" and not line.node.children) or None
    )


def framed(plan: Plan, cards: Sequence[Scorecard], kept: Mapping[str, Sequence[Any]] | None = None) -> pl.DataFrame:
    """The result table of some scorecards, with the columns `kept` of the input."""
    policy = plan.spec.rounding
    assert policy
    totals = [points_words(card, card.total) or "" for card in cards]
    columns: list[pl.Series] = [
        pl.Series("行", range(1, len(cards) + 1), pl.Int64),
        pl.Series("项目", [card.bound.project.name for card in cards], pl.String),
        *(pl.Series(name, values) for name, values in (kept or {}).items()),
        pl.Series("总分", map(Decimal, totals), pl.Decimal(12, policy.places)),
        pl.Series("等级", [card.grade.name if card.grade else None for card in cards], pl.String),
        pl.Series("不适用", [absent(card) for card in cards], pl.String),
    ]
    for node in plan.nodes:
        lines = [card.lines[node.code] for card in cards]
        scale = max(node.places, policy.places)
        points = [printed(card, line) for card, line in zip(cards, lines, strict=True)]
        exact = [None if line.exact is None or line.exact == line.printed else spell(line.exact) for line in lines]
        columns.append(pl.Series(node.code, points, pl.Decimal(12, scale)))
        if not node.children:
            columns.append(pl.Series(f"{node.code}.精确", exact, pl.String))
    return pl.DataFrame(columns)


def shenzhen() -> Plan:
    """The plan of the example."""
    loaded = load_spec(ROOT / "specs/shenzhen-2023.yaml")
    assert loaded.value
    return loaded.value


def drawn(count: int, seed: int = 0) -> list[tuple[str, Facts]]:
    """Projects of the example's spec with other facts, the same ones for the same seed."""
    draw = random.Random(seed)
    return [(f"服务项目 {number}", _facts(draw)) for number in range(1, count + 1)]


def _facts(draw: random.Random) -> Facts:
    def answers(count: int) -> list[Any]:
        return [{"answer": draw.choice(("是", "是", "是", "否")), "because": "见材料"} for _ in range(count)]

    def around(middle: int, unit: str) -> str:
        return f"{draw.choice((middle, middle, middle + draw.randrange(-middle // 5 - 1, middle // 5 + 2)))} {unit}"

    lists = {"A11": 4, "A12": 3, "A21": 4, "A22": 3, "A31": 4, "A32": 2, "B13": 4, "B21": 2, "B22": 4}
    stay = draw.randrange(50, 80)
    return {
        **{code: answers(count) for code, count in lists.items()},
        "预算安排": "197.49 万元",
        "到位资金": draw.choice(("197.49 万元", "180.00 万元")),
        "实际支出": f"{draw.randrange(15000, 19749) / 100:.2f} 万元",
        "入住人数": around(60, "人"),
        "计划入住人数": "58 人",
        "心理服务完成日": draw.choice(("2023-11-30", "2023-11-29", "2023-12-20")),
        "鹏康杯完成日": "2023-10-29",
        "超期入住人数": f"{stay} 人",
        "超期有理由人数": f"{draw.choice((stay, stay, stay - 3))} 人",
        "C11": around(15, "场"),
        "C12": around(31, "场"),
        "C13": around(523, "人次"),
        "C14": "1 次",
        "C21": around(10, "人/场"),
        "C22": around(20, "人/场"),
        "C23": f"{draw.choice((0, 0, 0, 1))} 项",
        "D11": around(2457, "人次"),
        "D13": {"value": f"{draw.randrange(880, 1000) / 10:.1f}%", "of": "944 份"},
    }


def results(count: int, seed: int = 0) -> tuple[Plan, list[Scorecard], pl.DataFrame]:
    """A plan, drawn projects scored by it, and their result table with a district for each."""
    plan = shenzhen()
    cards = scored(plan, drawn(count, seed))
    draw = random.Random(seed)
    districts = [draw.choice(("福田区", "罗湖区", "南山区", "盐田区")) for _ in cards]
    return plan, cards, framed(plan, cards, {"区": districts})
