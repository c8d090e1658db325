"""YAML text to exact data: each trap of the field guide, the two parsers, and the attacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.diagnostic import Diagnostic, Related, Severity
from perfeval.source import Limits, Numeral, Source, parse
from perfeval.source.events import fast, pure
from perfeval.source.guard import suspicious
from perfeval.source.reading import parse_with
from perfeval.source.signs import clean
from perfeval.source.traps import Scan

CASES = Path(__file__).parent / "yaml"


def found(raw: bytes | str) -> str:
    """Each finding as severity, code and place: ``E full-width-colon 1:3``."""
    _, diagnostics = parse(raw, "f.yaml")
    return ", ".join(map(_brief, diagnostics))


def _brief(one: Diagnostic) -> str:
    assert one.location is not None
    return f"{one.severity.name[0]} {one.code} {one.location.line}:{one.location.column}"


# file of tests/yaml -> what is found in it, and its data where it is not refused
FILES: dict[str, tuple[str, object]] = {
    "alias": ("E anchor-not-allowed 1:4, E alias-not-allowed 2:4, E alias-not-allowed 3:4", None),
    "amp": ("E anchor-not-allowed 1:6", None),
    "at": ("E reserved-sign 1:6", None),
    "backtick": ("E reserved-sign 1:6", None),
    "bad_indent": ("E bad-indent 3:2", None),
    "bang": ("E tag-not-allowed 1:6", None),
    "bidi": ("E invisible-character 1:5", None),
    "bom8": ("W byte-order-mark 1:1", {"名称": "a"}),
    "brace": ("E template-text 1:6", None),
    "colon_in_value": ("E second-colon 1:5", None),
    "comment_only": ("E empty-file 1:1", None),
    "complexkey": ("E key-not-text 1:1, E key-not-text 2:1", None),
    "cr": ("", {"a": "1", "b": "2"}),
    "crlf": ("", {"a": "1", "b": "2"}),
    "ctrl": ("E control-character 1:5", None),
    "directive11": ("E directive-not-allowed 1:1, E leading-zero 4:4", None),
    "directive13": ("E directive-not-allowed 1:1", None),
    "docno": ("", {"文号": "〔2020〕10号"}),
    "docno2": ("E text-after-bracket 1:5", None),
    "docno3": ("", {"文号": "财预[2020]10号"}),
    "dup": ("E duplicate-key 3:1", None),
    "dup_nfc": ("E duplicate-key 2:1", None),
    "dup_num": ("", {"1": "a", "1.0": "b", "true": "c"}),
    "empty": ("E empty-file 1:1", None),
    "esc_ctrl": ("E control-character 1:4", None),
    "fullwidth_colon": ("E full-width-colon 1:3, E full-width-colon 2:5, E full-width-colon 3:5", None),
    "fullwidth_colon2": ("E full-width-colon 2:5", None),
    "fullwidth_colon3": ("E full-width-colon 2:3", None),
    "fw_bracket": ("W full-width-lookalike 1:5", {"列表": "【1，2】"}),
    "fw_comma": ("W full-width-lookalike 1:5", {"列表": ["1，2，3"]}),
    "fw_dash": ("W full-width-lookalike 2:3, W full-width-lookalike 3:3", {"列表": "－a －b"}),
    "fw_hash": ("W full-width-lookalike 1:7", {"权重": "4 ＃注释"}),
    "fw_quote": ("W full-width-lookalike 1:5", {"名称": "“预算执行率”"}),
    "gb18030_ok": ("E not-utf8 1:1", None),
    "gbk": ("E not-utf8 1:1", None),
    "ge": ("", {"目标值": "≥95%"}),
    "gt": ("E block-scalar-sign 1:6", None),
    "gte": ("E block-scalar-sign 1:6", None),
    "hash": ("", {"文号": "财预#10"}),
    "hash2": ("W text-after-hash 1:8", {"文号": "财预"}),
    "ideographic_space": ("E wide-space-indent 2:1", None),
    "list": ("", ["a", "b"]),
    "ls": ("", {"a": "x y", "b": "2"}),
    "lte": ("", {"目标值": "<=1年"}),
    "merge": ("E anchor-not-allowed 1:7, E merge-key-not-allowed 3:3, E alias-not-allowed 3:7", None),
    "mixed": ("E mixed-list-and-keys 2:1", None),
    "nbsp": ("E wide-space-indent 2:1", None),
    "nospace": ("E missing-space 1:3, E missing-space 2:3", None),
    "nospace2": ("E missing-space 2:3", None),
    "nul": ("E control-character 1:6", None),
    "pct": ("E reserved-sign 1:6", None),
    "pct2": ("E reserved-sign 1:6", None),
    "pct_start": ("E reserved-sign 1:4", None),
    "pyobj": ("E tag-not-allowed 1:4", None),
    "q": ("E explicit-key 1:1", None),
    "quote_mid": ("E text-after-quote 1:5", None),
    "recursive": ("E anchor-not-allowed 1:4", None),
    "recursive_map": ("E anchor-not-allowed 1:4", None),
    "scalar": ("", "hello"),
    "star": ("E alias-not-allowed 1:6", None),
    "strtag": (", ".join(f"E tag-not-allowed {line}:4" for line in range(1, 7)), None),
    "tab": ("E tab-indent 2:1", None),
    "tab2": ("", {"指标": {"名称": "x", "权重": "4"}}),
    "tab3": ("E tab-indent 4:1", None),
    "tagdir": ("E directive-not-allowed 1:1, E tag-not-allowed 3:4", None),
    "two_docs": ("E second-document 2:1", None),
    "unclosed": ("E unclosed-quote 1:4", None),
    "unclosed_flow": ("E unclosed-bracket 1:4", None),
    "undef_alias": ("E alias-not-allowed 1:4", None),
    "utf16be": ("W utf-16 1:1", {"名称": "a"}),
    "utf16le": ("W utf-16 1:1", {"名称": "a", "权重": "1"}),
    "utf16le_nobom": ("E not-utf8 1:1", None),
}


@pytest.mark.parametrize("judge", [fast, None], ids=["libyaml", "pure"])
@pytest.mark.parametrize("name", FILES)
def test_file(name: str, judge: object) -> None:
    raw = (CASES / f"{name}.yaml").read_bytes()
    source, diagnostics = parse_with(raw, name, Limits(), pure, fast if judge else None)
    expected, data = FILES[name]
    assert ", ".join(map(_brief, diagnostics)) == expected
    assert (source.data if source else None) == data


def test_every_file_is_in_the_table() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(FILES)


# text -> what is found; rows of the table that have no file, and their harmless neighbours
TEXTS = [
    ("达标: 是\na: NO\nb: yes\nc: on", ""),
    ("a: 2023-11-30\nb: 2023年11月30日\nc: 2023/11/30", ""),
    ("a: 2023-13-45\nb: 2023-02-30\nc: '2023-13-45'", "E impossible-date 1:4, E impossible-date 2:4"),
    ("a: 1_000\nb: 1_0.5", "E digit-underscore 1:4, E digit-underscore 2:4"),
    ("a: [012, 08, 09.5, '012']", "E leading-zero 1:5, E leading-zero 1:10, E leading-zero 1:14"),
    *((f"a: {word}", "E not-plain-decimal 1:4") for word in "0x1F 0o12 0b101 1e3 +3 .5 5. 1.5E-3".split()),
    *((f"a: {word}", "E not-plain-decimal 1:4") for word in ".inf -.INF .nan 1e400 1e999999999".split()),
    ("a: " + "1" * 31, "E number-too-long 1:4"),
    ("a: " + "1" * 4400, "E number-too-long 1:4"),
    ("a: 1,250\nb: １，２５０\nc: ９５％\nd: 3%\ne: 30 场\nf: 1.2.3", ""),
    ("a: 12:30:45\nb: 1:6\nc: 4:3:3\nd: [12:30, {t: 4:3:3}]", ""),
    ("null: 1\n2023-01-01: 2\n012: 3", ""),
    ("ＡＢ: 1\n'AB ': 2", "E duplicate-key 2:1"),
    ("- {a: 1, b: 2, a: 3}", "E duplicate-key 1:16"),
    ("a: 1\n <<: 2", "E bad-indent 2:2"),
    ("说明: 注意：这里是说明\n依据:\n  - 财政部：财预〔2020〕10号\n  - 省厅：同上", ""),
    ("说明: |\n  注意：这里\n  权重:4\n  >=95%\n　　段落\n下: 1", "E wide-space-indent 5:1"),
    ("说明: >-\n  注意：这里\n  权重:4\n下: 1", ""),
    ("说明: 第一行\n  注意：第二行\n下: 1", ""),
    ("# 注意：这里\n#权重:4\na: 1", ""),
    ('a: "第一行\n  注意：第二行"\nb: 1', ""),
    ("- 名称：甲\n  权重：4", "E full-width-colon 1:5, E full-width-colon 2:5"),
    ("链接:\n  - https://example.org/a:b\n  - 08:30", ""),
    ("a: {权重:4}", "E missing-space 1:7"),
    ("a: {时间: 12:30, 网址: http://x.y}", ""),
    ("目标值: >1", "E block-scalar-sign 1:6"),
    ("a: >5\nb: |\nc: >-", "E block-scalar-sign 1:4, E block-scalar-sign 2:4, E block-scalar-sign 3:4"),
    ("a: |\n  x\nb: >-  # 注\n  y", ""),
    ("a: 注意: 这里\nb: @x\n权重:4", "E second-colon 1:4, E reserved-sign 2:4, E missing-space 3:3"),
    ("weight: 4   # 权重\na: 1 # 注\nb: 2  #注\nc: '财预 #10'\nd: \"x #1\"", ""),
    ("a: #10", "W text-after-hash 1:4"),
    ("＃ 注释\na: 1", "E full-width-lookalike 1:1"),
    ("a: 1\n...\n", ""),
    ("a: 1\n...\nb: 2", "E second-document 2:1"),
    ("---\na: 1", ""),
    ("~", ""),
    ("---\n", "E empty-file 1:1"),
    (
        'a: "\\0"\nb: "\\u202e"\nc: "\\ud800"',
        "E control-character 1:4, E invisible-character 2:4, E control-character 3:4",
    ),
    ("a: x\u200by\n# \u202e", "E invisible-character 1:5, E invisible-character 2:3"),
    ("a: - b", "E list-on-key-line 1:4"),
    ("a: x\n  b: 1", "E bad-indent 2:3"),
    ("a: {b: [1, 2}", "E unclosed-bracket 1:8"),
    ('a: "x\nb: "y"', "E unclosed-quote 1:4"),
    ('{"a": {"b": [1, 2.5, "x"]}}', ""),
    ("a: 1\nfoo\nb: 2", "E not-yaml 2:1"),
    ('a: "\\q"', "E not-yaml 1:6"),
    ("a: [&x 1, *x, !t 2]", "E anchor-not-allowed 1:5, E alias-not-allowed 1:11, E tag-not-allowed 1:15"),
]


@pytest.mark.parametrize("judge", [fast, None], ids=["libyaml", "pure"])
@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=lambda part: part[:24])
def test_text(text: str, expected: str, judge: object) -> None:
    _, diagnostics = parse_with(text, "f", Limits(), pure, fast if judge else None)
    assert ", ".join(map(_brief, diagnostics)) == expected


def test_numbers_keep_their_spelling_and_all_else_is_text() -> None:
    source, _ = parse("- 197.49\n- 1.10\n- -0\n- '1'\n- true\n- 是\n- ~\n-\n- null\n- Null\n- 99.89%", "f")
    assert source is not None
    assert source.data == ["197.49", "1.10", "-0", "1", "true", "是", None, None, None, None, "99.89%"]
    assert [type(one) for one in source.data[:4]] == [Numeral, Numeral, Numeral, str]


def test_a_duplicate_names_the_first() -> None:
    _, (one,) = parse("café: 1\ncafe\u0301: 2", "f.yaml")
    assert [str(one.location), str(one.related[0].location)] == ["f.yaml:2:1", "f.yaml:1:1"]


def test_another_encoding_is_shown_as_it_reads_with_the_command() -> None:
    _, (one,) = parse("a: 1\n名称: 甲\n".encode("gbk"), "我的 表.yaml")
    assert one.location is not None
    assert (str(one.location), one.location.excerpt) == ("我的 表.yaml:2:1", "名称: 甲")
    assert "iconv -f GB18030 -t UTF-8 '我的 表.yaml' > '我的 表.utf8.yaml'" in one.hint  # too short to be sure
    _, (one,) = parse("a: 1\n名称: 预算执行率\n".encode("gbk"), "我的 表.yaml")
    assert 'perfeval validate --fix "我的 表.yaml"' in one.hint
    assert found("名称: 预算执行率\n权重".encode() + b"\xff: 1\n") == "E not-utf8 2:3"
    assert found("a: 1\n".encode("utf-16-be")) == "E not-utf8 1:1"
    assert found("a: 1\n".encode("utf-32")) == "E not-utf8 1:1"


SPEC = """\
编码: A1
指标:
  - 名称: 预算执行率   # 注
    权重: 4
    公式: "支出 / 预算"
    空:
    列: [1, 'b''c']
  - 名称: 乙
    说明: |
      第一行
      第二行
