"""One walk over the tree of a formula: kinds are checked and the function over facts is built side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.expr.functions import FUNCTIONS
from perfeval.expr.kinds import BOOLEAN, Choice, Kind, ListOf, TableOf, spelled
from perfeval.expr.lists import each, item, spread, wrapped
from perfeval.expr.syntax import Node
from perfeval.number import where
from perfeval.unit import DATE, DAYS, Unit

Run = Callable[[Mapping[str, Any]], Any]


class DivisionByZero(Exception):
    """Carries the divisor that was zero out of a running formula; never leaves this module."""

    def __init__(self, node: Node) -> None:
        self.node = node


Checked = tuple[Kind | None, Run]
_UNKNOWN: Checked = (None, lambda _: None)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "≥": lambda a, b: a >= b,
    "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
}
_COMBINE: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
}


class Check:
    """One walk over the tree: kinds are checked and the function is built side by side."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds
        self.faults: list[Diagnostic] = []
        self.places: list[tuple[int, int, str]] = []

    def _refuse(self, node: Node, code: str, message: str, hint: str = "") -> Checked:
        self.faults.append(node.fault(code, message, hint))
        return _UNKNOWN

    def visit(self, node: Node) -> Checked:
        """The kind of a part of the formula, None where it is faulty, and the function that computes it."""
        if node.op in ("literal", "truth"):
            value, kind = node.value if node.op == "literal" else (node.value, BOOLEAN)
            return kind, lambda _: value
        if node.op == "name":
            return self._name(node)
        if node.op == "column":
            return self._column(node)
        if node.op == "call":
            return self._call(node)
        if node.op in _COMPARE:
            return self._compare(node)
        found, runs = self._parts(node)
        kinds = [kind for kind in found if kind is not None]
        if len(kinds) < len(found):
            return _UNKNOWN
        return (
            self._logic(node, kinds, runs) if node.op in ("and", "or", "not") else self._arithmetic(node, kinds, runs)
        )

    def _parts(self, node: Node) -> tuple[list[Kind | None], list[Run]]:
        checked = [self.visit(part) for part in node.parts]
        return [kind for kind, _ in checked], [run for _, run in checked]

    def _name(self, node: Node) -> Checked:
        name = node.value
        if name not in self.kinds:
            hint = nearest(name, self.kinds, f"先在 facts 里声明“{name}”")
            return self._refuse(node, "unknown-name", f"公式用到了没有声明的事实“{name}”", hint)
        self.places.append((node.start, node.end, name))
        return self.kinds[name], lambda facts: facts[name]

    def _column(self, node: Node) -> Checked:
        """A column of a table, as a list."""
        table, column = node.value
        kind = self.kinds.get(table)
        if not isinstance(kind, TableOf):
            tables = [name for name, known in self.kinds.items() if isinstance(known, TableOf)]
            hint = nearest(table, tables, "先在 facts 里用 table 声明它的各列")
            return self._refuse(node, "not-a-table", f"“{table}”不是声明过的表", hint)
        columns = dict(kind.columns)
        if column not in columns:
            hint = nearest(column, columns, "可用的列：" + "、".join(columns))
            return self._refuse(node, "unknown-column", f"表“{table}”没有“{column}”这一列", hint)
        self.places.append((node.start, node.end, table))
        place = list(columns).index(column)
        return ListOf(columns[column]), lambda facts: tuple(row[place] for row in facts[table])

    def _call(self, node: Node) -> Checked:
        function = FUNCTIONS.get(node.value)
        if not function:
            hint = nearest(node.value, FUNCTIONS, "可用的函数：" + "、".join(FUNCTIONS))
            return self._refuse(node, "unknown-function", f"没有函数“{node.value}”", hint)
        kinds, runs = self._parts(node)
        if None in kinds:
            return _UNKNOWN
        kind = function.kind([kind for kind in kinds if kind is not None])
        if isinstance(kind, str):
            return self._refuse(node, "wrong-argument", f"{node.value}：{kind}", function.about)
        if node.value == "if":
            return kind, _chosen(*runs)
        apply = function.apply
        return kind, lambda facts: apply(*(run(facts) for run in runs))

    def _compare(self, node: Node) -> Checked:
        left, right = node.parts
        if (label := self._label(left, right) or self._label(right, left)) is not None:
            fact, word = label
            if node.op not in "=≠":
                return self._refuse(node, "labels-have-no-order", "选项之间没有大小", "用 = 或 ≠ 比较")
            differ = node.op == "≠"
            return BOOLEAN, lambda facts: (facts[fact] == word) ^ differ
        kinds, (first, second) = self._parts(node)
        if None in kinds:
            return _UNKNOWN
        known = [kind for kind in kinds if kind is not None]
        one, other = (item(kind) for kind in known)
        units = isinstance(one, Unit) and isinstance(other, Unit) and one.fits(other)
        if not units and not (one == other == BOOLEAN and node.op in "=≠"):
            return self._mismatch(node, kinds)
        for this, that in ((0, 1), (1, 0)):
            if isinstance((one, other)[this], Unit) and _bare_percent((one, other)[this], node.parts[that]):
                message = "百分数与没有百分号的数比较，可能差一百倍"
                return self._refuse(node.parts[that], "bare-ratio", message, "写成 80%")
        test = spread(_COMPARE[node.op])
        kind = wrapped(BOOLEAN, any(isinstance(each_kind, ListOf) for each_kind in known))
        return kind, lambda facts: test(first(facts), second(facts))

    def _label(self, fact: Node, word: Node) -> tuple[str, str] | None:
        """The fact and the label, where a declared choice is compared with one of its labels."""
        kind = self.kinds.get(fact.value) if fact.op == "name" else None
        if not isinstance(kind, Choice) or word.op != "name":
            return None
        if word.value not in kind.labels:
            message, hint = f"“{fact.value}”没有“{word.value}”这一项", "可选：" + "、".join(kind.labels)
            self._refuse(word, "unknown-label", message, hint)
        self.places.append((fact.start, fact.end, fact.value))
        return fact.value, word.value

    def _logic(self, node: Node, kinds: list[Kind], runs: list[Run]) -> Checked:
        if any(item(kind) != BOOLEAN for kind in kinds):
            return self._refuse(node, "not-a-truth", "“且、或、非”两边要是比较或是否", "例如：(执行率 ≥ 80%) 且 有制度")
        kind = wrapped(BOOLEAN, any(isinstance(each_kind, ListOf) for each_kind in kinds))
        if node.op == "not":
            negate = each(lambda truth: truth ^ True)
            return kind, lambda facts: negate(runs[0](facts))
        combine, (first, second) = spread(_COMBINE[node.op]), runs
        return kind, lambda facts: combine(first(facts), second(facts))

    def _arithmetic(self, node: Node, kinds: list[Kind], runs: list[Run]) -> Checked:
        units = [kind for kind in map(item, kinds) if isinstance(kind, Unit)]
        kind = _result(node.op, units) if len(units) == len(kinds) else None
        if kind is None:
            return self._mismatch(node, list(kinds))
        listed = wrapped(kind, any(isinstance(each_kind, ListOf) for each_kind in kinds))
        if node.op == "negative":
            negate = each(lambda value: -value)
            return listed, lambda facts: negate(runs[0](facts))
        combine = spread(_quotient(node.parts[1]) if node.op == "/" else _COMBINE[node.op])
        first, second = runs
        return listed, lambda facts: combine(first(facts), second(facts))

    def _mismatch(self, node: Node, kinds: list[Kind | None]) -> Checked:
        shown = "与".join(f"“{spelled(kind)}”" for kind in kinds if kind is not None)
        return self._refuse(node, "unit-mismatch", f"{shown}不能这样运算", "换成同一种单位；人与人次、场与次不能互换")


