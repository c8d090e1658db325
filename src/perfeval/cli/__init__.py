"""The command line: the only place that prints, reads arguments and chooses exit codes."""

from perfeval.cli.app import main

__all__ = ["main"]
