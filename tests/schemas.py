"""Files as an editor reads them, by YAML 1.2, held against our JSON Schemas by a validator that is not ours."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor


class _Plain(SafeConstructor):
    """Dates stay texts, as in JSON."""


_Plain.add_constructor("tag:yaml.org,2002:timestamp", _Plain.construct_yaml_str)


_CHECKED: dict[int, dict[str, Any]] = {}
"""The schemas that are known to be such: to see that takes longer than to use them."""


def as_editors_read(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Plain
    return yaml.load(text)


def wrong(schema: dict[str, Any], data: Any) -> list[str]:
    """Where the data do not fit the schema, and why; a schema that is none fails."""
    if id(schema) not in _CHECKED:
        Draft7Validator.check_schema(schema)
        _CHECKED[id(schema)] = schema
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(data)]
