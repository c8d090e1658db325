"""What a template may say, checked and rewritten before it is compiled.

Two things are rewritten. ``a ~ b`` becomes a filter, because jinja2 would join the texts without
asking anyone how long they are. And whatever a loop or a filter takes passes through a counter, so
that the work of a template is bounded by steps and not by a clock, which would make results differ.
"""

from __future__ import annotations

from collections.abc import Collection

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from perfeval.report.fault import TemplateFault

COUNTED, JOINED = " counted", " joined"
"""Filters of ours; with a space in front, so that no template can name them."""


class Checker(NodeTransformer):
    """Refuses what templates may not do, at its line."""

    def __init__(self, file: str, filters: Collection[str], tests: Collection[str]) -> None:
        self.file, self.filters, self.tests = file, filters, tests

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        """A filter of the list, over a counted value."""
        if node.name not in self.filters:
            raise self._unknown(node, "过滤器", self.filters)
        self.generic_visit(node)
        if node.node is not None:
            node.node = _filter(COUNTED, node.node)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Node:
        """A test of the list."""
        if node.name not in self.tests:
            raise self._unknown(node, "判断", self.tests)
        return self.generic_visit(node)

    def visit_For(self, node: nodes.For) -> nodes.Node:
        """A loop over a counted value."""
        self.generic_visit(node)
        assert isinstance(node.iter, nodes.Expr)
        node.iter = _filter(COUNTED, node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """``a ~ b``."""
        self.generic_visit(node)
        return _filter(JOINED, nodes.List(node.nodes, lineno=node.lineno))

    def refuse_sum(self, node: nodes.BinExpr) -> nodes.Node:
        """An operator that a page which only prints does not need."""
        hint = "数字都已算好，直接打印；要连接文本写 ~"
        message = f"模板只打印，不计算，不能用“{node.operator}”"
        raise TemplateFault("template-forbids", message, hint, file=self.file, line=node.lineno)

    visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = visit_Pow = refuse_sum

    def refuse_escaping(self, node: nodes.Node) -> nodes.Node:
        """``{% autoescape %}``."""
        hint = "删去这个标签：打印的值总会按 Markdown 转义"
        raise TemplateFault(
            "template-forbids", "不能更改转义的方式", hint, file=self.file, line=max(1, node.lineno or 0)
        )

    visit_EvalContextModifier = visit_ScopedEvalContextModifier = refuse_escaping

    def _unknown(self, node: nodes.Filter | nodes.Test, kind: str, known: Collection[str]) -> TemplateFault:
        listed = "、".join(sorted(name for name in known if not name.startswith(" ") and name.isalpha()))
        return TemplateFault(
            "template-forbids",
            f"模板里没有{kind}“{node.name}”",
            f"可用的有：{listed}",
            file=self.file,
            line=node.lineno,
        )


def _filter(name: str, node: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
