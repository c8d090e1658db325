"""``perfeval batch``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    spec: Annotated[str, argument(metavar="指标体系", help="文件或内置的名称；所有项目都按它评分。")],
    inputs: Annotated[
        list[str] | None,
        argument(metavar="输入", help="表格（.parquet、.csv、.tsv、.jsonl），或项目文件、文件夹、通配符。"),
    ] = None,
    output: Annotated[
        str | None, option("--output", "-o", metavar="文件", help="结果写到哪里：.parquet、.csv、.jsonl 或 .sqlite。")
    ] = None,
    errors: Annotated[
        str | None, option(metavar="文件", help="不能评分的行和警告写到哪里；不写则是结果旁边的 errors.jsonl。")
    ] = None,
    keep: Annotated[list[str] | None, option(metavar="列", help="把输入里的这一列抄进结果，可以写几次。")] = None,
    by: Annotated[str | None, option(metavar="列", help="汇总按这一列分组，如 区；这一列也抄进结果。")] = None,
    summary: Annotated[str | None, option(metavar="文件", help="把汇总写到 .md、.json 或 .txt 文件。")] = None,
    long: Annotated[
        bool, option("--long", help="长表：一行是一个项目的一个指标，规则写在行里；指标体系是评分办法。")
    ] = False,
    template: Annotated[
        bool, option("--template", help="写出要填的空表（-o 空表.csv；长表加 --long），旁边的“.说明.csv”说明各列。")
    ] = False,
    plan: Annotated[bool, option("--plan", help="只说明每个指标怎样计算：整列、逐种情形或逐行。")] = False,
    resume: Annotated[bool, option("--resume", help="接着做被中断的一次，结果与没有中断时相同。")] = False,
    encoding: Annotated[str, option(metavar="编码", help="CSV 的编码，如 gbk。")] = "utf-8",
    jobs: Annotated[int | None, option(metavar="个数", help="用几个处理器；不写则全用。")] = None,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.batch import Request, run

    columns = [*(keep or []), *([by] if by else [])]
    asked = Request(
        spec, inputs or [], output, errors, columns, by, summary, long, template, plan, resume, encoding, jobs, color
    )
    raise Leave(run(asked))
