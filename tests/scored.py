"""Scorecards for tests: of plain data, and of the example that the tests of the report share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfeval.auditing import audit
from perfeval.diagnostic import Diagnostic
from perfeval.documents import document
from perfeval.facts import Bound, bind
from perfeval.load import load_project, parsed, planned
from perfeval.model import read
from perfeval.project import Project
from perfeval.scorecard import Scorecard
from perfeval.scoring import score

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/shenzhen-2023/project.yaml"


def made(path: Path) -> dict[str, Any]:
    loaded = load_project(path)
    assert loaded.value, loaded.diagnostics
    card = score(loaded.value)
    return document(card, audit(card), loaded.inputs)


def bound(spec: dict[str, Any], project: dict[str, Any], *, provisional: bool = False) -> Bound:
    """A spec and a project given as plain data, which go the whole way through YAML text."""
    plan = planned(parsed(json.dumps(spec, ensure_ascii=False).encode(), "spec.yaml"))
    assert plan.value, [(found.message, found.location) for found in plan.diagnostics]
    source = parsed(json.dumps(project, ensure_ascii=False).encode(), "project.yaml").value
    assert source
    typed = read(Project, source.data)
    assert isinstance(typed, Project), typed
    facts = bind(plan.value, typed, provisional=provisional)
    assert isinstance(facts, Bound), facts
    return facts


def scored(spec: dict[str, Any], project: dict[str, Any]) -> Scorecard:
    """The scorecard of such a spec and project."""
    return score(bound(spec, project))


@pytest.fixture(scope="module")
def shenzhen() -> dict[str, Any]:
    return made(EXAMPLE)


def text_of(found: str | tuple[Diagnostic, ...]) -> str:
    assert isinstance(found, str), found
    return found
