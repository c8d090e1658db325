"""子项: the parts of a project that have money of their own, so that money without an indicator can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Amount, Model, Words
from perfeval.number import ZERO, Fraction
from perfeval.unit import unit


class Subproject(Model):
    """A part of the project: its money, or its share of all money."""

    name: Words = Field(description="子项名称")
    money: Amount | None = Field(None, description="子项的资金，如 125 万元")
    share: Amount | None = Field(None, description="不写 money 时：占全部资金的百分比，如 63%")

    @property
    def stated(self) -> Fraction:
        """The money in yuan, or the share, as written."""
        found = self.money or self.share
        return found.value if found else ZERO


def part_faults(part: Subproject) -> Iterator[Diagnostic]:
    """What does not say how much, says it twice or in another unit; routes start at the sub-project."""
    yuan = unit("元")
    if (part.money is None) is (part.share is None):
        message = f"子项“{part.name}”要写资金（money）或占比（share），只写一个"
        yield Diagnostic("money-not-stated", message, "写成 money: 125 万元，或 share: 63%")
    elif part.money and not (yuan and part.money.unit.fits(yuan)):
        message = f"子项“{part.name}”的资金“{part.money}”不是金额"
        yield Diagnostic("unit-mismatch", message, "写成 125 万元 的样子", ("money",))
    elif part.share and not part.share.unit.is_ratio:
        message = f"子项“{part.name}”的占比“{part.share}”没有写百分号"
        yield Diagnostic("bare-ratio", message, f"写成 {part.share}%", ("share",))
    elif not part.stated > ZERO:
        message = f"子项“{part.name}”的资金要大于 0"
        yield Diagnostic("not-above-zero", message, "核对这个数，或删去这个子项", ("money" if part.money else "share",))


def shares_of(parts: Sequence[Subproject]) -> list[Fraction]:
    """Which share of all money each has: as written, or its money over that of all."""
    total = sum((part.stated for part in parts), ZERO)
    return [part.stated if part.share else part.stated / total for part in parts]
