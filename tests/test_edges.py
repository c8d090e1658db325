"""Edges on which mutants showed that no test stood: the last value that is taken and the first that is not."""

from __future__ import annotations

import pytest

from perfeval.diagnostic import Diagnostic
from perfeval.expr import BOOLEAN, Choice, Formula, ListOf, compile_formula
from perfeval.expr.formula import MOST_BITS
from perfeval.expr.syntax import DEPTH, LENGTH
from perfeval.number import DIGITS, Fraction, read, spell, where
from perfeval.quantity import Quantity, day, number, quantity, show
from perfeval.rounding import Figures, Mode, printable, printed, rounded
from perfeval.rules import Case, Received, kind_named
from perfeval.target import Target, target
from perfeval.unit import NUMBER, PERCENT, unit
from scored import EXAMPLE, made


@pytest.mark.parametrize(
    ("text", "known"), [("1900-01-01", 1), ("1899-12-31", 0), ("2999-12-31", 1), ("3000-01-01", 0)]
)
def test_years(text: str, known: bool) -> None:
    assert isinstance(day(text), Quantity if known else Diagnostic)


def test_digits() -> None:
    assert read("9" * DIGITS) == 10**DIGITS - 1 and read("9" * (DIGITS + 1)) is None
    assert read("-0." + "1" * (DIGITS - 1)) is not None and read("-0." + "1" * DIGITS) is None
    assert isinstance(number("1/0"), Diagnostic) and number("0/1") == 0 and number("1,000.5") == Fraction(2001, 2)


def test_lengths_and_depths_of_formulas() -> None:
    longest = "1" + "+1" * ((LENGTH - 2) // 2) + " "
    assert isinstance(compile_formula(longest, {}), Formula)
    assert isinstance(compile_formula(longest + " ", {}), tuple)
    deepest = "(" * DEPTH + "1" + ")" * DEPTH
    assert isinstance(compile_formula(deepest, {}), Formula)
    assert isinstance(compile_formula(f"({deepest})", {}), tuple)


@pytest.mark.parametrize("text", ["(1 + 2", "1 2", "", "1 + $", "012 + 1"])
def test_a_fault_is_at_least_one_character_wide(text: str) -> None:
    found = compile_formula(text, {})
    assert isinstance(found, tuple) and found[0].span and found[0].span[1] > 0


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (Fraction(1, 8), "0.125"),
        (Fraction(-1, 40), "-0.025"),
        (Fraction(1, 64), "0.015625"),
        (Fraction(1, 15), "1/15"),
        (Fraction(100), "100"),
        (Fraction(5, 4), "1.25"),
        (Fraction(1, 625), "0.0016"),
    ],
)
def test_spelling(x: Fraction, text: str) -> None:
    assert spell(x) == text


@pytest.mark.parametrize(
    ("x", "points", "share"),
    [
        (Fraction(1, 3), "约 0.3333 分", "约 33.33%"),
        (Fraction(1, 10000), "0.0001 分", "0.01%"),
        (Fraction(1, 100000), "约 0.00001 分", "0.001%"),
        (Fraction(999999, 1000000), "约 0.999999 分", "99.9999%"),
        (Fraction(10**13 - 1, 10**13), "约 1.000000000000 分", "约 99.99999999999%"),
        (Fraction(2, 3), "约 0.6667 分", "约 66.67%"),
        (Fraction(-1, 3), "约 -0.3333 分", "约 -33.33%"),
    ],
)
def test_figures_in_sentences(x: Fraction, points: str, share: str) -> None:
    assert (Figures().points(x), Figures().share(x)) == (points, share)


def test_amounts_in_sentences() -> None:
    money = unit("万元")
    assert money is not None
    assert Figures().amount(Fraction(19749, 1), money) == "1.9749 万元"
    assert Figures().amount(Fraction(10000, 3), money) == "约 0.3333 万元"
    assert Figures().amount(Fraction(1, 3), PERCENT) == "约 33.33%"
    assert show(Fraction(1, 3), NUMBER) == "1/3"


def test_days_beyond_the_calendar() -> None:
    dated = unit("日期")
    assert dated is not None
    assert [show(Fraction(n), dated) for n in (1, 0, 3652059, 3652060)] == [
        "0001-01-01",
        "日历之外（第 0 天）",
        "9999-12-31",
        "日历之外（第 3652060 天）",
    ]
    assert show(Fraction(3, 2), dated) == "0001-01-01 又 0.5 天"


def test_what_can_be_printed() -> None:
    assert printable(Fraction(1, 4), 2) and not printable(Fraction(1, 8), 2) and printable(Fraction(3), 0)
    assert [printed(Fraction(x), 0) for x in (0, -3, 12)] == ["0", "-3", "12"]
    assert [printed(Fraction(x, 100), 2) for x in (0, -5, 5, 1205)] == ["0.00", "-0.05", "0.05", "12.05"]
    with pytest.raises(ValueError, match="not rounded to 1"):
        printed(Fraction(1, 4), 1)
    assert [rounded(Fraction(-1, 4), 1, mode) for mode in Mode] == [Fraction(-n, 10) for n in (3, 2, 2, 3)]


