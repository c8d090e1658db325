"""The language the program talks in: Chinese as it is written where a sentence arises, or English from the catalogue.

Findings, talk and help are translated at the edge, whole. What a spec or a project says, reports and the wording of
rules are in the language of the spec and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfeval.diagnostic import Diagnostic
from perfeval.record import replace

LANGUAGES = ("zh", "en")
VARIABLE = "PERFEVAL_LANG"

_now = {"language": "zh"}


def chosen() -> str:
    """The language: ``zh`` or ``en``."""
    return _now["language"]


def choose(language: str) -> None:
    """Talk in this language from now on."""
    _now["language"] = language


def preferred(environ: Mapping[str, str]) -> str:
    """What the environment asks for: by name, or by a locale; Chinese where it says nothing of English.

    >>> preferred({"LANG": "en_US.UTF-8"}), preferred({"LC_ALL": "C", "LANG": "en_US.UTF-8"}), preferred({})
    ('en', 'zh', 'zh')
    """
    stated = environ.get(VARIABLE)
    locale = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return stated or ("en" if locale.lower().startswith("en") else "zh")


def spoken(sentence: str, code: str = "") -> str:
    """One of our sentences in the chosen language; it stays as it is where the catalogue does not have it.

    code: that of the finding that says it, if it is one.
    """
    if chosen() == "zh" or not sentence:
        return sentence
    from perfeval.english import english

    return english(sentence, code)


def listed(parts: Iterable[str]) -> str:
    """Parts of a sentence in the chosen language, in a row."""
    return ("，" if chosen() == "zh" else ", ").join(parts)


def translated(found: Diagnostic) -> Diagnostic:
    """The finding with its message, hint and second places in the chosen language."""
    if chosen() == "zh":
        return found
    related = tuple(replace(one, message=spoken(one.message, found.code)) for one in found.related)
    message, hint = spoken(found.message, found.code), spoken(found.hint, found.code)
    return replace(found, message=message, hint=hint, related=related)
