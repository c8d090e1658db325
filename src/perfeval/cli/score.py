"""``perfeval score``: from project files to tables, documents and reports."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from perfeval.account import Document
from perfeval.auditing import audit
from perfeval.cli.exits import NO, OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import expand, is_folder, read, shown
from perfeval.cli.streams import check_writable, coloured, emit, on_terminal, say, show, style_for, write_file
from perfeval.diagnostic import Diagnostic
from perfeval.documents import document
from perfeval.facts import Bound
from perfeval.load import Loaded, bound
from perfeval.number import Fraction
from perfeval.quantity import number
from perfeval.record import Record
from perfeval.report.findings import render
from perfeval.rounding import Mode
from perfeval.scorecard import Scorecard
from perfeval.scoring import score

_BY_SUFFIX = {".md": "markdown", ".json": "json", ".tsv": "basic", ".txt": "table"}


class Request(Record):
    """What was asked for on the command line."""

    projects: Sequence[str]
    format: str | None
    output: str | None
    template: str | None
    fail_under: str | None
    fail_below: str | None
    provisional: bool
    strict: bool
    rounding: str | None
    color: str

    @property
    def shape(self) -> str:
        """The format that was named, or that the output's suffix means."""
        suffix = Path(self.output).suffix if self.output else ""
        if self.template:
            return "markdown"
        return self.format or _BY_SUFFIX.get(suffix, "markdown" if self.output else "table")


class Result(Record):
    """One scored project; `card` is its best possible reading where facts are missing, and `worst` its worst."""

    name: str
    card: Scorecard
    worst: Scorecard
    document: Document


def score_projects(request: Request) -> int:
    """Score, print or write, and give the exit code."""
    _check(request)
    least = _points(request.fail_under)
    names = expand(request.projects, "project")
    outputs = _outputs(request, names)
    results, differs = _score_all(request, names)
    passed = _passed(request, results, least)
    texts = _texts(request, results)
    if outputs:
        for path, text in zip(outputs, texts if len(outputs) > 1 else [_joined(request, texts)], strict=True):
            write_file(path, text)
            say(f"已写入 {path}")
    else:
        emit(_joined(request, texts))
    return OK if passed and not (request.strict and differs) else NO


def _passed(request: Request, results: Sequence[Result], least: Fraction | None) -> bool:
    """Whether every project passes the gates that were asked for."""
    if least is None and not request.fail_below and not request.strict:
        return True
    from perfeval.cli.gates import passes

    answers = [passes(request, result, least) for result in results]  # each that does not is told
    return all(answers)


def _check(request: Request) -> None:
    """Leave where options contradict each other, or name nothing (often an empty variable of a shell)."""
    wrong = ""
    if request.output == "" or request.template == "":
        wrong = "-o 和 --template 后面要写文件名"
    elif request.template and request.format not in (None, "markdown"):
        wrong = f"--template 只用于报告，不能与 --format {request.format} 同用"
    elif request.output and Path(request.output).suffix in (".docx", ".xlsx", ".pdf", ".csv"):
        wrong = f"还不能写 {Path(request.output).suffix} 文件；可以写 .md、.json、.tsv、.txt"
    if wrong:
        say(f"错误: {wrong}")
        raise Leave(USAGE)


def _points(text: str | None) -> Fraction | None:
    if text is None:
        return None
    found = number(text)
    if isinstance(found, Diagnostic):
        say(f"错误: --fail-under 要一个分数，而不是“{text}”")
        raise Leave(USAGE)
    return found


