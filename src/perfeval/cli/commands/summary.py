"""``perfeval summary``: what its command line takes."""

from typing import Annotated, Literal

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    results: Annotated[str, argument(metavar="结果", help="perfeval batch 写出的结果：.parquet、.csv 或 .jsonl。")],
    spec: Annotated[
        str, option("--spec", metavar="指标体系", help="必须写：评分用的指标体系，文件或内置的名称。")
    ] = "",
    by: Annotated[str | None, option("--by", metavar="列", help="按结果里的这一列分组比较，如 区。")] = None,
    format: Annotated[
        Literal["text", "json", "markdown"] | None,
        option("--format", "-f", help="输出格式；不写则按 -o 的后缀，否则为 text。"),
    ] = None,
    output: Annotated[
        str | None, option("--output", "-o", metavar="文件", help="写到文件；markdown 的图写在它旁边。")
    ] = None,
    template: Annotated[str | None, option(metavar="文件", help="汇总的模板（markdown 格式用）。")] = None,
    encoding: Annotated[str, option(metavar="编码", help="CSV 的编码，如 gbk。")] = "utf-8",
    color: Colour = "auto",
) -> None:
    from perfeval.cli.summary import Request, summarise

    raise Leave(summarise(Request(results, spec, by, format, output, template, color, None, encoding)))
