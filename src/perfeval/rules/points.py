"""The points of a checklist (评价要点) as a spec writes them."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Model, Points, Words, YesNo
from perfeval.number import ONE, ZERO, Fraction, spell
from perfeval.part import Part
from perfeval.rules.answers import Answer
from perfeval.source import Data


class Point(Model):
    """One 评价要点; a plain text stands for a point with nothing but its text."""

    text: Words = Field(description="要点的文字")
    share: Points | None = Field(None, description="占多少；都不写则各占 1/N")
    must: YesNo = Field(False, description="不符合时整个指标不得分")
    negative: YesNo = Field(False, description="反向要点：回答“否”才是符合")

    @property
    def asked(self) -> str:
        """The text as it is put to who answers."""
        return self.text + ("（反向：回答“否”才符合）" if self.negative else "")


class Miss(Model):
    """What a failed point costs, and of what."""

    lose: Points = Field(description="扣多少")
    of: Literal["point", "indicator"] = Field(description="是要点的，还是整个指标的百分比")


def _plain(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


AnyPoint = Annotated[Point, BeforeValidator(_plain)]


def mark(index: int) -> str:
    """The circled number of a point, as published tables print it: ``①``, and ``(21)`` after twenty."""
    return chr(0x2460 + index) if index < 20 else f"({index + 1})"


def share_faults(shares: list[Part], weight: Fraction | None) -> Iterator[Diagnostic]:
    """Shares of two kinds, or that do not add up to the weight."""
    if len({share.relative for share in shares}) > 1:
        yield Diagnostic("shares-mixed", "有的 share 是百分比，有的是分数", "统一用一种写法", ("points",))
    elif shares[0].relative or weight is not None:
        whole = ONE if shares[0].relative else weight
        total = sum((share.value for share in shares), ZERO)
        if total != whole:
            words = (
                f"{spell(total * 100)}%"
                if shares[0].relative
                else f"{spell(total)} 分，而权重是 {spell(weight or ZERO)} 分"
            )
            yield Diagnostic("shares-off-total", f"各要点的 share 合计是 {words}", "改成合计等于全部权重", ("points",))


def count_faults(table: list[Part], points: int, weight: Fraction | None) -> Iterator[Diagnostic]:
    """A table of points by the number of failed points that is too long, leaves a gap, or does not fall."""
    if len(table) > points + 1:
        message = f"只有 {points} 个要点，by_count 却有 {len(table)} 项"
        yield Diagnostic("too-many-items", message, f"从 0 个不符合写起，至多 {points + 1} 项", ("by_count",))
    if table and len(table) <= points and table[-1].value:
        hint = f"写到 {points} 项都不符合为止，或最后一项写 0"
        yield Diagnostic("bands-leave-gap", f"没有写 {len(table)} 项及以上不符合得多少", hint, ("by_count",))
    earned = [part.of(weight) for part in table] if weight is not None else []
    if earned and weight is not None and earned[0] != weight:
        code = "more-than-weight" if earned[0] > weight else "full-marks-out-of-reach"
        yield Diagnostic(code, "都符合时应得满分", "第一项是 0 项不符合的得分，写 100%", ("by_count", 0))
    for index, (before, after) in enumerate(pairwise(earned), 1):
        if after >= before:
            message = f"{index} 项不符合的得分不低于 {index - 1} 项不符合的"
            yield Diagnostic("corner-out-of-order", message, "不符合的越多，得分要越低", ("by_count", index))


def kept_of(answer: Answer, point: Point) -> Fraction:
    """The share of a point that an answer keeps."""
    if answer.keep is not None:
        return answer.keep
    return ONE if answer.yes is not point.negative else ZERO


def answer_words(point: Point, word: str, because: str) -> str:
    """A point with its answer and the reason."""
    return point.text.rstrip("；;。") + f"：{word}" + (f"，{because.rstrip('。；')}" if because else "")


def sample_answers(points: list[Point], steps: int) -> Iterator[Data]:
    """Answers that keep every point, that fail each in part and wholly, and that fail as many as there are steps."""
    met: list[Data] = ["否" if point.negative else "是" for point in points]
    failed: list[Data] = [{"answer": "是" if point.negative else "否", "because": "待补"} for point in points]
    partly: Data = {"answer": "部分", "keep": "50%", "because": "待补"}
    yield met
    for index in range(len(met)):
        for answer in ([] if steps else [partly]) + [failed[index]]:
            yield [*met[:index], answer, *met[index + 1 :]]
    for count in range(2, steps):
        yield [*failed[:count], *met[count:]]
