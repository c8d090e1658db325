"""One file and everything that there is to say about it: nothing is printed, and nothing depends on other files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfeval.cli.inputs import read, shown
from perfeval.diagnostic import Diagnostic
from perfeval.kinds import kind_of
from perfeval.lint.accepting import settle
from perfeval.load import Loaded, bound, planned, whole
from perfeval.report.formats.findings import Checked
from perfeval.source import Source

if TYPE_CHECKING:
    from perfeval.facts import Bound
    from perfeval.plan import Plan

T = TypeVar("T")


def check(name: str, today: date) -> Checked:
    """What is wrong with a spec, a project or a file of tests; `today` is the day on which its exceptions must hold."""
    loaded, source = _check(name)
    if source is None:
        return Checked(shown(name), loaded.diagnostics)
    settled = settle(loaded.diagnostics, source, today, asked=loaded.value is not None)
    return Checked(shown(name), settled.standing, settled.accepted)


def _check(name: str) -> tuple[Loaded[object], Source | None]:
    """The findings, and the data that they are about."""
    source, folder = read(name)
    if source.value is None:
        return Loaded(None, source.diagnostics), None
    if kind_of(source.value) == "project":
        return _asked(source.value, bound(source, folder), _project_findings), source.value
    if kind_of(source.value) == "test":
        from perfeval.testing.checking import load_suite

        suite = load_suite(source, folder)
        return Loaded(suite.value, suite.diagnostics), None
    entire = whole(source, Path(name))
    spec = planned(entire, Path(name))
    if entire.value is None:
        return Loaded(None, spec.diagnostics), None
    return _asked(entire.value, spec, _spec_findings), entire.value


def _asked(source: Source, loaded: Loaded[T], findings: Callable[[T], Iterator[Diagnostic]]) -> Loaded[object]:
    """What can be scored, with what the checks have to say about it."""
    if loaded.value is None:
        return Loaded(None, loaded.diagnostics)
    return Loaded(loaded.value, (*loaded.diagnostics, *(source.place(found) for found in findings(loaded.value))))


def _spec_findings(plan: Plan) -> Iterator[Diagnostic]:
    from perfeval.lint.specs import spec_findings

    return spec_findings(plan)


def _project_findings(bound: Bound) -> Iterator[Diagnostic]:
    from perfeval.lint.projects import project_findings
    from perfeval.scoring import score

    return project_findings(score(bound))
