"""``perfeval validate --fix``: faults of typing mended in the files, before they are checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from perfeval.cli.changes import show_change, write_change
from perfeval.cli.exits import NO, OK, USAGE, Leave
from perfeval.cli.inputs import STDIN, expand, shown
from perfeval.cli.streams import say
from perfeval.source import read_bytes
from perfeval.source.fixes import Fixed, fixed

Check = Callable[[], object]
"""What is to be done with the files: the command's own check."""


def before_checking(files: Sequence[str], fix: bool, diff: bool, watch: bool, color: str, check: Check) -> None:
    """Do what `--fix`, `--diff` and `--watch` ask for around the check; leaves where they are the whole answer."""
    if diff and not fix:
        say("错误: --diff 要与 --fix 同用")
        raise Leave(USAGE)
    if fix and diff:
        raise Leave(fix_files(files, diff, color))
    if watch:
        from perfeval.cli.watching import watch as watch_files

        watch_files(files, lambda: fix and fix_files(files, diff, color), check)
    fix_files(files, diff, color)


def fix_files(files: Sequence[str], diff: bool, color: str) -> int:
    """Mend the files, or show how; the exit code of a run that only shows: 1 where there is something to mend."""
    if STDIN in files:
        say("错误: --fix 要改文件本身，不能用于标准输入（-）")
        raise Leave(USAGE)
    names = expand(files)
    if any(Path(name).exists() and not Path(name).is_file() for name in names):
        say("错误: --fix 要改文件本身，不能用于管道和设备")
        raise Leave(USAGE)
    counts = [_fix(name, diff, color) for name in names]
    if diff and not any(counts):
        say("没有能自动改的地方")
    return NO if any(counts) else OK


def _fix(name: str, diff: bool, color: str) -> int:
    """Mend one file and say so; how many things were mended. What cannot be read is left to the check."""
    try:
        raw = read_bytes(Path(name))
    except (OSError, ValueError):
        return 0
    done = fixed(raw, shown(name))
    if done is None or not done.fixes:
        return 0
    for fix in done.fixes:
        say(f"{shown(name)}:{fix.line}: {fix.what}")
    if diff:
        show_change(name, done.before, done.after, color)
        say(f"能改 {len(done.fixes)} 处: {shown(name)}，文件没有改动")
    else:
        write_change(name, _line_ends(raw, done))
        say(f"已改 {len(done.fixes)} 处: {shown(name)}")
    return len(done.fixes)


def _line_ends(raw: bytes, done: Fixed) -> str:
    """The text with the line ends of the file; those of another encoding are not kept."""
    windows = raw.count(b"\r\n") == raw.count(b"\n") == done.before.count("\n") > 0
    return done.after.replace("\n", "\r\n") if windows else done.after
