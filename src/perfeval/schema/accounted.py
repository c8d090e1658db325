"""One indicator of the scorecard as models: what `account` writes, key for key."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from perfeval.model import Model

Text = str | None


class Lost(Model):
    """One loss."""

    points: str = Field(description="失多少分，印出的")
    exact: str = Field(description="失多少分，精确的")
    reason: str = Field(description="原因")
    item: int = Field(description="第几个要点，从 1 起；不是要点为 0")


class Overridden(Model):
    """A score set by a person."""

    computed: Text = Field(description="规则算得的分")
    score: Text = Field(description="认定的得分")
    because: str = Field(description="理由")
    by: str = Field(description="认定人")
    date: str = Field(description="日期")
    evidence: list[str] = Field(description="依据")


class Approved(Model):
    """The score under the target as approved."""

    target: str = Field(description="调整前批复的目标值")
    because: str = Field(description="为什么调整")
    approval: str = Field(description="调整的批准文件")
    printed: Text = Field(description="按批复的目标值得多少分")


class Step(Model):
    """One step of the trace."""

    id: str = Field(description="步骤的固定名称，以编号开头")
    value: Any = Field(description="这一步之后的值：文字，或各部分的列表")
    facts: list[str] | None = Field(None, description="读了哪些事实")
    words: str | None = Field(None, description="读到的值，文字")
    taken: str | None = Field(None, description="走了哪一支")
    refused: list[str] | None = Field(None, description="没有走的各支")


class Account(Model):
    """One indicator."""

    code: str = Field(description="编号")
    name: str = Field(description="名称")
    level: int = Field(description="第几级，从 1 起")
    path: list[str] = Field(description="从一级指标到本指标的名称")
    leaf: bool = Field(description="是否末级")
    children: list[str] = Field(description="下级的编号")
    about: str = Field(description="指标解释")
    official: str = Field(description="公布的评分标准原文")
    note: str = Field(description="对规则的说明")
    target: str = Field(description="目标值，公布的写法")
    target_read: str = Field(description="目标值，程序的读法")
    actual: str = Field(description="实际值")
    completion: Text = Field(description="完成率")
    reached: bool | None = Field(description="是否达到目标值")
    state: Literal["scored", "overridden", "not-applicable", "group", "tracked", "pending"] = Field(description="状态")
    state_words: str = Field(description="状态，中文")
    weight: Text = Field(description="权重，不适用的权重分来之后的")
    own_weight: Text = Field(description="权重，指标体系所写的")
    exact: Text = Field(description="精确得分")
    printed: Text = Field(description="印出的得分")
    lost: Text = Field(description="失分")
    rate: Text = Field(description="得分率")
    standard: str = Field(description="评分标准")
    working: str = Field(description="评分过程")
    losses: list[Lost] = Field(description="每一处失分和原因")
    override: Overridden | None = Field(description="认定得分")
    approved: Approved | None = Field(description="按调整前的目标值")
    facts: list[str] = Field(description="读的事实")
    evidence: list[str] = Field(description="依据")
    findings: list[str] = Field(description="涉及本指标的问题的编号")
    trace: list[Step] = Field(description="得分怎样一步步得来")
