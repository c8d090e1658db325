"""`validate --watch`: again after each change, of the file or of a spec behind it; nothing but Ctrl-C ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console import run
from perfeval.cli.exits import INTERRUPTED, UNUSABLE, Leave
from perfeval.cli.watching import watch

BASE = "perfeval: spec/1\nid: base\nname: 甲\n"


def watched(files: list[str], steps: list[Callable[[], object]], check: Callable[[], object]) -> None:
    """Watch until the steps, one for each look at files that have not changed, are all done."""
    left = iter(steps)

    def pause() -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    with pytest.raises(KeyboardInterrupt):
        watch(files, lambda: None, check, pause)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "mine.yaml").write_text("perfeval: spec/1\nextends: base.yaml\nid: mine\nname: 乙\n")
    (tmp_path / "project.yaml").write_text('perfeval: project/1\nspec: "mine.yaml"  # 指标体系\nname: 丙\n')
    return tmp_path


def write(path: Path, text: str) -> Callable[[], object]:
    return lambda: path.write_text(text)


def test_a_change_of_the_file_or_of_what_it_stands_on(folder: Path) -> None:
    checks: list[str] = []

    def check() -> None:
        checks.append((folder / "base.yaml").read_text())

    steps = [lambda: None, write(folder / "base.yaml", BASE + "# 注\n"), lambda: None]
    watched([str(folder / "project.yaml")], steps, check)
    assert checks == [BASE, BASE + "# 注\n"]


def test_files_that_go_and_come_and_are_half_written(folder: Path) -> None:
    file, checks = folder / "project.yaml", []

    def check() -> None:
        checks.append(file.read_bytes() if file.exists() else None)
        if not file.exists():
            raise Leave(UNUSABLE)

    steps = [file.unlink, lambda: file.write_bytes(b'spec: \xff\xfe "../'), write(file, "a: 1\n")]
    watched([str(file)], steps, check)
    assert checks[1:] == [None, b'spec: \xff\xfe "../', b"a: 1\n"]


def test_a_folder_gains_a_file(folder: Path) -> None:
    checks: list[int] = []
    steps = [write(folder / "new.yaml", BASE), write(folder / "other.txt", "x")]
    watched([str(folder)], steps, lambda: checks.append(len(list(folder.iterdir()))))
    assert checks == [3, 4]


def test_specs_that_extend_each_other_in_a_ring(folder: Path) -> None:
    (folder / "base.yaml").write_text("perfeval: spec/1\nextends: mine.yaml\n")
    checks: list[None] = []
    watched([str(folder / "mine.yaml")], [lambda: None], lambda: checks.append(None))
    assert len(checks) == 1


def test_what_a_fix_writes_is_no_change(folder: Path) -> None:
    fixes: list[None] = []

    def fix() -> None:
        fixes.append(None)
        assert len(fixes) < 3
        write(folder / "base.yaml", BASE + "# 改\n")()

    def pause() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch([str(folder / "base.yaml")], fix, lambda: None, pause)
    assert len(fixes) == 1


def test_ctrl_c_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(seconds: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("perfeval.cli.watching.time.sleep", interrupted)
    ran = run("perfeval validate --watch --fix base.yaml", folder)
    assert ran.code == INTERRUPTED and "等待文件变动" in ran.err and "missing-field" in ran.out
    assert "\x1b" not in ran.out  # no terminal, nothing to clear
