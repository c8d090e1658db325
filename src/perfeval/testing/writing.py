"""Suggested cases as a file of tests that its author can go on with."""

from __future__ import annotations

import json
from collections.abc import Iterator

from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.regex import regex
from perfeval.report.findings import printable
from perfeval.rounding import Figures
from perfeval.source import Data
from perfeval.source.scalar import NULLS
from perfeval.testing.suggesting import Suggested
from perfeval.wording import tidy

_PLAIN = regex(r"-?\w(?:[\w%‰./ -]*[\w%‰])?")

_HEAD = """\
# 由 perfeval test --suggest 写出的边界用例：{name}
# 待确认：预期值都是程序按指标体系算出的，不等于评分标准的本意。请对照标准逐个核对，改好后删去这几行。
perfeval: test/1
spec: {spec}
facts:"""


def written(plan: Plan, found: Suggested, spec: str) -> str:
    """The file; `spec` is how it names its spec."""
    return "\n".join(_lines(plan, found, spec)) + "\n"


def _lines(plan: Plan, found: Suggested, spec: str) -> Iterator[str]:
    yield _HEAD.format(name=_line(plan.spec.name), spec=flow(spec))
    yield from (f"  {flow(name)}: {flow(value)}" for name, value in found.facts.items())
    yield "cases:"
    about = ""
    for case in found.cases:
        if case.code and case.code != about:
            yield f"  # {_standard(plan.by_code[case.code])}"
        about = case.code
        yield f"  - name: {flow(case.name)}"
        if case.facts:
            yield f"    facts: {flow(dict(case.facts))}"
        yield f"    expect: {flow(dict(case.expect))}"
    for code, way in found.missed:
        yield f"# 没有找到走到这一分支的事实，请自己补：{code or '总分'} {_line(way)}"


def _standard(node: Node) -> str:
    words = f"{node.code} {node.indicator.name}"
    if node.rule is None or node.weight is None:
        return _line(words)
    return _line(f"{words}，权重 {Figures().points(node.weight)}：") + _line(
        tidy(node.rule.standard(node.weight, node.target, node.unit, Figures()))
    )


def _line(text: str) -> str:
    """Text on one line of a comment."""
    return printable(" ".join(text.split()))


def flow(data: Data) -> str:
    """Data on one line of YAML.

    >>> flow({"甲": ["是", {"answer": "否", "because": "无"}], "乙": "1/3", "丙": "a: b"})
    '{甲: [是, {answer: 否, because: 无}], 乙: 1/3, 丙: "a: b"}'
    """
    if isinstance(data, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(flow(item) for item in data) + "]"
    if data is not None and _PLAIN.fullmatch(data) and data not in NULLS:
        return data
    return json.dumps(data, ensure_ascii=False)
