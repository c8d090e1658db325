"""Pydantic without its search for plugins in all installed packages: nobody extends our models.

It can be switched off, but the module that would search still loads the reader of package metadata, and
with it those of mail and of archives: a twentieth of a start. So that module is loaded only where
something other than the search is asked of it.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

_SEARCH = "pydantic.plugin._loader"


class _Search(ModuleType):
    """Stands for the module that searches."""

    def get_plugins(self, *args: Any) -> tuple[()]:
        """No plugins."""
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from importlib import import_module

        del sys.modules[_SEARCH]
        return getattr(import_module(_SEARCH), name)


def unplug() -> None:
    """Switch the search off, before pydantic is first imported."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.modules.setdefault(_SEARCH, _Search(_SEARCH))
