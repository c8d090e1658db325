"""Texts of many fractions at once are those of each; rows in groups are the same rows."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.batch.fractions import texts
from perfeval.exchange.grouping import grouped
from perfeval.number import Fraction, spell

LARGE = 2**63 - 1
PARTS = st.one_of(
    st.integers(1, 3000),
    st.integers(0, 18).map(lambda n: 10**n),
    st.integers(0, 62).map(lambda n: 2**n),
    st.integers(0, 26).map(lambda n: 5**n),
    st.integers(1, LARGE),
)


def spelled(pairs: list[tuple[int, int]]) -> list[str]:
    """The texts of these, asked of few and of so many that they are written together."""
    num, den = (pl.Series([pair[at] for pair in pairs], dtype=pl.Int64) for at in (0, 1))
    few = texts(num, den).to_list()
    times = 1000 // max(len(pairs), 1) + 1
    assert texts(pl.concat([num] * times), pl.concat([den] * times)).to_list() == few * times
    return few


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.integers(-LARGE, LARGE), st.integers(-999, 999)), PARTS)))
def test_each_fraction_is_spelled_as_by_itself(pairs: list[tuple[int, int]]) -> None:
    assert spelled(pairs) == [spell(Fraction(*pair)) for pair in pairs]


@pytest.mark.parametrize("den", [10**12, 10**13, 2**12, 2**13, 5**12, 5**13])
def test_decimals_at_the_edge_of_what_is_written_together(den: int) -> None:
    pairs = [(sign * (whole * den + 1), den) for sign in (1, -1) for whole in (0, 1, 10**5)]
    assert spelled(pairs) == [spell(Fraction(*pair)) for pair in pairs]
    assert spelled([(10**6 - 1, 1), (10**6, 1), (0, 7)]) == ["999999", "1000000", "0"]


def test_fractions_beyond_64_bits() -> None:
    num = pl.Series([2**100, -(2**70)], dtype=pl.Int128)
    assert texts(num, pl.Series([3, 2**80], dtype=pl.Int128)).to_list() == [f"{2**100}/3", "-0.0009765625"]


@settings(deadline=None)
@given(st.lists(st.integers(0, 9)), st.integers(1, 7))
def test_groups_are_full_but_for_the_last(lengths: list[int], size: int) -> None:
    whole = pl.DataFrame({"n": range(sum(lengths))}, schema={"n": pl.Int64})
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    made = list(grouped([whole[end - length : end] for end, length in zip(ends, lengths, strict=True)], size))
    assert [n for frame in made for n in frame["n"]] == whole["n"].to_list()
    assert [len(frame) for frame in made[:-1]] == [size] * len(made[:-1])
    assert all(0 < len(frame) <= size for frame in made) or not sum(lengths)
