"""The pages in tests/cases: files, commands, and what they print, word for word.

Set PERFEVAL_UPDATE=1 to write what the commands print now; read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console import replay

PAGES = sorted((Path(__file__).parent / "cases").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = replay(text, tmp_path)
    if os.environ.get("PERFEVAL_UPDATE"):
        page.write_text(shown, encoding="utf-8")
    assert shown == text
