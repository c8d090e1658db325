"""``perfeval validate``: every problem of specs, projects and tests, all at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfeval.cli.exits import NO, OK, UNUSABLE
from perfeval.cli.inputs import expand, read, shown
from perfeval.cli.streams import emit, say, style_for
from perfeval.diagnostic import Diagnostic
from perfeval.load import Loaded, bound, kind_of, planned, whole
from perfeval.report.findings import render

if TYPE_CHECKING:
    from perfeval.facts import Bound
    from perfeval.plan import Plan
    from perfeval.source import Source

T = TypeVar("T")

_UNREADABLE = ("file-not-found", "not-a-file", "unreadable-file")


def validate_files(files: Sequence[str], color: str) -> int:
    """Check the files; findings go to standard output, for they are the answer."""
    found: list[Diagnostic] = []
    passed: list[str] = []
    for name in expand(files):
        loaded = _check(name)
        found += loaded.diagnostics
        if loaded.value is not None:
            passed.append(shown(name))
    if found:
        emit(render(found, style=style_for(sys.stdout, color)))
    for name in passed:
        say(f"通过: {name}")
    if any(diagnostic.code in _UNREADABLE and not diagnostic.route for diagnostic in found):
        return UNUSABLE
    return NO if any(diagnostic.fatal for diagnostic in found) else OK


def _check(name: str) -> Loaded[object]:
    source, folder = read(name)
    if source.value is None:
        return Loaded(None, source.diagnostics)
    if kind_of(source.value) == "project":
        project = bound(source, folder)
        return _asked(source.value, project, _project_findings)
    if kind_of(source.value) == "test":
        from perfeval.testing.checking import load_suite

        suite = load_suite(source, folder)
        return Loaded(suite.value, suite.diagnostics)
    entire = whole(source, Path(name))
    spec = planned(entire, Path(name))
    return _asked(entire.value, spec, _spec_findings) if entire.value else Loaded(None, spec.diagnostics)


def _asked(source: Source, loaded: Loaded[T], findings: Callable[[T], Iterator[Diagnostic]]) -> Loaded[object]:
    """What can be scored, with what the checks have to say about it."""
    if loaded.value is None:
        return Loaded(None, loaded.diagnostics)
    return Loaded(loaded.value, (*loaded.diagnostics, *(source.place(found) for found in findings(loaded.value))))


def _spec_findings(plan: Plan) -> Iterator[Diagnostic]:
    from perfeval.lint import spec_findings

    return spec_findings(plan)


def _project_findings(bound: Bound) -> Iterator[Diagnostic]:
    from perfeval.lint import project_findings
    from perfeval.scoring import score

    return project_findings(score(bound))
