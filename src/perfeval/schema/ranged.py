"""What a provisional score adds to the scorecard, as models: what `ranges` writes, key for key."""

from __future__ import annotations

from pydantic import Field

from perfeval.model import Model
from perfeval.schema.accounted import Text


class End(Model):
    """One end of a range."""

    exact: Text = Field(description="精确的")
    printed: Text = Field(description="印出的")


class Ends(Model):
    """Both ends of a range."""

    least: End = Field(description="最低")
    most: End = Field(description="最高")


class Stake(Model):
    """A missing fact and what depends on it."""

    name: str = Field(description="名称")
    title: str = Field(description="名称和说明")
    example: str = Field(description="怎样写")
    indicators: list[str] = Field(description="影响哪些指标")
    moves: Text = Field(description="影响多少分")


class Open(Model):
    """A condition that cannot be decided yet."""

    condition: str = Field(description="条件")
    effect: str = Field(description="如果成立，有什么结果")
    because: str = Field(description="依据或理由")


class Provisional(Model):
    """What is open while facts are missing."""

    words: str = Field(description="一句话说明")
    facts: list[Stake] = Field(description="缺少的事实")
    conditions: list[Open] = Field(description="尚不能判断的条件")
    total: Ends | None = Field(description="总分的范围；不受影响的没有")
    grades: list[str] = Field(description="还可能的等级，从高到低")
    indicators: dict[str, Ends] = Field(description="各指标得分的范围，按编号")
    published: int = Field(description="没有核对的公布数字有几个")
