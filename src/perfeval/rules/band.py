"""One band of kind ``bands``: its edge, and what it earns."""

from functools import cached_property
from typing import Any

from pydantic import Field

from perfeval.model import Amount, Model, Points
from perfeval.number import Fraction, where
from perfeval.quantity import Quantity
from perfeval.rules.ranges import Range, range_words
from perfeval.rules.rule import part_words

_SIGNS = {"least": "≥", "above": ">", "most": "≤", "below": "<"}


class Band(Model):
    """One band: an edge, unless it is the last, and what it earns."""

    least: Amount | None = Field(None, description="不低于，含本数")
    above: Amount | None = Field(None, description="高于，不含本数")
    most: Amount | None = Field(None, description="不超过，含本数")
    below: Amount | None = Field(None, description="低于，不含本数")
    earn: Points | None = Field(None, description="得多少：权重的百分比，或分数")
    range: Range | None = Field(None, description="不写 earn 时：在这个范围内认定，含下限")
    rising_to: Points | None = Field(None, description="在档内线性变化，到上一档的边界时得多少")

    @cached_property
    def edges(self) -> list[tuple[str, Quantity]]:
        """The edges written: none for the last band, one for any other."""
        named = ((name, getattr(self, name)) for name in _SIGNS)
        return [(name, edge) for name, edge in named if edge is not None]

    @cached_property
    def edge(self) -> tuple[str, Fraction]:
        """The kind of edge and where it lies, in base units."""
        name, amount = self.edges[0]
        return name, amount.value

    def holds(self, actual: Any, yes: Any, no: Any) -> Any:
        """`yes` where `actual` is on this band's side of its edge."""
        name, edge = self.edge
        if name in ("least", "most"):
            return where(actual >= edge if name == "least" else actual <= edge, yes, no)
        return where(actual <= edge if name == "above" else actual >= edge, no, yes)

    @property
    def words(self) -> str:
        """The edge in words."""
        return "".join(f"{_SIGNS[name]} {amount}" for name, amount in self.edges) or "其余"


def band_words(band: Band) -> str:
    """A band in words, for 评分标准."""
    if band.earn is None:
        return f"{band.words}的，在{range_words(band.range, False)}内认定" if band.range else band.words
    if band.rising_to:
        least = part_words(band.earn) if band.earn.value else " 0 分"
        return f"{band.words}的，得{least}，按直线变化，到上一档的边界时得{part_words(band.rising_to)}"
    return f"{band.words}的，{'得' + part_words(band.earn) if band.earn.value else '不得分'}"
