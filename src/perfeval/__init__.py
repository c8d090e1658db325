"""Exact scoring of public-spending performance evaluations (预算绩效评价), with a reason for every point.

The names below are the library; each is imported when it is first used, so that the command line
starts fast::

    loaded = perfeval.load_project("project.yaml")
    if loaded.value is None:
        print(perfeval.render(loaded.diagnostics))
    else:
        card = perfeval.score(loaded.value)
        print(perfeval.document(card, perfeval.audit(card), loaded.inputs)["total"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfeval.version import VERSION as __version__

if TYPE_CHECKING:
    from perfeval.audit import Audit, audit
    from perfeval.diagnostic import Diagnostic, Location, Severity
    from perfeval.document import document
    from perfeval.load import Loaded, load_project, load_spec
    from perfeval.report.findings import render
    from perfeval.report.render import report
    from perfeval.score import score
    from perfeval.scorecard import Line, Scorecard

_HOMES = {
    "Audit": "audit",
    "Diagnostic": "diagnostic",
    "Line": "scorecard",
    "Loaded": "load",
    "Location": "diagnostic",
    "Scorecard": "scorecard",
    "Severity": "diagnostic",
    "audit": "audit",
    "document": "document",
    "load_project": "load",
    "load_spec": "load",
    "render": "report.findings",
    "report": "report.render",
    "score": "score",
}

__all__ = [
    "Audit",
    "Diagnostic",
    "Line",
    "Loaded",
    "Location",
    "Scorecard",
    "Severity",
    "__version__",
    "audit",
    "document",
    "load_project",
    "load_spec",
    "render",
    "report",
    "score",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'perfeval' has no attribute {name!r}")
    import sys
    from importlib import import_module

    found = getattr(import_module(f"perfeval.{_HOMES[name]}"), name)
    # Some names are also those of modules, which the import system sets here as it loads them.
    setattr(sys.modules[__name__], name, found)
    return found
