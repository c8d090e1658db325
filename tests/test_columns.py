"""Columns against fractions: whatever is computed for all rows at once is what each row gives by itself.

What columns do not carry raises `NotCarried`: numbers beyond 128 bits, and what has no one answer for all rows.
"""

from __future__ import annotations

from random import Random
from typing import Any, Literal

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from columned import agree
from perfeval.columns import Column, NotCarried, column, labels, mask, met, parts, rounded_column, settled, ticks
from perfeval.number import ONE, ZERO, Fraction, at_least, at_most, ceil, floor, where
from perfeval.rounding import Mode, rounded

LARGE = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
MOST = 2**63 - 1

# Random arithmetic: a tree of these words over two fields and some constants.
CONSTANTS = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (1, 2), (-1, 2), (1, 3), (7, 100), (-5, 1), (19749, 100))]
TWO: dict[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "at_least": at_least,
    "at_most": at_most,
}
ONE_WORD: dict[str, Any] = {"floor": floor, "ceil": ceil, "-": lambda a: -a}
TESTS: dict[str, Any] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "and": lambda a, b: (a >= b) & (b > ONE),
    "or": lambda a, b: (a < b) | (b <= ZERO),
    "xor": lambda a, b: (a < b) ^ (a >= ZERO),
    "not": lambda a, b: (a < b) ^ True,
    "same": lambda a, b: (a < b) == (b < ZERO),
}


def grown(tree: Any) -> Any:
    rounding = st.tuples(st.just("round"), st.integers(0, 3), st.sampled_from(Mode), tree)
    chosen = st.tuples(st.just("where"), st.sampled_from(sorted(TESTS)), tree, tree, tree, tree)
    return (
        st.tuples(st.sampled_from(sorted(TWO)), tree, tree)
        | st.tuples(st.sampled_from(sorted(ONE_WORD)), tree)
        | rounding
        | chosen
    )


TREES = st.recursive(st.sampled_from(("a", "a", "b", "b", *CONSTANTS)), grown, max_leaves=6)


def run(tree: Any, a: Any, b: Any) -> Any:
    """The tree over fractions or over columns."""
    if not isinstance(tree, tuple):
        return {"a": a, "b": b}.get(tree, tree) if isinstance(tree, str) else tree
    if tree[0] == "round":
        return to_places(run(tree[3], a, b), tree[1], tree[2])
    if tree[0] == "where":
        one, other, yes, no = (run(part, a, b) for part in tree[2:])
        return where(TESTS[tree[1]](one, other), yes, no)
    found = [run(part, a, b) for part in tree[1:]]
    return TWO[tree[0]](*found) if len(found) == 2 else ONE_WORD[tree[0]](*found)


def to_places(x: Any, places: int, mode: Mode) -> Any:
    return rounded_column(x, places, mode) if isinstance(x, Column) else rounded(x, places, mode)


def field(most: int) -> st.SearchStrategy[list[Fraction]]:
    """Some values of one column: the same scale, near 0, near ties, near the ends of what is allowed."""
    near = st.integers(-12, 12)
    far = near.map(lambda n: most - abs(n)) | near.map(lambda n: abs(n) - most)
    tie = st.integers(-20, 20).map(lambda n: 10 * n + 5)
    number = near | tie | far | st.integers(-most, most)
    scales = st.sampled_from((1, 2, 8, 100, 1000, 3, 7))
    return st.tuples(st.lists(number, min_size=12, max_size=12), scales).map(
        lambda drawn: [Fraction(n, drawn[1]) for n in drawn[0]]
    )


@pytest.mark.parametrize("most", [200, 10**9, 10**18 - 1, 10**30])
def test_columns_give_what_fractions_give(most: int) -> None:
    @LARGE
    @given(TREES, field(most), field(most))
    def holds(tree: Any, a: list[Fraction], b: list[Fraction]) -> None:
        try:
            agree(lambda a, b: run(tree, a, b), list(zip(a, b, strict=True)))
        except (NotCarried, ZeroDivisionError):
            reject()  # hypothesis complains where too many are not carried

    holds()


@pytest.mark.parametrize("test", TESTS)
def test_comparisons_and_what_is_made_of_them(test: str) -> None:
    rows = [(Fraction(a, 2), Fraction(b, 3)) for a in range(-5, 6) for b in range(-5, 6)]
    agree(TESTS[test], rows)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("scale", [1, 8, 1000, 3])
@pytest.mark.parametrize("places", [0, 1, 2])
def test_rounding(places: int, scale: int, mode: Mode) -> None:
    rows = [(Fraction(n, scale), Fraction(d)) for n in range(-40, 41) for d in (1, 2, 7)]
    agree(lambda x, d: to_places(x, places, mode), rows)
    agree(lambda x, d: to_places(x / d / 10**places, places, mode), rows)


@pytest.mark.parametrize("divisors", [(-3, 0), (0, 3), (-3, 3), (1, 3), (-3, -1), (-2, -2)])
def test_division_by_what_may_be_nothing_or_below_it(divisors: tuple[int, int]) -> None:
    low, high = divisors
    rows = [(Fraction(n, 2), Fraction(d, 10)) for n in range(-5, 6) for d in range(low, high + 1)]
    agree(lambda x, d: x / d, rows)
    agree(lambda x, d: floor(x / d) + 1 / d >= x, rows)


