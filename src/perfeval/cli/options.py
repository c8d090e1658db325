"""What several commands' arguments and options have in common."""

from functools import partial
from typing import Annotated, Literal

import typer

# Nothing to show: a value that is left out is said in words where it matters.
option = partial(typer.Option, show_default=False)
argument = partial(typer.Argument, show_default=False)

Colour = Annotated[Literal["auto", "always", "never"], typer.Option(help="是否用颜色。")]
