"""What is done one by one goes to other processes: how many, and what becomes of them, changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import HERE, run

SPEC = """\
perfeval: spec/1
id: lectures
name: 健康讲座
full: 20
rounding: {places: 2, mode: half-up}
indicators:
  - code: A
    name: 最差的一项
    weight: 20
    combine: min
    indicators:
      - {code: A1, name: 场次, weight: 10, target: ≥ 30 场, rule: {kind: proportional}}
      - {code: A2, name: 开讲日, weight: 10, target: ≤ 2023-06-30, rule: {kind: threshold}}
"""
LONG = """\
perfeval: spec/1
id: policy
name: 自评办法
full: 20
rounding: {places: 2, mode: half-up}
indicators:
  - code: A
    name: 产出指标
    indicators:
      - {code: A1, name: 数量, weight: 10, target: ≥ 30 场, rule: {kind: proportional}}
      - {code: A2, name: 时效, weight: 10, target: ≤ 2023-06-30, rule: {kind: threshold}}
"""
TABLE = ["项目,街道,A1（场）,A2"] + [
    f"项目{n},{'东西'[n % 2]}街,{n % 40 if n % 9 else '很多'},2023-0{n % 9 + 1}-01" for n in range(600)
]
LONG_TABLE = ["项目,三级指标,指标值,计量单位,实际完成值,分值"] + [
    line
    for n in range(300)
    for line in (
        f"项目{n},场次,≥30,场,{n % 40 if n % 9 else '很多'},10",
        f"项目{n},开讲日,≤2023-06-30,,2023-0{n % 9 + 1}-01,10",
    )
]
PROJECT = """\
perfeval: project/1
spec: spec.yaml
name: 项目{n}
facts: {{A1: {found}, A2: 2023-0{month}-01}}
"""
SMALL = """\
import os, sys, time
from contextlib import contextmanager
from pathlib import Path
from perfeval.cli import app, crew
from perfeval.batch import long, singles
from perfeval.exchange import projects
HERE = os.getpid()
{before}
def at_work(own, named):
    def work(*given):
        name = named(given[-1])
        {work}
        return own(*given)
    return work
singles.Singles._scored = at_work(singles.Singles._scored, lambda texts: texts[0])
long._outcome = at_work(long._outcome, repr)
projects.score_file = at_work(projects.score_file, lambda file: Path(file).stem)
@contextmanager
def small(jobs, answer, made=crew.crew):
    with made(jobs, answer) as processes:
        Path("size").write_text(str(processes.size))
        from perfeval.exchange import reading
        from perfeval.cli import folders, longs, tables, writing
        reading.ROWS = longs._TOGETHER = folders._TOGETHER = {rows}
        tables._AT_ONCE = longs._AT_ONCE = folders._AT_ONCE = {asked}
        writing._LONG = writing._SLOW = 0
        yield processes
