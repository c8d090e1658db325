"""The schema of a project: of any, or of those of one spec, whose facts and indicators it knows."""

from __future__ import annotations

from urllib.parse import quote

from perfeval.expr import Kind
from perfeval.missing import wanted_facts
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.project import FactNotes, Project
from perfeval.schema.asked import asked
from perfeval.schema.forms import amount, beside, by_kind, by_rule, either
from perfeval.schema.making import Schema, made
from perfeval.schema.spec import headed
from perfeval.stated import NOT_APPLICABLE


def project_schema(plan: Plan | None) -> Schema:
    """The schema of projects; of those of one spec, where its plan is given."""
    found = made(Project)
    if plan is None:
        return headed("project", "项目（perfeval: project/1）", found)
    notes = made(FactNotes)
    found["definitions"] |= notes["definitions"] | {f"fact-{key}": of for key, of in notes["properties"].items()}
    described = asked(plan)
    facts = {name: _fact(plan, want, list(notes["properties"])) for name, want in wanted_facts(plan).items()}
    found["properties"]["facts"] |= {
        "properties": {name: {"description": "\n\n".join(described[name]), **form} for name, form in facts.items()},
        "additionalProperties": False,
    }
    _name_indicators(found, plan)
    schema = headed("project", f"“{plan.spec.name}”的项目（perfeval: project/1）", found)
    return schema | {"$id": f"{schema['$id']}:{quote(plan.spec.id)}"}


def _fact(plan: Plan, want: Node | Kind, notes: list[str]) -> Schema:
    """One fact: a value alone, or with what stands beside it; empty until it is filled in."""
    node = want if isinstance(want, Node) else None
    form = by_kind(want) if not isinstance(want, Node) else by_rule(want.rule, want.target, want.unit)
    own = beside(node.rule, node.unit) if node and node.rule else {}
    exempt = bool(node and node.indicator.exempt)
    if exempt:
        form = _with_exempt(form)
    absent: list[Schema] = [{"enum": list(NOT_APPLICABLE[::-1])}] if _may_be_absent(plan, node) else []
    short = [amount(node.unit)] if own and node else [form]
    left = [key for key in notes if key != "exempt" or exempt]
    long = {
        "type": "object",
        "properties": {
            "value": {**either([*short, form, *absent]), "description": "值"},
            **own,
            **{key: {"$ref": f"#/definitions/fact-{key}"} for key in left},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [*short, *absent, long, {"type": "null"}]}


def _with_exempt(form: Schema) -> Schema:
    """A list in which some entries say that they do not count."""
    spared = {"type": "object", "required": ["exempt", "because"]}
    lists = {"type": "array", "items": {"anyOf": [{}, spared]}}
    return {"anyOf": [form, lists]}


def _may_be_absent(plan: Plan, node: Node | None) -> bool:
    """Whether a fact may be 不适用: of an indicator with points, where the spec says what becomes of them."""
    return node is None or node.weight is None or bool(node.indicator.not_applicable or plan.spec.not_applicable)


def _name_indicators(found: Schema, plan: Plan) -> None:
    """The codes of the spec wherever a project names an indicator."""
    shared, leaves = found["definitions"], [node for node in plan.leaves if node.weight is not None]
    shared["Override"]["properties"]["indicator"] = _codes(leaves)
    shared["Finding"]["properties"]["indicators"]["items"] = _codes(list(plan.nodes))
    published, words = found["properties"]["published"], {"total": "合计", "grade": "等级"}
    _keys(published, words | {node.code: node.indicator.name for node in plan.nodes})
    _keys(shared["Narrative"]["properties"]["analysis"], {node.code: node.indicator.name for node in plan.nodes})


def _codes(nodes: list[Node]) -> Schema:
    if not nodes:
        return {"type": "string"}
    names = [node.indicator.name for node in nodes]
    return {"enum": [node.code for node in nodes], "enumDescriptions": names, "description": "指标编号"}


def _keys(part: Schema, names: dict[str, str]) -> None:
    """Of a mapping by code: only these codes, each with its name."""
    of = part["additionalProperties"]
    part["properties"] = {code: {"description": name, **of} for code, name in names.items()}
    part["additionalProperties"] = False
