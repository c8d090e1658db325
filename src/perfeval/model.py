"""How YAML data becomes typed data: field types, and pydantic's errors as our diagnostics.

Models are frozen and refuse unknown keys. A field type reads the text its author wrote and either
gives an exact value or says what is wrong with it; pydantic carries the route.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError

from perfeval import part as parts
from perfeval import quantity as quantities
from perfeval import target as targets
from perfeval import unit as units
from perfeval.diagnostic import Diagnostic
from perfeval.number import Fraction
from perfeval.source import Data, Numeral

MOST_PLACES = 8
"""Scores are printed with no more decimals than this."""


def _brief(schema: dict[str, Any]) -> None:
    """JSON Schema describes a model by the first line of its docstring: the rest is for us."""
    schema["description"] = schema.get("description", "").partition("\n")[0]


class Model(BaseModel):
    """A mapping whose keys are all known; once read it does not change."""

    # Validators are built when a file is read, and only for the whole file, not once more for each part.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True, json_schema_extra=_brief
    )


def refuse(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """The exception that gives pydantic one of our findings to carry."""
    return PydanticCustomError("perfeval", "{code}", {"code": code, "message": message, "hint": hint})


READ_BY = "x-read-by"
"""The key under which JSON Schema names the function that reads a field, for `schema` to say what it takes."""


class _Reader:
    """A field that reads text; what `read` refuses becomes a finding at the field.

    written: as what YAML's own readers see it, for JSON Schema: other programs take ``10`` for a number.
    """

    def __init__(self, read: Callable[[str], Any], written: tuple[str, ...]) -> None:
        # The same words and amounts stand in many places, and a run may read a thousand specs.
        self.read, self.written = lru_cache(maxsize=4096, typed=True)(read), written

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        named = f"{getattr(self.read, '__module__', 'builtins')}.{self.read.__qualname__}"
        return {"type": self.written[0] if len(self.written) == 1 else list(self.written), READ_BY: named}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        # pydantic's own PlainValidator looks into the function once for each field that has one.
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.validate}}

    def validate(self, value: Any) -> Any:
        if value is None:
            raise refuse("empty-value", "这里没有写值", "补上值")  # what may be left out may be empty as well
        if not isinstance(value, str):
            if isinstance(value, dict | list):
                raise refuse("not-text", "这里要一个值，而不是列表或下级栏目")
            return value  # typed data given by a program, not by a file
        result = self.read(value)
        if isinstance(result, Diagnostic):
            raise refuse(result.code, result.message, result.hint)
        return result


NUMERIC = ("string", "number")


def reader(read: Callable[[str], Any], written: tuple[str, ...] = ("string",)) -> Any:
    """The annotation of a field whose text is read by a function that gives a value or a finding."""
    return _Reader(read, written)


def _words(text: str) -> str | Diagnostic:
    if isinstance(text, Numeral):
        return Diagnostic("number-as-text", f"这里要文字，“{text}”会被读成数", f'加引号："{text}"')
    return text.strip() or Diagnostic("empty-value", "这里没有写值", "补上值；可以不写的栏目也可以删去这一行")


def _count(text: str) -> int | Diagnostic:
    number = quantities.number(text)
    if isinstance(number, Diagnostic):
        return number
    return int(number) if number.denominator == 1 and number >= 0 else _not_whole(text)


def _places(text: str) -> int | Diagnostic:
    places = _count(text)
    if isinstance(places, int) and places > MOST_PLACES:
        return Diagnostic("out-of-range", f"小数位数至多 {MOST_PLACES} 位", "写成 places: 2")
    return places


def _not_whole(text: str) -> Diagnostic:
    return Diagnostic("not-a-whole-number", f"这里要不小于 0 的整数，而不是“{text}”")


def _date(text: str) -> date | Diagnostic:
    found = quantities.day(text)
    if found is None:
        from perfeval.days import odd_day

        return odd_day(text) or Diagnostic("not-a-date", f"“{text}”不是日期", "写成 2023-11-30 或 2023年11月30日")
    return found if isinstance(found, Diagnostic) else date.fromordinal(int(found.value))


def _unit(text: str) -> units.Unit | Diagnostic:
    return units.unit(text) or quantities.unknown_unit(text)


TRUTHS = {
    **dict.fromkeys(("是", "有", "true", "yes", "符合", "达标"), True),
    **dict.fromkeys(("否", "无", "false", "no", "不符合", "不达标"), False),
}
"""The words that answer a yes-or-no question."""


def truth(text: str) -> bool | Diagnostic:
    """Whether `text` says yes or no."""
    answer = TRUTHS.get(text.strip().lower())
    if answer is None:
        return Diagnostic("not-yes-or-no", f"这里要“是”或“否”，而不是“{text}”", "写 是 或 否")
    return answer


Words = Annotated[str, reader(_words)]
Exact = Annotated[Fraction, reader(quantities.number, NUMERIC)]
Places = Annotated[int, reader(_places, ("string", "integer"))]
Whole = Annotated[int, reader(_count, ("string", "integer"))]
Day = Annotated[date, reader(_date)]
Amount = Annotated[quantities.Quantity, reader(quantities.quantity, NUMERIC)]
Measure = Annotated[units.Unit, reader(_unit)]
Goal = Annotated[targets.Target, reader(targets.target, NUMERIC)]
YesNo = Annotated[bool, reader(truth, ("string", "boolean"))]
Points = Annotated[parts.Part, reader(parts.part, NUMERIC)]
Weight = Annotated[parts.Part, reader(parts.weight, NUMERIC)]

M = TypeVar("M", bound=Model)


def core_schema_of(model: type[Model]) -> CoreSchema:
    """The schema of a model that is made late, for JSON Schema."""
    model.model_rebuild()
    return model.__pydantic_core_schema__


def read(model: type[M], data: Data) -> M | tuple[Diagnostic, ...]:
    """The typed form of `data`, or every finding in it, with routes."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        from perfeval.mistakes import mistakes

        return tuple(mistakes(error, model, data))
