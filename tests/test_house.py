"""The house rules that no linter knows: no float beneath the paper floor, one line for a new rule kind."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import perfeval

SOURCE = Path(perfeval.__file__).parent
PAPER = ("cli", "report", "exchange")
TYPED = {SOURCE / "batch" / name for name in ("typed.py", "cells.py", "results.py")}
"""What reads the typed cells of tables, floats among them, as the decimals that they show, and writes decimals."""
EXACT = sorted({path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in PAPER} - TYPED)


@pytest.mark.parametrize("path", EXACT, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_float_below_the_paper_floor(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id in ("float", "complex", "math", "Decimal")), node.lineno
        assert not (isinstance(node, ast.Attribute) and node.attr in ("__float__", "limit_denominator")), node.lineno


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_and_functions_keep_to_their_budgets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        # The signature of a typer command is its option table, so only what stands below it counts.
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.body[0].lineno < 35, node.name


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_fraction_is_never_made_from_text(path: Path) -> None:
    """The compiled fraction corrupts memory when it reads text: see number.py."""
    text = path.read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Fraction"]
    for call in made:
        for part in call.args:
            texts = isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
            spelled = isinstance(part, ast.Call) and getattr(part.func, "id", "") in ("str", "repr")
            assert not texts and not spelled, call.lineno
    assert 'Fraction("' not in text, "also in a doctest"


TOY = '''"""A toy: 得一半."""
from typing import Any, ClassVar, Literal
from perfeval.rules.rule import Note, Rule, silent

class Half(Rule):
    """Half of the weight, whatever was found."""
    title: ClassVar[str] = "得一半"
    says: ClassVar[str] = "得一半"
    authority: ClassVar[str] = "无"
    kind: Literal["half"] = "half"

    def earned(self, weight: Any, actual: Any, target: Any, note: Note = silent) -> Any:
        return weight / 2

    def standard(self, weight: Any, target: Any, unit: Any, say: Any) -> str:
        return "得一半。"

    def working(self, case: Any, say: Any) -> str:
        return "得一半。"
'''
SPEC = """\
perfeval: spec/1
id: toy
name: 试
full: 10
rounding: {places: 2, mode: half-up}
indicators:
  - {code: A, name: 甲, weight: 10, target: 3 场, rule: {kind: half}}
"""
PROJECT = "perfeval: project/1\nspec: spec.yaml\nname: 试\nfacts: {A: 1 场}\n"


def test_a_new_rule_kind_is_one_file_and_one_line_on_the_roll(tmp_path: Path) -> None:
    package = tmp_path / "perfeval"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "rules" / "half.py").write_text(TOY, encoding="utf-8")
    roll = package / "rules" / "__init__.py"
    text = roll.read_text(encoding="utf-8").replace("ROLL = {", 'ROLL = {\n    "half": "Half",')
    roll.write_text(text, encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    command = [sys.executable, "-m", "perfeval", "score", "project.yaml", "-f", "basic"]
    ran = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout.split("\t")[1]) == (0, "5.00"), ran.stderr


def test_every_public_name_is_the_thing_and_not_a_module() -> None:
    for name in perfeval.__all__:
        assert not isinstance(getattr(perfeval, name), type(perfeval)), name
        assert not (SOURCE / f"{name}.py").exists() and not (SOURCE / name).exists(), name
