"""Cells of all types at the edges of what columns can carry: at once as one by one."""

from __future__ import annotations

import datetime as dt
import struct
from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from perfeval.batch.engine import APART, SINGLY, TOGETHER
from perfeval.batch.outcome import EXACT, ROW
from perfeval.batch.results import taken
from test_batch import Cells, engine_of, framed, held, plan_of

HEAD: Cells = {"perfeval": "spec/1", "id": "t", "name": "试", "rounding": {"places": 2, "mode": "half-up"}}
GRADES = [{"name": "优", "least": "90%"}, {"name": "中", "least": "60%"}, {"name": "差", "least": "0"}]
BANDS = [{"least": "90%", "earn": "100%"}, {"least": "60%", "earn": "50%"}, {"earn": "0%"}]
LEAVES: list[Cells] = [
    {"code": "A1", "target": "100%", "actual": "支出 / 预算", "rule": {"kind": "proportional"}},
    {"code": "A2", "target": "≥ 3 场", "rule": {"kind": "proportional"}},
    {"code": "A3", "target": "≥ 90%", "rule": {"kind": "bands", "bands": BANDS}},
    {"code": "A4", "target": "≤ 2023-11-30", "rule": {"kind": "deduct", "per": "1 天", "lose": "3%", "part": "exact"}},
    {"code": "A5", "target": "合规", "rule": {"kind": "checklist", "points": ["甲", "乙"]}},
    {"code": "A6", "target": "合规", "rule": {"kind": "threshold"}},
    {"code": "A7", "target": "≤ 300 元", "rule": {"kind": "proportional", "reverse": "inverse"}},
    {"code": "A8", "target": "≤ 1048576 次", "rule": {"kind": "proportional", "reverse": "linear"}},
]
SHARED = {
    "预算": {"unit": "万元"},
    "支出": {"unit": "万元"},
    "挪用": {"unit": "是否"},
    "地区": {"one_of": ["东部", "西部"]},
}


def spec(*codes: str, **more: Any) -> Cells:
    leaves = [{**leaf, "name": leaf["code"], "weight": 10} for leaf in LEAVES if leaf["code"] in codes or not codes]
    facts = {name: of for name, of in SHARED.items() if name in str(leaves) + str(more)}
    return {**HEAD, "full": 10 * len(leaves), "grades": GRADES, "facts": facts, "indicators": leaves, **more}


MONEY = [
    "0",
    "100",
    "99.995",
    "33.33",
    "-5",
    "0.0000001",
    "123456789012345678",
    "99999999999999999999",
    "12 元",
    "1e3",
    "１２",
    " 7 ",
    "012",
    "+5",
    "1,250",
    "1/3",
    "",
    " ",
    None,
    "inf",
    "nan",
    "-0",
    "5.",
    ".5",
    "5.50",
    "5\u3000万元",
    "5\x1f",
    "5\n",
    "1_000",
    "0x1F",
    "不适用",
    "无",
    "[5]",
    "5 万",
    "5亿元",
    "- 5",
    "#5",
    "“5”",
    "'5'",
    "5分",
    "٣",
    "½",
]
DECIMALS = [Decimal("0.1"), Decimal("100.005"), Decimal("-0.01"), None, Decimal("12345678901234.567"), Decimal(0)]
FLOATS = [
    0.1,
    0.1 + 0.2,
    1e22,
    5e-324,
    1e-7,
    -0.0,
    0.0,
    float("nan"),
    float("inf"),
    -float("inf"),
    None,
    1 / 3,
    1e15,
    123456789.12345679,
    9007199254740993.0,
    99.995,
    2.675,
    1e16,
    4503599627370497.5,
]
WHOLE = [0, 1, -1, 2**63 - 1, -(2**63), 10**17, 10**17 + 1, None, 3, 100]
DAYS = [
    "2023-11-30",
    "2023-12-01",
    "2024-02-29",
    "2023-02-29",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2023-1-5",
    " 2023-11-30 ",
    "2023年11月30日",
    "20231130",
    "2023/11/30",
    "11月底",
    None,
    "2023-11-30 09:00",
    "不适用",
    "10000-01-01",
    "２０２３-11-30",
    "2023-11-30\x1f",
    "-2023-11-30",
    "1999-12-31",
    "+2023-11-30",
]


