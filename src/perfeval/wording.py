"""How the figures of a scorecard are printed, and its sentences tidied."""

from __future__ import annotations

import re

from perfeval.number import Fraction
from perfeval.rounding import RATE_PLACES, Mode, printable, printed, rounded
from perfeval.rules.rule import part_words
from perfeval.scorecard import Line, Scorecard
from perfeval.spec import Indicator


def points_words(card: Scorecard, points: Fraction | None, places: int | None = None) -> str | None:
    """Points at the places of the policy; a figure that keeps more of them is spelled in full."""
    policy = card.bound.plan.spec.rounding
    if points is None or policy is None:
        return None
    wanted = policy.places if places is None else max(places, policy.places)
    if printable(points, wanted):
        return printed(points, wanted)
    return printed(rounded(points, policy.places, mode_of(card)), policy.places)


def mode_of(card: Scorecard) -> Mode:
    """How figures of this scorecard are rounded."""
    policy = card.bound.plan.spec.rounding
    return card.mode or (policy.mode if policy else Mode.HALF_UP)


def rate_words(card: Scorecard, rate: Fraction | None) -> str | None:
    """A share as a printed percentage."""
    return None if rate is None else printed(rounded(rate * 100, RATE_PLACES, mode_of(card)), RATE_PLACES) + "%"


def tidy(sentence: str) -> str:
    """A generated sentence without the gaps that Chinese does not leave.

    >>> tidy("综上，得 约 2.27 分，扣 约 1.73 分。")
    '综上，得约 2.27 分，扣约 1.73 分。'
    """
    return re.sub("(?<=[^ -~]) 约", "约", sentence)


def modifier_words(indicator: Indicator) -> str:
    """What an indicator's rule is modified by, in the order in which it applies."""
    said = [f"属于{'、'.join(indicator.exempt)}的不计。"] if indicator.exempt else []
    over = indicator.over
    if over:
        lost = f"，扣{part_words(over.lose)}" if over.lose else ""
        then = {"explain": "要说明原因", "scale": f"得分按 {over.beyond}÷完成率 折算"}.get(over.then, "")
        said.append(f"完成率超过 {over.beyond} 的{lost}{'，' + then if then else ''}（{over.because}）。")
    said += [f"{item.when}的，返还已扣分的 {item.back}（{item.because}）。" for item in indicator.mitigate]
    for gate in indicator.gates:
        earn = f"至多得{part_words(gate.earn)}" if gate.earn.value else "不得分"
        said.append(f"{gate.when}的，{earn}（{gate.because}）。")
    return "".join(said)


def absent_words(card: Scorecard, line: Line) -> str:
    """What counts for an indicator that does not apply; how the others did on average is a step of its own."""
    policy = card.bound.plan.policy(line.node)
    if not policy or line.node.weight is None:
        return "不适用。"
    words = {"redistribute": "权重分给其他指标。", "full": "按满分计。", "zero": "按零分计。", "peer_mean": ""}
    return f"不适用，{words[policy]}"


def rounding_words(line: Line) -> str:
    """What rounding made of the exact points; nothing where they are printed as they are."""
    if line.printed is None or line.exact == line.printed:
        return ""
    return f"{line.node.mode.words}到 {line.node.places} 位，得 {printed(line.printed, line.node.places)} 分。"
