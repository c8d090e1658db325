"""``perfeval show``: the whole spec that a file states, with all that it takes over."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from perfeval.cli.exits import OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import read_named
from perfeval.cli.streams import check_writable, emit, say, show, style_for, write_file
from perfeval.diagnostic import Diagnostic
from perfeval.kinds import kind_of
from perfeval.load import Loaded, bound, planned, spec_file, spec_source, whole
from perfeval.report.findings import render
from perfeval.source import Data, Source
from perfeval.source.writing import write
from perfeval.spec import Indicator, Spec


def show_spec(name: str, output: str | None, color: str) -> int:
    """Print or write the spec, and give the exit code."""
    if output == "" or not name:
        say("错误: -o 后面要写文件名" if name else "错误: 要写一个指标体系或项目文件")
        raise Leave(USAGE)
    if output:
        check_writable(Path(output))
    loaded = effective(*read_named(name))
    show(render(loaded.diagnostics, style=style_for(sys.stderr, color)))
    if loaded.value is None:
        return UNUSABLE
    text = write(_ordered(loaded.value.data))
    if output:
        write_file(Path(output), text)
        say(f"已写入 {output}")
    else:
        emit(text)
    return OK


def effective(loaded: Loaded[Source], at: Path) -> Loaded[Source]:
    """The whole spec that the file `at` states, or that a project there names, where it is fit for scoring."""
    source = loaded.value
    if source and isinstance(source.data, dict) and kind_of(source) == "project":
        text = source.data.get("spec")
        path = spec_file(text, at.parent) if isinstance(text, str) else None
        if path is None:
            return Loaded(None, bound(loaded, at.parent).diagnostics)
        if isinstance(path, Diagnostic):
            return Loaded(None, (source.place(path),))
        loaded, at = spec_source(path), path
    merged = whole(loaded, at)
    made = planned(merged, at)
    return Loaded(merged.value if made.value else None, made.diagnostics, made.inputs)


def _ordered(data: Data) -> Data:
    """The spec with its fields in the order of the manual."""
    if not isinstance(data, dict):
        return data
    return _indicators_last(data, (field.alias or name for name, field in Spec.model_fields.items()))


def _indicators_last(data: dict[str, Data], fields: Iterable[str]) -> Data:
    ordered = {name: data[name] for name in fields if name in data and data[name] not in ({}, [])}
    below = ordered.get("indicators")
    if isinstance(below, list):
        ordered["indicators"] = [
            _indicators_last(each, Indicator.model_fields) if isinstance(each, dict) else each for each in below
        ]
    return ordered
