"""The indicator system (指标体系) as typed data: what a spec file says, and nothing computed from it."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from perfeval.codes import CODE, odd_code
from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import BOOLEAN, Choice, Kind, ListOf, TableOf, Truth, is_reserved
from perfeval.late import Late
from perfeval.model import Day, Exact, Goal, Measure, Model, Places, Weight, Words, YesNo, reader, refuse
from perfeval.rounding import Mode, Policy
from perfeval.rules import AnyRule
from perfeval.target import Target
from perfeval.unit import NUMBER, Unit, unit

if TYPE_CHECKING:
    from perfeval.accept import Accept
    from perfeval.identities import Assert
    from perfeval.modifiers import Bonus, Cap, Extra, Gate, GradeCap, Mitigation, Over, Penalty, Step, Votes
    from perfeval.subproject import Subproject

    Accepts = list[Accept]
    Gates = list[Gate]
    Mitigations = list[Mitigation]
    Conversion = list[Step]
    Caps = list[Cap]
    Asserts = list[Assert]
    GradeCaps = list[GradeCap]
    Subprojects = list[Subproject]
else:
    _FROM = "perfeval.modifiers"
    Accepts = Annotated[Any, Late("perfeval.accept", "Accept", many=True)]
    Over, Bonus, Penalty, Votes = (Annotated[Any, Late(_FROM, name)] for name in ("Over", "Bonus", "Penalty", "Votes"))
    Gates, Mitigations, Conversion, Caps, GradeCaps = (
        Annotated[Any, Late(_FROM, name, many=True)] for name in ("Gate", "Mitigation", "Step", "Cap", "GradeCap")
    )
    Asserts = Annotated[Any, Late("perfeval.identities", "Assert", many=True)]
    Subprojects = Annotated[Any, Late("perfeval.subproject", "Subproject", many=True)]

NotApplicable = Literal["redistribute", "full", "zero", "peer_mean"]


def _code(text: str) -> str | Diagnostic:
    if text in ("total", "grade"):
        return Diagnostic("reserved-name", f"“{text}”在 published 里指合计，不能作编号", "换一个编号")
    return text if CODE.fullmatch(text) else odd_code(text)


def _fact_unit(text: str) -> Unit | Literal["是否"] | Diagnostic:
    from perfeval.quantity import unknown_unit

    return "是否" if text == "是否" else unit(text) or unknown_unit(text)


def _fact_name(text: Any, reserved: bool = True) -> Any:
    # A formula must be able to name the fact, so the name is one word that means nothing else there.
    if isinstance(text, str) and not re.fullmatch(r"[^\W\d]\w*", text):
        raise refuse("not-a-name", f"“{text}”不能作事实的名称", "以汉字或字母开头，不用空格和标点")
    if isinstance(text, str) and reserved and is_reserved(text):
        raise refuse("reserved-name", f"“{text}”在公式里另有意思，不能作事实的名称", f"换一个名称，如 {text}数")
    return text


FactUnit = Annotated[Unit | Literal["是否"], reader(_fact_unit)]
FactName = Annotated[str, BeforeValidator(_fact_name)]
ColumnName = Annotated[str, BeforeValidator(lambda text: _fact_name(text, reserved=False))]
Code = Annotated[str, reader(_code)]


class Period(Model):
    """Days from one to another, both included."""

    start: Day = Field(alias="from", description="起，含当日")
    end: Day = Field(alias="to", description="止，含当日")

    def model_post_init(self, context: Any) -> None:
        """Refuse a period that ends before it begins."""
        if self.end < self.start:
            raise refuse("empty-period", f"期间止于 {self.end}，却起于 {self.start}", "核对起止日期")


class Grade(Model):
    """One grade; it reaches up to the lower edge of the grade above it."""

    name: Words = Field(description="等级名称")
    least: Weight = Field(description="最低分，含本数")


class FactSpec(Model):
    """A fact that formulas read."""

    unit: FactUnit | None = Field(None, description="单位；是否类写 是否")
    about: Words | None = Field(None, description="说明")
    one_of: list[Words] | None = Field(None, min_length=2, description="可选的各项")
    many: YesNo = Field(False, alias="list", description="是一列数量")
    table: dict[ColumnName, FactUnit] | None = Field(None, min_length=1, description="是一张表：各列的名称和单位")
    bounded: YesNo | None = Field(None, description="百分比是不是全体的一部分，不会超过 100%；不写则看名称")

    @property
    def kind(self) -> Kind:
        """What formulas see."""
        if self.one_of:
            return Choice(tuple(self.one_of))
        if self.table:
            return TableOf(tuple((name, _one(unit)) for name, unit in self.table.items()))
        return ListOf(_one(self.unit)) if self.many else _one(self.unit)


def _one(unit: Unit | str | None) -> Unit | Truth:
    return unit if isinstance(unit, Unit) else BOOLEAN if unit else NUMBER


class TargetEntry(Model):
    """A target, how the official table prints it, and the value approved before it was changed."""

    value: Goal | None = Field(None, description="目标值")
    official: Words | None = Field(None, description="公布的表里怎样写")
    approved: Goal | None = Field(None, description="调整前批复的目标值")
    because: Words | None = Field(None, description="为什么调整")
    approval: Words | None = Field(None, description="调整的批准文件")

    @property
    def goal(self) -> Target:
        """The target that counts; in words where no value is written."""
        return self.value or Target("words", text=self.official or "")

    @property
    def shown(self) -> str:
        """The target as the official table prints it."""
        return self.official or self.goal.text


def _plain_target(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


class LeafRounding(Model):
    """Rounding of one indicator where it differs from the spec's."""

    places: Places | None = Field(None, description="小数位数")
    mode: Mode | None = Field(None, description="取舍方式")


