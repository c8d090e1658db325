"""Rules inside rules: the kinds that another rule may hold, handed over by the roll.

Kinds do not import each other. Those that hold another rule (``then``, ``branches``) use `Nested`;
the roll says late, once, which kinds it stands for.
"""

from typing import Annotated, Any

from pydantic_core import CoreSchema

from perfeval.rules.rule import Rule

_offered: list[Any] = []


def offer(kinds: Any) -> None:
    """Say which kinds may stand inside another rule: a union with a discriminator."""
    _offered[:] = [kinds]


class _Late:
    """Asks for the kinds when the schema of a spec is built, not when the class is made."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        schema: CoreSchema = handler.generate_schema(_offered[0])
        return schema


Nested = Annotated[Rule, _Late()]
"""A field that holds a rule of another kind."""
