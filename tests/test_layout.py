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
FILES = [
    path
    for folder in ("examples", "specs", "src/perfeval/specs", "tests/builtins", "tests/yaml")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]


def source_of(raw: bytes | str) -> Source | None:
    return parse(raw, "f.yaml")[0]


def comments(text: str) -> list[str]:
    """The comments of a drawn text: nothing else in one has these signs."""
    return [one.rstrip() for one in re.findall(r"#[^#\n]*[注偏末头][^#\n]*", text)]


def hold(text: str) -> None:
    """Lay a text out, and hold the laws."""
    source = source_of(text)
    if source is None:
        return
    tidy = laid_out(source)
    assert tidy is not None
    again = source_of(tidy)
    assert again is not None and same(again.data, source.data)
    assert laid_out(again) == tidy
    assert comments(tidy) == comments(source.text)
    assert re.sub(r"[\s\"']", "", tidy) == re.sub(r"[\s\"']", "", source.text)
    assert not tidy.startswith("\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_the_repository(path: Path) -> None:
    source = source_of(path.read_bytes())
    if source is None:
        return
    hold(source.text)
    if path.parent.name != "yaml":
        assert laid_out(source) == source.text, "run: perfeval fmt"


@settings(deadline=None, max_examples=300)
@given(texts())
def test_drawn_files(text: str) -> None:
    hold(text)


@settings(deadline=None, max_examples=300)
@given(texts())
def test_drawn_files_are_readable(text: str) -> None:
    """The laws would prove nothing if what is drawn were refused."""
    assert not [one.code for one in parse(text, "f")[1] if one.fatal]
