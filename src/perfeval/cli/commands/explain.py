"""``perfeval explain``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    what: Annotated[
        str | None, argument(metavar="对象", help="方括号里的代码；或项目、指标体系的文件，内置的名称。")
    ] = None,
    indicator: Annotated[str | None, argument(metavar="指标", help="文件里指标的编号或名称；不写则列出全部。")] = None,
    list_them: Annotated[bool, option("--list", help="列出全部代码，或代码、标题里有这个词的。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.explain import explain, list_codes

    if list_them and indicator is None:
        raise Leave(list_codes(what or ""))
    raise Leave(explain(what or "", indicator, color, list_them))
