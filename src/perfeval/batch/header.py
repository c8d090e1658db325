"""The header of a table: which fact, or which piece of one, each column gives, and in what unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from perfeval.batch.heading import heading, unit_fault
from perfeval.batch.naming import gaps, keys_of, shape_below, steps_of
from perfeval.batch.shape import shape_of
from perfeval.batch.tree import Branch, data_of, find
from perfeval.batch.words import NAMES, UNNAMED, word
from perfeval.diagnostic import Diagnostic, Route, Severity, nearest
from perfeval.missing import questions, wanted_facts
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.references import same_code
from perfeval.regex import regex
from perfeval.source import Data
from perfeval.unit import halfwidth

_UNIT = regex(r"(?P<name>.+?)\s*[(（](?P<unit>[^()（）]*)[)）]")


class Header(Record, eq=False):
    """A header whose columns are known.

    facts_of: the tree of each fact that has a column. name_at: the place of the column with the project's name, -1
    where there is none. unused: the headers of columns that are no facts, with their places. notes: what is to be
    said of the table before its rows: columns that are not used, bare numbers whose unit the header does not state.
    seen: what has been read in other rows.
    """

    plan: Plan
    facts_of: Mapping[str, Branch]
    name_at: int
    unused: Mapping[str, int]
    notes: tuple[Diagnostic, ...] = ()
    seen: dict[Any, Any] = {}

    def read(self, cells: Sequence[str | None]) -> tuple[dict[str, Data], list[Diagnostic]]:
        """The facts of a row, and what there is to say of its cells."""
        faults: list[Diagnostic] = []
        found = {name: data_of(branch, cells, faults) for name, branch in self.facts_of.items()}
        return {name: data for name, data in found.items() if data is not None}, faults

    def facts(self, cells: Sequence[str | None]) -> dict[str, Data] | tuple[Diagnostic, ...]:
        """The facts of a row as a project file would state them, or what is wrong with its cells.

        cells: the texts of all columns, in order; None and blank text are missing.
        """
        found, faults = self.read(cells)
        return tuple(one for one in faults if one.fatal) or found

    def place(self, route: Route) -> Branch | None:
        """The column, or the piece with columns of its own, at which a finding's route ends."""
        known = len(route) > 1 and route[0] == "facts" and self.facts_of.get(str(route[1]))
        return find(known, route[2:]) if known else None

    def column(self, route: Route) -> str:
        """The header of the column that a finding is about; empty where it is about none."""
        place = self.place(route)
        return (place.named() or str(route[1])) if place else ""


def header(names: Sequence[str], plan: Plan, kept: Sequence[str] = ()) -> Header | tuple[Diagnostic, ...]:
    """What the columns of a table are, or everything that keeps its rows from being read.

    kept: the columns that are used though they are no facts.
    Routes are ``("header", n)`` for the column at n from 0, ``("header",)`` for the whole.
    """
    reading = _Reading(plan)
    for at, name in enumerate(names):
        reading.enter(at, name)
    faults = [*reading.faults, *(fault for one in reading.trees.values() for fault in gaps(one))]
    faults += [*reading.absent(), *reading.unlike(kept)]
    if any(fault.fatal for fault in faults):
        return tuple(faults)
    used = {name: branch for name, branch in reading.trees.items() if branch.given}
    return Header(plan, used, reading.name_at, reading.unused, (*faults, *reading.bare(), *reading.nameless()))


def familiar(plan: Plan) -> Callable[[Sequence[str]], int]:
    """What counts the facts, and the name, that some texts would give if they were a header."""
    reading = _Reading(plan)

    def count(names: Sequence[str]) -> int:
        found = {name: reading.named(name)[0] for name in map(_bare, names)}
        facts = {one[0] for one in found.values() if isinstance(one, tuple)}
        return len(facts) + any(word(name) in NAMES for name in found)

    return count