def _score_all(request: Request, names: Sequence[str]) -> tuple[list[Result], bool]:
    """Every project scored, and whether a published figure differs; leaves where one cannot be used."""
    loaded = [(name, *_load(name, request.provisional)) for name in names]
    found = [diagnostic for _, one, _ in loaded for diagnostic in one.diagnostics]
    results: list[Result] = []
    differs = False
    for name, one, place in loaded:
        if one.value is None:
            continue
        mode = Mode(request.rounding) if request.rounding else None
        if one.value.missing:
            results.append(_possible(name, one.value, one.inputs, mode))
            continue
        card = score(one.value, mode=mode)
        checked = audit(card)
        differs = differs or bool(checked.differences)
        found += [place(difference.diagnostic) for difference in checked.differences]
        results.append(Result(name, card, card, document(card, checked, one.inputs)))
    show(render(found, style=style_for(sys.stderr, request.color)))
    unusable = len(loaded) - len(results)
    if unusable:
        from perfeval.cli.further import further

        rest = f"，其余 {len(results)} 个可以评分" if results else ""
        lacking = any(diagnostic.code == "missing-fact" for diagnostic in found)
        hint = "事实一时收不齐的，加 --provisional 看还可能的得分范围。" if lacking else ""
        say(f"{unusable} 个项目不能评分{rest}；改好上面的错误再试。{hint}没有输出结果。")
        for line in further((name, one.diagnostics) for name, one, _ in loaded):
            say(line)
        raise Leave(UNUSABLE)
    return results, differs


def _possible(name: str, bound: Bound, inputs: Sequence[dict[str, str]], mode: Mode | None) -> Result:
    """A project with missing facts: what it can still score."""
    from perfeval.provisional import possible
    from perfeval.ranges import range_document

    found = possible(bound, mode)
    return Result(name, found.high, found.low, range_document(found, inputs))


def _load(name: str, provisional: bool) -> tuple[Loaded[Bound], Callable[[Diagnostic], Diagnostic]]:
    """A project, and what puts a finding in its place in the project's file."""
    source, folder = read(name)
    found = bound(source, folder, provisional=provisional)
    return found, source.value.place if source.value else lambda diagnostic: diagnostic


def _texts(request: Request, results: Sequence[Result]) -> list[str]:
    make = {"table": _table, "json": _json, "markdown": _markdown, "basic": _basic}[request.shape]
    return [make(request, result) for result in results]


def _table(request: Request, result: Result) -> str:
    from perfeval.report.tables import markdown_table, terminal_table

    if not on_terminal() or request.output:
        return markdown_table(result.document)
    return terminal_table(result.document, shutil.get_terminal_size().columns, coloured(sys.stdout, request.color))


def _json(request: Request, result: Result) -> str:
    from perfeval.report.jsontext import json_text

    return json_text(result.document)


def _markdown(request: Request, result: Result) -> str:
    from perfeval.report.render import render_report

    text = render_report(result.document, Path(request.template) if request.template else None)
    if isinstance(text, str):
        return text
    show(render(text, style=style_for(sys.stderr, request.color)))
    raise Leave(UNUSABLE)


def _basic(request: Request, result: Result) -> str:
    from perfeval.report.tables import basic

    return basic(shown(result.name), result.document)


def _joined(request: Request, texts: Sequence[str]) -> str:
    if request.shape == "json" and len(texts) > 1:
        return "[\n" + ",\n".join(texts) + "\n]"
    return ("\n" if request.shape == "basic" else "\n\n").join(texts)


def _outputs(request: Request, names: Sequence[str]) -> list[Path]:
    """Where to write: one file, or one in a folder for each project; checked before any work."""
    if request.output is None:
        return []
    target = Path(request.output)
    if request.shape == "markdown" and len(names) > 1 and target.suffix == ".md":
        say("错误: 几份报告不能写进一个文件；-o 写一个文件夹，如 -o 报告/")
        raise Leave(USAGE)
    if not (request.output.endswith("/") or (target.suffix == "" and is_folder(request.output))):
        paths = [target]
    else:
        suffix = {"markdown": ".md", "json": ".json", "basic": ".tsv", "table": ".md"}[request.shape]
        paths = [target / f"{_stem(name, names)}{suffix}" for name in names]
    if len(set(paths)) < len(paths):
        say("错误: 有两个项目会写到同一个文件，请分开写，或给文件改名")
        raise Leave(USAGE)
    for path in paths:
        check_writable(path)
    return paths


def _stem(name: str, names: Sequence[str]) -> str:
    """A file name for a project's result: its own, with its folder's where several are alike."""
    path = Path("stdin" if name == "-" else name)
    alike = sum(Path(other).stem == path.stem for other in names) > 1
    return f"{path.resolve().parent.name}-{path.stem}" if alike else path.stem
