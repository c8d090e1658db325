"""One fact as a project states it: its value, what stands beside it, and the cases that are not counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from perfeval.diagnostic import Diagnostic, Route, nearest
from perfeval.expr import Kind
from perfeval.model import read
from perfeval.node import Node
from perfeval.number import ZERO, Fraction
from perfeval.project import Exempted, FactNotes
from perfeval.quantity import Quantity, show
from perfeval.record import Record, replace
from perfeval.rules import Received
from perfeval.rules.fit import misfit
from perfeval.source import Data
from perfeval.unit import Unit
from perfeval.values import given, scalar

NOT_APPLICABLE = ("not applicable", "不适用")


class Stated(Record):
    """The same fact at another place: how it is spelled there, what that means, and where it stands."""

    shown: str
    value: Any
    where: str


class Fact(Record):
    """A fact that is given; `value` is what formulas compute with, `received` what a rule reads.

    because: why the target was missed or far exceeded; `note` has it too. mentions: the fact as it is
    stated elsewhere, to be held against `whole`, what is stated here before anything is exempted. of: how many the
    whole is of which it is a share. last_year: the actual of the year before.
    """

    name: str
    shown: str
    value: Any = None
    received: Received | None = None
    evidence: tuple[str, ...] = ()
    as_of: str = ""
    note: str = ""
    applicable: bool = True
    because: str = ""
    whole: Stated | None = None
    mentions: tuple[Stated, ...] = ()
    of: Quantity | None = None
    last_year: Fraction | None = None


Reader = Callable[[str, Data, Node | Kind], "Fact | tuple[Diagnostic, ...]"]
"""What reads one fact as it is written."""


def stated(name: str, raw: Data, want: Node | Kind) -> Fact | tuple[Diagnostic, ...]:
    """One fact as written: the value alone, or a mapping with its evidence."""
    if not isinstance(raw, dict) or "value" not in raw:
        return _read(name, raw, want, _no_notes(), ())
    own = want.rule.beside if isinstance(want, Node) and want.rule else ()
    notes = read(FactNotes, {key: value for key, value in raw.items() if key not in ("value", *own)})
    if isinstance(notes, tuple):
        return notes
    if any(key in raw for key in own):
        return _read(name, {key: raw[key] for key in ("value", *own) if key in raw}, want, notes, ())
    return _read(name, raw["value"], want, notes, ("value",))


@lru_cache(maxsize=1)
def _no_notes() -> FactNotes:
    return FactNotes()


def _read(name: str, value: Data, want: Node | Kind, notes: FactNotes, step: Route) -> Fact | tuple[Diagnostic, ...]:
    """A value with what stands beside it; `step` leads to the value."""
    absent = isinstance(value, str) and value.strip().lower() in NOT_APPLICABLE
    if notes is _no_notes() and value is not None and not absent:
        return _counted(name, value, want)
    evidence = tuple(item.words for item in (*notes.evidence, *(each for one in notes.exempt for each in one.evidence)))
    said: dict[str, Any] = {
        "evidence": evidence,
        "as_of": notes.as_of.isoformat() if notes.as_of else "",
        "note": "；".join(text for text in (notes.note, notes.because) if text),
        "because": notes.because or "",
        "of": notes.of,
    }
    if absent:
        return replace(
            Fact(name, "不适用", applicable=False, **said),
            whole=Stated("不适用", value, ""),
            mentions=_elsewhere(notes),
        )
    if value is None:
        return (Diagnostic("empty-value", f"事实“{name}”没有写值", "补上值；没有这类事项时写“不适用”", step),)
    result = _counted(name, value, want)
    if isinstance(result, tuple):
        return tuple(fault.below(*step) for fault in result)
    if notes.mentions or notes.of or "last_year" in notes.model_fields_set:
        beside = _beside(name, result, want, notes)
        if isinstance(beside, list):
            return tuple(beside)
        said |= beside
    if notes.exempt:
        result = _less(result, want, notes.exempt)
    return replace(result, **said) if isinstance(result, Fact) else result


def _elsewhere(notes: FactNotes) -> tuple[Stated, ...]:
    """The places where a fact that is not applicable has a value after all."""
    given = [item for item in notes.mentions if str(item.value).strip().lower() not in NOT_APPLICABLE]
    return tuple(Stated(item.value if isinstance(item.value, str) else "另一个值", None, item.where) for item in given)


def _beside(name: str, fact: Fact, want: Node | Kind, notes: FactNotes) -> dict[str, Any] | list[Diagnostic]:
    """The fact as it is stated elsewhere and for other years, or everything that is wrong with that."""
    faults: list[Diagnostic] = []
    mentions: list[Stated] = []
    for index, item in enumerate(notes.mentions):
        other = _value(name, item.value, want)
        if isinstance(other, tuple):
            faults += [fault.below("mentions", index, "value") for fault in other]
        else:
            mentions.append(Stated(other.shown, other.value, item.where))
    unit = want.unit if isinstance(want, Node) else want
    amount = isinstance(unit, Unit) and isinstance(fact.value, Fraction)
    if notes.of and not (amount and isinstance(unit, Unit) and unit.is_ratio):
        hint = "删去 of；它只写在满意度、入住率这样的百分比旁边"
        faults.append(Diagnostic("field-out-of-place", f"“{name}”不是百分比，没有 of", hint, ("of",)))
    elif notes.of and (notes.of.value.denominator != 1 or not notes.of.value > ZERO):
        faults.append(Diagnostic("not-a-whole-number", f"of 要个数，而不是“{notes.of}”", "写成 320 份", ("of",)))
    before = _value(name, notes.last_year, want) if "last_year" in notes.model_fields_set else None
    if isinstance(before, tuple):
        faults += [fault.below("last_year") for fault in before]
    elif before and not (amount and isinstance(before.value, Fraction)):
        hint = "删去 last_year；它只写在数量旁边"
        faults.append(Diagnostic("field-out-of-place", f"“{name}”不是一个数量，不能与上年比", hint, ("last_year",)))
    last_year = before.value if isinstance(before, Fact) else None
    return faults or {"mentions": tuple(mentions), "whole": Stated(fact.shown, fact.value, ""), "last_year": last_year}


def _counted(name: str, value: Data, want: Node | Kind) -> Fact | tuple[Diagnostic, ...]:
    """The value without the entries that say that they are not counted."""
    if not isinstance(value, list) or not isinstance(want, Node) or not want.indicator.exempt:
        return _value(name, value, want)
    spared = {index: entry for index, entry in enumerate(value) if isinstance(entry, dict) and "exempt" in entry}
    wrong = [fault for index, entry in spared.items() for fault in _entry_faults(index, entry, want)]
    rest = [index for index in range(len(value)) if index not in spared]
    result = _value(name, [value[index] for index in rest], want)
    if isinstance(result, tuple):
        return (*wrong, *(_moved(fault, rest) for fault in result))
    words = "".join(f"；{entry['because']}，属于{entry['exempt']}，不计" for entry in spared.values() if not wrong)
    return tuple(wrong) or _told(result, words)


def _moved(fault: Diagnostic, rest: list[int]) -> Diagnostic:
    """A finding among the entries that are left, at its place among all."""
    first = fault.route[0] if fault.route else None
    return replace(fault, route=(rest[first], *fault.route[1:])) if isinstance(first, int) else fault


def _entry_faults(index: int, entry: dict[str, Data], want: Node) -> Iterator[Diagnostic]:
    if wrong := _unknown_reason(str(entry["exempt"]), want.indicator.exempt):
        yield replace(wrong, route=(index, "exempt"))
    if not isinstance(entry.get("because"), str):
        yield Diagnostic("reason-missing", "不计的一条没有写原因", "加上 because: 原因", (index,))


def _unknown_reason(reason: str, allowed: list[str]) -> Diagnostic | None:
    hint = nearest(reason, allowed, "可以写：" + "、".join(allowed))
    message = f"“{reason}”不是可以不计的情形"
    return None if reason.strip() in allowed else Diagnostic("unknown-exemption", message, hint)


def _less(fact: Fact, want: Node | Kind, exempt: list[Exempted]) -> Fact | tuple[Diagnostic, ...]:
    """A count without the cases that are not counted."""
    allowed = want.indicator.exempt if isinstance(want, Node) else []
    if not allowed or not isinstance(want, Node) or fact.received is None or isinstance(fact.value, tuple):
        message = f"指标体系没有说“{fact.name}”有可以不计的情形"
        return (Diagnostic("exempt-not-allowed", message, "删去 exempt，或在指标里写 exempt: [情形]", ("exempt",)),)
    faults: list[Diagnostic] = []
    for index, item in enumerate(exempt):
        if wrong := _unknown_reason(item.reason, allowed):
            faults.append(replace(wrong, route=("exempt", index, "as")))
        if wrong := misfit(item.count, want.unit):
            faults.append(replace(wrong, route=("exempt", index, "count")))
    left = fact.value - sum((item.count.value for item in exempt), ZERO)
    if left < ZERO:
        message = f"不计的合计超过了实际值 {fact.shown}"
        faults.append(Diagnostic("more-than-found", message, "核对 count", ("exempt",)))
    listed = "".join(f"，其中 {item.count} 不计（{item.reason}：{item.because}）" for item in exempt)
    words = f"{listed}，计 {show(left, want.unit)}"
    return tuple(faults) or _told(replace(fact, value=left, received=replace(fact.received, actual=left)), words)


def _told(fact: Fact, words: str) -> Fact:
    """The fact with more to be said of it."""
    shown = fact.shown + words
    return replace(fact, shown=shown, received=fact.received and replace(fact.received, shown=shown))


def _value(name: str, value: Data, want: Node | Kind) -> Fact | tuple[Diagnostic, ...]:
    if isinstance(want, Node):
        got = want.rule.receive(value, want.target, want.unit) if want.rule else _tracked(value, want)
        if not isinstance(got, Received):
            return got
        return Fact(name, got.shown, got.actual, got)
    found = given(name, value, want)
    return tuple(found) if isinstance(found, list) else Fact(name, *found)


def _tracked(value: Data, node: Node) -> Received | tuple[Diagnostic, ...]:
    """The actual of an indicator that is only tracked: an amount, or words beside a target in words."""
    if not node.target.measurable:
        return Received(None, value.strip()) if isinstance(value, str) else (Diagnostic("not-text", "这里要一个值"),)
    result = scalar(value, node.unit)
    return (result,) if isinstance(result, Diagnostic) else Received(result[1], result[0])