@pytest.mark.parametrize("kind", [pl.Int64, pl.Int128])
@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_what_columns_ask_of_polars(kind: Any, engine: Any) -> None:
    """Whole numbers are divided towards the lesser one, the size of all numbers but the least is exact."""
    most = MOST if kind is pl.Int64 else 2**127 - 1
    some = [0, 1, 7, most // 2, most // 2 + 1, most]
    pairs = [(s * a, t * b) for a in some for b in some for s in (1, -1) for t in (1, -1)]
    a, b = pl.col("a"), pl.col("b")
    lazy = pl.DataFrame(pairs, schema={"a": kind, "b": kind}, orient="row").lazy()
    found = lazy.select(a, b, down=a // b, size=a.abs(), least=a >= b, fixed=a // pl.lit(-7, dtype=kind))
    for x, y, down, size, least, fixed in found.collect(engine=engine).iter_rows():
        assert (down, size, least, fixed) == (x // y if y else None, abs(x), x >= y, x // -7)


def one(low: int, high: int, scale: int = 1) -> Column:
    return column(pl.col("x"), low, high, scale, [])


def test_widths() -> None:
    """64 bits where the bounds prove them, 128 where they prove those, and nothing beyond."""
    ends = [Fraction(n) for n in (-3 * 10**9, 0, 3 * 10**9)]
    rows = [(a, b) for a in ends for b in ends]
    assert not parts(agree(lambda a, b: a * b, rows))[0].wide
    assert parts(agree(lambda a, b: a * b * 2, rows))[0].wide
    assert parts(agree(lambda a, b: a * a * b * b, rows))[0].wide
    with pytest.raises(NotCarried):
        agree(lambda a, b: a * a * b * b * 10**9, rows)
    # The product before the offset is added needs more than the factor, the offset and the result.
    half = [(Fraction(MOST // 2 + n),) for n in (1, 5)]
    assert parts(agree(lambda a: a * 2 - MOST, half))[0].wide
    high = [(Fraction(n),) for n in (MOST - 4, MOST)]
    assert parts(agree(lambda a: a * 2 - 2 * Fraction(MOST), high))[0].wide
    assert parts(agree(lambda a: a * 2**63 + 1, high))[0].wide
    with pytest.raises(NotCarried):
        agree(lambda a: a * 2**65 - MOST * Fraction(2**65), high)
    # What is rounded to the points of an indicator is small again, whatever it was made of.
    amount = one(1, 10**18 - 1, 100)
    points = rounded_column(Fraction(4) * at_most(amount * amount / 10**18, ONE), 2, Mode.HALF_UP)
    assert not parts(points)[0].wide and (points.low, points.high) == (ZERO, 4)


def test_a_row_that_breaks_the_bounds_or_has_no_value_is_not_met() -> None:
    values = [3, None, 11, -1, MOST, -MOST - 1, 10, 0]
    truths, words = [True, True, True, None, True, True, None, True], [*"甲乙甲乙丙甲甲", None]
    frame = pl.DataFrame({"x": values, "y": truths, "z": words})
    needs: list[pl.Expr] = []
    x = column(pl.col("x"), 0, 10, 1, needs)
    kind, truth = labels(pl.col("z"), ("甲", "乙"), needs), mask(pl.col("y"), needs)
    # Everybody has at least 0: that is so without looking, yet who has nothing has not.
    points = where((kind == "甲") & truth, x / x, where(x >= ZERO, x * x * 10**15 / 7, ONE))
    # Small where the bounds are kept, but not here: a cell of 128 bits that 64 do not hold.
    num, den = parts(points + floor(x * 10**19 / (10**18 + 1)))
    engines: tuple[Literal["in-memory", "streaming"], ...] = ("in-memory", "streaming")
    for engine in engines:
        found = frame.lazy().with_columns(met(needs).alias("met"), num.expression, den.expression.alias("d"))
        assert found.collect(engine=engine)["met"].to_list() == [True] + [False] * 7


def test_cells_of_other_types() -> None:
    big = pl.DataFrame({"x": pl.Series([1, 2**64 - 1], dtype=pl.UInt64), "y": pl.Series([1, 2], dtype=pl.Int8)})
    needs: list[pl.Expr] = []
    total = column(pl.col("x"), 0, 10, 1, needs) + column(pl.col("y"), 0, 10, 1, needs) * 10**9
    found = big.with_columns(parts(total)[0].expression.alias("total"), met(needs).alias("met"))
    assert found["total"][0] == 10**9 + 1 and found["met"].to_list() == [True, False]


def test_what_has_no_one_answer_is_not_carried() -> None:
    x = one(0, 9)
    for ask in (bool, int, sorted, lambda x: min(x, ONE), lambda x: x / ZERO, lambda x: ONE / (x * 0)):
        with pytest.raises(NotCarried):
            ask([x, ONE] if ask is sorted else x)
    with pytest.raises(NotCarried):
        bool(x >= ONE)
    with pytest.raises(NotCarried):
        where(x >= ONE, "达到", "未达到")
    with pytest.raises(ValueError, match="needs"):
        _ = x + one(0, 9)
    with pytest.raises(ValueError, match="not rounded"):
        ticks(x / 3, 2)


def test_settled_columns_are_the_same_columns() -> None:
    random = Random(5)
    frame = pl.DataFrame({"x": [random.randrange(1, 10**6) for _ in range(50)]})
    needs: list[pl.Expr] = []
    x = column(pl.col("x"), 1, 10**6, 100, needs)
    total: Any = ZERO
    for n in range(6):
        made, share = settled(x * n / (x + n), f"share{n}")
        frame = frame.with_columns(made)
        made, points = settled(rounded_column(share, 2, Mode.HALF_EVEN), f"points{n}")
        frame, total = frame.with_columns(made), total + points
    found = frame.with_columns(ticks(total, 2).alias("total"))
    for cell, sum_of in found.select("x", "total").iter_rows():
        x_here = Fraction(cell, 100)
        points_here = [rounded(x_here * n / (x_here + n), 2, Mode.HALF_EVEN) for n in range(6)]
        assert Fraction(sum_of, 100) == sum(points_here, ZERO)