def columns(*series: pl.Series | list[Any]) -> pl.DataFrame:
    return framed(list(series))


def padded(cells: list[Any], count: int, kind: Any = pl.String) -> pl.Series:
    return pl.Series((cells * count)[:count], dtype=kind)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (MONEY, pl.String),
        (FLOATS, pl.Float64),
        (WHOLE, pl.Int64),
        (DECIMALS, pl.Decimal(38, 3)),
        (DECIMALS, pl.Decimal(38, 20)),
        ([0, 2**64 - 1, 5, None], pl.UInt64),
        ([0, 2**100, -(2**100), 7], pl.Int128),
        ([1, 200, None], pl.UInt8),
        ([0.1, 1.5, None, 16777217.0], pl.Float32),
        ([True, False, None], pl.Boolean),
        ([None, None], pl.Null),
        ([b"12", b"\xff", None], pl.Binary),
        ([[1, 2], [], None], pl.List(pl.Int64)),
        ([{"a": 1}, None], pl.Struct({"a": pl.Int64})),
        ([[1.5, None]], pl.Array(pl.Float64, 2)),
        (["12", "是", None], pl.Categorical),
        (["12", "是"], pl.Enum(["12", "是"])),
        ([dt.timedelta(days=3), None], pl.Duration),
        ([dt.time(9), None], pl.Time),
        ([dt.date(2023, 11, 30)], pl.Datetime),
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("header", ["（万元）", ""])
def test_amounts(cells: list[Any], kind: Any, header: str) -> None:
    plan = plan_of(spec("A1"))
    count = len(cells) * 2
    names = ["项目", f"支出{header}", f"预算{header}"]
    engine = engine_of(plan, names)
    assert engine.ways() == {"A1": TOGETHER}
    spent = padded(cells, count, kind)
    held(engine, columns(padded(["甲"], count), spent, spent))
    held(engine, columns(spent, spent, padded(["100", "0", "3", None, "7.77"], count)))
    held(engine, columns(spent, padded([0.1, 3.0, 7.0], count, pl.Float64), spent))


@pytest.mark.parametrize("code", ["A2", "A3", "A7", "A8"])
def test_each_amount_under_its_unit(code: str) -> None:
    plan = plan_of(spec(code))
    unit = {"A2": "场", "A3": "%", "A7": "元", "A8": "次"}[code]
    for name in (code, f"{code}（{unit}）"):
        engine = engine_of(plan, [name])
        held(engine, columns([*MONEY, *(f"{cell}{unit}" for cell in MONEY if cell)]))
        held(engine, columns(pl.Series(FLOATS)))
        held(engine, columns(pl.Series(WHOLE)))
        held(engine, columns(pl.Series([n * 2**k + n for k in range(0, 60, 3) for n in (1, 3)])))


def test_dates() -> None:
    plan = plan_of(spec("A4"))
    engine = engine_of(plan, ["A4"])
    held(engine, columns(DAYS))
    held(engine, columns(pl.Series([dt.date(2023, 11, 30), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)])))
    held(engine, columns(pl.Series(["2023-11-30", "2023-12-09 08:00:00"]).str.to_datetime(strict=False)))
    held(engine, columns(pl.Series([20231130, 45260, 0])))


