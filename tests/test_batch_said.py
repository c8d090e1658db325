"""What `perfeval score` says of a project file, a batch says of it: the projects of all pages, good and bad."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import blocks
from perfeval.auditing import audit
from perfeval.batch.outcome import shape
from perfeval.diagnostic import Diagnostic
from perfeval.exchange import projects
from perfeval.kinds import kind_of
from perfeval.load import bound, planned, read_source, spec_file, spec_source
from perfeval.plan import Plan
from perfeval.scoring import score

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "tests/cases").glob("*.md"))
PROJECTS = [*sorted((ROOT / "examples").glob("*/*.yaml")), *sorted((ROOT / "tests/builtins").glob("*.project.yaml"))]


def said_by_score(path: Path) -> tuple[bool, list[Diagnostic]]:
    """Whether there is a score, and what is said of the project's own file."""
    loaded = bound(read_source(path), path.parent)
    found = [one for one in loaded.diagnostics if one.location is None or one.location.file == str(path)]
    if loaded.value:
        found += [difference.diagnostic for difference in audit(score(loaded.value)).differences]
    return loaded.value is not None, found


def plan_beside(path: Path) -> tuple[Plan, str] | None:
    """The plan of the spec that a project names, and the spec's name; None where it cannot be had."""
    source = read_source(path).value
    is_project = source is not None and kind_of(source) == "project"
    stated = source.data.get("spec") if source and isinstance(source.data, dict) and is_project else None
    at = spec_file(stated, path.parent) if isinstance(stated, str) else None
    found = planned(spec_source(at), at).value if isinstance(at, Path) else None
    return (found, at.stem) if found and isinstance(at, Path) else None


def same(path: Path) -> bool:
    """Whether the file could be asked about at all; what is said of it is the same then."""
    if not (known := plan_beside(path)):
        return False
    plan, name = known
    projects._SEEN.clear()  # what is read there is of one plan only
    found = projects.score_file(plan, name, shape(plan, ()), 1, str(path))
    lines = [json.loads(line) for line in found.errors]
    scored, said = said_by_score(path)
    assert (found.row is not None) == scored
    assert [(one["code"], one["severity"], one["message"]) for one in lines] == [
        (one.code, one.severity.value, one.message) for one in said
    ]
    placed = [(one.location.line, one.location.column) for one in said if one.location]
    assert [(one["line"], one["at"]) for one in lines][: len(placed)] == placed
    return True


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_real_projects(path: Path) -> None:
    assert same(path)


def versions(text: str, folder: Path) -> Iterator[Path]:
    """The files of a page as they are laid out; each once more where it or what it names is written again."""
    for block in blocks(text):
        if block.file:
            block.lay(folder)
        elif block.info == "console":
            yield from sorted(folder.rglob("*.yaml"))


def test_the_projects_of_all_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if "```yaml built-in/" not in text:
            asked += sum(same(path) for path in versions(text, tmp_path / page.stem))
    assert asked > 300
