"""The facts that a spec reads and a project does not give: what each is called, and a line that would give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Kind
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.record import Record
from perfeval.values import sample

Wanted = Mapping[str, Node | Kind]
"""The facts that a plan reads: shared ones with their kind, others with the indicator they belong to."""


class Missing(Record):
    """A fact that is missing: its name, what it is called in full, a line that would give it.

    begun: whether its line is there and only the value is missing.
    """

    name: str
    title: str
    example: str
    begun: bool = False

    @property
    def diagnostic(self) -> Diagnostic:
        """The fact as a finding, where it must be given."""
        hint = f"写成：{self.example}" if self.begun else f"在 facts 下加一行：{self.example}"
        route: Route = ("facts", self.name) if self.begun else ("facts",)
        return Diagnostic("missing-fact", f"缺少事实 {self.title}", hint, route, on_key=True)


def wanted_facts(plan: Plan) -> Wanted:
    """The facts that a plan reads."""
    wanted: dict[str, Node | Kind] = {name: fact.kind for name, fact in plan.shared.items()}
    wanted.update((node.fact, node) for node in plan.nodes if node.fact)
    return wanted


def missing_facts(plan: Plan, project: Project, wanted: Wanted) -> Iterator[Missing]:
    """The facts that are missing, or whose line is still to be filled in, in the order of the spec."""
    optional = plan.optional
    for name, want in wanted.items():
        if project.facts.get(name) is None and (name not in optional or name in project.facts):
            yield Missing(name, *_asked(plan, name, want), name in project.facts)


def questions(plan: Plan) -> dict[str, tuple[str, str]]:
    """What each fact that the plan reads is called, and a line that would give it."""
    return {name: _asked(plan, name, want) for name, want in wanted_facts(plan).items()}


def _asked(plan: Plan, name: str, want: Node | Kind) -> tuple[str, str]:
    """What a fact is called, and a line that would give it."""
    if not isinstance(want, Node):
        about = plan.shared[name].about
        return f"“{name}”" + (f"（{about}）" if about else ""), f"{name}: {sample(want)}"
    title = f"“{name} {want.indicator.name}”，目标值“{want.indicator.target.shown if want.indicator.target else '—'}”"
    own = want.rule.asks() if want.rule and not want.rule.reads_amount else ""
    amount = want.target.measurable or (want.rule and want.rule.compares)
    return title, f"{name}: {own or (sample(want.unit) if amount else '是')}"