def test_a_day_that_no_calendar_here_has() -> None:
    engine = engine_of(plan_of(spec("A4")), ["A4"])
    far = pl.Series("0", [3_000_000, -800_000, 19691], dtype=pl.Int32).cast(pl.Date)
    scored = engine.score(pl.DataFrame([far]), 1)
    assert [number for number, _ in scored.noted] == [1, 2] and scored.results[ROW].to_list() == [3]
    # Polars itself cannot say what days these are.
    for numbers, kind in (([2**31 - 1, 19691], pl.Date), ([10**17, 19691 * 86_400_000], pl.Datetime("ms"))):
        beyond = pl.Series("0", numbers).cast(pl.Int32 if kind == pl.Date else pl.Int64).cast(kind)
        scored = engine.score(pl.DataFrame([beyond]), 1)
        assert [number for number, _ in scored.noted] == [1] and scored.results[ROW].to_list() == [2]
    # Below an empty cell anything may lie.
    for kind, form, day in ((pa.date32(), "<3i", 1), (pa.timestamp("ms", "Asia/Shanghai"), "<3q", 86_400_000)):
        days = pa.py_buffer(struct.pack(form, (2**31 - 1) * day, 3_000_000 * day, 19691 * day))
        for valid in (0b100, 0b110):
            hidden = pa.Array.from_buffers(kind, 3, [pa.py_buffer(bytes([valid])), days])
            held(engine, columns(taken(hidden)))


ANSWERS = [
    "是",
    "否",
    "部分",
    "有",
    "无",
    " 是 ",
    "yes",
    "true",
    "Y",
    "√",
    "1",
    "",
    " ",
    None,
    "不适用",
    "是\x1f",
    "是。",
    "[是]",
]
REASONS = [
    None,
    "",
    " ",
    "缺一份",
    "\u3000",
    "{because: x}",
    "[见附件]",
    "~",
    "null",
    "是",
    "- 缺",
    "# 缺",
    "a: b",
    "*",
    "1",
    "\x07",
    "\u200b",
    "缺 # 一份",
    "缺: 一份",
    "NULL",
    "“缺”",
    "'缺",
    '"缺',
    "\x1f",
    "待补",
    "不适用",
    "缺\x07",
]
KEPT = [None, "", " ", "70%", "0%", "100%", "70", "0.7", "150%", "-5%", "1/3", "33.3333333333%", "七成", "70％"]


@pytest.mark.parametrize("beside", [[], ["because"], ["keep"], ["keep", "because"], ["keep", "because", "evidence"]])
def test_answers(beside: list[str]) -> None:
    plan = plan_of(spec("A5"))
    names = ["A5.1", "A5.2", *(f"A5.2.{key}" for key in beside)]
    of = {"because": REASONS, "keep": KEPT, "evidence": ["台账", "", "[a, b]", "https://x", None]}
    rows = [
        [first, second, *rest]
        for first in ("是", "否", None, "不适用")
        for second in ANSWERS
        for rest in _all([of[key] for key in beside])
    ]
    held(engine_of(plan, names), columns(*map(list, zip(*rows, strict=True))))


