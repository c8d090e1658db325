"""The example that the tests of the report share, as the plain document that templates see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perfeval.auditing import audit
from perfeval.diagnostic import Diagnostic
from perfeval.documents import document
from perfeval.load import load_project
from perfeval.scoring import score

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/shenzhen-2023/project.yaml"


def made(path: Path) -> dict[str, Any]:
    loaded = load_project(path)
    assert loaded.value, loaded.diagnostics
    card = score(loaded.value)
    return document(card, audit(card), loaded.inputs)


@pytest.fixture(scope="module")
def shenzhen() -> dict[str, Any]:
    return made(EXAMPLE)


def text_of(found: str | tuple[Diagnostic, ...]) -> str:
    assert isinstance(found, str), found
    return found
