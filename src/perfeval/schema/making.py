"""From the models to JSON Schema: with the short forms that files may use, without what only pydantic needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from perfeval.model import READ_BY, Model
from perfeval.regex import regex

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

SCALAR = {"type": ["string", "number"]}
TEXT = {"type": "string"}
_NOTHING = {"type": "null"}
_ENGLISH = regex(r".*[A-Za-z]+ [a-z]+ [a-z]+")


def _or_text(inner: Schema) -> Schema:
    return {"anyOf": [TEXT, inner]}


def _or_scalar(inner: Schema) -> Schema:
    return {"anyOf": [SCALAR, inner]}


def _sections(inner: Schema) -> Schema:
    return {"anyOf": [TEXT, {**inner, "items": _or_text(inner["items"])}]}


def _rows(inner: Schema) -> Schema:
    return {**inner, "additionalProperties": _or_scalar(inner["additionalProperties"])}


SHORT: dict[str, Callable[[Schema], Schema]] = {
    "perfeval.project._plain_evidence": _or_text,
    "perfeval.project._sections": _sections,
    "perfeval.project._rows": _rows,
    "perfeval.spec._plain_target": _or_scalar,
    "perfeval.rules.points._plain": _or_text,
    "perfeval.spec._fact_name": lambda inner: inner,
    "perfeval.spec.<lambda>": lambda inner: inner,
}
"""What may be written in the place of what each function that reads a short form makes of it."""


_HAS_KIND = {"required": ["kind"], "not": {"propertyNames": {"not": {"const": "kind"}}}}
"""The same twice: a language server that completes asks for no required key, and would offer every field."""


_NOT_A_DAY = "这里要日期，写成 2023-11-30 或 2023年11月30日"
DAY = {
    "pattern": r"^\s*[0-9０-９]{4}\D[0-9０-９]{1,2}\D[0-9０-９]{1,2}日?\s*$",
    "patternErrorMessage": _NOT_A_DAY,
    "errorMessage": _NOT_A_DAY,
}
_NOT_POINTS = "没有说是分数还是权重的百分比：写成 0.5 分 或 10%"
_POINTS = {"pattern": r"[%％‰分倍点]|^[-\s0.０．－]*$", "patternErrorMessage": _NOT_POINTS, "errorMessage": _NOT_POINTS}
SHAPES: dict[str, Schema] = {
    "perfeval.model._date": {"type": "string", **DAY},
    "perfeval.part.part": {
        "type": ["string", "number"],
        "anyOf": [{"type": "string", **_POINTS}, {"const": 0, "errorMessage": _NOT_POINTS}],
    },
    "perfeval.spec._code": {
        "type": "string",
        "pattern": "^[A-Za-z][A-Za-z0-9]*([.][A-Za-z0-9]+)*$",
        "patternErrorMessage": "编号以字母开头，只用英文字母、数字和点，如 C12",
    },
}
"""What can be said of the texts that some functions read; messages are for editors."""


class _Making(GenerateJsonSchema):
    def function_before_schema(self, schema: Any) -> Schema:
        """What the function takes, which is more than what it gives."""
        function = schema["function"]["function"]
        shorten = SHORT[f"{function.__module__}.{function.__qualname__}"]
        return shorten(self.generate_inner(schema["schema"]))


def made(model: type[Model]) -> Schema:
    """The schema of a model, by the names that files use."""
    found = model.model_json_schema(schema_generator=_Making)
    found["definitions"] = found.pop("$defs", {})
    tidied: Schema = _tidy(found, named=False)
    _hoist(tidied, tidied["definitions"])
    named = {schema["title"]: name for name, schema in tidied["definitions"].items() if name.startswith("rule-")}
    kept = {name: each for name, each in tidied["definitions"].items() if named.get(each.get("title"), name) == name}
    tidied["definitions"] = dict(sorted(kept.items()))
    return tidied


def _tidy(part: Any, named: bool) -> Any:
    """The part without titles, defaults and English; named: whether its keys are names of the file's own."""
    if isinstance(part, list):
        return [_tidy(each, False) for each in part]
    if isinstance(part, dict) and READ_BY in part:
        read_by = part[READ_BY]
        part = {**{key: value for key, value in part.items() if key != READ_BY}, **SHAPES.get(read_by, {})}
    if not isinstance(part, dict):
        return part.replace("#/$defs/", "#/definitions/") if isinstance(part, str) else part
    kept = {key: value for key, value in part.items() if named or _says(key, value)}
    inner = {key: _tidy(value, key in ("properties", "definitions") and not named) for key, value in kept.items()}
    return inner if named else _plain(inner)


def _says(key: str, value: Any) -> bool:
    if key == "default":
        return isinstance(value, str)
    return key != "title" and (key != "description" or not _ENGLISH.match(str(value)))


def _plain(part: Schema) -> Schema:
    """A value that may be empty, without a choice where a list of types says the same."""
    words = part.get("enum", [])
    if words and all(str(word).isdigit() for word in words):
        part = {**part, "enum": [*map(int, words), *words], "type": ["integer", "string"]}
    options = part.get("anyOf", [])
    if _NOTHING in options and len(options) == 2 and "anyOf" in options[0]:
        rest = {key: value for key, value in options[0].items() if key not in ("anyOf", "type")}
        return {**part, **rest, "anyOf": [*options[0]["anyOf"], options[1]]}
    if _NOTHING in options and len(options) == 2:
        other = next(each for each in options if each != _NOTHING)
        kinds = other.get("type")
        if kinds and "enum" not in other and "const" not in other:
            rest = {key: value for key, value in part.items() if key != "anyOf"}
            return {**other, "type": [*([kinds] if isinstance(kinds, str) else kinds), "null"], **rest}
    return part


def _hoist(part: Any, shared: Schema) -> None:
    """Rules by kind: one definition for each, and a choice by ``kind``, so that an editor reads the right one alone."""
    if isinstance(part, list):
        for each in part:
            _hoist(each, shared)
    if not isinstance(part, dict):
        return
    for value in list(part.values()):
        _hoist(value, shared)
    options = part.get("anyOf", [])
    # Some releases of pydantic write a model where it stands, others name it and write it once.
    rules = [shared.get(each.get("$ref", "").rpartition("/")[2], each) for each in options if each != _NOTHING]
    if len(rules) > 1 and all("const" in each.get("properties", {}).get("kind", {}) for each in rules):
        del part["anyOf"]
        choice = _by_kind({each["properties"]["kind"]["const"]: each for each in rules}, shared)
        part |= {"anyOf": [choice, _NOTHING]} if len(rules) < len(options) else choice


def _by_kind(options: dict[str, Schema], shared: Schema) -> Schema:
    from perfeval.rules import kind_named

    words = []
    for kind, schema in options.items():
        rule = kind_named(kind)
        words.append(f"{rule.title}：{rule.says}")
        shared[f"rule-{kind}"] = schema
        if "title" in schema:
            continue
        schema["title"] = rule.title
        schema["markdownDescription"] = f"{schema['description']}\n\n```yaml\n{rule.example[0]}```"
        schema["required"] = ["kind", *schema.get("required", ())]
        schema["properties"]["kind"] = {"const": kind, "description": f"{rule.title}：{rule.says}（{rule.authority}）"}
    known = {
        "enum": list(options),
        "enumDescriptions": words,
        "description": "哪一种评分规则",
        "errorMessage": f"没有这一种评分规则；可选：{'、'.join(options)}",
    }
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": known},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, **_HAS_KIND},
                "then": {"$ref": f"#/definitions/rule-{kind}"},
            }
            for kind in options
        ],
    }