def _all(lists: list[list[Any]]) -> list[list[Any]]:
    """Not all pairs, but each of a list with some of the others."""
    count = max(map(len, lists), default=1) * 3
    return [[one[(at * (2 * n + 1) + at // 7) % len(one)] for n, one in enumerate(lists)] for at in range(count)]


def test_answers_of_other_types() -> None:
    plan = plan_of(spec("A5"))
    truths = pl.Series([True, False, None, True])
    engine = engine_of(plan, ["A5.1", "A5.2", "A5.2.because", "A5.2.keep"])
    reasons, shares = pl.Series(["缺", None, "缺", ""]), pl.Series([None, None, None, "70%"])
    held(engine, columns(truths, truths, reasons, shares))
    held(engine, columns(pl.Series(["是", "部分", "部分", "否"]), truths, reasons, shares))
    partly = pl.Series(["部分", "部分", "部分", "是"])
    for share in ([70.0, 0.7, None, 0.0], [70, 0, 100, 1]):
        held(engine, columns(truths, partly, reasons, pl.Series(share)))
    held(engine, columns(pl.Series([1, 0, 1, 0]), truths, pl.Series([1, 2, 3, None]), shares))
    held(engine_of(plan, ["A5"]), columns(pl.Series([[True, True], [True, False], [True], None])))
    plan = plan_of(spec("A6"))
    held(engine_of(plan, ["A6"]), columns(truths))
    held(engine_of(plan, ["A6", "A6.because"]), columns(truths, reasons))
    held(engine_of(plan_of(spec("A6")), ["A6", "A6.note"]), columns(ANSWERS, (REASONS * 2)[: len(ANSWERS)]))


ASSERTS = [{"holds": "支出 ≤ 预算", "because": "不超预算"}, {"holds": "挪用 或 地区 = 东部", "because": "试"}]


def test_what_no_indicator_reads_is_asked_all_the_same() -> None:
    plan = plan_of(spec("A2", facts=SHARED, asserts=ASSERTS))
    names = ["A2", "预算", "支出", "挪用", "地区"]
    odd = [None, "", "是", "东部", "也许", "5", "5 人", "不适用", "[", " 否 "]
    cells = [["3"] * len(odd), odd, odd, odd, odd]
    held(engine_of(plan, names), columns(*cells))
    for at in range(1, 5):
        others = [["5 万元"] * len(odd), ["5 万元"] * len(odd), ["是"] * len(odd), ["东部"] * len(odd)]
        others[at - 1] = odd
        held(engine_of(plan, names), columns(["3"] * len(odd), *others))
        truths = pl.Series([True, False] * (len(odd) // 2))
        held(engine_of(plan, names), columns(["3"] * len(odd), *others[: at - 1], truths, *others[at:]))


@pytest.mark.parametrize("mode", ["half-up", "half-even", "down", "up"])
def test_points_at_a_tie(mode: str) -> None:
    plan = plan_of(spec("A2", "A8", rounding={"places": 1, "mode": mode}))
    near = [f"{n / 1000:.3f}" for n in range(0, 3000, 15)]
    engine = engine_of(plan, ["A2", "A8"])
    assert set(engine.ways().values()) == {TOGETHER}
    found = held(engine, columns(near, [str(1048576 + n * 5243) for n in range(len(near))]))
    assert found.results[f"A2{EXACT}"].count() > 10 < found.results[f"A8{EXACT}"].count()


def test_grades_at_their_edges() -> None:
    plan = plan_of(spec("A2", full="10", rounding={"places": 3, "mode": "half-up"}))
    found = held(engine_of(plan, ["A2"]), columns([2.7, 2.6999, 2.6998, 1.8, 1.79985, 1.7998, 0.0]))
    assert found.results["等级"].to_list() == ["优", "优", "中", "中", "中", "差", "差"]


def test_nothing_to_divide_by() -> None:
    engine = engine_of(plan_of(spec("A1")), ["支出（万元）", "预算（万元）"])
    found = held(engine, columns([0.0, 5.0, -5.0, 5.0], [0.0, 0.0, 2.0, -2.0]))
    assert [number for number, _ in found.noted][:2] == [1, 2]


@pytest.mark.parametrize("kept", ["预算", "支出", "fact 预算", "shown A2", "0", "1", "good"])
def test_a_column_that_is_kept_may_be_called_anything(kept: str) -> None:
    plan = plan_of(spec("A1", "A2"))
    names = list(dict.fromkeys(["支出", "预算", "A2", kept]))
    cells = [["1", "2", "3", "7"], ["3", "3", "7", "9"], ["1", "1.5", "2", "3"], ["x", " ", "", "y"]][: len(names)]
    held(engine_of(plan, names, [kept]), columns(*cells))


def test_specs_that_are_scored_otherwise() -> None:
    gate = {"gates": [{"when": "挪用", "earn": "0", "because": "挪用资金"}]}
    plan = plan_of(spec("A2", **gate))
    engine = engine_of(plan, ["A2", "挪用"])
    assert engine.ways() == {"A2": TOGETHER, "gates 第 1 条": APART}
    held(engine, columns(["3", "2", "", "3"], ["否", "是", "否", None]))
    leaf = {**LEAVES[1], "name": "甲", "weight": 10, **gate}
    plan = plan_of({**spec("A2", facts={"挪用": SHARED["挪用"]}), "indicators": [leaf]})
    engine = engine_of(plan, ["A2", "挪用"])
    assert engine.ways() == {"A2": APART}
    held(engine, columns(["3", "2", "", "3"], ["否", "是", "否", None]))
    group = {"code": "A", "name": "组", "weight": 10, "combine": "min", "indicators": [leaf | {"gates": []}]}
    plan = plan_of({**spec("A2"), "indicators": [group]})
    engine = engine_of(plan, ["A2"])
    assert engine.ways() == {"A2": SINGLY}
    held(engine, columns(["3", "2", "", "3"]))


@pytest.mark.parametrize("then", [{"then": "explain"}, {"then": "lose", "lose": "10%"}, {"then": "scale"}])
def test_what_is_asked_of_too_much(then: Cells) -> None:
    leaf = {**LEAVES[1], "name": "甲", "weight": 10, "over": {"beyond": "120%", "because": "试", **then}}
    plan = plan_of({**spec("A2"), "indicators": [leaf]})
    for names in (["A2"], ["A2", "A2.because"], ["A2", "A2.note"]):
        held(
            engine_of(plan, names),
            columns(["3", "3.6", "3.7", "9"], ["", "好", "", "多"])
            if len(names) > 1
            else columns(["3", "3.6", "3.7", "9"]),
        )


def test_no_rows() -> None:
    for codes in (("A1", "A5"), ("A6",)):
        names = {"A1": ["支出", "预算"], "A5": ["A5.1", "A5.2"], "A6": ["A6"]}
        columns_ = [name for code in codes for name in names[code]]
        scored = engine_of(plan_of(spec(*codes)), columns_).score(framed([[] for _ in columns_]), 1)
        assert not scored.noted and scored.results.is_empty()


def test_points_of_two_names_that_look_alike_inside() -> None:
    points = {"code": "A", "target": "合规", "rule": {"kind": "checklist", "points": ["甲", "乙"]}}
    count = {"code": "A.0", "target": "≥ 30 场", "rule": {"kind": "proportional"}}
    leaves = [{**leaf, "name": "指标", "weight": 10} for leaf in (points, count)]
    engine = engine_of(plan_of({**HEAD, "full": 20, "indicators": leaves}), ["A.1", "A.2", "A.0"])
    held(engine, columns(["是", "否", "是"], ["否", "是", "是"], ["15", "30", "29"]))


@pytest.mark.parametrize("of", [{}, {"of": "total"}], ids=["leaf", "total"])
def test_figures_beyond_which_64_bits_end(of: Cells) -> None:
    curve = {"kind": "curve", "points": [["99%", 0], ["99.9%", "80%"], ["100%", "100%"]]}
    leaf = {"code": "A", "name": "率", "weight": 100, "target": "100%", "rule": curve}
    whole: Cells = {**HEAD, "rounding": {**HEAD["rounding"], **of}, "full": 100}
    plan = plan_of({**whole, "indicators": [leaf]})
    held(engine_of(plan, ["A（%）"]), columns(["85", "99999999999999999", "33.333333", "", "-1"]))
    money = {"facts": {"支出": {"unit": "元"}, "预算": {"unit": "元"}}}
    plan = plan_of({**whole, **money, "indicators": [{**leaf, "actual": "支出 / 预算"}]})
    engine = engine_of(plan, ["支出（元）", "预算（元）"])
    spent = ["98765432109.87", "99876543210.98", "99.87", "99987654321.09"]
    for times in (1, 1000):
        held(engine, columns(spent * times, ["99999999999.99"] * len(spent) * times))
