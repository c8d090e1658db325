"""The commands, one short paragraph each; what they do is imported when they run."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from perfeval.cli import exits
from perfeval.cli.chinese import Command, Group, usage_error
from perfeval.cli.exits import Leave
from perfeval.cli.languages import choose_language
from perfeval.cli.options import option
from perfeval.cli.streams import prepare, say


def _version(wanted: bool) -> None:
    if wanted:
        from perfeval.version import VERSION

        typer.echo(f"perfeval {VERSION}")
        raise typer.Exit


def perfeval(
    version: Annotated[bool, option("--version", callback=_version, is_eager=True, help="显示版本。")] = False,
) -> None:
    """预算绩效评价评分：按指标体系给项目精确评分，逐分说明得失，写出报告。"""


COMMANDS = {
    "score": (
        "给项目评分：分数、等级、每一分怎样得来和失去。",
        "perfeval score examples/shenzhen-2023/project.yaml -o 报告.md",
    ),
    "validate": ("检查指标体系、项目和测试文件，一次列出全部问题。", "perfeval validate specs/*.yaml"),
    "batch": ("给一张表或一个文件夹里的全部项目评分，并作比较。", "perfeval batch spec.yaml 项目.csv -o 结果.csv"),
    "explain": ("说明一个代码、一个得分怎样来的，或一条规则怎样计分。", "perfeval explain project.yaml A22"),
    "diff": (
        "比较两份指标体系，或两个评分结果：改了什么，得分为什么变了。",
        "perfeval diff 旧.yaml 新.yaml --on 项目/",
    ),
    "summary": (
        "汇总许多项目的评分结果：等级的分布、各组的比较、各指标的得分、名次和离群的项目。",
        "perfeval summary 结果.parquet --spec spec.yaml --by 区 -o 汇总.md",
    ),
    "fmt": ("统一文件的排版：缩进、空格、引号、空行；内容、次序和注释不变。", "perfeval fmt specs/*.yaml"),
    "show": ("写出一份指标体系的全部内容，连同扩展来的。", "perfeval show spec.yaml -o 全文.yaml"),
    "init": ("为一份指标体系写出项目文件，列明要填的事实。", "perfeval init 讲座项目 --from ../specs/lectures.yaml"),
    "new-facts": (
        "写出要填的项目文件：每个事实的目标值、评分标准、要回答的要点。",
        "perfeval new-facts spec.yaml -o project.yaml",
    ),
    "schema": (
        "写出文件的 JSON Schema，编辑器据此补全、提示、标错。",
        "perfeval schema project --spec spec.yaml -o project.schema.json",
    ),
    "test": (
        "运行指标体系的测试：给定事实，得分、等级和错误是否与预期完全一致。",
        "perfeval test spec.test.yaml --coverage",
    ),
}
"""Each command, what it does and an example of its use; its arguments are in the file of its name in `commands`."""


def command_line(words: Sequence[str]) -> typer.Typer:
    """The program with the one command that the command line names: each takes time to make ready."""
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
    if named in COMMANDS:
        about, example = COMMANDS[named]
        module = import_module(f"perfeval.cli.commands.{named.replace('-', '_')}")
        app.command(named, cls=Command, help=about, epilog=f"示例: {example}")(module.command)
    else:
        Group.offered = {name: about for name, (about, _) in COMMANDS.items()}
    return app


def launch(words: Sequence[str]) -> object:
    """Run the command that these words ask for; the words stay at hand as the context's object."""
    return command_line(words)(list(words), prog_name="perfeval", standalone_mode=False, obj=list(words))


def run() -> int:
    """Run what the command line asks for, and give the exit code."""
    prepare()
    words: list[str] = []
    try:
        words = choose_language(sys.argv[1:])
        ended = launch(words)
    except Leave as leave:
        return leave.code
    except (KeyboardInterrupt, typer.Abort):
        ended = exits.INTERRUPTED
    except Exception as error:
        return _failed(error, next((word for word in words if word in COMMANDS), ""))
    if ended == exits.INTERRUPTED:
        say("已中断")
    # Typer gives back the code of an early end, such as after --help or Ctrl-C, instead of raising it.
    return ended if isinstance(ended, int) else exits.OK


def _failed(error: Exception, command: str) -> int:
    """A wrong line for a command, which typer reports by an exception with `exit_code`; or a bug of ours."""
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
    path = context.command_path if context else f"perfeval {command}".rstrip()
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
