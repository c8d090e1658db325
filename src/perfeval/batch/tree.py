"""The columns of a table as a tree below their facts, and the cells of a row as the data of these facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from perfeval.batch.shape import NOTES, Shape
from perfeval.diagnostic import Diagnostic, Route
from perfeval.record import Record, replace
from perfeval.regex import regex
from perfeval.source import Data, parse
from perfeval.stated import NOT_APPLICABLE
from perfeval.unit import halfwidth

_BARE = regex(r"-?[0-9][0-9,]*(?:\.[0-9]+)?(\s*/\s*[0-9]+)?")
_MOST_KEPT = 4096


NOT_SAID = "表中没有写原因"
"""Why points were lost, where a table has no column that says it."""


class Branch(Record, frozen=False, eq=False):
    """A fact, or a piece of one, and the column that gives it, if one does.

    at: the column's place in the table, -1 where the piece is only put together from those below. name: the header
    of that column. unit: what a bare number in it is counted in. stated: whether the header says so.
    """

    route: Route
    shape: Shape
    at: int = -1
    name: str = ""
    unit: str = ""
    stated: bool = False
    below: dict[str | int, Branch] = {}

    @property
    def unexplained(self) -> bool:
        """Whether an answer is to have its reason, and the table has no column for it."""
        return "because" in self.shape.beside and "because" not in self.below

    def named(self) -> str:
        """The header of its column, or of the first one below."""
        return self.name or next((name for child in self.below.values() if (name := child.named())), "")

    @cached_property
    def numbers(self) -> list[int]:
        """The indices of the items that have columns, in order; asked once all columns have their places."""
        return sorted(step for step in self.below if isinstance(step, int))

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the mapping that have columns."""
        return [step for step in self.below if isinstance(step, str) and step in self.shape.parts]

    @cached_property
    def others(self) -> list[tuple[str, Branch]]:
        """What stands beside the piece."""
        return [(key, one) for key, one in self.below.items() if isinstance(key, str) and key not in self.shape.parts]

    @property
    def given(self) -> bool:
        """Whether any column gives the piece itself, and not only what stands beside it."""
        return self.at >= 0 or bool(self.numbers or self.keys)

    @property
    def each(self) -> Iterator[Branch]:
        """The branch and all below it."""
        yield self
        for child in self.below.values():
            yield from child.each


def data_of(branch: Branch, cells: Sequence[str | None], faults: list[Diagnostic]) -> Data:
    """The data of a fact or a piece; None where its cells are empty. What is wrong is added to `faults`."""
    own = _own(branch, cells[branch.at], faults) if branch.at >= 0 else None
    beside: dict[str, Data] = {}
    if isinstance(own, str) and branch.unexplained and own != branch.shape.full and not is_absent(own):
        beside["because"] = NOT_SAID
    if branch.numbers or branch.keys:
        own = _gathered(branch, cells, faults) or own
    for key, child in branch.others:
        # Most of these cells are empty.
        if (child.below or cells[child.at]) and (value := data_of(child, cells, faults)) is not None:
            beside[key] = value
    return _with(branch, own, beside, faults) if own is not None and beside else own


def cell_data(branch: Branch, cell: str | None) -> Data:
    """What the cell of a piece says by itself, whatever stands below and beside it; None where something is wrong."""
    faults: list[Diagnostic] = []
    found = _own(branch, cell, faults)
    return None if any(one.fatal for one in faults) else found


def _gathered(branch: Branch, cells: Sequence[str | None], faults: list[Diagnostic]) -> Data:
    """A list from its numbered columns, or a mapping from those of its keys; None where all cells are empty."""
    steps: Sequence[str | int] = branch.keys or branch.numbers
    found = [data_of(branch.below[step], cells, faults) for step in steps]
    said = [value for value in found if value is not None]
    if not said or all(map(is_absent, said)):
        return NOT_APPLICABLE[1] if said else None
    # A list of any length may be shorter than the columns that there are for it.
    while found[-1] is None and not branch.keys and not branch.shape.items:
        found.pop()
    if len(said) < len(found):
        empty = [branch.below[step] for step, value in zip(steps, found, strict=False) if value is None]
        faults += [_unfilled(one) for one in empty if not any(one.route == f.route[: len(one.route)] for f in faults)]
        return None
    return dict(zip(branch.keys, found, strict=True)) if branch.keys else found


def _unfilled(branch: Branch) -> Diagnostic:
    message = f"“{branch.named()}”空着，而同一个事实的其他列填了"
    return Diagnostic("empty-value", message, "补上；没有这类事项时各列都写“不适用”", branch.route)