"""


@pytest.mark.parametrize(
    ("route", "on_key", "span", "place"),
    [
        (("编码",), False, None, (1, 5, 2)),
        (("编码",), True, None, (1, 1, 2)),
        (("指标",), False, None, (2, 1, 2)),
        (("指标", 0), False, None, (3, 5, 2)),
        (("指标", 0, "名称"), False, None, (3, 9, 5)),
        (("指标", 0, "名称"), False, (2, 2), (3, 11, 2)),
        (("指标", 0, "公式"), False, (5, 2), (5, 15, 2)),
        (("指标", 0, "公式"), False, (99, 1), (5, 9, 9)),
        (("指标", 0, "空"), False, None, (6, 5, 1)),
        (("指标", 0, "列"), False, None, (7, 5, 1)),
        (("指标", 0, "列", 1), False, (0, 1), (7, 12, 6)),
        (("指标", 0, "无", "此"), True, None, (3, 5, 2)),
        (("指标", 7), False, None, (2, 1, 2)),
        (("指标", 1, "说明"), False, (0, 2), (9, 9, 1)),
        ((), False, None, (1, 1, 2)),
        (("无",), False, None, (1, 1, 2)),
    ],
)
def test_locate(route: tuple[str | int, ...], on_key: bool, span: tuple[int, int] | None, place: object) -> None:
    source, diagnostics = parse(SPEC, "s.yaml")
    assert source is not None
    assert not diagnostics
    spot = source.locate(route, on_key=on_key, span=span)
    assert (spot.line, spot.column, spot.length) == place
    assert spot.excerpt == SPEC.splitlines()[spot.line - 1]


def test_place_fills_in_what_is_not_set() -> None:
    source, _ = parse(SPEC, "s.yaml")
    assert source is not None
    bare = Diagnostic("x", "y", route=("指标", 0, "权重"), related=(Related("z", ("编码",)),))
    placed = source.place(bare)
    assert [str(placed.location), str(placed.related[0].location)] == ["s.yaml:4:9", "s.yaml:1:5"]
    assert source.place(placed) == placed


BOMB = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (BOMB, "anchor-not-allowed"),
        ("[" * 20_000, "too-deep"),
        ("{a: " * 20_000, "too-deep"),
        ("- " * 20_000, "too-deep"),
        ("".join(" " * i + "a:\n" for i in range(1500)), "too-deep"),
        ("a: " + "1" * 10**6, "number-too-long"),
        (b"x" * (8 * 1024 * 1024 + 1), "file-too-large"),
        ("a: b\n" * 200, "duplicate-key"),
    ],
    ids=["bomb", "[", "{", "-", "indents", "digits", "large", "duplicates"],
)
def test_attack(raw: bytes | str, code: str) -> None:
    source, diagnostics = parse(raw, "f")
    assert source is None
    assert diagnostics[0].code == code


def test_limits() -> None:
    assert parse("[[1]]", "f", Limits(depth=1))[1][0].code == "too-deep"
    assert parse("[1, 2, 3]", "f", Limits(nodes=3))[1][0].code == "too-many-nodes"
    assert parse("[1, 2]", "f", Limits(nodes=3))[0] is not None
    assert parse("a: 123", "f", Limits(digits=2))[1][0].code == "number-too-long"


def test_importing_the_package_imports_no_parser() -> None:
    code = "import sys, perfeval.source; sys.exit(any(name.startswith(('ruamel', 'yaml')) for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_compiled_parser_all_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = parse(SPEC, "s"), parse("a: @\nb: [", "s")
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    without = parse(SPEC, "s"), parse("a: @\nb: [", "s")
    assert [told for _, told in with_it] == [told for _, told in without]
    assert _shape(with_it[0][0]) == _shape(without[0][0])


WORDS = (
    "a|b: |c:|key: value|- |-|\n|\n  |\n    |\n |  |\t|: |:|#| # c| #x|\"|'|[|]|{|}|,|, |>|&x |*x|!t |!!str |%|@|`|?|? "
    "|---\n|...\n|：|，|“x”|1|012|2023-02-30|\\|\\x07|\\u|''|\"\"|<<|~|null|\u2028|\u00a0|\u3000|\r|\r\n|\x07|\ufeff|"
    "中文|🙂|=95%|- a: 1\n|  b: 2\n|a: 1\n|\x85|12:30|{a: 1}|[x, y]\n|名称：甲\n|"
    '-是|• |—|1、|，b: |{b：|c：[|[A1、B1]|"x”'
).split("|")
MUTANTS = st.lists(st.sampled_from([*WORDS, "|", "|\n", "|-\n  x\n"]), max_size=14).map("".join)


def _shape(source: Source | None) -> object:
    return source and (source.data, repr(source.data), _places(source))


def _places(source: Source) -> list[str]:
    """The places of all nodes and keys."""
    spots, routes = [], [()]
    while routes:
        route = routes.pop()
        node: object = source.data
        for step in route:
            node = node[step]
        spots += [repr(source.locate(route)), repr(source.locate(route, on_key=True))]
        steps = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        routes += [(*route, step) for step in steps]
    return spots


@given(MUTANTS)
@settings(max_examples=1500, deadline=None)
def test_both_parsers_read_the_same(text: str) -> None:
    quick, told = parse_with(text, "f", Limits(), pure, fast)
    slow, said = parse_with(text, "f", Limits(), pure, None)
    assert _shape(quick) == _shape(slow)
    # Where a trap has stopped both, they may have come to different points beyond it.
    if quick or any(one.code == "not-yaml" for one in (*told, *said)):
        assert told == said


@given(MUTANTS)
@settings(max_examples=1500, deadline=None)
def test_the_guard_hides_no_trap(text: str) -> None:
    source, _ = parse(text, "f")
    scan = Scan(clean(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")), 64)
    if source and not suspicious(scan.text):
        scan.run()
        assert not scan.findings
        assert not scan.doubtful


@given(st.binary(max_size=200) | st.text(max_size=100))
@settings(max_examples=600, deadline=None)
def test_nothing_raises(raw: bytes | str) -> None:
    source, diagnostics = parse(raw, "f")
    assert (source is None) == any(one.severity is Severity.ERROR for one in diagnostics)
    assert all(one.location and one.message and one.hint for one in diagnostics)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_mutated_yaml_does_not_raise(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SPEC)))
    end = data.draw(st.integers(at, min(at + 6, len(SPEC))))
    parse(SPEC[:at] + data.draw(st.sampled_from([*WORDS, ""])) + SPEC[end:], "f")


KEYS = st.text(st.sampled_from("abＡ预算é 1."), min_size=1, max_size=5).filter(str.strip)
TREES = st.recursive(
    st.sampled_from(["x", "1", "说明：文字", "a: b", ""]),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=12,
)


def _emit(tree: object, wide: list[int]) -> str:
    """The tree as YAML in brackets; the mapping whose turn it is repeats its first key in full width."""
    if isinstance(tree, dict):
        pairs = [(key, _emit(value, wide)) for key, value in tree.items()]
        if wide[0] == 0:
            pairs.append((" " + pairs[0][0].replace("a", "ａ"), "1"))
        wide[0] -= 1
        return "{" + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(_emit(one, wide) for one in tree) + "]"
    return f'"{tree}"'


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=3), st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_a_duplicate_key_anywhere_is_found(tree: dict[str, object], turn: int) -> None:
    wide = [turn]
    text = _emit(tree, wide)
    codes = {one.code for one in parse(text, "f")[1]}
    assert ("duplicate-key" in codes) >= (wide[0] < 0)