class Indicator(Model):
    """An indicator, or a group of them (一级、二级 … 指标)."""

    code: Code = Field(description="编号，全表唯一")
    name: Words = Field(description="名称")
    weight: Weight | None = Field(None, description="权重：分数，或上级的百分比")
    weights: Literal["equal"] | None = Field(None, description="下级平分本级的权重")
    combine: Literal["sum", "min", "mean"] = Field("sum", description="下级怎样合成")
    about: Words | None = Field(None, description="指标解释")
    official: Words | None = Field(None, description="公布的评分标准原文")
    note: Words | None = Field(None, description="对规则的说明，写给读者")
    target: Annotated[TargetEntry | None, BeforeValidator(_plain_target)] = Field(None, description="目标值")
    unit: Measure | None = Field(None, description="实际值的单位，目标值里没有时写")
    actual: Words | None = Field(None, description="实际值的公式；不写则读与编号同名的事实")
    rule: AnyRule | None = Field(None, description="评分规则")
    rounding: LeafRounding | None = Field(None, description="本指标的取舍")
    not_applicable: NotApplicable | None = Field(None, description="不适用时怎样计分")
    bounded: YesNo | None = Field(None, description="实际值是不是全体的一部分，不会超过 100%；不写则看名称")
    goes_to: list[Code] = Field(
        default_factory=list, description="不适用时权重只分给同级的哪些指标；不写则分给同级的全部"
    )
    over: Over | None = Field(None, description="超额完成很多时怎样处理")
    mitigate: Mitigations = Field(default_factory=list, description="从轻扣分，按顺序看，成立的都有效")
    exempt: list[Words] = Field(default_factory=list, description="哪些情形可以不计入个数")
    floor_at: Literal["indicator", "group"] = Field("indicator", description="下级扣完为止，还是超扣的从本级里扣")
    conversion: Conversion = Field(default_factory=list, description="把下级合成的得分率换算成得分，从最好的一档写起")
    gates: Gates = Field(default_factory=list, description="一票否决，按顺序看，成立的都有效")
    covers: list[Words] = Field(default_factory=list, description="反映哪些子项（subprojects 里的名称）；下级随上级")
    indicators: list["Indicator"] | None = Field(None, min_length=1, description="下级指标")

    @property
    def formulas(self) -> list[str]:
        """Every formula that the indicator states, its rule's own included."""
        own = [self.actual] if self.actual else []
        rules = self.rule.formulas().values() if self.rule else ()
        return [*own, *rules, *(item.when for _, item in self.conditions)]

    @property
    def conditions(self) -> Iterator[tuple[Route, "Gate | Mitigation"]]:
        """What depends on a condition, each with its route in the indicator."""
        yield from ((("mitigate", index, "when"), item) for index, item in enumerate(self.mitigate))
        yield from ((("gates", index, "when"), gate) for index, gate in enumerate(self.gates))

    @property
    def goal(self) -> Target:
        """The target, or an empty one in words."""
        return self.target.goal if self.target else Target("words")


