"""The schema of a spec: one that stands for itself, and one that extends another."""

from __future__ import annotations

import copy

from perfeval.merging import Extension
from perfeval.schema.making import Schema, made
from perfeval.spec import Spec

DRAFT = "http://json-schema.org/draft-07/schema#"


def headed(kind: str, title: str, schema: Schema) -> Schema:
    """The schema under its name and version."""
    return {"$schema": DRAFT, "$id": f"urn:perfeval:schema:{kind}:1", "description": title, **schema}


def spec_schema() -> Schema:
    """The schema of a spec."""
    found, more = made(Spec), made(Extension)["properties"]
    shared = found["definitions"]
    shared["Change"] = _change(shared["Indicator"], more["drop"])
    below = found["properties"]["indicators"]
    whole = {"minItems": 1, "items": {"$ref": "#/definitions/Indicator"}}
    found["properties"]["indicators"] = {key: value for key, value in below.items() if key not in whole}
    found["properties"] = {**{key: more[key] for key in more}, **found["properties"]}
    found["required"] = [key for key in found["required"] if key != "indicators"]
    found["if"] = {"required": ["extends"]}
    found["then"] = {"properties": {"indicators": {"items": {"$ref": "#/definitions/Change"}}}}
    found["else"] = {"properties": {"indicators": whole, "remove": False, "drop": False}, "required": ["indicators"]}
    return headed("spec", "指标体系（perfeval: spec/1）", found)


def _change(indicator: Schema, drop: Schema) -> Schema:
    """An indicator in a spec that extends another: only what differs, where its code is known there."""
    found = copy.deepcopy(indicator)
    found["required"] = ["code"]
    found["properties"]["drop"] = drop
    found["properties"]["indicators"] = {
        "type": "array",
        "items": {"$ref": "#/definitions/Change"},
        "description": indicator["properties"]["indicators"]["description"],
    }
    return found
