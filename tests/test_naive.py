"""The engine against a second scorer that shares no line with it: random specs, formulas, and the examples."""

from __future__ import annotations

import fractions
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import drawn
import naive
from perfeval.expr import Formula, Kind, ListOf, compile_formula
from perfeval.load import load_project
from perfeval.number import Fraction
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.unit import unit
from scored import scored

ROOT = Path(__file__).parent.parent
EXAMPLES = ("shenzhen-2023/project", "zhongcun-2022/project", "zengcheng-2022/self-evaluation")
# Shrinking a tree takes minutes; a failure is small enough to read without.
LARGE = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def agree(card: Scorecard, other: naive.Scorer) -> None:
    for code, line in card.lines.items():
        assert (line.exact, line.printed) == (other.exact.get(code), other.printed.get(code)), code
    assert (card.exact, card.total) == (other.exact["total"], other.printed["total"])
    assert (card.grade and card.grade.name) == other.grade


@settings(LARGE, max_examples=90)
@given(drawn.cases())
def test_random_trees(case: drawn.Case) -> None:
    agree(scored(case.spec, case.project), naive.Scorer(case.spec, case.project))


@pytest.mark.parametrize("kind", drawn.KINDS)
def test_random_leaves_of_each_kind(kind: str) -> None:
    @settings(LARGE, max_examples=25)
    @given(drawn.cases(kinds=(kind,), depth=1, limits=False))
    def holds(case: drawn.Case) -> None:
        agree(scored(case.spec, case.project), naive.Scorer(case.spec, case.project))

    holds()


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    path = ROOT / "examples" / f"{name}.yaml"
    project = YAML(typ="base").load(path.read_text(encoding="utf-8"))
    spec = YAML(typ="base").load((path.parent / project["spec"]).read_text(encoding="utf-8"))
    bound = load_project(path).value
    assert bound is not None
    agree(score(bound), naive.Scorer(spec, project))


ATOMS = st.sampled_from(("甲", "乙", "丙", "2", "0.5", "1 / 3", "min(列)", "sum(列)", "mean(列)", "count(列 > 2)"))


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, st.sampled_from((" + ", " - ", "-", " × ", "*")), inner)
    test = st.tuples(inner, st.sampled_from((" < ", " ≥ ", "=", " ≠ ")), inner).map("".join)
    both = st.tuples(test, st.sampled_from((" 且 ", " 或 ", " 且 非 ")), test).map("".join)
    return st.one_of(
        two.map("".join),
        two.map(lambda each: f"({''.join(each)})"),
        inner.map(lambda each: f"-{each}"),
        inner.map(lambda each: f"({each}) / 乙"),
        inner.map(lambda each: f"abs({each})"),
        st.tuples(st.sampled_from(("max", "min")), inner, inner).map(lambda each: f"{each[0]}({each[1]}, {each[2]})"),
        inner.map(lambda each: f"round({each}, 1)"),
        st.tuples(test | both, inner, inner).map(lambda each: f"if({', '.join(each)})"),
    )


FACTS: dict[str, Any] = {"甲": (7, 2), "乙": (-3, 4), "丙": (5, 1)}
ROWS = (1, 4, 2)


@settings(LARGE, max_examples=200)
@given(st.recursive(ATOMS, joined, max_leaves=12))
def test_random_formulas(text: str) -> None:
    bare = unit("")
    assert bare is not None
    kinds: dict[str, Kind] = {**dict.fromkeys(FACTS, bare), "列": ListOf(bare)}
    formula = compile_formula(text, kinds)
    assert isinstance(formula, Formula), (text, formula)
    found = formula.evaluate({name: Fraction(*x) for name, x in FACTS.items()} | {"列": tuple(map(Fraction, ROWS))})
    plain = {name: fractions.Fraction(*x) for name, x in FACTS.items()}
    plain |= {"列": naive.Row(map(fractions.Fraction, ROWS))}
    assert found == naive.evaluate(text, plain), text
