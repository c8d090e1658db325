"""What the projects of a batch say about each other: a look at all before any score, or a first scoring of all.

Rules may hold a project against what the others state, and where an indicator does not apply to one, it may earn what
the others got.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval.batch.among import among, compared, own_amount
from perfeval.batch.averages import Sums
from perfeval.batch.outcome import shape
from perfeval.load import read_source
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.rules.compared import Amounts

if TYPE_CHECKING:
    from polars import DataFrame

    from perfeval.batch.table import Table


def among_rows(plan: Plan, rows: Iterable[tuple[Table, DataFrame]]) -> Plan:
    """The plan that knows what the cells of some tables state."""
    from perfeval.batch.ordered import Gathered

    found = {fact: Gathered(fact, node.unit) for fact, node in compared(plan).items()}
    for table, cells in rows:
        for one in found.values():
            one.take(table, cells)
    return among(plan, {fact: one.amounts() for fact, one in found.items()})


def among_files(plan: Plan, stated: Iterable[Mapping[str, Fraction]]) -> Plan:
    """The plan that knows what some project files state."""
    found: dict[str, list[Fraction]] = {fact: [] for fact in compared(plan)}
    for one in stated:
        for fact, amount in one.items():
            found[fact].append(amount)
    return among(plan, {fact: Amounts(listed) for fact, listed in found.items()})


def amounts_in(plan: Plan, spec: str, name: str) -> dict[str, Fraction]:
    """The amounts of its own that the project file at `name` states; none where it goes by another spec than `spec`."""
    loaded = read_source(Path(name), name).value
    data = loaded.data if loaded else None
    facts = data.get("facts") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(facts, dict) or not same_spec(data.get("spec"), plan, spec):
        return {}
    found = {fact: own_amount(facts.get(fact), node.unit) for fact, node in compared(plan).items()}
    return {fact: amount for fact, amount in found.items() if amount is not None}


def averaged_rows(plan: Plan, results: Iterable[DataFrame]) -> Plan:
    """The plan that knows what projects got, from the results of their first scoring."""
    from perfeval.batch.gained import Gained

    found = Gained(plan, shape(plan, ()).places)
    for some in results:
        found.take(some)
    return found.known()


def averaged_files(plan: Plan, gained: Iterable[Iterable[tuple[str, Fraction]]]) -> Plan:
    """The plan that knows what the projects of some files got."""
    found = Sums(plan)
    for one in gained:
        for code, points in one:
            found.add(code, points)
    return found.known(plan)


def same_spec(stated: object, plan: Plan, spec: str) -> bool:
    """Whether what a project calls its spec is this one; `spec`: the name of its file without its ending."""
    return isinstance(stated, str) and (stated == plan.spec.id or Path(stated).stem == spec)
