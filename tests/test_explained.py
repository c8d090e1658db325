"""The pages of `perfeval explain`: a wrong sample raises exactly its code, a right one nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from console import run
from perfeval.explained import codes, page
from perfeval.lint import PROJECT_CHECKS, SPEC_CHECKS


def found(files: dict[str, str], folder: Path) -> set[str]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    named = " ".join(name for name in files if not name.endswith(".toml"))
    shown = run(f"perfeval validate {named}", folder).shown
    return set(re.findall(r"^(?:错误|警告|提示)\[([a-z-]+)\]", shown, re.M))


@pytest.mark.parametrize("code", codes())
def test_page(code: str, tmp_path: Path) -> None:
    told = page(code)
    assert told is not None
    assert all((told.title, told.about, told.source, told.english, told.about_english, told.source_english))
    assert found(told.wrong, tmp_path) == {code}
    assert told.right and found(told.right, tmp_path) == set()


def test_every_check_has_its_page() -> None:
    for registry in (SPEC_CHECKS, PROJECT_CHECKS):  # some are asked of specs and of projects alike
        checks = [check.code for check in registry]
        assert len(set(checks)) == len(checks)
        assert set(checks) <= set(codes())
