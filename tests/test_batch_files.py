"""Tables in and out: every format, odd files, and runs that are killed and taken up again."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from console import HERE, run
from perfeval import load_spec, score_arrow, write_results
from perfeval.cli import tables
from perfeval.cli.inputs import yaml_below
from perfeval.exchange import reading

SPEC = """\
perfeval: spec/1
id: lectures
name: 健康讲座
full: 10
rounding: {places: 2, mode: half-up}
grades: [{name: 优, least: 9}, {name: 差, least: 0}]
facts: {停办: {unit: 是否}}
indicators:
  - {code: A1, name: 场次, weight: 10, target: ≥ 30 场, rule: {kind: proportional}}
"""
GATED = SPEC + "gates: [{when: 停办, earn: 0, because: 停办}]\n"
GROUP = "  - code: A\n    name: 最差的一项\n    weight: 10\n    combine: min\n    indicators:\n    "
SINGLY = GATED.replace("  - {code", GROUP + "  - {code")
HEAD = "项目,街道,A1（场）,停办"
OTHER = SPEC.replace("facts: {停办: {unit: 是否}}\n", "")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(OTHER, encoding="utf-8")
    (tmp_path / "singly.yaml").write_text(SINGLY, encoding="utf-8")
    return tmp_path


def table(place: Path, *rows: str, name: str = "in.csv") -> None:
    (place / name).write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")


def batch(place: Path, words: str, code: int = 0) -> str:
    ran = run(f"perfeval batch {words}", place)
    assert ran.code == code, ran.shown
    assert not [path.name for path in place.iterdir() if path.name.startswith(".")]
    return ran.err


TEXTS = ["=1+1", "+86 甲", "-cmd|' /C calc'!A0", "@SUM(A1)", '"引号",逗号', "换\u3000行", "-5", "正常"]


def test_the_same_table_in_every_format(place: Path) -> None:
    rows = [
        f'"{text.replace(chr(34), chr(34) * 2)}",{street},{n},否'
        for n, (text, street) in enumerate(zip(TEXTS, TEXTS[::-1], strict=True), 20)
        for street in ['"' + street.replace('"', '""') + '"']
    ]
    table(place, *rows)
    for suffix in ("csv", "jsonl", "sqlite", "parquet"):
        batch(place, f"spec.yaml in.csv -o out.{suffix} --keep 街道")
    frame = pl.read_parquet(place / "out.parquet")
    assert frame.schema["A1"] == pl.Decimal(18, 2) and frame["项目"].to_list() == TEXTS
    wanted = [tuple(None if x is None else str(x) for x in row) for row in frame.rows()]
    lines = [
        json.loads(line, parse_float=str) for line in (place / "out.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [tuple(None if x is None else str(x) for x in line.values()) for line in lines] == wanted
    with sqlite3.connect(place / "out.sqlite") as base:
        stored = base.execute("SELECT * FROM results").fetchall()
    base.close()
    assert [tuple(None if x is None else str(x) for x in row) for row in stored] == wanted
    raw = (place / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert read[0] == frame.columns
    plain = [tuple(cell[1:] if cell[:1] == "'" else cell for cell in row) for row in read[1:]]
    assert plain == [tuple(x or "" for x in row) for row in wanted]


def test_texts_of_a_csv_do_not_become_formulas(place: Path) -> None:
    table(place, *(f'"{text.replace(chr(34), chr(34) * 2)}",,30,否' for text in TEXTS))
    batch(place, "spec.yaml in.csv -o out.csv")
    names = [row[1] for row in csv.reader(io.StringIO((place / "out.csv").read_text(encoding="utf-8-sig")))][1:]
    assert names == ["'=1+1", "'+86 甲", "'-cmd|' /C calc'!A0", "'@SUM(A1)", *TEXTS[4:]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(place: Path, encoding: str) -> None:
    (place / "in.csv").write_bytes(f"{HEAD}\r\n甲,东街,30,否\r\n".encode(encoding))
    asked = "" if encoding.startswith("utf-8") else f" --encoding {encoding}"
    batch(place, f"spec.yaml in.csv -o out.jsonl{asked}")
    assert '"项目": "甲"' in (place / "out.jsonl").read_text(encoding="utf-8")


UNFIT = {
    "xlsx": (
        b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)),
        "里是 Excel 工作簿（xlsx），不是 CSV",
        "另存为“CSV UTF-8",
    ),
    "xls": (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "里是 Excel 97-2003 工作簿（xls）", "另存为“CSV UTF-8"),
    "page": (b"\xef\xbb\xbf\n<HTML><table></table>", "里是网页，不是 CSV", "另存为“CSV UTF-8"),
    "utf-16": (f"{HEAD}\n甲,,30,否\n".encode("utf-16"), "是 UTF-16 编码", "写 --encoding utf-16，"),
    "utf-16-be": (f"{HEAD}\n甲,,30,否\n".encode("utf-16-be"), "是 UTF-16 编码", "写 --encoding utf-16-be，"),
    "gbk": (f"{HEAD}\n甲,,30,否\n".encode("gbk"), "不是 utf-8 编码", "写 --encoding gbk，"),
    "tabs": (f"{HEAD}\n甲,,30,否\n".replace(",", "\t").encode(), "是用制表符隔开的，不是逗号", "把后缀改成 .tsv"),
}


@pytest.mark.parametrize(("raw", "found", "advice"), UNFIT.values(), ids=UNFIT)
def test_a_file_that_is_no_csv_is_called_what_it_is(place: Path, raw: bytes, found: str, advice: str) -> None:
    (place / "in.csv").write_bytes(raw)
    said = batch(place, "spec.yaml in.csv -o out.csv", 3)
    assert f"“in.csv”{found}" in said.replace("的各列", "") and advice in said and "错误 1 处" in said


def test_what_is_advised_for_another_encoding_is_right(place: Path) -> None:
    (place / "in.csv").write_bytes(f"{HEAD}\n甲,,30,否\n".replace(",", "\t").encode("utf-16"))
    assert "把后缀改成 .tsv" in batch(place, "spec.yaml in.csv -o out.csv --encoding utf-16", 3)
    (place / "in.csv").rename(place / "in.tsv")
    batch(place, "spec.yaml in.tsv -o out.csv --encoding utf-16")
    table(place, "甲,,30,否")
    said = batch(place, "spec.yaml in.csv -o out.csv --encoding utf-16", 3)
    assert "去掉 --encoding，或写 --encoding gbk" in said
    batch(place, "spec.yaml in.csv -o out.csv")


def test_a_stray_sign_makes_no_other_encoding(place: Path) -> None:
    table(place, "甲\x00,,30,否")
    batch(place, "spec.yaml in.csv -o out.csv")


PERCENT = OTHER.replace("≥ 30 场", "≥ 90%").replace("A1, name: 场次", "A1, name: 满意度")


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_what_is_noticed_in_every_block(place: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fractions of the second block only; names that come again in another block, of which no text is kept."""
    monkeypatch.setattr(reading, "ROWS", 3000)
    (place / "spec.yaml").write_text(PERCENT, encoding="utf-8")
    rows = 3000 * [97.5] + 2999 * [0.25] + [0.5] + 3000 * [97.5]
    names = [str(number) for number in range(8000)] + [str(number) for number in range(3500, 4500)]
    frame = pl.DataFrame({"项目": names, "A1（%）": rows})
    write = {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}[suffix]
    write(place / f"in.{suffix}")
    said = batch(place, f"spec.yaml in.{suffix} -o out.jsonl")
    assert said.count("fraction-as-percent") == 1 and "第 3001 行的 0.25 是 0.25%" in said
    assert "（3501、8001）、（3502、8002）、（3503、8003）；这样的名称共 1000 个" in said


