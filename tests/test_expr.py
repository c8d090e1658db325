"""Formulas: precedence, units, dates, lists, labels; every fault with its column; no input makes them slow."""

from __future__ import annotations

from fractions import Fraction as Plain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.diagnostic import Diagnostic
from perfeval.expr import BOOLEAN, Choice, Formula, Kind, ListOf, TableOf, compile_formula
from perfeval.number import Fraction
from perfeval.quantity import day
from perfeval.unit import Unit, unit


def named(text: str) -> Unit:
    found = unit(text)
    assert found is not None
    return found


KINDS: dict[str, Kind] = {
    "支出": named("万元"),
    "预算": named("元"),
    "人数": named("人"),
    "场次": named("场"),
    "完成日": named("日期"),
    "地区": Choice(("东部", "西部")),
    "有制度": BOOLEAN,
    "各场人数": ListOf(named("人")),
    "沙龙": TableOf((("人数", named("人")), ("达标", BOOLEAN))),
}
closing = day("2023-10-29")
assert closing is not None and not isinstance(closing, Diagnostic)
FACTS: dict[str, Any] = {
    "支出": Fraction(1972800),
    "预算": Fraction(1974900),
    "人数": Fraction(60),
    "场次": Fraction(15),
    "完成日": closing.value,
    "地区": "东部",
    "有制度": True,
    "各场人数": (Fraction(9), Fraction(12), Fraction(21)),
    "沙龙": ((Fraction(8), True), (Fraction(20), False), (Fraction(11), True)),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("8 / 4 / 2", 1),
        ("-2 * 3 + 10", 4),
        ("支出 / 预算", Plain(19728, 19749)),
        ("支出÷预算×100％", Plain(19728, 19749)),
        ("（支出 － 预算）÷ 1万元", Plain(-21, 100)),
        ("1 万元 + 1 元", 10001),
        ("1800 元/人/月 * 58 人 * 12 月", 1252800),
        ("1 小时 + 30 分钟", Plain(1, 16)),
        ("2 年 - 1 季度", 21),
        ("完成日 - 2023-10-01", 28),
        ("if(完成日 ≤ 2023年11月30日, 0 项, 1 项)", 0),
        ("if(地区 = 东部 且 有制度, 1, 2)", 1),
        ("if(地区 ≠ 东部 或 非 有制度, 1, 2)", 2),
        ("count(各场人数 < 10 人)", 1),
        ("sum(各场人数) / 场次", Plain(14, 5)),
        ("mean(各场人数)", 14),
        ("max(人数, 58 人) - min(各场人数)", 51),
        ("abs(支出 - 预算)", 2100),
        ("floor(人数 / 场次 / 1 人/场) + ceil(7 / 2)", 8),
        ("“支出”/预算", Plain(19728, 19749)),
        ("count(人数 < 各场人数)", 0),
        ("min(沙龙.人数)", 8),
        ("count(沙龙.人数 ≥ 10 人 且 沙龙.达标)", 1),
        ("sum(沙龙.人数 * 2) - sum(沙龙.人数 / 1 人) * 1 人", 39),
        ("mean(各场人数 / 沙龙.人数) * 440", 440 * (Plain(9, 8) + Plain(12, 20) + Plain(21, 11)) / 3),
        ("if(人数 = 0 人, 0, 120 人 / 人数)", 2),
        ("if(rising(各场人数) 且 非 falling(各场人数), 1, 2)", 1),
        ("days(2023-01-01, 2023-12-31) / 1 天", 365),
        ("round(2 / 3, 2)", Plain(67, 100)),
    ],
)
def test_value(text: str, value: object) -> None:
    formula = compile_formula(text, KINDS)
    assert isinstance(formula, Formula), formula
    assert formula.evaluate(FACTS) == value


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("支岀 / 预算", "unknown-name", "支岀"),
        ("支出 + 人数", "unit-mismatch", "支出 + 人数"),
        ("人数 > 场次", "unit-mismatch", "人数 > 场次"),
        ("完成日 + 完成日", "unit-mismatch", "完成日 + 完成日"),
        ("完成日 * 2", "unit-mismatch", "完成日 * 2"),
        ("-完成日", "unit-mismatch", "-完成日"),
        ("完成日 - 1 月", "unit-mismatch", "完成日 - 1 月"),
        ("地区 = 中部", "unknown-label", "中部"),
        ("地区 > 东部", "labels-have-no-order", "地区 > 东部"),
        ("地区 = 地区", "unknown-label", "地区"),
        ("有制度 + 1", "unit-mismatch", "有制度 + 1"),
        ("1 且 2", "not-a-truth", "1 且 2"),
        ("1 < 2 < 3", "chained-comparison", "<"),
        ("各场人数 + 1 场", "unit-mismatch", "各场人数 + 1 场"),
        ("沙龙.人次", "unknown-column", "沙龙.人次"),
        ("沙龙 + 1", "unit-mismatch", "沙龙 + 1"),
        ("days(1, 2)", "wrong-argument", "days(1, 2)"),
        ("round(人数, 2)", "wrong-argument", "round(人数, 2)"),
        ("floor(人数)", "wrong-argument", "floor(人数)"),
        ("if(人数, 1, 2)", "wrong-argument", "if(人数, 1, 2)"),
        ("log(人数)", "unknown-function", "log(人数)"),
        ("2 ** 3", "formula-syntax", "*"),
        ("人数.__class__", "not-a-table", "人数.__class__"),
        ("012 + 1", "not-a-number", "012"),
        ("完成日 > 2023-11-31", "impossible-date", "2023-11-31"),
        ("(1 + 2", "formula-syntax", ""),
        ("1 2", "formula-syntax", "2"),
        ("", "formula-syntax", ""),
    ],
)
def test_fault_and_its_column(text: str, code: str, part: str) -> None:
    faults = compile_formula(text, KINDS)
    assert isinstance(faults, tuple) and [fault.code for fault in faults] == [code]
    span = faults[0].span
    assert span is not None and text[span[0] : span[0] + span[1]] == part


