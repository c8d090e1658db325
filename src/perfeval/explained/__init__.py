"""One page for each code that a finding can bear: what it found, why it matters, a wrong and a right sample.

The samples are whole files. A test holds every wrong one to its code and every right one to silence.
"""

from __future__ import annotations

from pathlib import Path

from perfeval.record import Record
from perfeval.regex import regex

FOLDER = Path(__file__).parent

_BLOCK = regex(r"^```(?:yaml|toml) ?(?P<name>\S*)\n(?P<text>.*?)^```$", 16 | 8)  # DOTALL, MULTILINE
_PARTS = regex(r"^(#{1,2} .+)$", 8)


class Page(Record):
    """The page of one code, in Chinese and English.

    wrong, right: the samples, each a mapping of file names to what the files hold.
    """

    title: str
    about: str
    wrong: dict[str, str]
    right: dict[str, str]
    source: str
    english: str
    about_english: str
    source_english: str


def codes() -> list[str]:
    """Every code that has a page, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.md"))


def page(code: str) -> Page | None:
    """The page of a code, if there is one."""
    file = FOLDER / f"{code}.md"
    return read_page(file.read_text(encoding="utf-8")) if code in codes() else None


def read_page(text: str) -> Page:
    """A page from its Markdown."""
    _, title, about, _, wrong, _, rest, english, about_english = _PARTS.split(text)
    right, _, source = rest.partition("\n来源：")
    about_english, _, source_english = about_english.partition("\nSource: ")
    return Page(
        title.removeprefix("# "),
        about.strip(),
        _files(wrong),
        _files(right),
        source.strip(),
        english.removeprefix("# "),
        about_english.strip(),
        source_english.strip(),
    )


def _files(text: str) -> dict[str, str]:
    found = {}
    for block in _BLOCK.finditer(text):
        kind = block["text"].partition("perfeval: ")[2].partition("/")[0]
        found[block["name"] or {"test": "spec.test.yaml"}.get(kind, f"{kind}.yaml")] = block["text"]
    return found
