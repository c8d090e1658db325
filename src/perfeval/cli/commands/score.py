"""``perfeval score``: what its command line takes."""

from typing import Annotated, Literal

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option

Format = Literal["table", "json", "markdown", "basic"]
Rounding = Literal["half-up", "half-even", "down", "up"]


def command(
    projects: Annotated[list[str], argument(metavar="项目", help="项目文件、文件夹、通配符，或 -（标准输入）。")],
    format: Annotated[
        Format | None, option("--format", "-f", help="输出格式；不写则按 -o 的后缀，否则为 table。")
    ] = None,
    output: Annotated[
        str | None, option("--output", "-o", metavar="文件", help="写到文件；几个项目时写到文件夹。")
    ] = None,
    template: Annotated[str | None, option(metavar="文件", help="报告模板（markdown 格式用）。")] = None,
    fail_under: Annotated[str | None, option(metavar="分数", help="总分低于它则以 1 退出。")] = None,
    fail_below: Annotated[str | None, option(metavar="等级", help="等级低于它则以 1 退出。")] = None,
    provisional: Annotated[
        bool, option("--provisional", help="暂评：事实没有收齐时，给出还可能的得分范围和等级。")
    ] = False,
    strict: Annotated[bool, option("--strict", help="与公布的数字不符则以 1 退出。")] = False,
    rounding: Annotated[Rounding | None, option(help="换一种取舍试算，结果会注明。")] = None,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.score import Request, score_projects

    request = Request(projects, format, output, template, fail_under, fail_below, provisional, strict, rounding, color)
    raise Leave(score_projects(request))
