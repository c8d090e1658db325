"""``perfeval diff``: what its command line takes."""

from typing import Annotated, Literal

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    before: Annotated[str, argument(metavar="原来的", help="指标体系、项目文件，或评分结果的 JSON。")],
    after: Annotated[str, argument(metavar="现在的", help="同上；两边要是同一类。")],
    on: Annotated[
        list[str] | None,
        option("--on", metavar="项目", help="指标体系的改动使这些项目的得分怎样变；可以写几次，可以是文件夹。"),
    ] = None,
    format: Annotated[Literal["text", "json"] | None, option("--format", "-f", help="输出格式。")] = None,
    exit_code: Annotated[bool, option("--exit-code", help="有不同则以 1 退出。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.diff import Request, diff_files

    raise Leave(diff_files(Request(before, after, on or [], format == "json", exit_code, color)))