def test_names_that_are_no_texts(place: Path) -> None:
    columns = {"项目": [[1], [2], [1], None, None], "A1（场）": [30, 30, 30, 30, 30]}
    pl.DataFrame(columns).write_parquet(place / "in.parquet")
    assert "“[1]”（1、3）\n" in batch(place, "spec.yaml in.parquet -o out.csv")


ODD = {
    "lone quote": f'{HEAD}\n"甲,东街,30,否\n乙,东街,30,否\n'.encode(),
    "quote inside": f'{HEAD}\n"甲"乙,东街,30,否\n'.encode(),
    "not utf-8": f"{HEAD}\n甲,东街,30,否\n".encode("gbk"),
    "not utf-8 later": f"{HEAD}\n".encode() + "甲,东街,30,否\n".encode() * 400 + b"\xff\xfe,,,\n",
    "one line": f"{HEAD}\n".encode() + b"x" * 1_200_000,
    "one cell": f"{HEAD}\n".encode() + b"x" * 200_000 + b",,30,\n",
    "nothing": b"",
    "blank": b"\n\n\n",
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_a_table_that_cannot_be_read_to_its_end(place: Path, raw: bytes) -> None:
    (place / "in.csv").write_bytes(raw)
    (place / "out.csv").write_text("before", encoding="utf-8")
    said = batch(place, "spec.yaml in.csv -o out.csv", 3)
    assert "in.csv" in said and said.endswith("没有评分，没有写出结果。\n")
    assert (place / "out.csv").read_text(encoding="utf-8") == "before" and not (place / "errors.jsonl").exists()


def test_a_cell_without_end_is_no_matter_of_quotes(place: Path) -> None:
    table(place, "甲,,30,否", f"乙,{'x' * 200_000},30,否")
    said = batch(place, "spec.yaml in.csv -o out.csv", 3)
    assert "有一格超过 131072 个字" in said and "--> in.csv:3:1" in said and "不成对" not in said


COMPARED = OTHER.replace("{kind: proportional}", "{kind: rank, better: more, linear: 是}")


@pytest.mark.parametrize("spec", [OTHER, COMPARED], ids=["", "compared"])
def test_what_is_wrong_with_the_second_table_is_said_of_it(place: Path, spec: str) -> None:
    (place / "spec.yaml").write_text(spec, encoding="utf-8")
    table(place, "甲,,30,否")
    (place / "later.csv").write_bytes(ODD["not utf-8 later"])
    said = batch(place, "spec.yaml in.csv later.csv -o out.csv", 3)
    assert "“later.csv”不是 utf-8 编码\n  --> later.csv:1:1\n" in said


@pytest.mark.parametrize("spec", [OTHER, COMPARED], ids=["", "compared"])
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_a_table_that_goes_while_it_is_read(
    place: Path, suffix: str, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(path: Path, name: str, encoding: str) -> reading.Input:
        found = reading.open_table(path, name, encoding)
        path.unlink()
        return found

    (place / "spec.yaml").write_text(spec, encoding="utf-8")
    table(place, "甲,,30,否", "乙,,20,否")
    frame = pl.read_csv(place / "in.csv")
    frame.write_ndjson(place / "in.jsonl")
    frame.write_parquet(place / "in.parquet")
    monkeypatch.setattr(tables, "open_table", opened)
    said = batch(place, f"spec.yaml in.{suffix} -o out.csv", 3)
    assert f"没有文件“in.{suffix}”\n  --> in.{suffix}:1:1\n" in said and "不能写" not in said


def test_parquet_that_is_none(place: Path) -> None:
    pl.DataFrame({"项目": ["甲"] * 3000, "A1（场）": range(3000)}).write_parquet(place / "in.parquet")
    whole = (place / "in.parquet").read_bytes()
    batch(place, "spec.yaml in.parquet -o out.jsonl")
    draw = random.Random(5)
    for number in range(40):
        raw = bytearray(whole)
        if number % 2:
            raw = raw[: draw.randrange(len(raw))]
        else:
            for _ in range(draw.choice((1, 5, 50))):
                raw[draw.randrange(len(raw))] = draw.randrange(256)
        (place / "in.parquet").write_bytes(raw)
        ran = run("perfeval batch spec.yaml in.parquet -o out.jsonl", place)
        assert ran.code in (0, 3, 4), ran.shown


def test_rows_are_counted_behind_the_header(place: Path) -> None:
    (place / "in.csv").write_bytes(f"\n{HEAD}\r\n甲,,30,否\n\n,, \n,,,\n乙,,x,否\r\n丙,30\n丁,,30,否".encode())
    said = batch(place, "spec.yaml in.csv -o out.jsonl", 4)
    assert said.endswith("已评 2 个项目，2 个不能评分，原因在 errors.jsonl；已写入 out.jsonl\n")
    scored = [json.loads(line) for line in (place / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [json.loads(line) for line in (place / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["行"], one["项目"]) for one in scored] == [(1, "甲"), (7, "丁")]
    assert [(one["row"], one["code"]) for one in wrong] == [(5, "not-a-number"), (6, "uneven-row")]


def test_lines_of_json(place: Path) -> None:
    lines = [
        '{"项目": "甲", "A1（场）": 29.85}',
        "",
        '{"A1（场）": 1e1}',
        "[1]",
        '{"A1（场）": NaN}',
        '{"A1（场）": 3, "A1（场）": 4}',
        '{"A1（场）": "30 场"}',
        "{",
    ]
    (place / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    batch(place, "spec.yaml in.jsonl -o out.jsonl", 4)
    scored = [json.loads(line) for line in (place / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [json.loads(line) for line in (place / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["行"], one["A1"]) for one in scored] == [(1, 9.95), (3, 3.33), (7, 10)]
    assert [(one["row"], one["code"]) for one in wrong] == [
        (4, "not-json"),
        (5, "not-json"),
        (6, "duplicate-key"),
        (8, "not-json"),
    ]


@pytest.mark.parametrize("room", [0, 5_000])
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "sqlite", "parquet"])
def test_what_cannot_be_written_leaves_nothing(place: Path, suffix: str, room: int) -> None:
    table(place, *(f"{f'项目{n}' * 1000},,{n},否" for n in range(400)))
    (place / f"out.{suffix}").write_bytes(b"before")
    words = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n{START}"
    ran = subprocess.run(
        [sys.executable, "-c", words, "batch", "spec.yaml", "in.csv", "-o", f"out.{suffix}"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | HERE,
    )
    assert ran.returncode == 74 and f"错误: 不能写 out.{suffix}：" in ran.stderr, ran.stderr
    assert (place / f"out.{suffix}").read_bytes() == b"before" and not (place / "errors.jsonl").exists()
    assert not left(place)


def test_a_fault_of_the_disk_is_told_though_it_passes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = iter([OSError(errno.EIO, "Input/output error")])

    def failing(file: int) -> None:
        if os.fstat(file).st_ino == draft.stat().st_ino:
            for fault in faults:
                raise fault

    draft = place / ".out.parquet.draft"
    monkeypatch.setattr(os, "fsync", failing)
    table(place, "甲,,30,否")
    assert "错误: 不能写 out.parquet：磁盘出错" in batch(place, "spec.yaml in.csv -o out.parquet", 74)
    assert not (place / "out.parquet").exists()


LIMITED = (
    "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most},) * 2); from perfeval.cli import main; main()"
)


@pytest.mark.parametrize("most", [500, 2000, 3000])
def test_results_and_errors_are_both_new_or_both_old(place: Path, most: int) -> None:
    table(place, "甲,,30,否", *[f"乙{at},,也许,否" for at in range(20)])
    old = [place / "out.csv", place / "errors.jsonl"]
    for file in old:
        file.write_text("", encoding="utf-8")
    words = "batch spec.yaml in.csv -o out.csv --errors errors.jsonl".split()
    command = [sys.executable, "-c", LIMITED.format(most=most), *words]
    done = subprocess.run(command, cwd=place, capture_output=True, encoding="utf-8", env=os.environ | HERE, check=False)
    assert done.returncode == 74 and "不能写 errors.jsonl：文件大小到了这里允许的上限" in done.stderr
    assert [file.read_bytes() for file in old] == [b"", b""] and not [*place.glob(".*")]


def test_days_that_no_calendar_here_has(place: Path) -> None:
    due = OTHER.replace("target: ≥ 30 场, rule: {kind: proportional}", "target: ≤ 2023-12-31, rule: {kind: threshold}")
    (place / "due.yaml").write_text(due, encoding="utf-8")
    names = pl.Series("项目", list("甲乙丙"))
    # The last of our days in New York is one too many in Greenwich.
    beside = pl.Series("时", [0, 2_932_897 * 86_400_000_000, 2**62]).cast(pl.Datetime("us", "America/New_York"))
    for kind, day in ((pl.Date, 1), (pl.Datetime("ms"), 86_400_000)):
        numbers = [19691 * day, 3_000_000 * day, (2**31 - 1) * day]  # of the last Polars itself knows nothing
        cells = pl.Series("A1", numbers).cast(pl.Int32 if kind == pl.Date else pl.Int64).cast(kind)
        pl.DataFrame([names, cells, beside]).write_parquet(place / "in.parquet")
        batch(place, "due.yaml in.parquet -o out.jsonl --keep 时", 4)
        wrong = [json.loads(line) for line in (place / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [(one["row"], one["column"]) for one in wrong] == [(2, "A1"), (3, "A1")], kind


def test_links_and_devices(place: Path) -> None:
    table(place, "甲,,30,否")
    (place / "link.jsonl").symlink_to("real.jsonl")
    batch(place, "spec.yaml in.csv -o link.jsonl --errors /dev/null")
    assert (place / "link.jsonl").is_symlink() and "甲" in (place / "real.jsonl").read_text(encoding="utf-8")
    assert Path("/dev/null").is_char_device()
    (place / "null.csv").symlink_to("/dev/null")
    batch(place, "spec.yaml in.csv -o null.csv")
    assert Path("/dev/null").is_char_device()
    (place / "full.csv").symlink_to("/dev/full")
    batch(place, "spec.yaml in.csv -o full.csv", 74)


# --- nothing stops it, nothing is lost ---

START = "import sys; from perfeval.cli import app; sys.exit(app.run())"
SLOW = f"""\
import sys, time
from contextlib import contextmanager
from perfeval.cli import crew
@contextmanager
def small(*given, made=crew.crew):
    with made(*given) as processes:
        from perfeval.cli import folders, longs, tables
        tables._AT_ONCE = longs._AT_ONCE = folders._AT_ONCE = 4
        longs._TOGETHER, folders._TOGETHER = 20, 30
        slow()
        yield processes
crew.crew = small  # Polars is not there before other processes are made
def slow():
    from perfeval.exchange import reading
    from perfeval.cli import writing
    reading.ROWS, writing._LONG, writing._SLOW = 20, 0, 0
    def slowly(self, number, asked, step=writing._Run._batch):
        time.sleep(0.015)
        return step(self, number, asked)
    writing._Run._batch = slowly
{START}
"""


SAID = "said.txt"


def begun(place: Path, words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SLOW, "batch", *words.split()]
    with (place / SAID).open("wb") as said:
        return subprocess.Popen(
            command, cwd=place, stdout=said, stderr=said, env=os.environ | HERE, start_new_session=True
        )


def ended(place: Path, words: str) -> tuple[int, str]:
    """The exit code of a run, and what it said."""
    code = begun(place, words).wait()
    return code, (place / SAID).read_text(encoding="utf-8")


def left(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name.startswith("."))


def killed(place: Path, words: str, draw: random.Random, how: int = signal.SIGKILL) -> bool:
    """Start, and end it at some moment after its first step; whether it was still running."""
    process = begun(place, words)
    journal = place / f".{words.split('-o ')[1].split()[0]}.parts/run.json"
    while process.poll() is None and not journal.exists():
        time.sleep(0.005)
    try:
        process.wait(draw.random() * 0.5)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, how)
        process.wait()
        return True
    return False


def kept(place: Path) -> list[bytes]:
    """What a run has written."""
    return [(place / name).read_bytes() for name in ("out.parquet", "errors.jsonl")]


def taken_up(place: Path, words: str, whole: list[bytes]) -> None:
    """Kill such a run before it has written anything, and take it up: it must give what an undisturbed one gave."""
    draw, words = random.Random(words), f"{words} --errors errors.jsonl"
    while not (killed(place, words, draw) and (place / "out.parquet").read_bytes() == b"before"):
        (place / "out.parquet").write_bytes(b"before")
    code, said = ended(place, f"{words} --resume")
    assert code == 4 and "从头" not in said, said
    assert kept(place) == whole
    assert not left(place)


POLICY = """\
perfeval: spec/1
id: policy
name: 自评办法
full: 10
rounding: {places: 2, mode: half-up}
indicators:
  - code: A
    name: 产出指标
    indicators: [{code: A1, name: 数量, weight: 10, target: ≥ 30 场, rule: {kind: proportional}}]
"""
WAYS = {
    "columns": "spec.yaml in.csv",
    "singly": "singly.yaml in.csv --jobs 2",
    "long": "policy.yaml long.csv --long --jobs 2",
}
TURNS = [("columns", "parquet", 2), ("columns", "csv", 1), ("columns", "jsonl", 1), ("columns", "sqlite", 1)]
TURNS += [("singly", "parquet", 4), ("singly", "csv", 1), ("long", "parquet", 1), ("long", "csv", 3)]


@pytest.mark.parametrize(("way", "suffix", "times"), TURNS)
def test_killed_and_taken_up_again(place: Path, way: str, suffix: str, times: int) -> None:
    draw = random.Random(f"{way} {suffix}")
    rows = [(f"项目{n}", draw.choice((n % 40, "x")), draw.choice("是否")) for n in range(600)]
    table(place, *(f"{name},,{count},{stopped}" for name, count, stopped in rows))
    lines = ["项目,三级指标,指标值,实际完成值,分值", *(f"{name},场次,≥ 30 场,{count} 场,10" for name, count, _ in rows)]
    (place / "long.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (place / "policy.yaml").write_text(POLICY, encoding="utf-8")
    words = f"{WAYS[way]} -o out.{suffix} --errors errors.jsonl"
    assert begun(place, words).wait() == 4
    whole = [(place / name).read_bytes() for name in (f"out.{suffix}", "errors.jsonl")]
    stopped = 0
    times = int(os.environ.get("PERFEVAL_KILLS", times))
    for moment in range(8 * times):
        if stopped == times:
            break
        for name in (f"out.{suffix}", "errors.jsonl"):
            (place / name).write_bytes(b"before")
        if killed(place, words, draw, signal.SIGINT if moment == 2 else signal.SIGKILL):
            stopped += 1
            assert {(place / name).read_bytes() for name in (f"out.{suffix}", "errors.jsonl")} <= {b"before", *whole}
            # It may have been on its way out already, with everything in its place and the journal being taken away.
            done = [(place / name).read_bytes() for name in (f"out.{suffix}", "errors.jsonl")] == whole
            code, said = ended(place, f"{words} --resume")
            assert code == 4 and (done or "从头" not in said), said
        assert [(place / name).read_bytes() for name in (f"out.{suffix}", "errors.jsonl")] == whole
        assert not left(place)
    assert stopped


def test_who_interrupts_is_told_whether_there_is_something_to_take_up(place: Path) -> None:
    table(place, *(f"项目{n},,{n % 40},否" for n in range(600)))
    words, draw = "singly.yaml in.csv -o out.csv", random.Random(3)
    while not (killed(place, words, draw, signal.SIGINT) and not (place / "out.csv").exists()):
        (place / "out.csv").unlink(missing_ok=True)
    *_, told = (place / SAID).read_text(encoding="utf-8").splitlines()
    assert told == "已中断；做好的部分留着，用同样的命令加 --resume 接着做"
    code, said = ended(place, f"{words} --resume")
    assert code == 0 and "从头" not in said


@pytest.mark.parametrize("size", ["other", "same"])
def test_another_input_is_not_taken_up(place: Path, size: str) -> None:
    table(place, *(f"项目{n},,{n % 40:02},否" for n in range(600)))
    at = (place / "in.csv").stat().st_mtime_ns
    words = "singly.yaml in.csv -o out.csv"
    draw = random.Random(1)
    while not killed(place, words, draw):
        pass
    assert left(place)
    table(place, *(f"项目{n},,{n % 30:{'02' if size == 'same' else ''}},否" for n in range(600)))
    if size == "same":
        os.utime(place / "in.csv", ns=(at, at))  # as what copies a file with its time leaves it
    code, said = ended(place, f"{words} --resume")
    assert code in (0, 4) and "从头评分" in said
    resumed = (place / "out.csv").read_bytes()
    assert begun(place, words).wait() == code
    assert (place / "out.csv").read_bytes() == resumed and not left(place)


PROJECT = "perfeval: project/1\nspec: singly.yaml\nname: 项目{n}\nfacts: {{A1: {n} 场, 停办: 否}}\n"


@pytest.fixture
def folder(place: Path) -> Path:
    (place / "projects").mkdir()
    for n in range(300):
        text = PROJECT.format(n=n % 45) if n % 50 else "perfeval: project/1\n"
        (place / f"projects/p{n:03}.yaml").write_text(text, encoding="utf-8")
    return place


def test_a_folder_is_scored_by_any_number_of_processes_alike(folder: Path) -> None:
    for jobs in (1, 2):
        assert (
            begun(folder, f"singly.yaml projects -o out{jobs}.parquet --errors errors{jobs}.jsonl --jobs {jobs}").wait()
            == 4
        )
    assert (folder / "out1.parquet").read_bytes() == (folder / "out2.parquet").read_bytes()
    assert (folder / "errors1.jsonl").read_bytes() == (folder / "errors2.jsonl").read_bytes()


def test_the_files_of_a_folder(place: Path) -> None:
    names = ("a-b/2.yaml", "a.yaml", "a/1.yaml", "a/x.yaml/3.yml", ".hidden/4.yaml", "a/.5.yaml", "6.YAML", "7.yaml")
    for name in names:
        (place / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "in" / name).write_text(PROJECT.format(n=30), encoding="utf-8")
    (place / "in/0.yaml").symlink_to("nowhere")
    (place / "in/link.yaml").symlink_to("7.yaml")
    (place / "in/folder").symlink_to("a")
    batch(place, "singly.yaml in -o out.csv --keep 文件", 4)
    with (place / "out.csv").open(encoding="utf-8-sig") as file:
        found = [row["文件"] for row in csv.DictReader(file)]
    assert found == ["in/6.YAML", "in/7.yaml", "in/a/1.yaml", "in/a/x.yaml/3.yml", "in/a-b/2.yaml", "in/a.yaml"]
    (lost,) = (place / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lost)["file"] == "in/0.yaml" and json.loads(lost)["code"] == "file-not-found"


def test_a_folder_killed_leaves_no_process_behind(folder: Path) -> None:
    words = "singly.yaml projects -o out.csv --jobs 2"
    assert begun(folder, words).wait() == 4
    whole = (folder / "out.csv").read_bytes()
    process = begun(folder, words)
    while process.poll() is None and not (folder / ".out.csv.parts").exists():
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(200):
        if not alive(process.pid):
            break
        time.sleep(0.05)
    assert not alive(process.pid)
    assert begun(folder, f"{words} --resume").wait() == 4
    assert (folder / "out.csv").read_bytes() == whole and not left(folder)


def alive(session: int) -> bool:
    """Whether any process of a session is still there."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


HEADS = {
    "perfeval：project/1": "full-width-colon",
    "perfevel: project/1": "kind-not-stated",
    "perfeval:project/1": "missing-space",
    "Perfeval: project/1": "kind-not-stated",
    "perfeval: projects/1": "unknown-choice",
    "perfeval: project／1": "unknown-choice",
    "perfeval: 项目/1": "unknown-choice",
    "ｐｅｒｆｅｖａｌ: project/1": "kind-not-stated",
    "　perfeval: project/1": "wide-space-indent",
    "  perfeval: project/1": "bad-indent",
    "# 项目": "kind-not-stated",
    "\ufeffperfeval: project/1": "",
    "perfeval : project/1": "",
    "'perfeval': project/1": "",
    '# 项目\n---\nperfeval: "project/1"': "",
}


def test_a_project_is_never_passed_over_for_its_head(place: Path) -> None:
    (place / "in").mkdir()
    facts = PROJECT.format(n=30).partition("\n")[2]
    for number, head in enumerate(HEADS):
        (place / f"in/{number:02}.yaml").write_text(f"{head}\n{facts}", encoding="utf-8")
    (place / "in/15.yaml").write_text(PROJECT.format(n=30), encoding="utf-16")
    as_json = {"perfeval": "project/1", "spec": "singly.yaml", "name": "甲", "facts": {"A1": "30 场", "停办": "否"}}
    (place / "in/16.yaml").write_text(json.dumps(as_json, ensure_ascii=False, indent=2), encoding="utf-8")
    for other in ("perfeval: spec/1", "perfeval: test/1", "services: {}", "- project", "facts about: us", ""):
        (place / f"in/z{len(other)}.yaml").write_text(other, encoding="utf-8")
    said = batch(place, "singly.yaml in -o out.csv", 4)
    left_out = "in/z0.yaml、in/z12.yaml、in/z15.yaml、……"
    assert said.startswith(f"跳过 4 个 YAML 文件，没有写 perfeval: project/1，也不像项目文件：{left_out}\n")
    with (place / "out.csv").open(encoding="utf-8-sig") as file:
        scored = [int(row["行"]) for row in csv.DictReader(file)]
    wrong = [json.loads(line) for line in (place / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert scored == [*(at for at, code in enumerate(HEADS.values(), 1) if not code), 16, 17]
    fatal = {one["row"]: one["code"] for one in wrong if one["severity"] == "error"}
    assert {at: code for at, code in enumerate(HEADS.values(), 1) if code} == fatal


def test_a_folder_that_cannot_be_listed_is_named(place: Path) -> None:
    assert list(yaml_below(str(place / "gone"))) == [str(place / "gone")]


def test_small_steps_change_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table(place, *(f"项目{n},,{n / 7:.6f},否" for n in range(300)))
    batch(place, "spec.yaml in.csv -o one.jsonl")
    monkeypatch.setattr(reading, "ROWS", 7)
    batch(place, "spec.yaml in.csv -o two.jsonl")
    assert (place / "one.jsonl").read_bytes() == (place / "two.jsonl").read_bytes()


ZONE = "Asia/Shanghai"
STRANGE = [
    pa.array([253402271999, 0], pa.timestamp("s", ZONE)),  # midnight in Shanghai in the year 10000
    pa.array([2**63 - 1, None], pa.timestamp("us")),
    pa.array([-(2**63), 1], pa.timestamp("ns", ZONE)),
    pa.array([-86_400_000 * 10**6, 0], pa.date64()),
    pa.array([1701302400123456789, 0], pa.timestamp("ns")),
    pa.array([1, 86_399_999_999_999], pa.time64("ns")),
    pa.array([10**17, 1], pa.duration("ms")),
    pa.array([2**60, None], pa.duration("s")),
    pa.array([1, 0], pa.duration("ns")),
    pa.array([[2932897, 2**30], []], pa.list_(pa.date32())),
    pa.array([[253402257600000000], None], pa.list_(pa.timestamp("us", ZONE))),
    pa.array([{"a": 2932897, "b": "甲"}, None], pa.struct([("a", pa.date32()), ("b", pa.string())])),
    pa.array([[("value", 31)], [("of", 1)]], pa.map_(pa.string(), pa.int64())),
    pa.array([b"\xff", None], pa.binary()),
    pa.array(["甲", None], pa.dictionary(pa.int8(), pa.string())),
]


@pytest.mark.parametrize("cells", STRANGE, ids=lambda cells: str(cells.type))
def test_odd_cells_are_the_same_texts_in_files_and_in_memory(place: Path, cells: pa.Array) -> None:
    made = pa.table({"项目": ["甲", "乙"], "A1（场）": [30, 15], "旁": cells})
    pq.write_table(made, place / "in.parquet")
    batch(place, "spec.yaml in.parquet -o out.jsonl --keep 旁")
    plan = load_spec(place / "spec.yaml").value
    assert plan
    results, errors = score_arrow(made, plan, keep=["旁"])
    rows = [json.loads(line) for line in (place / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert not errors and results["旁"].to_pylist() == [row["旁"] for row in rows] and rows[0]["旁"]
    assert [row["总分"] for row in rows] == [10.0, 5.0]


def test_what_python_or_polars_have_not_is_no_crash_in_memory(place: Path) -> None:
    plan = load_spec(place / "spec.yaml").value
    assert plan
    head = {"项目": ["甲"], "A1（场）": [30]}
    for cells, text in (
        (pa.array([0], pa.timestamp("us", "Nowhere/Here")), "1970-01-01 00:00:00.000000 UTC"),
        (pa.array([Decimal("1200")], pa.decimal128(10, -2)), "1200"),
        (pa.array([Decimal("12.50")], pa.decimal256(50, 2)), "12.50"),
    ):
        results, errors = score_arrow(pa.table({**head, "旁": cells}), plan, keep=["旁"])
        assert not errors and results["旁"].to_pylist() == [text]


def test_a_time_is_no_day_however_little_it_is_later(place: Path) -> None:
    due = OTHER.replace("target: ≥ 30 场, rule: {kind: proportional}", "target: ≤ 2023-12-31, rule: {kind: threshold}")
    (place / "due.yaml").write_text(due, encoding="utf-8")
    days = pa.array([1701302400 * 10**9, 1701302400 * 10**9 + 1], pa.timestamp("ns"))
    pq.write_table(pa.table({"项目": ["甲", "乙"], "A1": days}), place / "in.parquet")
    batch(place, "due.yaml in.parquet -o out.jsonl", 4)
    (wrong,) = map(json.loads, (place / "errors.jsonl").read_text(encoding="utf-8").splitlines())
    assert (wrong["row"], wrong["value"]) == (2, "2023-11-30 00:00:00.000000001")


def test_lines_of_json_that_no_table_holds_are_bad_rows(place: Path) -> None:
    lines = ['{"项目": "\\ud800甲", "A1": 30}', '{"项目": "乙", "A1": 1e999999999}', '{"项目": "丙", "A1": "\\udc00"}',
             '{"\\udc00": 1, "\\udc00": 2}',
             f'{{"项目": "丁", "A1": {"9" * 5000}}}', '{"项目": "\\ud83d\\ude00", "A1": 30}']  # fmt: skip
    (place / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    batch(place, "spec.yaml in.jsonl -o out.csv", 4)
    wrong = [json.loads(line) for line in (place / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["row"], one["code"]) for one in wrong][:4] == [
        (1, "not-json"), (2, "unknown-unit"), (3, "not-json"), (4, "duplicate-key"),
    ]  # fmt: skip
    assert [one["row"] for one in wrong[4:]] == [5]
    assert "😀" in (place / "out.csv").read_text(encoding="utf-8")


def test_slips_in_a_program_are_told_as_such(place: Path) -> None:
    loaded = load_spec(place / "spec.yaml")
    assert loaded.value
    table = pa.table({"项目": ["甲"], "A1（场）": [30]})
    slips: list[tuple[Any, Any]] = [(loaded, []), (loaded.value, "项目")]
    for plan, keep in slips:
        with pytest.raises(TypeError, match="keep 是列名的列表"):
            score_arrow(table, plan, keep=keep)
    with pytest.raises(ValueError, match=r"以 \.parquet、.* 结尾，而不是“x\.xlsx”"):
        write_results("x.xlsx", table, loaded.value)
