"""How each indicator did over all projects: its spread, and how many had full marks or none."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from perfeval.batch.spread import TIMES, VALUE, Spread, spreads
from perfeval.batch.tally import Table, counted, is_absent, wrong_cells
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.number import ZERO, Fraction
from perfeval.plan import Plan
from perfeval.record import Record
from perfeval.rounding import rounded
from perfeval.scoring import shares


class Weighed(Record):
    """One indicator over the projects to which it applies.

    spread: of its printed points, None where it applies to no project. absent: to how many it does not apply.
    due: the sum of what full marks were, which grow where others are not applicable. full, zero: how many had all
    or nothing of it.
    """

    node: Node
    spread: Spread | None
    absent: int = 0
    due: Fraction = ZERO
    full: int = 0
    zero: int = 0

    @property
    def rate(self) -> Fraction | None:
        """得分率: all points of all projects over all full marks."""
        return self.spread.mean * self.spread.count / self.due if self.spread and self.due else None


def weighed(table: Table, plan: Plan) -> list[Weighed] | tuple[Diagnostic, ...]:
    """Every indicator and group in the order of the spec, or the cells that hold no points."""
    gone = {node.code for node in plan.nodes if is_absent(table, node.code)}
    tallies = {
        node.code: counted(table, f"points {node.code}", [f"absent {node.code}"] if node.code in gone else ())
        for node in plan.nodes
    }
    faults = [fault for code, tally in tallies.items() for fault in wrong_cells(table, tally, f"points {code}")]
    if faults:
        return tuple(faults)
    gives = {node.code for node in plan.nodes if node.code in gone and _gives(node, plan)}
    beside = dict(_beside(plan.roots, ()))
    made = []
    for node in plan.nodes:
        others = [code for code in beside[node.code] if code in gives and code != node.code]
        keys = [f"absent {code}" for code in (*([node.code] if node.code in gone else []), *others)]
        tally = counted(table, f"points {node.code}", keys) if others else tallies[node.code]
        made.append(_weighed(node, tally, plan, table.scales[f"points {node.code}"]))
    return made


def _gives(node: Node, plan: Plan) -> bool:
    """Whether others get the weight of a node that is not applicable."""
    return bool(node.children) or plan.policy(node) == "redistribute"


def _beside(nodes: tuple[Node, ...], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each node the codes of all on whose absence its weight depends: its own level and those above."""
    level = (*above, *(node.code for node in nodes))
    for node in nodes:
        yield node.code, level
        yield from _beside(node.children, level)


def _weighed(node: Node, tally: pl.DataFrame, plan: Plan, scale: int) -> Weighed:
    own = f"absent {node.code}"
    absent = 0
    if own in tally.columns:
        absent, tally = int(tally.filter(pl.col(own))[TIMES].sum()), tally.filter(~pl.col(own))
    found = spreads(tally, scale)
    if not found:
        return Weighed(node, None, absent)
    flags = [name for name in tally.columns if name.startswith("absent ") and name != own]
    due, full, dues = ZERO, 0, dict[tuple[bool, ...], Fraction]()
    for parts, times, *gone in tally.select(VALUE, TIMES, *flags).iter_rows():
        pattern = tuple(gone)
        if pattern not in dues:
            dropped = {name.removeprefix("absent ") for name, flag in zip(flags, gone, strict=True) if flag}
            dues[pattern] = _due(node, plan, dropped)
        due += dues[pattern] * times
        full += times if Fraction(parts, 10**scale) >= dues[pattern] else 0
    zero = int(tally.filter(pl.col(VALUE) == 0)[TIMES].sum())
    return Weighed(node, found[0], absent, due, full, zero)


def _due(node: Node, plan: Plan, dropped: set[str]) -> Fraction:
    """Full marks of a node as they are printed, where some of its siblings and theirs above are not applicable."""
    if not dropped:
        return node.weight or ZERO
    assert plan.full is not None
    points = shares(plan.roots, plan.full, lambda other: other.code in dropped)
    return rounded(points.get(node, ZERO), node.places, node.mode)
