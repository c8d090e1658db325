"""Findings that a file accepts, each with its reason, and what is wrong with the exceptions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from perfeval.accept import Accept
from perfeval.diagnostic import Diagnostic, Route, Severity, nearest
from perfeval.model import read
from perfeval.record import Record
from perfeval.source import Data, Source


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
        meant = [one for one in standing if one.code == entry.code and _concerns(one, entry, source.data)]
        wrong = _fault(entry, route, meant, today, asked)
        if wrong and source.locate(route).file == source.name:
            faults.append(source.place(wrong))
        if not wrong:
            accepted += (Accepted(one, entry.because) for one in meant)
            taken = set(meant)
            standing = [one for one in standing if one not in taken]
    return Settled((*standing, *faults), tuple(accepted))


def _entries(data: Data) -> Iterator[tuple[Route, Accept]]:
    """The exceptions that can be read; the others are faults of the file, and known as such."""
    stated = data.get("accept") if isinstance(data, dict) else None
    for index, item in enumerate(stated if isinstance(stated, list) else ()):
        entry = read(Accept, item)
        if isinstance(entry, Accept):
            yield ("accept", index), entry


def _concerns(found: Diagnostic, entry: Accept, data: Data) -> bool:
    return entry.at is None or entry.at in _names(found.route, data)


def _names(route: Route, data: Data) -> Iterator[str]:
    """The codes of the indicators, and the names of the facts, that a route passes."""
    before: str | int = ""
    for step in route:
        if before in ("facts", "published") and isinstance(step, str):
            yield step
        known = step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data))
        data = data[step] if known else None  # type: ignore[index]
        if isinstance(data, dict):
            yield from (name for key in ("code", "indicator") if isinstance(name := data.get(key), str))
        before = step


def _fault(entry: Accept, route: Route, meant: list[Diagnostic], today: date, asked: bool) -> Diagnostic | None:
    """Why an exception does not hold."""
    from perfeval.explained import codes

    code, known = (*route, "code"), codes()
    if any(one.fatal for one in meant):
        message = f"{entry.code} 是错误，不能用 accept 说明理由后放过"
        return Diagnostic("accept-not-allowed", message, "改好这个错误，删去这一条", code)
    if not meant and entry.code not in known:
        return unknown_code(entry.code, known, code)
    if entry.until and entry.until < today:
        message = f"这一条说明有效到 {entry.until}，已经过期"
        return Diagnostic(
            "accept-expired", message, "理由仍成立就改 until；否则改好问题，删去这一条", (*route, "until")
        )
    if not meant and asked:
        where = f"“{entry.at}”那里" if entry.at else "文件里"
        message = f"{where}没有 {entry.code}，这一条说明没有用处"
        return Diagnostic("accept-unused", message, "删去这一条；或核对 at", code, Severity.WARNING)
    return None


def unknown_code(word: str, known: Iterable[str], route: Route = ()) -> Diagnostic:
    """The finding for a word that is not the code of any finding."""
    hint = nearest(word, known, "编号写在每条问题开头的方括号里")
    return Diagnostic("unknown-code", f"没有编号为“{word}”的问题", hint, route)
