"""Fields whose model is imported, and its validator built, only where a file writes them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pydantic_core import CoreSchema, PydanticCustomError

from perfeval.diagnostic import Diagnostic
from perfeval.model import Model, core_schema_of, read


class Late:
    """The annotation of such a field; `many` where it holds a list of the model."""

    def __init__(self, module: str, name: str, *, many: bool = False) -> None:
        self.module, self.name, self.many = module, name, many

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.validate}}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        one: dict[str, Any] = handler(core_schema_of(self.later))
        return {"type": "array", "items": one} if self.many else one

    @property
    def later(self) -> type[Model]:
        """The model."""
        found: type[Model] = getattr(import_module(self.module), self.name)
        return found

    def validate(self, value: Any) -> Any:
        """The typed form, or all that is wrong with it, for `model.read` to carry on."""
        if not self.many:
            found = self._read(value, ())
        elif isinstance(value, list):
            each = [self._read(item, (index,)) for index, item in enumerate(value)]
            wrong = tuple(fault for item in each if isinstance(item, tuple) for fault in item)
            found = wrong or each
        elif value is None:
            from perfeval.mistakes import EMPTY

            found = (Diagnostic(*EMPTY),)
        else:
            found = (Diagnostic("not-a-list", "这里要一个列表", "每项一行，以“- ”开头，或写成 [甲, 乙]"),)
        if isinstance(found, tuple):
            raise PydanticCustomError("perfeval-many", "{count}", {"count": len(found), "found": found})
        return found

    def _read(self, value: Any, route: tuple[int, ...]) -> Any:
        model = self.later
        found = value if isinstance(value, model) else read(model, value)
        return tuple(one.below(*route) for one in found) if isinstance(found, tuple) else found
