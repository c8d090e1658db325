"""``perfeval explain``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument


def command(
    what: Annotated[str, argument(metavar="对象", help="项目或指标体系的文件。")],
    indicator: Annotated[str | None, argument(metavar="指标", help="指标的编号或名称；不写则列出全部。")] = None,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.explain_file import explain_file

    raise Leave(explain_file(what, indicator, color))
