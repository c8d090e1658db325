"""What changes points or a grade from outside the rules.

They apply in a fixed order, from the leaves up (`ORDER`); the trace names every step that changed something.
"""

from typing import Annotated, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Model, Points, Weight, Words, YesNo, reader
from perfeval.number import ONE
from perfeval.quantity import Quantity, quantity

ORDER = (
    "事实：先减去可以不计的（`exempt`）。",
    "末级指标：规则得分 → 超额处理（`over`） → 从轻扣分（`mitigate`） → 一票否决（`gates`） → 取舍 → 认定得分。",
    "组：下级合成（`combine`） → 扣回下级超扣的（`floor_at: group`） → 换算（`conversion`） → 一票否决。",
    "总分：各组相加 → 加分（`bonus`，不许超过满分的止于满分） → 扣分（`penalty`） → 一票否决 → 封顶（`caps`）。",
    "等级：按总分，或由表决（`votes`） → 等级封顶（`grade_caps`）。",
)
"""What applies after what, for the page about files."""


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


def _beyond(text: str) -> Quantity | Diagnostic:
    found = quantity(text)
    if isinstance(found, Diagnostic):
        return found
    if not found.unit.is_ratio or found.value < ONE:
        return Diagnostic("not-a-rate", f"“{text}”不是 100% 以上的完成率", "写成 130% 的样子")
    return found


class Over(Model):
    """超额完成: what follows where the completion rate lies beyond a limit."""

    beyond: Annotated[Quantity, reader(_beyond)] = Field(description="完成率超过多少，如 130%")
    then: Literal["explain", "lose", "scale"] = Field(
        description="explain 要在事实里说明原因；lose 扣分；scale 得分按（界限÷完成率）折算"
    )
    lose: Points | None = Field(None, description="扣多少：权重的百分比，或分数；then: lose 时写")
    because: Words = Field(description="依据或理由")


def _back(text: str) -> Quantity | Diagnostic:
    found = quantity(text)
    if isinstance(found, Diagnostic):
        return found
    if not found.unit.is_ratio or not 0 < found.value <= ONE:
        return Diagnostic("not-a-share", f"“{text}”不是 0 到 100% 之间的比例", "写成 50%（减半扣分）或 100%（不扣）")
    return found


class Mitigation(Model):
    """从轻扣分: where the condition holds, a part of what was lost is given back."""

    when: Words = Field(description="条件：事实的公式")
    back: Annotated[Quantity, reader(_back)] = Field(description="返还已扣分的百分之多少")
    because: Words = Field(description="依据或理由")


class Step(Model):
    """One row of a conversion table."""

    least: Weight = Field(description="下级合成的得分率不低于多少，含本数")
    earn: Points = Field(description="本级得多少：权重的百分比，或分数")


class Extra(Model):
    """An item of bonus or penalty: so many points for each of what is counted."""

    code: Words = Field(description="编号")
    name: Words = Field(description="名称")
    count: Words = Field(description="有多少：事实的公式，结果是个数，或是否")
    each: Weight = Field(description="每一项多少分")
    most: Weight | None = Field(None, description="本项至多多少分")
    because: Words = Field(description="依据或理由")


class Penalty(Model):
    """扣分项: points taken from the total, not below 0."""

    items: list[Extra] = Field(min_length=1, description="各项")
    most: Weight | None = Field(None, description="合计至多多少分")


class Bonus(Penalty):
    """加分项: points added to the total."""

    beyond_full: YesNo = Field(description="总分能否因此超过满分")


class Vote(Model):
    """One rule of a vote: the grade, and when it is given; the last has no condition."""

    grade: Words = Field(description="评为哪一等级")
    when: Words | None = Field(None, description="条件：各等级的个数，如 优 >= 6 且 差 = 0；最后一条不写")


class Votes(Model):
    """等级由下级指标的等级表决: each is graded by its own rate, and the first rule that holds decides."""

    level: Literal["1", "2", "3", "4"] = Field(description="由哪一级指标表决")
    rules: list[Vote] = Field(min_length=2, description="从最好的等级写起")
