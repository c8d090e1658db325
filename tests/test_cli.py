"""What the command line owes a shell: streams, exit codes, whole files, no escape codes in a pipe."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from console import run
from perfeval.cli import app
from perfeval.cli.exits import MEANINGS

ROOT = Path(__file__).parent.parent
PROJECT = "examples/shenzhen-2023/project.yaml"
SCORE = [sys.executable, "-m", "perfeval", "score", PROJECT]


def process(command: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, **more)


def on_terminal(command: list[str], env: dict[str, str] | None = None, columns: int = 100) -> str:
    leader, follower = pty.openpty()
    there = {**os.environ, "COLUMNS": str(columns), **(env or {})}
    with subprocess.Popen(command, cwd=ROOT, stdout=follower, stderr=subprocess.DEVNULL, env=there) as started:
        os.close(follower)
        shown = b""
        while chunk := _read(leader):
            shown += chunk
    os.close(leader)
    assert started.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:
        return b""


def test_a_terminal_gets_a_table_that_fits_and_loses_nothing() -> None:
    from perfeval.report.findings import width

    shown = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(SCORE, columns=80))
    table = shown.split("─" * 20)[-2]
    assert all(width(line) <= 80 for line in table.splitlines())
    assert "第十三届" in shown and "97.51" in shown
    assert "\x1b[1m" in on_terminal(SCORE)
    assert "\x1b" not in on_terminal(SCORE, {"NO_COLOR": "1"})


def test_a_terminal_breaks_the_paragraphs_of_a_page_itself() -> None:
    command = [sys.executable, "-m", "perfeval", "explain", "missing-fact"]
    assert "所以没有它就不评分。真的没有这类事项的，写“不适用”；一时收不齐的，用 perfeval score" in on_terminal(command)
    shown = on_terminal(command, {"PERFEVAL_LANG": "en"}, columns=60)
    assert max(map(len, shown.partition("Wrong")[0].splitlines())) <= 60


def test_a_pipe_gets_full_text_in_utf8_without_escape_codes() -> None:
    for env in (
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
    ):
        ran = process(SCORE, env={**os.environ, **env})
        assert ran.returncode == 0 and not ran.stderr
        text = ran.stdout.decode("utf-8")
        assert "| 　　C14 第十三届“鹏康杯”足球赛事次数 |" in text
        assert "\x1b" not in text and "\r" not in text
    forced = process([*SCORE, "--rounding", "down", "--color", "always"])
    assert b"\x1b[" in forced.stderr


def test_output_that_cannot_be_written_is_exit_74() -> None:
    with Path(os.devnull).open("rb") as unwritable:
        ran = subprocess.run(SCORE, cwd=ROOT, stdout=unwritable, stderr=subprocess.PIPE, check=False)
    assert ran.returncode == 74 and "写标准输出失败" in ran.stderr.decode()
    closed = process(["sh", "-c", f"{sys.executable} -m perfeval score {PROJECT} >&-"])
    assert closed.returncode == 74 and "标准输出已关闭" in closed.stderr.decode()


@pytest.mark.parametrize("command", ["validate", "score"])
def test_a_pipe_is_read_once(command: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["sh", "-c", f"printf 'perfeval: project/1\\nname: [1\\n' > {pipe}"])
    try:
        # Whoever opens it again waits for a second writer, for ever.
        ran = subprocess.run(
            [sys.executable, "-m", "perfeval", command, str(pipe)], capture_output=True, timeout=60, check=False
        )
    finally:
        writer.wait()
    assert ran.returncode in (1, 3) and "错误[" in (ran.stdout + ran.stderr).decode()


def test_a_reader_that_leaves_is_exit_141() -> None:
    started = subprocess.Popen([*SCORE, "-f", "json"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert started.stdout is not None and started.stderr is not None
    started.stdout.close()
    said = started.stderr.read()
    started.stderr.close()
    assert (started.wait(), said) == (141, b"")


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    report = tmp_path / "报告.md"
    report.write_text("旧的")
    report.chmod(0o640)
    ran = run(f"perfeval score {ROOT / PROJECT} -o {report}", tmp_path)
    assert ran.code == 0 and report.read_text(encoding="utf-8").startswith("# 2023")
    assert report.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["报告.md"]
    broken = tmp_path / "broken.yaml"
    broken.write_text("perfeval: project/1\n", encoding="utf-8")
    before = report.read_bytes()
    assert run(f"perfeval score {broken} -o {report}", tmp_path).code == 3
    assert report.read_bytes() == before


def test_several_projects_go_to_a_folder_under_names_that_differ(tmp_path: Path) -> None:
    ran = run(f"perfeval score {ROOT / 'examples'} -f json -o {tmp_path}/", tmp_path)
    assert ran.code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    stems = ["self-evaluation", "shenzhen-2023-project", "zengcheng-2022-project", "zhongcun-2022-project"]
    assert names == [f"{stem}.json" for stem in stems]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("perfeval scor", "没有命令“scor”"),
        ("perfeval score", "缺少参数"),
        ("perfeval score x --fromat json", "没有选项“--fromat”"),
        ("perfeval score x --format xml", "可选：table、json、markdown、basic"),
        ("perfeval score x --format", "后面要写值"),
        ("perfeval validate", "缺少参数"),
    ],
)
def test_a_wrong_command_line_is_exit_2_in_chinese(line: str, said: str, tmp_path: Path) -> None:
    ran = run(line, tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err and not re.search(r"Error|Usage|Missing|Invalid", ran.err)


def test_help_is_in_chinese(tmp_path: Path) -> None:
    for line in (
        "perfeval -h",
        "perfeval score --help",
        "perfeval validate -h",
        "perfeval show -h",
        "perfeval init -h",
        "perfeval test -h",
        "perfeval new-facts -h",
        "perfeval schema -h",
    ):
        ran = run(line, tmp_path)
        assert ran.code == 0
        assert not re.search(r"Usage|Options|Commands|Arguments|Show this|required|default:", ran.out), ran.out


def test_a_bug_of_ours_is_exit_70_and_keeps_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("perfeval.cli.score.score_projects", broken)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    ran = run("perfeval score x", tmp_path)
    assert ran.code == 70 and "Traceback" not in ran.err
    saved = next(tmp_path.glob("perfeval-bug-*.txt"))
    assert "ZeroDivisionError: ours" in saved.read_text()


def test_interrupted_is_exit_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("perfeval.cli.score.score_projects", interrupted)
    assert run("perfeval score x", tmp_path).code == 130


def test_every_exit_code_has_a_meaning() -> None:
    assert set(MEANINGS) == {0, 1, 2, 3, 4, 70, 74, 130, 141}
    assert callable(app.run)


USED_BY_FEW = {"jinja2", "polars", "importlib.metadata", "perfeval.inherit", "perfeval.testing"}
USED_BY_FEW |= {"perfeval.schema", "perfeval.english"}


@pytest.mark.parametrize(
    ("words", "late"),
    [
        (["score", PROJECT], {"perfeval.rules.ways", "perfeval.lint"}),
        (["validate", "specs/shenzhen-2023.yaml"], {"perfeval.lint.projects", "perfeval.auditing"}),
        (["validate", PROJECT], {"perfeval.lint.specs", "perfeval.rules.ways"}),
    ],
)
def test_a_start_loads_only_what_it_uses(words: list[str], late: set[str]) -> None:
    code = (
        "import sys; from perfeval.cli.unplugged import unplug; unplug(); from perfeval.cli.app import run;"
        f"sys.argv = ['perfeval', *{words!r}]; code = run();"
        f"found = {USED_BY_FEW | late!r} & set(sys.modules);"
        "sys.exit(str(found) if found else code)"
    )
    ran = process([sys.executable, "-c", code])
    assert ran.returncode == 0, ran.stderr.decode()


def test_what_stands_for_the_search_for_plugins_gives_way_to_it() -> None:
    code = (
        "from perfeval.cli.unplugged import unplug; unplug();"
        "from pydantic.plugin._loader import PYDANTIC_ENTRY_POINT_GROUP; print(PYDANTIC_ENTRY_POINT_GROUP)"
    )
    ran = process([sys.executable, "-c", code])
    assert (ran.returncode, ran.stdout) == (0, b"pydantic\n")
