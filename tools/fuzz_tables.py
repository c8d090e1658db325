"""Tables for `tools/fuzz.py`: drawn from those that can be scored, and broken."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Rows = list[list[str]]
"""A table as texts, the header first."""
FORMATS = ("csv", "csv", "csv", "tsv", "jsonl", "jsonl", "parquet")
CELLS = (
    *"0 -0 00 1e3 １２ 1,250 1，250 0.005 99.995% -5 -0.0 1/3 33.3333333 123456789.123 inf nan".split(),
    *"是 否 部分 不适用 无 也许 null ~ 东部 True 800000元 5% ５％".split(),
    *"2023-02-30 0000-01-01 2023-11-30 2023年11月30日".split(),
    *"[是,否] [ {} [[]] - # ' =1+1 😀 \u202e \x07 \x00".split(" "),
    *("", " ", "　", "9" * 30, "12 人", "{a: 1}", "# 见附件", "见: 附件", "缺一份", '"', "a\nb", "a\r\nb"),
)
HEADERS = ("", *"项目 name A1 A1.1 A1（场） A1（光年） （ 行 总分 等级 A1.精确 文件 \ufeff".split(), "a" * 300)
OPTIONS = ("", "", "", " --encoding gbk", " --encoding utf-16", " --keep 项目", " --keep 街道", " --jobs 1")


@lru_cache(maxsize=1)
def tables() -> list[tuple[str, Rows]]:
    """Specs with tables that they score: real projects, and specs with all that may follow the sum."""
    from test_batch import PROJECTS
    from test_concluding import CELLS as WHOLE
    from test_concluding import spec

    found = [_real(path) for path in PROJECTS]
    for number in range(40):
        made = spec(random.Random(number))
        named = {*made.get("facts", {}), "项目", "A1", "A2", "B1"}
        columns = [name for name in WHOLE if name.partition("（")[0].partition(".")[0] in named]
        if number % 4 == 0:
            made["rounding"]["of"] = "total"
            made["indicators"][0]["indicators"][1].pop("rounding", None)
        draw = random.Random(number)
        rows = [[draw.choice(WHOLE[name][:3]) for name in columns] for _ in range(4)]
        found.append((_kept(f"whole-{number}.yaml", made), [columns, *rows]))
    return found


def _real(path: Path) -> tuple[str, Rows]:
    from perfeval.batch.flat import flattened
    from perfeval.load import load_project

    bound = load_project(path).value
    assert bound
    cells = {"项目": "甲", **flattened(bound.project.facts, bound.plan)}
    near = path.parent / bound.project.spec
    return str(near.resolve()) if near.exists() else bound.project.spec, [list(cells), list(cells.values())]


def _kept(name: str, spec: Mapping[str, Any]) -> str:
    file = ROOT / "build" / "fuzz" / "specs" / name
    text = json.dumps(spec, ensure_ascii=False)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")  # other processes do the same
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    return str(file)


@lru_cache(maxsize=1)
def long_table() -> tuple[str, Rows]:
    """A long table with its policy: those of the documentation."""
    from console import blocks

    page = (ROOT / "docs" / "batch-long.md").read_text(encoding="utf-8")
    files = {block.file: block.body for block in blocks(page) if block.file}
    policy = ROOT / "build" / "fuzz" / "specs" / "policy.yaml"
    policy.parent.mkdir(parents=True, exist_ok=True)
    policy.write_text(files["评分办法.yaml"], encoding="utf-8")
    return str(policy), list(csv.reader(io.StringIO(files["自评.csv"])))


Broken = Callable[[random.Random, bytes, bytes], bytes]


def drawn(draw: random.Random, mutations: Sequence[Broken]) -> tuple[str, bytes]:
    """A command, and the table that it reads."""
    long = draw.random() < 0.15
    spec, rows = long_table() if long else draw.choice(tables())
    rows = [list(row) for row in rows]
    rows += [list(draw.choice(rows[1:])) for _ in range(draw.choice((0, 1, 5)))]
    for _ in range(draw.choice((0, 1, 1, 3, 10))):
        draw.choice((_cell, _cell, _cell, _cell, _nudge, _header, _column))(draw, rows)
    kind = draw.choice(FORMATS)
    raw = _written(draw, rows, kind)
    if draw.random() < 0.5:
        for _ in range(draw.choice((1, 1, 3))):
            raw = draw.choice(mutations)(draw, raw or b"\n", raw)
    options = draw.choice(OPTIONS)
    return f"perfeval batch {spec} in.{kind} -o out.jsonl{' --long' * long}{options}", raw


def _cell(draw: random.Random, rows: Rows) -> None:
    row = draw.choice(rows[1:])
    if row:
        row[draw.randrange(len(row))] = draw.choice(CELLS)


def _nudge(draw: random.Random, rows: Rows) -> None:
    row = draw.choice(rows[1:])
    at = draw.randrange(len(row)) if row else 0
    if row and any(sign.isdigit() for sign in row[at]):
        row[at] = "".join(str(draw.randrange(10)) if sign.isdigit() else sign for sign in row[at])


def _header(draw: random.Random, rows: Rows) -> None:
    at = draw.randrange(len(rows[0]))
    rows[0][at] = draw.choice((*HEADERS, draw.choice(rows[0]), rows[0][at].lower(), rows[0][at] + "（%）"))


def _column(draw: random.Random, rows: Rows) -> None:
    at, way = draw.randrange(len(rows[0])), draw.randrange(3)
    to = draw.randrange(len(rows[0]) + 1)
    for row in rows:
        cell = row[at] if way == 1 or len(row) == 1 else row.pop(at)
        if way:
            row.insert(to, cell)


def _written(draw: random.Random, rows: Rows, kind: str) -> bytes:
    """The table in a format."""
    if kind == "jsonl":
        objects = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        return "".join(json.dumps({k: _typed(draw, v) for k, v in one.items()}, ensure_ascii=False) + "\n"
                       for one in objects).encode()  # fmt: skip
    if kind == "parquet":
        return _parquet(draw, rows)
    text = io.StringIO(newline="")
    end = draw.choice(("\n", "\r\n", "\r\n"))
    writer = csv.writer(text, delimiter="\t" if kind == "tsv" else ",", lineterminator=end)
    writer.writerows(rows)
    return text.getvalue().encode(draw.choice(("utf-8", "utf-8", "utf-8-sig", "gb18030")))


def _typed(draw: random.Random, cell: str) -> Any:
    """A cell as JSON may have it."""
    if cell in ("是", "否") and draw.random() < 0.5:
        return cell == "是"
    try:
        return float(cell) if draw.random() < 0.5 else int(cell) if draw.random() < 0.5 else cell
    except ValueError:
        return None if cell == "" else cell


def _parquet(draw: random.Random, rows: Rows) -> bytes:
    import polars as pl

    kinds = (pl.Float64, pl.Decimal(18, 3), pl.Int64, pl.Boolean, pl.Date, pl.Categorical, pl.List(pl.String))
    columns: dict[str, pl.Series] = {}
    for name, cells in zip(rows[0], zip(*rows[1:], strict=True), strict=True):
        column = pl.Series(name, [cell or None for cell in cells], pl.String)
        if draw.random() < 0.3:
            with suppress(pl.exceptions.PolarsError):
                column = column.cast(draw.choice(kinds), strict=False)
        columns[name] = column
    file = io.BytesIO()
    pl.DataFrame(list(columns.values())).write_parquet(file)
    return file.getvalue()
