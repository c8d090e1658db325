"""The two YAML parsers, each as a stream of the same events. The only import of ruamel.

Both are imported when first used: they cost 40 ms, and a program that reads no YAML owes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from perfeval.record import Record

Events = Iterator[Any]
Parser = Callable[[str], Events]


class Failure(Record):
    """Where and why a parser stopped: an offset in the text and the parser's own words."""

    at: int
    problem: str


class Stopped(Exception):
    """A parser found a fault in the text."""

    def __init__(self, failure: Failure) -> None:
        """Take the fault."""
        super().__init__(failure.problem)
        self.failure = failure


class Kinds(NamedTuple):
    """The classes of events that carry something; all others are passed over."""

    scalar: type
    mapping: type
    sequence: type
    mapping_end: type
    sequence_end: type
    alias: type
    document: type


def kinds() -> Kinds:
    """The classes that both parsers build their events from."""
    from ruamel.yaml import events

    return Kinds(
        events.ScalarEvent,
        events.MappingStartEvent,
        events.SequenceStartEvent,
        events.MappingEndEvent,
        events.SequenceEndEvent,
        events.AliasEvent,
        events.DocumentStartEvent,
    )


def pure(text: str) -> Events:
    """Events of the parser written in Python: the one whose verdict counts."""
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


def fast(text: str) -> Events:
    """Events of libyaml, about twenty times faster.

    Raises ImportError where the compiled parser is not installed.
    """
    from _ruamel_yaml import CParser

    return iter(CParser(text).get_event, None)


def stream(parser: Parser, text: str) -> Events:
    """The events of a parser; whatever it raises about the text comes out as `Stopped`."""
    try:
        yield from parser(text)
    except ImportError:
        raise
    except Exception as fault:
        # ruamel raises bare ValueError, AssertionError and others of its own on some malformed text.
        # Only the parser runs in here: a fault of ours, in taking the events in, is not caught.
        raise Stopped(_failure(fault, len(text))) from None


def _failure(fault: Exception, length: int) -> Failure:
    problem = str(getattr(fault, "problem", None) or fault)
    marks = [getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)]
    if "expected ':'" in problem:
        marks.reverse()  # the key is to blame, not the line below it where a colon was still awaited
    mark = marks[0] or marks[1]
    return Failure(min(mark.index, length) if mark else 0, problem)
