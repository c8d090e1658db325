"""What must hold of every spec that extends another, and of a spec that is written out again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console import run
from perfeval.cli.show import effective
from perfeval.diagnostic import Route
from perfeval.load import load_project, load_spec, parsed, planned, read_source
from perfeval.merging import merge
from perfeval.missing import questions
from perfeval.model import read
from perfeval.source import Data, Numeral, Source, parse
from perfeval.source.writing import write
from perfeval.spec import Spec

ROOT = Path(__file__).parent.parent
SPECS = [path for path in sorted((ROOT / "specs").glob("*.yaml")) if not path.name.endswith(".test.yaml")]
HEAD = "perfeval: spec/1\nextends: base.yaml\nid: x\nname: 扩展\n"


def whole(path: Path) -> Source:
    found = effective(read_source(path), path)
    assert found.value is not None, found.diagnostics
    return found.value


def typed(text: bytes) -> Spec:
    source = parsed(text, "shown.yaml").value
    assert source is not None, text.decode()
    found = read(Spec, source.data)
    assert isinstance(found, Spec), found
    return found


def scalars(data: Data, route: Route = ()) -> Iterator[tuple[Route, str]]:
    if isinstance(data, dict | list):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from scalars(value, (*route, step))
    elif data is not None:
        yield route, data


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_what_is_shown_is_the_same_spec(path: Path) -> None:
    shown = run(f"perfeval show {path}", path.parent)
    assert (shown.code, shown.err) == (0, "")
    assert typed(shown.out.encode()) == typed(path.read_bytes())
    again = parsed(shown.out.encode(), "shown.yaml").value
    assert again is not None and write(again.data) == shown.out


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_spec_that_only_extends_is_its_base(path: Path, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes(path.read_bytes())
    (tmp_path / "x.yaml").write_text(HEAD, encoding="utf-8")
    base, made = typed(path.read_bytes()), load_spec(tmp_path / "x.yaml").value
    assert made is not None
    assert made.spec == base.model_copy(update={"id": "x", "name": "扩展"})


@st.composite
def changes(draw: st.DrawFn) -> tuple[Path, dict[str, Any]]:
    """An example spec, and what another says over it: rewritten, dropped, removed and added."""
    path = draw(st.sampled_from(SPECS))
    leaves = [each for _, each in typed(path.read_bytes()).every if not each.indicators]
    entries: list[Any] = []
    gone = draw(st.lists(st.sampled_from([each.code for each in leaves]), max_size=2, unique=True))
    for leaf in draw(st.lists(st.sampled_from(leaves), max_size=4, unique_by=lambda each: each.code)):
        entry: dict[str, Any] = {"code": leaf.code}
        entry |= draw(st.fixed_dictionaries({}, optional={"note": TEXTS, "name": TEXTS, "about": TEXTS}))
        if leaf.about and "about" not in entry and draw(st.booleans()):
            entry["drop"] = ["about"]
        if leaf.code not in gone:
            entries.append(entry)
    new = {"code": "Z9", "name": "新增", "target": "3 场", "weight": Numeral("1"), "rule": {"kind": "threshold"}}
    entries += [new] if draw(st.booleans()) else []
    data: dict[str, Any] = {"indicators": entries} if entries else {}
    return path, data | ({"remove": gone} if gone else {})


TEXTS = st.text(st.sampled_from("甲乙 ab01.,:：#“”\"'-{}[]|>%\\\n≥（），"), min_size=1).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(changes())
def test_a_merged_spec_says_what_was_written_where_it_was_written(made: tuple[Path, dict[str, Any]]) -> None:
    path, data = made
    base = read_source(path).value
    top = parsed((HEAD + (write(data) if data else "")).encode(), "x.yaml").value
    assert base is not None and top is not None
    merged, faults = merge(top, base)
    assert {fault.code for fault in faults} <= {"group-without-indicators"}
    spec = read(Spec, merged.data)
    assert isinstance(spec, Spec) and typed(write(merged.data).encode()) == spec
    codes = {each.code: each for _, each in spec.every}
    assert not set(data.get("remove", [])) & set(codes)
    for entry in data.get("indicators", []):
        assert all(getattr(codes[entry["code"]], key) == entry[key].strip() for key in ("name", "note") if key in entry)
        assert "drop" not in entry or codes[entry["code"]].about is None
    for route, value in scalars(merged.data):
        place = merged.locate(route)
        start = place.excerpt[place.column - 1 :]
        assert start.startswith((value, '"', "'", "|", ">")) or "\n" in value, (route, value, start)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_project_that_is_begun_lacks_its_name_and_every_fact(path: Path, tmp_path: Path) -> None:
    assert run(f"perfeval init p --from {path}", tmp_path).code == 0
    plan = load_spec(path).value
    assert plan is not None
    loaded = load_project(tmp_path / "p" / "project.yaml")
    asked = [f"缺少事实 {title}" for title, _ in questions(plan).values()]
    assert sorted(found.message for found in loaded.diagnostics) == sorted(["这里没有写值", *asked])


def test_inputs_name_every_file_in_order(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes((ROOT / "specs" / "shenzhen-2023.yaml").read_bytes())
    (tmp_path / "x.yaml").write_text(HEAD, encoding="utf-8")
    project = (ROOT / "examples" / "shenzhen-2023" / "project.yaml").read_text(encoding="utf-8")
    (tmp_path / "p.yaml").write_text(project.replace("../../specs/shenzhen-2023.yaml", "x.yaml"), encoding="utf-8")
    loaded = load_project(tmp_path / "p.yaml")
    assert loaded.value is not None
    assert loaded.inputs == tuple(
        {"file": name, "sha256": hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}
        for name in ("p.yaml", "x.yaml", "base.yaml")
    )


def _chain(folder: Path, length: int) -> Path:
    (folder / "0.yaml").write_bytes((ROOT / "specs" / "shenzhen-2023.yaml").read_bytes())
    for n in range(1, length + 1):
        (folder / f"{n}.yaml").write_text(HEAD.replace("base", str(n - 1)), encoding="utf-8")
    return folder / f"{length}.yaml"


def test_eight_specs_may_stand_behind_one(tmp_path: Path) -> None:
    assert load_spec(_chain(tmp_path, 8)).value is not None
    found = load_spec(_chain(tmp_path, 9)).diagnostics
    assert [one.code for one in found] == ["too-deep"]
    assert found[0].location is not None and found[0].location.file.endswith("1.yaml")


def test_a_link_does_not_lead_out_of_the_root(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_bytes((ROOT / "specs" / "shenzhen-2023.yaml").read_bytes())
    inside = tmp_path / "work"
    inside.mkdir()
    (inside / "base.yaml").symlink_to(tmp_path / "outside.yaml")
    (inside / "x.yaml").write_text(HEAD, encoding="utf-8")
    assert [one.code for one in load_spec(inside / "x.yaml").diagnostics] == ["outside-root"]
    (tmp_path / ".git").mkdir()
    assert load_spec(inside / "x.yaml").value is not None


def test_a_spec_on_standard_input_extends_from_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes((ROOT / "specs" / "shenzhen-2023.yaml").read_bytes())
    assert run("perfeval validate -", tmp_path, HEAD).err == "通过: <标准输入>\n"
    assert "扩展" in run("perfeval show -", tmp_path, HEAD).out


PLAIN = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cf", "Co", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"
)
ANY = st.text(PLAIN | st.sampled_from("\n：:#-|>%\"'{}[],&*!@` 是否0.~"), max_size=12)
NUMERALS = st.sampled_from(["0", "-1", "4.50", "100", "0.005"]).map(Numeral)
KEYS = st.text(st.sampled_from("甲乙ab01_.:：-#\"'[]{}, "), min_size=1, max_size=8).filter(str.strip)
DATA = st.recursive(
    ANY | NUMERALS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=4).filter(lambda made: len({_folded(key) for key in made}) == len(made))
    ),
    max_leaves=12,
)


def _folded(key: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", key).strip()


def spelled(data: Any) -> Any:
    """Data with the kind of each scalar, for comparison."""
    if isinstance(data, dict):
        return {key: spelled(value) for key, value in data.items()}
    return [spelled(value) for value in data] if isinstance(data, list) else (type(data).__name__, data)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, DATA, min_size=1, max_size=4))
def test_what_is_written_reads_back(data: dict[str, Any]) -> None:
    if len({_folded(key) for key in data}) < len(data):
        return
    source, found = parse(write(data), "written.yaml")
    assert source is not None, (found, write(data))
    assert spelled(source.data) == spelled(data)
    assert not found, (found, write(data))


PROVINCE = """\
perfeval: spec/1
id: province
name: 全省
full: 20
rounding: {places: 2, mode: half-up}
facts: {预算安排: {unit: 万元}, 实际支出: {unit: 万元}, 人数: {unit: 人}}
indicators:
  - code: A
    name: 决策
    indicators:
      - {code: A11, name: 甲, weight: 8, about: 说明, target: 3 场, rule: {kind: threshold}}
      - {code: A12, name: 乙, weight: 7, target: 3 人, actual: 人数, rule: {kind: threshold}}
  - code: B
    name: 过程
    indicators:
      - {code: B12, name: 丙, weight: 5, target: 100%, actual: 实际支出 / 预算安排, rule: {kind: proportional}}
"""
COUNTY = """\
perfeval: spec/1
extends: base.yaml
id: county
name: 本县
full: 20
remove: [A12, 人数]
facts: {预算安排: {unit: 元}}
indicators:
  - {code: A11, weight: 15, drop: [about]}
  - code: B
    indicators:
      - {code: B12, weight: 4}
      - {code: B9, name: 新的, weight: 1, target: 3 场, rule: {kind: threshold}}
"""


def test_a_slip_in_an_extending_spec_is_placed_and_never_raises(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(PROVINCE, encoding="utf-8")
    assert planned(parsed(COUNTY.encode(), "x.yaml"), tmp_path / "x.yaml").value is not None
    slips = {COUNTY[:at] + sign + COUNTY[at + 1 :] for at in range(len(COUNTY)) for sign in ("", " ", "[")}
    for slip in sorted(slips):
        loaded = planned(parsed(slip.encode(), "x.yaml"), tmp_path / "x.yaml")
        assert (loaded.value is None) == any(found.fatal for found in loaded.diagnostics)
        assert all(found.location and found.message for found in loaded.diagnostics), slip
