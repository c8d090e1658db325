"""JSON Schemas: they are those of the models, admit whatever can be scored, and refuse what they can decide."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from ruamel.yaml import YAMLError

import drawn
from console import blocks
from perfeval import builtin
from perfeval.auditing import audit
from perfeval.documents import document
from perfeval.facts import bind
from perfeval.load import load_project, load_spec, parsed, planned
from perfeval.project import Project
from perfeval.provisional import possible
from perfeval.quantity import Quantity, quantity
from perfeval.ranges import range_document
from perfeval.rules import ROLL, kind_named
from perfeval.rules.fit import misfit
from perfeval.schema import KINDS, schema_of, text_of
from perfeval.schema.forms import FORMS, amount
from perfeval.schema.making import SHAPES, SHORT
from perfeval.scoring import score
from perfeval.unit import UNIT_WORDS
from perfeval.unit import unit as unit_of
from schemas import as_editors_read, wrong
from scored import ROOT, bound

PAGES = sorted((ROOT / "tests" / "cases").glob("*.md"))
PROJECTS = sorted((ROOT / "examples").glob("*/*.yaml"))
SOME = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
whole = cache(schema_of)


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schemas_are_those_of_the_models(kind: str) -> None:
    found = (ROOT / "schemas" / f"{kind}-1.json").read_text(encoding="utf-8")
    assert found == text_of(schema_of(kind)) + "\n", "run: make docs"
    assert json.loads(found)["$id"] == f"urn:perfeval:schema:{kind}:1"


def refused(path: Path) -> list[str]:
    """What the schemas refuse in a file that the program accepts; nothing in one that it does not."""
    text = path.read_text(encoding="utf-8")
    try:
        data = as_editors_read(text)
    except (YAMLError, ValueError):
        return []
    kind = str(data.get("perfeval")).partition("/")[0] if isinstance(data, dict) else ""
    if kind == "spec" and load_spec(path).value:
        return wrong(whole("spec"), data)
    found = load_project(path, provisional=True).value if kind == "project" else None
    return [*wrong(whole("project"), data), *wrong(schema_of("project", found.plan), data)] if found else []


@pytest.mark.parametrize(
    "path", [*PROJECTS, *(ROOT / "specs").glob("*.yaml"), *builtin.FOLDER.rglob("*.yaml")], ids=lambda path: path.name
)
def test_the_examples_and_the_built_in_specs_are_admitted(path: Path) -> None:
    assert refused(path) == []
    if path.name.endswith(".test.yaml"):
        assert wrong(whole("test"), as_editors_read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_can_be_scored_on_a_page_of_cases_is_admitted(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page.read_text(encoding="utf-8")
    if "```yaml built-in/" in text:
        monkeypatch.setattr("perfeval.builtin.FOLDER", tmp_path / "built-in")
    files = [(tmp_path / block.file, block.body) for block in blocks(text) if block.file]
    for _ in range(2):  # again, with the files that only came afterwards
        for path, body in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
            if path.suffix == ".yaml":
                assert refused(path) == [], path


@SOME
@given(drawn.cases())
def test_a_drawn_spec_its_projects_and_their_scorecards_are_admitted(case: drawn.Case) -> None:
    assert wrong(whole("spec"), case.spec) == []
    schema = schema_of("project", bound(case.spec, case.project).plan)
    for project in (case.project, case.better):
        facts = bound(case.spec, project)
        assert wrong(schema, project) == []
        card = score(facts)
        assert wrong(whole("scorecard"), document(card, audit(card))) == []


@SOME
@given(drawn.cases())
def test_the_scorecard_of_a_project_with_open_facts_is_admitted(case: drawn.Case) -> None:
    half = {name: fact for n, (name, fact) in enumerate(case.project["facts"].items()) if n % 2}
    facts = bound(case.spec, {**case.project, "facts": half}, provisional=True)
    assert wrong(whole("scorecard"), range_document(possible(facts))) == []


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.parent.name + path.stem)
def test_the_scorecards_of_the_examples_are_admitted(path: Path) -> None:
    loaded = load_project(path)
    assert loaded.value
    card = score(loaded.value)
    found = document(card, audit(card), loaded.inputs)
    assert wrong(whole("scorecard"), found) == []
    assert wrong(whole("scorecard"), {**found, "more": 1}) and wrong(whole("scorecard"), {**found, "total": {}})


def keys(schema: Any) -> list[dict[str, Any]]:
    """Every field that a schema names."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = schema.get("properties", {}).values() if isinstance(schema, dict) else ()
    return [*(each for each in own if isinstance(each, dict)), *(found for each in inner for found in keys(each))]


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_described_in_chinese(kind: str) -> None:
    said = [each["description"] for each in keys(schema_of(kind)) if "type" in each or "$ref" in each]
    assert len(said) > 20
    assert [words for words in said if not any("\u4e00" <= sign <= "\u9fff" for sign in words)] in ([], ["SHA-256"])


