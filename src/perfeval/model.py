"""How YAML data becomes typed data: field types, and pydantic's errors as our diagnostics.

Models are frozen and refuse unknown keys. A field type reads the text its author wrote and either
gives an exact value or says what is wrong with it; pydantic carries the route.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError

from perfeval import part as parts
from perfeval import quantity as quantities
from perfeval import target as targets
from perfeval import unit as units
from perfeval.diagnostic import Diagnostic, Route, nearest
from perfeval.number import Fraction
from perfeval.record import replace
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
        self.read, self.written = read, written

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        named = f"{getattr(self.read, '__module__', 'builtins')}.{self.read.__qualname__}"
        return {"type": self.written[0] if len(self.written) == 1 else list(self.written), READ_BY: named}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        # pydantic's own PlainValidator looks into the function once for each field that has one.
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.validate}}

    def validate(self, value: Any) -> Any:
        if value is None:
            raise refuse("empty-value", "这里没有写值", "补上值；可以不写的栏目也可以删去这一行")
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
        return Diagnostic("number-as-text", f"这里要文字，“{text}”会被读成数", f'加引号：“"{text}"”')
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
        return Diagnostic("not-a-date", f"“{text}”不是日期", "写成 2023-11-30 或 2023年11月30日")
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
        return tuple(found for item in error.errors(include_url=False) for found in _diagnostics(item, model, data))


def _diagnostics(item: Any, model: type[Model], data: Data) -> Iterator[Diagnostic]:
    if item["type"] == "perfeval-many":  # what a part of the data had to say, with routes of its own
        route = _route(item["loc"], data)
        yield from (replace(found, route=(*route, *found.route)) for found in item["ctx"]["found"])
    else:
        yield _diagnostic(item, model, data)


def _diagnostic(item: Any, model: type[Model], data: Data) -> Diagnostic:
    context, route = item.get("ctx", {}), _route(item["loc"], data)
    if item["type"] == "perfeval":
        return Diagnostic(context["code"], context["message"], context["hint"], route)
    code, message, hint, on_key = _SENTENCES.get(item["type"], _OTHERWISE)
    name = item["loc"][-1] if item["loc"] else ""
    known = context.get("expected") or ""
    choices = known.replace("'", "").replace(" or ", "、").replace(", ", "、")
    words = {"name": name, "value": item["input"], "choices": choices}
    if item["type"] == "extra_forbidden":
        known_fields = fields_at(model, item["loc"][:-1])
        hint = nearest(str(name), known_fields, "这里可以写：" + "、".join(known_fields))
        if str(name)[:1].isdigit():
            hint = '花括号里的逗号分隔栏目；数里有逗号时给整个值加引号，如 "1,250 人次"'
    missing = item["type"] == "missing"
    return Diagnostic(
        code, message.format(**words), hint.format(**words), route[:-1] if missing else route, on_key=on_key
    )


_OTHERWISE = ("unreadable-value", "这里写得不对", "对照 docs/rules.md 和例子里的写法", False)
_SENTENCES: dict[str, tuple[str, str, str, bool]] = {
    "missing": ("missing-field", "缺少“{name}”", "在这里补上一行“{name}: …”", True),
    "extra_forbidden": ("unknown-field", "不认得“{name}”", "", True),
    "literal_error": ("unknown-choice", "不能写“{value}”", "可选：{choices}", False),
    "enum": ("unknown-choice", "不能写“{value}”", "可选：{choices}", False),
    "list_type": ("not-a-list", "这里要一个列表", "每项一行，以“- ”开头，或写成 [甲, 乙]", False),
    "dict_type": ("not-a-mapping", "这里要下级栏目，形如“名称: 值”", "每个栏目一行，冒号后留一个空格", False),
    "model_type": ("not-a-mapping", "这里要下级栏目，形如“名称: 值”", "每个栏目一行，冒号后留一个空格", False),
    "model_attributes_type": (
        "not-a-mapping",
        "这里要下级栏目，形如“名称: 值”",
        "每个栏目一行，冒号后留一个空格",
        False,
    ),
    "too_long": ("too-many-items", "这里的项数太多", "删去多余的项", False),
    "tuple_type": ("not-a-list", "这里要一个列表", "写成 [甲, 乙]", False),
    "too_short": ("too-few-items", "这里至少要一项", "补上内容", False),
}


def _route(loc: tuple[str | int, ...], data: Any) -> Route:
    """The `loc` of pydantic without the steps that stand for a choice of model and not for data."""
    route: list[str | int] = []
    for index, step in enumerate(loc):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            if index < len(loc) - 1:
                continue
        route.append(step)
    return tuple(route)


def fields_at(model: Any, loc: tuple[str | int, ...]) -> list[str]:
    """The keys that the model at `loc` knows, as a file spells them."""
    for step in loc:
        for kind in models_of(model):
            if getattr(kind, "kind_name", lambda: None)() == step:
                model = kind
            elif found := next((f for n, f in kind.model_fields.items() if step in (n, f.alias)), None):
                model = found.annotation
    return [field.alias or name for kind in models_of(model) for name, field in kind.model_fields.items()]


def models_of(annotation: Any) -> Iterator[type[Model]]:
    """The models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    elif isinstance(later := getattr(annotation, "later", None), type):
        yield from models_of(later)
    for inner in get_args(annotation):
        yield from models_of(inner)
