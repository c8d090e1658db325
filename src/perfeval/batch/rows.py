"""One row by the ordinary engine: the project that it stands for, and its scorecard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from perfeval.batch.advice import in_columns
from perfeval.batch.header import Header
from perfeval.batch.words import UNNAMED
from perfeval.diagnostic import Diagnostic
from perfeval.expr import Kind
from perfeval.facts import bind
from perfeval.missing import missing_facts, wanted_facts
from perfeval.model import read
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.source import Data
from perfeval.stated import Fact, stated
from perfeval.unit import unit

_MOST_SEEN = 10_000
_FEW = 2
"""So many facts that are missing are told one by one in any row."""


def project_of(header: Header, cells: Sequence[str | None], spec: str) -> Project | tuple[Diagnostic, ...]:
    """The project file that a row stands for; `spec`: what it calls its spec."""
    facts = header.facts(cells)
    return facts if isinstance(facts, tuple) else _project(header, cells, spec, facts)


def _project(header: Header, cells: Sequence[str | None], spec: str, facts: dict[str, Data]) -> Project:
    name = cells[header.name_at] if header.name_at >= 0 else ""
    # To copy an empty project takes a hundredth of the time of making one.
    return empty_project(spec).model_copy(update={"name": (name or "").strip() or UNNAMED, "facts": facts})


@lru_cache(maxsize=16)
def empty_project(spec: str = "") -> Project:
    """A project without facts; `spec`: what it calls its spec."""
    made = read(Project, {"perfeval": "project/1", "spec": spec or "spec", "name": UNNAMED})
    assert isinstance(made, Project)
    return made


class Remembering:
    """Reads facts, and the same text of the same fact only once: answers and counts come again in row after row."""

    def __init__(self, seen: dict[Any, Any]) -> None:
        self.seen = seen

    def __call__(self, name: str, raw: Data, want: Node | Kind) -> Fact | tuple[Diagnostic, ...]:
        """What `stated` gives."""
        key: Any = (name, raw)
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            key = (name, tuple(raw))
        elif not isinstance(raw, str):
            return stated(name, raw, want)
        found = self.seen.get(key)
        if found is None:
            if len(self.seen) >= _MOST_SEEN:
                self.seen.clear()
            found = self.seen[key] = stated(name, raw, want)
        return cast("Fact | tuple[Diagnostic, ...]", found)


def score_row(plan: Plan, header: Header, cells: Sequence[str | None]) -> Scorecard | tuple[Diagnostic, ...]:
    """The scorecard of a row, or everything that is wrong with it; routes are those of `Header.column`."""
    card, found = judged_row(plan, header, cells)
    return card or found


def judged_row(
    plan: Plan, header: Header, cells: Sequence[str | None]
) -> tuple[Scorecard | None, tuple[Diagnostic, ...]]:
    """The scorecard of a row, if it has one, and all that there is to say of the row."""
    facts, found = header.read(cells)
    project = _project(header, cells, plan.spec.id, facts)
    bound = bind(plan, project, reader=Remembering(header.seen))
    faults = [one for one in found if one.fatal]
    if not faults and not isinstance(bound, tuple):
        card = score(bound, trace=False)
        return card, (*found, *_broken(card))
    if other := _no_project(header, cells, facts):
        return None, (other,)
    unread = {fault.route[1] for fault in faults}
    if isinstance(bound, tuple):
        found += [fault for fault in _missing(header, project) if fault.route[1] not in unread]
        found += [fault for fault in bound if fault.code != "missing-fact"]
    return None, tuple(in_columns(fault, header, cells) for fault in found)


def _no_project(header: Header, cells: Sequence[str | None], facts: dict[str, Data]) -> Diagnostic | None:
    """Why a row without a score is hardly meant as a project: one finding then says more than one for each column."""
    if not facts and len(header.facts_of) > _FEW:
        hint = "是表下面的说明、填表人这类行的，删去；是项目的，补上各列"
        return Diagnostic("missing-fact", "这一行除了名称，没有写一个事实", hint, ("facts",))
    told = [cell for cell in cells if cell and cell.strip()]
    if facts and all(unit(cell) for cell in told):
        hint = "删去这一行；单位写在表头的括号里，如“预算安排（万元）”"
        return Diagnostic("field-out-of-place", "这一行写的是各列的单位，不是项目", hint, ("facts",))
    return None


def _broken(card: Scorecard) -> Iterator[Diagnostic]:
    """What the spec says must hold between the facts, and does not."""
    if card.bound.plan.identities:
        from perfeval.lint.projects import IDENTITIES

        yield from IDENTITIES.findings(card)


def _missing(header: Header, project: Project) -> Iterator[Diagnostic]:
    """The facts that a row does not give, each at its column."""
    for one in missing_facts(header.plan, project, wanted_facts(header.plan)):
        branch = header.facts_of[one.name]
        count, example = len(branch.numbers or branch.keys), one.example.partition(": ")[2]
        example = branch.shape.how if branch.shape.main and example[:1] == "{" else example
        spare = all(header.plan.policy(node) for node in header.plan.nodes if one.name in node.reads)
        column = branch.named()
        if branch.at < 0:
            told = f"从“{column}”起逐列填写，共 {count} 列；没有这类事项时写“不适用”"
            hint = told if spare else f"从“{column}”起逐列填写，共 {count} 列"
        else:
            told = f"在“{column}”一列写：{example}；没有这类事项时写“不适用”"
            hint = told if spare else f"在“{column}”一列写：{example}"
        yield Diagnostic("missing-fact", f"缺少事实 {one.title}", hint, ("facts", one.name))
