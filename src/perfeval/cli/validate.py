"""``perfeval validate``: every problem of specs, projects and tests, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

from perfeval.cli.checked import check
from perfeval.cli.exits import NO, OK, UNUSABLE, USAGE, Leave
from perfeval.cli.inputs import expand
from perfeval.cli.outputs import Output, deliver, outputs
from perfeval.cli.parallel import of_each
from perfeval.cli.selecting import Selection, listed
from perfeval.cli.settings import Settings, settings
from perfeval.cli.streams import on_terminal, say
from perfeval.diagnostic import Severity
from perfeval.record import Record
from perfeval.report.formats.findings import Report, report, summary


class Request(Record):
    """What was asked for on the command line.

    outputs: the options -f and -o in the order in which they stand, each as (``format`` or ``output``, value).
    config: the file of settings; None for the nearest.
    """

    files: Sequence[str]
    outputs: Sequence[tuple[str, str]] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    fail_on: str | None = None
    exit_zero: bool = False
    config: str | None = None
    no_config: bool = False
    today: str | None = None
    quiet: bool = False
    color: str = "auto"


def validate_files(request: Request) -> int:
    """Check the files; findings go to standard output, for they are the answer."""
    today = _today(request.today)
    if request.no_config and request.config is not None:
        say("错误: --config 和 --no-config 只能写一个")
        raise Leave(USAGE)
    configured = Settings() if request.no_config else settings(request.config)
    select, ignore = listed("--select", request.select), listed("--ignore", request.ignore)
    selection = Selection(select or configured.select, ignore or configured.ignore)
    made = outputs(request.outputs, configured.format or "text")
    files = list(of_each(expand(request.files), partial(check, today=today)))
    least = Severity(request.fail_on or configured.fail_on or "error")
    found = report([*configured.faults, *files], selection.keeps, least)
    deliver(found, made, request.color)
    if unheard := {one.finding.code for one in found.standing if one.finding.fatal}.intersection(ignore):
        say(f"提示: --ignore 不作用于错误，{'、'.join(sorted(unheard))} 照常列出")
    if not request.quiet:
        _talk(found, made)
    return _code(found, request.exit_zero)


def _today(stated: str | None) -> date:
    if stated is None:
        return datetime.now(tz=UTC).astimezone().date()
    try:
        if len(stated) != len("2026-01-31"):  # other spellings of ISO 8601 are none that people read
            raise ValueError
        return date.fromisoformat(stated)
    except ValueError:
        say(f"错误: --today 要写成 2026-01-31 的样子，而不是“{stated}”")
        raise Leave(USAGE) from None


def _talk(found: Report, made: Sequence[Output]) -> None:
    """What passed, where the results are, and what they come to where standard output does not say it."""
    for file in found.files:
        if found.state(file) == "passed":
            say(f"通过: {file.file}")
    for one in made:
        if one.file:
            say(f"已写入 {one.file}")
    if found.listed and not any(one.prose for one in made):
        say(summary(found))
    if any(one.prose for one in made):
        _talk_further(found)
    if found.standing and on_terminal():
        say(f"方括号里是代码，每个有一页说明：perfeval explain {found.standing[0].finding.code}")


def _talk_further(found: Report) -> None:
    """What can be mended, and that more may be behind the errors."""
    if any(one.finding.fatal for one in found.standing):
        from perfeval.cli.further import further

        for line in further((file.file, file.findings) for file in found.files):
            say(line)


def _code(found: Report, exit_zero: bool) -> int:
    if any(file.unreadable for file in found.files):
        return UNUSABLE
    failed = any(found.state(file) == "failed" for file in found.files)
    return NO if failed and not exit_zero else OK
