"""What a fact is made of when it is laid out in columns: amounts, answers, and what stands below and beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from perfeval.expr import Choice, Kind, ListOf, TableOf
from perfeval.node import Node
from perfeval.project import FactNotes
from perfeval.record import Record, replace
from perfeval.rules import Rule
from perfeval.rules.points import mark
from perfeval.rules.ranges import low
from perfeval.target import Target
from perfeval.unit import NUMBER, PERCENT, Unit


class Shape(Record):
    """One piece of a fact.

    unit: of an amount; None where the piece is no amount. counts: whether it is a number of things, which
    may have a unit and needs none. text: whether it is free text, in which ``[`` is only a sign.
    items: pieces in a fixed order. each: what a list of any length is made of. parts: the keys of a mapping,
    all of which are given. beside: keys that may be given besides; `main` is then the key of the piece itself.
    about: what is asked. how: how it is answered. sample: an answer.
    """

    how: str
    sample: str
    unit: Unit | None = None
    counts: bool = False
    text: bool = False
    items: tuple[Shape, ...] = ()
    each: Shape | None = None
    parts: Mapping[str, Shape] = {}
    main: str = ""
    beside: Mapping[str, Shape] = {}
    about: str = ""

    @property
    def measure(self) -> Unit | None:
        """The unit of the amounts in one cell, whether one or a list."""
        return self.unit or (self.each.unit if self.each else None)

    @property
    def either(self) -> bool:
        """Whether it is one amount, or a mapping in its stead where its keys are given."""
        return bool(self.unit and self.parts)

    @property
    def full(self) -> str:
        """The answer that earns everything, and needs no reason; empty where there is none."""
        return self.sample if self.main in ("answer", "level") else ""

    def below(self, step: str | int) -> Shape | None:
        """The piece at an index from 0 or a key; None where there is no such piece."""
        if isinstance(step, int):
            return self.items[step] if step < len(self.items) else self.each
        return self.parts.get(step) or self.beside.get(step)


WORDS = Shape("文字", "见附件", text=True)
REASON = Shape("文字；失分时必写", "", text=True, about="原因")
COUNT = Shape("整数", "2", counts=True)
ANSWER = {"keep": Shape("百分比；回答“部分”时必写", "", PERCENT), "because": REASON, "evidence": WORDS}
ANY = Shape("照项目文件里的写法", "")

NOTES: Mapping[str, Shape] = dict.fromkeys(FactNotes.__pydantic_fields__, ANY) | {
    "note": WORDS,
    "because": WORDS,
    "as_of": Shape("日期", "2023-11-30"),
}
"""What may stand beside the value of any fact, without effect on the score."""


def amount(unit: Unit) -> Shape:
    """An amount in a unit."""
    if unit.is_date:
        return Shape("日期，如 2023-11-30", "2023-11-30", unit)
    gap = "" if unit.is_ratio else " "
    figure = "95" if unit.is_ratio else "30"
    written = f"{figure}{gap}{unit.text}".strip()
    how = f"数，按表头的单位；或连单位写，如 {written}" if unit.text else f"数，如 {written}"
    return Shape(how, written, unit)


def shape_of(want: Node | Kind) -> Shape:
    """The shape of a fact that a plan reads."""
    if isinstance(want, Node):
        return _by_rule(want.rule, want.target, want.unit)
    if isinstance(want, Unit):
        return amount(want)
    if isinstance(want, Choice):
        return Shape("、".join(want.labels) + " 之一", want.labels[0])
    if isinstance(want, ListOf):
        return _listed(shape_of(want.of))
    if isinstance(want, TableOf):
        row = {name: shape_of(of) for name, of in want.columns}
        shown = ", ".join(f"{name}: {shape.sample}" for name, shape in row.items())
        return Shape("一张表，每行写在一对花括号里", f"[{{{shown}}}]", each=Shape("一行", f"{{{shown}}}", parts=row))
    return Shape("是 或 否", "是")


def _listed(each: Shape, beside: Iterable[str] = ()) -> Shape:
    how = f"一列，写在一对方括号里，用半角逗号隔开；每项是{each.how.partition('，')[0].partition('；')[0]}"
    return Shape(how, f"[{each.sample}, {each.sample}]", each=each)


def _by_rule(rule: Rule | None, target: Target, unit: Unit) -> Shape:
    """The fact of an indicator, by the rule that reads it."""
    if rule is None:
        return amount(unit) if target.measurable else Shape("文字", "已完成")
    known = SHAPES.get(rule.kind_name())
    return known(rule, target, unit) if known else amount(unit) if rule.reads_amount else ANY


def _checklist(rule: Any, target: Target, unit: Unit) -> Shape:
    asked = [(f"{mark(index)} {point.asked}", point.negative) for index, point in enumerate(rule.points)]
    how = "是、否 或 部分"
    items = tuple(Shape(how, "否" if no else "是", main="answer", beside=ANSWER, about=text) for text, no in asked)
    return _ordered(items)


def _ordered(items: tuple[Shape, ...]) -> Shape:
    return Shape("一列，依次写", "[" + ", ".join(item.sample for item in items) + "]", items=items)


def _parts(rule: Any, target: Target, unit: Unit) -> Shape:
    items = []
    for index, piece in enumerate(piece for piece in rule.parts if piece.actual is None):
        goal = piece.goal(target)
        shape = _by_rule(piece.rule, goal, piece.rule.unit(goal))
        items.append(_named(shape, f"{mark(index)} {piece.text}"))
    return _ordered(tuple(items))


def _named(shape: Shape, about: str) -> Shape:
    return replace(shape, about=about)


def _threshold(rule: Any, target: Target, unit: Unit) -> Shape:
    if not target.measurable:
        return Shape("是 或 否", "是", main="answer", beside={"because": REASON})
    one = amount(unit)
    return Shape(f"{one.how}；有几个的写成一列，如 [{one.sample}, {one.sample}]", one.sample, unit, each=one)


def _levels(rule: Any, target: Target, unit: Unit) -> Shape:
    names, first = [level.name for level in rule.levels], rule.levels[0]
    beside = {"because": replace(REASON, sample="经评议") if first.range else REASON}
    if any(level.range for level in rule.levels):
        share = Shape("百分比或分数；所选的一档是范围时必写", low(first.range) if first.range else "", about="认定多少")
        beside = {"share": share, **beside}
    return Shape("、".join(names) + " 之一", names[0], main="level", beside=beside)


def _panel(rule: Any, target: Target, unit: Unit) -> Shape:
    one = Shape("分数", "90", main="score", beside={"by": WORDS})
    count = max(2 * (rule.trim or 0) + 1, rule.least_experts or 1)
    return Shape("一列，每位专家一个分数", "[" + ", ".join(["90"] * count) + "]", each=one)


def _survey(rule: Any, target: Target, unit: Unit) -> Shape:
    sample = str((rule.least_answers or 0) // len(rule.coefficients) + 1)
    return _keyed({name: Shape("人数", sample, counts=True, about=f"选“{name}”的人数") for name in rule.coefficients})


def _keyed(parts: Mapping[str, Shape], each: Shape | None = None) -> Shape:
    shown = ", ".join(f"{name}: {shape.sample}" for name, shape in parts.items())
    return Shape("写在一对花括号里", f"{{{shown}}}", parts=parts, each=each)


def _rank(rule: Any, target: Target, unit: Unit) -> Shape:
    spare = "；不写则按同批各项目的值排" if rule.better else ""
    place = Shape("整数", "1", counts=True, about=f"名次{spare}")
    parts = {"rank": place, "of": Shape("整数", "20", counts=True, about=f"共有多少个{spare}")}
    # Where amounts are of no use to it, the rule itself says so.
    return replace(amount(unit), parts=parts) if rule.better else replace(_keyed(parts), counts=True)


def _faults(rule: Any, target: Target, unit: Unit) -> Shape:
    kinds = {
        fault.name: Shape("整数，没有发现写 0", "0", counts=True, about=f"发现多少{fault.name}") for fault in rule.kinds
    }
    texts = {"at": WORDS, "because": REASON, "evidence": WORDS}
    return _keyed(kinds, Shape("问题的类别", rule.kinds[0].name, main="kind", beside=texts))


def _bands(rule: Any, target: Target, unit: Unit) -> Shape:
    one = amount(unit)
    if not any(band.range for band in rule.bands):
        return one
    share = Shape("百分比或分数；一档是范围时必写", "")
    return Shape(one.how, one.sample, unit, main="value", beside={"share": share, "because": REASON})


def _peer(rule: Any, target: Target, unit: Unit) -> Shape:
    one = amount(unit)
    peers = _named(_listed(one), "同类各项目的值；不写则与同批的其他项目比")
    return Shape(one.how, one.sample, unit, main="value", beside={"peers": peers})


def _choose(rule: Any, target: Target, unit: Unit) -> Shape:
    """What all branches have in common: which of them reads the fact is known only once it is there."""
    goals = [(way.rule, way.target or target) for way in rule.branches]
    shapes = [_by_rule(each, goal, each.unit_within(goal, unit)) for each, goal in goals]
    if all(shape == shapes[0] for shape in shapes):
        return shapes[0]
    if all(shape.unit and not shape.parts for shape in shapes):
        fits = all(shape.unit and shape.unit.fits(unit) for shape in shapes)
        one = amount(unit) if fits else Shape("数和单位", shapes[0].sample, NUMBER, counts=True)
        beside = {key: piece for shape in shapes for key, piece in shape.beside.items()}
        return replace(one, main="value", beside=beside) if beside else one
    return Shape("照适用的那一种：" + "；或".join(dict.fromkeys(s.how for s in shapes)), shapes[0].sample)


SHAPES: dict[str, Callable[[Any, Target, Unit], Shape]] = {
    "checklist": _checklist,
    "parts": _parts,
    "threshold": _threshold,
    "levels": _levels,
    "panel": _panel,
    "survey": _survey,
    "rank": _rank,
    "faults": _faults,
    "bands": _bands,
    "peer": _peer,
    "choose": _choose,
}
"""The kinds whose fact is not simply an amount."""
