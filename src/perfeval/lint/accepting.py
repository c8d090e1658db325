"""Findings that a file accepts, each with its reason, and what is wrong with the exceptions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from perfeval.diagnostic import Diagnostic, Related, Route, Severity, nearest
from perfeval.explained import codes
from perfeval.merged import Merged
from perfeval.model import read
from perfeval.record import Record
from perfeval.source import Data, Source

if TYPE_CHECKING:
    from perfeval.accept import Accept

READING = (
    *("byte-order-mark", "utf-16", "full-width-colon", "full-width-lookalike", "text-after-hash"),
    "fact-outside-period",
)
"""The warnings and notes that are no checks of `lint`: they come up while a file is read."""


class Accepted(Record):
    """A finding that is no fault here, and why."""

    finding: Diagnostic
    because: str


class Settled(Record):
    """The findings that stand, those of the exceptions included, and those that were accepted."""

    standing: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...] = ()


def settle(found: Iterable[Diagnostic], source: Source, today: date, asked: bool) -> Settled:
    """Hold the findings about a file against the exceptions that it states under ``accept``.

    asked: whether every check was made, so that an exception for which there is no finding has no use.
    An exception taken over from another file holds as well, but its own faults are that file's.
    """
    standing, accepted, faults = list(dict.fromkeys(found)), list[Accepted](), list[Diagnostic]()
    for route, entry in _entries(source.data):
        meant = [one for one in standing if one.code == entry.code and _concerns(one, entry, source)]
        taken = {one for one in meant if not one.fatal}
        accepted += (Accepted(one, entry.because) for one in meant if one in taken)
        standing = [one for one in standing if one not in taken]
        wrong = _fault(entry, route, meant, today)
        if not wrong and not meant and asked:
            wrong = _unused(entry, route, source.data)
        if wrong and source.locate(route).file == source.name:
            faults.append(source.place(wrong))
    return Settled((*standing, *faults), tuple(accepted))


def _entries(data: Data) -> Iterator[tuple[Route, Accept]]:
    """The exceptions that can be read; the others are faults of the file, and known as such."""
    stated = data.get("accept") if isinstance(data, dict) else None
    if not isinstance(stated, list):
        return
    from perfeval.accept import Accept

    for index, item in enumerate(stated):
        entry = read(Accept, item)
        if isinstance(entry, Accept):
            yield ("accept", index), entry


def _concerns(found: Diagnostic, entry: Accept, source: Source) -> bool:
    """Whether a finding stands in the file, or one that it extends, and at the place that is named."""
    here = isinstance(source, Merged) or (found.location is not None and found.location.file == source.name)
    return here and (entry.at is None or entry.at in _names(found.route, source.data))


def _names(route: Route, data: Data) -> Iterator[str]:
    """The codes of the indicators, and the names of the facts, that a route passes.

    >>> data = {"indicators": [{"code": "A", "indicators": [{"code": "A1", "name": "甲"}]}], "facts": {"B": "1"}}
    >>> [*_names(("indicators", 0, "indicators", 0, "name"), data)], [*_names(("facts", "B"), data)]
    (['A', 'A1'], ['B'])
    """
    before: str | int = ""
    for step in route:
        if before in ("facts", "published") and isinstance(step, str):
            yield step
        data = _below(data, step)
        if isinstance(data, dict):
            yield from (name for key in ("code", "indicator") if isinstance(name := data.get(key), str))
        before = step


def _below(data: Data, step: str | int) -> Data:
    """What a step of a route leads to; nothing where the file does not have it."""
    if isinstance(step, str):
        return data.get(step) if isinstance(data, dict) else None
    return data[step] if isinstance(data, list) and 0 <= step < len(data) else None


def _fault(entry: Accept, route: Route, meant: list[Diagnostic], today: date) -> Diagnostic | None:
    """What is wrong with an exception, for which these findings are meant."""
    code = (*route, "code")
    if any(one.fatal for one in meant) or not (meant or entry.code in _acceptable()):
        known = () if meant else known_codes()
        if not meant and entry.code not in known:
            return unknown_code(entry.code, known, code)
        hint = "accept 只用于警告和提示；改好这个问题，删去这一条"
        return Diagnostic("accept-not-allowed", f"{entry.code} 不能说明理由后放过", hint, code)
    if entry.until and entry.until < today:
        related = tuple(Related("所说明的问题在这里", one.route, one.location) for one in meant[:3])
        hint = "理由仍成立就改 until；否则改好问题，删去这一条"
        message = f"对 {entry.code} 的说明到 {entry.until} 为止，已经过期"
        return Diagnostic("accept-expired", message, hint, (*route, "until"), related=related)
    return None


def _unused(entry: Accept, route: Route, data: Data) -> Diagnostic:
    """The finding for an exception that nothing needs."""
    where = f"“{entry.at}”那里" if entry.at else "文件里"
    message = f"{where}没有 {entry.code}，这一条说明没有用处"
    hint = "删去这一条"
    if entry.at and entry.at not in (names := set(_known(data))):
        hint = nearest(entry.at, names, f"没有叫“{entry.at}”的指标或事实，核对 at")
    return Diagnostic("accept-unused", message, hint, (*route, "at" if entry.at else "code"), Severity.WARNING)


def _known(data: Data) -> Iterator[str]:
    """What `at` can name: the codes of indicators, the names of facts."""
    if not isinstance(data, dict):
        return
    if isinstance(code := data.get("code"), str):
        yield code
    facts, below = data.get("facts"), data.get("indicators")
    yield from facts if isinstance(facts, dict) else ()
    for each in below if isinstance(below, list) else ():
        yield from _known(each)


def _acceptable() -> set[str]:
    """Every code that may be no error."""
    from perfeval.lint.projects import PROJECT_CHECKS
    from perfeval.lint.specs import SPEC_CHECKS

    return {check.code for check in SPEC_CHECKS}.union(READING, (check.code for check in PROJECT_CHECKS))


def known_codes() -> list[str]:
    """Every code that a finding can bear."""
    return sorted(_acceptable().union(codes()))


def unknown_code(word: str, known: Iterable[str], route: Route = ()) -> Diagnostic:
    """The finding for a word that is not the code of any finding."""
    hint = nearest(word, known, "编号写在每条问题开头的方括号里")
    return Diagnostic("unknown-code", f"没有编号为“{word}”的问题", hint, route)
