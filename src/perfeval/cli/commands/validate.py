"""``perfeval validate``: what its command line takes."""

from typing import Annotated, Literal

import typer

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option

FORMATS = "text, compact, json, jsonl, sarif, junit, github, gitlab, markdown"
Level = Literal["error", "warning", "note"]


def command(
    context: typer.Context,
    files: Annotated[list[str], argument(metavar="文件", help="指标体系、项目或测试文件、文件夹、通配符，或 -。")],
    format: Annotated[
        list[str] | None,
        option("--format", "-f", metavar="格式", help=f"{FORMATS}；可以写几次。不写则按 -o 的后缀，否则为 text。"),
    ] = None,
    output: Annotated[
        list[str] | None,
        option("--output", "-o", metavar="文件", help="它前面那个 -f 写到这个文件；没有 -o 的 -f 写到标准输出。"),
    ] = None,
    select: Annotated[
        list[str] | None, option(metavar="编号,…", help="只要这些警告和提示，可以写 accept-*；错误总要列出。")
    ] = None,
    ignore: Annotated[list[str] | None, option(metavar="编号,…", help="不要这些警告和提示；错误总要列出。")] = None,
    fail_on: Annotated[Level | None, option(help="从哪一级起以 1 退出；不写则为 error。")] = None,
    exit_zero: Annotated[bool, option("--exit-zero", help="有问题也以 0 退出；读不了的文件仍以 3 退出。")] = False,
    config: Annotated[
        str | None, option(metavar="文件", help="设置文件；不写则是最近的 perfeval.toml 或 pyproject.toml。")
    ] = None,
    no_config: Annotated[bool, option("--no-config", help="不用设置文件。")] = False,
    today: Annotated[str | None, option(metavar="日期", help="accept 的期限按这一天看；不写则按今天。")] = None,
    quiet: Annotated[bool, option("--quiet", "-q", help="不说哪些通过、写到哪里。")] = False,
    fix: Annotated[
        bool, option("--fix", help="先改好拿得准的打字毛病（全角符号、制表符、编码、引号），再检查。")
    ] = False,
    diff: Annotated[bool, option("--diff", help="与 --fix 同用：只显示要改的地方，不改文件。")] = False,
    watch: Annotated[bool, option("--watch", help="文件一有变动就再检查，直到按 Ctrl-C。")] = False,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.validate import Request, validate_files

    asked = _in_order(context) if output else [("format", name) for name in format or ()]
    codes = select or (), ignore or ()
    request = Request(files, asked, *codes, fail_on, exit_zero, config, no_config, today, quiet, color)
    if fix or diff or watch:
        from perfeval.cli.fixing import before_checking

        before_checking(files, fix, diff, watch, color, lambda: validate_files(request))
    raise Leave(validate_files(request))


def _in_order(context: typer.Context) -> list[tuple[str, str]]:
    """The options -f and -o as they follow each other, which the lists of their values do not tell."""
    words = context.obj[context.obj.index(context.info_name) + 1 :]
    values, _, order = context.command.make_parser(context).parse_args(list(words))
    left = {name: iter(values.get(name) or ()) for name in ("format", "output")}
    return [(str(one.name), str(next(left[str(one.name)]))) for one in order if one.name in left]
