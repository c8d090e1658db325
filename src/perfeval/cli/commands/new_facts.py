"""``perfeval new-facts``: what its command line takes."""

from typing import Annotated

from perfeval.cli.exits import Leave
from perfeval.cli.options import Colour, argument, option


def command(
    spec: Annotated[str, argument(metavar="指标体系", help="文件，或内置指标体系的名称。")],
    output: Annotated[str | None, option("--output", "-o", metavar="文件", help="写到文件。")] = None,
    color: Colour = "auto",
) -> None:
    from perfeval.cli.new_facts import write_facts

    raise Leave(write_facts(spec, output, color))
