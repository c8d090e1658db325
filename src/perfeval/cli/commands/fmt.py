"""``perfeval fmt``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    files: Annotated[list[str], argument(metavar="文件", help="指标体系、项目或测试文件、文件夹、通配符，或 -。")],
    check: Annotated[bool, option("--check", help="只列出要改的文件，有则以 1 退出。")] = False,
    diff: Annotated[bool, option("--diff", help="只显示要改的地方，有则以 1 退出。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.fmt import Request, format_files

    raise Leave(format_files(Request(files, check, diff, color)))
