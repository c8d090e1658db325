"""The canonical layout: it says the same, keeps every comment, and is its own layout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from perfeval.source import Source, parse
from perfeval.source.layout import laid_out, same
from untidy import texts

ROOT = Path(__file__).parent.parent
OURS = [
    path
    for folder in ("examples", "specs", "src/perfeval/specs", "tests/builtins")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]


def source_of(raw: bytes | str) -> Source:
    source, found = parse(raw, "f.yaml")
    assert source is not None, found
    return source


def comments(text: str) -> list[str]:
    """The comments of a drawn text: nothing else in one has these signs."""
    return [one.rstrip() for one in re.findall(r"#[^#\n]*[注偏末头][^#\n]*", text)]


def hold(text: str) -> None:
    """Lay a text out, and hold the laws."""
    source = source_of(text)
    tidy = laid_out(source)
    assert tidy is not None
    again = source_of(tidy)
    assert same(again.data, source.data)
    assert laid_out(again) == tidy
    assert comments(tidy) == comments(source.text)
    assert re.sub(r"[\s\"']", "", tidy) == re.sub(r"[\s\"']", "", source.text)
    assert not tidy.startswith("\n")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_files_of_the_repository(path: Path) -> None:
    source = source_of(path.read_bytes())
    hold(source.text)
    assert laid_out(source) == source.text, "run: perfeval fmt"


READABLE = [path for path in sorted((ROOT / "tests" / "yaml").rglob("*.yaml")) if parse(path.read_bytes(), "f")[0]]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_odd_files_that_can_be_read(path: Path) -> None:
    hold(source_of(path.read_bytes()).text)


@settings(deadline=None, max_examples=300)
@given(texts())
def test_drawn_files(text: str) -> None:
    """Each can be read: the laws would prove nothing if what is drawn were refused."""
    hold(text)
