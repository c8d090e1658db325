"""What a spec says must hold between facts, for whole columns: where it plainly does, there is nothing to say.

Rows in which it does not, or in which that is not plain, are scored as projects of their own, which say what is broken.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from perfeval.batch.apart import Cases
from perfeval.batch.block import Cells
from perfeval.batch.table import Table
from perfeval.columns import Mask, Needs, NotCarried, met
from perfeval.facts import Bound
from perfeval.plan import Plan

if TYPE_CHECKING:
    from perfeval.identities import Identity


class _Case(Cases):
    """An identity, for each case of the cells that it reads."""

    def __init__(self, plan: Plan, table: Table, identity: Identity) -> None:
        names = identity.formula.names
        nodes = tuple(node for node in plan.nodes if node.fact in names)
        shared = {name: fact for name, fact in plan.shared.items() if name in names}
        # Without a full mark, nobody misses the indicators.
        made = Plan(plan.spec, nodes, nodes, None, shared, {})
        made.identities = (identity,)
        made.by_code.update((node.code, node) for node in nodes)
        super().__init__(made, table.columns(names), partial(table.said, names))

    def found(self, bound: Bound) -> tuple[int, str | None] | None:
        """1 where nothing is broken; a case in which something is needs the whole project."""
        from perfeval.lint.agreement import broken

        return None if any(broken(bound)) else (1, None)


class Asserted:
    """The identities of a plan that tables with one header give the facts for."""

    def __init__(self, plan: Plan, table: Table) -> None:
        """Take the plan and what the columns mean."""
        self._table = table
        self._places = {
            index: identity
            for index, identity in enumerate(plan.identities)
            if all(name in table.header.facts_of for name in identity.formula.names)
        }
        self._cases = {index: _Case(plan, table, identity) for index, identity in self._places.items()}

    def ways(self) -> dict[str, bool]:
        """Each identity, and whether it runs on columns."""
        return {f"asserts 第 {index + 1} 条": self._carried(one) for index, one in self._places.items()}

    def held(self, asked: Cells, good: pl.Series) -> pl.Series:
        """Those of the good rows in which nothing is broken."""
        for index, identity in self._places.items():
            good = good & self._plainly(index, identity, asked)
        return good

    def _carried(self, identity: Identity) -> bool:
        return self._table.amounts_alone(identity.formula.names)

    def _plainly(self, index: int, identity: Identity, asked: Cells) -> pl.Series:
        if self._carried(identity):
            if any(self._empty(name, asked) for name in identity.formula.names):
                return pl.repeat(True, len(asked.frame), dtype=pl.Boolean, eager=True)
            try:
                return _run(identity, asked)
            except NotCarried:
                pass  # in these rows the numbers are too large
        return self._cases[index].points(asked.frame).good

    def _empty(self, fact: str, asked: Cells) -> bool:
        """Whether no row has anything for a fact, so that nothing is asked of it."""
        column = asked.frame[self._table.amounts[fact].column]
        return column.null_count() == len(column)


def _run(identity: Identity, asked: Cells) -> pl.Series:
    """Where an identity holds; what misses a fact is not asked. Raises `NotCarried`."""
    needs: Needs = []
    made = asked.holds(identity.formula, needs)
    held = made.expression if isinstance(made, Mask) else pl.lit(made)
    missing = pl.any_horizontal(pl.col(list(identity.formula.names)).is_null())
    return asked.numbers.select((held.fill_null(False) & met(needs)) | missing).to_series()
