"""The fact that a row gives for its indicator, and the column that a finding about a fact belongs to."""

from __future__ import annotations

from typing import Any

from perfeval.batch.long_cells import Noticed, amount_of, yaml_of
from perfeval.batch.long_header import Row
from perfeval.diagnostic import Diagnostic
from perfeval.node import Node
from perfeval.quantity import Quantity, exactly
from perfeval.record import replace
from perfeval.stated import NOT_APPLICABLE

_BY_CODE = {
    "over-unexplained": "偏差原因",
    "reason-missing": "偏差原因",
    "share-missing": "认定比例",
    "share-outside-level": "认定比例",
}
_ADVICE = {
    "over-unexplained": "在“偏差原因”里说明超额完成很多的原因",
    "reason-missing": "在“偏差原因”里写明理由",
    "not-yes-or-no": "写 是 或 否，否的理由写在“偏差原因”里",
    "share-missing": "在“认定比例”里写认定百分之多少，在“偏差原因”里写理由",
}
"""Findings whose column or advice is another one here than in a project file."""

_BY_KEY = {"share": "认定比例", "because": "偏差原因", "evidence": "佐证"}


def fact_of(row: Row, node: Node) -> dict[str, Any] | tuple[Noticed, ...] | None:
    """The fact as a project file states it, or what is wrong with it; None where the row has none."""
    text, share, because = row["实际完成值"], row["认定比例"], row["偏差原因"]
    if text is None:
        return None
    beside: dict[str, Any] = {"evidence": [row["佐证"]]} if row["佐证"] else {}
    value: Any = yaml_of(text) if text[0] in "[{" else amount_of(text, row["计量单位"])
    if isinstance(value, tuple):
        return tuple(Noticed("实际完成值", one) for one in value)
    if isinstance(value, Noticed):
        return (value,)
    kind = node.rule.kind_name() if node.rule else ""
    absent = isinstance(value, str) and value.lower() in NOT_APPLICABLE
    asks = "level" if kind == "levels" else "answer" if kind == "threshold" and not node.target.measurable else ""
    if share and kind != "levels":
        hint = "删去；它只写在定性分档的指标里"
        return (Noticed("认定比例", Diagnostic("field-out-of-place", "这个指标不分档，没有认定比例", hint)),)
    if asks and isinstance(value, str) and not absent:
        if not node.target.measurable and isinstance(exactly(value), Quantity):
            message = f"指标值“{node.target}”是文字，实际完成值“{value}”却是数，不能比较"
            hint = "指标值有数的，写成 ≥ 30 场 的样子；没有数的，实际完成值写档次，或 是、否"
            return (Noticed("实际完成值", Diagnostic("target-not-measurable", message, hint)),)
        entry = {asks: value, "share": share, "because": because}
        return {"value": {name: part for name, part in entry.items() if part}, **beside}
    beside |= {"because": because} if because else {}
    if isinstance(value, dict) and "value" in value:
        return {**beside, **value}
    return {"value": value, **beside}


def column_of(found: Diagnostic) -> str:
    """The column that a finding about a fact belongs to."""
    return _BY_CODE.get(found.code) or next(
        (_BY_KEY[str(key)] for key in found.route[2:] if str(key) in _BY_KEY), "实际完成值"
    )


def hinted(found: Diagnostic) -> Diagnostic:
    """The finding with advice for a table."""
    return replace(found, hint=_ADVICE[found.code]) if found.code in _ADVICE else found
