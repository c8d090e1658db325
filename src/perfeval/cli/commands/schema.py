"""``perfeval schema``: what its command line takes."""

from typing import Annotated, Literal

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option

Kind = Literal["spec", "project", "test", "scorecard"]


def command(
    kind: Annotated[
        Kind, argument(metavar="种类", help="spec 指标体系，project 项目，test 测试，scorecard 评分结果。")
    ],
    spec: Annotated[
        str | None, option("--spec", metavar="指标体系", help="只给这份指标体系的项目用：认得它的事实和编号。")
    ] = None,
    output: Annotated[str | None, option("--output", "-o", metavar="文件", help="写到文件。")] = None,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.schema import print_schema

    raise Leave(print_schema(kind, spec, output, color))
