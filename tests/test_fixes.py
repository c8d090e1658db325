"""`validate --fix`: what one slip of the keyboard did to a file is undone, or left; never is anything made up."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.source import parse
from perfeval.source.cures import CURES
from perfeval.source.fixes import fixed
from perfeval.source.layout import same

ROOT = Path(__file__).parent.parent
WHOLE = [
    path.read_text(encoding="utf-8")
    for folder in ("specs", "src/perfeval/specs", "tests/builtins")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]


def _at_key(line: str, fresh: str) -> str:
    return re.sub(r"^([ ]*(?:- )*[^\s\"'\[{#:]+): ?", rf"\1{fresh}", line, count=1)


def _indent(line: str, fresh: str) -> str:
    return re.sub(r"^(?:  )+", lambda found: fresh * (len(found.group()) // 2), line)


SLIPS: dict[str, Callable[[str], str]] = {
    "colon": lambda line: _at_key(line, "："),
    "wide colon": lambda line: _at_key(line, "：\u3000"),
    "tight": lambda line: _at_key(line, ":"),
    "no-break": lambda line: _at_key(line, ":\xa0"),
    "tab": lambda line: _indent(line, "\t"),
    "wide": lambda line: _indent(line, "\u3000"),
    "no-break indent": lambda line: _indent(line, "\xa0\xa0"),
    "no width": lambda line: line[:3] + "\u200b" + line[3:],
    "sign": lambda line: line.replace("≥", ">="),
}


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A stretch of a real file from one of its keys on, and the same with one or two kinds of slips on a few lines."""
    lines = draw(st.sampled_from(WHOLE)).split("\n")
    start = draw(st.sampled_from([at for at, line in enumerate(lines) if re.match(r"[a-z]+:", line)]))
    whole = lines[start : start + draw(st.integers(2, 40))]
    slipped = list(whole)
    for kind in draw(st.lists(st.sampled_from(sorted(SLIPS)), min_size=1, max_size=2)):
        for at in draw(st.sets(st.integers(0, len(whole) - 1), min_size=1, max_size=len(whole))):
            slipped[at] = SLIPS[kind](whole[at]) if slipped[at] == whole[at] else slipped[at]
    return "\n".join(whole) + "\n", "\n".join(slipped) + "\n"


@settings(deadline=None, max_examples=300)
@given(slips())
def test_a_slip_is_undone_or_left(texts: tuple[str, str]) -> None:
    whole, slipped = texts
    read = parse(slipped, "f")[0]
    done = fixed(slipped.encode(), "f")
    assert done is not None and done.before == slipped
    assert (done.after == slipped) == (not done.fixes)
    again, touched = parse(done.after, "f")[0], {fix.line for fix in done.fixes}
    lines = list(zip(whole.split("\n"), slipped.split("\n"), done.after.split("\n"), strict=True))
    for number, (right, wrong, now) in enumerate(lines, 1):
        assert bare(now) == bare(right) if number in touched else now == wrong
    if again is not None and read is not None:
        assert same(again.data, read.data)
    elif again is not None and all(number in touched or one[0] == one[1] for number, one in enumerate(lines, 1)):
        undone, meant = parse(done.after.replace(">=", "≥"), "f")[0], parse(whole, "f")[0]
        assert undone is not None and meant is not None and same(undone.data, meant.data)


def bare(line: str) -> str:
    """A line without what its fix may bring or take."""
    return re.sub(r"[\s\u200b\"']", "", line).replace("：", ":").replace(">=", "≥")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(WHOLE), st.sampled_from(["gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"]))
def test_another_encoding_comes_out_as_the_text(text: str, codec: str) -> None:
    done = fixed(text.encode(codec), "f")
    if done is None:  # without a mark it takes signs of ASCII, or nothing but Chinese, to be sure
        assert codec in ("utf-16-le", "utf-16-be")
    else:
        assert done.after == text and [fix.line for fix in done.fixes] == [1]


@pytest.mark.parametrize("codec", ["latin-1", "big5", "cp1252", "shift_jis"])
def test_bytes_that_may_be_anything_are_left(codec: str) -> None:
    text = (
        "name: été, déjà, où\n" if codec in ("latin-1", "cp1252") else "名稱: 預算執行率\n說明: 沒有確定的編碼，不猜\n"
    )
    if codec == "shift_jis":
        text = "名前: カタカナとひらがな\n"
    assert fixed(text.encode(codec), "f") is None


UNCERTAIN = [
    "a: 012\n",
    "name: 甲 weight: 4\n",
    "facts: 预算安排: 5 万元\n",
    "列表: [1，2]\n",
    "名称: “甲”\n",
    "a: &x [1]\nb: *x\n",
    "b:\n  - x\n\t- y\n",
    'a: "x\nb: 2\n',
    "a: |\nb: 1\n",
    "a: !!str 012\n",
    "a:#10\nb: 1\n",
    "b: 1\n@a: 2\n",
]


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_may_mean_two_things_is_left(text: str) -> None:
    done = fixed(text.encode(), "f")
    assert done is not None and done.after == text and not done.fixes


CERTAIN = [
    ("rounding: {places：2，mode：half-up}\n", "rounding: {places: 2, mode: half-up}\n"),
    ("rounding: {places: 2，mode: half-up}\n", "rounding: {places: 2, mode: half-up}\n"),
    ("indicators: [A11，A12]\n", "indicators: [A11, A12]\n"),
    ("indicators: 【A11，A12】\n", "indicators: [A11, A12]\n"),
    ("说明: 注意: 这里有冒号，请核对\n", '说明: "注意: 这里有冒号，请核对"\n'),
    ("＃ 注\na: 1\n", "# 注\na: 1\n"),
    ("目标值：>=95% # 注\n权重:4\n", '目标值: ">=95%" # 注\n权重: 4\n'),
    ("\ufeffa：1\n", "a: 1\n"),
]


@pytest.mark.parametrize(("text", "right"), CERTAIN)
def test_what_can_mean_one_thing_is_mended(text: str, right: str) -> None:
    done = fixed(text.encode(), "f")
    assert done is not None and done.after == right and done.fixes


def test_every_cure_is_for_a_code_that_is_found() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/perfeval/source").glob("*.py"))
    for code in CURES:
        assert source.count(f'"{code}"') > 1, code
