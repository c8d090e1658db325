"""The steps of a batch into its output, each once, with a journal for those that take long."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import polars as pl

from perfeval.cli.aside import mark, passed_by
from perfeval.cli.batch import Request, unusable
from perfeval.cli.exits import CANNOT_WRITE, INTERRUPTED, Leave
from perfeval.cli.inputs import files_named, is_folder, yaml_below
from perfeval.cli.progress import Progress
from perfeval.cli.streams import reason_of, say
from perfeval.exchange.journal import Journal, Part
from perfeval.exchange.writing import Layout, draft, settle, write
from perfeval.lang import chosen
from perfeval.load import Loaded
from perfeval.plan import Plan
from perfeval.version import VERSION

_LONG, _SLOW = 0.5, 5e-5
"""Seconds of a step, and of each of its projects, from which it is kept: to score it again would take far longer than
to read it. Whole columns never do."""


Step = Callable[[], Part]
Seen = Callable[[Part], object]
"""What looks at the parts as they go by, in their order."""


class _Run:
    """One run: the steps one after another, from the journal where it has them.

    errors: the draft of what is wrong; place: where that is to stand.
    """

    def __init__(
        self, journal: Journal, steps: Iterable[Step], errors: TextIO, place: Path, progress: Progress, threads: int,
        seen: Seen,
    ) -> None:  # fmt: skip
        self.journal, self.steps, self.errors, self.place, self.progress = journal, steps, errors, place, progress
        self.threads, self.seen = threads, seen
        self.aside = self.scored = self.warned = 0
        self.stopped: BaseException | None = None

    def frames(self) -> Iterator[pl.DataFrame]:
        """The results, step by step; what is wrong goes to the file of errors.

        What ends it before its end is remembered, and not raised here: Polars would make it something else, and
        might still be about to write.
        """
        try:
            yield from self._frames()
            self._note((), last=True)  # before the results are where they belong
        except GeneratorExit:
            raise
        except BaseException as error:
            self.stopped = error

    def _frames(self) -> Iterator[pl.DataFrame]:
        for batch in self._batches():
            if batch.errors:
                self._note(batch.errors)
            self.aside += batch.aside
            self.scored += batch.scored
            self.warned += batch.warned
            self.seen(batch)
            self.progress.add(batch.scored + batch.aside)
            yield batch.results

    def _note(self, lines: Iterable[str], *, last: bool = False) -> None:
        """Write what is wrong; with the last of it, all is on the disk. Raises OSError, which names the file."""
        try:
            self.errors.writelines(lines)
            self.errors.flush()
            if last:
                os.fsync(self.errors.fileno())
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.place)) from None

    def _batches(self) -> Iterator[Part]:
        """The steps in their order; as many at a time as there are threads to take them."""
        steps = enumerate(self.steps)
        if self.threads == 1:
            yield from (self._batch(*step) for step in steps)
            return
        with ThreadPoolExecutor(1) as reading, ThreadPoolExecutor(self.threads) as scoring:
            coming = reading.submit(next, steps, None)

            def begun() -> Future[Part | None]:
                nonlocal coming
                step, coming = coming, reading.submit(next, steps, None)
                return scoring.submit(lambda: (found := step.result()) and self._batch(*found))

            ahead = deque(begun() for _ in range(self.threads))
            try:
                while batch := ahead.popleft().result():
                    ahead.append(begun())
                    yield batch
            finally:
                for step in ahead:
                    step.cancel()

    def _batch(self, number: int, step: Step) -> Part:
        kept = self.journal.part(number)
        if kept is not None:
            return kept
        begun = time.monotonic()
        batch = step()
        if time.monotonic() - begun > max(_LONG, _SLOW * (batch.scored + batch.aside)):
            self.journal.keep(number, batch)
        return batch


def finish(
    request: Request,
    loaded: Loaded[Plan],
    layout: Layout,
    steps: Iterable[Step],
    whole: int | None,
    threads: int = 1,
    seen: Seen = lambda part: None,
) -> int:
    """Take all steps, `threads` of them at a time, write what they give, and give how many projects have none."""
    journal = Journal(request.out, _key(request, loaded))
    if request.resume and not journal.found:
        say("没有留下做好的部分（做得快的不留；输入、指标体系或程序变了的不能用），从头评分。")
    found = draft(request.errors_file)
    try:
        journal.begin(request.resume)
        with _notes(found) as errors:
            work = _Run(journal, steps, errors, request.errors_file, Progress(whole), threads, seen)
            _written(request, work, layout)
        settle(found, request.errors_file)
        mark(request.errors_file, request.out)
        journal.clear()
    except KeyboardInterrupt:
        _interrupted(journal)
        raise Leave(INTERRUPTED) from None
    except OSError as error:
        drafts = {str(found): request.errors_file, str(draft(request.out)): request.out, None: request.out}
        say(f"错误: 不能写 {drafts.get(error.filename, error.filename)}：{reason_of(error)}")
        raise Leave(CANNOT_WRITE) from None
    finally:
        found.unlink(missing_ok=True)
    noted = _noted(work, request.errors_file)
    say(f"已评 {work.scored} 个项目{noted}；已写入 {request.out}")
    if not work.scored and not work.aside:
        say("输入里没有项目：表头下面没有填了的行。核对文件是不是导出完整")
    if noted and (kept := passed_by(request.errors_file, request.out)):
        say(f"{kept} 是另一次评分的，没有动")
    return work.aside


@contextmanager
def _notes(file: Path) -> Iterator[TextIO]:
    """A file that is flushed by who writes it: what cannot be written is known before it is closed."""
    errors = file.open("w", encoding="utf-8", newline="\n")
    try:
        yield errors
    finally:
        with suppress(OSError):
            errors.close()


def _noted(work: _Run, file: Path) -> str:
    """How many projects something is said of, and where."""
    if work.warned and work.aside:
        return f"（{work.warned} 个有警告），{work.aside} 个不能评分，都写在 {file}"
    if work.warned:
        return f"（{work.warned} 个有警告，写在 {file}）"
    return f"，{work.aside} 个不能评分，原因在 {file}" if work.aside else ""


def _interrupted(journal: Journal) -> None:
    if journal.found:
        say("已中断；做好的部分留着，用同样的命令加 --resume 接着做")
    else:
        say("已中断；没有留下做好的部分（做得快的不留），再做要从头评分，--resume 没有用")


def _written(request: Request, work: _Run, layout: Layout) -> None:
    try:
        write(request.out, work.frames(), layout, lambda: work.stopped is None)
    finally:
        work.progress.end()
    if work.stopped is None:
        return
    from perfeval.exchange.reading import Unreadable  # with pyarrow, which project files do not need

    if isinstance(work.stopped, Unreadable):
        raise unusable([work.stopped.finding], work.stopped.name, request)
    raise work.stopped


def _key(request: Request, loaded: Loaded[Plan]) -> str:
    """Everything that the results depend on."""
    state = hashlib.sha256()

    def add(part: object) -> None:
        state.update(f"{part}\n".encode("utf-8", "surrogateescape"))

    for part in (VERSION, pl.__version__, chosen(), request.encoding, request.long, *request.keep, *loaded.inputs):
        add(part)
    for name in request.inputs:
        for file in yaml_below(name) if is_folder(name) else [name] if Path(name).exists() else files_named(name):
            add(f"{file} {_stamp(Path(file))}")
    return state.hexdigest()


def _stamp(file: Path) -> str:
    """What changes with a file; a link that leads nowhere has nothing."""
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"  # a copy may have the time of another file
