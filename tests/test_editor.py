"""What an editor makes of our schemas: asked of the YAML language server that VS Code and others run.

`make editors` installs it where there is Node; these tests are skipped where there is not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import run
from editor import NODE, SERVER, Editor, editor
from perfeval.load import load_project
from perfeval.rules import ROLL, kind_named
from perfeval.schema import schema_of, text_of
from scored import ROOT

# The project asks for Python and make alone. Where npm is, CI has run `make editors` before, and these tests run.
pytestmark = pytest.mark.skipif(
    NODE is None or not SERVER.exists(), reason="no Node, or no yaml-language-server: run make editors"
)

SPEC = """\
# yaml-language-server: $schema=spec.schema.json
perfeval: spec/1
id: lectures
name: 健康讲座项目评价指标体系
full: 100
rounding: {places: 2, mode: half-up}
not_applicable: redistribute
facts:
  预算安排: {unit: 万元, about: 调整后的预算数}
  实际支出: {unit: 万元}
  地区: {one_of: [城区, 郊区]}
indicators:
  - code: A1
    name: 预算执行率
    weight: 20
    target: 100%
    actual: if(地区 = 城区, 实际支出, 实际支出) / 预算安排
    rule: {kind: proportional}
  - code: B1
    name: 讲座场次
    weight: 40
    target: ≥ 30 场
    official: 得分＝完成率×权重
    rule:
      kind: deduct
      per: 1 场
      lose: 10%
  - code: C1
    name: 管理规范性
    weight: 40
    target: 规范
    rule: {kind: checklist, points: [有管理制度, 有验收记录]}
"""
HEAD = "# yaml-language-server: $schema=.perfeval/project.schema.json\nperfeval: project/1\nspec: spec.yaml\nname: 试\n"


@pytest.fixture(scope="module")
def vscode() -> Iterator[Editor]:
    with editor() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec with its schema, and a project as `init` writes it."""
    made = tmp_path_factory.mktemp("editor")
    (made / "spec.yaml").write_text(SPEC, encoding="utf-8")
    assert run("perfeval schema spec -o spec.schema.json", made).code == 0
    assert run("perfeval init . --from spec.yaml", made).code == 0
    return made


def test_nothing_is_underlined_in_a_right_spec_and_in_what_init_writes(vscode: Editor, folder: Path) -> None:
    assert vscode.open(folder / "spec.yaml") == []
    # Empty facts are no mistake; the name must be filled in.
    assert len(vscode.open(folder / "project.yaml")) == 1
    filled = (folder / "project.yaml").read_text(encoding="utf-8").replace("name:", "name: 试")
    assert vscode.open(folder / "project.yaml", filled) == []


def test_rule_kinds_are_offered_with_what_they_are_called(vscode: Editor, folder: Path) -> None:
    offered = vscode.complete(folder / "spec.yaml", SPEC.replace("kind: deduct\n", "kind: |\n"))
    assert list(offered) == list(ROLL)
    assert all(words.startswith(f"{kind_named(kind).title}：") for kind, words in offered.items())


def test_the_fields_of_a_kind_are_offered_and_no_others(vscode: Editor, folder: Path) -> None:
    path = folder / "spec.yaml"
    offered = vscode.complete(path, SPEC.replace("      lose: 10%\n", "      |\n"))
    assert {"lose", "part", "most"} <= set(offered) and "points" not in offered
    assert offered["part"] == "不足一个单位怎样扣"
    assert "points" not in vscode.complete(path, SPEC.replace("kind: deduct\n      per: 1 场\n      lose: 10%", "|"))


@pytest.mark.parametrize(
    ("written", "instead", "place", "message"),
    [
        ("lose: 10%", "loose: 10%", "loose", "loose"),
        ("lose: 10%", "lose: 10", "10", "没有说是分数还是权重的百分比：写成 0.5 分 或 10%"),
        ("kind: deduct", "kind: deduce", "deduce", "没有这一种评分规则；可选：proportional、deduct、"),
        ("full: 100", "fulll: 100", "fulll", "fulll"),
        ("code: A1", "code: 1A", "1A", "编号以字母开头"),
        ("full: 100", "remove: [A1]", "remove", "remove"),
        ("one_of: [城区, 郊区]", "oneof: [城区, 郊区]", "oneof", "oneof"),
    ],
)
def test_a_mistake_in_a_spec_is_underlined_at_its_place(
    vscode: Editor, folder: Path, written: str, instead: str, place: str, message: str
) -> None:
    found = vscode.open(folder / "spec.yaml", SPEC.replace(written, instead))
    assert [said for at, said in found if at == place and message in said], found


