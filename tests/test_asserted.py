"""What must hold between facts, in whole columns: said of each row as it is of the row by itself."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.batch.engine import APART, TOGETHER, Engine
from perfeval.batch.rows import project_of
from perfeval.batch.singles import Cells, Single
from perfeval.facts import Bound, bind
from perfeval.lint.projects import project_findings
from perfeval.project import Project
from perfeval.scoring import score
from test_batch import ODD, ROWS, SOME, engine_of, framed, held, plan_of

HOLDS = (
    "男 + 女 = 总人数",
    "总人数 ≥ 女",
    "支出 ≤ 预算",
    "支出 / 预算 ≥ 80%",
    "人均 × 总人数 = 支出",
    "男 / 女 ≤ 2 或 地区 = 东部",
    "挪用 或 支出 > 0 元",
    "非 挪用",
    "完成日 ≤ 2023-11-30",
    "A1 = 总人数 × 1 场/人",
    "A1 ≥ 10 场 且 男 ≥ 1 人",
    "max(各场) ≤ 总人数",
)
CELLS: dict[str, tuple[Any, ...]] = {
    "项目": ("甲",),
    "男（人）": ("10", "20", "30", None),
    "女（人）": ("20", "10", "0", None),
    "总人数（人）": ("30", "30", "40", "不适用", None),
    "人均（元/人）": ("1000", "33333.3333", None),
    "支出（万元）": ("3", "97.5", "0", "30000 元"),
    "预算（万元）": ("100", "3", "0"),
    "挪用": ("是", "否", None),
    "地区": ("东部", "西部", None, "不适用"),
    "完成日": ("2023-11-30", "2023年12月1日", "2023-12-01", None),
    "各场（人）": ("[12, 30]", "[31]", None),
    "A1（场）": ("30", "30", "9", "31.5", "不适用"),
}
UNITS = {"男": "人", "女": "人", "总人数": "人", "人均": "元/人", "支出": "万元", "预算": "万元", "挪用": "是否"}


def spec(holds: Sequence[str]) -> dict[str, Any]:
    """The budget is read by an indicator; all other facts by what must hold alone."""
    facts: dict[str, Any] = {name: {"unit": unit} for name, unit in UNITS.items() if name in str(holds)}
    facts |= {"预算": {"unit": "万元"}, "支出": {"unit": "万元"}}
    facts |= {"地区": {"one_of": ["东部", "西部"]}} if "地区" in str(holds) else {}
    facts |= {"完成日": {"unit": "日期"}} if "完成日" in str(holds) else {}
    facts |= {"各场": {"unit": "人", "list": "是"}} if "各场" in str(holds) else {}
    rule, limit = {"kind": "proportional"}, {"kind": "threshold"}
    return {
        "perfeval": "spec/1",
        "id": "t",
        "name": "试",
        "full": "20",
        "not_applicable": "redistribute",
        "rounding": {"places": "2", "mode": "half-up"},
        "facts": facts,
        "asserts": [{"holds": one, "because": "办法"} for one in holds],
        "indicators": [
            {"code": "A1", "name": "场次", "weight": "10", "target": "≥ 30 场", "rule": rule},
            {
                "code": "B1",
                "name": "执行",
                "weight": "10",
                "target": "≤ 100 万元",
                "actual": "支出 + 预算",
                "rule": limit,
            },
        ],
    }


def engine_for(holds: Sequence[str], without: Sequence[str] = ()) -> tuple[Engine, list[str]]:
    plan = plan_of(spec(holds))
    known = {"项目", *plan.shared, *plan.by_code} - {*without}
    names = [name for name in CELLS if name.partition("（")[0] in known]
    return engine_of(plan, names), names


def counting(engine: Engine) -> list[int]:
    """How many rows are scored one by one, each time; filled as they are."""
    singly, own = list[int](), engine._one_by_one

    def counted(rows: Sequence[Cells]) -> list[Single]:
        singly.append(len(rows))
        return own(rows)

    engine._one_by_one = counted
    return singly


def test_rows_of_any_spec_with_asserts() -> None:
    @SOME
    @given(st.lists(st.sampled_from(HOLDS), min_size=1, max_size=3, unique=True), st.integers(0, 10**6))
    def hold(holds: list[str], seed: int) -> None:
        draw = Random(seed)
        engine, names = engine_for(holds, draw.choice(((), ("总人数",), ("男", "地区"))))
        columns = [[draw.choice(CELLS[name]) for _ in range(ROWS)] for name in names]
        for column in columns:
            for at in range(ROWS // 2, ROWS):
                column[at] = draw.choice(ODD) if draw.random() < 0.05 else column[at]
        made = framed(columns)
        if draw.random() < 0.5:
            made = made.with_columns(pl.col(str(names.index("预算（万元）"))).cast(pl.Decimal(18, 2), strict=False))
        held(engine, made)
        assert set(engine.ways().values()) <= {TOGETHER, APART}

    hold()


@SOME
@given(st.lists(st.sampled_from(HOLDS), min_size=1, max_size=4, unique=True), st.integers(0, 10**6))
def test_a_row_is_told_what_validate_tells_its_project(holds: list[str], seed: int) -> None:
    draw = Random(seed)
    engine, names = engine_for(holds)
    rows = [[draw.choice(CELLS[name]) for name in names] for _ in range(ROWS)]
    scored = engine.score(framed([list(column) for column in zip(*rows, strict=True)]), 0)
    noted = dict(scored.noted)
    assert len(scored.results)
    for at in scored.results["行"]:
        project = project_of(engine.table.header, rows[at], "t")
        assert isinstance(project, Project)
        bound = bind(engine.plan, project)
        assert isinstance(bound, Bound)
        broken = [one for one in project_findings(score(bound)) if one.code == "identity-broken"]
        assert list(noted.get(at, ())) == broken


TABLE = [
    ["甲", "乙", "丙", "丁", "戊"],
    ["10", "10", None, "10", "10"],
    ["20", "20", "20", "20", "21"],
    ["30", "31", "30", None, "30"],
    ["5", "5", "5", "5", "5"],
    ["100", "100", "100", "100", "4"],
    ["30"] * 5,
]


def test_only_rows_in_which_something_is_broken_are_looked_at_again() -> None:
    engine, names = engine_for(["男 + 女 = 总人数", "支出 ≤ 预算"])
    assert names == ["项目", "男（人）", "女（人）", "总人数（人）", "支出（万元）", "预算（万元）", "A1（场）"]
    singly = counting(engine)
    scored = held(engine, framed(TABLE), 1)
    assert singly == [2] and scored.results["行"].to_list() == [1, 2, 3, 4, 5]
    said = [
        (number, [(one.code, one.fatal, one.route, one.message) for one in found]) for number, found in scored.noted
    ]
    first = ("identity-broken", False, ("facts", "男"))
    assert said == [
        (2, [(*first, "“男 + 女 = 总人数”不成立：左边是 30 人，右边是 31 人")]),
        (5, [(*first, "“男 + 女 = 总人数”不成立：左边是 31 人，右边是 30 人"),
             ("identity-broken", False, ("facts", "支出"), "“支出 ≤ 预算”不成立：左边是 5 万元，右边是 4 万元")]),
    ]  # fmt: skip


@pytest.mark.parametrize("empty", ["男（人）", "总人数（人）"])
def test_what_a_table_does_not_state_is_not_asked(empty: str) -> None:
    engine, names = engine_for(["男 + 女 = 总人数", "挪用 或 地区 = 东部"], ("挪用",))
    assert "挪用" not in names and "asserts 第 2 条" not in engine.ways()
    columns = [[None if name == empty else CELLS[name][0]] * 1200 for name in names]
    columns[names.index("女（人）")] = [str(at) for at in range(1200)]  # so many cases that none would be remembered
    singly = counting(engine)
    scored = engine.score(framed(columns), 1)
    assert not scored.noted and len(scored.results) == 1200 and not singly
    without, _ = engine_for(["男 + 女 = 总人数"], (empty.partition("（")[0],))
    assert without.ways() == {"A1": TOGETHER, "B1": TOGETHER}