def test_every_kind_whose_fact_is_no_amount_says_how_it_is_written() -> None:
    differing = {kind for kind in ROLL if "reads_amount" in vars(kind_named(kind)) and kind != "formula"}
    assert differing <= set(FORMS)


SPEC: dict[str, Any] = {
    "perfeval": "spec/1",
    "id": "t",
    "name": "试",
    "rounding": {"places": "2", "mode": "half-up"},
    "full": "50",
    "facts": {
        "预算": {"unit": "万元"},
        "地区": {"one_of": ["东部", "西部"]},
        "挪用": {"unit": "是否"},
        "各次": {"table": {"人数": "人", "合规": "是否"}},
    },
    "indicators": [
        {"code": "A", "name": "场次", "weight": "10", "target": "3 场", "rule": {"kind": "proportional"}},
        {"code": "B", "name": "要点", "weight": "10", "rule": {"kind": "checklist", "points": ["甲", "乙"]}},
        {
            "code": "C",
            "name": "档次",
            "weight": "10",
            "rule": {"kind": "levels", "levels": [{"name": "好", "share": "100%"}, {"name": "差", "share": "0%"}]},
        },
        {"code": "D", "name": "完成日", "weight": "10", "target": "≤ 2023-11-30", "rule": {"kind": "threshold"}},
        {
            "code": "E",
            "name": "比率",
            "weight": "10",
            "target": "95%",
            "actual": "if(挪用 且 地区 = 东部, 预算, 预算) / 预算 + 0 * count(各次.合规)",
            "rule": {"kind": "proportional"},
        },
    ],
}
GIVEN: dict[str, Any] = {
    "预算": "3 万元",
    "地区": "东部",
    "挪用": "否",
    "各次": [{"人数": "3 人", "合规": "是"}],
    "A": "3 场",
    "B": ["是", "是"],
    "C": "好",
    "D": "2023-10-29",
}
WRONG = {
    "X": ["3 场"],
    "预算": ["3", "3 场", {"value": "3 万元", "becuase": "啊"}, {"note": "只有说明"}, ["3 万元"]],
    "地区": ["中部"],
    "挪用": ["也许"],
    "各次": [[], [{"人数": "3 人"}], [{"人数": "3 人", "合规": "是", "费用": "3 元"}]],
    "A": ["3 人次", "三场", "3", "不适用"],
    "B": [["是"], ["是", "是", "是"], ["是", "否"], ["是", {"answer": "也许", "because": "啊"}], "是"],
    "C": ["中", "差", {"level": "中", "because": "啊"}, {"because": "啊"}],
    "D": ["3 天", "快了"],
}


def test_what_a_schema_refuses_in_a_fact_the_program_refuses_too() -> None:
    made = planned(parsed(json.dumps(SPEC, ensure_ascii=False).encode(), "spec.yaml"))
    assert made.value, made.diagnostics
    schema = schema_of("project", made.value)
    for name, values in {"": [None], **WRONG}.items():
        for value in values:
            project = {"perfeval": "project/1", "spec": "s.yaml", "name": "试", "facts": {**GIVEN, name: value}}
            project["facts"].pop("", None)
            faults = bind(made.value, Project.model_validate(project))
            assert isinstance(faults, tuple) == bool(wrong(schema, project)) == bool(name), (name, value)


def test_every_function_with_a_shape_or_a_short_form_reads_some_field() -> None:
    for named in (*SHAPES, *SHORT):
        module, _, name = named.rpartition(".")
        assert name == "<lambda>" or callable(getattr(import_module(module), name))


@pytest.mark.parametrize(
    "word", ["", "日期", "元/人/月", "万元", "天", "月", "平方米", "人", "场", "立方米", "%", "倍"]
)
def test_every_way_to_write_an_amount_is_admitted(word: str) -> None:
    unit = unit_of(word)
    assert unit
    others = [f"{size}{other}" for other in ("", "日期", word, *UNIT_WORDS) for size in ("", "千", "亿")]
    texts = [f"{figure}{other}" for other in others for figure in ("3 ", "１，２５０", "-1/3")]
    read = {text: quantity(text) for text in (*texts, "2023-11-30", "２０２３年11月３日")}
    fitting = [text for text, found in read.items() if isinstance(found, Quantity) and not misfit(found, unit)]
    assert len(fitting) > 1
    assert [text for text in fitting if wrong(amount(unit), text)] == []
