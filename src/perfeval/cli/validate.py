"""``perfeval validate``: every problem of specs, projects and tests, all at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from perfeval.cli.exits import NO, OK, UNUSABLE
from perfeval.cli.inputs import expand, read, shown
from perfeval.cli.streams import emit, say, style_for
from perfeval.diagnostic import Diagnostic
from perfeval.load import Loaded, bound, kind_of, planned
from perfeval.report.findings import render

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
        return Loaded(project.value, project.diagnostics)
    if kind_of(source.value) == "test":
        from perfeval.testing.checking import load_suite

        suite = load_suite(source, folder)
        return Loaded(suite.value, suite.diagnostics)
    spec = planned(source, Path(name))
    return Loaded(spec.value, spec.diagnostics)
