"""Mutated files through the commands: none may end in a bug.

    python tools/fuzz.py [--count 100000] [--seed 0] [--jobs 2]

Takes the project's YAML files, breaks them in the ways in which people, editors and spreadsheets break files (and in
some in which only attackers do), and runs a command on each, in process; every tenth input is a table for `perfeval
batch` (`fuzz_tables.py`). What ends in a bug, or takes longer than ten seconds, is kept in build/fuzz with the command
that shows it, and the exit code is 1. The same count and seed give the same inputs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]
KEPT = ROOT / "build" / "fuzz"
SLOW = 10.0
BATCH, EACH = "perfeval batch", 10
"""What stands for a table until a process makes it; and that each of so many inputs is one."""
FOLDERS = ("examples/shenzhen-2023", "specs", "tests/yaml", "src/perfeval/specs/ministry", "tests/builtins", "examples")
_ANY = ("validate -", "validate -", "fmt -", "validate - -f sarif", "validate - -f junit --lang en")
COMMANDS = {
    "spec": (*_ANY, "show -", "explain - A1", "explain -", "new-facts -", "schema project --spec -"),
    "project": (*_ANY, "score - -f json", "score -", "score - --provisional", "score - -f markdown", "explain - C12"),
    "test": _ANY,
}
SIGNS = (
    "：，。；“”‘’【】（）［］｛｝、＃＊！－　年月日人次元é𝟏😀\t\u00a0\u200b\u202e\ufeff\u2028\x00\x07\x1b"
    "\\'\"#&*!|>%@`?-:,[]{}~=<0123456789eE.+_"
)
VALUES = (
    *(
        "",
        "~",
        "null",
        "yes",
        "否",
        "不适用",
        "[]",
        "{}",
        "[[]]",
        "{a: {b: c}}",
        "0",
        "-1",
        "-0",
        "1e9",
        ".inf",
        ".nan",
    ),
    *("0x1F", "1_000", "012", "1,250", "1，250", "12:30", "99.999999999%", "1/3", "1/0", "９５％", "2023-02-30", "= 0"),
    *(
        "0%–10%",
        "≥ 30 场",
        "≤ 30",
        "> 80%",
        "30 光年",
        "A1 / A1",
        "min(A1, 2",
        "((((((1))))))",
        "A1 = A1 = A1",
        "*a",
        "&a 1",
    ),
    *(
        "!!int 3",
        "|",
        ">-",
        "<<",
        "9" * 60,
        "0." + "1" * 40,
        "x" * 3000,
        "({[" * 40,
        "- " * 70,
        "../" * 30,
        "https://x",
        "/dev/zero",
    ),
)


def corpus() -> list[tuple[str, bytes]]:
    """Every file with the folder in which its paths start."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).glob("*.y*ml"))]
    files += sorted((ROOT / "examples").glob("*/*.yaml"))
    return [(str(file.parent), file.read_bytes()) for file in dict.fromkeys(files) if file.stat().st_size < 60_000]


def _lines(change: Callable[[random.Random, list[bytes], int], None]) -> Callable[[random.Random, bytes, bytes], bytes]:
    def mutate(draw: random.Random, text: bytes, other: bytes) -> bytes:
        lines = text.splitlines(keepends=True) or [b"\n"]
        change(draw, lines, draw.randrange(len(lines)))
        return b"".join(lines)

    return mutate


@_lines
def _drop(draw: random.Random, lines: list[bytes], at: int) -> None:
    del lines[at : at + draw.choice((1, 1, 1, 2, 5))]


@_lines
def _double(draw: random.Random, lines: list[bytes], at: int) -> None:
    lines[at:at] = lines[at : at + draw.choice((1, 1, 3, 10))]


@_lines
def _swap(draw: random.Random, lines: list[bytes], at: int) -> None:
    other = draw.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


@_lines
def _shift(draw: random.Random, lines: list[bytes], at: int) -> None:
    line = lines[at]
    lines[at] = draw.choice(
        (b"  " + line, b" " + line, b"\t" + line, line.lstrip(b" "), line[2:], "　".encode() + line)
    )


@_lines
def _value(draw: random.Random, lines: list[bytes], at: int) -> None:
    key, colon, _ = lines[at].partition(b": ")
    lines[at] = key + colon + draw.choice(VALUES).encode() + b"\n"


@_lines
def _key(draw: random.Random, lines: list[bytes], at: int) -> None:
    key, colon, rest = lines[at].partition(b":")
    indent = key[: len(key) - len(key.lstrip(b" -"))]
    lines[at] = indent + draw.choice(lines).strip().partition(b":")[0] + colon + rest


