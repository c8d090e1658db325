"""``perfeval validate``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    files: Annotated[list[str], argument(metavar="文件", help="指标体系、项目或测试文件、文件夹、通配符，或 -。")],
    fix: Annotated[
        bool, option("--fix", help="先改好拿得准的打字毛病（全角符号、制表符、编码、引号），再检查。")
    ] = False,
    diff: Annotated[bool, option("--diff", help="与 --fix 同用：只显示要改的地方，不改文件。")] = False,
    watch: Annotated[bool, option("--watch", help="文件一有变动就再检查，直到按 Ctrl-C。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.validate import validate_files

    if fix or diff or watch:
        from perfeval.cli.fixing import before_checking

        before_checking(files, fix, diff, watch, color, lambda: validate_files(files, color))
    raise Leave(validate_files(files, color))
