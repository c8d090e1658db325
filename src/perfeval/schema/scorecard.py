"""The scorecard (``perfeval: scorecard/1``) as models: what `documents` and `ranges` write, key for key.

Every figure is a text. A key that is written and not declared here fails a test: programs may rely on the list.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from perfeval.model import Model
from perfeval.schema.accounted import Account, Text
from perfeval.schema.ranged import Provisional


class Named(Model):
    """The project."""

    name: str = Field(description="项目名称")
    unit: str = Field(description="项目单位，没有写则为空")
    period: str = Field(description="评价期间，没有写则为空")


class Level(Model):
    """A grade of the spec."""

    name: str = Field(description="等级名称")
    least: str = Field(description="最低分，含本数")


class Law(Model):
    """The spec."""

    id: str = Field(description="标识")
    name: str = Field(description="名称")
    basis: list[str] = Field(description="依据")
    rounding: str = Field(description="取舍办法，一句话")
    grades: list[Level] = Field(description="等级，从高到低")
    full: Text = Field(description="满分；只跟踪、不计分的没有")
    weighted: bool = Field(description="是否计分")


class Added(Model):
    """An item of bonus or penalty."""

    code: str = Field(description="编号")
    name: str = Field(description="名称")
    side: Literal["加分", "扣分"] = Field(description="加分或扣分")
    points: Text = Field(description="多少分，印出的")
    exact: str = Field(description="多少分，精确的；扣分为负")
    words: str = Field(description="怎样得来")


class Limit(Model):
    """A cap on the total that applies."""

    condition: str = Field(description="成立的条件，代入数字")
    because: str = Field(description="依据或理由")
    most: Text = Field(description="总分至多多少")


class Total(Model):
    """The total."""

    exact: Text = Field(description="精确总分，小数或分数")
    printed: Text = Field(description="印出的总分")
    full: Text = Field(description="满分")
    lost: Text = Field(description="失分")
    rate: Text = Field(description="得分率")
    added: list[Added] = Field(description="加分项和扣分项")
    limits: list[Limit] = Field(description="起作用的封顶")


class Better(Model):
    """The grade above."""

    name: str = Field(description="上一等级")
    short: Text = Field(description="还差多少分")


class Worse(Model):
    """The grade below."""

    name: str = Field(description="下一等级")
    margin: Text = Field(description="高出本等级下限多少分")


class Capped(Model):
    """What capped the grade."""

    condition: str = Field(description="成立的条件，代入数字")
    because: str = Field(description="依据或理由")


class Ballot(Model):
    """How many indicators have a grade."""

    name: str = Field(description="等级")
    count: int = Field(description="多少个指标")


class Voted(Model):
    """The vote that decided the grade."""

    counts: list[Ballot] = Field(description="各等级的指标个数")
    rule: str = Field(description="成立的一条")


class Graded(Model):
    """The grade."""

    name: str = Field(description="等级；暂评时是还可能的范围")
    better: Better | None = Field(description="上一等级")
    worse: Worse | None = Field(description="下一等级")
    of_exact: Text = Field(description="按取舍前的总分评的等级，不同时才有")
    capped: Capped | None = Field(description="等级封顶")
    votes: Voted | Literal[""] | None = Field(description="表决；不由表决的为空")
    consequence: str = Field(description="结果运用，没有写则为空")


class Told(Model):
    """A fact."""

    name: str = Field(description="名称")
    shown: str = Field(description="值")
    applicable: bool = Field(description="是否适用")
    evidence: list[str] = Field(description="依据")
    as_of: str = Field(description="截至哪一天，没有写则为空")
    note: str = Field(description="说明")


class Found(Model):
    """A finding."""

    id: str = Field(description="编号")
    title: str = Field(description="标题")
    detail: str = Field(description="情况")
    advice: str = Field(description="建议")
    indicators: list[str] = Field(description="涉及的指标")
    names: list[str] = Field(description="涉及的指标，编号和名称")


class Differing(Model):
    """A published figure that differs from ours."""

    code: str = Field(description="编号")
    cell: str = Field(description="哪一格")
    cell_words: str = Field(description="哪一格，中文")
    published: str = Field(description="公布的")
    ours: Text = Field(description="算得的")
    reading: str = Field(description="可能的缘故")


class Audited(Model):
    """The published figures."""

    cells: int = Field(description="核对了几格")
    differences: list[Differing] = Field(description="不一致的")


class Sheet(Model):
    """A table of the narrative."""

    title: str = Field(description="表题")
    head: list[str] = Field(description="表头")
    rows: list[list[str]] = Field(description="各行")


class Passage(Model):
    """A piece of the narrative."""

    title: str = Field(description="小标题，没有写则为空")
    paragraphs: list[str] = Field(description="各段")
    table: Sheet | None = Field(description="表格")


class Prose(Model):
    """The narrative."""

    background: list[Passage] = Field(description="基本情况")
    method: list[Passage] = Field(description="评价工作开展情况")
    conclusion: list[Passage] = Field(description="综合评价结论的补充")
    experience: list[Passage] = Field(description="主要经验及做法")
    analysis: dict[str, list[Passage]] = Field(description="指标分析的补充，按编号")


class Input(Model):
    """A file that was read."""

    file: str = Field(description="文件名")
    sha256: str = Field(description="SHA-256")
    role: str | None = Field(None, description="是什么文件")


class Provenance(Model):
    """What the result was made from."""

    engine: str = Field(description="程序和版本")
    language: list[str] = Field(description="指标体系和项目文件的语言版本")
    inputs: list[Input] = Field(description="读了哪些文件")


class Card(Model):
    """The whole document."""

    perfeval: Literal["scorecard/1"] = Field(description="文件类型和版本")
    provisional: Provisional | None = Field(description="暂评：缺少的事实和还可能的范围；不是暂评的没有")
    project: Named = Field(description="项目")
    spec: Law = Field(description="指标体系")
    total: Total | None = Field(description="总分；只跟踪、不计分的没有")
    grade: Graded | None = Field(description="等级；没有等级的没有")
    indicators: list[Account] = Field(description="各指标，上级在下级之前")
    facts: list[Told] = Field(description="事实")
    findings: list[Found] = Field(description="问题与建议")
    unanswered: list[str] = Field(description="失了分而没有问题对应的指标")
    published: Audited = Field(description="与公布的数字核对")
    narrative: Prose = Field(description="报告里由人撰写的部分")
    provenance: Provenance = Field(description="由什么算得")
