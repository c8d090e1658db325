"""``perfeval validate``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument


def command(
    files: Annotated[list[str], argument(metavar="文件", help="指标体系、项目或测试文件、文件夹、通配符，或 -。")],
    color: Colour = "auto",
) -> None:
    from perfeval.cli.validate import validate_files

    raise Leave(validate_files(files, color))
