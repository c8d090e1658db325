"""The pages for readers: links that lead somewhere, commands that exist, Chinese pages in Chinese."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from console import blocks, run

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "templates" / "README.md"]
ENGLISH = {"README.md", "batch-engines.md", "developing.md", "mutants.md", "performance.md"}
CHINESE = [page for page in PAGES if page.name not in ENGLISH or page.parent.name == "templates"]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """The text without its blocks."""
    for block in reversed(blocks(text)):
        text = text[: block.start] + text[block.end :]
    return text


def anchors(page: Path) -> set[str]:
    """What a link may name behind #, as GitHub makes it of a heading."""
    heads = re.findall(r"^#+ (.+)$", prose(page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text(encoding="utf-8"))):
        file, _, anchor = link.partition("#")
        there = page.parent / file if file else page
        assert "://" in link or (there.exists() and (not anchor or anchor in anchors(there))), link


@cache
def help_of(command: str) -> str:
    ran = run(f"perfeval {command} --help", ROOT)
    assert ran.code == 0, command
    return ran.shown


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_are_those_of_the_program(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for command, rest in re.findall(r"perfeval ([a-z][a-z-]*)\b(?!\.)([^`\n|;；]*)", text):
        known = set(re.findall(r"--?[a-z][a-z-]*", help_of(command)))
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)) <= known, command


@pytest.mark.parametrize("page", CHINESE, ids=name_of)
def test_a_chinese_page_has_no_english_sentence(page: Path) -> None:
    bare = re.sub(r"`[^`]*`|\]\([^)]*\)", "·", prose(page.read_text(encoding="utf-8")))
    assert not re.findall(r"(?:\b[A-Za-z][A-Za-z'-]*[,.:;]? ){3}[A-Za-z]+", bare)
