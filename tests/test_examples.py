"""The three published reports as golden tables, and what a slip of the finger does to their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console import expect, run
from perfeval.auditing import audit
from perfeval.documents import document
from perfeval.facts import Bound, bind
from perfeval.lint.projects import project_findings
from perfeval.load import bound, load_project, parsed, planned, read_source
from perfeval.model import read
from perfeval.number import spell
from perfeval.project import Project
from perfeval.rounding import Mode
from perfeval.scoring import score

ROOT = Path(__file__).parent.parent
PROJECTS = sorted((ROOT / "examples").glob("*/*.yaml"))
SPECS = [path for path in sorted((ROOT / "specs").glob("*.yaml")) if not path.name.endswith(".test.yaml")]
FILES = [*PROJECTS, *SPECS]
SHENZHEN = ROOT / "examples" / "shenzhen-2023" / "project.yaml"


def loaded(path: Path) -> Bound:
    found = load_project(path)
    assert found.value is not None, found.diagnostics
    return found.value


def test_shenzhen_reproduces_every_published_cell() -> None:
    card = score(loaded(SHENZHEN))
    checked = audit(card)
    assert (checked.cells, checked.differences) == (125, ())
    assert card.total is not None and card.grade is not None
    assert (spell(card.total), card.grade.name) == ("97.51", "优")
    groups = {code: card.lines[code].printed for code in "ABCD"}
    assert {code: spell(points) for code, points in groups.items() if points is not None} == {
        "A": "17.52",
        "B": "19.99",
        "C": "42",
        "D": "18",
    }
    assert len([line for line in card.lines.values() if not line.node.children]) == 26


@pytest.mark.parametrize(("mode", "total"), [(None, "97.51"), (Mode.HALF_UP, "97.52"), (Mode.DOWN, "97.5")])
def test_shenzhen_by_rounding_policy(mode: Mode | None, total: str) -> None:
    found = score(loaded(SHENZHEN), mode=mode).total
    assert found is not None and spell(found) == total


def test_zengcheng_tracks_completion_as_printed() -> None:
    card = score(loaded(ROOT / "examples" / "zengcheng-2022" / "project.yaml"))
    assert (card.total, card.grade, audit(card).differences) == (None, None, ())
    rates = {item["code"]: item["completion"] for item in document(card, audit(card))["indicators"]}
    printed = {"A1": "101.40%", "A2": "105.21%", "A3": "132.45%", "A4": "108.59%", "A5": "110.89%", "A6": "107.11%"}
    assert {code: rates[code] for code in printed} == printed
    hours = sorted(rate for code, rate in rates.items() if code.startswith("A1") and len(code) > 3)
    assert hours == sorted(["101.00%", "101.00%", "101.00%", "100.88%", "237.28%", "111.05%", "100.25%", "100.25%"])


def test_zengcheng_under_the_self_evaluation_weights() -> None:
    card = score(loaded(ROOT / "examples" / "zengcheng-2022" / "self-evaluation.yaml"))
    weights = sorted(int(line.weight or 0) for line in card.lines.values() if line.node.level == 1)
    assert weights == [10, 10, 30, 50]
    assert card.total is not None and not audit(card).differences


def test_zhongcun_names_what_no_reading_explains() -> None:
    card = score(loaded(ROOT / "examples" / "zhongcun-2022" / "project.yaml"))
    assert card.grade is not None and card.grade.name == "优秀"
    found = {difference.published: difference.reading for difference in audit(card).differences}
    assert found["126.4%"] == "" and found["101.49%"] == ""
    assert "直接舍去" in found["13.6%"]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_committed_report_is_what_the_engine_writes(project: Path) -> None:
    name = "report.md" if project.stem == "project" else f"{project.stem}.md"
    ran = run(f"perfeval score {project.name} -f markdown", project.parent)
    assert ran.code == 0, ran.err
    expect(project.parent / name, ran.out)


@cache
def projects_of(spec: Path) -> list[Project]:
    """The example projects that are scored by a spec."""
    typed = [read(Project, read_source(path).value.data) for path in PROJECTS]
    return [project for project in typed if isinstance(project, Project) and project.spec.endswith(f"/{spec.name}")]


def outcome(path: Path, text: str) -> tuple[object, list[object]] | None:
    """(data, totals) of an example's file with this text, None where it is refused; nothing may raise."""
    source = parsed(text.encode("utf-8", "surrogatepass"), path.name)
    if path.parent.name == "specs":
        spec = planned(source)
        said, usable = spec.diagnostics, spec.value is not None
        cards = [bind(spec.value, project) for project in projects_of(path)] if spec.value else []
    else:
        project = bound(source, path.parent)
        said, usable = project.diagnostics, project.value is not None
        cards = [project.value] if project.value else []
    assert usable != any(diagnostic.fatal for diagnostic in said)
    assert all(diagnostic.location and diagnostic.message for diagnostic in said)
    if not usable or source.value is None:
        return None
    return source.value.data, [total(card) for card in cards if isinstance(card, Bound)]


def total(facts: Bound) -> object:
    card = score(facts)
    document(card, audit(card))
    assert not any(found.fatal for found in project_findings(card))
    return card.total


@cache
def unchanged(path: Path) -> tuple[object, list[object]]:
    found = outcome(path, path.read_text(encoding="utf-8"))
    assert found is not None
    return found


def check_slip(path: Path, slip: str) -> None:
    """A slip is refused, changes nothing, or has changed what the file says."""
    before, after = unchanged(path), outcome(path, slip)
    if after is not None and after[1] != before[1]:
        assert after[0] != before[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_line_deleted_or_doubled(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for index in range(len(lines)):
        check_slip(path, "".join(lines[:index] + lines[index + 1 :]))
        check_slip(path, "".join(lines[: index + 1] + lines[index:]))


TYPED = st.characters(codec="utf-8") | st.sampled_from("：，“”%％≥>:#-'\"{}[]&*!|@`\t　０９.+eE_是否")


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_one_character_changed(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    original = path.read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(original) - 1))
    check_slip(path, original[:at] + data.draw(TYPED) + original[at + 1 :])
