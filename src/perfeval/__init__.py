"""Exact scoring of public-spending performance evaluations (预算绩效评价), with a reason for every point.

The names below are the library (no module bears one of them); each is imported when it is first
used, so that the command line starts fast::

    loaded = perfeval.load_project("project.yaml")
    if loaded.value is None:
        print(perfeval.render(loaded.diagnostics))
    else:
        card = perfeval.score(loaded.value)
        print(perfeval.document(card, perfeval.audit(card), loaded.inputs)["total"])

Many projects at once are rows of an Arrow table: `score_arrow`, `score_dask`, `score_spark` (docs/batch-engines.md).

With ``load_project(…, provisional=True)`` facts may be missing: where ``loaded.value.missing`` names
any, `possible` and `range_document` take the places of `score` and `document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfeval.version import VERSION as __version__

if TYPE_CHECKING:
    from perfeval.auditing import Audit, audit
    from perfeval.diagnostic import Diagnostic, Location, Severity
    from perfeval.documents import document
    from perfeval.exchange.arrow import Unusable, compared, parted, result_schema, score_arrow, write_results
    from perfeval.exchange.dask import score_dask
    from perfeval.exchange.spark import score_spark
    from perfeval.load import Loaded, load_project, load_spec
    from perfeval.provisional import Possible, possible
    from perfeval.ranges import range_document
    from perfeval.report.findings import render
    from perfeval.report.render import render_report
    from perfeval.scorecard import Line, Scorecard
    from perfeval.scoring import score

_HOMES = {
    "Audit": "auditing",
    "Diagnostic": "diagnostic",
    "Line": "scorecard",
    "Loaded": "load",
    "Location": "diagnostic",
    "Possible": "provisional",
    "Scorecard": "scorecard",
    "Severity": "diagnostic",
    "Unusable": "exchange.arrow",
    "audit": "auditing",
    "compared": "exchange.arrow",
    "document": "documents",
    "load_project": "load",
    "load_spec": "load",
    "parted": "exchange.arrow",
    "possible": "provisional",
    "range_document": "ranges",
    "render": "report.findings",
    "render_report": "report.render",
    "result_schema": "exchange.arrow",
    "score": "scoring",
    "score_arrow": "exchange.arrow",
    "score_dask": "exchange.dask",
    "score_spark": "exchange.spark",
    "write_results": "exchange.arrow",
}

__all__ = [
    "Audit",
    "Diagnostic",
    "Line",
    "Loaded",
    "Location",
    "Possible",
    "Scorecard",
    "Severity",
    "Unusable",
    "__version__",
    "audit",
    "compared",
    "document",
    "load_project",
    "load_spec",
    "parted",
    "possible",
    "range_document",
    "render",
    "render_report",
    "result_schema",
    "score",
    "score_arrow",
    "score_dask",
    "score_spark",
    "write_results",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'perfeval' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"perfeval.{_HOMES[name]}"), name)
