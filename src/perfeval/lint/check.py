"""What a check is: a question about a spec or a project that can be scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from perfeval.diagnostic import Diagnostic, Related, Route, Severity
from perfeval.number import Fraction, spell
from perfeval.record import Record
from perfeval.rounding import Mode, rounded

T = TypeVar("T")


class Doubt(Record):
    """What a check has to say about one place; its code and severity are the check's own.

    message: what was found, in Chinese, one sentence, no full stop.
    hint: one line of advice that can be followed as it stands.
    """

    message: str
    hint: str
    route: Route = ()
    on_key: bool = False
    related: tuple[Related, ...] = ()


def percent(share: Fraction) -> str:
    """A share as messages print it, with two decimals at the most."""
    return f"{spell(rounded(share * 100, 2, Mode.HALF_UP))}%"


class Check(Record, Generic[T]):
    """One question, asked of a `Plan` (specs) or of a `Scorecard` (projects).

    code: kebab-case, names the thing found; the page of this name in `explained` documents it.
    severity: never an error: what these ask about can be scored. What cannot is refused before they are asked.
    """

    code: str
    severity: Severity
    find: Callable[[T], Iterator[Doubt]]

    def findings(self, asked: T) -> Iterator[Diagnostic]:
        """Its doubts as findings."""
        for doubt in self.find(asked):
            message = doubt.message.replace(" 约", "约")  # what `Figures` puts before a figure that it cut
            yield Diagnostic(
                self.code, message, doubt.hint, doubt.route, self.severity, doubt.on_key, related=doubt.related
            )
