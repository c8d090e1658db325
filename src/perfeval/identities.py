"""恒等关系: what must hold between facts, whatever the score; what a project breaks, a check tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import BOOLEAN, Formula, Kind, compile_formula
from perfeval.expr.syntax import Node, parse
from perfeval.model import Model, Words
from perfeval.record import Record, replace
from perfeval.unit import Unit

_COMPARISONS = frozenset("=≠<≤>≥")


class Assert(Model):
    """恒等关系: what must hold between facts; it changes no score."""

    holds: Words = Field(description="条件：事实的公式，如 男 + 女 = 总人数")
    because: Words = Field(description="依据或理由")


class Identity(Record):
    """An `Assert` that is compiled.

    sides: what stands on either side of its comparison; none where it is no comparison of amounts.
    """

    formula: Formula
    because: str
    sides: tuple[Formula, ...] = ()

    @property
    def unit(self) -> Unit:
        """The unit of both sides, as that side has it which is one fact alone."""
        sides = sorted(self.sides, key=lambda side: side.text.strip() not in side.names)
        return next(side.kind for side in sides if isinstance(side.kind, Unit))


def identities(stated: Iterable[Assert], kinds: Mapping[str, Kind]) -> tuple[Identity | Diagnostic, ...]:
    """Each identity, or the first thing that is wrong with it.

    >>> from perfeval.unit import unit
    >>> kinds = dict.fromkeys(("男", "女", "总人数"), unit("人"))
    >>> stated = [Assert(holds=text, because="总数") for text in ("男 + 女 = 总人数", "男 + 女")]
    >>> made, wrong = identities(stated, kinds)
    >>> [side.text for side in made.sides], wrong.code
    (['男 + 女', '总人数'], 'not-a-truth')
    """
    return tuple(_identity(item, ("asserts", index, "holds"), kinds) for index, item in enumerate(stated))


def _identity(item: Assert, route: Route, kinds: Mapping[str, Kind]) -> Identity | Diagnostic:
    made = compile_formula(item.holds, kinds)
    if isinstance(made, tuple):
        return replace(made[0], route=route)
    if made.kind != BOOLEAN:
        return Diagnostic("not-a-truth", "这里要一个成立或不成立的条件", "例如：男 + 女 = 总人数", route)
    if not made.names:
        return Diagnostic("constant-formula", "条件没有用到任何事实", "用事实的名称写条件", route)
    return Identity(made, item.because, _sides(made, kinds))


def _sides(made: Formula, kinds: Mapping[str, Kind]) -> tuple[Formula, ...]:
    tree = parse(made.text)
    if not isinstance(tree, Node) or tree.op not in _COMPARISONS:
        return ()
    sides = [compile_formula(made.text[part.start : part.end], kinds) for part in tree.parts]
    amounts = tuple(side for side in sides if isinstance(side, Formula) and hasattr(side.kind, "dimensions"))
    return amounts if len(amounts) == len(sides) else ()
