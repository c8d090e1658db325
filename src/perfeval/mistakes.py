"""What pydantic says of data that does not fit a model, as findings. Loaded only where there is something to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from perfeval.astray import astray, first_indicator, moved_back
from perfeval.codes import codes_in
from perfeval.diagnostic import Diagnostic, Route, nearest
from perfeval.record import replace
from perfeval.source import Data

EMPTY = ("empty-value", "这里没有写值", "补上内容；可以不写的栏目也可以删去这一行")
"""The finding where a value is missing, without its route."""


def mistakes(error: ValidationError, model: type[BaseModel], data: Data) -> Iterator[Diagnostic]:
    """Everything that is wrong with the data, each with its route."""
    found = [one for item in error.errors(include_url=False) for one in _diagnostics(item, model, data)]
    misspelt = {(one.route[:-1], one.hint) for one in found if one.code == "unknown-field"}
    # A field that is there under a misspelt name is not missing.
    kept = [one for one in found if not (one.code == "missing-field" and _spelt(one) in misspelt)]
    yield from _under_another_list(kept, data)


def _under_another_list(found: list[Diagnostic], data: Data) -> Iterator[Diagnostic]:
    """The findings; where indicators follow on another list, for want of their key, this instead of what follows."""
    first = first_indicator(data)
    missing = next((one for one in found if one.message == "缺少“indicators”" and not one.route), None)
    for one in found:
        if one is missing and first:
            yield replace(one, hint="在这一项上面补一行“indicators:”（顶格写）", route=first)
        elif not (missing and first and one.route[:1] == first[:1] and one.route[1:2] >= first[1:]):
            yield one


def _spelt(missing: Diagnostic) -> tuple[Route, str]:
    """Where a missing field would be, and what is told of a name like it."""
    name = missing.message.removeprefix("缺少“").removesuffix("”")
    return missing.route, nearest(name, [name], "")


def _diagnostics(item: Any, model: type[BaseModel], data: Data) -> Iterator[Diagnostic]:
    if item["type"] == "perfeval-many":  # what a part of the data had to say, with routes of its own
        route = _route(item["loc"], data)
        yield from (found.below(*route) for found in item["ctx"]["found"])
    else:
        yield _diagnostic(item, model, data)


def _diagnostic(item: Any, model: type[BaseModel], data: Data) -> Diagnostic:
    context, route = item.get("ctx", {}), _route(item["loc"], data)
    if item["type"] == "perfeval":
        return Diagnostic(context["code"], context["message"], context["hint"], route)
    code, message, hint, on_key = _SENTENCES[item["type"]]
    if item["input"] is None and code in ("not-a-list", "not-a-mapping"):
        return Diagnostic(*EMPTY, route)
    name = item["loc"][-1] if item["loc"] else ""
    known = context.get("expected") or ""
    choices = known.replace("'", "").replace(" or ", "、").replace(", ", "、")
    words = {"name": name, "value": item["input"], "choices": _CHOICES.get(choices, choices)}
    own = ""
    if item["type"] == "extra_forbidden":
        known_fields = fields_at(model, item["loc"][:-1])
        lost = len(route) == 1 and name in astray(data, known_fields)
        own = nearest(str(name), known_fields, moved_back(data) if lost else "这里可以写：" + "、".join(known_fields))
        if without := _colon_missing(str(name), item["input"], known_fields):
            own = without
        elif str(name)[:1].isdigit():
            own = '花括号里的逗号分隔栏目；数里有逗号时给整个值加引号，如 "1,250 人次"'
        elif str(name).endswith(")"):
            own = '花括号里的逗号分隔栏目；公式里有逗号时给整个公式加引号，如 "max(甲, 乙)"'
    missing = item["type"] == "missing"
    if missing and (sample := _sample(model, item["loc"])):
        own = f"在这里补上，如 {sample}"
    elif code == "not-a-list" and isinstance(item["input"], str):
        own = _listed(item["input"]) if _OF_TEXTS.intersection(item["loc"][-1:]) or "findings" in item["loc"] else ""
    elif code == "not-a-mapping":
        own = _mapping(model, route, str(item["input"]))
    return Diagnostic(
        code, message.format(**words), own or hint.format(**words), route[:-1] if missing else route, on_key=on_key
    )


def _colon_missing(name: str, value: Any, known: list[str]) -> str:
    """What a key was to be that is a field and its value without a colon: ``rule {kind``; nothing where it is none."""
    word = re.split(r"[\s{\[]", name, maxsplit=1)[0]
    if word == name or word not in known or not isinstance(value, str | None):
        return ""
    rest = f"{name.removeprefix(word).strip()}{f': {value}' if value else ''}"
    return f"“{word}”后面漏了冒号，写成 {word}: {rest}"


def _listed(text: str) -> str:
    """A text that stands where a list is wanted, as one."""
    from perfeval.source.writing import bracketed

    if found := codes_in(text):
        return f"写成 [{', '.join(found)}]"
    return f"只有一项的，写成 {bracketed([text])}；有几项的，每项一行，以“- ”开头" if len(text) < _LONG else ""


_LONG = 40
_OF_TEXTS = frozenset(("basis", "remove", "drop", "goes_to", "covers", "evidence"))
"""Fields that hold lists of texts, as the codes of a finding are."""
_LINES = {
    "id": "canteen-2023",
    "indicators": "[{code: A1, name: 讲座场次, weight: 100, target: ≥ 30 场, rule: {kind: proportional}}]",
}
"""Fields that may be missing, with what stands in them."""


def _sample(model: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    """The line that a field may have, where one can be shown that is pasted at no risk."""
    from perfeval.samples import lacking

    return f"{loc[-1]}: {_LINES[str(loc[-1])]}" if loc[-1] in _LINES else lacking(model, loc)


def _mapping(model: type[BaseModel], route: Route, value: str) -> str:
    """How a value that stands alone is written in a field that wants a mapping; nothing where that is not known."""
    fields = [step for step in route if isinstance(step, str)] or [model.__name__.lower()]
    if fields[-1] in ("period", "valid"):
        return f"写成 {fields[-1]}: {_period(value)}"
    if fields[-1] == "levels":
        return f"写成 {{name: {value}, share: 应得的百分比}}"
    if fields[-1] == "accept":
        return f"写成 {{code: {value}, because: 理由}}"
    if fields[-1] == "narrative":
        return f"写成 {{background: {value}}}；也可写 method、conclusion、experience"
    if fields[-1] == "grades":
        return f"写成 {{name: {value}, least: 最低分}}"
    return f"写成 {{unit: {value}}}" if fields[-2:-1] == ["facts"] else ""


def _period(text: str) -> str:
    """The period that a text means: a year, or two days, else what it is to hold."""
    days = re.findall(r"[0-9]{4}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?", text)
    if len(days) == 2:
        return f"{{from: {days[0]}, to: {days[1]}}}"
    year = re.fullmatch(r"([0-9]{4})\s*年?度?", text.strip())
    return f"{{from: {year[1]}-01-01, to: {year[1]}-12-31}}" if year else "{from: 起始日期, to: 截止日期}"


_CHOICES = {
    "half-up、half-even、down、up": "half-up（四舍五入）、half-even（逢五取偶）、down（舍去）、up（一律进位）",
    "redistribute、full、zero、peer_mean": (
        "redistribute（权重分给同级）、full（满分）、zero（零分）、peer_mean（同批其他项目的平均得分）"
    ),
    "exact、whole、none": "exact（按比例）、whole（按一个单位）、none（不计）",
    "linear、inverse": "linear（按超出的比例扣）、inverse（目标值÷实际值）",
}
_FIELDS = ("not-a-mapping", "这里要下级栏目，形如“名称: 值”", "每个栏目一行，冒号后留一个空格", False)
_SENTENCES: dict[str, tuple[str, str, str, bool]] = {
    "missing": ("missing-field", "缺少“{name}”", "在这里补上一行“{name}: …”", True),
    "extra_forbidden": ("unknown-field", "不认得“{name}”", "", True),
    "literal_error": ("unknown-choice", "不能写“{value}”", "可选：{choices}", False),
    "enum": ("unknown-choice", "不能写“{value}”", "可选：{choices}", False),
    "list_type": ("not-a-list", "这里要一个列表", "每项一行，以“- ”开头，或写成 [甲, 乙]", False),
    "dict_type": _FIELDS,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "string_type": ("key-not-text", "键只能是文字", "给它加引号", False),  # data given by a program, not by a file
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


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif isinstance(later := getattr(annotation, "later", None), type):
        yield from models_of(later)
    for inner in get_args(annotation):
        yield from models_of(inner)
