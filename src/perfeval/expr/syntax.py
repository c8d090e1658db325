"""From the text of a formula to its tree: tokens and precedence climbing.

The text is read in half-width form, character for character, so every fault keeps its column.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from perfeval.diagnostic import Diagnostic
from perfeval.number import DIGITS, read
from perfeval.quantity import Quantity, day
from perfeval.record import Record
from perfeval.regex import regex
from perfeval.unit import NUMBER, Unit, halfwidth, unit

LENGTH, DEPTH = 500, 32
"""The longest formula, in characters, and the deepest nesting."""

_TOKEN = regex(
    r"""\s*(?:
      (?P<date>[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日))
    | (?P<number>[0-9][0-9.]*)
    | [“"](?P<quoted>[^“”"]+)[”"]
    | (?P<name>[^\W\d]\w*)
    | (?P<sign><=|>=|==|!=|<>|[-+*/()<>=≤≥≠,.%‰])
    )""",
    re.X,
)
_UNIT = regex(r"\s*((?:[^\W\d_]+|%|‰)(?:/[^\W\d_]+)*)")
_WORDS = {"且": "and", "或": "or", "非": "not", "and": "and", "or": "or", "not": "not", "是": "true", "否": "false"}


def is_reserved(word: str) -> bool:
    """Whether a word means something of its own in formulas: a sign, a function, a unit, the weight."""
    from perfeval.expr.functions import FUNCTIONS

    return word in _WORDS or word in FUNCTIONS or word == "权重" or (unit(word) or NUMBER).text != ""


_SIGNS = {"==": "=", "<=": "≤", ">=": "≥", "!=": "≠", "<>": "≠"}
_BINDS = {"or": 1, "and": 2, **dict.fromkeys("=≠<≤>≥", 4), "+": 5, "-": 5, "*": 6, "/": 6}
_NOT, _COMPARISON, _MINUS = 3, 4, 7


class Token(Record):
    """A word of a formula; `value` is the amount of a literal."""

    kind: str
    text: str
    start: int
    end: int
    value: Any = None


class Node(Record):
    """An operation and what it works on.

    `op` is ``literal``, ``truth``, ``name``, ``column``, ``call``, ``negative``, ``not`` or a binary
    sign. `value` is the (amount, unit) of a literal, the truth of 是/否, the name, or (table, column).
    """

    op: str
    start: int
    end: int
    value: Any = None
    parts: tuple[Node, ...] = ()

    def fault(self, code: str, message: str, hint: str = "") -> Diagnostic:
        """A finding at this part of the formula."""
        return Diagnostic(code, message, hint, span=(self.start, self.end - self.start))


class Broken(Exception):
    """Carries a finding out of the parser; never leaves this package."""

    def __init__(self, code: str, message: str, hint: str, start: int, end: int) -> None:
        self.diagnostic = Diagnostic(code, message, hint, span=(start, max(1, end - start)))


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            hint = "公式里只能有数、单位、名称、括号和 + - * / 比较符号"
            raise Broken("unknown-sign", f"公式里不认得“{text[start]}”", hint, start, start + 1)
        token = _token(match, text)
        found.append(token)
        at = token.end
    return [*found, Token("end", "", len(text), len(text))]


def _token(match: re.Match[str], text: str) -> Token:
    kind = match.lastgroup or ""
    word, start, end = match[kind], match.start(kind), match.end()
    if kind == "number":
        return _amount(word, start, end, text)
    if kind == "date":
        dated = day(word)
        if not isinstance(dated, Quantity):
            raise Broken("impossible-date", f"没有“{word}”这一天", "核对年、月、日", start, end)
        return Token("literal", word, start, end, (dated.value, dated.unit))
    if kind == "quoted":
        return Token("name", word.strip(), start - 1, end)
    if kind == "name":
        return Token(_WORDS.get(word, "name"), word, start, end)
    return Token(_SIGNS.get(word, word), word, start, end)


def _amount(word: str, start: int, end: int, text: str) -> Token:
    """A number and, where one follows, its unit: the longest run of words that is a unit."""
    if re.match(r",[0-9]{3}(?![0-9])", text[end:]):
        hint = f"去掉逗号，写成 {word}{text[end + 1 : end + 4]}；如果是两项，逗号后面空一格"
        raise Broken("thousands-comma", "公式里的千位逗号会被当作分隔符", hint, start, end + 4)
    value = read(word)
    if value is None:
        raise Broken("not-a-number", f"“{word}”不是可用的数", f"只用数字和小数点，不超过 {DIGITS} 位", start, end)
    measure: Unit = NUMBER
    if found := _UNIT.match(text, end):
        for cut in range(len(found[1]), 0, -1):
            whole_word = cut == len(found[1]) or found[1][cut] == "/"
            if whole_word and (known := unit(found[1][:cut])):
                measure, end = known, found.start(1) + cut
                break
    return Token("literal", text[start:end], start, end, (value * measure.factor, measure))


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens, self.at = _tokens(text), 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, kind: str, what: str) -> Token:
        token = self.next
        if token.kind != kind:
            shown = f"却是“{token.text}”" if token.text else "公式却到这里就结束了"
            hint = "检查括号是否成对、运算符两边是否都有内容"
            raise Broken("formula-syntax", f"公式的这里应当是{what}，{shown}", hint, token.start, token.end)
        self.at += 1
        return token

    def whole(self) -> Node:
        node = self.expression(1, 0)
        self.take("end", "运算符或结尾")
        return node

    def expression(self, least: int, depth: int) -> Node:
        if depth > DEPTH:
            raise Broken(
                "formula-too-deep", f"公式的嵌套超过 {DEPTH} 层", "拆成几个事实", self.next.start, self.next.end
            )
        left = self.operand(depth)
        while (power := _BINDS.get(self.next.kind, 0)) >= least:
            sign = self.tokens[self.at]
            self.at += 1
            right = self.expression(power + 1, depth + 1)
            left = Node(sign.kind, left.start, right.end, parts=(left, right))
            if power == _COMPARISON == _BINDS.get(self.next.kind):
                hint = "写成两个比较，中间用“且”"
                raise Broken("chained-comparison", "比较不能连写", hint, self.next.start, self.next.end)
        return left

    def operand(self, depth: int) -> Node:
        token = self.next
        if token.kind in ("-", "not"):
            self.at += 1
            inner = self.expression(_MINUS if token.kind == "-" else _NOT, depth + 1)
            return Node("negative" if token.kind == "-" else "not", token.start, inner.end, parts=(inner,))
        if token.kind == "(":
            self.at += 1
            inner = self.expression(1, depth + 1)
            end = self.take(")", "右括号").end
            return Node(inner.op, token.start, end, inner.value, inner.parts)
        self.at += token.kind in ("literal", "true", "false")
        if token.kind == "literal":
            return Node("literal", token.start, token.end, token.value)
        if token.kind in ("true", "false"):
            return Node("truth", token.start, token.end, token.kind == "true")
        return self.named(self.take("name", "数、名称或左括号"), depth)

    def named(self, name: Token, depth: int) -> Node:
        if self.next.kind == ".":
            self.at += 1
            column = self.take("name", "表的一列")
            return Node("column", name.start, column.end, (name.text, column.text))
        if self.next.kind != "(":
            return Node("name", name.start, name.end, name.text)
        self.at += 1
        parts = [self.expression(1, depth + 1)]
        while self.next.kind == ",":
            self.at += 1
            parts.append(self.expression(1, depth + 1))
        end = self.take(")", "右括号").end
        return Node("call", name.start, end, name.text, tuple(parts))


@lru_cache(maxsize=1024)
def parse(text: str) -> Node | Diagnostic:
    """The tree of a formula, or the first fault in it.

    >>> parse("实际支出 / 预算安排 ×100％").op
    '*'
    >>> parse("(1 + 2").message
    '公式的这里应当是右括号，公式却到这里就结束了'
    """
    if len(text) > LENGTH:
        return Diagnostic("formula-too-long", f"公式超过 {LENGTH} 个字符", "拆成几个事实", span=(LENGTH, 1))
    if (plain := halfwidth(text)).startswith("="):
        hint = f"去掉 =，写成 {text[1:].strip()}"
        return Diagnostic("formula-syntax", "公式开头不写 =，那是电子表格的写法", hint, span=(0, 1))
    try:
        return _Parser(plain).whole()
    except Broken as broken:
        return broken.diagnostic