def _sign(draw: random.Random, text: bytes, other: bytes) -> bytes:
    words = text.decode("utf-8", "replace")
    for _ in range(draw.choice((1, 1, 1, 3, 12))):
        at = draw.randrange(len(words) + 1)
        words = words[:at] + draw.choice(SIGNS) + words[at + draw.choice((0, 1)) :]
    return words.encode("utf-8", "surrogatepass")


def _bytes(draw: random.Random, text: bytes, other: bytes) -> bytes:
    raw = bytearray(text)
    for _ in range(draw.choice((1, 2, 8))):
        raw[draw.randrange(len(raw) + 1) : draw.randrange(len(raw) + 1) or None] = draw.randbytes(
            draw.choice((0, 1, 3))
        )
        if not raw:
            break
    return bytes(raw)


def _cut(draw: random.Random, text: bytes, other: bytes) -> bytes:
    return text[: draw.randrange(len(text) + 1)]


def _splice(draw: random.Random, text: bytes, other: bytes) -> bytes:
    mine, theirs = text.splitlines(keepends=True), other.splitlines(keepends=True)
    at, start = draw.randrange(len(mine) + 1), draw.randrange(len(theirs) + 1)
    return b"".join([*mine[:at], *theirs[start : start + draw.choice((1, 4, 30))], *mine[at:]])


def _encoded(draw: random.Random, text: bytes, other: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode(
        draw.choice(("gb18030", "utf-16", "utf-16-be", "utf-8-sig", "big5")), "ignore"
    )


MUTATIONS = (_drop, _double, _swap, _shift, _value, _value, _value, _key, _sign, _sign, _bytes, _cut, _splice, _encoded)


def inputs(count: int, seed: int, each: int) -> Iterator[tuple[str, str, bytes]]:
    """A command, its folder and what it reads, so many times; each of so many is a table, still to be drawn."""
    files = corpus()
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")
        if number % each == 0:
            yield BATCH, f"{seed}/{number}", b""
            continue
        folder, text = draw.choice(files)
        kind = next((kind for kind in ("project", "test") if f"perfeval: {kind}/".encode() in text[:2000]), "spec")
        for _ in range(draw.choice((1, 1, 2, 4))):
            text = draw.choice(MUTATIONS)(draw, text or b"\n", draw.choice(files)[1])
        yield f"perfeval {draw.choice(COMMANDS[kind])}", folder, text


def attempt(given: tuple[str, str, bytes]) -> tuple[str, str, bytes, str] | None:
    """The input with what went wrong, or None."""
    from console import run

    command, folder, text = given
    start = time.perf_counter()
    if command == BATCH:
        from fuzz_rows import wrong_with
        from fuzz_tables import drawn
        from perfeval.batch import block

        block._AHEAD = 1 << 11  # cases are worked out beforehand for few rows too, as they are for many

        command, text = drawn(random.Random(folder), MUTATIONS)
        start = time.perf_counter()  # to draw the first one takes long
        wrong = wrong_with(command, text, folder)
    else:
        ran = run(command, Path(folder), text)
        wrong = ran.shown if ran.code == 70 else ""
    took = time.perf_counter() - start
    wrong = wrong or (f"{took:.0f} s" if took > SLOW else "")
    return (command, folder, text, wrong) if wrong else None


def _keep(name: str, command: str, folder: str, text: bytes) -> str:
    """Keep an input, and give the command that shows what it does."""
    table = command.startswith(BATCH)
    file = KEPT / (f"{name}.{command.split()[3].partition('.')[2]}" if table else f"{name}.yaml")
    file.write_bytes(text)
    return f"cp {file} in{file.suffix} && {command}" if table else f"cd {folder} && {command} < {file}"


def main() -> int:
    """Run, and tell what was found."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--tables", action="store_true", help="tables only")
    asked = options.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    found, done = 0, 0
    with multiprocessing.Pool(asked.jobs) as pool:
        for result in pool.imap(attempt, inputs(asked.count, asked.seed, 1 if asked.tables else EACH), chunksize=50):
            done += 1
            if done % 5000 == 0:
                print(f"{done} inputs, {found} bugs", flush=True)
            if result:
                found += 1
                command, folder, text, wrong = result
                print(f"{_keep(f'{asked.seed}-{done - 1}', command, folder, text)}\n    {wrong.strip()}", flush=True)
    print(f"{done} inputs (seed {asked.seed}), {found} bugs")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
