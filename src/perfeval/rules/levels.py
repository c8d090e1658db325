"""定性分档: a named level, and a share judged inside its range."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Related
from perfeval.model import Model, Points, Words
from perfeval.number import Fraction, spell
from perfeval.rules.ranges import Range, ends, inside, judged, range_words, some, too_high
from perfeval.rules.rule import Branch, Case, Figures, Note, Received, Rule, part_words, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import PERCENT, Unit

_KEYS = ("level", "share", "because")


class Level(Model):
    """One level: a fixed share of the weight, or a range in which the share is judged."""

    name: Words = Field(description="档次名称")
    share: Points | None = Field(None, description="得权重的多少")
    range: Range | None = Field(None, description="在这个范围内认定，含下限")
    about: Words | None = Field(None, description="达到什么程度属于这一档")


class Levels(Rule):
    """按定性档次给分。

    earned = w · the level's share, or w · the share judged within the level's range. A range includes
    its lower end; its upper end belongs to it only where no other level starts there. Points,
    exact, within 0..w.

    >>> ranges = {"达成": "80%..100%", "部分达成": "60%..80%"}
    >>> tiers = Levels(levels=[{"name": name, "range": scope} for name, scope in ranges.items()])
    >>> got = tiers.receive({"level": "达成", "share": "95%", "because": "效果明显"}, None, None)
    >>> tiers.earned(Fraction(10), got.actual, None)
    Fraction(19, 2)
    >>> tiers.receive({"level": "部分达成", "share": "80%", "because": "尚可"}, None, None)[0].code
    'share-outside-level'
    """

    title: ClassVar[str] = "定性分档"
    says: ClassVar[str] = "达成、部分达成、未达成三档，在档内合理确定分值"
    authority: ClassVar[str] = "财预〔2020〕10号第十六条"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 打造活力社区
rule:
  kind: levels
  levels:
    - {name: 达成, range: 80%..100%}
    - {name: 部分达成, range: 60%..80%}
    - {name: 未达成, range: 0%..60%}
""",
        """\
X: {level: 达成, share: 90%, because: 各项活动均已开展}
""",
    )

    kind: Literal["levels"] = "levels"
    levels: list[Level] = Field(min_length=1, description="各档，从最好的一档写起")

    @property
    def reads_amount(self) -> bool:
        """The fact is no quantity."""
        return False

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """Levels of one name, without or with two statements of what they earn."""
        names = [level.name for level in self.levels]
        for index, level in enumerate(self.levels):
            route = ("levels", index)
            if level.name in ("不适用", "not applicable"):
                yield Diagnostic("reserved-name", "“不适用”另有意思，不能作档次", "换一个说法", (*route, "name"))
            if (first := names.index(level.name)) < index:
                related = (Related("第一次出现在这里", ("levels", first, "name")),)
                message, place = f"档次“{level.name}”出现了两次", (*route, "name")
                yield Diagnostic("duplicate-level", message, "改名或删去一个", place, related=related)
            if (level.share is None) is (level.range is None):
                yield Diagnostic(
                    "level-share",
                    f"档次“{level.name}”要写 share 或 range 中的一个",
                    "如 share: 100% 或 range: 80%..100%",
                    route,
                )
            if level.share and weight is not None and level.share.of(weight) > weight:
                yield Diagnostic(
                    "more-than-weight",
                    f"“{level.share}”超过了权重 {spell(weight)} 分",
                    "改成不超过权重的分数",
                    (*route, "share"),
                )

            if too_high(level.range, weight):
                yield Diagnostic("more-than-weight", f"“{level.range}”超过了权重", "改小", (*route, "range"))
        yield from self._range_faults()

    def _range_faults(self) -> Iterator[Diagnostic]:
        """Ranges that overlap: the same points would have two names."""
        ranges = [(n, level.range) for n, level in enumerate(self.levels) if level.range]
        for (before, above), (index, below) in pairwise(ranges):
            if above and below and above.unit == below.unit and below.high > above.value:
                hint = "从最好的一档写起，这一档的上限不高于上一档的下限"
                message = f"“{below}”与上一档“{above}”重叠"
                related = (Related("上一档在这里", ("levels", before, "range")),)
                yield Diagnostic("levels-overlap", message, hint, ("levels", index, "range"), related=related)

    def unit(self, target: Target) -> Unit:
        """A share."""
        return PERCENT

    def asks(self) -> str:
        """The levels to choose from."""
        names = "、".join(level.name for level in self.levels)
        scopes = "，".join(f"{level.name} {level.range}".replace("~", "..") for level in self.levels if level.range)
        judged = f", share: 认定多少（{scopes}）" if scopes else ""
        return f"{{level: {names} 之一{judged}, because: 理由}}"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The name of a level, with the judged share and the reason where the level has a range."""
        entry = value if isinstance(value, dict) else {"level": value}
        unknown = next((key for key in entry if key not in _KEYS), None)
        if unknown is not None:
            return (Diagnostic("unknown-field", f"不认得“{unknown}”", self._keys(unknown), (unknown,), on_key=True),)
        names = [level.name for level in self.levels]
        if entry.get("level") not in names:
            from perfeval.rules.advice import unknown_level

            return (unknown_level(entry.get("level"), names),)
        level = self.levels[names.index(str(entry["level"]))]
        because = entry.get("because")
        if because is not None and not isinstance(because, str):
            return (Diagnostic("not-text", "原因要用文字写", "写成 because: 原因", ("because",)),)
        if level is not self.levels[0] and not (isinstance(because, str) and because.strip()):
            return (Diagnostic("reason-missing", f"档次“{level.name}”要写明原因", self._filled(level)),)
        reason = because.strip() if isinstance(because, str) else ""
        if level.share:
            wrong = "share" in entry
            surplus = Diagnostic("field-out-of-place", f"档次“{level.name}”的比例是固定的", "删去 share", ("share",))
            return (surplus,) if wrong else Received((level, level.share), level.name, (reason,))
        return self._judged(level, entry.get("share"), reason)

    def _keys(self, unknown: str) -> str:
        named = any(level.name == unknown for level in self.levels)
        return f"写成 level: {unknown}" if named else "这里可以写：" + "、".join(_KEYS)

    def _judged(self, level: Level, share: Data, reason: str) -> Received | tuple[Diagnostic, ...]:
        scope = level.range
        assert scope is not None
        named = f"档次“{level.name}”"
        found = judged(named, scope, share, not self._shared(scope), self._filled(level))
        if isinstance(found, Diagnostic):
            return (found,)
        if not reason:
            return (Diagnostic("reason-missing", "认定的比例要写明理由", self._filled(level)),)
        return Received((level, found), f"{level.name}，认定 {str(share).strip()}", (reason,))

    def _filled(self, level: Level) -> str:
        """How the fact is written with all that this level asks for."""
        if level.range:
            return f"写成 {{level: {level.name}, share: {some(level.range)}, because: 原因}}"
        return f"写成 {{level: {level.name}, because: 原因}}"

    def _shared(self, scope: Target) -> bool:
        """Whether another level starts where this range ends."""
        return any(other.range and other.range.value == scope.high for other in self.levels)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        level, share = actual
        return level.share.of(weight) if level.share else share.of(weight)

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """From the floor of the lowest level to the top of the highest."""
        fixed = [level.share.of(weight) for level in self.levels if level.share]
        judged_ones = [end for level in self.levels if level.range for end in ends(level.range, weight)]
        return min(fixed + judged_ones), max(fixed + judged_ones)

    def branch(self, actual: Any, target: Target) -> Branch:
        """The level chosen and the others."""
        return Branch(actual[0].name, tuple(level.name for level in self.levels if level is not actual[0]))

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """The levels."""
        return tuple(level.name for level in self.levels)

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """Each level, at both ends of its range."""
        for level in self.levels:
            scope = level.range
            for share in inside(scope) if scope else ():
                yield {"level": level.name, "share": share, "because": "待补"}
            if not scope:
                yield {"level": level.name, "because": "待补"}

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        return "；".join(self._words(level) for level in self.levels) + "。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        earned = self.earned(case.weight, case.actual, case.target)
        because = f"（{case.received.reasons[0].rstrip('。；')}）" if case.received.reasons[0] else ""
        return f"评为“{case.received.shown}”{because}，得 {say.points(earned)}。"

    def _words(self, level: Level) -> str:
        about = f"（{level.about}）" if level.about else ""
        if level.range:
            return f"{level.name}{about}在{range_words(level.range, not self._shared(level.range))}内认定"
        return f"{level.name}{about}得{part_words(level.share)}" if level.share else level.name
