"""Fields that hold a rule: the kind that is named decides which class reads the rest.

Only the kinds that a spec names are imported and their validators built: a start needs four of
fourteen. Kinds do not import each other; those that hold another rule use `Nested`.
"""

from typing import Annotated, Any

from pydantic_core import CoreSchema, PydanticCustomError

from perfeval.diagnostic import Diagnostic
from perfeval.model import core_schema_of, read
from perfeval.rules.rule import Rule


class ByKind:
    """Reads a rule by its ``kind``; `without` are the kinds that may not stand there."""

    def __init__(self, *without: str) -> None:
        self.without = without

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.validate}}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        from perfeval.rules import ROLL, kind_named

        return {"anyOf": [handler(core_schema_of(kind_named(name))) for name in ROLL if name not in self.without]}

    def validate(self, value: Any) -> Rule:
        """The rule, or all its findings for `model.read` to carry on."""
        found = value if isinstance(value, Rule) else self._read(value)
        if isinstance(found, Rule):
            return found.inside() if self.without else found
        raise PydanticCustomError("perfeval-many", "{count}", {"count": len(found), "found": found})

    def _read(self, value: Any) -> Rule | tuple[Diagnostic, ...]:
        from perfeval.rules import ROLL, kind_named

        known = [name for name in ROLL if name not in self.without]
        if not isinstance(value, dict):
            return (
                Diagnostic(
                    "not-a-mapping", "这里要一条规则，形如 {kind: 哪一种}", _advice(value, known, "{{kind: {}}}")
                ),
            )
        kind = value.get("kind")
        if kind is None:
            from perfeval.rules.advice import kind_missing

            return (Diagnostic("missing-field", "没有写明是哪一种（kind）", kind_missing(value, known), on_key=True),)
        if not isinstance(kind, str) or kind not in known:
            return (Diagnostic("unknown-kind", f"这里没有“{kind}”这一种", _advice(kind, known), ("kind",)),)
        return read(kind_named(kind), value)


def _advice(value: Any, known: list[str], shape: str = "{}") -> str:
    """What was meant by a rule, or a kind, that is none."""
    from perfeval.rules.advice import kinds_meant, sentence_meant

    return (sentence_meant(value) if isinstance(value, str) else "") or kinds_meant(value, known, shape)


Nested = Annotated[Rule, ByKind("choose", "parts", "survey")]
"""A field that holds a rule of another kind."""
