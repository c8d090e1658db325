"""The indicator system (指标体系) as typed data: what a spec file says, and nothing computed from it."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import BOOLEAN, Choice, Kind, ListOf, TableOf, Truth, is_reserved
from perfeval.model import Day, Exact, Goal, Measure, Model, Places, Weight, Words, YesNo, reader, refuse
from perfeval.modifiers import Cap, Gates, GradeCap
from perfeval.regex import regex
from perfeval.rounding import Mode, Policy
from perfeval.rules import AnyRule
from perfeval.target import Target
from perfeval.unit import NUMBER, Unit

NotApplicable = Literal["redistribute", "full", "zero"]

_CODE = regex(r"[A-Za-z][A-Za-z0-9]*(?:[.][A-Za-z0-9]+)*")


def _code(text: str) -> str | Diagnostic:
    if text in ("total", "grade"):
        return Diagnostic("reserved-name", f"“{text}”在 published 里指合计，不能作编号", "换一个编号")
    if _CODE.fullmatch(text):
        return text
    return Diagnostic("not-a-code", f"“{text}”不能作编号", "编号以字母开头，只用英文字母、数字和点，如 C12")


def _fact_unit(text: str) -> Unit | Literal["是否"] | Diagnostic:
    from perfeval.quantity import unknown_unit
    from perfeval.unit import unit

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

    start: Annotated[Day, Field(alias="from", description="起，含当日")]
    end: Annotated[Day, Field(alias="to", description="止，含当日")]

    def model_post_init(self, context: Any) -> None:
        """Refuse a period that ends before it begins."""
        if self.end < self.start:
            raise refuse("empty-period", f"期间止于 {self.end}，却起于 {self.start}", "核对起止日期")


class Grade(Model):
    """One grade; it reaches up to the lower edge of the grade above it."""

    name: Annotated[Words, Field(description="等级名称")]
    least: Annotated[Weight, Field(description="最低分，含本数")]


class FactSpec(Model):
    """A fact that formulas read."""

    unit: Annotated[FactUnit | None, Field(description="单位；是否类写 是否")] = None
    about: Annotated[Words | None, Field(description="说明")] = None
    one_of: Annotated[list[Words] | None, Field(min_length=2, description="可选的各项")] = None
    many: Annotated[YesNo, Field(alias="list", description="是一列数量")] = False
    table: Annotated[
        dict[ColumnName, FactUnit] | None, Field(min_length=1, description="是一张表：各列的名称和单位")
    ] = None

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

    value: Annotated[Goal | None, Field(description="目标值")] = None
    official: Annotated[Words | None, Field(description="公布的表里怎样写")] = None
    approved: Annotated[Goal | None, Field(description="调整前批复的目标值")] = None
    because: Annotated[Words | None, Field(description="为什么调整")] = None
    approval: Annotated[Words | None, Field(description="调整的批准文件")] = None

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

    places: Annotated[Places | None, Field(description="小数位数")] = None
    mode: Annotated[Mode | None, Field(description="取舍方式")] = None


class Indicator(Model):
    """An indicator, or a group of them (一级、二级 … 指标)."""

    code: Annotated[Code, Field(description="编号，全表唯一")]
    name: Annotated[Words, Field(description="名称")]
    weight: Annotated[Weight | None, Field(description="权重：分数，或上级的百分比")] = None
    weights: Annotated[Literal["equal"] | None, Field(description="下级平分本级的权重")] = None
    combine: Annotated[Literal["sum", "min", "mean"], Field(description="下级怎样合成")] = "sum"
    about: Annotated[Words | None, Field(description="指标解释")] = None
    official: Annotated[Words | None, Field(description="公布的评分标准原文")] = None
    note: Annotated[Words | None, Field(description="对规则的说明，写给读者")] = None
    target: Annotated[TargetEntry | None, BeforeValidator(_plain_target), Field(description="目标值")] = None
    unit: Annotated[Measure | None, Field(description="实际值的单位，目标值里没有时写")] = None
    actual: Annotated[Words | None, Field(description="实际值的公式；不写则读与编号同名的事实")] = None
    rule: Annotated[AnyRule | None, Field(description="评分规则")] = None
    rounding: Annotated[LeafRounding | None, Field(description="本指标的取舍")] = None
    not_applicable: Annotated[NotApplicable | None, Field(description="不适用时怎样计分")] = None
    gates: Gates = []
    indicators: Annotated[list["Indicator"] | None, Field(min_length=1, description="下级指标")] = None

    @property
    def formulas(self) -> list[str]:
        """Every formula that the indicator states, its rule's own included."""
        own = [self.actual] if self.actual else []
        return [*own, *(self.rule.formulas().values() if self.rule else ()), *(gate.when for gate in self.gates)]

    @property
    def goal(self) -> Target:
        """The target, or an empty one in words."""
        return self.target.goal if self.target else Target("words")


class Spec(Model):
    """An indicator system."""

    perfeval: Annotated[Literal["spec/1"], Field(description="文件类型和语言版本")]
    id: Annotated[Words, Field(description="标识")]
    name: Annotated[Words, Field(description="名称")]
    basis: Annotated[list[Words], Field(description="依据")] = []
    valid: Annotated[Period | None, Field(description="适用期间")] = None
    full: Annotated[Exact | None, Field(description="满分")] = None
    rounding: Annotated[Policy | None, Field(description="取舍办法")] = None
    grades: Annotated[list[Grade] | None, Field(min_length=1, description="等级，从高到低")] = None
    consequences: Annotated[dict[str, Words], Field(description="各等级的结果运用")] = {}
    not_applicable: Annotated[NotApplicable | None, Field(description="不适用的指标怎样计分")] = None
    gates: Gates = []
    caps: Annotated[list[Cap], Field(description="总分封顶")] = []
    grade_caps: Annotated[list[GradeCap], Field(description="等级封顶")] = []
    facts: Annotated[dict[FactName, FactSpec], Field(description="几个指标共用的事实")] = {}
    indicators: Annotated[list[Indicator], Field(min_length=1, description="指标")]

    @property
    def conditions(self) -> Iterator[tuple[Route, str]]:
        """The conditions that hold for the whole, each with its route."""
        for name in ("gates", "caps", "grade_caps"):
            for index, item in enumerate(getattr(self, name)):
                yield (name, index, "when"), item.when

    @property
    def weighted(self) -> bool:
        """Whether any indicator has a weight; else the spec tracks and gives no score."""
        return any(indicator.weight or indicator.weights for _, indicator in walk(self))


def walk(parent: Spec | Indicator, route: Route = ()) -> Iterator[tuple[Route, Indicator]]:
    """Every indicator below, each before its children, with its route."""
    for index, child in enumerate(parent.indicators or ()):
        here = (*route, "indicators", index)
        yield here, child
        yield from walk(child, here)
