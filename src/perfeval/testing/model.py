"""A file of spec tests (``perfeval: test/1``) as typed data."""

from typing import Any, Literal

from pydantic import Field

from perfeval.model import Exact, Model, Words
from perfeval.project import Override
from perfeval.spec import Period

State = Literal["scored", "overridden", "not-applicable", "group", "tracked"]


class Expected(Model):
    """What must come out of a case; only what is written is compared, and that exactly."""

    total: Exact | None = Field(None, description="印出的总分")
    grade: Words | None = Field(None, description="等级")
    scores: dict[str, Exact] = Field(default_factory=dict, description="印出的得分，按编号，组也可以")
    exact: dict[str, Exact] = Field(default_factory=dict, description="取舍前的精确得分，按编号")
    states: dict[str, State] = Field(default_factory=dict, description="状态，按编号")
    diagnostics: list[Words] | None = Field(None, min_length=1, description="应当报的错误，恰好是这些")

    @property
    def coded(self) -> dict[str, dict[str, Any]]:
        """What is expected of indicators: by field, then by code."""
        return {"scores": dict(self.scores), "exact": dict(self.exact), "states": dict(self.states)}

    @property
    def figures(self) -> bool:
        """Whether anything is expected that only a scored case has."""
        return self.total is not None or self.grade is not None or any(self.coded.values())


class Example(Model):
    """One case: what differs from the base facts, and what must come out."""

    name: Words = Field(description="用例名称，全文件唯一")
    facts: dict[str, Any] = Field(default_factory=dict, description="盖过或加上的事实")
    without: list[Words] = Field(default_factory=list, description="不给的事实")
    overrides: list[Override] = Field(default_factory=list, description="认定得分，与项目文件相同")
    expect: Expected = Field(description="应当得出什么")


class SpecTests(Model):
    """The cases of one spec."""

    perfeval: Literal["test/1"] = Field(description="文件类型和语言版本")
    spec: Words = Field(description="指标体系文件，相对于本文件")
    period: Period | None = Field(None, description="评价期间")
    facts: dict[str, Any] = Field(default_factory=dict, description="各用例共用的事实")
    cases: list[Example] = Field(min_length=1, description="用例")
