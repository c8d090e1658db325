"""How a fact may be written: for a shared one by its kind, for an indicator's own by the rule that reads it.

What cannot be said in JSON Schema is left open: a schema may let a mistake pass, but never refuses what can be scored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perfeval.expr import Choice, Kind, ListOf, TableOf
from perfeval.model import TRUTHS
from perfeval.rules import Rule
from perfeval.rules.points import mark
from perfeval.schema.making import DAY, Schema
from perfeval.target import Target
from perfeval.unit import UNIT_WORDS, Unit
from perfeval.unit import unit as unit_of
from perfeval.values import sample

TEXT = {"type": "string"}
COUNT = {"type": ["string", "integer"], "minimum": 0, "pattern": "[0-9０-９]", "patternErrorMessage": "这里要一个个数"}
REASON = {"because": {"type": "string", "description": "原因"}}
_PARTLY = ("partly", "部分", "部分符合", "基本符合")
_NONE = ("无", "没有", "未发现")


def either(options: list[Schema]) -> Schema:
    """One of these, each once."""
    distinct = [each for index, each in enumerate(options) if each not in options[:index]]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def mapping(properties: dict[str, Schema], required: list[str]) -> Schema:
    """A mapping with these keys and no others."""
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def amount(unit: Unit) -> Schema:
    """An amount in a unit that can be turned into this one."""
    if unit.is_date:
        return {"type": "string", **DAY, "pattern": f"{DAY['pattern']}|日期\\s*$"}
    said = f"这里要{'数值和单位' if unit.text else '数值'}，如 {sample(unit).replace('数值', '30')}"
    if unit.dimensions:
        words = sorted(word for word in UNIT_WORDS if _fits(word, unit))
        end = "" if "/" in unit.text or len(unit.dimensions) > 1 or not words else f".*({'|'.join(words)})\\s*$"
        # A list of one type: only of these does a language server give our message beside other forms.
        return {"type": ["string"], "pattern": f"[0-9０-９]{end}", "patternErrorMessage": said, "errorMessage": said}
    found: Schema = {"type": ["string", "number"], "pattern": "[0-9０-９]", "patternErrorMessage": said}
    found["errorMessage"] = said
    return found | ({"minimum": 0, "maximum": 0} if unit.is_ratio else {})


def _fits(word: str, unit: Unit) -> bool:
    known = unit_of(word)
    return known is not None and known.fits(unit)


def truth(words: tuple[str, ...] = tuple(TRUTHS), example: str = "") -> Schema:
    """One of the words that say yes or no, in any case."""
    plain = [word for word in words if not word.isascii()]
    other = [word for word in words if word.isascii()]
    cased = "|".join("".join(f"[{sign.upper()}{sign}]" for sign in word) for word in other)
    pattern = f"^\\s*({'|'.join([*plain, *([cased] if cased else [])])})\\s*$"
    said = f"这里要写 {example or '是 或 否'}"
    bare = {"true": True, "false": False}
    literal = [bare[word] for word in other if word in bare]
    return {
        "anyOf": [{"type": "string", "pattern": pattern, "patternErrorMessage": said}, {"enum": [plain[0], *literal]}]
    }


def by_kind(kind: Kind) -> Schema:
    """A shared fact of this kind."""
    if isinstance(kind, Unit):
        return amount(kind)
    if isinstance(kind, Choice):
        return {"enum": [*kind.labels]}
    if isinstance(kind, ListOf):
        return {"type": "array", "minItems": 1, "items": by_kind(kind.of)}
    if isinstance(kind, TableOf):
        columns = {name: by_kind(of) for name, of in kind.columns}
        return {"type": "array", "minItems": 1, "items": mapping(columns, list(columns))}
    return truth()


def by_rule(rule: Rule | None, target: Target, unit: Unit) -> Schema:
    """The fact of an indicator, without what may stand beside its value."""
    if rule is None:
        return amount(unit) if target.measurable else TEXT
    form = FORMS.get(rule.kind_name())
    return form(rule, target, unit) if form else amount(unit) if rule.reads_amount else {}


def _checklist(rule: Any, target: Target, unit: Unit) -> Schema:
    return _in_order([(point.asked, _answer(point.negative)) for point in rule.points])


def _in_order(items: list[tuple[str, Schema]]) -> Schema:
    """A list with an item for each of these."""
    count = len(items)
    described = [{"description": f"{mark(n)} {text}", **form} for n, (text, form) in enumerate(items)]
    return {"type": "array", "items": described, "additionalItems": False, "minItems": count, "maxItems": count}


def _answer(negative: bool) -> Schema:
    """An answer to a point: alone where nothing is lost, else with its reason."""
    kept = tuple(word for word, yes in TRUTHS.items() if yes is not negative)
    reasons = "{answer: 是, because: 原因}" if negative else "{answer: 否, because: 原因}"
    word = {
        "enum": ["是", "否", "部分", *(w for w in (*TRUTHS, *_PARTLY) if w not in ("是", "否", "部分")), True, False]
    }
    long: dict[str, Schema] = {
        "answer": {**word, "description": "是、否，或部分"},
        "keep": {"type": "string", "pattern": "[0-9０-９]", "description": "回答部分时：保留百分之几"},
        **REASON,
        "evidence": {"type": "string", "description": "依据"},
    }
    return {"anyOf": [*truth(kept, f"{kept[0]}，或 {reasons}")["anyOf"], mapping(long, ["answer"])]}


def _faults(rule: Any, target: Target, unit: Unit) -> Schema:
    names = [kind.name for kind in rule.kinds]
    said = {"type": "string", "description": "说明"}
    incident = mapping(
        {"kind": {"enum": names, "description": "哪一类问题"}, "at": {**said, "description": "在哪里"}, **REASON,
         "evidence": {**said, "description": "依据"}},
        ["kind", "because"],
    )  # fmt: skip
    whole = {"type": ["string", "integer"], "pattern": f"[0-9０-９]|^\\s*({'|'.join(_NONE)})\\s*$", "examples": ["无"]}
    counts = {"type": "object", "properties": dict.fromkeys(names, COUNT), "additionalProperties": False}
    return {"anyOf": [whole, counts, {"type": "array", "items": incident}]}


def _levels(rule: Any, target: Target, unit: Unit) -> Schema:
    names = [level.name for level in rule.levels]
    about = [level.about or (f"得 {level.share or level.range}") for level in rule.levels]
    known = {"enum": names, "enumDescriptions": about, "description": "档次"}
    share = {"share": {"type": ["string", "number"], "description": "在范围内认定多少"}}
    ranged = any(level.range for level in rule.levels)
    long = mapping({"level": known, **(share if ranged else {}), **REASON}, ["level"])
    return {"anyOf": [{"enum": names[:1]}, long]} if rule.levels[0].share else long


def _panel(rule: Any, target: Target, unit: Unit) -> Schema:
    mark_of = {"type": ["string", "number"], "minimum": 0, "pattern": "[0-9０-９]", "description": "打分"}
    named = mapping({"score": mark_of, "by": {"type": "string", "description": "哪位专家"}}, ["score"])
    return {"type": "array", "items": {"anyOf": [mark_of, named]}, "minItems": 1}


def _survey(rule: Any, target: Target, unit: Unit) -> Schema:
    names = list(rule.coefficients)
    return mapping({name: {**COUNT, "description": f"选“{name}”的人数"} for name in names}, names)


def _rank(rule: Any, target: Target, unit: Unit) -> Schema:
    place = mapping(
        {"rank": {**COUNT, "description": "名次"}, "of": {**COUNT, "description": "共有多少个"}}, ["rank", "of"]
    )
    return {"anyOf": [amount(unit), place]} if rule.better else place


def _threshold(rule: Any, target: Target, unit: Unit) -> Schema:
    if target.measurable:
        return {"anyOf": [amount(unit), {"type": "array", "items": amount(unit), "minItems": 1}]}
    words = {word: yes for word, yes in TRUTHS.items() if word not in ("有", "无")}
    long = mapping({"answer": truth(tuple(words)), **REASON}, ["answer"])
    alone = truth(tuple(word for word, yes in words.items() if yes), "是，或 {answer: 否, because: 原因}")
    return {"anyOf": [*alone["anyOf"], long]}


def _choose(rule: Any, target: Target, unit: Unit) -> Schema:
    ways = [(way.rule, way.target or target) for way in rule.branches]
    return either([by_rule(each, goal, each.unit(goal)) for each, goal in ways])


def _parts(rule: Any, target: Target, unit: Unit) -> Schema:
    own = [(piece.text, piece.rule, piece.goal(target)) for piece in rule.parts if piece.actual is None]
    return _in_order([(text, by_rule(each, goal, each.unit(goal))) for text, each, goal in own])


def _bands(rule: Any, target: Target, unit: Unit) -> Schema:
    if not any(band.range for band in rule.bands):
        return amount(unit)
    return {"anyOf": [amount(unit), mapping({"value": amount(unit), **beside(rule, unit)}, ["value"])]}


def _peer(rule: Any, target: Target, unit: Unit) -> Schema:
    # The peers may be those of the batch.
    return {"anyOf": [amount(unit), mapping({"value": amount(unit), **beside(rule, unit)}, ["value"])]}


def beside(rule: Rule, unit: Unit) -> dict[str, Schema]:
    """What a rule reads beside the value."""
    known: dict[str, Schema] = {
        "share": {"type": ["string", "number"], "description": "在范围内认定多少"},
        "because": {"type": "string", "description": "认定的理由"},
        "peers": {"type": "array", "minItems": 1, "items": amount(unit), "description": "同类各项目的值"},
    }
    return {key: known.get(key, {}) for key in rule.beside}


FORMS: dict[str, Callable[[Any, Target, Unit], Schema]] = {
    "checklist": _checklist,
    "faults": _faults,
    "levels": _levels,
    "panel": _panel,
    "survey": _survey,
    "rank": _rank,
    "threshold": _threshold,
    "choose": _choose,
    "parts": _parts,
    "bands": _bands,
    "peer": _peer,
}
"""The kinds whose fact is not simply an amount; of one that is not here anything is accepted."""