class _Reading:
    """A header being read."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.shapes = {name: shape_of(want) for name, want in wanted_facts(plan).items()}
        self.trees: dict[str, Branch] = {}
        self.unused: dict[str, int] = {}
        self.faults: list[Diagnostic] = []
        self.name_at, self.name = -1, ""

    def enter(self, at: int, header: str) -> None:
        """One more column."""
        header = _bare(header)
        found, measure = self.named(header)
        if isinstance(found, tuple):
            self.place(at, header, *found, measure)
        elif isinstance(found, Diagnostic):
            self.faults.append(found.below("header", at))
        elif word(header) in NAMES:
            if self.name_at >= 0:
                self.twice(at, self.name, header)
            self.name_at, self.name = at, header
        elif header:
            self.unused.setdefault(header, at)

    def named(self, header: str) -> tuple[tuple[str, Route] | Diagnostic | None, str]:
        """The fact that a header names, if any, and the unit behind it."""
        found = self.resolved(header)
        if found is None and (parts := _UNIT.fullmatch(header)):
            return self.resolved(parts["name"].strip()), halfwidth(parts["unit"]).strip()
        return found, ""

    def twice(self, at: int, first: str, second: str) -> None:
        """Two columns that say the same."""
        said = f"“{first}”一列出现了两次" if first == second else f"“{first}”和“{second}”说的是同一个事实"
        self.faults.append(Diagnostic("duplicate-column", said, "只留一列", ("header", at)))

    def resolved(self, text: str) -> tuple[str, Route] | Diagnostic | None:
        """The fact and the steps below it that a header names, None where it names none."""
        at = len(text)
        while at > 0:
            if text[:at] in self.shapes:
                steps = steps_of(self.shapes[text[:at]], text[at + 1 :], text, fact=True)
                return steps if isinstance(steps, Diagnostic | None) else (text[:at], steps)
            at = text.rfind(".", 0, at)
        return None

    def place(self, at: int, header: str, fact: str, steps: Route, measure: str) -> None:
        """Put a column at its place below its fact."""
        branch = self.trees.setdefault(fact, Branch(("facts", fact), self.shapes[fact]))
        for step in steps:
            shape = shape_below(branch.shape, step)
            branch = branch.below.setdefault(step, Branch((*branch.route, step), shape))
        if branch.at >= 0:
            self.twice(at, branch.name, header)
            return
        branch.at, branch.name, branch.stated = at, header, bool(measure)
        wanted = branch.shape.measure
        if measure and (wrong := unit_fault(fact, measure, branch.shape)):
            self.faults.append(wrong.below("header", at))
        own = wanted.text if wanted and not wanted.is_ratio else ""
        branch.unit = "" if wanted and wanted.is_date else measure or own

    def absent(self) -> Iterator[Diagnostic]:
        """The facts that must be given and that no column gives."""
        titles, optional = questions(self.plan), self.plan.optional
        for name in self.shapes:
            if name not in optional and not (name in self.trees and self.trees[name].given):
                shape = self.shapes[name]
                steps = [*map(str, range(1, len(shape.items) + 1)), *(() if shape.either else shape.parts)]
                several = "、".join(f"{name}.{step}" for step in steps)
                hint = f"加上这几列：{several}" if several else f"加一列“{heading(name, shape)}”"
                yield Diagnostic("missing-fact", f"表里没有事实 {titles[name][0]}的列", hint, ("header",))

    def unlike(self, kept: Sequence[str]) -> Iterator[Diagnostic]:
        """The columns that are not used: each that is nearly a fact, and the others together."""
        free = [name for name in self.shapes if name not in self.trees]
        titles = {self.plan.by_code[name].indicator.name: name for name in free if name in self.plan.by_code}
        titles |= {f"{code}{title}": code for title, code in titles.items()}
        titles = {"".join(title.split()): code for title, code in titles.items()}
        others = []
        for text, at in self.unused.items():
            if text in kept:
                continue
            if hint := self.meant(text, free, titles):
                message = f"“{text}”不是这份指标体系的事实，这一列没有用到"
                yield Diagnostic("unused-column", message, hint, ("header", at), Severity.WARNING)
            else:
                others.append(text)
        if others:
            message, first = f"没有用到的列：{'、'.join(others)}", self.unused[others[0]]
            yield Diagnostic("unused-column", message, "与评分无关的不用改", ("header", first), Severity.NOTE)

    def meant(self, text: str, free: Sequence[str], titles: Mapping[str, str]) -> str:
        """Advice where a header is nearly that of a fact without a column, or of what stands beside a fact."""
        plain = halfwidth(text).replace("。", ".").partition("(")[0].strip()
        stem, point, rest = plain.partition(".")
        if point and (fact := stem if stem in self.shapes else same_code(stem, self.shapes)):
            keys = list(keys_of(self.shapes[fact]))
            near = rest if rest in keys else _named_in(nearest(rest, keys))
            return f"是否想写：{fact}.{near}" if near else f"核对“{stem}.”之后的字"
        code = same_code(stem, free) or titles.get("".join(plain.split())) or _named_in(nearest(stem, free))
        return f"是否想写：{heading(code, self.shapes[code], text)}" if code else ""

    def bare(self) -> Iterator[Diagnostic]:
        """The columns of amounts whose header states no unit, together."""
        branches = [one for tree in self.trees.values() for one in tree.each if one.unit and not one.stated]
        if branches:
            listed = "、".join(f"{branch.name} 按{branch.unit}" for branch in branches)
            hint = f"核对这些列的数；表头写成“{branches[0].name}（{branches[0].unit}）”的样子就不再提示"
            place = ("header", branches[0].at)
            yield Diagnostic("unit-not-stated", f"表头没有单位，只写了数的：{listed}", hint, place, Severity.NOTE)

    def nameless(self) -> Iterator[Diagnostic]:
        """A table in which no column says what the projects are called."""
        if self.name_at < 0:
            like = next((text for text in self.unused if "名" in text), "")
            hint = f"“{like}”是项目名称的，表头改成“项目”" if like else "加一列“项目”，写项目的名称"
            message = f"没有“项目”一列：各行在结果里都写作“{UNNAMED}”，合计的行也认不出来"
            yield Diagnostic("unnamed-row", message, hint, ("header",), severity=Severity.NOTE)


def _bare(header: str) -> str:
    return header.replace("\ufeff", "").replace("\u200b", "").strip()


def _named_in(advice: str) -> str:
    return advice.partition("：")[2]
