"""What differs between two specs, in words, and between two results, by cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.account import Document
from perfeval.node import Node
from perfeval.number import ZERO, Fraction, read, spell
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import Figures
from perfeval.source import Data
from perfeval.source.writing import flow
from perfeval.spec import Indicator, Spec

_SAY = Figures()
_NONE = "（没有）"


class Edit(Record):
    """One thing that differs: what it is, and how it reads in either."""

    what: str
    before: str
    after: str


class Difference(Record):
    """What differs about one indicator, one fact, or the whole.

    kind: ``added``, ``removed`` or ``changed``. code: of the indicator or fact, empty for the whole.
    """

    kind: str
    code: str
    name: str
    edits: tuple[Edit, ...] = ()


class Move(Record):
    """Points that moved between two results, and why: ``facts``, ``spec``, ``override``, ``engine``, in this order."""

    code: str
    name: str
    before: str
    after: str
    moved: Fraction | None
    causes: tuple[str, ...]
    edits: tuple[Edit, ...] = ()


def differences(before: Plan, after: Plan, old: Data, new: Data) -> Iterator[Difference]:
    """What differs between two specs; `old` and `new` are what their files say, for what has no sentence of its own."""
    edits = tuple(
        _fields(Spec, before.spec, after.spec, _top(old), _top(new), skip=("indicators", "facts", "perfeval"))
    )
    if edits:
        yield Difference("changed", "", after.spec.name, edits)
    yield from _facts(before, after, _top(old), _top(new))
    codes = [*before.by_code, *(code for code in after.by_code if code not in before.by_code)]
    for code in codes:
        one, other = before.by_code.get(code), after.by_code.get(code)
        if one is None and other is not None:
            yield Difference("added", code, other.indicator.name, tuple(_stated(other)))
        elif other is None and one is not None:
            yield Difference("removed", code, one.indicator.name, tuple(_stated(one)))
        elif one is not None and other is not None and (edits := tuple(_indicator(one, other, old, new))):
            yield Difference("changed", code, other.indicator.name, edits)


def _top(data: Data) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _facts(before: Plan, after: Plan, old: dict[str, Data], new: dict[str, Data]) -> Iterator[Difference]:
    raw, others = _top(old.get("facts")), _top(new.get("facts"))
    for name in dict.fromkeys([*before.shared, *after.shared]):
        one, other = before.shared.get(name), after.shared.get(name)
        if one != other:
            kind = "changed" if one and other else "removed" if one else "added"
            edit = Edit("事实", flow(raw.get(name)) if one else _NONE, flow(others.get(name)) if other else _NONE)
            yield Difference(kind, name, "共用事实", (edit,))


def _stated(node: Node) -> Iterator[Edit]:
    """An indicator that only one of the two has: what it says."""
    if node.weight is not None:
        yield Edit("权重", "", _SAY.points(node.weight))
    if node.indicator.target:
        yield Edit("目标值", "", node.indicator.target.shown)
    if standard := _standard(node):
        yield Edit("评分标准", "", standard)


def _indicator(one: Node, other: Node, old: Data, new: Data) -> Iterator[Edit]:
    if one.path[:-1] != other.path[:-1]:
        yield Edit("位置", " → ".join(one.path[:-1]), " → ".join(other.path[:-1]))
    if one.weight != other.weight:
        yield Edit("权重", _points(one.weight), _points(other.weight))
    before, after = _standard(one), _standard(other)
    if before != after:
        yield Edit("评分标准", before or _NONE, after or _NONE)
    # A weight as a share, or a target that the standard repeats, is said; a rule whose sentence is the same is not yet.
    skip = ["indicators", "code", *(["weight", "weights"] if one.weight == other.weight else ["weight"])]
    skip += ["rule"] if before != after else []
    raw, others = _at(old, one), _at(new, other)
    yield from _fields(Indicator, one.indicator, other.indicator, raw, others, tuple(skip))


def _at(data: Data, node: Node) -> dict[str, Data]:
    """What the file says of an indicator."""
    found: Any = data
    for step in node.route:
        found = found[step]
    return _top(found)


def _fields(
    model: type[Spec] | type[Indicator],
    one: Any,
    other: Any,
    old: Mapping[str, Data],
    new: Mapping[str, Data],
    skip: tuple[str, ...],
) -> Iterator[Edit]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in skip and getattr(one, name) != getattr(other, name):
            before = flow(old[key]) if key in old else _NONE
            after = flow(new[key]) if key in new else _NONE
            if before != after:
                yield Edit(_label(field.description or key), before, after)


def _label(description: str) -> str:
    """The first words of a field's description."""
    for sign in "，：；":
        description = description.partition(sign)[0]
    return description


