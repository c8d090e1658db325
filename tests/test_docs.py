"""What is written twice is held against what it repeats."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import rules_page
from perfeval.load import parsed
from perfeval.spec import Spec

ROOT = Path(__file__).parent.parent


def test_the_page_of_rules_is_made_from_the_rules() -> None:
    assert rules_page.PAGE.read_text(encoding="utf-8") == rules_page.page(), "run: make docs"


def test_the_page_of_keys_is_made_from_the_models() -> None:
    assert rules_page.FILES.read_text(encoding="utf-8") == rules_page.files_page(), "run: make docs"


@pytest.mark.parametrize("rule", rules_page.kinds(), ids=lambda rule: rule.kind_name())
def test_every_kind_says_where_it_comes_from(rule: type[rules_page.Rule]) -> None:
    assert rule.title and rule.says and rule.authority
    assert rules_page.account_of(rule)["working"].endswith("。")


@pytest.mark.parametrize("rule", rules_page.kinds(), ids=lambda rule: rule.kind_name())
def test_every_kind_has_a_json_schema_that_its_example_fits(rule: type[rules_page.Rule]) -> None:
    schema = rule.model_json_schema()
    assert schema["properties"]["kind"]["const"] == rule.kind_name() and schema["additionalProperties"] is False
    assert schema["description"].endswith("。")
    named = {name: field for name, field in schema["properties"].items() if name != "kind"}
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in field["description"]) for field in named.values())
    written = parsed(("X:\n" + rule.example[0]).encode(), "example").value
    stated = set(written.data["rule"] if "rule" in written.data else written.data["X"]["rule"])
    assert stated <= set(schema["properties"]) and set(schema.get("required", ())) <= stated


def test_the_whole_spec_has_a_json_schema() -> None:
    fields = Spec.model_json_schema()["$defs"]["Indicator"]["properties"]
    assert len(fields["rule"]["anyOf"]) == len(rules_page.kinds()) + 1  # or nothing
    assert fields["gates"]["items"]["properties"]["when"]["type"] == "string"


def test_the_bounds_are_the_versions_that_were_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = [line for line in (ROOT / "tests" / "lowest.txt").read_text().split("\n") if "==" in line]
    stated = [bound.replace(">=", "==") for bound in project["dependencies"]]
    assert [tried.removesuffix(".0") for tried in lowest] == stated


def test_every_diagnostic_code_is_kebab_case() -> None:
    import re

    for path in sorted((ROOT / "src").rglob("*.py")):
        for code in re.findall(r'Diagnostic\(\s*"([^"]+)"', path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code), (path, code)


@pytest.mark.parametrize("rule", rules_page.kinds(), ids=lambda rule: rule.kind_name())
def test_every_kind_has_a_page_that_shows_what_it_prints(rule: type[rules_page.Rule]) -> None:
    page = (ROOT / "tests" / "cases" / f"kind-{rule.kind_name()}.md").read_text(encoding="utf-8")
    assert f"kind: {rule.kind_name()}" in page
    assert page.count("- 评分标准：") == page.count("- 评分过程：") > 2
