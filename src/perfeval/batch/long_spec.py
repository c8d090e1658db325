"""The rows of one project as the spec that they mean, planned; plans are remembered for equal rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from perfeval.batch.long_cells import Noticed, blanks, goal_of, kind_of, yaml_of
from perfeval.batch.long_header import Row
from perfeval.batch.long_policy import Policy
from perfeval.diagnostic import Diagnostic, Route, Severity
from perfeval.model import read
from perfeval.node import Node
from perfeval.number import ZERO, spell
from perfeval.part import Part, weight
from perfeval.plan import Plan, plan
from perfeval.record import Record
from perfeval.salvage import salvage, unaffected
from perfeval.spec import Indicator, Spec
from perfeval.target import Target, target

MOST_PLANS = 256
"""So many plans are kept: projects with equal indicators, as the stations of a city have, are planned once."""

_STATED = (
    *("一级指标", "二级指标", "三级指标", "编号", "指标性质", "指标值", "计量单位", "分值", "评分方式", "规则参数"),
)
_KEPT = ("full", "rounding", "grades", "consequences", "not_applicable")
_COLUMN_OF = {"code": "编号", "name": "三级指标", "target": "指标值", "weight": "分值", "over": "指标值"}

Asked = tuple[str | None, ...]
"""The cells of a row that say what its indicator is, in the order of `_STATED`."""

At = tuple[int, Noticed]
"""A finding about the row at this place of its project, counted from 0."""


class Planned(Record, eq=False):
    """What the rows of a project mean: a plan, if it can be scored, its codes row by row, and what was found."""

    plan: Plan | None
    codes: tuple[str, ...]
    found: tuple[At, ...]


def planner(policy: Policy) -> Callable[[Sequence[Row]], Planned]:
    """What plans the rows of projects by a policy."""
    planned = lru_cache(maxsize=MOST_PLANS)(lambda asked: _planned(policy, asked))
    return lambda rows: planned(tuple(tuple(row[column] for column in _STATED) for row in rows))


def _planned(policy: Policy, rows: tuple[Asked, ...]) -> Planned:
    drawn = _Drawn(policy, [dict(zip(_STATED, row, strict=True)) for row in rows])
    data = drawn.spec()
    made = read(Spec, data)
    result: Plan | tuple[Diagnostic, ...] = plan(made) if isinstance(made, Spec) else made
    if not isinstance(made, Spec) and (saved := salvage(Spec, data, made)):
        further = plan(saved[0])
        result = (*made, *unaffected(further, saved[1])) if isinstance(further, tuple) else made
    if isinstance(result, tuple):
        drawn.found += [at for one in result if (at := drawn.placed(one))]
        return Planned(None, drawn.codes, tuple(drawn.found))
    return Planned(None if drawn.wrong else result, drawn.codes, tuple(drawn.found))


class _Drawn:
    """The spec of a project being drawn up from its rows."""

    def __init__(self, policy: Policy, rows: list[dict[str, str | None]]) -> None:
        self.policy, self.rows = policy, rows
        self.found: list[At] = []
        self.places: dict[Route, int] = {}
        self.groups: set[Route] = set()
        self.codes = tuple(row["编号"] or f"X{number}" for number, row in enumerate(rows, 1))
        self.found += [(at, one) for at, row in enumerate(rows) for one in blanks(row, ("三级指标", "指标值", "分值"))]
        parts = [weight(row["分值"] or "") for row in rows]
        self.points = [part.value for part in parts if isinstance(part, Part) and not part.relative]
        for at, part in enumerate(parts):
            if isinstance(part, Part) and part.relative:
                message = f"“{part}”没有说是总分还是上级的百分比"
                self.found.append((at, Noticed("分值", Diagnostic("points-or-share", message, "写成分数，如 10"))))
        if any(row["编号"] for row in rows):
            hint = "补上编号；整个项目都不写的，按先后为 X1、X2 …"
            blank = Diagnostic("missing-field", "这个项目的其他指标有编号，这一行没有", hint)
            self.found += [(at, Noticed("编号", blank)) for at, row in enumerate(rows) if not row["编号"]]

    @property
    def wrong(self) -> set[int]:
        """The rows about which an error is known."""
        return {at for at, one in self.found if one.found.fatal}

    def spec(self) -> dict[str, Any]:
        """The spec as plain data, but for what the policy has typed already."""
        policy = self.policy.spec
        kept = {name: getattr(policy, name) for name in _KEPT if getattr(policy, name)}
        named = {"perfeval": "spec/1", "id": policy.id, "name": policy.name}
        roots = [self._root(at) for at in range(len(self.rows))]
        leaves = [self._leaf(at, root) for at, root in enumerate(roots)]
        self.found += self._off_policy(roots)
        return {**named, **kept, "indicators": self._tree(leaves)}

    def placed(self, found: Diagnostic) -> At | None:
        """A finding about the spec, at the row and column that it comes from."""
        route = found.route
        depth = next((n for n in range(len(route), 0, -1) if route[:n] in self.places), 0)
        at, tail = self.places.get(route[:depth], 0), route[depth:]
        row, field = self.rows[at], tail[0] if tail else ""
        whole = not depth or route[:depth] in self.groups
        if at in self.wrong or (whole and field != "name" and len(self.points) < len(self.rows)):
            # What was said of the row, or of the weights, already is why this was found.
            return None
        if field == "name" and whole:
            return at, Noticed("二级指标" if route.count("indicators") > 1 else "一级指标", found)
        if field == "rule":
            column = "规则参数" if row["规则参数"] else "评分方式" if row["评分方式"] else "指标值"
        else:
            by_code = {"zero-weight": "分值", "weight-finer-than-rounding": "分值"}
            column = "分值" if not depth else _COLUMN_OF.get(str(field)) or by_code.get(found.code, "三级指标")
        return at, Noticed(column, found)

    def _root(self, at: int) -> Node | None:
        found = self.policy.root(self.rows[at]["一级指标"])
        if isinstance(found, Node):
            return found
        self.found.append((at, Noticed("一级指标", found)))
        return None

    def _leaf(self, at: int, root: Node | None) -> dict[str, Any]:
        row = self.rows[at]
        leaf: dict[str, Any] = {"code": self.codes[at], "name": row["三级指标"] or "—", "weight": row["分值"]}
        goal = goal_of(row["指标值"] or "", row["指标性质"], row["计量单位"])
        if isinstance(goal, Noticed):
            self.found.append((at, goal))
            return leaf
        leaf["target"] = goal
        read_goal = target(goal)
        if isinstance(read_goal, Target) and root:
            made = self._rule(row, root, read_goal)
            if isinstance(made, dict):
                return leaf | made
            self.found.append((at, made))
        return leaf

    def _rule(self, row: dict[str, str | None], root: Node, goal: Target) -> dict[str, Any] | Noticed:
        """The rule of a row, and what the policy says of indicators with such a rule."""
        written, kind = row["评分方式"], None
        if written:
            kind = kind_of(written)
            if isinstance(kind, Diagnostic):
                return Noticed("评分方式", kind)
        elif row["规则参数"]:
            message, hint = "写了规则参数，没有写评分方式", "写上是哪一种规则，如 按差距扣分"
            return Noticed("评分方式", Diagnostic("missing-field", message, hint))
        own = _parameters(row["规则参数"])
        if isinstance(own, Noticed):
            return own
        leaf = self.policy.template(root, row["二级指标"], kind, goal)
        if isinstance(leaf, Diagnostic) and own is None:
            return Noticed("评分方式", leaf)
        template = leaf if isinstance(leaf, Indicator) else None
        rule = {"kind": kind, **(own or {})} if own is not None or template is None else template.rule
        return {"rule": rule, **_beside(template, goal)}

    def _tree(self, leaves: list[dict[str, Any]]) -> list[Any]:
        """The leaves under their groups, in the order of the rows; `places` then knows where each stands."""
        prefix = "G"
        while any(code.upper().startswith(prefix) for code in self.codes):
            prefix += "G"
        known: dict[tuple[str, ...], tuple[list[Any], Route]] = {(): ([], ())}
        for at, (row, leaf) in enumerate(zip(self.rows, leaves, strict=True)):
            names = tuple(name for name in (row["一级指标"], row["二级指标"]) if name)
            for depth, name in enumerate(names, 1):
                if names[:depth] not in known:
                    group = {"code": f"{prefix}{len(known)}", "name": name, "indicators": list[Any]()}
                    route = self._hung(group, known[names[: depth - 1]], at)
                    self.groups.add(route)
                    known[names[:depth]] = group["indicators"], route
            self._hung(leaf, known[names], at)
        return known[()][0]

    def _hung(self, indicator: dict[str, Any], parent: tuple[list[Any], Route], at: int) -> Route:
        siblings, above = parent
        route = (*above, "indicators", len(siblings))
        siblings.append(indicator)
        self.places[route] = at
        return route

    def _off_policy(self, roots: list[Node | None]) -> Iterator[At]:
        """一级指标 that weigh otherwise than the policy says, which it allows for good reason, so it is a warning."""
        if not self.policy.several or None in roots or len(self.points) < len(self.rows):
            return
        for root in self.policy.plan.roots:
            mine = [at for at, own in enumerate(roots) if own is root]
            total = sum((self.points[at] for at in mine), ZERO)
            if total != root.weight:
                message = f"“{root.indicator.name}”合计 {spell(total)} 分，评分办法里是 {spell(root.weight or ZERO)} 分"
                found = Diagnostic("weights-off-total", message, "核对分值；确有特殊情况的可以不同", (), Severity.WARNING)
                yield (mine or [0])[0], Noticed("分值", found)


def _parameters(text: str | None) -> dict[str, Any] | Noticed | None:
    if text is None:
        return None
    made = yaml_of(text)
    if isinstance(made, tuple):
        return Noticed("规则参数", made[0])
    if not isinstance(made, dict):
        message, hint = "规则参数要写成“栏目: 值”的样子", "如 per: 1%, lose: 2%, part: exact"
        return Noticed("规则参数", Diagnostic("not-a-mapping", message, hint))
    if "kind" in made:
        return Noticed("规则参数", Diagnostic("field-out-of-place", "kind 写在“评分方式”里", "从规则参数里删去 kind"))
    return made


def _beside(template: Indicator | None, goal: Target) -> dict[str, Any]:
    """What stands beside the rule in the policy and goes with it; over-fulfilment only where there can be any."""
    if template is None:
        return {}
    rated = goal.relation in ("≥", ">") and goal.value > ZERO and not goal.unit.is_date
    names = ("rounding", "not_applicable", *(("over",) if rated else ()))
    return {name: value for name in names if (value := getattr(template, name))}

