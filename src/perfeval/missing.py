"""The facts that a spec reads and a project does not give: what each is called, and a line that would give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfeval.diagnostic import Diagnostic
from perfeval.expr import Kind
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.record import Record
from perfeval.values import sample

Wanted = Mapping[str, Node | Kind]
"""The facts that a plan reads: shared ones with their kind, others with the indicator they belong to."""


class Missing(Record):
    """A fact that is missing: its name, what it is called in full, and a line that would give it."""

    name: str
    title: str
    example: str

    @property
    def diagnostic(self) -> Diagnostic:
        """The fact as a finding, where it must be given."""
        hint = f"在 facts 下加一行：{self.example}"
        return Diagnostic("missing-fact", f"缺少事实 {self.title}", hint, ("facts",), on_key=True)


def missing_facts(plan: Plan, project: Project, wanted: Wanted) -> Iterator[Missing]:
    """The facts that are missing, in the order of the spec."""
    for name, want in wanted.items():
        if name not in project.facts:
            yield Missing(name, *_asked(plan, name, want))


def _asked(plan: Plan, name: str, want: Node | Kind) -> tuple[str, str]:
    """What a fact is called, and a line that would give it."""
    if not isinstance(want, Node):
        about = plan.shared[name].about
        return f"“{name}”" + (f"（{about}）" if about else ""), f"{name}: {sample(want)}"
    title = f"“{name} {want.indicator.name}”，目标值“{want.indicator.target.shown if want.indicator.target else '—'}”"
    if want.rule is not None and not want.rule.reads_amount:
        return title, f"{name}: {want.rule.asks()}"
    return title, f"{name}: {sample(want.unit) if want.target.measurable else '是'}"