def is_absent(value: Data) -> bool:
    """Whether a value says that the fact is not applicable."""
    return isinstance(value, str) and value.lower() in NOT_APPLICABLE


def _with(branch: Branch, own: Data, beside: dict[str, Data], faults: list[Diagnostic]) -> Data:
    """A value with what stands beside it, in the form that the rule, or every fact, has for that."""
    shape, fact = branch.shape, len(branch.route) == 2
    if isinstance(own, dict) and (shape.main in own or (fact and "value" in own)):
        for key in own.keys() & beside.keys():
            message = f"“{branch.name}”这一格里写了 {key}，又有“{branch.below[key].name}”一列"
            faults.append(Diagnostic("duplicate-column", message, "只留一处", (*branch.route, key)))
        return {**beside, **own}
    inner = {key: value for key, value in beside.items() if key in shape.beside}
    notes = {key: value for key, value in beside.items() if key not in shape.beside}
    if isinstance(notes.get("evidence"), str):
        notes["evidence"] = [notes["evidence"]]
    if fact and is_absent(own):
        why = {"note" if key == "because" else key: value for key, value in inner.items() if key != "peers"}
        return {"value": own, **why, **notes}
    value: Data = {**own, **inner} if isinstance(own, dict) else {shape.main: own, **inner} if inner else own
    if not notes:
        return value
    return {**value, **notes} if isinstance(value, dict) and shape.main == "value" else {"value": value, **notes}


def _own(branch: Branch, cell: str | None, faults: list[Diagnostic]) -> Data:
    """What one cell says."""
    text = cell.strip() if cell else ""
    if not text:
        return None
    if text[0] in "[{" and not branch.shape.text:
        return _in_brackets(branch, text, faults)
    if branch.unit and text[-1].isdigit():
        return _measured(branch, text, faults)
    return text


def _measured(branch: Branch, text: str, faults: list[Diagnostic]) -> str:
    """A bare number with the unit of its column; anything else as it is."""
    bare = _BARE.fullmatch(halfwidth(text))
    if not bare:
        return text
    ratio = branch.unit in ("%", "‰")
    if bare[1] and ratio:
        message = f"“{text}”在以 {branch.unit} 为单位的一列里，可能是两个不同的数"
        hint = f"写成小数；如果是{'百' if branch.unit == '%' else '千'}分之几，把除得的结果写出来，如 33.3{branch.unit}"
        faults.append(Diagnostic("bare-ratio", message, hint, branch.route))
    return f"{text}{'' if ratio else ' '}{branch.unit}"


def _in_brackets(branch: Branch, text: str, faults: list[Diagnostic]) -> Data:
    """A list or a mapping that a cell holds whole, written as in YAML."""
    data, found = _parsed(text)
    faults += [replace(one, route=branch.route, location=None) for one in found]
    return _fitted(branch, data, branch.shape, faults)


@lru_cache(maxsize=_MOST_KEPT)
def _parsed(text: str) -> tuple[Data, tuple[Diagnostic, ...]]:
    source, found = parse(text, "")
    return source.data if source else None, found


def _fitted(branch: Branch, data: Data, shape: Shape | None, faults: list[Diagnostic]) -> Data:
    """The data, its bare amounts with the unit of the column, without the keys that say nothing.

    A key of `Shape.parts` stays: a number that is missing is not one that need not be given.
    """
    if isinstance(data, str):
        measured = branch.unit and data[-1:].isdigit() and shape and (shape.unit or shape.counts)
        return _measured(branch, data, faults) if measured else data
    if isinstance(data, list):
        below = [shape.below(index) if shape else None for index in range(len(data))]
        return [_fitted(branch, item, of, faults) for item, of in zip(data, below, strict=True)]
    if not isinstance(data, dict):
        return None
    for main in ("value", shape.main if shape else ""):
        if main in data and data[main] is None:
            return None
    found: dict[str, Data] = {}
    for key, value in data.items():
        known = shape and (shape if key in ("value", shape.main) else shape.below(key))
        if value is not None or (shape and key in shape.parts):
            found[key] = _fitted(branch, value, known, faults)
    return found


def find(branch: Branch, steps: Route) -> Branch:
    """The branch that a route leads to, or the last one on its way."""
    for step in steps:
        child = branch.below.get(step)
        if child is not None:
            branch = child
        elif step not in ("value", branch.shape.main):
            break
    return branch


def note_shape(shape: Shape, key: str) -> Shape | None:
    """What may stand beside the value of a fact of this shape, by its key."""
    return shape.parts.get(key) or shape.beside.get(key) or NOTES.get(key)
