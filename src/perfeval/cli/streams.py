"""Data to standard output, talk to standard error, and files written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from perfeval.cli.exits import CANNOT_WRITE, PIPE_CLOSED, Leave

if TYPE_CHECKING:
    from perfeval.report.findings import Style


def prepare() -> None:
    """UTF-8 and plain line ends where nobody watches; on a terminal nothing that it cannot show crashes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if stream is None or reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def say(text: str) -> None:
    """Talk to the person: findings, notes, errors."""
    if sys.stderr is not None and text:
        _write(sys.stderr, text if text.endswith("\n") else text + "\n")


def emit(text: str) -> None:
    """The data that was asked for."""
    if sys.stdout is None:
        say("错误: 标准输出已关闭，结果写不出去")
        raise Leave(CANNOT_WRITE)
    _write(sys.stdout, text if text.endswith("\n") else text + "\n")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # What the interpreter would flush at its end has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise Leave(PIPE_CLOSED) from None
    except OSError as error:
        if stream is sys.stdout:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            say(f"错误: 写标准输出失败：{error.strerror or error}")
        raise Leave(CANNOT_WRITE) from None


def coloured(stream: TextIO | None, wish: str) -> bool:
    """Whether to colour what goes to a stream: by `wish`, else on a terminal unless NO_COLOR is set."""
    if wish != "auto":
        return wish == "always"
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")


def style_for(stream: TextIO | None, wish: str) -> Style | None:
    """How findings are coloured on a stream, if at all."""
    from perfeval.report.findings import ansi

    return ansi if coloured(stream, wish) else None


def on_terminal() -> bool:
    """Whether a person watches standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def check_writable(path: Path) -> None:
    """Leave with a clear word before any work is done for a file that cannot be written."""
    folder = path.parent
    reason = ""
    if path.is_dir():
        reason = "这是一个文件夹"
    elif not folder.is_dir():
        reason = f"没有文件夹 {folder}"
    elif not os.access(folder, os.W_OK):
        reason = f"没有在 {folder} 里写文件的权限"
    if reason:
        say(f"错误: 不能写 {path}：{reason}")
        raise Leave(CANNOT_WRITE)


def write_file(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    data = text if text.endswith("\n") else text + "\n"
    draft = ""
    try:
        handle, draft = tempfile.mkstemp(prefix=f".perfeval-{os.getpid()}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp keeps the draft private; the result gets the rights that a new file would have.
        Path(draft).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(draft).replace(path)
    except OSError as error:
        if draft:
            Path(draft).unlink(missing_ok=True)
        say(f"错误: 不能写 {path}：{error.strerror or error}")
        raise Leave(CANNOT_WRITE) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