def _bare_percent(kind: Kind, node: Node) -> bool:
    """Whether a percentage meets a bare number that could be meant as another percentage."""
    if node.op != "literal" or not isinstance(kind, Unit) or not kind.is_ratio:
        return False
    value, unit = node.value
    return not unit.text and value not in (0, 1)


def _result(op: str, units: list[Unit]) -> Unit | None:
    """The unit of a result, None where these units cannot meet in this way."""
    dated = [unit for unit in units if unit.is_date]
    if op == "negative" or op in "*/":
        joined = units[0] if op == "negative" else units[0].join(units[1], 1 if op == "*" else -1)
        return None if dated else joined
    return _sum_kind(op, *units)


def _sum_kind(op: str, one: Unit, other: Unit) -> Unit | None:
    """The unit of a sum or difference: days between dates, a day some days on, else the same unit."""
    if one.is_date and other.is_date:
        return DAYS if op == "-" else None
    if one.is_date:
        return DATE if other.fits(DAYS) else None
    return one if one.fits(other) else None


def _quotient(divisor: Node) -> Callable[[Any, Any], Any]:
    def divide(over: Any, under: Any) -> Any:
        if (under == 0) is True:
            raise DivisionByZero(divisor)
        return over / under

    return divide


def _chosen(test: Run, yes: Run, no: Run) -> Run:
    """One of two, of which only the chosen one is computed: the other may divide by zero."""

    def choose(facts: Mapping[str, Any]) -> Any:
        holds = test(facts)
        if holds is True or holds is False:
            return yes(facts) if holds else no(facts)
        return where(holds, yes(facts), no(facts))

    return choose
