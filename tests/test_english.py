"""English: every sentence has it, none is stale, and nothing that a person wrote is lost on the way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import english as catalogue_tool
from console import blocks, run
from perfeval import lang
from perfeval.cli.app import COMMANDS
from perfeval.diagnostic import Diagnostic, Related
from perfeval.english import between_holes, catalogue, english
from sentences import Sentences

ROOT = Path(__file__).parent.parent
HAN = re.compile("[\u4e00-\u9fff]")
ENTRIES = [(sentence, said) for part in catalogue_tool.stated().values() for sentence, said in part.items()]
TEMPLATES = [(sentence, said) for sentence, said in ENTRIES if "{}" in sentence]


def test_every_sentence_has_its_english_and_no_entry_is_stale() -> None:
    made = catalogue_tool.settled(catalogue_tool.stated())
    missing = [sentence for part in made.values() for sentence, said in part.items() if not said]
    how = "python tools/english.py --write makes the lines to fill in"
    assert not missing and not made["stale"], f"{how}: {json.dumps([missing, made['stale']], ensure_ascii=False)}"
    assert catalogue_tool.CATALOGUE.read_text(encoding="utf-8") == catalogue_tool.written(made), how


def test_no_hole_is_lost() -> None:
    for sentence, said in ENTRIES:
        fillings = [f"<{at}>" for at in range(len(between_holes(sentence)) - 1)]
        filled = said.format(*fillings)
        assert all(filling in filled for filling in fillings), sentence


def messages(page: Path) -> list[tuple[str, str]]:
    """What findings and talk say on a page, each with its code."""
    found, code = list[tuple[str, str]](), ""
    for block in blocks(page.read_text(encoding="utf-8")):
        for line in block.body.splitlines() if block.info == "console" else ():
            head = re.match(r"(?:错误|警告|提示)\[([a-z0-9-]+)\]: (.*)", line)
            inner = re.match(r" +=(?: 建议:)? (?!hint: )(.*?):?$", line)
            talk = re.match(r"(?:错误: |未达到: |尚不能判定: |不符: |不能评分: |已写入 |通过: |跳过 )", line)
            code = head[1] if head else code
            if head or inner or talk:
                found.append((code, head[2] if head else inner[1] if inner else line))
    return found


@pytest.mark.parametrize("page", sorted((ROOT / "tests" / "cases").glob("*.md")), ids=lambda page: page.stem)
def test_what_the_pages_show_has_english(page: Path) -> None:
    told = messages(page) if page.stem != "english" else []
    assert [message for code, message in told if english(message, code) == message and HAN.search(message)] == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_english(command: str, tmp_path: Path) -> None:
    ran = run(f"perfeval {command} -h --lang en", tmp_path)
    assert ran.code == 0 and "--lang <zh|en>" in ran.out and not HAN.search(ran.out)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("perfeval scor --lang en", "error: there is no command “scor”; there are: score, validate, "),
        ("perfeval --lang en score", "error: missing argument: project\nfor usage see: perfeval score -h\n"),
        ("perfeval score x --fromat json --lang en", "error: there is no option “--fromat”; "),
        ("perfeval score x --format xml --lang en", " takes one of: table, json, markdown, basic\n"),
        ("perfeval score x --lang en --format", " takes a value\n"),
    ],
)
def test_a_wrong_command_line_is_told_in_english(line: str, said: str, tmp_path: Path) -> None:
    ran = run(line, tmp_path)
    assert ran.code == 2 and said in ran.err and not HAN.search(ran.err)


@given(st.text())
def test_any_text_can_be_translated(text: str) -> None:
    assert isinstance(english(text), str)


@pytest.mark.parametrize(
    "text", ["{" * 999 + "甲" + "}" * 999, "公式的这里应当是" * 999, "：".join(f"甲{n}: 在“{n}，" for n in range(999))]
)
def test_a_text_that_looks_like_sentences_in_sentences_does_no_harm(text: str) -> None:
    said = english(f"错误: 不能写 {text}：磁盘已满")
    assert said.startswith("error: cannot write ") and all(piece in said for piece in text.split("："))


@given(st.sampled_from(TEMPLATES), st.data())
def test_the_words_of_the_user_come_through(entry: tuple[str, str], data: st.DataObject) -> None:
    texts = between_holes(entry[0])
    words = [data.draw(st.text("鹏康杯赛abc01", min_size=1)) for _ in texts[1:]]
    sentence = texts[0] + "".join(word + text for word, text in zip(words, texts[1:], strict=True))
    said = english(sentence)
    assert said != sentence or not HAN.search(entry[0]) or entry[0] == entry[1]
    assert all(word in said for word in words)


@given(st.text(), st.text())
def test_chinese_is_what_was_written(message: str, hint: str) -> None:
    found = Diagnostic("x", message, hint, related=(Related(message),))
    assert lang.translated(found) is found
    assert lang.spoken(message) == message


def test_of_two_templates_the_one_with_more_text_is_meant() -> None:
    lengths = [template.length for template in catalogue().templates]
    assert lengths == sorted(lengths, reverse=True)
    assert english("这里要“是”或“否”，而不是“也许”") == "是 (yes) or 否 (no) is wanted here, not “也许”"


def test_the_words_of_the_user_are_not_translated_in_quotation_marks() -> None:
    assert english("缺少“权重”") == "“权重” is missing"
    assert english("错误: 不能写 报告.md：磁盘已满") == "error: cannot write 报告.md: the disk is full"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "zh"),
        ({"LANG": "en_GB"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, "en"),
        ({"PERFEVAL_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ({"PERFEVAL_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses(environ: dict[str, str], language: str) -> None:
    assert lang.preferred(environ) == language


SOURCES = """
HINT = "常量"
BY_NAME = {"a": ("x", "字典里的“{name}”"), "b": ("y", "另一句")}

def refused(what: str) -> Diagnostic:
    return Diagnostic("off", f"不能{what}", HINT)

def word(n: int) -> str:
    \"\"\"说明不算.\"\"\"
    return "多" if n else "少"

def all_of_them(known: list[str], n: int, name: str) -> None:
    refused("相加")
    code, message = BY_NAME["a"]
    Diagnostic("off", message.format(name=name), "可选：" + "、".join(known))
    for part in ("甲处", "乙处"):
        say(f"{part}{word(n)}了 {{{n}}}")
    unsaid = "没有说"
"""


def test_what_counts_as_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(SOURCES, encoding="utf-8")
    found = Sentences(tmp_path).found
    assert {sentence for sentence, codes in found.items() if codes == {"off"}} == {
        "不能{}", "相加", "常量", "字典里的“{}”", "另一句", "可选：{}"
    }  # fmt: skip
    assert {sentence for sentence, codes in found.items() if codes == {""}} == {
        "{}{}了 {{{}}}", "甲处", "乙处", "多", "少"
    }  # fmt: skip
