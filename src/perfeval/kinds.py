"""What a file says it is: a spec, a project or a test."""

from __future__ import annotations

from perfeval.diagnostic import Diagnostic
from perfeval.source import Source

_KINDS = {"spec": "指标体系", "project": "项目文件", "test": "测试文件"}


def kind_of(source: Source) -> str:
    """What a file says it is: ``spec``, ``project``, ``test``, or nothing that we know."""
    stated = source.data.get("perfeval") if isinstance(source.data, dict) else None
    kind = stated.partition("/")[0] if isinstance(stated, str) else ""
    return kind if kind in _KINDS else ""


def misplaced(source: Source, wanted: str) -> Diagnostic | None:
    """A file of the other kind, or of a version that this engine does not know."""
    kind = kind_of(source)
    stated = source.data.get("perfeval") if isinstance(source.data, dict) else None
    if not isinstance(stated, str):
        return _not_stated(source, wanted)
    if kind and kind != wanted:
        message = f"这是{_KINDS[kind]}，这里要{_KINDS[wanted]}"
        return Diagnostic("wrong-kind", message, f"换成以 perfeval: {wanted}/1 开头的文件", ("perfeval",))
    if kind == wanted and stated != f"{wanted}/1":
        message = f"这个程序只认得 {wanted}/1，文件写的是 {stated}"
        hint = f"写成 perfeval: {wanted}/1；文件是照更新的版本写的，升级程序"
        return Diagnostic("unknown-version", message, hint, ("perfeval",))
    return None


def _not_stated(source: Source, wanted: str) -> Diagnostic:
    """A file without the line that says what it is, or with that line under a misspelt name."""
    for key, value in source.data.items() if isinstance(source.data, dict) else ():
        kind, _, version = value.partition("/") if isinstance(value, str) else ("", "", "")
        if kind in _KINDS and version.isdecimal():
            line = f"{key}: {value}"
            message = f"文件没有写明是什么文件（perfeval），而有一行“{line}”"
            return Diagnostic("kind-not-stated", message, f"把“{key}”改成 perfeval", (key,), on_key=True)
    return Diagnostic("kind-not-stated", "文件没有写明是什么文件（perfeval）", f"开头写一行 perfeval: {wanted}/1")
