"""The kinds of faults as a spec writes them, and incidents as a project does."""

from collections.abc import Iterator

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Model, Points, Whole, Words
from perfeval.number import Fraction, spell
from perfeval.source import Data
from perfeval.unit import NUMBER, Unit


class Fault(Model):
    """One kind of fault and what each of it costs."""

    name: Words = Field(description="问题的类别")
    lose: Points = Field(description="每发现一项扣多少：权重的百分比，或分数")
    nothing_from: Whole | None = Field(None, description="从这么多项起，整个指标不得分")


def from_zero(field: str) -> Diagnostic:
    """The finding where nothing is earned from no fault on."""
    return Diagnostic("not-above-zero", "从 0 项起就不得分，等于永远不得分", "写一个大于 0 的数", (field,))


def kind_faults(fault: Fault, weight: Fraction | None, again: bool) -> Iterator[Diagnostic]:
    """What is wrong with one kind; routes start at the kind."""
    if again:
        yield Diagnostic("duplicate-fault", f"“{fault.name}”这一类出现了两次", "改名或删去一个", ("name",))
    if fault.nothing_from == 0:
        yield from_zero("nothing_from")
    if not fault.lose.value and not fault.nothing_from:
        yield Diagnostic("nothing-to-lose", "每项扣 0，等于不扣分", "写出每项扣多少", ("lose",))
    if weight is not None and fault.lose.of(weight) > weight:
        message = f"“{fault.lose}”超过了权重 {spell(weight)} 分"
        yield Diagnostic("more-than-weight", message, "一项就不得分的，写 nothing_from: 1", ("lose",))


def texts_of(entry: dict[str, Data]) -> dict[str, str]:
    """The texts of an incident, without the spaces around them."""
    return {key: text.strip() for key, text in entry.items() if isinstance(text, str)}


def incident_words(entry: dict[str, str]) -> str:
    """An incident in one phrase."""
    place = f"{entry['at']}：" if entry.get("at") else ""
    return f"{entry['kind']}（{place}{entry['because'].rstrip('。；')}）"


def word_of(*units: Unit) -> str:
    """The first unit that has a name, for sentences."""
    return next((unit.text for unit in units if unit.text), "项")


def is_count(unit: Unit) -> bool:
    """Whether a unit counts things, or there is none."""
    return unit == NUMBER or unit.counted
