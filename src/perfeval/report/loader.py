"""Where templates come from: the folder of the department's page, and our own under ``perfeval/``."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

from perfeval.diagnostic import shown_path
from perfeval.report.fault import TemplateFault

BUILT_IN = "perfeval/"
"""The prefix of the templates that come with the package."""

LARGEST = 1024 * 1024
"""The most bytes of one template."""

_CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {9, 10, 13})


class Loader(BaseLoader):
    """Reads templates. Outside `folder` nothing is read, by ``..``, by an absolute path or by a link.

    sources: the text of each file that was read, by the name that messages show.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.sources: dict[str, str] = {}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, and the name that messages show."""
        if template.startswith(BUILT_IN):
            shown, text = template, _built_in(template)
        else:
            shown, text = self._own(template)
        # The marks of values are control characters; a template cannot write them.
        self.sources[shown] = text = text.translate(_CONTROLS)
        return text, shown, lambda: True

    def _own(self, name: str) -> tuple[str, str]:
        if self.folder is None or not name:
            raise TemplateNotFound(name)
        if name.startswith("/") or any(sign in name for sign in "\\:\0") or ".." in name.split("/"):
            hint = "写文件夹里的文件名，如 抬头.md；内置的写 perfeval/report.md"
            raise TemplateFault("template-outside-folder", f"模板“{name}”不在模板文件夹里", hint)
        path = self.folder.joinpath(*name.split("/"))
        # What is opened is the path behind the links, so that it is what was checked.
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(os.path.realpath(self.folder)):
            hint = "把文件本身放进模板文件夹，不用链接"
            raise TemplateFault("template-outside-folder", f"模板“{name}”是指向文件夹以外的链接", hint)
        if not real.exists():
            raise TemplateNotFound(name)
        return shown_path(path), _read(real, shown_path(path))


def _built_in(name: str) -> str:
    pieces = name.removeprefix(BUILT_IN).split("/")
    folder = resources.files("perfeval.report").joinpath("templates")
    if len(pieces) != 1 or pieces[0] not in {file.name for file in folder.iterdir()}:
        raise TemplateNotFound(name)
    return folder.joinpath(pieces[0]).read_text(encoding="utf-8")


def _read(path: Path, shown: str) -> str:
    if not path.is_file():
        raise TemplateFault("not-a-file", f"模板“{shown}”不是文件", "写出模板文件的名称", file=shown, line=1)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        hint = "核对文件和权限"
        raise TemplateFault("unreadable-file", f"不能读模板“{shown}”", hint, file=shown, line=1) from error
    if len(raw) > LARGEST:
        message = f"模板“{shown}”超过 {LARGEST // 1024} KiB"
        raise TemplateFault("template-too-large", message, "把模板拆成几个文件", file=shown, line=1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        hint = "用编辑器另存为 UTF-8"
        raise TemplateFault("not-utf8", "模板不是 UTF-8 编码", hint, file=shown, line=line) from error
