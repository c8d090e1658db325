"""One row of a long table as the indicator that it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.batch.long_cells import Noticed, blanks, goal_of, kind_of, yaml_of
from perfeval.batch.long_policy import Policy
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.number import ZERO, Fraction
from perfeval.part import Part, weight
from perfeval.record import Record
from perfeval.spec import Indicator
from perfeval.target import Target, target

STATED = (
    *("一级指标", "二级指标", "三级指标", "编号", "指标性质", "指标值", "计量单位", "分值", "评分方式", "规则参数"),
)
"""The columns that say what an indicator is."""

Cells = Mapping[str, str | None]


class Leaf(Record, frozen=False, eq=False):
    """An indicator as a spec states it, but for what the policy has typed already.

    root: its 一级指标 in the policy. points: its weight; None where that cannot be read.
    """

    data: dict[str, Any]
    root: Node | None
    points: Fraction | None
    found: list[Noticed]


def leaf_of(policy: Policy, row: Cells, code: str) -> Leaf:
    """The indicator that the cells of a row state."""
    found = list(blanks(row, ("三级指标", "指标值", "分值")))
    points = _points(row["分值"])
    root = policy.root(row["一级指标"])
    found += [points] if isinstance(points, Noticed) else []
    found += [] if isinstance(root, Node) else [Noticed("一级指标", root)]
    data = {"code": code, "name": row["三级指标"] or "—", "weight": row["分值"], "target": row["指标值"]}
    leaf = Leaf(data, root if isinstance(root, Node) else None, points if isinstance(points, Fraction) else None, found)
    for part in _goal_and_rule(policy, row, leaf.root):
        if isinstance(part, Noticed):
            found.append(part)
        else:
            data |= part
    return leaf


def _points(text: str | None) -> Fraction | Noticed | None:
    part = weight(text) if text else None
    if not isinstance(part, Part):
        return None  # the model says why
    if part.relative:
        message = f"“{part}”没有说是总分还是上级的百分比"
        return Noticed("分值", Diagnostic("points-or-share", message, "写成分数，如 10"))
    if not part.value:
        hint = "删去这一行；用不上的，分值照写，“实际完成值”写 不适用"
        return Noticed("分值", Diagnostic("zero-weight", "分值是 0", hint))
    return part.value


def _goal_and_rule(policy: Policy, row: Cells, root: Node | None) -> Iterator[dict[str, Any] | Noticed]:
    """What a row adds to its indicator, or why it cannot."""
    text = row["指标值"]
    goal = goal_of(text, row["指标性质"], row["计量单位"]) if text else None
    if isinstance(goal, Noticed):
        yield goal
    elif goal:
        yield {"target": goal}
    read = target(goal) if isinstance(goal, str) else None
    kind, own = _kind(row["评分方式"]), _parameters(row["规则参数"])
    wrong = [kind] if isinstance(kind, Noticed) else []
    wrong += own if isinstance(own, tuple) else ()
    if own and kind is None:
        message, hint = "写了规则参数，没有写评分方式", "写上是哪一种规则，如 按差距扣分"
        wrong.append(Noticed("评分方式", Diagnostic("missing-field", message, hint)))
    yield from wrong
    if not wrong and isinstance(read, Target) and root and not isinstance(kind, Noticed):
        leaf = policy.template(root, row["二级指标"], kind, read)
        yield _ruled(kind, own if isinstance(own, dict) else None, leaf, read)


def _ruled(
    kind: str | None, own: dict[str, Any] | None, leaf: Indicator | Diagnostic | None, goal: Target
) -> dict[str, Any] | Noticed:
    """The rule of a row, and what the policy says of indicators with such a rule."""
    if isinstance(leaf, Diagnostic):
        if own is None:
            return Noticed("评分方式", leaf)
        leaf = None
    if leaf is None or own is not None:
        return {"rule": {"kind": kind, **(own or {})}, **_beside(leaf, goal)}
    return {"rule": leaf.rule, **_beside(leaf, goal)}


def _beside(leaf: Indicator | None, goal: Target) -> dict[str, Any]:
    """What stands beside the rule in the policy; over-fulfilment only where there can be any."""
    rated = goal.relation in ("≥", ">") and goal.value > ZERO and not goal.unit.is_date
    names = ("rounding", "not_applicable", *(("over",) if rated else ()))
    return {name: value for name in names if (value := getattr(leaf, name, None))}


def _kind(text: str | None) -> str | Noticed | None:
    found = kind_of(text) if text else None
    return Noticed("评分方式", found) if isinstance(found, Diagnostic) else found


def _parameters(text: str | None) -> dict[str, Any] | tuple[Noticed, ...] | None:
    if text is None:
        return None
    made = yaml_of(text)
    if isinstance(made, tuple):
        return tuple(Noticed("规则参数", one) for one in made)
    if not isinstance(made, dict):
        message, hint = "规则参数要写成“栏目: 值”的样子", "如 per: 1%, lose: 2%, part: exact"
        return (Noticed("规则参数", Diagnostic("not-a-mapping", message, hint)),)
    if "kind" in made:
        return (
            Noticed("规则参数", Diagnostic("field-out-of-place", "kind 写在“评分方式”里", "从规则参数里删去 kind")),
        )
    return made
