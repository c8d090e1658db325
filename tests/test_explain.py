"""`perfeval explain`: every indicator of every spec and project that comes with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from console import run
from perfeval import load_project, load_spec
from perfeval.builtin import file_of, names
from perfeval.number import ZERO
from perfeval.response import response

ROOT = Path(__file__).resolve().parent.parent
SPECS = [*sorted(p for p in ROOT.glob("specs/*.yaml") if ".test." not in p.name), *filter(None, map(file_of, names()))]
PROJECTS = sorted(ROOT.glob("examples/*/*.yaml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_indicator_of_a_spec_is_explained(path: Path) -> None:
    plan = load_spec(path).value
    assert plan is not None
    for node in plan.nodes:
        shown = run(f"perfeval explain {path} {node.code}", ROOT)
        assert shown.code == 0, shown.shown
        assert node.indicator.name in shown.out
        if node.rule and node.weight:
            points = [point.points for point in response(node.rule, node.weight, node.target)]
            assert all(ZERO <= earned <= node.weight for earned in points)
            assert not points or node.weight in points or node.rule.formulas()


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_indicator_of_a_project_is_explained(path: Path) -> None:
    bound = load_project(path).value
    assert bound is not None
    whole = run(f"perfeval explain {path}", ROOT)
    assert whole.code == 0, whole.shown
    for node in bound.plan.nodes:
        shown = run(f"perfeval explain {path} {node.code}", ROOT)
        assert shown.code == 0, shown.shown
        assert f"{node.code} {node.indicator.name}：" in whole.out
        assert all(f"事实 {name}：" in shown.out for name in node.reads)
