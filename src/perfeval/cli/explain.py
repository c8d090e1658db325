"""``perfeval explain CODE``: the page of a code, with what `perfeval` itself says of the wrong sample."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from shutil import get_terminal_size
from tempfile import TemporaryDirectory
from textwrap import fill

from perfeval.builtin import file_of
from perfeval.cli.exits import NO, OK, USAGE, Leave
from perfeval.cli.inputs import STDIN
from perfeval.cli.streams import coloured, emit, on_terminal, say
from perfeval.explained import Page, codes, command, lay_out, marked, page
from perfeval.lang import chosen

_CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
_BREAK = re.compile(r"(?<=[0-9A-Za-z%])\n(?=\w)|(?<=\w)\n(?=[0-9A-Za-z])")
_HEADS = ("错的写法", "perfeval {} 的结果", "对的写法", "{} 不变", "来源：")
_ENGLISH = ("Wrong", "What perfeval {} says", "Right", "{} as before", "Source: ")
_MARKS = (
    "（<U+…> 是这个编号的字符，<0x…> 是这些字节，* 后面是重复的次数；开头的 <GB18030> 是文件的编码）\n",
    "(<U+…> is the character of that number, <0x…> are these bytes, after * stands how many times;\n"
    "<GB18030> at the start is the encoding of the file.)\n",
)


def explain(what: str, indicator: str | None, color: str, listing: bool = False) -> int:
    """Print what explains a code, or a file and an indicator in it, and give the exit code."""
    if listing:
        say("错误: --list 列出代码，后面至多写一个词")
        return USAGE
    if what == STDIN or what.endswith((".yaml", ".yml")) or file_of(what):
        from perfeval.cli.explain_file import explain_file

        return explain_file(what, indicator, color)
    if indicator is None:
        return explain_code(what, color)
    say(f"错误: “{what}”不是 .yaml 文件，也没有这个内置的；指标写在文件后面，如 perfeval explain project.yaml A22")
    return USAGE


def explain_code(text: str, color: str) -> int:
    """Print the page of the code in `text`, which may be the head of a finding, and give the exit code."""
    found = _CODE.search(text)
    code = found.group() if found else text
    told = page(code)
    if told is None:
        say(_unknown(text, code))
        return USAGE
    emit("\n".join(_page(code, told, coloured(sys.stdout, color))))
    return OK


def list_codes(word: str) -> int:
    """Print every code with its title, one a line, or those that have the word in either; give the exit code."""
    titles = {code: title for code, title in _titles().items() if word in code or word in title}
    if not titles:
        say(f"没有代码或标题里有“{word}”")
        return NO
    emit("\n".join(_listed(titles)))
    return OK


def _titles() -> dict[str, str]:
    pages = {code: page(code) for code in codes()}
    return {code: told.told(chosen())[0] for code, told in pages.items() if told}


def _listed(titles: dict[str, str]) -> list[str]:
    widest = max(map(len, titles), default=0)
    return [f"{code.ljust(widest)}  {title}" for code, title in titles.items()]


def _unknown(text: str, code: str) -> str:
    """What to say of a text that is no code: those that have it in their name or title, or are most like it."""
    if not text.strip():
        return "错误: 要写一个代码，如 perfeval explain missing-fact；perfeval explain --list 列出全部"
    titles = _titles()
    near = [one for one in titles if code in one or code in titles[one]] or get_close_matches(code, titles)
    listed = "".join(f"\n  {line}" for line in _listed({one: titles[one] for one in near[:5]}))
    if listed:
        return f"错误: 没有代码“{text}”；相近的有：{listed}"
    return f"错误: 没有代码“{text}”；perfeval explain --list 列出全部"


def _page(code: str, told: Page, colour: bool) -> Iterator[str]:
    english = chosen() == "en"
    wrong, says, right, same, source = _ENGLISH if english else _HEADS
    words = command(told, told.wrong)
    title, about, origin = told.told(chosen())
    yield f"{code}  {title}\n"
    yield f"{_flowing(about, english)}\n"
    yield f"{wrong}\n"
    for name, text in told.wrong.items():
        yield _file(name, text, told.right.get(name, text), "-")
    if any(map(marked, told.wrong.values())):
        yield _MARKS[english]
    yield f"{says.format(words)}\n"
    yield said(told, words, f"[{code}]", colour)
    yield f"{right}\n"
    for name, text in told.right.items():
        before = told.wrong.get(name, "")
        yield f"  {same.format(name)}\n" if text == before else _file(name, text, before, "+")
    yield f"{source}{origin}"


def _flowing(text: str, english: bool) -> str:
    """A paragraph to the width of the terminal, which breaks Chinese itself; as it is written for anything else."""
    if not on_terminal():
        return text
    return fill(text, get_terminal_size().columns) if english else _BREAK.sub(" ", text).replace("\n", "")


def _file(name: str, text: str, other: str, sign: str) -> str:
    """A file, the lines marked that the other sample's does not have."""
    there = set(other.splitlines())
    lines = [f"  {sign if line not in there else ' '} {line}".rstrip() for line in text.splitlines()]
    return "\n".join([f"  {name}:", *lines, ""])


def said(told: Page, words: str, head: str, colour: bool) -> str:
    """What the command line `words` prints for the page's wrong sample: the stream on which `head` stands.

    A batch may say it in its file of errors only, which follows what it prints.
    """
    from perfeval.cli.app import launch

    out, talk = StringIO(), StringIO()
    arguments = [*words.split(), "--color", "always" if colour else "never"]
    if words.startswith("validate") and not any(name.endswith(".toml") for name in told.wrong):
        arguments.append(
            "--no-config"
        )  # the sample stands for itself, whatever lies above the folder it is laid out in
    with TemporaryDirectory() as folder, redirect_stdout(out), redirect_stderr(talk):
        lay_out(told.wrong, Path(folder))
        # It leaves with the exit code of a wrong sample.
        with chdir(folder), suppress(Leave):
            launch(arguments)
        aside = Path(folder, "errors.jsonl")
        lines = aside.read_text(encoding="utf-8") if aside.exists() else ""
    printed = (stream for stream in (out.getvalue(), talk.getvalue()) if head in stream)
    return next(printed, talk.getvalue() + lines)
