"""The rows of one project as the spec that they mean, planned; plans are remembered for equal rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from perfeval.batch.long_cells import Noticed
from perfeval.batch.long_header import Row
from perfeval.batch.long_leaf import STATED, Cells, Leaf, leaf_of
from perfeval.batch.long_policy import Policy
from perfeval.diagnostic import Diagnostic, Route, Severity
from perfeval.model import read
from perfeval.number import ZERO, spell
from perfeval.plan import Plan, plan
from perfeval.record import Record
from perfeval.salvage import salvage, unaffected
from perfeval.spec import Spec

MOST_PLANS = 256
"""So many plans are kept: projects with equal indicators, as the stations of a city have, are planned once."""

_COLUMN_OF = {"code": "编号", "name": "三级指标", "target": "指标值", "weight": "分值", "over": "指标值"}
_BY_CODE = {"weight-finer-than-rounding": "分值", "zero-weight": "分值"}

At = tuple[int, Noticed]
"""A finding about the row at this place of its project, counted from 0."""


class Planned(Record, eq=False):
    """What the rows of a project mean: a plan, the codes row by row, and what was found.

    Where an error was found, the plan is one of the other rows alone, in which only their facts can be looked at.
    """

    plan: Plan | None
    codes: tuple[str, ...]
    found: tuple[At, ...]


def planner(policy: Policy) -> Callable[[Sequence[Row]], Planned]:
    """What plans the rows of projects by a policy."""
    planned = lru_cache(maxsize=MOST_PLANS)(lambda asked: _planned(policy, asked))
    return lambda rows: planned(tuple(tuple(row[column] for column in STATED) for row in rows))


def _planned(policy: Policy, asked: Sequence[tuple[str | None, ...]]) -> Planned:
    rows: list[Cells] = [dict(zip(STATED, cells, strict=True)) for cells in asked]
    codes = tuple(row["编号"] or f"X{number}" for number, row in enumerate(rows, 1))
    leaves = [leaf_of(policy, row, code) for row, code in zip(rows, codes, strict=True)]
    found = [(at, one) for at, leaf in enumerate(leaves) for one in leaf.found] + _codeless(rows)
    tree = _Tree(rows, leaves)
    head = _head(policy.spec)
    made = _plan({**head, "indicators": tree.roots})
    if isinstance(made, tuple):
        weighed = all(leaf.points is not None for leaf in leaves)
        wrong = _wrong(found)
        total = [one for one in made if one.code == "weights-off-total" and weighed]
        rest = [one for one in made if one.code != "weights-off-total"]
        found += [tree.placed(one) for one in rest if (weighed or not tree.is_group(one)) and tree.at(one) not in wrong]
        partial = _rest(head, leaves, _wrong(found))
        found += [(0, _off_total(policy.spec, leaves))] if total else []
        return Planned(partial, codes, (*found, *_off_policy(policy, leaves)))
    wrong = _wrong(found)
    return Planned(_rest(head, leaves, wrong) if wrong else made, codes, (*found, *_off_policy(policy, leaves)))


def _head(policy: Spec) -> dict[str, Any]:
    kept = ("full", "rounding", "grades", "consequences", "not_applicable")
    stated = {name: value for name in kept if (value := getattr(policy, name))}
    return {"perfeval": "spec/1", "id": policy.id, "name": policy.name, **stated}


def _plan(data: dict[str, Any]) -> Plan | tuple[Diagnostic, ...]:
    """The plan of a spec, or everything that is wrong with it."""
    made = read(Spec, data)
    if isinstance(made, Spec):
        return plan(made)
    saved = salvage(Spec, data, made)
    further = plan(saved[0]) if saved else None
    return (*made, *unaffected(further, saved[1])) if saved and isinstance(further, tuple) else made


def _wrong(found: Sequence[At]) -> set[int]:
    """The rows about which an error is known."""
    return {at for at, one in found if one.found.fatal}


def _rest(head: dict[str, Any], leaves: Sequence[Leaf], wrong: set[int]) -> Plan | None:
    """A plan of the rows that nothing is wrong with, side by side."""
    good = [leaf for at, leaf in enumerate(leaves) if at not in wrong and leaf.points]
    bare = {name: value for name, value in head.items() if name not in ("grades", "consequences")}
    full = sum((leaf.points for leaf in good if leaf.points), ZERO)
    made = _plan({**bare, "full": full, "indicators": [leaf.data for leaf in good]}) if good else ()
    return None if isinstance(made, tuple) else made


def _codeless(rows: Sequence[Cells]) -> list[At]:
    """Rows without a code in a project where others have one."""
    if not any(row["编号"] for row in rows):
        return []
    message, hint = "这个项目的其他指标有编号，这一行没有", "补上编号；整个项目都不写的，按先后为 X1、X2 …"
    blank = Noticed("编号", Diagnostic("missing-field", message, hint))
    return [(at, blank) for at, row in enumerate(rows) if not row["编号"]]


def _off_total(policy: Spec, leaves: Sequence[Leaf]) -> Noticed:
    total, full = sum((leaf.points or ZERO for leaf in leaves), ZERO), policy.full or ZERO
    gap, message = spell(abs(total - full)), f"各行分值合计 {spell(total)}，应为 {spell(full)}"
    hint = f"少了 {gap} 分：看有没有漏掉的行，再核对各行的分值"
    if total > full:
        hint = f"多了 {gap} 分：看有没有重复的行，再核对各行的分值"
    return Noticed("分值", Diagnostic("weights-off-total", message, hint))


def _off_policy(policy: Policy, leaves: Sequence[Leaf]) -> list[At]:
    """一级指标 that weigh otherwise than the policy says; there may be good reason, so it is a warning."""
    if not policy.several or any(leaf.root is None or leaf.points is None for leaf in leaves):
        return []
    found: list[At] = []
    for root in policy.plan.roots:
        mine = [at for at, leaf in enumerate(leaves) if leaf.root is root]
        total = sum((leaves[at].points or ZERO for at in mine), ZERO)
        if total != root.weight:
            message = f"“{root.indicator.name}”合计 {spell(total)} 分，评分办法里是 {spell(root.weight or ZERO)} 分"
            hint = "核对分值；确有特殊情况的可以不同"
            warning = Diagnostic("weights-off-total", message, hint, severity=Severity.WARNING)
            found.append(((mine or [0])[0], Noticed("分值", warning)))
    return found


class _Tree:
    """The leaves under their groups, in the order of the rows, and where each row went."""

    def __init__(self, rows: Sequence[Cells], leaves: Sequence[Leaf]) -> None:
        self.rows = rows
        self.roots: list[Any] = []
        self.places: dict[Route, int] = {}
        self.groups: set[Route] = {()}
        self.known: dict[tuple[str, ...], tuple[list[Any], Route]] = {(): (self.roots, ())}
        # The codes of groups are ours: no row may have one of them.
        self.prefix = "G"
        while any(str(leaf.data["code"]).upper().startswith(self.prefix) for leaf in leaves):
            self.prefix += "G"
        for at, (row, leaf) in enumerate(zip(rows, leaves, strict=True)):
            names = tuple(name for name in (row["一级指标"], row["二级指标"]) if name)
            self._hang(leaf.data, self._group(names, at), at)

    def _group(self, names: tuple[str, ...], at: int) -> tuple[list[Any], Route]:
        if names not in self.known:
            parent = self._group(names[:-1], at)
            group: dict[str, Any] = {"code": f"{self.prefix}{len(self.known)}", "name": names[-1], "indicators": []}
            route = self._hang(group, parent, at)
            self.groups.add(route)
            self.known[names] = group["indicators"], route
        return self.known[names]

    def _hang(self, indicator: dict[str, Any], parent: tuple[list[Any], Route], at: int) -> Route:
        siblings, above = parent
        route = (*above, "indicators", len(siblings))
        siblings.append(indicator)
        self.places[route] = at
        return route

    def _node(self, found: Diagnostic) -> Route:
        route = found.route
        return next((route[:n] for n in range(len(route), 0, -1) if route[:n] in self.places), ())

    def is_group(self, found: Diagnostic) -> bool:
        """Whether a finding is about a group, or the whole, and not about a row."""
        return self._node(found) in self.groups

    def at(self, found: Diagnostic) -> int:
        """The row that a finding is about; of a group, its first."""
        return self.places.get(self._node(found), 0)

    def placed(self, found: Diagnostic) -> At:
        """A finding about the spec, at the row and column that it comes from."""
        node = self._node(found)
        at, field = self.at(found), str(found.route[len(node)]) if len(found.route) > len(node) else ""
        row = self.rows[at]
        if node in self.groups:
            return at, Noticed("二级指标" if node.count("indicators") > 1 else "一级指标", found)
        if field == "rule":
            fields = row["规则参数"] or (row["评分方式"] and found.code == "missing-field")
            return at, Noticed("规则参数" if fields else "评分方式" if row["评分方式"] else "指标值", found)
        return at, Noticed(_COLUMN_OF.get(field) or _BY_CODE.get(found.code, "三级指标"), found)
