"""From the tree of a formula to its unit and to a function over facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.expr.functions import FUNCTIONS
from perfeval.expr.kinds import BOOLEAN, Choice, Kind, ListOf, spelled
from perfeval.expr.syntax import Node, parse
from perfeval.unit import DATE, DAYS, Unit

__all__ = ["BOOLEAN", "Choice", "Formula", "Kind", "ListOf", "compile_formula"]

Run = Callable[[Mapping[str, Any]], Any]


class DivisionByZero(Exception):
    """Carries the divisor that was zero out of a running formula; never leaves this module."""

    def __init__(self, node: Node) -> None:
        self.node = node


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula whose units have been checked.

    kind: the unit of its result, or truth, or a list of either.
    names: the facts it reads, in the order they appear, each with the places it stands at.
    """

    text: str
    kind: Kind
    names: tuple[str, ...]
    places: tuple[tuple[int, int, str], ...]
    run: Run

    def evaluate(self, facts: Mapping[str, Any]) -> Any:
        """The result in base units, or a `Diagnostic` where a divisor is zero."""
        try:
            return self.run(facts)
        except DivisionByZero as fault:
            at = fault.node
            divisor = self.text[at.start : at.end].strip("()（） ")
            hint = "核对这一事实；如果这一指标不适用，把它写成“不适用”"
            return at.fault("division-by-zero", f"公式“{self.text}”里的除数“{divisor}”是 0", hint)

    def spelled(self, shown: Mapping[str, str]) -> str:
        """The formula with the figure of each fact put in behind its name."""
        text = self.text
        for start, end, name in reversed(self.places):
            text = f"{text[:start]}{text[start:end]}（{shown[name]}）{text[end:]}"
        return text


def compile_formula(text: str, kinds: Mapping[str, Kind]) -> Formula | tuple[Diagnostic, ...]:
    """The formula that `text` states over facts of these kinds, or every fault in it.

    >>> from perfeval.number import Fraction
    >>> from perfeval.unit import unit
    >>> money = {"实际支出": unit("万元"), "预算安排": unit("元")}
    >>> rate = compile_formula("实际支出 / 预算安排", money)
    >>> rate.evaluate({"实际支出": Fraction(1), "预算安排": Fraction(3)})
    Fraction(1, 3)
    >>> compile_formula("实际支出 + 30 场", money)[0].code
    'unit-mismatch'
    """
    tree = parse(text)
    if isinstance(tree, Diagnostic):
        return (tree,)
    check = _Check(kinds)
    kind, run = check.visit(tree)
    if check.faults or kind is None:
        return tuple(check.faults)
    names = tuple(dict.fromkeys(name for _, _, name in check.places))
    return Formula(text, kind, names, tuple(sorted(check.places)), run)


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
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
}


