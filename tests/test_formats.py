"""What `validate` writes for other programs: valid whatever the file holds, and the same where nothing has changed."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from console import run
from perfeval.cli.checked import check
from perfeval.cli.commands import validate as command
from perfeval.diagnostic import Severity
from perfeval.report.formats import FORMATS, SUFFIXES, written
from perfeval.report.formats.findings import Report, report

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "tests" / "schemas"
SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
JUNIT = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
TODAY = date(2026, 1, 1)
TRAPS = sorted((ROOT / "tests" / "yaml").glob("*.yaml"))
SPEC = """\
perfeval: spec/1
id: lectures
name: 健康讲座评价指标
full: 100
rounding: {places: 2, mode: half-up}
indicators:
  - code: C
    name: 产出
    weight: 100
    indicators:
      - {code: C1, name: 讲座场次, weight: 60, target: 30 场, rule: {kind: proportional}}
      - {code: C2, name: 沙龙场次, weight: 40, target: 15 场, rule: {kind: proportional}}
"""
FAULTY = SPEC.replace("30 场", "30 厂").replace("15 场", "15 厂")


def reported(*files: Path) -> Report:
    return report([check(str(file), TODAY) for file in files], lambda _: True, Severity.ERROR)


def hold(found: Report) -> dict[str, Any]:
    """Every format of a report can be read, and says the same number of things; gives the JSON."""
    document: dict[str, Any] = json.loads(written("json", found))
    standing = [one for one in document["findings"] if one["accepted"] is None]
    assert sum(document["counts"].values()) == len(document["findings"]) == len(found.listed)
    assert [json.loads(line) for line in written("jsonl", found).splitlines()] == document["findings"]
    sarif = json.loads(written("sarif", found))
    SARIF.validate(sarif)
    (ran,) = sarif["runs"]
    assert [one["ruleId"] for one in ran["results"]] == [one["code"] for one in document["findings"]]
    for one in ran["results"]:
        assert ran["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
    tests = written("junit", found)
    JUNIT.validate(tests)
    assert len(ET.fromstring(tests).findall(".//testcase")) == len(found.files)
    assert len(json.loads(written("gitlab", found))) == len(standing)
    assert written("compact", found).count("\n") == len(standing) + 1
    assert written("github", found).count("\n") == len(standing) + bool(found.accepted)
    assert written("markdown", found).count("\n") == 1 + (len(standing) + 3 if standing else 0)
    assert bool(written("text", found)) == bool(found.listed)
    return document


def test_every_trap_gives_valid_output_in_every_format() -> None:
    document = hold(reported(*TRAPS))
    prints = [one["fingerprint"] for one in document["findings"]]
    assert len(set(prints)) == len(prints) > 50


def test_the_examples_give_valid_output_in_every_format() -> None:
    hold(reported(*sorted((ROOT / "examples").rglob("*.yaml")), *sorted((ROOT / "specs").glob("*.yaml"))))


@pytest.mark.parametrize("name", ["none.yaml", ".", "a\0b.yaml", "x" * 300, "回车\r换行\n<&>.yaml", "冒号:%逗号,.yaml"])
def test_a_file_that_is_not_there_gives_valid_output(name: str) -> None:
    assert hold(reported(Path(name)))["files"][0]["state"] == "unreadable"


anything = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(st.sampled_from("\x00\x1b<&>]\"'\\u\ud800\ufffe\u202e%,:：#|*&!{}[] \n-甲aé😀"), max_size=60).map(
        lambda text: f"perfeval: spec/1\nid: {text}\naccept: [{text}]\n".encode("utf-8", "surrogatepass")
    ),
)


@given(raw=anything)
def test_any_bytes_give_valid_output(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(raw)
    hold(reported(file))


@given(raw=anything)
def test_any_settings_are_read_or_told_of(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "any.toml").write_bytes(raw)
    (folder / "good.yaml").write_text(SPEC, encoding="utf-8")
    ran = run("perfeval validate good.yaml --config any.toml -f json -q", folder)
    states = [file["state"] for file in json.loads(ran.out)["files"]]
    assert ran.err == "" and (ran.code, states) in ((0, ["passed"]), (1, ["failed", "passed"]))


def prints(text: str, file: Path) -> list[tuple[str, int]]:
    file.write_text(text, encoding="utf-8")
    return [(one.fingerprint, one.place.line) for one in reported(file).listed]


@pytest.mark.parametrize(
    "above", ["# 说明\n", "basis: [财预〔2020〕10号]\n", "valid: {from: 2024-01-01, to: 2024-12-31}\n"]
)
def test_lines_above_do_not_change_a_fingerprint(above: str, tmp_path: Path) -> None:
    before = prints(FAULTY, tmp_path / "spec.yaml")
    after = prints(FAULTY.replace("indicators:\n  -", above + "indicators:\n  -", 1), tmp_path / "spec.yaml")
    assert len(before) == 2 and after == [(name, line + 1) for name, line in before]


def test_equal_findings_on_equal_lines_are_told_apart(tmp_path: Path) -> None:
    row = "  - {code: %s, name: 讲座场次, weight: 50, target: 30 厂, rule: {kind: proportional}}\n"
    found = prints(SPEC.partition("  - code")[0] + row % "C1" + row % "C1", tmp_path / "spec.yaml")
    assert len({name for name, _ in found}) == len(found) == 3, "the unit twice and the code that is there twice"


def test_columns_count_characters_and_not_bytes_or_halves(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC.replace("name: 讲座场次", "name: 𠮷讲座😀, 权重: 1"), encoding="utf-8")
    document = hold(reported(tmp_path / "spec.yaml"))
    line = "      - {code: C1, name: 𠮷讲座😀, 权重: 1"
    assert [one["column"] for one in document["findings"]] == [line.index("权重") + 1]


def test_paths_are_relative_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲 乙").mkdir()
    file = tmp_path / "甲 乙" / "a#b.yaml"
    file.write_text(FAULTY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = reported(file)
    assert {one["file"] for one in hold(found)["findings"]} == {"甲 乙/a#b.yaml"}
    assert '"uri": "%E7%94%B2%20%E4%B9%99/a%23b.yaml"' in written("sarif", found)


def test_what_is_found_in_two_files_is_listed_once(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(FAULTY, encoding="utf-8")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("perfeval: project/1\nspec: spec.yaml\nname: 甲\n", encoding="utf-8")
    found = reported(tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "spec.yaml")
    assert len(hold(found)["findings"]) == 2
    assert [found.state(file) for file in found.files] == ["failed"] * 3


def test_the_findings_of_a_file_can_go_from_one_process_to_another() -> None:
    for file in TRAPS:
        found = check(str(file), TODAY)
        assert pickle.loads(pickle.dumps(found)) == found


def test_a_job_summary_is_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    summary = tmp_path / "summary.md"
    summary.write_text("先前的一步\n\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run("perfeval validate spec.yaml -f text", tmp_path).code == 0
    assert summary.read_text(encoding="utf-8") == "先前的一步\n\n"
    assert run("perfeval validate spec.yaml -f github", tmp_path).code == 0
    assert (
        summary.read_text(encoding="utf-8")
        == "先前的一步\n\n" + run("perfeval validate spec.yaml -f markdown", tmp_path).out
    )
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "none" / "summary.md"))
    assert run("perfeval validate spec.yaml -f github", tmp_path).code == 74


def test_a_job_summary_stays_small(tmp_path: Path) -> None:
    from perfeval.report.formats.markdown import page

    (tmp_path / "spec.yaml").write_text(FAULTY, encoding="utf-8")
    assert page(reported(tmp_path / "spec.yaml"), 1).endswith("\n\n只列出前 1 处，还有 1 处没有列出\n")


def test_a_run_loads_only_the_formats_that_it_writes(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    code = (
        "import sys; from perfeval.cli.unplugged import unplug; unplug(); from perfeval.cli.app import run;"
        "sys.argv = ['perfeval', 'validate', 'spec.yaml']; run();"
        "late = {'json', 'xml.etree', 'tomllib', 'perfeval.accept', 'perfeval.report.markdown'};"
        "sys.exit(' '.join(late & set(sys.modules)) or None)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "通过: spec.yaml\n"), ran.stderr


def test_the_help_names_every_format() -> None:
    assert command.FORMATS.split(", ") == list(FORMATS)
    assert {name for able in SUFFIXES.values() for name in able} <= set(FORMATS)


def test_what_tests_of_specs_come_to_is_valid_junit(tmp_path: Path) -> None:
    for name in ("shenzhen-2023.test.yaml", "shenzhen-2023.yaml"):
        (tmp_path / name).write_bytes((ROOT / "specs" / name).read_bytes())
    broken = (tmp_path / "shenzhen-2023.test.yaml").read_text(encoding="utf-8").replace("total:", "totl:", 1)
    (tmp_path / "broken.test.yaml").write_text(broken, encoding="utf-8")
    assert run("perfeval test --junit tests.xml", tmp_path).code == 3
    JUNIT.validate(str(tmp_path / "tests.xml"))


def settled(folder: Path) -> str:
    """What is told of a spec in a folder."""
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return run("perfeval validate spec.yaml -q", folder).out


def test_settings_are_looked_for_as_far_as_the_repository(tmp_path: Path) -> None:
    deep = tmp_path / "budget" / "specs" / "2024"
    deep.mkdir(parents=True)
    (tmp_path / "perfeval.toml").write_text('ignore = ["quantity-only"]\n', encoding="utf-8")
    assert settled(deep) == ""
    (tmp_path / "budget" / ".git").mkdir()
    assert "quantity-only" in settled(deep)
    (tmp_path / "budget" / "pyproject.toml").write_text('[tool.perfeval]\nignore = ["*"]\n', encoding="utf-8")
    assert settled(deep) == ""
    (tmp_path / "budget" / "perfeval.toml").write_text('format = "gitlab"\n', encoding="utf-8")
    assert json.loads(settled(deep))[0]["check_name"] == "quantity-only"


@pytest.mark.parametrize(
    "text",
    ["[project]\nname = 'x'\n", "[tool]\nperfeval-x = 1\n", "这不是 TOML，只说到 perfeval", "tool = 'perfeval'\n"],
)
def test_a_pyproject_of_somebody_else_is_none_of_ours(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert "警告[quantity-only]" in settled(tmp_path)


@pytest.mark.parametrize("text", ["[tool]\nperfeval = 3\n", "[tool.perfeval]\nignore = \n", "[tool.perfeval.x]\n"])
def test_a_pyproject_that_is_meant_for_us_has_its_faults_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert "pyproject.toml:" in settled(tmp_path)
