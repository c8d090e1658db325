"""The pages of `perfeval explain`: a wrong sample raises exactly its code, a right one nothing."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import perfeval
from console import run
from perfeval.explained import Page, codes, command, lay_out, page
from perfeval.lint.projects import PROJECT_CHECKS
from perfeval.lint.specs import SPEC_CHECKS

SOURCE = Path(perfeval.__file__).parent
CODE = r"[a-z]+(?:-[a-z0-9]+)+"


def found(told: Page, files: dict[str, str], folder: Path) -> set[str]:
    lay_out(files, folder)
    shown = run(f"perfeval {command(told, files)}", folder).shown
    aside = folder / "errors.jsonl"  # where a batch says what is wrong with its rows
    rows = [json.loads(line) for line in aside.read_text(encoding="utf-8").splitlines()] if aside.exists() else []
    return {*re.findall(rf"^(?:错误|警告|提示)\[({CODE})\]", shown, re.M), *(row["code"] for row in rows)}


@pytest.mark.parametrize("code", codes())
def test_page(code: str, tmp_path: Path) -> None:
    told = page(code)
    assert told is not None
    assert all((told.title, told.about, told.source, told.english, told.about_english, told.source_english))
    assert found(told, told.wrong, tmp_path / "wrong") == {code}
    assert told.right and found(told, told.right, tmp_path / "right") == set()


@pytest.mark.parametrize("code", [code for code in codes() if (told := page(code)) and told.words])
def test_what_a_batch_says_of_a_row_is_shown(code: str, tmp_path: Path) -> None:
    shown = run(f"perfeval explain {code}", tmp_path)
    assert shown.code == 0
    assert shown.out.count(code) > 1


def test_a_page_in_english_and_in_colour(tmp_path: Path) -> None:
    assert "\x1b[1;31m错误[answer-count]\x1b[0m" in run("perfeval explain answer-count --color always", tmp_path).out
    shown = run("perfeval explain answer-count --lang en", tmp_path).out
    assert shown.startswith("answer-count  As many answers as points\n") and "\nRight\n" in shown
    assert "answer-count" in run("perfeval explain --list answers --lang en", tmp_path).out


def test_every_check_has_its_page() -> None:
    for registry in (SPEC_CHECKS, PROJECT_CHECKS):  # some are asked of specs and of projects alike
        checks = [check.code for check in registry]
        assert len(set(checks)) == len(checks)
        assert set(checks) <= set(codes())


CARRIERS = {"Diagnostic", "refuse", "Finding", "Misspelt", "TemplateFault", "Broken", "Check", "fault"}
CARRIERS |= {"_placeless", "_refuse", "_wrong", "_warning", "_add", "_tail"}
"""What takes a code as one of its arguments, beside texts that are no codes by their look."""


def literals(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and re.fullmatch(CODE, inner.value):
            yield inner.value


def is_sentence(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and re.search("[一-鿿]", str(one.value)) for one in ast.walk(node))


def raised(tree: ast.AST) -> Iterator[str]:
    """The codes that a module can give to a finding, from what it is written like.

    They stand in the calls of `CARRIERS`, in tuples beside a Chinese sentence (tables of codes, and
    several values assigned at once), in a choice assigned to `code`, or in a constant that such a call names.
    """
    constants = {node.targets[0].id: node.value for node in ast.walk(tree)
                 if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            for argument in node.args if called in CARRIERS else []:
                named = constants.get(argument.id) if isinstance(argument, ast.Name) else None
                yield from literals(argument)
                yield from literals(named) if isinstance(named, ast.Constant) else ()
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp):
            yield from literals(node.value) if getattr(node.targets[0], "id", "") == "code" else ()
        elif isinstance(node, ast.Tuple) and any(is_sentence(one) for one in node.elts):
            yield from (code for one in node.elts if isinstance(one, ast.Constant) for code in literals(one))


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in SOURCE.rglob("*.py"))
    known = {code for tree in trees for code in raised(tree)}
    pages = "".join(file.read_text(encoding="utf-8") for file in (SOURCE.parent.parent / "tests").rglob("*.md"))
    assert set(re.findall(rf"^(?:错误|警告|提示)\[({CODE})\]", pages, re.M)) <= known
    told = set(codes())
    assert known == told
