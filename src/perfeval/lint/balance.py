"""Whether the indicators together look at all that a project is to bring about.

A group is known by its name (产出, 效益 …); a spec that does not name its groups so is asked nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.lint.check import Doubt
from perfeval.node import Node
from perfeval.plan import Plan

_DIMENSIONS = ("数量", "质量", "时效", "成本")


def leaves_of(plan: Plan, word: str) -> list[Node]:
    """The indicators at the end of the tree whose group's name has the word."""
    return [leaf for leaf in plan.leaves if any(word in name for name in leaf.path[:-1])]


def quantity_only(plan: Plan) -> Iterator[Doubt]:
    """Several indicators of output that all only count."""
    outputs = leaves_of(plan, "产出")
    told = " ".join(name for leaf in outputs for name in leaf.path)
    counted = {str(leaf.target.unit) for leaf in outputs if leaf.target.measurable}
    only = all("数量" in " ".join(leaf.path) for leaf in outputs) or (
        len(counted) == 1 and all(leaf.target.measurable and not leaf.target.unit.is_ratio for leaf in outputs)
    )
    if len(outputs) >= 2 and only and not any(word in told for word in _DIMENSIONS[1:]):
        root = next(node for node in plan.nodes if "产出" in node.indicator.name)
        yield Doubt(
            f"{len(outputs)} 个产出指标都只数数量",
            "加上质量（合格率）、时效（按期完成）或成本的指标",
            (*root.route, "name"),
        )