def test_division_by_zero_names_the_divisor() -> None:
    formula = compile_formula("支出 / (预算 - 预算)", KINDS)
    assert isinstance(formula, Formula)
    found = formula.evaluate(FACTS)
    assert isinstance(found, Diagnostic) and (found.code, found.span) == ("division-by-zero", (5, 9))


def test_the_branch_not_taken_is_not_computed_and_lists_must_be_even() -> None:
    formula = compile_formula("if(预算 = 预算, 1, 1 / (支出 - 支出) * 1 元)", KINDS)
    assert isinstance(formula, Formula) and formula.evaluate(FACTS) == 1
    uneven = compile_formula("sum(各场人数 + 沙龙.人数)", KINDS)
    assert isinstance(uneven, Formula)
    found = uneven.evaluate({**FACTS, "各场人数": (Fraction(1),)})
    assert isinstance(found, Diagnostic) and found.code == "uneven-lists"


def test_limits() -> None:
    for text in ("1+" * 300 + "1", "(" * 200 + "1" + ")" * 200, "-" * 400 + "1", "9" * 31):
        assert isinstance(compile_formula(text, KINDS), tuple)


SIGNS = "( ) , + - * / < = 且 非 1 5% 是 2023-11-30 “ . ： 元/人 东部 min if sum".split()
WORDS = [*KINDS, *SIGNS, "30 场"]


@settings(max_examples=400, deadline=500)
@given(
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
)
def test_any_text_is_a_formula_or_a_fault(text: str) -> None:
    found = compile_formula(text, KINDS)
    if isinstance(found, Formula):
        found.evaluate(FACTS)
    else:
        assert found and all(fault.span is not None and 0 <= fault.span[0] <= len(text) for fault in found)
