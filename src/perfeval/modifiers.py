"""What limits a score or a grade from outside the rules: vetoes, caps on the total, caps on the grade.

Order of application, from the leaves up: an indicator's rule; its gates; rounding; an override; the
sum of a group; the group's gates; the sum of the whole; the whole's gates; caps; the grade; grade
caps. Each step only ever lowers, and the trace names every one that did.
"""

from typing import Annotated

from pydantic import Field

from perfeval.model import Model, Points, Weight, Words


class Gate(Model):
    """一票否决: where the condition holds, no more than this is earned."""

    when: Words = Field(description="条件：事实的公式")
    earn: Points = Field(description="至多得多少：权重的百分比，或分数")
    because: Words = Field(description="依据或理由")


class Cap(Model):
    """总分封顶: where the condition holds, the total is at most this."""

    when: Words = Field(description="条件：事实的公式")
    most: Weight = Field(description="总分至多多少")
    because: Words = Field(description="依据或理由")


class GradeCap(Model):
    """等级封顶: where the condition holds, the grade is no better than this."""

    when: Words = Field(description="条件：事实的公式")
    grade: Words = Field(description="至多评为哪一等级")
    because: Words = Field(description="依据或理由")


Gates = Annotated[list[Gate], Field(description="一票否决，按顺序看，成立的都有效")]
