"""Lines of errors.jsonl: exact, whole, one to a finding."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from perfeval import lang
from perfeval.diagnostic import Diagnostic, Severity
from perfeval.exchange.errors import error_lines

KEYS = ["row", "project", "column", "code", "severity", "message", "hint", "value"]
FOUND = Diagnostic("unknown-column", "没有用到“备注”这一列", "是否想写：佐证", ("备注",), Severity.NOTE)


def test_a_line() -> None:
    (line,) = error_lines(17, "图书采购", lambda route: str(route[0]), [FOUND], {"备注": "≥ 30 场"}.get)
    assert line == (
        '{"row": 17, "project": "图书采购", "column": "备注", "code": "unknown-column", "severity": "note", '
        '"message": "没有用到“备注”这一列", "hint": "是否想写：佐证", "value": "≥ 30 场"}\n'
    )


def test_what_is_not_known_is_null() -> None:
    (line,) = error_lines(None, None, lambda route: None, [FOUND], lambda column: "never asked")
    told = json.loads(line)
    assert [name for name, value in told.items() if value is None] == ["row", "project", "column", "value"]


def test_a_line_is_in_the_language_that_is_spoken() -> None:
    lang.choose("en")
    try:
        (line,) = error_lines(1, "图书采购", lambda route: "备注", [FOUND], {}.get)
    finally:
        lang.choose("zh")
    told = json.loads(line)
    assert told["message"] == "the column “备注” is not used"
    assert (told["project"], told["column"]) == ("图书采购", "备注")


TEXT = st.text(st.characters(exclude_categories=()), max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT)), TEXT, st.none() | TEXT)
def test_every_finding_is_one_line_that_says_it_exactly(
    said: list[tuple[str, str, str]], project: str, value: str | None
) -> None:
    found = [Diagnostic("not-a-number", message, hint, (column,)) for message, hint, column in said]
    lines = list(error_lines(3, project, lambda route: str(route[0]), found, lambda column: value))
    assert [line.encode().count(b"\n") for line in lines] == [1] * len(found)
    told = [json.loads(line) for line in lines]
    assert all(list(one) == KEYS for one in told)
    assert [(one["message"], one["hint"], one["column"]) for one in told] == said
    assert all((one["row"], one["project"], one["value"]) == (3, project, value) for one in told)
