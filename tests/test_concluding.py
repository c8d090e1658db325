"""Bonus, penalty, gates, caps and votes in whole columns: what each row gets by itself, whatever they are together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.batch.engine import APART, TOGETHER
from perfeval.batch.results import finished, schema
from perfeval.batch.singles import Cells, Single
from perfeval.facts import Bound, bind
from perfeval.model import read
from perfeval.project import Project
from perfeval.scoring import score
from perfeval.wording import points_words
from test_batch import ROWS, SOME, engine_of, framed, held, plan_of

WHEN = (
    "支出 / 预算 < 80%",
    "支出 > 90 万元 且 挪用",
    "挪用",
    "地区 = 东部",
    "地区 ≠ 西部 或 A1 < 20 场",
    "A1 < 25 场",
    "B1 ≥ 90%",
    "表彰 ≥ 2 次 且 非 挪用",
    "1 = 1",
)
COUNTS = ("表彰 / 1 次", "挪用", "支出 / 预算", "floor(A1 / 10 场)", "表彰 / 2 次", "表彰 - 1 次", "2")
CELLS: dict[str, tuple[Any, ...]] = {
    "项目": ("甲",),
    "支出（万元）": ("97.5", "100", "80", "64.1", "120", "0"),
    "预算（万元）": ("100", "100", "80", "120", "0"),
    "挪用": ("是", "否", "否"),
    "地区": ("东部", "中部", "西部"),
    "表彰（次）": ("0", "1", "3", "2", "不适用", "-1"),
    "A1（场）": ("30", "29", "25", "20", "10", "41", "31.5"),
    "A2.1": ("是", "否"),
    "A2.2": ("是", "否", "部分"),
    "A2.2.because": ("缺一份",),
    "B1": ("100%", "95%", "91.7%", "90%", "33.33%", "不适用"),
}


def extra(draw: Random, code: str) -> dict[str, Any]:
    found = {"code": code, "name": "项", "count": draw.choice(COUNTS), "because": "办法"}
    found["each"] = draw.choice(("1", "0.5", "0.333", "2%"))
    return found | ({"most": draw.choice(("1", "2.5"))} if draw.random() < 0.4 else {})


def side(draw: Random, letter: str) -> dict[str, Any]:
    found: dict[str, Any] = {"items": [extra(draw, f"{letter}{n}") for n in range(draw.randrange(1, 3))]}
    return found | ({"most": "2"} if draw.random() < 0.3 else {})


def spec(draw: Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "perfeval": "spec/1",
        "id": "t",
        "name": "试",
        "full": "20",
        "not_applicable": "redistribute",
    }
    mode = draw.choice(("half-up", "half-even", "down", "up"))
    places = draw.randrange(3)
    found["rounding"] = {"places": str(places), "mode": mode}
    names = ["优", "良", "差"]
    found["grades"] = [{"name": name, "least": least} for name, least in zip(names, ("18", "15.5", "0"), strict=True)]
    if draw.random() < 0.5:
        found["bonus"] = side(draw, "J") | {"beyond_full": draw.choice("是否")}
    if draw.random() < 0.5:
        found["penalty"] = side(draw, "K")
    if draw.random() < 0.4:
        rules = [
            {"grade": "优", "when": draw.choice(("优 >= 2", "优 >= 1 且 差 = 0"))},
            {"grade": "良", "when": "差 < 2"},
        ]
        found["votes"] = {"level": draw.choice("12"), "rules": [*rules, {"grade": "差"}]}
    for name, what in (("gates", "earn"), ("caps", "most"), ("grade_caps", "grade")):
        values = (
            draw.choices(names, k=2) if what == "grade" else draw.choices(("0 分", "59%", "16.755 分", "18 分"), k=2)
        )
        several = [{"when": draw.choice(WHEN), what: value, "because": "办法"} for value in values]
        found[name] = several[: draw.randrange(3)]
    own = {"places": str(draw.randrange(places + 1))}
    if not found.keys() & {"bonus", "penalty", "votes"} and draw.random() < 0.7:
        found["rounding"]["of"], own = "total", {}
    found["indicators"] = [
        {
            "code": "A",
            "name": "产出",
            "indicators": [
                {"code": "A1", "name": "场次", "weight": "7", "target": "≥ 30 场", "rule": {"kind": "proportional"}},
                {
                    "code": "A2",
                    "name": "制度",
                    "weight": "6",
                    "target": "健全",
                    "rule": {"kind": "checklist", "points": ["有办法", "有记录"]},
                },
            ],
        },
        {"code": "B1", "name": "满意度", "weight": "7", "target": "≥ 95%", "rule": {"kind": "proportional"}},
    ]
    read = str({key: value for key, value in found.items() if key != "indicators"})
    units = {"支出": "万元", "预算": "万元", "挪用": "是否", "表彰": "次"}
    found["facts"] = {name: {"unit": unit} for name, unit in units.items() if name in read}
    found["facts"] |= {"地区": {"one_of": ["东部", "中部", "西部"]}} if "地区" in read else {}
    found["indicators"][0]["indicators"][1] |= {"rounding": own} if own else {}
    return {key: value for key, value in found.items() if value}


BARE: dict[str, Any] = {
    "perfeval": "spec/1",
    "id": "t",
    "name": "试",
    "full": "20",
    "rounding": {"places": "2", "mode": "half-up"},
    "indicators": [
        {"code": "B1", "name": "满意度", "weight": "20", "target": "≥ 95%", "rule": {"kind": "proportional"}}
    ],
}


def test_conditions_are_asked_in_whole_columns() -> None:
    when = {"when": "支出 / 预算 < 80%", "because": "办法"}
    limits = {
        "gates": [when | {"earn": "0 分"}],
        "caps": [when | {"most": "18 分"}],
        "grade_caps": [when | {"grade": "良"}],
    }
    grades = {"grades": [{"name": "优", "least": "18"}, {"name": "良", "least": "0"}]}
    money = {"facts": {"支出": {"unit": "万元"}, "预算": {"unit": "万元"}}}
    engine = engine_of(plan_of(BARE | limits | grades | money), ["项目", "支出（万元）", "预算（万元）", "B1"])
    ways = {what.split(" ")[0]: way for what, way in engine.ways().items()}
    assert ways == dict.fromkeys(("B1", *limits), TOGETHER)


@pytest.mark.parametrize("typed", [False, True])
def test_all_that_follows_the_sum(typed: bool) -> None:
    @SOME
    @given(st.integers(0, 10**9))
    def holds(seed: int) -> None:
        draw = Random(seed)
        plan = plan_of(spec(draw))
        known = {"项目", *plan.shared, *plan.by_code}
        asked = {name: cells for name, cells in CELLS.items() if name.partition("（")[0].partition(".")[0] in known}
        engine = engine_of(plan, list(asked))
        assert not engine.singly
        # The first rows are whole; among the others there are odd cells.
        columns = [
            [draw.choice(cells[:3] if at < ROWS / 2 else cells) for at in range(ROWS)] for cells in asked.values()
        ]
        made = framed(columns)
        if typed:
            amounts = [str(at) for at, name in enumerate(asked) if name.endswith("（万元）")]
            made = made.with_columns(pl.col(amounts).cast(pl.Decimal(18, 2)))
        singly: list[int] = []
        own = engine._one_by_one

        def counted(rows: Sequence[Cells]) -> list[Single]:
            singly.append(len(rows))
            return own(rows)

        engine._one_by_one = counted
        held(engine, made)
        assert sum(singly) < ROWS
        assert set(engine.ways().values()) <= {TOGETHER, APART}

    holds()


def test_a_total_that_the_table_has_no_room_for() -> None:
    own = {"code": "J", "name": "项", "count": "表彰 / 1 次", "each": "1", "because": "办法"}
    plan = plan_of(BARE | {"bonus": {"beyond_full": "是", "items": [own]}, "facts": {"表彰": {"unit": "次"}}})
    engine = engine_of(plan, ["项目", "表彰（次）", "B1"])
    made = framed([["甲", "乙", "丙"], ["9" * 20, "9" * 13, "1"], ["95%"] * 3])
    scored = engine.score(made, 1)
    results = finished(scored.results, schema(engine.shape))
    ((number, (wrong,)),) = scored.noted
    assert (number, wrong.code) == (1, "points-too-large")
    assert results["总分"].to_list() == [Decimal(10**13 + 19), Decimal(21)]


def test_points_that_end_nowhere_once_others_are_not_applicable() -> None:
    weights = {"A1": "7", "A2": "6", "A3": "7"}
    same = {"target": "≥ 90%", "rule": {"kind": "proportional"}}
    leaves: list[dict[str, Any]] = [{"code": code, "name": code, "weight": own} | same for code, own in weights.items()]
    leaves[1]["rounding"] = {"places": "0", "mode": "down"}
    plan = plan_of(BARE | {"not_applicable": "redistribute", "indicators": leaves})
    names = ["项目", *weights]
    engine = engine_of(plan, names)
    scored = engine.score(framed([["甲"], ["90%"], ["90%"], ["不适用"]]), 1)
    results = finished(scored.results, schema(engine.shape))
    facts = {"A1": "90%", "A2": "90%", "A3": "不适用"}
    found = read(Project, {"perfeval": "project/1", "spec": "t", "name": "甲", "facts": facts})
    made = bind(plan, found) if isinstance(found, Project) else ()
    assert isinstance(made, Bound)
    card = score(made)
    for code in weights:
        words = points_words(card, card.lines[code].printed, card.lines[code].node.places)
        assert results[code].item() == (None if words is None else Decimal(words))
    assert results["A2"].item() == Decimal("9.23") and results["A2.精确"].item() == "120/13"
