"""docs/phrases.md: each way to write a published sentence is scored, and gives the points that the page states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfeval.facts import Bound, bind
from perfeval.lint.specs import spec_findings
from perfeval.load import parsed, planned
from perfeval.model import read
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.rounding import Figures
from perfeval.scoring import score

PAGE = (Path(__file__).parent.parent / "docs" / "phrases.md").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(“[^\n]+)\n\n```yaml\n(.*?)```\n\nfacts: `([^`]+)`，得(约)? ([0-9.]+) 分。$", re.M | re.S)
ENTRIES = [match.groups() for match in ENTRY.finditer(PAGE)]
HEAD = "perfeval: spec/1\nid: x\nname: 例\nfull: 10\nrounding: {places: 2, mode: half-up}\n"
GROUP = """\
indicators:
- code: G
  name: 产出
  weight: 10
  indicators:
  - code: X
    name: 例
    weight: 10
"""

NAMED_SO = {"indicator-not-specific"}
"""What is found only because every indicator here is called 例."""
SAID_SO = {
    "“有一项不符合，扣整个指标权重的 30%。”": {"checklist-never-zero"},
    "“有一项不符合，扣该要点分值的一半。”": {"checklist-never-zero"},
    "“管理规范得 10 分；存在不足的，酌情得 4～8 分；管理混乱不得分。”": {"vague-target"},
}
"""What the published sentence itself lets itself in for; 规范 is a target of 过程, which is not asked."""


def spec_of(lines: str) -> Plan:
    """The spec in which the lines stand under an indicator of output."""
    shared, _, rest = lines.partition("\n") if lines.startswith("shared: ") else ("", "", lines)
    facts = f"facts: {shared.removeprefix('shared: ')}\n" if shared else ""
    inside = "".join(f"    {line}\n" for line in rest.splitlines())
    spec = planned(parsed(f"{HEAD}{facts}{GROUP}{inside}".encode(), "spec"))
    assert spec.value is not None, spec.diagnostics
    return spec.value


def test_every_entry_of_the_page_is_found() -> None:
    assert len(ENTRIES) == PAGE.count("```yaml") > 50


@pytest.mark.parametrize(("says", "lines", "facts", "about", "points"), ENTRIES, ids=[entry[0] for entry in ENTRIES])
def test_the_points_that_the_page_states(says: str, lines: str, facts: str, about: str, points: str) -> None:
    spec = spec_of(lines)
    given = facts if facts.startswith("{") else f"{{{facts}}}"
    source = parsed(f"perfeval: project/1\nspec: x\nname: 例\nfacts: {given}\n".encode(), "project").value
    project = read(Project, source.data if source else None)
    assert isinstance(project, Project), project
    bound = bind(spec, project)
    assert isinstance(bound, Bound), bound
    exact = score(bound).lines["X"].exact
    assert exact is not None and Figures().points(exact) == f"{'约 ' if about else ''}{points} 分"


@pytest.mark.parametrize(("says", "lines"), [entry[:2] for entry in ENTRIES], ids=[entry[0] for entry in ENTRIES])
def test_what_the_page_recommends_is_not_complained_of(says: str, lines: str) -> None:
    assert {found.code for found in spec_findings(spec_of(lines))} - NAMED_SO == SAID_SO.get(says, set())
