"""``perfeval test``: the tests of specs, what they cover, and tests to begin with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from perfeval.cli.exits import NO, OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import STDIN, expand, read, shown
from perfeval.cli.streams import check_writable, emit, say, style_for, write_file
from perfeval.diagnostic import Diagnostic, shown_path
from perfeval.lang import listed, spoken
from perfeval.load import Loaded, parsed
from perfeval.record import Record
from perfeval.report.findings import printable, render
from perfeval.testing.checking import Suite, load_suite
from perfeval.testing.junit import junit
from perfeval.testing.running import Outcome, Tested, run


class Request(Record):
    """What was asked for on the command line."""

    paths: Sequence[str]
    containing: str | None
    update: bool
    coverage: bool
    fail_under: str | None
    junit: str | None
    suggest: str | None
    output: str | None
    color: str

    @property
    def runs(self) -> bool:
        """Whether anything was asked for that concerns running tests."""
        return bool(self.paths or self.containing or self.update or self.coverage or self.fail_under or self.junit)


def run_tests(request: Request) -> int:
    """Run the tests, say what differs, and give the exit code."""
    least = _check(request)
    if request.suggest is not None:
        from perfeval.cli.suggest import suggest_tests

        return suggest_tests(request.suggest, request.output, request.color)
    if request.junit:
        check_writable(Path(request.junit))
    names = expand(request.paths or ["."], "test")
    files = [(_updated if request.update else _tested)(name, request.containing or "") for name in names]
    unusable = [file for file in files if file.suite is None]
    ran = [outcome for file in files for outcome in file.outcomes]
    if not ran and not unusable:
        count = sum(len(file.suite.tests.cases) for file in files if file.suite)
        say(f"错误: {count} 个用例里没有一个的名称含“{request.containing}”")
        return USAGE
    passed, said = _coverage(files, least or 0) if request.coverage or least is not None else (True, [])
    emit("\n".join([*_report(request, files), *said]))
    if request.junit:
        write_file(Path(request.junit), junit(files))
    return UNUSABLE if unusable else OK if passed and all(one.passed for one in ran) else NO


def _check(request: Request) -> int | None:
    """The least coverage that is asked for; leaves where options contradict each other or name nothing."""
    wrong = ""
    if "" in (request.containing, request.junit, request.suggest, request.output):
        wrong = "-k、--junit、--suggest 和 -o 后面不能是空的"
    elif request.suggest is None and request.output is not None:
        wrong = "-o 只与 --suggest 同用；测试结果写成文件用 --junit"
    elif request.suggest is not None and request.runs:
        wrong = "--suggest 只写用例，不运行测试，只能与 -o 同用"
    elif request.suggest == STDIN:
        wrong = "--suggest 要指标体系的文件名：用例里要写它的路径"
    elif request.update and STDIN in request.paths:
        wrong = "--update 要改写文件，不能用标准输入"
    least = request.fail_under
    if least is not None and not (least.isascii() and least.isdigit() and int(least) <= 100):
        wrong = f"--fail-under 要 0 到 100 的整数，而不是“{least}”"
    if wrong:
        say(f"错误: {wrong}")
        raise Leave(USAGE)
    return int(least) if least is not None else None


def _tested(name: str, containing: str) -> Tested:
    source, folder = read(name)
    return _outcome(name, load_suite(source, folder), containing)


def _outcome(name: str, loaded: Loaded[Suite], containing: str) -> Tested:
    outcomes = run(loaded.value, containing) if loaded.value else []
    return Tested(shown(name), loaded.value, outcomes, loaded.diagnostics)


def _updated(name: str, containing: str) -> Tested:
    """The same, once what differs has been rewritten in the file."""
    from perfeval.testing.updating import rewritten

    before = _tested(name, containing)
    differences = [difference for outcome in before.outcomes for difference in outcome.differences]
    if before.suite is None or not any(difference.fresh for difference in differences):
        return before
    path = Path(name)
    check_writable(path, ours=True)
    made = rewritten(path.read_bytes(), before.suite.source, differences)
    if made is None:
        say(f"没有改写 {shown(name)}：文件不是 UTF-8 编码，或刚刚被改动")
        return before
    raw, count = made
    if not count:
        return before
    after = _outcome(name, load_suite(parsed(raw, shown_path(path)), path.parent), containing)
    assert after.suite is not None  # only values that were read have been replaced by others
    write_file(path, raw.decode(), end="")
    say(f"已改写 {shown(name)}：{count} 个预期值")
    return after


def _report(request: Request, files: Sequence[Tested]) -> list[str]:
    """Every finding once, a line for each case that failed, and the summary."""
    found = list[Diagnostic]()
    lines = list[str]()
    for file in files:
        found += file.diagnostics
        place: Callable[[Diagnostic], Diagnostic] = file.suite.source.place if file.suite else lambda one: one
        for outcome in file.outcomes:
            found += [*outcome.faults, *(place(difference.diagnostic) for difference in outcome.differences)]
            lines += [] if outcome.passed else [printable(_failed(file, outcome))]
    findings = render(dict.fromkeys(found), style=style_for(sys.stdout, request.color))
    return [*([findings] if findings else []), *lines, _summary(files)]


def _failed(file: Tested, outcome: Outcome) -> str:
    if outcome.card is None and not outcome.differences:
        codes = "、".join(sorted({fault.code for fault in outcome.faults}))
        return spoken(f"不能评分: {file.name} “{outcome.case.name}”（{codes}）")
    return spoken(f"不符: {file.name} “{outcome.case.name}”（{len(outcome.differences)} 处）")


def _summary(files: Sequence[Tested]) -> str:
    ran = [outcome for file in files for outcome in file.outcomes]
    passed = sum(outcome.passed for outcome in ran)
    unusable = sum(file.suite is None for file in files)
    counts = [f"{len(ran)} 个用例", f"{passed} 个通过"]
    counts += [f"{len(ran) - passed} 个不符"] if passed < len(ran) else []
    counts += [f"{unusable} 个文件不能用"] if unusable else []
    return listed(spoken(count) for count in counts)


def _coverage(files: Sequence[Tested], least: int) -> tuple[bool, list[str]]:
    """Whether every spec is covered as far as was asked, and what was never taken."""
    from perfeval.testing.coverage import covered

    by_spec: dict[tuple[str, ...], list[Tested]] = {}
    for file in files:
        if file.suite:
            by_spec.setdefault(file.suite.spec, []).append(file)
    said, enough = list[str](), True
    for same in by_spec.values():
        plan = next(file.suite.plan for file in same if file.suite)
        found = covered(plan, (one.card for file in same for one in file.outcomes if one.card))
        count = f"{plan.spec.id}：分支覆盖率 {found.percent}%（{found.count}/{len(found.branches)}）"
        said += ["", count if found.branches else f"{plan.spec.id}：没有评分规则，没有分支可查"]
        said += [f"- 没有走到 {name}：{'；'.join(ways)}" for name, ways in found.missed.items()]
        if found.percent < least:
            said += [f"未达到: 要求不低于 {least}%"]
            enough = False
    return enough, [printable(spoken(line)) for line in said]
