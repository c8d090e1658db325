"""One page for each code that a finding can bear: what it found, why it matters, a wrong and a right sample.

The samples are whole files. A test holds every wrong one to its code and every right one to silence.

A first line ``命令：perfeval …`` under 错 names the command that both samples are for, where it is not
``perfeval validate`` of all their files. What Markdown cannot show stands in marks: ``<U+FEFF>`` is that
character, ``<0xD6D0>`` these bytes, ``<U+002D*900>`` the character 900 times; ``<GB18030>`` at the start of a
file is its encoding.
"""

from __future__ import annotations

from pathlib import Path

from perfeval.record import Record
from perfeval.regex import regex

FOLDER = Path(__file__).parent

_BLOCK = regex(r"^```[a-z]+ ?(?P<name>\S*)\n(?P<text>.*?)^```$", 16 | 8)  # DOTALL, MULTILINE
_COMMAND = regex(r"^命令：perfeval (.+)$", 8)
_MARK = regex(r"<(?:U\+(?P<sign>[0-9A-F]{4,6})|0x(?P<bytes>(?:[0-9A-F]{2})+))(?:\*(?P<times>[0-9]+))?>")
_CODING = regex(r"<(UTF-16|GB18030)>")
_HEADING = regex(r"^```.*?^```$|^(?P<heading>#{1,2} .+?)$", 16 | 8)


class Page(Record):
    """The page of one code, in Chinese and English.

    wrong, right: the samples, each a mapping of file names to what the files hold, with marks.
    words: what follows ``perfeval`` on the command line that they are for; empty where that is to validate them.
    """

    title: str
    about: str
    wrong: dict[str, str]
    right: dict[str, str]
    words: str
    source: str
    english: str
    about_english: str
    source_english: str

    def told(self, language: str) -> tuple[str, str, str]:
        """Title, text and source in a language, ``zh`` or ``en``."""
        if language == "en":
            return self.english, self.about_english, self.source_english
        return self.title, self.about, self.source


def codes() -> list[str]:
    """Every code that has a page, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.md"))


def page(code: str) -> Page | None:
    """The page of a code, if there is one."""
    file = FOLDER / f"{code}.md"
    return read_page(file.read_text(encoding="utf-8")) if code in codes() else None


def read_page(text: str) -> Page:
    """A page from its Markdown."""
    headings = [found for found in _HEADING.finditer(text) if found["heading"]]
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    about, wrong, rest, about_english = (text[head.end() : end] for head, end in zip(headings, ends, strict=True))
    right, _, source = rest.partition("\n来源：")
    about_english, _, source_english = about_english.partition("\nSource: ")
    return Page(
        headings[0]["heading"].removeprefix("# "),
        about.strip(),
        _files(wrong),
        _files(right),
        stated[1] if (stated := _COMMAND.search(wrong)) else "",
        source.strip(),
        headings[-1]["heading"].removeprefix("# "),
        about_english.strip(),
        source_english.strip(),
    )


def _files(text: str) -> dict[str, str]:
    found = {}
    for block in _BLOCK.finditer(text):
        kind = block["text"].partition("perfeval: ")[2].partition("/")[0]
        found[block["name"] or {"test": "spec.test.yaml"}.get(kind, f"{kind}.yaml")] = block["text"]
    return found


def command(told: Page, files: dict[str, str]) -> str:
    """What follows ``perfeval`` on the command line for one of the page's samples; settings are read in any case."""
    return told.words or f"validate {' '.join(name for name in files if not name.endswith('.toml'))}"


def held(text: str) -> bytes:
    r"""What the file of a sample holds.

    >>> held("单位<0xD4AA>：<U+0031*3>")
    b'\xe5\x8d\x95\xe4\xbd\x8d\xd4\xaa\xef\xbc\x9a111'
    """
    if coding := _CODING.match(text):
        return held(text[coding.end() :]).decode().encode(coding[1])
    written, at = bytearray(), 0
    for mark in _MARK.finditer(text):
        one = bytes.fromhex(mark["bytes"]) if mark["bytes"] else chr(int(mark["sign"], 16)).encode()
        written += text[at : mark.start()].encode() + one * int(mark["times"] or 1)
        at = mark.end()
    return bytes(written) + text[at:].encode()


def marked(text: str) -> bool:
    """Whether a sample holds what stands in marks."""
    return (_CODING.match(text) or _MARK.search(text)) is not None


def lay_out(files: dict[str, str], folder: Path) -> None:
    """Write a sample's files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held(text))
