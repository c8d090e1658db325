"""``perfeval.toml``, or ``[tool.perfeval]`` of ``pyproject.toml``: what `validate` goes by where nothing is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from perfeval.cli.exits import USAGE, Leave
from perfeval.cli.selecting import unknown_codes
from perfeval.cli.streams import say
from perfeval.diagnostic import Diagnostic, Location, Route, nearest, shown_path
from perfeval.record import Record, replace
from perfeval.report.formats import FORMATS
from perfeval.report.formats.findings import Checked, relative
from perfeval.source import read_bytes
from perfeval.source.lines import Lines

OWN, SHARED = "perfeval.toml", "pyproject.toml"
LEVELS = ("error", "warning", "note")
_CHOICES = {"fail-on": LEVELS, "format": FORMATS}
KEYS = ("select", "ignore", *_CHOICES)
_MOST = 100
"""So many faults are told."""

_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*perfeval[ \t]*[\].]", re.M)


class Settings(Record):
    """What is configured; nothing where a key is not written. faults: what is wrong with the file, if anything."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    format: str = ""
    faults: tuple[Checked, ...] = ()


def settings(file: str | None) -> Settings:
    """What the file says, or the nearest one that is found; leaves where a file that was named cannot be read."""
    if file is None:
        return next(_nearest(Path.cwd()), Settings())
    text = _text(Path(file))
    if text is None:
        say(f"错误: 读不出 --config 的文件“{file}”：核对路径和权限")
        raise Leave(USAGE)
    return _settings(Path(file), text)


def _nearest(start: Path) -> Iterator[Settings]:
    """The settings in this folder or above, as far as the folder that holds the repository."""
    for folder in (start, *start.parents):
        for name in (OWN, SHARED):
            text = _text(folder / name)
            if text is not None and (name == OWN or _speaks(text)):
                yield _settings(folder / name, text)
        if _exists(folder / ".git"):
            return


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that must not be looked into
        return False


def _text(path: Path) -> str | None:
    """The text of a file, if it can be read; what is not UTF-8 in it is replaced by what TOML refuses."""
    try:
        raw = read_bytes(path)
    except (OSError, ValueError):
        return None
    return raw.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\ufffd", "\0")


def _parsed(text: str) -> dict[str, Any] | int:
    """The data, or the line at which it is no TOML."""
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number can be too long to be one
        line = re.search(r"line (\d+)", str(error))
        return int(line[1]) if line else text.rstrip().count("\n") + 1


def _speaks(text: str) -> bool:
    """Whether a ``pyproject.toml`` is meant for us; one that cannot be read may well be somebody else's."""
    if "perfeval" not in text:
        return False
    data = _parsed(text)
    return bool(_HEADER.search(text)) if isinstance(data, int) else _table(data) is not None


def _table(data: dict[str, Any]) -> Any:
    tool = data.get("tool")
    return tool.get("perfeval") if isinstance(tool, dict) else None


def _settings(path: Path, text: str) -> Settings:
    data, at = _parsed(text), _Places(relative(shown_path(path)), text)
    if isinstance(data, int):
        hint = '每行一个“名称 = 值”，文字加引号，列表写成 ["甲", "乙"]；文件用 UTF-8 编码'
        return Settings(faults=at.placed([Diagnostic("not-toml", "这里不是 TOML 的写法", hint, (data,))]))
    table = _table(data) if path.name == SHARED else data
    if not isinstance(table, dict):
        hint = "写成 [tool.perfeval]，下面每行一个“名称 = 值”"
        fault = Diagnostic("not-a-mapping", "perfeval 的设置要写成一张表", hint, ("perfeval",))
        return Settings(faults=at.placed([fault]))
    faults = list(islice((fault for key in table for fault in _faults(key, table[key])), _MOST))
    wrong = {fault.route[0] for fault in faults}
    right = {key: value for key, value in table.items() if key not in wrong}
    select, ignore = (tuple(right.get(key, ())) for key in ("select", "ignore"))
    return Settings(select, ignore, right.get("fail-on", ""), right.get("format", ""), at.placed(faults))


def _faults(key: str, value: Any) -> Iterator[Diagnostic]:
    """What is wrong with a key; a key with faults counts as not written."""
    if key not in KEYS:
        hint = nearest(key, KEYS, f"这里可以写：{'、'.join(KEYS)}")
        yield Diagnostic("unknown-field", f"不认得“{key}”", hint, (key,), on_key=True)
    elif key in _CHOICES:
        if value not in _CHOICES[key]:
            hint = f"可选：{'、'.join(_CHOICES[key])}"
            yield Diagnostic("unknown-choice", f"{key} 不能写“{value}”", hint, (key, str(value)))
    elif not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        yield Diagnostic("not-a-list", f"{key} 要写一列编号", f'写成 {key} = ["quantity-only"]', (key,))
    else:
        yield from (replace(fault, route=(key, value[index])) for index, fault in unknown_codes(value))


class _Places:
    """Where a file writes what; a TOML reader does not say, so it is looked for in the text."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.lines = name, text, Lines(name, text)

    def placed(self, faults: list[Diagnostic]) -> tuple[Checked, ...]:
        """The file as one that was checked; nothing where it has no faults."""
        found = tuple(replace(fault, location=self._locate(fault.route)) for fault in faults)
        return (Checked(self.name, found),) if found else ()

    def _locate(self, route: Route) -> Location:
        """The place of a line by its number, of a key, or of a value that the key has."""
        if isinstance(route[0], int):
            starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
            start = starts[min(route[0], len(starts)) - 1]
            end = self.text.find("\n", start)
            return self.lines.location(start, end if end >= 0 else len(self.text))
        header = _HEADER.search(self.text)
        begin = header.start() if header else 0
        name = re.escape(str(route[0]))
        key = re.compile(rf"^[ \t]*[\"']?({name})[\"']?[ \t]*[=.]", re.M).search(self.text, begin)
        start, end = key.span(1) if key else (begin, begin + 1)
        value = self.text.find(str(route[1]), end) if len(route) > 1 else -1
        return self.lines.location(value, value + len(str(route[1]))) if value >= 0 else self.lines.location(start, end)
