"""Numbers, units, dates, targets and rounding as people write them; and the laws that they keep."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as Plain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.diagnostic import Diagnostic
from perfeval.model import truth
from perfeval.number import Fraction, read, spell
from perfeval.quantity import Quantity, day, quantity, show
from perfeval.rounding import Mode, printed, rounded
from perfeval.target import Target, describe, target
from perfeval.unit import UNIT_WORDS, unit


@pytest.mark.parametrize(
    ("text", "value", "word"),
    [
        ("197.49 万元", 1974900, "万元"),
        ("1,250 人次", 1250, "人次"),
        ("１，２５０人次", 1250, "人次"),
        ("９５％", Plain(19, 20), "%"),
        ("99.89%", Plain(9989, 10000), "%"),
        ("1/3", Plain(1, 3), ""),
        ("-0.21 万元", -2100, "万元"),
        ("−3 项", -3, "项"),
        ("1.2亿元", 120000000, "亿元"),
        ("3 万人次", 30000, "万人次"),
        ("5 个百分点", Plain(1, 20), "个百分点"),
        ("45 分钟", Plain(1, 32), "分钟"),
        ("1800 元/人/月", 1800, "元/人/月"),
        ("0.5 分", Plain(1, 2), "分"),
        (" 58人 ", 58, "人"),
        ("58 名", 58, "名"),
    ],
)
def test_quantity(text: str, value: object, word: str) -> None:
    found = quantity(text)
    assert isinstance(found, Quantity), found
    assert (found.value, found.unit.text) == (value, word)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,50 元", "misplaced-comma"),
        ("012 元", "not-a-number"),
        ("1e3", "not-a-number"),
        ("٣ 场", "not-a-number"),
        ("九十五", "not-a-number"),
        ("30 厂", "unknown-unit"),
        ("1.2.3", "not-a-number"),
        ("1/0", "not-a-number"),
        ("9" * 31, "not-a-number"),
        ("2023年11月31日", "impossible-date"),
        ("", "not-a-number"),
    ],
)
def test_what_is_no_quantity(text: str, code: str) -> None:
    found = quantity(text)
    assert isinstance(found, Diagnostic) and found.code == code


@pytest.mark.parametrize("text", ["2023-11-30", "2023年11月30日", "2023/11/30", "2023.11.30", "２０２３-11-30"])
def test_dates_as_people_write_them(text: str) -> None:
    found = day(text)
    assert isinstance(found, Quantity) and found.value == date(2023, 11, 30).toordinal()


@pytest.mark.parametrize(("text", "answer"), [("是", True), ("有", True), ("true", True), ("否", False), ("无", False)])
def test_truth(text: str, answer: bool) -> None:
    assert truth(text) is answer


@pytest.mark.parametrize("text", ["NO way", "on", "y", "1", ""])
def test_no_truth(text: str) -> None:
    found = truth(text)
    assert isinstance(found, Diagnostic) and found.code == "not-yes-or-no"


def test_persons_are_not_person_times_and_no_two_counts_mix() -> None:
    for one, other in [("人", "人次"), ("场", "次"), ("项", "个"), ("月", "天"), ("元", "分")]:
        first, second = unit(one), unit(other)
        assert first and second and not first.fits(second), (one, other)
    for one, other in [("元", "万元"), ("小时", "分钟"), ("年", "月"), ("人", "名"), ("亩", "公顷"), ("%", "倍")]:
        first, second = unit(one), unit(other)
        assert first and second and first.fits(second), (one, other)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("≥ 30 场", "≥ 30 场"),
        (">=30场", "≥ 30 场"),
        ("不少于30场", "≥ 30 场"),
        ("30 场", "≥ 30 场"),
        ("30场以上", "≥ 30 场"),
        ("不超过 5 天", "≤ 5 天"),
        ("5天以内", "≤ 5 天"),
        ("> 80%", "> 80%"),
        ("超过80%", "> 80%"),
        ("= 0", "= 0"),
        ("0%–10%", "0%–10%"),
        ("5至10天", "5 天–10 天"),
        ("2023年11月30日前完成", "≤ 2023-11-30"),
        ("≤ 2023-11-30", "≤ 2023-11-30"),
        ("规范", "规范"),
        ("每周 7 天开放", "每周 7 天开放"),
    ],
)
def test_target(text: str, read_as: str) -> None:
    found = target(text)
    assert isinstance(found, Target), found
    assert describe(found) == read_as


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("≥", "not-a-number"),
        ("≥ 三十场", "not-a-number"),
        ("30 厂", "unknown-unit"),
        ("10%~5%", "empty-range"),
        ("1 场~2 人", "empty-range"),
        ("2023-11-30", "undirected-date"),
    ],
)
def test_what_is_no_target(text: str, code: str) -> None:
    found = target(text)
    assert isinstance(found, Diagnostic) and found.code == code


EXACT = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4).map(
    lambda x: Fraction(x.numerator, x.denominator)
)


@given(EXACT, st.integers(0, 6), st.sampled_from(Mode))
def test_rounding_is_idempotent_and_near(x: Fraction, places: int, mode: Mode) -> None:
    once = rounded(x, places, mode)
    assert rounded(once, places, mode) == once
    assert abs(once - x) < Fraction(1, 10**places)
    assert read(printed(once, places)) == once


@given(EXACT, EXACT, st.integers(0, 6), st.sampled_from(Mode))
def test_rounding_is_monotone(x: Fraction, y: Fraction, places: int, mode: Mode) -> None:
    low, high = sorted((x, y))
    assert rounded(low, places, mode) <= rounded(high, places, mode)


@given(EXACT, st.integers(0, 4))
def test_half_modes_agree_with_decimal(x: Fraction, places: int) -> None:
    import decimal

    with decimal.localcontext(prec=60):
        exact = decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)
        quantum = decimal.Decimal(1).scaleb(-places)
        names = {
            Mode.HALF_UP: "ROUND_HALF_UP",
            Mode.HALF_EVEN: "ROUND_HALF_EVEN",
            Mode.DOWN: "ROUND_DOWN",
            Mode.UP: "ROUND_UP",
        }
        for mode, name in names.items():
            assert rounded(x, places, mode) == Plain(str(exact.quantize(quantum, rounding=name)))


@given(EXACT)
def test_spelling_reads_back(x: Fraction) -> None:
    text = spell(x)
    top, _, bottom = text.partition("/")
    assert (read(text) if not bottom else Fraction(int(top), int(bottom))) == x


@given(st.sampled_from(UNIT_WORDS), EXACT)
def test_an_amount_shown_in_its_unit_reads_back(word: str, x: Fraction) -> None:
    measure = unit(word)
    assert measure is not None
    found = quantity(show(x, measure).replace("-", "−", 1) if x < 0 else show(x, measure))
    assert isinstance(found, Quantity) and (found.value, found.unit.dimensions) == (x, measure.dimensions)