def _standard(node: Node) -> str:
    if node.rule is None or node.weight is None:
        return ""
    return node.rule.standard(node.weight, node.target, node.unit, _SAY)


def _points(points: Fraction | None) -> str:
    return _NONE if points is None else _SAY.points(points)


def moves(before: Document, after: Document) -> Iterator[Move]:
    """What moved between two scorecards, the total first; what did not move is left out."""
    old = {item["code"]: item for item in before["indicators"]}
    new = {item["code"]: item for item in after["indicators"]}
    engine = before["provenance"]["engine"] != after["provenance"]["engine"]
    found = [
        move
        for code in dict.fromkeys([*old, *new])
        if (move := _move(code, old.get(code), new.get(code), before, after, engine))
    ]
    causes = tuple(dict.fromkeys(cause for move in found for cause in move.causes))
    total = _total_move(before, after, causes)
    yield from [total] if total else []
    yield from found


def _move(
    code: str, one: Document | None, other: Document | None, before: Document, after: Document, engine: bool
) -> Move | None:
    left, right = _printed(one), _printed(other)
    edits = [] if one is None or other is None else list(_causes(one, other, before, after))
    if left == right and (one is None) == (other is None):
        return None
    named = other or one or {}
    causes = tuple(dict.fromkeys(cause for cause, _ in edits)) if one and other else ("spec",)
    if named.get("leaf") and not causes and engine:
        causes = ("engine",)
    return Move(code, named["name"], left, right, _gap(one, other), causes, tuple(edit for _, edit in edits))


def _causes(one: Document, other: Document, before: Document, after: Document) -> Iterator[tuple[str, Edit]]:
    """What differs about an indicator that can have moved its points."""
    facts = [{fact["name"]: fact["shown"] for fact in result["facts"]} for result in (before, after)]
    for name in dict.fromkeys([*one["facts"], *other["facts"]]):
        if facts[0].get(name) != facts[1].get(name):
            yield "facts", Edit(f"事实 {name}", facts[0].get(name, _NONE), facts[1].get(name, _NONE))
    if one["leaf"] and not one["facts"] and one["actual"] != other["actual"]:
        yield "facts", Edit("实际值", one["actual"], other["actual"])
    for key, label in (("own_weight", "权重"), ("target", "目标值"), ("standard", "评分标准")):
        if one[key] != other[key]:
            yield "spec", Edit(label, one[key] or _NONE, other[key] or _NONE)
    if one["leaf"] and before["spec"]["rounding"] != after["spec"]["rounding"]:
        yield "spec", Edit("取舍", before["spec"]["rounding"], after["spec"]["rounding"])
    if one["override"] != other["override"]:
        left, right = (said["score"] if said else _NONE for said in (one["override"], other["override"]))
        yield "override", Edit("认定得分", left, right)
    if one["leaf"] and one["weight"] != other["weight"] and one["own_weight"] == other["own_weight"]:
        yield "facts", Edit("不适用调整后的权重", one["weight"] or _NONE, other["weight"] or _NONE)


def _printed(item: Document | None) -> str:
    return _NONE if item is None else item["printed"] or item["state_words"]


def _gap(one: Document | None, other: Document | None) -> Fraction | None:
    ends = [read(item["printed"]) if item and item["printed"] else None for item in (one, other)]
    return None if None in ends else (ends[1] or ZERO) - (ends[0] or ZERO)


def _total_move(before: Document, after: Document, causes: tuple[str, ...]) -> Move | None:
    one, other = _total(before), _total(after)
    if one == other:
        return None
    figures = [read(result["total"]["printed"]) if result["total"] else None for result in (before, after)]
    moved = None if None in figures else (figures[1] or ZERO) - (figures[0] or ZERO)
    return Move("", "合计", one, other, moved, causes or tuple(_otherwise(before, after)))


def _otherwise(before: Document, after: Document) -> Iterator[str]:
    """What can have moved a total or a grade where no indicator moved: bonus and penalty, caps, the grades' edges."""
    if [fact["shown"] for fact in before["facts"]] != [fact["shown"] for fact in after["facts"]]:
        yield "facts"
    if before["spec"] != after["spec"]:
        yield "spec"
    if before["provenance"]["engine"] != after["provenance"]["engine"]:
        yield "engine"


def _total(result: Document) -> str:
    if not result["total"]:
        return "不计分"
    grade = f"，{result['grade']['name']}" if result["grade"] else ""
    return f"{result['total']['printed']}{grade}"


def signed(points: Fraction) -> str:
    """Points with their sign.

    >>> signed(Fraction(-1, 2)), signed(Fraction(1))
    ('−0.5', '＋1')
    """
    return ("−" if points < ZERO else "＋") + spell(abs(points))
