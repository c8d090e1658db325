"""Runs the command line inside this process, as a person at a shell would see it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from perfeval import lang
from perfeval.cli import app

HERE = {lang.VARIABLE: "", "LC_ALL": "C.UTF-8"}
"""What decides the language, whatever the machine has; processes that tests start inherit it."""

os.environ |= HERE


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def shown(self) -> str:
        """What a terminal shows: talk, then data, then a code that is not 0."""
        code = f"[exit {self.code}]\n" if self.code else ""
        return self.err + self.out + code


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(line: str, folder: Path, stdin: str | bytes = "") -> Ran:
    """Run ``perfeval …``, or ``NAME=value perfeval …``, in a folder, with nobody watching."""
    words = shlex.split(line)
    at = words.index("perfeval")
    stated, words = dict(word.split("=", 1) for word in words[:at]), words[at:]
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="ascii") for data in (raw, b"", b"")]
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    sys.argv, (sys.stdin, sys.stdout, sys.stderr) = words, streams
    try:
        with _inside(folder), mock.patch.dict(os.environ, {**HERE, **stated}):
            code = app.run()
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
        lang.choose("zh")
    out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
    return Ran(code, out, err)


_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A fenced block: a file (```yaml NAME) or what a console shows (```console)."""

    info: str
    body: str
    start: int
    end: int

    @property
    def file(self) -> str | None:
        words = self.info.split()
        return words[1] if len(words) > 1 else None

    def lay(self, folder: Path) -> None:
        """Write the file where the page says that it is."""
        path = folder / (self.file or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.body, encoding="utf-8")


def blocks(text: str) -> list[Block]:
    return [Block(m["info"].strip(), m["body"], m.start("body"), m.end("body")) for m in _BLOCK.finditer(text)]


def replay(text: str, folder: Path) -> str:
    """The page with every console block as it comes out when its commands are run in `folder`."""
    done, at = [], 0
    for block in blocks(text):
        if block.file:
            block.lay(folder)
        elif block.info == "console":
            shown = "".join(_session(block.body, folder))
            done.append(text[at : block.start] + shown)
            at = block.end
    return "".join([*done, text[at:]])


def _session(body: str, folder: Path) -> Iterator[str]:
    for line in body.splitlines():
        if line.startswith("$ "):
            yield line + "\n" + _shell(line[2:], folder)


def _shell(line: str, folder: Path) -> str:
    """A command of ours, or one of the few others that pages use."""
    if line.startswith("cat "):
        return (folder / line[4:].strip()).read_text(encoding="utf-8")
    command, _, source = line.partition(" < ")
    stdin = (folder / source.strip()).read_bytes() if source else b""
    return run(command, folder, stdin).shown


def expect(page: Path, shown: str) -> None:
    """Hold a committed page against what comes out now; with PERFEVAL_UPDATE set, write it instead."""
    if os.environ.get("PERFEVAL_UPDATE"):
        page.write_text(shown, encoding="utf-8")
    assert shown == page.read_text(encoding="utf-8")
