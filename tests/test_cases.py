"""The pages in tests/cases: files, commands, and what they print, word for word.

Set PERFEVAL_UPDATE=1 to write what the commands print now; read the difference before you keep it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from console import expect, replay

PAGES = sorted((Path(__file__).parent / "cases").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.read_text(encoding="utf-8")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    if "```yaml built-in/" in text:  # the page brings built-in specs of its own
        monkeypatch.setattr("perfeval.builtin.FOLDER", tmp_path / "built-in")
    shown = replay(text, tmp_path)
    assert "程序出错了" not in shown
    expect(page, shown)
