"""The README and its Chinese twin: every command in them is run, and what they print is what comes out."""

from __future__ import annotations

import io
import re
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from console import blocks, expect, replay
from perfeval.cli.exits import MEANINGS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh.md"]
FIRST = ROOT / "docs" / "first-steps.md"


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    for name in ("examples", "specs", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.parametrize("page", [*PAGES, FIRST], ids=lambda page: page.name)
def test_console_blocks(page: Path, workplace: Path) -> None:
    expect(page, replay(page.read_text(encoding="utf-8"), workplace))


@pytest.mark.parametrize("page", [*PAGES, FIRST], ids=lambda page: page.name)
def test_shell_blocks(page: Path) -> None:
    lines = [
        line
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.info == "sh"
        for line in block.body.split("\n")
    ]
    for line in filter(None, lines):
        if line.startswith("make "):
            # What the target would do; doing it from inside the tests would never end.
            assert subprocess.run([*line.split(), "-n"], cwd=ROOT, capture_output=True, check=False).returncode == 0, (
                line
            )
        else:
            # `make wheel` installs the package in an environment of its own.
            assert line == 'pip install ".[fast]"'


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks(page: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.info == "python":
            with redirect_stdout(io.StringIO()) as out:
                exec(compile(block.body, page.name, "exec"), {})
            assert out.getvalue() == "9751/100 优\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_exit_codes_are_those_of_the_program(page: Path) -> None:
    listed = re.findall(r"^\| (\d+) \|", page.read_text(encoding="utf-8"), re.M)
    assert [int(code) for code in listed] == list(MEANINGS)


def test_the_twins_have_the_same_blocks() -> None:
    one, other = (blocks(page.read_text(encoding="utf-8")) for page in PAGES)
    assert [block.body for block in one] == [block.body for block in other]
