"""Our Chinese sentences in English: found by the template that a sentence was made from, in `english.json`.

The catalogue has a part for each code, and ``said`` for what belongs to none or to several. A template has holes,
``{}``, which its English has in the same order or by number. What fills a hole may be a phrase of ours, which is
translated too, unless the English has the hole in “quotation marks”: then it is the user's own word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

from perfeval.record import Record

CATALOGUE = Path(__file__).with_name("english.json")

_CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
_QUOTED = re.compile("“[^”]*”")

DEEPEST, TRIED = 5, 4
"""How many sentences may stand in each other, and how many templates are tried where several fit."""

Inner = Callable[[str], str]
"""Translates what stands in a sentence."""


class Template(Record):
    """A sentence with holes: the text between them, and how it goes in English, its holes numbered."""

    code: str
    texts: tuple[str, ...]
    english: str

    @property
    def length(self) -> int:
        """How much text it states itself: of two templates that fit, the one with more is meant."""
        return sum(map(len, self.texts))


class Catalogue(Record):
    """What can be said: whole sentences, and templates, those with most text first."""

    whole: dict[str, str]
    templates: list[Template]


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the package."""
    whole: dict[str, str] = {}
    templates: list[Template] = []
    for code, sentences in json.loads(CATALOGUE.read_text(encoding="utf-8")).items():
        for sentence, said in sentences.items():
            texts = between_holes(sentence)
            if said and len(texts) == 1:
                whole[texts[0]] = said.format()
            elif said:
                templates.append(Template(code, texts, _numbered(said)))
    return Catalogue(whole, sorted(templates, key=lambda template: -template.length))


def between_holes(template: str) -> tuple[str, ...]:
    """The texts between the holes of a template, braces as they are meant.

    >>> between_holes("写成 {{{}: 个数}}，或 {}")
    ('写成 {', ': 个数}，或 ', '')
    """
    texts = [""]
    for piece in re.split(r"({{|}}|{})", template):
        if piece == "{}":
            texts.append("")
        else:
            texts[-1] += {"{{": "{", "}}": "}"}.get(piece, piece)
    return tuple(texts)


def _numbered(english: str) -> str:
    """The English with numbers in its holes, where it has them in the order of the Chinese."""
    texts = between_holes(english)
    if len(texts) == 1:
        return english
    pieces = (text.replace("{", "{{").replace("}", "}}") for text in texts)
    return next(pieces) + "".join(f"{{{at}}}{piece}" for at, piece in enumerate(pieces))


@cache
def _beginning(sign: str) -> list[Template]:
    """The templates whose own text begins with this sign; with "", those that begin with a hole."""
    return [template for template in catalogue().templates if template.texts[0][:1] == sign]


@lru_cache(maxsize=4096)
def english(sentence: str, code: str = "", level: int = 0) -> str:
    """The sentence in English, or as it is where no template fits.

    code: that of the finding; between templates with as much text its own is meant.
    level: in how many sentences this one stands; beyond `DEEPEST` it is some long text of the user's, and stays.
    """
    known = catalogue().whole.get(sentence)
    if known is not None or level > DEEPEST or not _CHINESE.search(sentence):
        return sentence if known is None else known
    inner = partial(english, code=code, level=level + 1)
    return (
        _bracketed(sentence, inner)
        or _listed(sentence, ", ", inner)
        or _templated(sentence, _beginning(sentence[0]), code, inner)
        or _named(sentence, inner)
        or _templated(sentence, _beginning(""), code, inner)
        or _listed(sentence, "、", inner)
        or sentence
    )


def _bracketed(sample: str, inner: Inner) -> str:
    """A sample in brackets, such as ``[数值 场, …]``; "", as below, where it is none."""
    said = inner(sample[1:-1]) if sample[0] + sample[-1] in ("{}", "[]") else sample[1:-1]
    return f"{sample[0]}{said}{sample[-1]}" if said != sample[1:-1] else ""


def _listed(words: str, mark: str, inner: Inner) -> str:
    """Phrases of ours, or words without Chinese, with a mark between them; none of them may be the user's."""
    pieces = words.split(mark)
    said = list(map(inner, pieces)) if len(pieces) > 1 else []
    ours = all(one != piece or not _CHINESE.search(one) for one, piece in zip(said, pieces, strict=False))
    return ", ".join(said) if said and ours else ""


def _named(line: str, inner: Inner) -> str:
    """A line to be pasted, ``name: sample``: the name is the user's."""
    name, mark, sample = line.partition(": ")
    said = inner(sample)
    return f"{name}{mark}{said}" if said != sample else ""


def _templated(sentence: str, templates: list[Template], code: str, inner: Inner) -> str:
    """The sentence by the fitting template that leaves no Chinese, else by the one with most text."""
    fitting = [(each, holes) for each in templates if (holes := filling(sentence, each.texts)) is not None]
    fitting.sort(key=lambda each: (-each[0].length, each[0].code != code))
    said = [_filled(template, holes, inner) for template, holes in fitting[:TRIED]]
    return next((one for one in said if not _CHINESE.search(_QUOTED.sub("", one))), said[0] if said else "")


def _filled(template: Template, holes: list[str], inner: Inner) -> str:
    """The template's English; where that has a hole in quotation marks, the user's own word stands in it."""
    shared = enumerate(_shared(template, holes))
    said = (hole if f"“{{{at}}}”" in template.english else inner(hole) for at, hole in shared)
    return template.english.format(*said)


def _shared(template: Template, holes: list[str]) -> list[str]:
    """The holes, where two with nothing between them share their text: the first has the longest phrase of ours."""
    for at, text in enumerate(template.texts[1:-1]):
        if not text:
            both = holes[at] + holes[at + 1]
            end = max((n for n in range(1, len(both)) if both[:n] in catalogue().whole), default=0)
            holes[at : at + 2] = both[:end], both[end:]
    return holes


def filling(sentence: str, texts: tuple[str, ...]) -> list[str] | None:
    """What fills the holes between the texts, each as little as it can be; None where the sentence is not so made.

    >>> filling("缺少“{}”（）", ("缺少“", "”（", "）")), filling("缺少", ("缺少“", "”"))
    (['{}', ''], None)
    """
    first, *inner, last = texts
    if len(sentence) < len(first) + len(last) or not (sentence.startswith(first) and sentence.endswith(last)):
        return None
    at, end, holes = len(first), len(sentence) - len(last), list[str]()
    for text in inner:
        found = sentence.find(text, at, end)
        if found < 0:
            return None
        holes.append(sentence[at:found])
        at = found + len(text)
    return [*holes, sentence[at:end]]
