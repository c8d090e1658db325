"""Data to standard output, talk to standard error, and files written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from perfeval.cli.exits import CANNOT_WRITE, PIPE_CLOSED, Leave
from perfeval.cli.heads import states_kind
from perfeval.lang import spoken

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
    """Talk to the person, in the chosen language: notes and errors; names of files and arguments may stand in them."""
    from perfeval.report.findings import printable

    show("\n".join(printable(line) for line in spoken(text).split("\n")))


def show(rendered: str) -> None:
    """Findings, which have been made printable and may be coloured."""
    if sys.stderr is not None and rendered:
        _write(sys.stderr, rendered if rendered.endswith("\n") else rendered + "\n")


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
            say(f"错误: 写标准输出失败：{reason_of(error)}")
        raise Leave(CANNOT_WRITE) from None


def coloured(stream: TextIO | None, wish: str) -> bool:
    """Whether to colour what goes to a stream: by `wish`, else on a terminal unless NO_COLOR is set."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("TERM") == "dumb":
        return False
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")


def style_for(stream: TextIO | None, wish: str) -> Style | None:
    """How findings are coloured on a stream, if at all."""
    from perfeval.report.findings import ansi

    return ansi if coloured(stream, wish) else None


def on_terminal() -> bool:
    """Whether a person watches standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def check_writable(path: Path, ours: bool = False) -> None:
    """Leave with a clear word before any work is done for a file that cannot or must not be written.

    ours: whether a spec, a project or a file of tests may be written.
    """
    try:
        reason = _obstacle(path, ours)
    except (OSError, ValueError) as error:  # a name too long, or none at all
        reason = getattr(error, "strerror", None) or "不是可用的文件名"
    if reason:
        say(f"错误: 不能写 {path}：{reason}")
        raise Leave(CANNOT_WRITE)


def _obstacle(path: Path, ours: bool) -> str:
    real = Path(os.path.realpath(path))
    if str(path).startswith("="):
        return "文件名前面多了“=”：-o 和文件名之间只空一格"
    if real.is_symlink():
        return "这个链接指向它自己"
    if real.is_dir():
        return "这是一个文件夹"
    if not real.parent.is_dir():
        return f"没有文件夹 {real.parent if path.is_symlink() else path.parent}"
    if real.exists() and not os.access(real, os.W_OK):
        return "文件是只读的"
    if not real.exists() and not os.access(real.parent, os.W_OK):
        return f"没有在 {path.parent} 里写文件的权限"
    if not ours and real.is_file() and states_kind(real):
        return "这是指标体系、项目或测试文件，不能用结果覆盖它"
    return ""


def write_file(path: Path, text: str, end: str = "\n") -> None:
    """Write a file so that readers see the old one or the new one, never a part.

    What a link points to is written; a device or a pipe is written through, for it cannot be replaced.
    end: what the file ends with, where the text does not.
    """
    data, real = text if text.endswith(end) else text + end, Path(os.path.realpath(path))
    draft = ""
    try:
        if real.exists() and not real.is_file():
            real.write_text(data, encoding="utf-8")
            return
        handle, draft = tempfile.mkstemp(prefix=f".perfeval-{os.getpid()}-", dir=real.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp keeps the draft private; the result gets the rights that a new file would have.
        Path(draft).chmod(real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask())
        Path(draft).replace(real)
    except OSError as error:
        if draft:
            Path(draft).unlink(missing_ok=True)
        say(f"错误: 不能写 {path}：{reason_of(error)}")
        raise Leave(CANNOT_WRITE) from None


_REASONS = {
    "EACCES": "没有权限",
    "EDQUOT": "磁盘限额用完了",
    "EFBIG": "文件大小到了这里允许的上限",
    "EIO": "磁盘出错",
    "ENOENT": "没有这个文件或文件夹",
    "ENOSPC": "磁盘已满",
    "EPERM": "没有权限",
    "EROFS": "这里是只读的",
}


def reason_of(error: OSError) -> str:
    """Why something cannot be written."""
    return _REASONS.get(errno.errorcode.get(error.errno or 0, "")) or error.strerror or str(error)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
