"""What there is to say of projects, scored or not, as lines of ``errors.jsonl``: one finding, one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from perfeval.diagnostic import Diagnostic, Route
from perfeval.lang import translated
from perfeval.report.jsontext import json_text


def error_lines(
    row: int | None,
    project: str | None,
    column_of: Callable[[Route], str | None],
    diagnostics: Iterable[Diagnostic],
    value_of: Callable[[str], str | None],
) -> Iterator[str]:
    """The findings about one row, each as a line of JSON with its line end, in the language that is spoken.

    row: counted from 1 without the header; None for findings about the table as a whole. column_of: the column that a
    route leads to. value_of: what stands in a column of the row. What is not known is null; no key is left out.

    >>> found = Diagnostic("not-yes-or-no", "这里要“是”或“否”", "写 是 或 否", ("facts", "A11", 1))
    >>> for part in next(error_lines(17, "甲", lambda route: "A11.2", [found], {"A11.2": "？"}.get)).split(", "):
    ...     print(part.strip())
    {"row": 17
    "project": "甲"
    "column": "A11.2"
    "code": "not-yes-or-no"
    "severity": "error"
    "message": "这里要“是”或“否”"
    "hint": "写 是 或 否"
    "value": "？"}
    """
    for found in map(translated, diagnostics):
        column = column_of(found.route)
        line = {
            "row": row,
            "project": project,
            "column": column,
            "code": found.code,
            "severity": found.severity.value,
            "message": found.message,
            "hint": found.hint,
            "value": None if column is None else value_of(column),
        }
        yield json_text(line, None) + "\n"