class _Check:
    """One walk over the tree: kinds are checked and the function is built side by side."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds
        self.faults: list[Diagnostic] = []
        self.places: list[tuple[int, int, str]] = []

    def refuse(self, node: Node, code: str, message: str, hint: str = "") -> Checked:
        self.faults.append(node.fault(code, message, hint))
        return _UNKNOWN

    def visit(self, node: Node) -> Checked:
        if node.op in ("literal", "truth"):
            value, kind = node.value if node.op == "literal" else (node.value, BOOLEAN)
            return kind, lambda _: value
        if node.op == "name":
            return self.name(node)
        if node.op == "call":
            return self.call(node)
        if node.op in _COMPARE:
            return self.compare(node)
        kinds, runs = self.parts(node)
        if None in kinds:
            return _UNKNOWN
        if node.op in ("and", "or", "not"):
            return self.logic(node, kinds, runs)
        return self.arithmetic(node, kinds, runs)

    def parts(self, node: Node) -> tuple[list[Kind | None], list[Run]]:
        checked = [self.visit(part) for part in node.parts]
        return [kind for kind, _ in checked], [run for _, run in checked]

    def name(self, node: Node) -> Checked:
        name = node.value
        if name not in self.kinds:
            hint = nearest(name, self.kinds, f"先在 facts 里声明“{name}”")
            return self.refuse(node, "unknown-name", f"公式用到了没有声明的事实“{name}”", hint)
        self.places.append((node.start, node.end, name))
        return self.kinds[name], lambda facts: facts[name]

    def call(self, node: Node) -> Checked:
        function = FUNCTIONS.get(node.value)
        if not function:
            known = "、".join(FUNCTIONS)
            return self.refuse(node, "unknown-function", f"没有函数“{node.value}”", f"可用的函数：{known}")
        kinds, runs = self.parts(node)
        if None in kinds:
            return _UNKNOWN
        kind = function.kind([kind for kind in kinds if kind is not None])
        if isinstance(kind, str):
            return self.refuse(node, "wrong-argument", f"{node.value}：{kind}", function.about)
        apply = function.apply
        return kind, lambda facts: apply(*(run(facts) for run in runs))

    def compare(self, node: Node) -> Checked:
        left, right = node.parts
        if (label := self.label(left, right) or self.label(right, left)) is not None:
            fact, word = label
            if node.op not in "=≠":
                return self.refuse(node, "labels-have-no-order", "选项之间没有大小", "用 = 或 ≠ 比较")
            same = node.op == "="
            return BOOLEAN, lambda facts: (facts[fact] == word) is same
        kinds, (first, second) = self.parts(node)
        if None in kinds:
            return _UNKNOWN
        one, other = (kind.of if isinstance(kind, ListOf) else kind for kind in kinds)
        units = isinstance(one, Unit) and isinstance(other, Unit) and one.fits(other)
        if not units and not (one == other == BOOLEAN and node.op in "=≠"):
            return self.mismatch(node, kinds)
        test = _COMPARE[node.op]
        if isinstance(kinds[0], ListOf) and not isinstance(kinds[1], ListOf):
            return ListOf(BOOLEAN), lambda facts: [test(item, second(facts)) for item in first(facts)]
        if isinstance(kinds[1], ListOf):
            return self.refuse(node, "list-on-the-right", "比较时列表要写在左边", "例如：人数 < 10 人")
        return BOOLEAN, lambda facts: test(first(facts), second(facts))

    def label(self, fact: Node, word: Node) -> tuple[str, str] | None:
        """The fact and the label, where a declared choice is compared with one of its labels."""
        kind = self.kinds.get(fact.value) if fact.op == "name" else None
        if not isinstance(kind, Choice) or word.op != "name":
            return None
        if word.value not in kind.labels:
            self.refuse(
                word, "unknown-label", f"“{fact.value}”没有“{word.value}”这一项", "可选：" + "、".join(kind.labels)
            )
        self.places.append((fact.start, fact.end, fact.value))
        return fact.value, word.value

    def logic(self, node: Node, kinds: list[Kind | None], runs: list[Run]) -> Checked:
        if any(kind != BOOLEAN for kind in kinds):
            return self.refuse(node, "not-a-truth", "“且、或、非”两边要是比较或是否", "例如：(执行率 ≥ 80%) 且 有制度")
        if node.op == "not":
            return BOOLEAN, lambda facts: not runs[0](facts)
        combine, (first, second) = _COMBINE[node.op], runs
        return BOOLEAN, lambda facts: combine(first(facts), second(facts))

    def arithmetic(self, node: Node, kinds: list[Kind | None], runs: list[Run]) -> Checked:
        if not all(isinstance(kind, Unit) for kind in kinds):
            return self.mismatch(node, kinds)
        if node.op == "negative":
            only = kinds[0]
            dated = isinstance(only, Unit) and only.is_date
            return self.mismatch(node, kinds) if dated else (only, lambda facts: -runs[0](facts))
        one, other = kinds
        assert isinstance(one, Unit) and isinstance(other, Unit)
        kind = one.join(other, 1 if node.op == "*" else -1) if node.op in "*/" else _sum_kind(node.op, one, other)
        if kind is None or (node.op in "*/" and (one.is_date or other.is_date)):
            return self.mismatch(node, kinds)
        first, second = runs
        if node.op == "/":
            return kind, _quotient(first, second, node.parts[1])
        combine = _COMBINE[node.op]
        return kind, lambda facts: combine(first(facts), second(facts))

    def mismatch(self, node: Node, kinds: list[Kind | None]) -> Checked:
        shown = "与".join(f"“{spelled(kind)}”" for kind in kinds if kind is not None)
        return self.refuse(node, "unit-mismatch", f"{shown}不能这样运算", "换成同一种单位；人与人次、场与次不能互换")


def _sum_kind(op: str, one: Unit, other: Unit) -> Unit | None:
    """The unit of a sum or difference: days between dates, a day some days on, else the same unit."""
    if one.is_date and other.is_date:
        return DAYS if op == "-" else None
    if one.is_date:
        return DATE if other.fits(DAYS) else None
    return one if one.fits(other) else None


def _quotient(first: Run, second: Run, divisor: Node) -> Run:
    def divide(facts: Mapping[str, Any]) -> Any:
        under = second(facts)
        if not under:
            raise DivisionByZero(divisor)
        return first(facts) / under

    return divide
