"""The project file as typed data: facts as written, overrides, findings, published figures, narrative."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import NUMERIC, Amount, Day, Exact, Model, Words, reader, refuse
from perfeval.quantity import Quantity, quantity
from perfeval.spec import Accepts, Code, Period

Text = Annotated[str, reader(str.strip, NUMERIC)]
"""Text in which a number stays as it is spelled."""


class Evidence(Model):
    """Where a fact can be looked up."""

    file: Words = Field(description="文件或材料")
    page: Text | None = Field(None, description="页码")
    note: Words | None = Field(None, description="说明")

    @property
    def words(self) -> str:
        """The evidence in one phrase."""
        page = f"第 {self.page} 页" if self.page is not None else ""
        return "，".join(text for text in (self.file, page, self.note) if text)


def _plain_evidence(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


EvidenceList = Annotated[list[Annotated[Evidence, BeforeValidator(_plain_evidence)]], Field(description="依据")]


class Exempted(Model):
    """Cases that are left out of a count, and why."""

    count: Amount = Field(description="不计多少，单位与实际值相同")
    reason: Words = Field(alias="as", description="属于哪一种情形，指标体系的 exempt 里有的")
    because: Words = Field(description="具体原因")
    evidence: EvidenceList = []


class Mention(Model):
    """The same fact as it is stated elsewhere."""

    value: Any = Field(description="那里写的值")
    where: Words = Field(description="写在哪里")


class FactNotes(Model):
    """What stands beside the value of a fact."""

    exempt: list[Exempted] = Field(default_factory=list, description="不计入个数的情形")

    evidence: EvidenceList = []
    as_of: Day | None = Field(None, description="截至哪一天")
    note: Words | None = Field(None, description="说明")
    because: Words | None = Field(None, description="为什么大大高于目标值，或没有达到")
    mentions: list[Mention] = Field(default_factory=list, description="同一个事实在别处的写法，与这里核对")
    of: Amount | None = Field(None, description="百分比是多少个里的，如 58 人、320 份")
    last_year: Any = Field(None, description="上年的实际值，单位与这里相同")


class Override(Model):
    """认定得分: a score set by a person, shown beside the computed one."""

    indicator: Code = Field(description="指标编号")
    score: Exact = Field(description="认定的得分")
    because: Words = Field(description="理由")
    by: Words = Field(description="认定人")
    date: Day = Field(description="日期")
    evidence: EvidenceList = []


class Finding(Model):
    """问题与建议: what was found, which indicators it concerns, and what to do."""

    id: Words = Field(description="编号")
    title: Words = Field(description="标题")
    detail: Words | None = Field(None, description="情况")
    indicators: list[Code] = Field(default_factory=list, description="涉及的指标")
    advice: Words | None = Field(None, description="建议")


class Table(Model):
    """A table in the narrative."""

    title: Words = Field(description="表题")
    head: list[Text] = Field(min_length=1, description="表头")
    rows: list[list[Text]] = Field(description="各行")


def _even(table: Table) -> Table:
    """A table whose rows are as long as its head: a cell too many would silently not be printed."""
    for number, row in enumerate(table.rows, 1):
        if len(row) != len(table.head):
            message = f"表格第 {number} 行有 {len(row)} 格，表头有 {len(table.head)} 格"
            raise refuse("uneven-table", message, "补齐或删去多余的格；空格写 ''")
    return table


class Section(Model):
    """A piece of the narrative: a heading, paragraphs, a table."""

    title: Words | None = Field(None, description="小标题")
    text: Words | None = Field(None, description="正文，空行分段")
    table: Annotated[Table, AfterValidator(_even)] | None = Field(None, description="表格")


def _sections(value: Any) -> Any:
    if isinstance(value, str):
        return [{"text": value}]
    return [{"text": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


Sections = Annotated[list[Section], BeforeValidator(_sections)]


class Narrative(Model):
    """What people write in the report; the rest is generated."""

    background: Sections = Field(default_factory=list, description="基本情况")
    method: Sections = Field(default_factory=list, description="评价工作开展情况")
    conclusion: Sections = Field(default_factory=list, description="综合评价结论的补充")
    analysis: dict[Code, Sections] = Field(default_factory=dict, description="指标分析的补充，按一级指标编号")
    experience: Sections = Field(default_factory=list, description="主要经验及做法")


def _figure(text: str) -> Quantity | Diagnostic:
    """A printed figure, with the decimals it was printed with."""
    found = quantity(text.strip().removesuffix("分"))
    if not isinstance(found, Diagnostic) and found.unit.dimensions:
        return Diagnostic("unit-mismatch", f"“{text}”不是分数或百分比", "写成 3.99 或 99.75%")
    return found


Figure = Annotated[Quantity, reader(_figure, NUMERIC)]


class Restated(Model):
    """The actual of an indicator as it is stated elsewhere."""

    value: Amount = Field(description="那里写的实际值")
    where: Words = Field(description="写在哪里")


class PublishedCells(Model):
    """The figures that a published table prints for one row."""

    score: Figure | None = Field(None, description="得分")
    rate: Figure | None = Field(None, description="得分率")
    weight: Figure | None = Field(None, description="权重")
    target: Text | None = Field(None, description="目标值")
    completion: Figure | None = Field(None, description="完成率")
    grade: Text | None = Field(None, description="等级")
    mentions: list[Restated] = Field(default_factory=list, description="实际值在别处的写法，与算得的核对")


def _rows(value: Any) -> Any:
    """``B12: 3.99`` stands for its score, and ``grade: 优`` for the grade of the total."""
    if not isinstance(value, dict):
        return value
    return {
        key: {"grade" if key == "grade" else "score": cells} if isinstance(cells, str) else cells
        for key, cells in value.items()
    }


class Project(Model):
    """A project to be scored."""

    perfeval: Literal["project/1"] = Field(description="文件类型和语言版本")
    spec: Words = Field(description="指标体系：相对于本文件的 .yaml 路径，或内置的名称")
    name: Words = Field(description="项目名称")
    unit: Words | None = Field(None, description="项目单位")
    period: Period | None = Field(None, description="评价期间")
    as_of: Day | None = Field(None, description="评价基准日：事实可以截至这一天；不写则截至评价期间的最后一天")
    facts: dict[str, Any] = Field(default_factory=dict, description="事实")
    overrides: list[Override] = Field(default_factory=list, description="认定得分")
    findings: list[Finding] = Field(default_factory=list, description="问题与建议")
    published: Annotated[dict[str, PublishedCells], BeforeValidator(_rows)] = Field(
        {}, description="已公布的数字，与计算结果核对"
    )
    accept: Accepts = Field(default_factory=list, description="已说明理由的警告和提示")
    narrative: Narrative = Field(description="报告里由人撰写的部分", default_factory=Narrative)
