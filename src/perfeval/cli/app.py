"""The commands, one short paragraph each; what they do is imported when they run."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Literal

import typer

from perfeval.cli import exits
from perfeval.cli.chinese import Command, Group, usage_error
from perfeval.cli.exits import Leave
from perfeval.cli.streams import prepare, say

# Nothing to show: a value that is left out is said in words where it matters.
_option = partial(typer.Option, show_default=False)
_argument = partial(typer.Argument, show_default=False)

Format = Literal["table", "json", "markdown", "basic"]
Rounding = Literal["half-up", "half-even", "down", "up"]
Colour = Literal["auto", "always", "never"]


def _version(wanted: bool) -> None:
    if wanted:
        from perfeval.version import VERSION

        typer.echo(f"perfeval {VERSION}")
        raise typer.Exit


def perfeval(
    version: Annotated[bool, _option("--version", callback=_version, is_eager=True, help="显示版本。")] = False,
) -> None:
    """预算绩效评价评分：按指标体系给项目精确评分，逐分说明得失，写出报告。"""


def score(
    projects: Annotated[list[str], _argument(metavar="项目", help="项目文件、文件夹、通配符，或 -（标准输入）。")],
    format: Annotated[
        Format | None, _option("--format", "-f", help="输出格式；不写则按 -o 的后缀，否则为 table。")
    ] = None,
    output: Annotated[
        str | None, _option("--output", "-o", metavar="文件", help="写到文件；几个项目时写到文件夹。")
    ] = None,
    template: Annotated[str | None, _option(metavar="文件", help="报告模板（markdown 格式用）。")] = None,
    fail_under: Annotated[str | None, _option(metavar="分数", help="总分低于它则以 1 退出。")] = None,
    fail_below: Annotated[str | None, _option(metavar="等级", help="等级低于它则以 1 退出。")] = None,
    provisional: Annotated[
        bool, _option("--provisional", help="暂评：事实没有收齐时，给出还可能的得分范围和等级。")
    ] = False,
    strict: Annotated[bool, _option("--strict", help="与公布的数字不符则以 1 退出。")] = False,
    rounding: Annotated[Rounding | None, _option(help="换一种取舍试算，结果会注明。")] = None,
    color: Annotated[Colour, typer.Option(help="是否用颜色。")] = "auto",
) -> None:
    """给项目评分：分数、等级、每一分怎样得来和失去。"""
    from perfeval.cli.score import Request, score_projects

    request = Request(projects, format, output, template, fail_under, fail_below, provisional, strict, rounding, color)
    raise Leave(score_projects(request))


def validate(
    files: Annotated[list[str], _argument(metavar="文件", help="指标体系、项目或测试文件、文件夹、通配符，或 -。")],
    color: Annotated[Colour, typer.Option(help="是否用颜色。")] = "auto",
) -> None:
    """检查指标体系、项目和测试文件，一次列出全部问题。"""
    from perfeval.cli.validate import validate_files

    raise Leave(validate_files(files, color))


def show(
    spec: Annotated[str, _argument(metavar="指标体系", help="指标体系或项目文件、内置指标体系的名称，或 -。")],
    output: Annotated[str | None, _option("--output", "-o", metavar="文件", help="写到文件。")] = None,
    color: Annotated[Colour, typer.Option(help="是否用颜色。")] = "auto",
) -> None:
    """写出一份指标体系的全部内容，连同扩展来的。"""
    from perfeval.cli.show import show_spec

    raise Leave(show_spec(spec, output, color))


def init(
    folder: Annotated[str, _argument(metavar="文件夹", help="写到哪个文件夹；不写则是当前的。")] = ".",
    source: Annotated[str | None, _option("--from", metavar="指标体系", help="内置指标体系的名称，或文件。")] = None,
    list_them: Annotated[bool, _option("--list", help="列出内置的指标体系。")] = False,
    color: Annotated[Colour, typer.Option(help="是否用颜色。")] = "auto",
) -> None:
    """为一份指标体系写出项目文件，列明要填的事实。"""
    from perfeval.cli.init import init_project, list_built_in

    raise Leave(list_built_in() if list_them else init_project(folder, source, color))


def test(
    paths: Annotated[
        list[str] | None, _argument(metavar="路径", help="*.test.yaml 文件、文件夹、通配符；不写则为当前文件夹。")
    ] = None,
    containing: Annotated[str | None, _option("-k", metavar="文字", help="只运行名称里有它的用例。")] = None,
    update: Annotated[bool, _option("--update", help="把不符的预期值就地改成算出的值。")] = False,
    coverage: Annotated[bool, _option("--coverage", help="列出评分规则没有走到的分支。")] = False,
    fail_under: Annotated[str | None, _option(metavar="百分数", help="分支覆盖率低于它则以 1 退出。")] = None,
    junit: Annotated[str | None, _option(metavar="文件", help="另写一份 JUnit XML。")] = None,
    suggest: Annotated[str | None, _option(metavar="指标体系", help="给指标体系写一份边界用例，不运行测试。")] = None,
    output: Annotated[str | None, _option("--output", "-o", metavar="文件", help="--suggest 写到这个文件。")] = None,
    color: Annotated[Colour, typer.Option(help="是否用颜色。")] = "auto",
) -> None:
    """运行指标体系的测试：给定事实，得分、等级和错误是否与预期完全一致。"""
    from perfeval.cli.test import Request, run_tests

    request = Request(paths or [], containing, update, coverage, fail_under, junit, suggest, output, color)
    raise Leave(run_tests(request))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "score": (score, "perfeval score examples/shenzhen-2023/project.yaml -o 报告.md"),
    "validate": (validate, "perfeval validate specs/*.yaml"),
    "show": (show, "perfeval show spec.yaml -o 全文.yaml"),
    "init": (init, "perfeval init 讲座项目 --from ../specs/lectures.yaml"),
    "test": (test, "perfeval test spec.test.yaml --coverage"),
}
"""Each command by its name, with an example of its use."""


def _app(words: Sequence[str]) -> typer.Typer:
    """The program; where the command line names a command, with that one alone: each takes time to make ready."""
    app = typer.Typer(
        cls=Group,
        help="预算绩效评价评分：按指标体系给项目精确评分，逐分说明得失，写出报告。",
        epilog="示例: perfeval score project.yaml；perfeval score project.yaml -o 报告.md；perfeval validate spec.yaml",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(perfeval)
    named = next((word for word in words if not word.startswith("-")), "")
    for name in [named] if named in COMMANDS else COMMANDS:
        command, example = COMMANDS[name]
        app.command(name, cls=Command, epilog=f"示例: {example}")(command)
    return app


def run() -> int:
    """Run what the command line asks for, and give the exit code."""
    prepare()
    try:
        ended = _app(sys.argv[1:])(standalone_mode=False)
    except Leave as leave:
        return leave.code
    except (KeyboardInterrupt, typer.Abort):
        ended = exits.INTERRUPTED
    except Exception as error:
        return _failed(error)
    if ended == exits.INTERRUPTED:
        say("已中断")
    # Typer gives back the code of an early end, such as after --help or Ctrl-C, instead of raising it.
    return ended if isinstance(ended, int) else exits.OK


def _failed(error: Exception) -> int:
    """A wrong command line, which typer reports by an exception with `exit_code`; or a bug of ours."""
    code = getattr(error, "exit_code", None)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO):
        say("错误: 写标准输出失败：磁盘已满")
        return exits.CANNOT_WRITE
    if code is None:
        return _bug(error)
    if not hasattr(error, "message"):
        return int(code)
    if type(error).__name__ == "NoArgsIsHelpError":
        say(str(error.message))
        return exits.USAGE
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "perfeval"
    say(f"错误: {usage_error(error)}\n用法见: {path} -h")
    return exits.USAGE


def _bug(error: Exception) -> int:
    """Keep the traceback in a file: it is for us, not for the person at the terminal."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="perfeval-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        traceback.print_exception(error, file=file)
    say(f"程序出错了（{type(error).__name__}），这不是你的文件的问题。详情已存到 {file.name}，请随问题一并报告。")
    return exits.BUG
