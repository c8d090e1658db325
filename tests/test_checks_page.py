"""docs/checks.md answers every question of the list, with codes that exist, and leaves out no check."""

from __future__ import annotations

import re
from pathlib import Path

from perfeval.lint.projects import PROJECT_CHECKS
from perfeval.lint.specs import SPEC_CHECKS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\| L.*\|$", PAGE, re.M)]
CHECKS = {check.code for check in (*SPEC_CHECKS, *PROJECT_CHECKS)}


def codes(cells: list[str]) -> set[str]:
    return set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", " ".join(cells)))


def test_every_question_is_answered() -> None:
    assert [row[0] for row in ROWS] == [f"L{number:02}" for number in range(1, 51)]
    assert all(row[2] or row[3] or row[4] for row in ROWS)


def test_every_check_has_its_row() -> None:
    assert codes([row[2] for row in ROWS]) == CHECKS


def test_every_error_is_one_that_something_reports() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    reported = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    assert codes([row[3] for row in ROWS]) <= reported - CHECKS
