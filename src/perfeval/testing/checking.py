"""What is wrong with a file of tests before any case is run: names that mean nothing, cases that assert nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perfeval.diagnostic import Diagnostic, Related, Route, nearest
from perfeval.load import Loaded, spec_of, typed
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.source import Source
from perfeval.testing.model import Example, SpecTests


class Suite(Record, eq=False):
    """A file of tests that can be run.

    spec: what tells its spec from others, as the files that it was read from.
    """

    source: Source
    tests: SpecTests
    plan: Plan
    spec: tuple[str, ...]


def load_suite(loaded: Loaded[Source], folder: Path) -> Loaded[Suite]:
    """The tests that a source states, with the spec that they name; `folder` is where its paths start."""
    stated, source = typed(loaded, SpecTests), loaded.value
    if stated.value is None or source is None:
        return Loaded(None, stated.diagnostics)
    spec = spec_of(stated.value.spec, source, folder)
    found = (*stated.diagnostics, *spec.diagnostics)
    if spec.value is None:
        return Loaded(None, found)
    faults = tuple(source.place(fault) for fault in _faults(stated.value, spec.value))
    if faults:
        return Loaded(None, (*found, *faults))
    digests = tuple(file["sha256"] for file in spec.inputs)
    return Loaded(Suite(source, stated.value, spec.value, digests), found)


def _faults(tests: SpecTests, plan: Plan) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for index, case in enumerate(tests.cases):
        route = ("cases", index)
        if case.name in first:
            related = (Related("第一次出现在这里", ("cases", first[case.name], "name")),)
            message = f"用例名称“{case.name}”出现了两次"
            yield Diagnostic("duplicate-case", message, "换一个名称", (*route, "name"), related=related)
        first.setdefault(case.name, index)
        yield from _without_faults(tests, case, route)
        yield from _expect_faults(plan, case, (*route, "expect"))


def _without_faults(tests: SpecTests, case: Example, route: Route) -> Iterator[Diagnostic]:
    """Facts left out that the base does not have, or that the case gives after all."""
    for n, name in enumerate(case.without):
        place = (*route, "without", n)
        if name in case.facts:
            message = f"“{name}”既写在 facts 里，又写在 without 里"
            yield Diagnostic("field-out-of-place", message, "删去其中一处", place)
        elif name not in tests.facts:
            hint = nearest(name, tests.facts, "只写文件开头 facts 里有的事实")
            yield Diagnostic("unknown-fact", f"文件开头的 facts 里没有“{name}”", hint, place)


def _expect_faults(plan: Plan, case: Example, route: Route) -> Iterator[Diagnostic]:
    """An expectation of nothing, of errors and figures at once, or of what the spec does not have."""
    expect = case.expect
    if not expect.figures and expect.diagnostics is None:
        hint = "写出 total、grade、scores、exact、states 或 diagnostics 中的至少一个"
        yield Diagnostic("nothing-expected", f"用例“{case.name}”没有写应当得出什么", hint, route, on_key=True)
    if expect.figures and expect.diagnostics is not None:
        message = "有错误的用例不会有得分，diagnostics 不能与得分一起写"
        yield Diagnostic("field-out-of-place", message, "分成两个用例", (*route, "diagnostics"), on_key=True)
    for field in sorted(expect.model_fields_set):
        if getattr(expect, field) is None:
            yield Diagnostic("empty-value", "这里没有写预期的值", "补上值，或删去这一栏", (*route, field), on_key=True)
    for field, codes in expect.coded.items():
        for code in codes:
            if code not in plan.by_code:
                hint = nearest(code, plan.by_code, "核对编号")
                yield Diagnostic(
                    "unknown-indicator", f"没有编号为“{code}”的指标", hint, (*route, field, code), on_key=True
                )
    yield from _grade_faults(plan, case, route)


def _grade_faults(plan: Plan, case: Example, route: Route) -> Iterator[Diagnostic]:
    """A grade that the spec does not have, or points where it gives none."""
    expect, names = case.expect, [grade.name for grade in plan.spec.grades or ()]
    if expect.grade is not None and expect.grade not in names:
        hint = nearest(expect.grade, names, "可选：" + "、".join(names) if names else "删去 grade：指标体系没有等级")
        yield Diagnostic("unknown-grade", f"没有等级“{expect.grade}”", hint, (*route, "grade"))
    for field in ("total", "scores", "exact"):
        if plan.full is None and getattr(expect, field) not in (None, {}):
            message = "指标体系没有权重，只跟踪，没有得分"
            yield Diagnostic(
                "field-out-of-place", message, f"删去 {field}；可以写 states", (*route, field), on_key=True
            )
