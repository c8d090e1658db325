"""Bytes to `Source`: decode, look for traps, parse, build, and say everything at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from perfeval.diagnostic import Diagnostic, Severity
from perfeval.record import replace
from perfeval.source import events, signs
from perfeval.source.advice import explain
from perfeval.source.build import Builder
from perfeval.source.encoding import decode
from perfeval.source.guard import suspicious
from perfeval.source.limits import Limits
from perfeval.source.lines import Finding, Lines
from perfeval.source.source import Source
from perfeval.source.spans import line_end
from perfeval.source.traps import Scan

_FAR = 1 << 62
_EMPTY = Finding("empty-file", 0, 1, "文件是空的，或只有注释", "从 README 的例子抄一份来改")


def parse(raw: bytes | str, name: str, limits: Limits | None = None) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The source that `raw` spells and what was found in it, each finding with its location.

    There is no source where any finding is an error. Nothing that `raw` can hold raises.

    >>> source, found = parse("权重: 4.50", "a.yaml")
    >>> source.data, found
    ({'权重': '4.50'}, ())
    >>> parse("权重：4", "a.yaml")[1][0].code
    'full-width-colon'
    """
    return parse_with(raw, name, limits or Limits(), events.pure, events.fast)


def parse_with(
    raw: bytes | str, name: str, limits: Limits, judge: events.Parser, first: events.Parser | None
) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """`parse` with the parser whose verdict counts and the one that is asked first, if any."""
    decoded = decode(raw, name, limits.size)
    if decoded.text is None:
        return None, decoded.diagnostics
    reading = _Reading(signs.clean(decoded.text), limits, judge, first)
    found = [*signs.hidden(decoded.text), *reading.verdict()]
    diagnostics = (*decoded.diagnostics, *_placed(decoded.text, name, found))
    if any(one.fatal for one in diagnostics):
        return None, diagnostics
    return Source(name, decoded.text, reading.builder.data, reading.builder.places), diagnostics


class _Reading:
    """One text on its way through scan and parsers; each is asked only where it is needed."""

    def __init__(self, text: str, limits: Limits, judge: events.Parser, first: events.Parser | None) -> None:
        self.limits = limits
        self.judge = judge
        self.first = first
        self.scan = Scan(text, limits.depth)
        self.scanned = False
        # Both parsers differ on tabs; one that indents is a trap, any other is as good as a space.
        self.text = text.replace("\t", " ")
        self.builder = Builder(self.text, limits)
        self.failure: events.Failure | None = None

    def verdict(self) -> list[Finding]:
        """Everything to report; `builder` then holds what was read."""
        if suspicious(self.scan.text):
            self._look()
        if self.scan.ended:
            return self.scan.findings
        if self.scan.doubtful or self.first is None or not self._attempt(self.first):
            self._attempt(self.judge)
        if self.builder.halted:
            return self.builder.findings
        if not self.scanned and (self.failure or self.builder.doubt or self.builder.findings):
            self._look()
        if self.scan.ended:
            return self.scan.findings
        if self.failure and self.first:
            self._attempt(self.judge)  # it may stop at another place, and its verdict counts
        return self._report()

    def _look(self) -> None:
        """Look at the lines, and hide from the parsers what both would stumble over."""
        self.scan.run()
        self.scanned = True
        for at in self.scan.directives:
            # A comment of the same length, so that the rest is still read.
            self.text = f"{self.text[:at]}#{self.text[at + 1 :]}"

    def _attempt(self, parser: events.Parser) -> bool:
        """Let a parser read the text; False where it is not installed."""
        self.builder, self.failure = Builder(self.text, self.limits), None
        try:
            self.builder.run(*events.stream(parser, self.text))
        except ImportError:
            return False
        except events.Stopped as end:
            self.failure = end.failure
        return True

    def _culprits(self) -> list[Finding]:
        """The traps that can be why the parser stopped: errors before, lookalikes just before."""
        assert self.failure is not None
        end = line_end(self.text, self.failure.at)
        before = [one for one in self.scan.findings if one.culprit and one.start <= end]
        if errors := [one for one in before if one.fatal]:
            return errors
        line = self.text.rfind("\n", 0, max(self.failure.at - 1, 0))
        near = self.text.rfind("\n", 0, max(line, 0))
        return [one for one in before if one.start > near]

    def _report(self) -> list[Finding]:
        """What traps and parser say together, without saying anything twice."""
        traps, found = self.scan.findings, self.builder.findings
        if self.failure is None:
            if self.builder.empty and not any(one.fatal for one in (*found, *traps)):
                found.append(_EMPTY)
            return _merged(traps, found)
        culprits = self._culprits()
        if not culprits:
            return _merged(traps, [*found, explain(self.text, self.failure)])
        line = self.text.rfind("\n", 0, min(one.start for one in culprits)) + 1
        if not any(one.fatal for one in culprits):
            chosen = set(culprits)
            traps = [replace(one, severity=Severity.ERROR) if one in chosen else one for one in traps]
        return _merged(traps, [one for one in found if one.start < line])


def _merged(traps: list[Finding], found: Iterable[Finding]) -> list[Finding]:
    """Traps, and what was found in the events outside of them."""
    ranges = sorted((one.start, one.end) for one in traps if one.fatal)
    return [*traps, *(one for one in found if not _inside(one.start, ranges))]


def _inside(at: int, ranges: list[tuple[int, int]]) -> bool:
    before = bisect_right(ranges, (at, _FAR)) - 1
    return before >= 0 and at < ranges[before][1]


def _placed(text: str, name: str, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """The findings in the order of the text, each once, with their lines and columns."""
    lines = Lines(name, text)
    unique = {(one.start, one.code): one for one in findings}
    return (lines.diagnostic(unique[at]) for at in sorted(unique))
