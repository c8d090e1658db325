"""Files of spec tests as a machine meets them: line ends, encodings, XML, and what a rewriting must leave alone."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import blocks, run
from perfeval.load import load_spec, parsed
from perfeval.source import Numeral
from perfeval.testing.checking import load_suite
from perfeval.testing.coverage import Coverage
from perfeval.testing.running import Difference
from perfeval.testing.updating import rewritten
from perfeval.testing.writing import flow

SPEC = """\
perfeval: spec/1
id: x
name: 例
full: 3
rounding: {places: 2, mode: half-up}
grades: [{name: "1", least: 2}, {name: "a: b", least: 1}, {name: 差, least: 0}]
indicators:
  - {code: A, name: 甲, weight: 3, target: 3 场, rule: {kind: proportional}}
"""
TESTS = """\
perfeval: test/1
spec: spec.yaml
facts: {A: 1 场}
cases:
  - name: 一   # 甲
    expect: {total: 3, grade: 差, scores: {A: "3"}}
  - name: 二
    facts: {A: 2 场}
    expect:
      total:
        3
      grade: '差'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_an_update_changes_nothing_but_the_values(folder: Path, mark: str, end: str, last: bool) -> None:
    text = mark + TESTS.replace("\n", end)
    text = text if last else text.removesuffix(end)
    path = folder / "a.test.yaml"
    path.write_bytes(text.encode())
    ran = run("perfeval test a.test.yaml --update", folder)
    wanted = text.replace("total: 3,", "total: 1,").replace('A: "3"', 'A: "1"').replace("grade: 差", 'grade: "a: b"')
    wanted = (
        wanted.replace(f"  {end}        3", "").replace("        3", "        2").replace("grade: '差'", "grade: '1'")
    )
    assert path.read_bytes().decode() == wanted
    assert ran.code == 0 and "已改写 a.test.yaml：5 个预期值" in ran.err


def test_a_grade_that_yaml_would_read_as_a_number_gets_quotes(folder: Path) -> None:
    (folder / "a.test.yaml").write_text(TESTS.replace("'差'", "差"), encoding="utf-8")
    assert run("perfeval test --update", folder).code == 0
    assert 'grade: "1"' in (folder / "a.test.yaml").read_text(encoding="utf-8")


def test_utf16_is_tested_but_not_rewritten(folder: Path) -> None:
    raw = TESTS.encode("utf-16")
    (folder / "a.test.yaml").write_bytes(raw)
    ran = run("perfeval test a.test.yaml --update", folder)
    assert ran.code == 1 and "没有改写 a.test.yaml：文件不是 UTF-8 编码，或刚刚被改动" in ran.err
    assert (folder / "a.test.yaml").read_bytes() == raw


def test_values_over_several_lines_are_left_alone(folder: Path) -> None:
    text = TESTS.replace("total: 3,", "").replace("'差'", "|\n        差")
    (folder / "a.test.yaml").write_text(text, encoding="utf-8")
    assert run("perfeval test a.test.yaml --update", folder).code == 1
    assert "      grade: |\n        差\n" in (folder / "a.test.yaml").read_text(encoding="utf-8")


def test_the_xml_can_be_read_whatever_the_names_hold(folder: Path) -> None:
    cases = TESTS.replace("name: 一 ", 'name: "<&\\"\']]>" ')
    (folder / "a.test.yaml").write_text(cases, encoding="utf-8")
    (folder / "b.test.yaml").write_text("perfeval: test/1\n", encoding="utf-8")
    assert run("perfeval test --junit r.xml", folder).code == 3
    root = ElementTree.fromstring((folder / "r.xml").read_text(encoding="utf-8"))
    assert dict(root.items()) == {"tests": "3", "failures": "2", "errors": "1"}
    assert [case.get("name") for case in root.iter("testcase")] == ["<&\"']]>", "二", "文件不能用"]
    assert ["缺少“spec”" in (error.text or "") for error in root.iter("error")] == [True]


def test_an_xml_that_cannot_be_written_stops_before_the_tests(folder: Path) -> None:
    (folder / "a.test.yaml").write_text(TESTS, encoding="utf-8")
    ran = run("perfeval test --junit nowhere/r.xml", folder)
    assert (ran.code, ran.out) == (74, "")


def test_coverage_is_never_rounded_up(folder: Path) -> None:
    plan = load_spec(folder / "spec.yaml").value
    assert plan is not None
    branches = tuple(("A", str(n)) for n in range(1000))
    assert Coverage(plan, branches, frozenset(branches[1:])).percent == 99
    assert Coverage(plan, branches, frozenset(branches)).percent == 100


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"], exclude_characters="\ufeff"))
DATA = st.recursive(TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT.filter(str.strip), inner), max_leaves=8)


@given(DATA)
def test_suggested_data_is_read_as_it_was_meant(data: object) -> None:
    source = parsed(f"甲: {flow(data)}\n".encode(), "x").value
    if source is not None:  # keys that differ only in width are one key, numbers may be misspelt
        assert source.data == {"甲": data}


@given(
    st.lists(
        st.sampled_from(["1", Numeral("1"), "10/3", "优", "a: b", "null", "是", "not-applicable"]),
        min_size=2,
        max_size=2,
    )
)
def test_fresh_values_are_read_as_they_were_meant(fresh: list[str]) -> None:
    raw = "甲: 1 # 一\r\n乙: {丙: '二', 丁: 三}\r\n".encode()
    source = parsed(raw, "x").value
    assert source is not None
    made = rewritten(raw, source, [Difference("", ("甲",), fresh[0]), Difference("", ("乙", "丙"), fresh[1])])
    assert made is not None
    after = parsed(made[0], "x").value
    assert after is not None and after.data == {"甲": fresh[0], "乙": {"丙": fresh[1], "丁": "三"}}
    assert rewritten(raw + b"\n", source, []) is None, "changed since it was read"
    assert made[0].count(b"\r\n") == 2 and " # 一\r\n".encode() in made[0]


def test_facts_of_the_base_and_of_a_case_are_placed_where_they_stand(folder: Path) -> None:
    text = TESTS.replace("facts: {A: 1 场}", "facts: {A: 1 次, 多余: 1}")
    suite = load_suite(parsed(text.encode(), "a.test.yaml"), folder).value
    assert suite is not None
    from perfeval.testing.running import run as run_cases

    places = [{str(fault.location) for fault in outcome.faults} for outcome in run_cases(suite)]
    assert places == [{"a.test.yaml:3:12", "a.test.yaml:3:17"}, {"a.test.yaml:3:17"}]


def test_the_example_of_the_docs_passes(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    spec = next(block for block in blocks((root / "README.zh.md").read_text(encoding="utf-8")) if block.file)
    example = next(block for block in blocks((root / "docs/spec-tests.md").read_text(encoding="utf-8")))
    (tmp_path / str(spec.file)).write_text(spec.body, encoding="utf-8")
    (tmp_path / "lectures.test.yaml").write_text(example.body, encoding="utf-8")
    ran = run("perfeval test", tmp_path)
    assert ran.shown == "3 个用例，3 个通过\n"
