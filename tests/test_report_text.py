"""Text from people never becomes Markdown structure, and what is harmless stays readable (S16)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from perfeval.report.markdown import mark, settle
from perfeval.report.render import render_report
from scored import shenzhen, text_of

__all__ = ["shenzhen"]


MARKDOWN = MarkdownIt("commonmark").enable("table").enable("strikethrough")
SIGNS = st.sampled_from(
    [*"#>-+*_=|:`~<>&;[]()!\\.$ \n\t019axw", *"1. ,- ,](,http://,&lt;,<b>,**,__,~~,---,[x] ,]: ".split(",")]
)
TEXT = st.lists(SIGNS | st.sampled_from("中①，　\x0e\x0f\r\u2028\xa0") | st.characters(), max_size=14).map("".join)
PLACES = [
    *("# {}", "## {}", "{}", "前{}后", "前 {} 后", "- {}", "1. {}", "> {}", "- - {}", "段\n{}", "{}\n段"),
    *(
        "| {} | 乙 |\n|---|---|\n| 丙 | 丁 |",
        "| 甲 | 乙 |\n|---|---|\n| {} | 丁 |",
        "| 甲 | 乙 |\n|---|---|\n| 丙 |{}|",
    ),
    *("**注**：{}。", "（{}）", "[{}](a.md)", "[参考]{}", "得分<{}", "x&{}", "看!{}", "**{}", "{}**", "{}: x", "{}(y)"),
]
PAYLOADS = r"""
#|# a|## b #|C #|> 80%|>80%|- a|-|---|- - -|+ a|* a|***|___|_a_|__a__|*a*|1. a|1) a|2023.|=|===|--- / ---|:-:|/-/
/a/b/|a/b|a\/b|a\|\*a\*|\|`a`|```|~~~|~~a~~|10~20 30~40|a ~ b|a * b|<b>x</b>|<!-- a|<?php|<http://a.b>|http://a.b
www.a.b|[a](b)|![a](b)|[a]: b|[2020]1号|[^1]: x|[x] a|[!NOTE]|(b)|: c
&lt;|&#35;|& b|lt;|b>|!|$a$|a_b_c|_a|。_a_。|①*a*②|]|[|](b)
"""


def shape(text: str) -> tuple[list[Any], list[str]]:
    """The structure of a Markdown text, and the words of each part with runs of white space as one space."""
    kinds: list[Any] = []
    words: list[str] = []
    for token in MARKDOWN.parse(text):
        kinds.append((token.type, token.tag, token.level))
        children = token.children or []
        kinds += [child.type for child in children if child.type != "text"]
        words.append("".join(" " if child.type == "softbreak" else child.content for child in children))
        words.append("" if children else token.content)
    return kinds, [squeezed(word) for word in words]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def check_text(value: str, place: str) -> None:
    plain = mark(value)[1:-1]
    if plain.strip():
        kinds, words = shape(settle(place.replace("{}", "QQ")))
        found = shape(settle(place.replace("{}", mark(value))))
        assert found == (kinds, [squeezed(word.replace("QQ", plain)) for word in words]), (value, place)


@given(TEXT, st.sampled_from(PLACES))
@settings(max_examples=1500, deadline=None)
def test_any_text_stays_text(value: str, place: str) -> None:
    check_text(value, place)


@pytest.mark.parametrize("place", PLACES)
def test_known_payloads_stay_text(place: str) -> None:
    for value in re.split(r"[|\n]", PAYLOADS.strip()):
        check_text(value.replace("/", "|") if "<" not in value and ":" not in value else value, place)


HARMLESS = [
    "[2020]1号",
    "3.99",
    "≥95%",
    "-0.21 万元",
    "a > 80%",
    "a_b",
    "3 * 4",
    "（一）",
    "#标签",
    "50% & 60%",
    "C:\\预算",
]


@pytest.mark.parametrize("value", HARMLESS)
def test_harmless_text_stays_readable(value: str) -> None:
    assert settle(mark(value)) == value + "\n"
    assert settle(f"| {mark('> 80%')} | {mark(value)} |") == f"| > 80% | {value} |\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("http://a.b", "http\\://a.b"),
        ("www.a.b", "www\\.a.b"),
        ("[x] 完成", "\\[x] 完成"),
        ("[!NOTE]", "\\[!NOTE]"),
        ("10~20", "10\\~20"),
        ("$5", "\\$5"),
        ("a\nb\tc\x00\x1b[31m", "a b c[31m"),
    ],
)
def test_what_only_some_readers_obey_is_escaped(value: str, written: str) -> None:
    assert settle(f"- {mark(value)}") == f"- {written}\n"


def test_facts_are_text_in_the_whole_report(shenzhen: dict[str, Any]) -> None:
    """A report whose every text is hostile has the structure of the one whose texts are harmless."""

    def replaced(value: Any, text: str, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: replaced(item, text, name) for name, item in value.items()}
        if isinstance(value, list):
            return [replaced(item, text, key) for item in value]
        told = key in ("name", "title", "about", "note", "standard", "working", "reason", "shown", "paragraphs", "rows")
        return text if told and isinstance(value, str) and value else value

    hostile = "# [a](http://b) | <b> `c` *d* ~~e~~ &lt; 1. \\"
    benign = text_of(render_report(replaced(shenzhen, "平安")))
    found = text_of(render_report(replaced(shenzhen, hostile)))
    assert shape(found)[0] == shape(benign)[0]
