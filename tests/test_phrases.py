"""docs/phrases.md: each way to write a published sentence is scored, and gives the points that the page states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfeval.facts import Bound, bind
from perfeval.load import parsed, planned
from perfeval.model import read
from perfeval.project import Project
from perfeval.rounding import Figures
from perfeval.scoring import score

PAGE = (Path(__file__).parent.parent / "docs" / "phrases.md").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(“[^\n]+)\n\n```yaml\n(.*?)```\n\nfacts: `([^`]+)`，得(约)? ([0-9.]+) 分。$", re.M | re.S)
ENTRIES = [match.groups() for match in ENTRY.finditer(PAGE)]
HEAD = "perfeval: spec/1\nid: x\nname: 例\nfull: 10\nrounding: {places: 2, mode: half-up}\n"


def test_every_entry_of_the_page_is_found() -> None:
    assert len(ENTRIES) == PAGE.count("```yaml") > 50


@pytest.mark.parametrize(("says", "lines", "facts", "about", "points"), ENTRIES, ids=[entry[0] for entry in ENTRIES])
def test_the_points_that_the_page_states(says: str, lines: str, facts: str, about: str, points: str) -> None:
    shared, _, rest = lines.partition("\n") if lines.startswith("shared: ") else ("", "", lines)
    inside = "".join(f"    {line}\n" for line in rest.splitlines())
    text = HEAD + (f"facts: {shared.removeprefix('shared: ')}\n" if shared else "")
    spec = planned(parsed(f"{text}indicators:\n  - code: X\n    name: 例\n    weight: 10\n{inside}".encode(), "spec"))
    assert spec.value is not None, spec.diagnostics
    given = facts if facts.startswith("{") else f"{{{facts}}}"
    source = parsed(f"perfeval: project/1\nspec: x\nname: 例\nfacts: {given}\n".encode(), "project").value
    project = read(Project, source.data if source else None)
    assert isinstance(project, Project), project
    bound = bind(spec.value, project)
    assert isinstance(bound, Bound), bound
    exact = score(bound).lines["X"].exact
    assert exact is not None and Figures().points(exact) == f"{'约 ' if about else ''}{points} 分"
