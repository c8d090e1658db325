"""Points by case: what is worked out beforehand for all that a row may hold is what each row gives by itself."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from perfeval.batch import block
from perfeval.batch.cases import MOST
from test_batch import engine_of, framed, held, plan_of

LONG = ("0.987654321098765", "77777777777777777 / 500000000000000000001", "1 / 30000000000000000000000000", "1", "0.3")
RULES: tuple[dict[str, Any], ...] = (
    {"target": "100%", "rule": {"kind": "proportional"}},
    {"target": "≤ 40%", "rule": {"kind": "proportional", "reverse": "inverse"}},
    {"target": "100%", "rule": {"kind": "deduct", "per": "1%", "lose": "3%", "part": "exact"}},
    {"target": "≤ 7%", "rule": {"kind": "deduct", "per": "7%", "lose": "0.3 分", "part": "whole"}},
)


def spec(indicator: dict[str, Any], mode: str) -> dict[str, Any]:
    names = {name: {"unit": "人"} for name in ("线上", "线下") if name in indicator.get("actual", "")}
    own = {"code": "A", "name": "场次", "weight": "10", **indicator}
    rounding = {"places": "2", "mode": mode}
    return (
        {"perfeval": "spec/1", "id": "t", "name": "试", "full": "10", "rounding": rounding}
        | ({"facts": names} if names else {})
        | {"indicators": [own]}
    )


@pytest.fixture(autouse=True)
def all_cases_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "_AHEAD", MOST)


@pytest.mark.parametrize("most", [90, 60_000])
@pytest.mark.parametrize("factor", LONG)
@pytest.mark.parametrize("read", ["(线上 + 线下) / 130000 人", "(线上 - 线下) / 7 人", "1 - 线上 / 130 人"])
def test_long_factors(read: str, factor: str, most: int) -> None:
    draw = Random(most)
    for rule in RULES:
        plan = plan_of(spec(rule | {"actual": f"({read}) * {factor}"}, draw.choice(("half-up", "down"))))
        names = ["项目", *(f"{name}（人）" for name in plan.shared)]
        columns = [[str(draw.randrange(1, most)) for _ in range(40)] for _ in names[1:]]
        held(engine_of(plan, names), framed([["甲"] * 40, *columns]))


@pytest.mark.parametrize("unit", ["元", "万元"])
@pytest.mark.parametrize("rows", [1, 40, 1500])
def test_amounts_that_are_never_0(unit: str, rows: int) -> None:
    plan = plan_of(spec({"target": "≤ 4 元", "rule": {"kind": "proportional", "reverse": "inverse"}}, "half-up"))
    scored = held(
        engine_of(plan, ["项目", f"A（{unit}）"]), framed([["甲"] * rows, [str(n) for n in range(1, rows + 1)]])
    )
    assert len(scored.results) == rows


def test_rows_that_are_all_cases_of_their_own() -> None:
    panel = {"target": "得分高", "rule": {"kind": "panel", "trim": 1, "of": 100}}
    plan = plan_of(spec(panel, "half-up"))
    draw = Random(5)
    scores = [[str(draw.randrange(60, 101)) for _ in range(1200)] for _ in range(5)]
    scores[0][:40] = ["101", "不适用"] * 20
    held(engine_of(plan, ["项目", *(f"A.{n}" for n in range(1, 6))]), framed([["甲"] * 1200, *scores]))
