"""Diagnostics as people see them, to the letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.diagnostic import Diagnostic, Location, Severity
from perfeval.report.findings import ansi, printable, render, width
from perfeval.source import parse


def shown(text: str, name: str = "files/gte.yaml") -> str:
    return render(parse(text, name)[1])


def test_the_caret_stands_under_chinese() -> None:
    assert (
        shown("目标值: >=95%\n")
        == """\
错误[block-scalar-sign]: “>”在这里是 YAML 多行文本的记号，后面的“=95%”会丢失或报错
  --> files/gte.yaml:1:6
   |
 1 | 目标值: >=95%
   |         ^^^^^
   = 建议: 写成 ≥95%

错误 1 处
"""
    )


def test_a_second_place_is_shown_beneath() -> None:
    text = "名称: a\n" + "\n" * 8 + "'名称 ': b\n权重:4\n"
    assert (
        shown(text)
        == """\
错误[duplicate-key]: 键“名称”与前面的“名称”是同一个键（只差全角半角、空格或字符的写法）
   --> files/gte.yaml:10:1
    |
 10 | '名称 ': b
    | ^^^^^^^
    = 第一次写在这里:
   --> files/gte.yaml:1:1
    |
  1 | 名称: a
    | ----
    = 建议: 统一写法，只留一个

错误[missing-space]: 冒号后面缺少空格，这一行没有成为键
   --> files/gte.yaml:11:3
    |
 11 | 权重:4
    |     ^
    = 建议: 写成 权重: 4

错误 2 处
"""
    )


def test_what_cannot_be_seen_is_named() -> None:
    assert (
        shown("\t名称: \u2028x\u202ey\n", "a\x1b[2J\u200b.yaml")
        == """\
错误[tab-indent]: 缩进里有制表符（Tab），YAML 不认
  --> a<U+001B>[2J<U+200B>.yaml:1:1
   |
 1 |     名称: <U+2028>x<U+202E>y
   | ^^^^
   = 建议: 用空格缩进，每层 2 个

错误[invisible-character]: 这里有看不见的字符（零宽或改变文字方向） <U+202E>
  --> a<U+001B>[2J<U+200B>.yaml:1:8
   |
 1 |     名称: <U+2028>x<U+202E>y
   |                    ^^^^^^^^
   = 建议: 删掉它，把前后的字重新输入一遍

错误 2 处
"""
    )


def test_warnings_and_the_text_that_was_cut() -> None:
    assert (
        shown("文号: 财预 #10\n")
        == """\
警告[text-after-hash]: “ #”后面的“10”被当成注释，不在值里
  --> files/gte.yaml:1:8
   |
 1 | 文号: 财预 #10
   |            ^^^
   = 建议: 如果是值的一部分，给整个值加引号："财预 #10"；如果是注释，在 # 后面空一格

警告 1 处
"""
    )


@pytest.mark.parametrize("column", [1, 40, 200, 399])
def test_a_long_line_is_cut_around_the_caret(column: int) -> None:
    line = "".join(chr(0x4E00 + i) for i in range(400))
    place = Location("f", 1, column, 3, line)
    rows = render([Diagnostic("x", "m", location=place)]).splitlines()
    excerpt, caret = rows[3].removeprefix(" 1 | "), rows[4].removeprefix("   | ")
    assert width(excerpt) <= 101
    start = caret.index("^")
    at = next(i for i in range(len(excerpt)) if width(excerpt[:i]) >= start)
    assert excerpt[at] == line[column - 1]
    assert len(caret) - start == 2 * len(line[column - 1 : column + 2])


def test_many_findings_are_counted_and_some_shown() -> None:
    places = [Location("f", row, 1, 1, "x") for row in range(10_000, 0, -1)]
    found = [Diagnostic("x", "m", location=place) for place in places]
    found.append(Diagnostic("y", "n", severity=Severity.WARNING, location=Location("f", 1, 1, 1, "x")))
    text = render(found)
    assert text.count("-->") == 100
    assert text.index("f:1:1") < text.index("f:2:1")
    assert text.endswith("错误 10000 处，警告 1 处；只列出前 100 处，还有 9901 处没有列出\n")


def test_nothing_found_is_nothing_said() -> None:
    assert render([]) == ""


def test_colour_only_when_asked_for() -> None:
    one = Diagnostic("x", "m", severity=Severity.NOTE, location=Location("f", 1, 1, 1, "a"))
    assert "\x1b" not in render([one])
    assert render([one], style=ansi).startswith("\x1b[1;36m提示[x]\x1b[0m: m\n")


@given(st.text())
def test_printable_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    assert not {unicodedata.category(sign) for sign in printable(text)} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(printable(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@given(st.text(), st.text())
def test_width_adds_up(first: str, second: str) -> None:
    assert width(first + second) == width(first) + width(second)