class Spec(Model):
    """An indicator system."""

    perfeval: Literal["spec/1"] = Field(description="文件类型和语言版本")
    id: Words = Field(description="标识")
    name: Words = Field(description="名称")
    basis: list[Words] = Field(default_factory=list, description="依据")
    valid: Period | None = Field(None, description="适用期间")
    full: Exact | None = Field(None, description="满分")
    rounding: Policy | None = Field(None, description="取舍办法")
    grades: list[Grade] | None = Field(None, min_length=1, description="等级，从高到低")
    consequences: dict[str, Words] = Field(default_factory=dict, description="各等级的结果运用")
    not_applicable: NotApplicable | None = Field(None, description="不适用的指标怎样计分")
    gates: Gates = Field(default_factory=list, description="一票否决，按顺序看，成立的都有效")
    caps: Caps = Field(default_factory=list, description="总分封顶")
    bonus: Bonus | None = Field(None, description="加分项")
    penalty: Penalty | None = Field(None, description="扣分项")
    votes: Votes | None = Field(None, description="等级由下级指标的等级表决")
    grade_caps: GradeCaps = Field(default_factory=list, description="等级封顶")
    subprojects: Subprojects = Field(default_factory=list, description="子项和它们的资金")
    facts: dict[FactName, FactSpec] = Field(default_factory=dict, description="几个指标共用的事实")
    asserts: Asserts = Field(default_factory=list, description="事实之间应当成立的关系；只有这里用到的事实可以不写")
    accept: Accepts = Field(default_factory=list, description="已说明理由的警告和提示")
    indicators: list[Indicator] = Field(min_length=1, description="指标")

    @property
    def conditions(self) -> Iterator[tuple[Route, str]]:
        """The conditions that hold for the whole, each with its route."""
        for name in ("gates", "caps", "grade_caps"):
            for index, item in enumerate(getattr(self, name)):
                yield (name, index, "when"), item.when

    @property
    def extras(self) -> Iterator[tuple[Route, "Extra"]]:
        """The items of bonus, then those of penalty, each with its route."""
        for name, whole in (("bonus", self.bonus), ("penalty", self.penalty)):
            yield from (((name, "items", index), item) for index, item in enumerate(whole.items if whole else ()))

    @cached_property
    def weighted(self) -> bool:
        """Whether any indicator has a weight; else the spec tracks and gives no score."""
        return any(indicator.weight or indicator.weights for _, indicator in self.every)

    @cached_property
    def every(self) -> list[tuple[Route, Indicator]]:
        """Every indicator, each before its children, with its route."""
        return list(_walk(self, ()))


def _walk(parent: Spec | Indicator, route: Route) -> Iterator[tuple[Route, Indicator]]:
    for index, child in enumerate(parent.indicators or ()):
        yield (here := (*route, "indicators", index)), child
        yield from _walk(child, here)
