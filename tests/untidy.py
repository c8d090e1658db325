"""YAML as people type it: random data, written with random indents, quotes, spaces, comments and blank lines."""

from __future__ import annotations

from hypothesis import strategies as st

from perfeval.source.writing import scalar

WORDS = st.sampled_from(
    [
        "甲",
        "a",
        "权重",
        "30 场",
        "4.50",
        "95%",
        "≥95%",
        "x: y",
        "是",
        "yes",
        "2023-11-30",
        "012",
        "",
        "a，b",
        "it's",
        '"鹏康杯"活动',
        "a # b",
        "[2020]10号",
        "\\d",
        "- a",
        "null",
        "第一行，第二行",
        "http://x.y/z",
        "12:30",
        "#",
    ]
)
COMMENTS = st.sampled_from(["# 注", "#: 注", "# 注: b", '# 注 "', "# - {注, b", "# 注  二", "## '注"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A whole file: a mapping or a list at its root."""
    lines = draw(st.one_of(_mapping(0, 0), _list(0, 0)))
    end = draw(st.sampled_from(["\n", "", "\n\n\n", "\n  # 末\n", "\n# 末"]))
    return draw(st.sampled_from(["", "\n\n", "---\n", "# 头\n\n\n"])) + "\n".join(lines) + end


@st.composite
def _mapping(draw: st.DrawFn, column: int, depth: int) -> list[str]:
    keys = draw(st.lists(WORDS.filter(bool), min_size=1, max_size=4, unique=True))
    lines: list[str] = []
    for key in keys:
        lines += draw(_between(column)) if lines else []
        colon = draw(st.sampled_from([":", ":", " :"]))
        lines += draw(_under(" " * column + draw(_spelt(key, key=True)) + colon, column, depth, below_list=True))
    return lines


@st.composite
def _list(draw: st.DrawFn, column: int, depth: int) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(_between(column)) if lines else []
        gap = draw(st.integers(1, 4))
        if depth < 3 and draw(st.booleans()):
            first, *more = draw(st.one_of(_mapping(column + 1 + gap, depth + 1), _list(column + 1 + gap, depth + 1)))
            lines += [" " * column + "-" + " " * gap + first.lstrip(" "), *more]
        else:
            lines += draw(_under(" " * column + "-", column, depth))
    return lines


@st.composite
def _between(draw: st.DrawFn, column: int) -> list[str]:
    """Blank lines, and comments in any column."""
    kinds = draw(st.lists(st.sampled_from(["blank", "spaces", "comment", "stray"]), max_size=3))
    made = {
        "blank": "",
        "spaces": "   ",
        "comment": " " * column + draw(COMMENTS),
        "stray": " " * (column + 1) + "# 偏",
    }
    return [made[kind] for kind in kinds] if draw(st.booleans()) else []


@st.composite
def _under(draw: st.DrawFn, head: str, column: int, depth: int, below_list: bool = False) -> list[str]:
    """A key or dash with a value beside it or below it."""
    deeper = column + draw(st.integers(1, 4))
    kind = draw(
        st.sampled_from(["scalar", "scalar", "flow", "block", "long", "wide", *["nested"] * (2 if depth < 3 else 0)])
    )
    tail = draw(st.sampled_from(["", "", "  ", "\t"])) + draw(
        st.one_of(st.just(""), COMMENTS.map(lambda one: f"   {one}"))
    )
    gap = draw(st.sampled_from([" ", "   ", "\t"]))
    if kind == "scalar":
        return [head + gap + draw(WORDS.flatmap(_spelt)) + tail]
    if kind == "flow":
        return [head + gap + draw(_flow()) + tail]
    if kind == "block":
        return [head + gap + draw(st.sampled_from(["|", "|-", ">", ">-", "|+", ">1", "|1-"])), *draw(_block(deeper))]
    if kind == "long":
        long = draw(st.sampled_from(["第一行\n第二行", '"第一\n\n二 # 行"', "'第一\n  二'", "a\n\n b\n c"]))
        first, *more = long.split("\n")
        return [head + gap + first, *(" " * deeper + line if line else "" for line in more)]
    if kind == "wide":
        return [head + gap + "[a,  " + tail, " " * deeper + "{b : 1},", "", " " * (deeper + 1) + "'c' ]" + tail]
    if below_list and draw(st.booleans()):
        return [head + tail, *draw(_list(column, depth + 1))]
    return [
        head + tail,
        *draw(_between(deeper)),
        *draw(st.one_of(_mapping(deeper, depth + 1), _list(deeper, depth + 1))),
    ]


@st.composite
def _block(draw: st.DrawFn, column: int) -> list[str]:
    lines = draw(st.lists(st.sampled_from(["文", "  深", "", "# 不是注释", "a: b", "- x  "]), min_size=1, max_size=4))
    return [" " * column + "文", *(" " * column + line if line else "" for line in lines)]


def _spelt(word: str, key: bool = False) -> st.SearchStrategy[str]:
    """A word in any of the spellings that mean text or number, the same or another."""
    single = "'" + word.replace("'", "''") + "'"
    double = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return st.sampled_from([scalar(word, key=key), single, double])


@st.composite
def _flow(draw: st.DrawFn, depth: int = 0) -> str:
    """A list or mapping in brackets, with spaces here and there."""
    gap = st.sampled_from(["", "", " ", "  "])
    made: list[str] = []
    mapping = draw(st.booleans())
    for key in draw(st.lists(WORDS.filter(bool), max_size=3, unique=True)):
        value = draw(_flow(depth + 1)) if depth < 2 and draw(st.booleans()) else draw(WORDS.flatmap(_spelt))
        name = draw(_spelt(key, key=True)) + draw(gap) + ": " + draw(gap)
        made.append(draw(gap) + (name if mapping else "") + value + draw(gap))
    end = draw(st.sampled_from(["", "", ", "])) if made else ""
    return ("{" if mapping else "[") + ",".join(made) + end + ("}" if mapping else "]")
