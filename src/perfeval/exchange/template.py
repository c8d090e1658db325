"""An empty table for the projects of a spec, and beside it a table that says what its columns are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from perfeval.batch.flat import columns_of
from perfeval.batch.long_header import ALSO, COLUMNS
from perfeval.batch.words import NAMES
from perfeval.plan import Plan

EXPLAINED = ("列", "是什么", "目标值", "怎样写", "例子", "可以不写")
"""The header of the table that explains."""

_MARK = "\ufeff"
"""By this a spreadsheet knows that the text is UTF-8."""


def template(plan: Plan) -> tuple[list[str], list[list[str]]]:
    """The header of an empty table, and a row for each of its columns, under `EXPLAINED`."""
    rows = [[NAMES[0], "项目的名称", "", "文字", "甲项目", "可以不写"]]
    for column in columns_of(plan):
        spare = "可以不写" if column.optional else ""
        rows.append([column.name, column.says, column.target, column.how, column.sample, spare])
    return [row[0] for row in rows], rows


def template_texts(plan: Plan) -> tuple[str, str]:
    """The two tables as CSV that a spreadsheet opens: the empty one, and the one that explains it."""
    header, rows = template(plan)
    return table_text([header]), table_text([EXPLAINED, *rows])


def long_template_texts(required: Sequence[str]) -> tuple[str, str]:
    """The same two for a table with a row for each indicator of a project; required: the columns that it must have."""
    rows = [
        [name, says, "、".join(ALSO[name]), "" if name in required else "可以不写"] for name, says in COLUMNS.items()
    ]
    return table_text([list(COLUMNS)]), table_text([("列", "是什么", "也可以叫", "可以不写"), *rows])


def table_text(rows: Iterable[Sequence[str]]) -> str:
    r"""Rows as CSV with a byte order mark.

    >>> table_text([["甲", "1,250 人"], ["乙", "[是, 否]"]])
    '\ufeff甲,"1,250 人"\r\n乙,"[是, 否]"\r\n'
    """
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return _MARK + text.getvalue()


def explained_name(name: str) -> str:
    """What the table that explains is called, beside one that is called `name`.

    >>> explained_name("template.csv")
    'template.说明.csv'
    """
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.说明.{suffix}" if dot else f"{name}.说明"
