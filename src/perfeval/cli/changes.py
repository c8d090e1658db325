"""What a command changes in files: shown as a difference, or written."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path

from perfeval.cli.inputs import STDIN, shown
from perfeval.cli.streams import check_writable, coloured, emit, say, write_file

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def show_change(name: str, before: str, after: str, color: str) -> None:
    """The difference of a file as `patch` and reviewers read it; one that no line shows is said in words."""
    from perfeval.report.findings import printable

    made = "".join(map(_ended, unified_diff(_lines(before), _lines(after), shown(name), shown(name))))
    # Tabs stay: they may be what the change is about, and `patch` wants them.
    lines = ["\t".join(map(printable, line.split("\t"))) for line in made.split("\n")[:-1]]
    if coloured(sys.stdout, color):
        lines = [f"{_COLOURS[line[0]]}{line}\x1b[0m" if line[:1] in _COLOURS else line for line in lines]
    if lines:
        emit("\n".join(lines))
    else:
        say(f"{shown(name)}：只有编码或换行不同，改成 UTF-8（不带 BOM）、LF")


def _lines(text: str) -> list[str]:
    """The lines with their line feeds; other signs that Python takes for line ends are none."""
    return [f"{line}\n" for line in text.split("\n")][:-1] + [text.rpartition("\n")[2]] * (not text.endswith("\n"))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def write_change(name: str, after: str) -> None:
    """Write the text into the file it came from, or to standard output where it came from standard input."""
    if name == STDIN:
        emit(after)
        return
    path = Path(name)
    check_writable(path, ours=True)
    write_file(path, after, end="")
