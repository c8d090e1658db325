"""What `validate` found, in the forms that people and programs read. A format is one file here and one word below."""

from __future__ import annotations

from importlib import import_module

from perfeval.report.formats.findings import Report

FORMATS = ("text", "compact", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown")
"""Each is the name of a module with a function ``write(report)``."""

SUFFIXES = {
    ".txt": FORMATS,
    ".json": ("json", "sarif", "gitlab"),
    ".jsonl": ("jsonl",),
    ".sarif": ("sarif",),
    ".xml": ("junit",),
    ".md": ("markdown",),
}
"""What a file's suffix stands for: the first where nothing else is said, or one of the others."""


def written(name: str, report: Report) -> str:
    """The report in the format of that name."""
    text: str = import_module(f"{__name__}.{name}").write(report)
    return text
