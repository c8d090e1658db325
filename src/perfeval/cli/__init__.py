"""The command line: the only place that prints, reads arguments and chooses exit codes."""

from __future__ import annotations


def main() -> None:
    """Run the program and leave with its exit code."""
    import gc
    import os
    import sys

    # A start makes much and drops little: collecting garbage while modules load takes a tenth of it.
    gc.disable()
    from perfeval.cli.unplugged import unplug

    unplug()

    from perfeval.cli.app import run

    code = run()
    # Taking a few hundred modules apart again takes as long as scoring; all files are closed by now.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)
