"""The CI kit: what pre-commit, GitHub and GitLab would run is run here, in a repository of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import perfeval
from console import blocks, run

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
FILES = {block.file: block.body for block in blocks(PAGE) if block.file}
SPEC = """\
perfeval: spec/1
id: lectures
name: 健康讲座
full: 100
rounding: {places: 2, mode: half-up}
indicators:
  - {code: A1, name: 讲座签到率, weight: 100, target: 90%, rule: {kind: proportional}}
"""
TEST = "perfeval: test/1\nspec: lectures.yaml\ncases:\n  - {name: 满分, facts: {A1: 90%}, expect: {total: 100}}\n"


def parsed(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a spec and its tests, with files of other programs, and a PATH with `perfeval` in it."""
    folder, programs = tmp_path / "repository", tmp_path / "bin"
    for name, text in {
        "specs/lectures.yaml": SPEC,
        "specs/lectures.test.yaml": TEST,
        "compose.yaml": "a:  &b 1\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    programs.mkdir()
    for name, line in {
        "perfeval": f'PYTHONPATH="{Path(perfeval.__file__).parent.parent}" exec "{sys.executable}" -m perfeval "$@"',
        "pip": 'echo "pip $*"',
        "python": 'echo "python $*"',
    }.items():
        (programs / name).write_text(f"#!/bin/bash\n{line}\n")
        (programs / name).chmod(0o755)
    return folder


def bash(script: str, repository: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub and GitLab do: stop at the first command that fails."""
    path = f"{repository.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        line, cwd=repository, env={**os.environ, "PATH": path, **settings}, capture_output=True, text=True, check=False
    )


def break_spec(repository: Path) -> None:
    (repository / "specs" / "lectures.yaml").write_text(SPEC.replace("weight: 100", "weight: 90"), encoding="utf-8")


ACTION = parsed((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}


def settings_of(step: dict[str, Any], **given: str) -> dict[str, str]:
    """The environment of a step, with what its inputs are by default or as given."""
    values = {name: given.get(name.replace("-", "_"), one["default"]) for name, one in ACTION["inputs"].items()}
    return {
        key: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], text)
        for key, text in step.get("env", {}).items()
    }


def test_the_action_installs_itself(repository: Path) -> None:
    ran = bash(STEPS["Install perfeval"]["run"], repository, GITHUB_ACTION_PATH=str(ROOT))
    assert ran.stdout == f"python -m pip install --quiet {ROOT}[fast]\n" and (ROOT / "pyproject.toml").is_file()


def test_the_action_validates(repository: Path) -> None:
    """Needs validate -f github and --fail-on."""
    step = STEPS["perfeval validate"]
    ran = bash(step["run"], repository, **settings_of(step))
    assert ran.returncode == 0, ran.stderr
    break_spec(repository)
    ran = bash(step["run"], repository, **settings_of(step, paths="specs/lectures.yaml\n\nspecs\n", fail_on="warning"))
    assert ran.returncode == 1 and "::error file=specs/lectures.yaml" in ran.stdout, ran.stderr


def test_the_action_looks_at_the_layout(repository: Path) -> None:
    step = STEPS["perfeval fmt"]
    assert bash(step["run"], repository, **settings_of(step)).returncode == 0
    (repository / "specs" / "lectures.yaml").write_text(SPEC.replace("id: ", "id:  "), encoding="utf-8")
    ran = bash(step["run"], repository, **settings_of(step, paths="specs"))
    assert ran.returncode == 1 and "+id: lectures\n" in ran.stdout


def test_an_input_is_never_a_command(repository: Path) -> None:
    step = STEPS["perfeval fmt"]
    bash(step["run"], repository, **settings_of(step, paths="$(touch made); touch made"))
    assert not (repository / "made").exists()
    assert all("${{" not in one["run"] for one in STEPS.values())


def test_the_page_names_every_input() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| `([^`]+)` \|$", PAGE, re.M))
    assert rows == {
        name: one["default"] if name in ("paths", "fail-on") else f'"{one["default"]}"'
        for name, one in ACTION["inputs"].items()
    }
    (step,) = [
        one for one in parsed(FILES[".github/workflows/perfeval.yml"])["jobs"]["perfeval"]["steps"] if "with" in one
    ]
    assert set(step["with"]) <= set(ACTION["inputs"])


HOOKS = {hook["id"]: hook for hook in parsed((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def hook_line(hook: dict[str, Any], repository: Path) -> list[str]:
    """What pre-commit would run with all files staged."""
    staged = [str(path.relative_to(repository)) for path in sorted(repository.rglob("*.yaml"))]
    assert hook["language"] == "python"
    return [*hook["entry"].split(), *hook.get("args", []), *(staged if hook.get("pass_filenames", True) else [])]


def test_the_hooks(repository: Path) -> None:
    for hook in HOOKS.values():
        ran = run(" ".join(hook_line(hook, repository)), repository)
        assert ran.code == 0, ran.shown
    (repository / "specs" / "lectures.yaml").write_text(SPEC.replace("id: ", "id:  "), encoding="utf-8")
    run(" ".join(hook_line(HOOKS["perfeval-fmt"], repository)), repository)
    assert (repository / "specs" / "lectures.yaml").read_text(encoding="utf-8") == SPEC  # pre-commit sees the change
    assert (repository / "compose.yaml").read_text(encoding="utf-8") == "a:  &b 1\n"
    break_spec(repository)
    assert run(" ".join(hook_line(HOOKS["perfeval-validate"], repository)), repository).code == 1


def test_the_hooks_that_the_page_names() -> None:
    (repo,) = parsed(FILES[".pre-commit-config.yaml"])["repos"]
    assert {hook["id"] for hook in repo["hooks"]} == set(HOOKS)


def scripts() -> list[str]:
    """Every command of the page: of its shell blocks, of the jobs of its files."""
    shell = [line for block in blocks(PAGE) if block.info == "sh" for line in block.body.splitlines()]
    gitlab = parsed(FILES[".gitlab-ci.yml"])["perfeval"]["script"]
    sarif = parsed(FILES[".github/workflows/perfeval-sarif.yml"])["jobs"]["perfeval"]["steps"]
    return [*shell, *gitlab, *(step["run"] for step in sarif if "run" in step)]


@pytest.mark.parametrize("line", scripts())
def test_commands_of_the_page(line: str, repository: Path) -> None:
    """Those with -f or --exit-zero need them in validate."""
    ran = bash(line, repository)
    assert ran.returncode == 0, ran.stderr
    written = re.search(r" -o (\S+)", line)
    assert not written or (repository / written[1]).stat().st_size > 0


def test_options_of_commands_that_do_not_end(repository: Path) -> None:
    lines = [line.split() for block in blocks(PAGE) if block.info == "text" for line in block.body.splitlines()]
    assert lines
    for words in lines:
        listed = run(f"perfeval {words[1]} -h", repository).shown
        assert all(word in listed for word in words if word.startswith("--"))


def test_files_that_the_page_hands_on_are_the_ones_written() -> None:
    written = {found[1] for line in scripts() if (found := re.search(r" -o (\S+)", line))}
    job = parsed(FILES[".gitlab-ci.yml"])["perfeval"]
    assert job["artifacts"]["reports"]["codequality"] in written
    upload = parsed(FILES[".github/workflows/perfeval-sarif.yml"])["jobs"]["perfeval"]["steps"][-1]
    assert upload["with"]["sarif_file"] in written


def test_the_version_of_the_page_is_the_one_of_the_program() -> None:
    from perfeval.version import VERSION

    assert set(re.findall(r"v(\d+\.\d+\.\d+)", PAGE)) == {VERSION}