def test_a_panel_has_at_most_two_hundred_marks() -> None:
    panel = kind_named("panel").model_validate({"of": "10", "trim": "0"})
    goal = target("显著")
    assert not isinstance(goal, Diagnostic)
    assert not isinstance(panel.receive(["9"] * 200, goal, NUMBER), tuple)
    assert isinstance(panel.receive(["9"] * 201, goal, NUMBER), tuple)
    assert isinstance(panel.receive(["0", "10"], goal, NUMBER), object)


@pytest.mark.parametrize("text", ["5 厂", "一场", "5 元 元", "1/2/3 场"])
def test_no_quantities(text: str) -> None:
    assert isinstance(quantity(text), Diagnostic)


def evaluated(text: str) -> object:
    dated, days = day("2023-10-29"), unit("日期")
    assert isinstance(dated, Quantity) and days is not None
    kinds = {"比": PERCENT, "完成日": days, "地区": Choice(("东部", "西部")), "制度": BOOLEAN, "列": ListOf(NUMBER)}
    formula = compile_formula(text, kinds)
    if not isinstance(formula, Formula):
        return formula[0].code
    rows = tuple(map(Fraction, (1, 4, 4)))
    found = formula.evaluate(
        {"比": Fraction(4, 5), "完成日": dated.value, "地区": "东部", "制度": True, "列": rows, "空": ()}
    )
    return found.code if isinstance(found, Diagnostic) else found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("比 > 80", "bare-ratio"),
        ("80 < 比", "bare-ratio"),
        ("比 < 1 且 比 > 0", True),
        ("东部 = 地区", True),
        ("西部 ≠ 地区", True),
        ("制度 = 是 且 制度 ≠ 否", True),
        ("制度 < 是", "unit-mismatch"),
        ("days(完成日, 2023-10-29) / 1 天", 1),
        ("完成日 + 1 天 = 2023-10-30", True),
        ("完成日 - 1 天 < 完成日", True),
        ("1 天 + 完成日", "unit-mismatch"),
        ("完成日 + 完成日", "unit-mismatch"),
        ("count(非 (列 > 2))", 1),
        ("count(列 ≥ 4 或 列 < 1)", 2),
        ("count(列 > 1 且 列 < 4)", 0),
        ("count(列)", 3),
        ("sum(列 - 1)", 6),
        ("sum(-列)", -9),
        ("max(列) + mean(列)", 7),
        ("if(rising(列), 1, 0)", 0),
        ("if(falling(列), 1, 0)", 0),
        ("round(0 - 0.25, 1)", Fraction(-1, 5)),
        ("round(0.25, 1)", Fraction(3, 10)),
        ("floor(0 - 3.5) + ceil(3.5)", 0),
        ("count(列, 列)", "wrong-argument"),
        ("count(1)", "wrong-argument"),
        ("abs(1, 2)", "wrong-argument"),
        ("abs(完成日)", "wrong-argument"),
        ("floor(1, 2)", "wrong-argument"),
        ("if(制度, 1)", "wrong-argument"),
        ("if(制度, 1, 2 场)", "wrong-argument"),
        ("days(完成日)", "wrong-argument"),
        ("round(1)", "wrong-argument"),
        ("max(1, 1 场)", "wrong-argument"),
        ("max(列, 列)", (1, 4, 4)),
        ("max(列, 2)", (2, 4, 4)),
        ("max(列, 完成日)", "wrong-argument"),
        ("max(1, 2, 3)", 3),
        ("1 / (0 * 比)", "division-by-zero"),
        ("非 非 制度", True),
        ("非 制度 且 1 > 2", False),
        ("制度 且 非 制度 或 制度", True),
        ("-(1 - 2) - -1", 2),
        ("2 * -3", -6),
        ("1,000 + 1", "thousands-comma"),
        ("max(1,200)", "thousands-comma"),
        ("max(1, 200)", 200),
    ],
)
def test_formulas(text: str, value: object) -> None:
    assert evaluated(text) == value


def test_a_unit_ends_where_a_fact_begins() -> None:
    people, money = unit("人"), unit("元")
    assert people is not None and money is not None
    formula = compile_formula("6 元/人数 + 3 元/人", {"人数": people})
    assert isinstance(formula, Formula) and formula.evaluate({"人数": Fraction(2)}) == 6


def test_any_true_test_chooses() -> None:
    assert (where(1, "yes", "no"), where((), "yes", "no")) == ("yes", "no")


def test_points_are_numbered_to_twenty_in_circles() -> None:
    from perfeval.rules.points import mark

    assert [mark(n) for n in (0, 19, 20)] == ["①", "⑳", "(21)"]


