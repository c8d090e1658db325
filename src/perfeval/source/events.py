"""The two YAML parsers, each as a stream of events of the same shape. The only import of ruamel and of PyYAML.

Both are imported when first used: each costs some 20 ms, and a program that reads no YAML owes nothing. ruamel reads
YAML 1.2 and its verdict counts; PyYAML is there for libyaml, whose events come without an opinion on what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from types import ModuleType
from typing import Any, NamedTuple

from perfeval.record import Record

Events = Iterator[Any]
Parser = Callable[[str], "tuple[Events, ModuleType]"]
"""From a text to its events, and the module that their classes are in."""


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


def pure(text: str) -> tuple[Events, ModuleType]:
    """Events of the parser written in Python: the one whose verdict counts."""
    from ruamel.yaml import YAML, events

    return YAML(typ="safe", pure=True).parse(text), events


def fast(text: str) -> tuple[Events, ModuleType]:
    """Events of libyaml, about twenty times faster.

    Raises ImportError where the compiled parser is not installed.
    """
    from yaml._yaml import CParser

    from yaml import events

    return iter(CParser(text).get_event, None), events


def stream(parser: Parser, text: str) -> tuple[Events, Kinds]:
    """The events of a parser with their classes; whatever it raises about the text comes out as `Stopped`.

    Raises ImportError where the parser is not installed.
    """
    events, classes = _begun(parser, text)
    kinds = Kinds(
        classes.ScalarEvent,
        classes.MappingStartEvent,
        classes.SequenceStartEvent,
        classes.MappingEndEvent,
        classes.SequenceEndEvent,
        classes.AliasEvent,
        classes.DocumentStartEvent,
    )
    return chain.from_iterable(_batches(events, text)), kinds


def _begun(parser: Parser, text: str) -> tuple[Events, ModuleType]:
    try:
        return parser(text)
    except ImportError:
        raise
    except Exception as fault:
        raise Stopped(_failure(fault, len(text))) from None


def _batches(events: Events, text: str) -> Iterator[list[Any]]:
    """Some hundred events at a time, since a step from one generator to the next costs as much as an event."""
    batch: list[Any] = [None]
    while batch:
        batch, fault = [], None
        try:
            batch.extend(islice(events, 512))
        except Exception as raised:
            # ruamel raises bare ValueError, AssertionError and others of its own on some malformed text.
            # Only the parser runs in here: a fault of ours, in taking the events in, is not caught.
            fault = raised
        yield batch
        if fault:
            raise Stopped(_failure(fault, len(text))) from None


def _failure(fault: Exception, length: int) -> Failure:
    problem = str(getattr(fault, "problem", None) or fault)
    marks = [getattr(fault, "problem_mark", None), getattr(fault, "context_mark", None)]
    if "expected ':'" in problem:
        marks.reverse()  # the key is to blame, not the line below it where a colon was still awaited
    mark = marks[0] or marks[1]
    return Failure(min(mark.index, length) if mark else 0, problem)