def test_hover_explains_a_field_and_a_rule(vscode: Editor, folder: Path) -> None:
    path = folder / "spec.yaml"
    assert "每个单位扣多少" in vscode.hover(path, SPEC.replace("lose: 10%", "lo|se: 10%"))
    shown = vscode.hover(path, SPEC.replace("    rule:\n", "    ru|le:\n"))
    assert "按差距扣分" in shown and "```yaml" in shown


EXTENDING = """\
# yaml-language-server: $schema=spec.schema.json
perfeval: spec/1
extends: spec.yaml
id: ours
name: 本单位
remove: [C1]
indicators:
  - {code: A1, weight: 60}
  - code: B1
    drop: [official]
    |
"""


def test_a_spec_that_extends_another_writes_only_what_differs(vscode: Editor, folder: Path) -> None:
    path = folder / "ours.yaml"
    assert vscode.open(path, EXTENDING.replace("|", "weight: 40")) == []
    assert [place for place, _ in vscode.open(path, EXTENDING.replace("|", "wieght: 40"))] == ["wieght"]
    assert {"weight", "target", "rule"} <= set(vscode.complete(path, EXTENDING))


def test_the_facts_of_the_spec_are_offered_and_explained(vscode: Editor, folder: Path) -> None:
    path = folder / "project.yaml"
    offered = vscode.complete(path, HEAD + "facts:\n  |\n")
    assert list(offered) == ["预算安排", "实际支出", "地区", "B1", "C1"]
    assert "“B1 讲座场次”，目标值“≥ 30 场”" in offered["B1"] and "评分标准：得分＝完成率×权重" in offered["B1"]
    assert "写成 B1: 数值 场" in vscode.hover(path, HEAD + "facts:\n  B|1: 31 场\n")
    assert "② 有验收记录" in vscode.hover(path, HEAD + "facts:\n  C|1: [是, 是]\n")
    assert vscode.hover(path, HEAD + "facts:\n  C1:\n    - 是\n    - 是|\n").startswith("② 有验收记录")


def test_choices_and_codes_are_offered(vscode: Editor, folder: Path) -> None:
    path = folder / "project.yaml"
    assert {"城区", "郊区", "不适用"} <= set(vscode.complete(path, HEAD + "facts:\n  地区: |\n"))
    assert {"evidence", "as_of", "note"} <= set(
        vscode.complete(path, HEAD + "facts:\n  B1:\n    value: 31 场\n    |\n")
    )
    codes = vscode.complete(path, HEAD + "overrides:\n  - indicator: |\n")
    assert codes == {"A1": "预算执行率", "B1": "讲座场次", "C1": "管理规范性"}


@pytest.mark.parametrize(
    ("facts", "place", "message"),
    [
        ("B2: 31 场", "B2", "B2"),
        ("B1: 31 人", "31 人", "这里要数值和单位，如 30 场"),
        ("B1: 31", "31", "这里要数值和单位，如 30 场"),
        ("B1: [31 场]", "[31 场]", "这里要数值和单位，如 30 场"),
        ("B1: {value: 31 场, evidense: [台账]}", "evidense", "evidense"),
        ("C1: [是, 否]", "否", "{answer: 否, because: 原因}"),
        ("地区: 山区", "山区", "城区"),
    ],
)
def test_a_mistake_in_a_fact_is_underlined_at_its_place(
    vscode: Editor, folder: Path, facts: str, place: str, message: str
) -> None:
    found = vscode.open(folder / "project.yaml", f"{HEAD}facts:\n  {facts}\n")
    assert [said for at, said in found if at == place and message in said], found


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*/*.yaml")), ids=lambda path: path.stem)
def test_nothing_is_underlined_in_the_examples(vscode: Editor, tmp_path: Path, path: Path) -> None:
    """The three reports: the projects by the schemas of their specs, and the specs."""
    found = load_project(path).value
    assert found
    spec = Path(os.path.normpath(path.parent / found.project.spec))
    (tmp_path / "project.json").write_text(text_of(schema_of("project", found.plan)), encoding="utf-8")
    (tmp_path / "spec.json").write_text(text_of(schema_of("spec")), encoding="utf-8")
    for file, schema in ((path, "project.json"), (spec, "spec.json")):
        text = f"# yaml-language-server: $schema={schema}\n" + file.read_text(encoding="utf-8")
        copy = tmp_path / file.name
        shutil.copy(file, copy)
        assert vscode.open(copy, text) == []
        assert vscode.open(copy, f"{text}\n不认得: 1\n"), "the schema is not read at all"