def test_too_few_marks_to_trim() -> None:
    panel = kind_named("panel").model_validate({"of": "10", "trim": "2", "least_experts": "3"})
    goal = target("显著")
    assert not isinstance(goal, Diagnostic)
    said = [panel.receive(["9"] * n, goal, NUMBER) for n in (2, 3, 4)]
    assert [("要求至少 3 个" in str(each), "没有剩下的" in str(each)) for each in said] == [
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("kind", "rule", "actual", "steps"),
    [
        (
            "parts",
            {
                "parts": [
                    {"text": "甲", "share": "60%", "rule": {"kind": "threshold"}},
                    {"text": "乙", "share": "40%", "rule": {"kind": "threshold"}},
                ]
            },
            (Fraction(1), Fraction(0)),
            {"part.1": 6, "part.2": 0},
        ),
        ("checklist", {"points": ["甲", "乙"]}, (Fraction(1, 2), Fraction(0)), {"loss.1": Fraction(5, 2), "loss.2": 5}),
        ("faults", {"kinds": [{"name": "甲", "lose": "10%"}]}, (Fraction(3),), {"loss.1": 3}),
        ("deduct", {"per": "10%", "lose": "1 分"}, Fraction(4, 5), {"gap": Fraction(1, 5), "units": 2, "loss": 2}),
        ("panel", {"of": "10", "trim": "0"}, (Fraction(8), Fraction(6)), {"mean": 7}),
        ("formula", {"earn": "1"}, Fraction(12), {"earn": 12}),
        ("proportional", {}, Fraction(6, 5), {"rate": Fraction(6, 5)}),
    ],
)
def test_the_steps_of_a_trace(kind: str, rule: dict[str, object], actual: object, steps: dict[str, object]) -> None:
    goal, found = target("100%"), dict[str, object]()
    assert not isinstance(goal, Diagnostic)
    kind_named(kind).model_validate({"kind": kind, **rule}).earned(Fraction(10), actual, goal, found.setdefault)
    assert found == steps


@pytest.mark.parametrize("kind", ["checklist", "faults", "levels", "panel", "survey", "parts", "formula"])
def test_kinds_whose_fact_is_no_quantity(kind: str) -> None:
    assert not kind_named(kind).model_construct().reads_amount


def test_a_loss_names_its_point() -> None:
    found = {item["code"]: [loss["item"] for loss in item["losses"]] for item in made(EXAMPLE)["indicators"]}
    assert (found["A21"], found["A22"]) == ([3], [1, 2])


def test_the_longest_result_of_a_formula() -> None:
    made = compile_formula("甲", {"甲": NUMBER})
    assert isinstance(made, Formula)
    for value in (Fraction(2 ** (MOST_BITS - 1)), Fraction(1, 2 ** (MOST_BITS - 1))):
        assert made.evaluate({"甲": value}) == value
    for value in (Fraction(2**MOST_BITS), Fraction(1, 2**MOST_BITS)):
        assert isinstance(made.evaluate({"甲": value}), Diagnostic)


def test_the_sign_that_no_formula_knows_is_marked() -> None:
    found = compile_formula("1 + # 2", {})
    assert isinstance(found, tuple) and found[0].span == (4, 1)


def test_the_branches_of_rules_that_choose() -> None:
    step = kind_named("accrue")(start="50%", per="1%", gain="5%", lose="5%", part="exact")
    goal = target("≥ 80%")
    assert isinstance(goal, Target)
    taken = [step.branch(Fraction(x, 100), goal).taken for x in (81, 80, 79)]
    assert taken == ["高于基准", "等于基准", "低于基准"]
    tiers = kind_named("levels")(levels=[{"name": "好", "share": "100%"}, {"name": "差", "share": "0"}])
    got = tiers.receive({"level": "差", "because": "无"}, goal, PERCENT)
    assert isinstance(got, Received) and tiers.branch(got.actual, goal).refused == ("好",)


def test_losses_that_no_single_point_has() -> None:
    counted = kind_named("checklist")(points=["甲", "乙"], by_count=["100%", "30%", "0"])
    got = counted.receive(["是", {"answer": "否", "because": "缺"}], target("规范"), NUMBER)
    assert isinstance(got, Received)
    lost = counted.losses(Case(Fraction(10), target("规范"), got, NUMBER), Figures())
    assert [(loss.points, loss.item) for loss in lost] == [(Fraction(7), 0)]


def test_the_losses_of_parts_are_numbered() -> None:
    part = {"share": "50%", "rule": {"kind": "threshold"}}
    both = kind_named("parts")(parts=[{"text": "甲", **part}, {"text": "乙", **part}])
    goal = target("≥ 90%")
    got = both.receive(["80%", "70%"], goal, PERCENT)
    assert isinstance(got, Received)
    lost = both.losses(Case(Fraction(10), goal, got, PERCENT), Figures())
    assert [(loss.points, loss.item) for loss in lost] == [(Fraction(5), 1), (Fraction(5), 2)]
