"""What `perfeval batch` made of a table of `tools/fuzz.py`: no bug, nothing by halves, each row as by itself."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def wrong_with(command: str, raw: bytes, seed: str) -> str:
    """What is wrong with what a command makes of a table; empty where nothing is."""
    from console import run

    with TemporaryDirectory(prefix="perfeval-fuzz-") as made:
        folder = Path(made)
        (folder / command.split()[3]).write_bytes(raw)
        outputs = [folder / "out.jsonl", folder / "errors.jsonl"]
        for file in outputs:
            file.write_text("before")
        ran = run(f"{command} --errors errors.jsonl", folder)  # which another batch seems to have left
        if ran.code not in (0, 3, 4):
            return ran.shown
        left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
        texts = [file.read_text(encoding="utf-8") for file in outputs]
        if left or (ran.code == 3) != (texts == ["before", "before"]):
            return f"{ran.shown}\nleft by halves: {left} {texts}"
        if ran.code == 3:
            return ""
        found = "\n".join(_unlike(command, texts, ran.code, folder, random.Random(seed)))
        return f"{ran.shown}\n{found}" if found else ""


def _unlike(command: str, texts: list[str], code: int, folder: Path, draw: random.Random) -> Iterator[str]:
    """Where results and errors do not fit each other, or a row has something else than it has by itself."""
    results, errors = (
        [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in text.split("\n") if line]
        for text in texts
    )
    if "--long" in command:
        if (code == 4) != any(one["severity"] == "error" for one in errors):
            yield "exit code and errors differ"
        return
    scored, told = [int(one["行"]) for one in results], [int(one["row"]) for one in errors]
    aside = sorted({int(one["row"]) for one in errors if one["severity"] == "error"})
    in_order = sorted({*scored}) == scored and sorted(told) == told
    if not in_order or {*scored} & {*aside} or {*told} - {*scored, *aside} or (code == 4) != bool(aside):
        yield f"rows {scored}, set aside {aside}, told of {told}, exit {code}"
    rows = {**{int(one["行"]): one for one in results}, **dict.fromkeys(aside)}
    for number in draw.sample(sorted(rows), min(2, len(rows))):
        yield from _single(command, number, rows[number], folder)


def _single(command: str, number: int, row: dict[str, Any] | None, folder: Path) -> Iterator[str]:
    """What differs between a row of results, None where it was set aside, and the same project in a file."""
    from console import run
    from perfeval.batch.header import Header, header
    from perfeval.batch.typed import cell_text
    from perfeval.cli.inputs import read_named
    from perfeval.exchange.reading import open_table
    from perfeval.load import planned
    from perfeval.source.writing import bracketed

    words = command.split()
    plan = planned(*read_named(words[2])).value
    encoding = words[words.index("--encoding") + 1] if "--encoding" in words else "utf-8"
    table = open_table(folder / words[3], "", encoding)
    read = header(table.columns, plan) if plan else ()
    (rows,) = table.rows()
    if not isinstance(read, Header) or number in dict(rows.bad):
        return
    facts = read.facts([cell_text(cell) for cell in rows.cells.row(number - rows.first)])
    if isinstance(facts, tuple):
        yield from [f"row {number} was scored and cannot be read"] if row else []
        return
    spec = os.path.relpath(words[2], folder) if words[2].startswith("/") else words[2]
    text = f"perfeval: project/1\nspec: {spec}\nname: 甲\nfacts: {bracketed(facts) if facts else '{}'}\n"
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    alone = run("perfeval score project.yaml -f json", folder)
    if "[control-character]" in alone.err or "[invisible-character]" in alone.err:
        return  # in a remark of a table these do no harm
    if (alone.code == 0) != bool(row):
        yield f"row {number}: {row and row['总分']}, alone:\n{alone.err}\n{text}"
    elif row:
        told = json.loads(alone.out)
        here = [row["总分"], row["等级"]]
        there = [told["total"] and Decimal(told["total"]["printed"]), told["grade"] and told["grade"]["name"]]
        leaves = "各指标" in told["spec"]["rounding"]
        for one in told["indicators"] if leaves else ():
            here.append(row[one["code"]])
            there.append(None if one["printed"] is None else Decimal(one["printed"]))
        if here != there:
            yield f"row {number}: {here}, alone: {there}\n{text}"
