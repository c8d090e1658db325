"""The findings of one run over several files: sorted, counted, and each with a name that outlives other changes."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from perfeval.diagnostic import Diagnostic, Location, Severity
from perfeval.lang import listed, spoken, translated
from perfeval.lint.accepting import Accepted
from perfeval.record import Record, replace
from perfeval.report.findings import Style, by_place, counted, printable

_NOWHERE = Location("", 1, 1)
UNREADABLE = ("file-not-found", "not-a-file", "unreadable-file")
_LOOKED_AT = 1000
"""So much of a line is looked at to tell it from others: a line can be as long as the file."""

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Checked(Record):
    """What there is to say about one file; `file` is what messages call it."""

    file: str
    findings: tuple[Diagnostic, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @property
    def unreadable(self) -> bool:
        """Whether the file itself could not be read."""
        return any(one.code in UNREADABLE and not one.route for one in self.findings)


class Listed(Record):
    """A finding as formats list it.

    file: relative to the current folder, with ``/``. text: the line. number: how many equal ones stand before it.
    because: why it is accepted; empty where it is not.
    """

    finding: Diagnostic
    place: Location
    file: str
    text: str
    number: int
    because: str = ""

    @property
    def fingerprint(self) -> str:
        """Of the code, the file and the text of the line, so that lines above it do not change it."""
        return _fingerprint(self.finding.code, self.file, self.text, self.number)


class Report(Record, eq=False):
    """What a run found. least: the severity from which on a finding fails its file. style: for a terminal."""

    files: tuple[Checked, ...]
    listed: tuple[Listed, ...]
    least: Severity = Severity.ERROR
    style: Style | None = None

    def fails(self, finding: Diagnostic) -> bool:
        """Whether a finding fails its file."""
        return _RANK[finding.severity] <= _RANK[self.least]

    def state(self, file: Checked) -> str:
        """``passed``, ``failed`` or ``unreadable``."""
        return "unreadable" if file.unreadable else "failed" if any(map(self.fails, file.findings)) else "passed"

    @property
    def standing(self) -> list[Listed]:
        """The findings that were not accepted."""
        return [one for one in self.listed if not one.because]

    @property
    def accepted(self) -> int:
        """How many were."""
        return sum(1 for one in self.listed if one.because)


def report(files: Iterable[Checked], keeps: Callable[[Diagnostic], bool], least: Severity) -> Report:
    """The report of the findings that are wanted, each once, by place."""
    kept = tuple(
        replace(
            file,
            findings=tuple(translated(one) for one in file.findings if keeps(one)),
            accepted=tuple(
                Accepted(translated(one.finding), one.because) for one in file.accepted if keeps(one.finding)
            ),
        )
        for file in files
    )
    told = {_same(one.finding): (one.finding, one.because) for file in kept for one in file.accepted}
    told |= {_same(one): (one, "") for file in kept for one in file.findings}
    seen: Counter[tuple[str, str, str]] = Counter()
    entries = []
    for found, because in sorted(told.values(), key=lambda one: by_place(one[0])):
        place = found.location or _NOWHERE
        same = (found.code, relative(place.file), place.excerpt[:_LOOKED_AT].strip())
        entries.append(Listed(found, place, same[1], same[2], seen[same], because))
        seen[same] += 1
    return Report(kept, tuple(entries), least)


def _same(one: Diagnostic) -> tuple[object, ...]:
    """What two findings that say the same have in common: several files may have it of one that all of them use."""
    place = one.location
    where = (place.file, place.line, place.column, place.length) if place else ()
    return (one.code, one.severity, one.message, one.hint, where)


@lru_cache(maxsize=1024)
def relative(file: str) -> str:
    """A file's name as seen from the current folder, with ``/``; what is no file keeps its name."""
    try:
        return os.path.relpath(file).replace(os.sep, "/") if file else ""
    except ValueError:  # on another drive
        return file.replace(os.sep, "/")


@lru_cache(maxsize=1024)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _fingerprint(code: str, file: str, text: str, number: int) -> str:
    """A name of 32 hexadecimal digits; `number` tells equal findings on equal lines apart."""
    return _digest("\n".join((code, file, _digest(text), str(number))))[:32]


def plain(finding: Diagnostic) -> str:
    """What was found and what to do, as one sentence without hidden signs."""
    said = spoken(f"{finding.message}（建议: {finding.hint}）") if finding.hint else finding.message
    return printable(said)


def line(found: Diagnostic) -> str:
    """A finding on one line: place, severity, code, message, hint."""
    place = found.location or _NOWHERE
    where = f"{printable(relative(place.file))}:{place.line}:{place.column}"
    return f"{where}: {spoken(found.severity.words)}[{found.code}] {plain(found)}"


def accepted_words(report: Report) -> str:
    """How many findings were accepted, in words; empty where none were."""
    return spoken(f"另有 {report.accepted} 处已说明理由（accept）") if report.accepted else ""


def summary(report: Report) -> str:
    """How many findings there are of each severity, and how many were accepted."""
    found = counted([one.finding for one in report.standing])
    return listed(part for part in (found, accepted_words(report)) if part) or spoken("没有发现问题")
