"""``perfeval batch``: tables and folders of projects, scored with one spec."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from perfeval.batch.outcome import too_large
from perfeval.cli.aside import place
from perfeval.cli.endings import SUMMARIES, encoding_wrong, ending_wrong
from perfeval.cli.exits import INTERRUPTED, OK, SET_ASIDE, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import STDIN, read_named, shown
from perfeval.cli.streams import check_writable, emit, say, show, style_for, write_file
from perfeval.diagnostic import Diagnostic, Location
from perfeval.load import Loaded, planned, unreadable
from perfeval.plan import Plan
from perfeval.record import Record, replace
from perfeval.report.findings import render

TABLES = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson")
SUMMED = (".parquet", ".csv", ".jsonl")
BOOKS = (".xlsx", ".xls", ".xlsm", ".et", ".ods")
RESULTS = (".parquet", ".csv", ".jsonl", ".sqlite", ".db")
LINES = (".jsonl", ".ndjson")


class Request(Record):
    """What was asked for on the command line."""

    spec: str
    inputs: Sequence[str]
    output: str | None
    errors: str | None
    keep: Sequence[str]
    by: str | None
    summary: str | None
    long: bool
    template: bool
    plan: bool
    resume: bool
    encoding: str
    jobs: int | None
    color: str

    @property
    def out(self) -> Path:
        """Where the results go."""
        return Path(self.output or "")

    @property
    def errors_file(self) -> Path:
        """Where the findings go."""
        return Path(self.errors or "")

    @property
    def tabular(self) -> bool:
        """Whether the inputs are tables, by their names."""
        return any(Path(name).suffix.lower() in TABLES for name in self.inputs)


def run(request: Request) -> int:
    """Score, write, and give the exit code."""
    wrong = _usage(request)
    if wrong:
        say(f"错误: {wrong}")
        raise Leave(USAGE)
    loaded = _loaded(request)
    assert loaded.value is not None
    if request.template:
        return _template(request, loaded.value)
    request = _placed(request)
    if not find_spec("polars"):
        say('错误: 批量评分要用 polars，这里没有装；装上：pip install "perfeval[batch]"')
        raise Leave(UNUSABLE)
    try:
        aside = _work(request, loaded)
    except KeyboardInterrupt:
        say("已中断；还没有评出结果，再做时用同样的命令")
        raise Leave(INTERRUPTED) from None
    if request.summary and not request.plan:
        from perfeval.cli.summary import Request as Asked
        from perfeval.cli.summary import summarise

        out = str(request.out)
        summarise(Asked(out, request.spec, request.by, None, request.summary, None, request.color, aside))
    return SET_ASIDE if aside else OK


def _work(request: Request, loaded: Loaded[Plan]) -> int:
    # One store of memory for all threads, so that one takes up what another drops: a fifth less is held.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra is done here, and each would wait, spinning
    for name in request.inputs:
        if not any(sign in name for sign in "*?[") and not Path(name).exists():
            raise unusable([unreadable(shown(name), FileNotFoundError())], shown(name), request)
    if request.tabular:
        return _tables(request, loaded)
    from perfeval.cli.folders import score_folders

    return score_folders(request, loaded)


def _tables(request: Request, loaded: Loaded[Plan]) -> int:
    """Score tables; what goes row by row, in copies of this process, made while it is without Polars."""
    from perfeval.cli.crew import crew
    from perfeval.cli.parallel import processors

    assert loaded.value is not None
    jobs = 1 if request.plan else request.jobs or processors()
    if request.long:
        from perfeval.batch.long import answering as answering_long

        with crew(jobs, answering_long(loaded.value)) as projects:
            from perfeval.cli.longs import score_long_tables

            return score_long_tables(request, loaded, projects)
    from perfeval.batch.singles import answering

    with crew(jobs, answering(loaded.value)) as rows:
        from perfeval.cli.tables import score_tables

        return score_tables(request, loaded, rows)


def _usage(request: Request) -> str:
    """What is wrong with the command line; empty where nothing is."""
    if request.template:
        wrong = "--template 只要指标体系，不要输入" if request.inputs else ""
        return wrong or ending_wrong("--template -o", request.output, [".csv"], bare=False)
    wrong = _inputs_wrong(request) or _empty(request)
    if wrong or request.plan:
        return wrong
    suffix = request.out.suffix.lower()
    if not request.output:
        return "要写 -o 文件：结果写到哪里（.parquet、.csv、.jsonl 或 .sqlite）"
    if suffix not in RESULTS:
        return f"不能写 {suffix or '没有后缀的'} 文件；可以写 {'、'.join(RESULTS)}"
    if request.jobs is not None and request.jobs < 1:
        return "--jobs 要一个正整数"
    wrong = ending_wrong("--errors", request.errors, LINES) or ending_wrong("--summary", request.summary, [*SUMMARIES])
    if wrong:
        return wrong
    if request.summary and request.long:
        return "--long 的结果不能汇总"
    if request.summary and suffix not in SUMMED:
        return f"--summary 要结果是 {'、'.join(SUMMED)} 文件"
    return "--by 用于汇总，同时要写 --summary 文件" if request.by and not request.summary else ""


def _inputs_wrong(request: Request) -> str:
    tables = [Path(name).suffix.lower() in TABLES for name in request.inputs]
    if Path(request.spec).suffix.lower() in TABLES and not (tables and all(tables)):
        return f"{shown(request.spec)} 是表格，而指标体系要写在前面：perfeval batch 指标体系.yaml 表格.csv"
    real = [os.path.realpath(name) for name in request.inputs]
    if not request.inputs:
        return "指标体系后面要写输入：表格，或项目文件、文件夹"
    if STDIN in request.inputs:
        return "批量评分不从标准输入读：写文件名"
    if twice := next((name for at, name in enumerate(request.inputs) if real[at] in real[:at]), ""):
        return f"{shown(twice)} 写了两次"
    if book := next((name for name in request.inputs if Path(name).suffix.lower() in BOOKS), ""):
        return f"不能读 {shown(book)}：在 Excel 里另存为“CSV UTF-8”"
    if any(tables) and not all(tables):
        return "表格和项目文件不能混在一起，分两次评"
    if request.long and not all(tables):
        return "--long 要表格"
    return encoding_wrong(request.encoding)


def _empty(request: Request) -> str:
    return "--keep 和 --by 后面要写列名" if "" in (*request.keep, request.by) else ""


def _loaded(request: Request) -> Loaded[Plan]:
    source, at = read_named(request.spec)
    loaded = planned(source, at)
    show(render(loaded.diagnostics, style=style_for(sys.stderr, request.color)))
    if loaded.value is None:
        raise Leave(UNUSABLE)
    if wrong := too_large(loaded.value):
        raise unusable([wrong], shown(request.spec), request)
    return loaded


def _template(request: Request, plan: Plan) -> int:
    table, explained = _template_texts(request, plan)
    if not request.output:
        emit(table.lstrip("\ufeff").rstrip("\r\n"))
        return OK
    beside = request.out.with_suffix(".说明" + (request.out.suffix or ".csv"))
    for path in (request.out, beside):
        if path.is_file():
            say(f"错误: 已经有 {path}，可能填过了，不用空表覆盖它；换一个文件名，或先移走它")
            raise Leave(USAGE)
        check_writable(path)
    write_file(request.out, table, end="\r\n")
    write_file(beside, explained, end="\r\n")
    say(f"已写入 {request.out}，各列的说明在 {beside}")
    return OK


def _template_texts(request: Request, plan: Plan) -> tuple[str, str]:
    from perfeval.exchange.template import long_template_texts, template_texts

    if not request.long:
        return template_texts(plan)
    from perfeval.batch.long_policy import Policy, policy

    rules = policy(plan)
    if not isinstance(rules, Policy):
        tell(rules, shown(request.spec), request)
        raise Leave(UNUSABLE)
    return long_template_texts(rules.required)


def _placed(request: Request) -> Request:
    """The request with the place of its errors; leaves where something would be written over an input or a result."""
    if request.plan:
        return request
    request = replace(request, errors=request.errors or str(place(request.out)))
    outputs = [request.out, request.errors_file, *([Path(request.summary)] if request.summary else [])]
    real = [os.path.realpath(path) for path in outputs]
    for path, there in zip(outputs, real, strict=True):
        check_writable(path)
        if there in {os.path.realpath(name) for name in (*request.inputs, request.spec)}:
            say(f"错误: {path} 是输入，不能用结果覆盖它")
            raise Leave(USAGE)
    if len(set(real)) < len(real):
        say("错误: 结果、错误和汇总要写到不同的文件")
        raise Leave(USAGE)
    return request


def tell(found: Sequence[Diagnostic], name: str, request: Request) -> None:
    """Say what is wrong with a table as a whole."""
    placed = [one if one.location else replace(one, location=Location(name, 1, 1)) for one in found]
    show(render(placed, style=style_for(sys.stderr, request.color)))


def unusable(found: Sequence[Diagnostic], name: str, request: Request) -> Leave:
    """The end of a run whose table cannot be used; to be raised."""
    tell(found, name, request)
    say("没有评分，没有写出结果。")
    return Leave(UNUSABLE)
