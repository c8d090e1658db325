"""The kinds of faults as a spec writes them, and incidents as a project does."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Related, nearest
from perfeval.model import Model, Points, Whole, Words
from perfeval.number import ONE, Fraction, at_most, spell
from perfeval.rules.rule import part_words
from perfeval.source import Data
from perfeval.unit import NUMBER, Unit

_KEYS = ("kind", "at", "because", "evidence")


class Fault(Model):
    """One kind of fault and what each of it costs."""

    name: Words = Field(description="问题的类别")
    lose: Points = Field(description="每发现一项扣多少：权重的百分比，或分数")
    nothing_from: Whole | None = Field(None, description="从这么多项起，整个指标不得分")
    most: Points | None = Field(None, description="这一类最多扣多少")

    def loss(self, weight: Any, number: Any) -> Any:
        """The points that so many of them cost."""
        whole = self.lose.of(weight) * number
        return at_most(whole, self.most.of(weight)) if self.most else whole


def from_zero(field: str) -> Diagnostic:
    """The finding where nothing is earned from no fault on."""
    return Diagnostic("not-above-zero", "从 0 项起就不得分，等于永远不得分", "写一个大于 0 的数", (field,))


def duplicate_kinds(names: list[str]) -> Iterator[Diagnostic]:
    """Names of kinds that occur twice; routes start at the rule."""
    for index, name in enumerate(names):
        if (first := names.index(name)) < index:
            related, place = (Related("第一次出现在这里", ("kinds", first, "name")),), ("kinds", index, "name")
            yield Diagnostic("duplicate-fault", f"“{name}”这一类出现了两次", "改名或删去一个", place, related=related)


def kind_faults(fault: Fault, weight: Fraction | None) -> Iterator[Diagnostic]:
    """What is wrong with one kind; routes start at the kind."""
    if fault.nothing_from == 0:
        yield from_zero("nothing_from")
    if not fault.lose.value and not fault.nothing_from:
        yield Diagnostic("nothing-to-lose", "每项扣 0，等于不扣分", "写出每项扣多少", ("lose",))
    if fault.most and fault.most.of(weight or ONE) <= fault.lose.of(weight or ONE):
        yield Diagnostic("out-of-range", "最多扣的不多于一项扣的", "改大，或删去 most", ("most",))
    if weight is not None and fault.lose.of(weight) > weight:
        message = f"“{fault.lose}”超过了权重 {spell(weight)} 分"
        yield Diagnostic("more-than-weight", message, "一项就不得分的，写 nothing_from: 1", ("lose",))


def incident_faults(entry: Data, names: list[str]) -> Iterator[Diagnostic]:
    """What is wrong with one entry; routes start at it."""
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        hint = f"写成 {{kind: {names[0]}, at: 地点, because: 原因}}"
        yield Diagnostic("fault-not-named", "每条要写明是哪一类问题（kind）", hint)
        return
    if wrong := unknown_kind(str(entry["kind"]).strip(), names):
        yield Diagnostic(wrong.code, wrong.message, wrong.hint, ("kind",))
    for key, text in entry.items():
        if key not in _KEYS:
            hint = nearest(key, _KEYS, "这里可以写：" + "、".join(_KEYS))
            yield Diagnostic("unknown-field", f"不认得“{key}”", hint, (key,), on_key=True)
        elif text is not None and not isinstance(text, str):
            yield Diagnostic("not-text", "这里要用文字写", f"写成 {key}: 文字", (key,))
    if set(entry) <= set(_KEYS) and not str(entry.get("because") or "").strip():
        yield Diagnostic("reason-missing", f"这条“{entry['kind']}”没有写原因", "加上 because: 原因")


def unknown_kind(name: str, names: list[str]) -> Diagnostic | None:
    """A kind of fault that the rule does not have."""
    hint = nearest(name, names, "规则里有：" + "、".join(names))
    return None if name in names else Diagnostic("unknown-fault", f"没有“{name}”这一类问题", hint, on_key=True)


def fault_words(fault: Fault, word: str) -> str:
    """What a kind of fault costs, in words; `word` is the unit that faults are counted in."""
    most = f"最多扣{part_words(fault.most)}，" if fault.most else ""
    each = f"每发现 1 {word}{fault.name}扣{part_words(fault.lose)}，{most}" if fault.lose.value else f"{fault.name}"
    return f"{each}达到 {fault.nothing_from} {word}不得分" if fault.nothing_from else each.rstrip("，")


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