crew.crew = small
sys.exit(app.run())
"""
"""Small steps; something done before, and at each project. No Polars before the processes are made."""
WIDE_WORDS, LONG_WORDS = "spec.yaml wide.csv --keep 街道", "long.yaml long.csv --long"
FILES_WORDS = "spec.yaml projects --keep 文件"
ALL_WORDS = [WIDE_WORDS, LONG_WORDS, FILES_WORDS]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    files = {"spec.yaml": [SPEC], "long.yaml": [LONG], "wide.csv": TABLE, "long.csv": LONG_TABLE}
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    (tmp_path / "projects").mkdir()
    for n in range(600):
        text = PROJECT.format(n=n, found=f"{n % 40} 场" if n % 9 else "很多", month=n % 9 + 1)
        (tmp_path / f"projects/项目{n}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def begun(
    place: Path, words: str, rows: int = 40, asked: int = 4, work: str = "pass", before: str = ""
) -> subprocess.Popen[str]:
    program = SMALL.format(rows=rows, asked=asked, work=work, before=before)
    command = [sys.executable, "-c", program, "batch", *words.split()]
    return subprocess.Popen(
        command,
        cwd=place,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | HERE | {"TMPDIR": str(place)},
        start_new_session=True,
    )


def results(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir() if path.name[:3] in ("out", "err")}


def test_these_rows_are_scored_one_by_one(place: Path) -> None:
    ran = run("perfeval batch spec.yaml wide.csv --plan", place)
    assert ran.out.splitlines()[1:] == ["  逐行: A1、A2"]


def whole(place: Path, words: str, code: int = 4) -> dict[str, bytes]:
    """What a run by one process, in one step, leaves; it is taken away."""
    process = begun(place, f"{words} --jobs 1", 1000, 1000)
    said = process.communicate()[1]
    assert process.returncode == code, said
    found = results(place)
    for name in found:
        (place / name).unlink()
    assert len(found) == 2
    return found


def gone(session: int) -> bool:
    """Whether all processes of a session have ended, in time."""
    for _ in range(200):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("words", ALL_WORDS)
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_any_number_of_processes_and_of_rows_at_a_time(place: Path, words: str, suffix: str) -> None:
    words = f"{words} -o out.{suffix}"
    one = whole(place, words)
    for jobs, rows, asked in ((2, 40, 7), (3, 333, 20), (2, 1000, 1000)):
        process = begun(place, f"{words} --jobs {jobs}", rows, asked)
        said = process.communicate()[1]
        assert process.returncode == 4 and results(place) == one, (jobs, rows, said)
        assert (place / "size").read_text() == str(jobs)
        assert gone(process.pid)


DIES = "if name in ('项目17', '项目400') and os.getpid() != HERE: Path('died').touch(), os.kill({}, 9)"


@pytest.mark.parametrize("words", [WIDE_WORDS, FILES_WORDS])
@pytest.mark.parametrize("who", ["os.getpid()", "os.getppid()"], ids=["one of them", "the one that makes them"])
def test_a_process_that_is_killed_takes_nothing_with_it(place: Path, words: str, who: str) -> None:
    words = f"{words} -o out.parquet"
    one = whole(place, words)
    process = begun(place, f"{words} --jobs 3", work=DIES.format(who))
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 4 and results(place) == one, said
    assert gone(process.pid) and (place / "died").exists()


NO_FORK = "def refused(): raise BlockingIOError(11, 'Resource temporarily unavailable')\n"
HARD = {
    "no process": (NO_FORK + "os.fork = refused", "1"),
    "one process": (NO_FORK + "def only(own=os.fork):\n    os.fork = refused\n    return own()\nos.fork = only", "200"),
    "few files": ("import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))", "30"),
    "nobody told": ("import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "200"),
}


@pytest.mark.parametrize(("before", "size"), HARD.values(), ids=HARD)
def test_where_no_others_are_to_be_had_this_one_does_the_work(place: Path, before: str, size: str) -> None:
    words = f"{WIDE_WORDS} -o out.csv"
    one = whole(place, words)
    process = begun(place, f"{words} --jobs 200", before=before)
    said = process.communicate()[1]
    assert process.returncode == 4 and results(place) == one, said
    assert (place / "size").read_text() == size and gone(process.pid)


VALIDATE = """\
import os, sys
from pathlib import Path
from perfeval.cli import app, checked
HERE = os.getpid()
def check(name, today, own=checked.check):
    if Path(name).stem == "项目400" and os.getpid() != HERE:
        Path("died").touch()
        os.kill(os.getpid(), 9)
    return own(name, today)
checked.check = check
sys.exit(app.run())
"""


def test_validate_outlives_a_process_that_is_killed(place: Path) -> None:
    words = ["validate", "projects", "--format", "jsonl"]
    alone = run(f"perfeval {' '.join(words)}", place)
    assert "项目405" in alone.out
    others = "import os; os.sched_getaffinity = lambda pid: {0, 1, 2}\n"
    command = [sys.executable, "-c", others + VALIDATE, *words]
    ran = subprocess.run(
        command, cwd=place, capture_output=True, text=True, env=os.environ | HERE, timeout=300, check=False
    )
    assert (ran.returncode, ran.stdout) == (alone.code, alone.out), ran.stderr
    assert (place / "died").exists()


@pytest.mark.parametrize("words", [WIDE_WORDS, FILES_WORDS])
def test_a_bug_in_another_process_is_a_bug(place: Path, words: str) -> None:
    process = begun(place, f"{words} -o out.parquet --jobs 2", work="if name == '项目17': 1 / 0")
    said = process.communicate()[1]
    assert process.returncode == 70 and "ZeroDivisionError" in said, said
    assert not results(place) and gone(process.pid)


SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT]


@pytest.fixture(params=SIGNALS, ids=lambda how: how.name)
def how(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    yield request.param


@pytest.mark.parametrize("words", ALL_WORDS)
def test_no_process_is_left_behind(place: Path, words: str, how: signal.Signals) -> None:
    words = f"{words} -o out.csv --jobs 2"
    one = whole(place, words)
    process = begun(place, words, work="time.sleep(0.01)")
    while process.poll() is None and not (place / ".out.csv.parts/run.json").exists():
        time.sleep(0.005)
    os.killpg(process.pid, how) if how == signal.SIGINT else os.kill(process.pid, how)
    process.communicate()
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    assert gone(process.pid) and not results(place)
    again = begun(place, f"{words} --resume")
    assert "从头" not in again.communicate()[1] and again.returncode == 4
    assert results(place) == one
