"""``perfeval init``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    folder: Annotated[str, argument(metavar="文件夹", help="写到哪个文件夹；不写则是当前的。")] = ".",
    source: Annotated[str | None, option("--from", metavar="指标体系", help="内置指标体系的名称，或文件。")] = None,
    list_them: Annotated[bool, option("--list", help="列出内置的指标体系。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.init import init_project, list_built_in

    raise Leave(list_built_in() if list_them else init_project(folder, source, color))
