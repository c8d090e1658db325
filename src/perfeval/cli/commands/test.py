"""``perfeval test``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    paths: Annotated[
        list[str] | None, argument(metavar="路径", help="*.test.yaml 文件、文件夹、通配符；不写则为当前文件夹。")
    ] = None,
    containing: Annotated[str | None, option("-k", metavar="文字", help="只运行名称里有它的用例。")] = None,
    update: Annotated[bool, option("--update", help="把不符的预期值就地改成算出的值。")] = False,
    coverage: Annotated[bool, option("--coverage", help="列出评分规则没有走到的分支。")] = False,
    fail_under: Annotated[str | None, option(metavar="百分数", help="分支覆盖率低于它则以 1 退出。")] = None,
    junit: Annotated[str | None, option(metavar="文件", help="另写一份 JUnit XML。")] = None,
    suggest: Annotated[str | None, option(metavar="指标体系", help="给指标体系写一份边界用例，不运行测试。")] = None,
    output: Annotated[str | None, option("--output", "-o", metavar="文件", help="--suggest 写到这个文件。")] = None,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.test import Request, run_tests

    request = Request(paths or [], containing, update, coverage, fail_under, junit, suggest, output, color)
    raise Leave(run_tests(request))
