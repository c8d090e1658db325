"""``perfeval explain``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    what: Annotated[str | None, argument(metavar="代码", help="错误、警告或提示方括号里的代码。")] = None,
    list_them: Annotated[bool, option("--list", help="列出全部代码，或代码、标题里有这个词的。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.explain import explain_code, list_codes

    raise Leave(list_codes(what or "") if list_them else explain_code(what or "", color))
