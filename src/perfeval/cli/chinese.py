"""Typer's own words in Chinese, help headings and usage errors; and our help in the chosen language."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from typer.core import TyperCommand, TyperGroup

from perfeval.lang import LANGUAGES, chosen, spoken

_WORDS = (
    ("Usage:", "用法:"),
    ("Options:", "选项:"),
    ("Commands:", "命令:"),
    ("Arguments:", "参数:"),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("[required]", "[必填]"),
    ("[default: ", "[默认: "),
    ("Show this message and exit.", "显示这页帮助。"),
)


def _translated(text: str) -> str:
    for english, chinese in _WORDS if chosen() == "zh" else ():
        text = text.replace(english, chinese)
    return re.sub(r" *<list\[str\]>", "", text)


class _Language:
    """`--lang` on a help page. It may stand anywhere, so typer never gets to see it; `languages` reads it."""

    param_type_name = "option"
    opts: ClassVar[list[str]] = ["--lang"]
    secondary_opts: ClassVar[list[str]] = []

    def get_usage_pieces(self, ctx: Any) -> list[str]:
        """Nothing: it is one of the options."""
        return []

    def get_help_record(self, ctx: Any) -> tuple[str, str]:
        """Its line."""
        return f"--lang <{'|'.join(LANGUAGES)}>", spoken("提示和帮助用中文（zh）还是英文（en）。")


def _prepare(command: Any) -> None:
    """A command's help in the chosen language, and the option that chooses it."""
    command.help, command.epilog = spoken(command.help or ""), spoken(command.epilog or "")
    for given in command.params:
        given.help = spoken(getattr(given, "help", None) or "")
        given.metavar = spoken(given.metavar or "") or None
    command.params.append(_Language())


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        _prepare(self)
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is in Chinese; those offered are listed without being made ready."""

    offered: ClassVar[dict[str, str]] = {}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, spoken(about)) for name, about in self.offered.items()])

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        _prepare(self)
        return _translated(super().get_help(ctx))


def usage_error(error: Any) -> str:
    """What is wrong with a command line, in Chinese, with the nearest right word; who says it translates it."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return f"没有选项“{error.option_name}”{_near(error.possibilities)}"
    if kind == "MissingParameter":
        name = getattr(error.param, "metavar", None) or getattr(error.param, "human_readable_name", "参数")
        return f"缺少参数 {name}"
    if kind in ("BadParameter", "BadOptionUsage", "BadArgumentUsage"):
        return _bad_value(error)
    message = str(error.message)
    if message.startswith("No such command"):
        word = message.split("'")[1] if "'" in message else ""
        return f"没有命令“{word}”{_near(_commands(error))}"
    if "unexpected extra argument" in message:
        return f"多余的参数：{message.partition('(')[2].rstrip(')')}"
    return message


def _bad_value(error: Any) -> str:
    option = getattr(error, "option_name", None) or "/".join(getattr(error.param, "opts", None) or ["参数"])
    # Typer keeps the choices only in its sentence.
    choices = re.findall(r"'([^']+)'", str(error.message).partition(" not one of ")[2])
    if choices:
        return f"{option} 的值不对，可选：{'、'.join(choices)}"
    if "requires an argument" in str(error.message):
        return f"{option} 后面要写值"
    if "does not take a value" in str(error.message):
        return f"{option} 后面不要写值"
    if "valid integer" in str(error.message):
        return f"{option} 要一个整数"
    return f"{option} 的值不对：{error.message}"


def _commands(error: Any) -> list[str]:
    return list(getattr(getattr(error.ctx, "command", None), "offered", {}))


def _near(known: Any) -> str:
    return f"，可用的有：{'、'.join(known)}" if known else "，用 -h 看可用的选项"
