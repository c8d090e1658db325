"""每发现一项扣一份: faults of several kinds, each kind with its own loss."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.model import Model, Points, Whole, Words
from perfeval.number import ZERO, Fraction, at_least, spell, where
from perfeval.quantity import Quantity, quantity
from perfeval.rules.counts import count
from perfeval.rules.rule import Case, Figures, Loss, Note, Received, Rule, at, part_words, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import NUMBER, Unit

_NONE = ("无", "没有", "未发现")
_KEYS = ("kind", "at", "because", "evidence")


class Fault(Model):
    """One kind of fault and what each of it costs."""

    name: Words = Field(description="问题的类别")
    lose: Points = Field(description="每发现一项扣多少：权重的百分比，或分数")
    nothing_from: Whole | None = Field(None, description="从这么多项起，整个指标不得分")


class Faults(Rule):
    """每发现一项问题扣一份，不同性质的扣分不同，扣完为止。

    earned = max(0, w − Σ n · loss), n = how many faults of a kind were found. Nothing is earned
    where a kind has reached its `nothing_from`, or all kinds together that of the rule. A kind that
    the fact does not name was not found. Points, exact, within 0..w.

    >>> grave = {"name": "重大", "lose": "30%", "nothing_from": "2"}
    >>> safety = Faults(kinds=[grave, {"name": "一般", "lose": "0.5 分"}])
    >>> [str(safety.earned(Fraction(10), (Fraction(n), Fraction(3)), None)) for n in (0, 1, 2)]
    ['17/2', '11/2', '0']

    The counts, or the incidents one by one, each with its reason:

    >>> safety.receive({"一般": "2 次"}, None, NUMBER).shown, safety.receive("无", None, NUMBER).shown
    ('一般 2 次', '未发现问题')
    >>> safety.receive([{"kind": "一般", "at": "东门"}], None, NUMBER)[0].code
    'reason-missing'
    """

    title: ClassVar[str] = "逐项扣分"
    says: ClassVar[str] = "每发现一项扣若干分，性质不同扣分不同，扣完为止"
    authority: ClassVar[str] = "财预〔2020〕10号附件2（资金使用合规性等）；各地评分表通行"
    example: ClassVar[tuple[str, str]] = (
        """\
target: = 0 项
rule:
  kind: faults
  kinds:
    - {name: 重大问题, lose: 30%, nothing_from: 2}
    - {name: 一般问题, lose: 0.5 分}
""",
        """\
X:
  - {kind: 重大问题, at: 三号楼, because: 消防通道被占用}
  - {kind: 一般问题, at: 东门, because: 护栏缺一段}
  - {kind: 一般问题, because: 巡查记录缺两天}
""",
    )

    kind: Literal["faults"] = "faults"
    kinds: list[Fault] = Field(min_length=1, description="各类问题")
    nothing_from: Whole | None = Field(None, description="各类合计从这么多项起，整个指标不得分")

    @property
    def reads_amount(self) -> bool:
        """The fact counts or lists faults."""
        return False

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """A target other than none, kinds of one name, losses of nothing or of more than the weight."""
        if target.measurable and (target.relation not in ("=", "≤") or target.value or not _counts(target.unit)):
            hint = "写成 = 0 项 或文字；允许若干项不扣分的，改用 kind: deduct"
            yield Diagnostic("target-not-zero", f"从第一项起就扣分，与目标值“{target}”不一致", hint)
        if self.nothing_from == 0:
            yield _from_zero("nothing_from")
        seen: set[str] = set()
        for index, fault in enumerate(self.kinds):
            for found in _kind_faults(fault, weight, fault.name in seen):
                yield at(found, "kinds", index)
            seen.add(fault.name)

    def asks(self) -> str:
        """None, or the counts by kind."""
        return "无，或 {" + ", ".join(f"{fault.name}: 个数" for fault in self.kinds) + "}"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """None at all, a count for each kind that was found, or the incidents one by one."""
        if isinstance(value, list):
            return self._incidents(value, unit)
        if isinstance(value, str):
            plain = quantity(value)
            none = value.strip() in _NONE or (isinstance(plain, Quantity) and not plain.value and _counts(plain.unit))
            value = {} if none else {self.kinds[0].name: value} if len(self.kinds) == 1 else value
        if not isinstance(value, dict):
            return (Diagnostic("not-a-mapping", "这里要写明每一类问题各有多少", f"写成 {self.asks()}，或逐条列出"),)
        found = {name: self._count(name, number, unit) for name, number in value.items()}
        wrong = tuple(number for number in found.values() if isinstance(number, Diagnostic))
        good = {name: number for name, number in found.items() if isinstance(number, Quantity)}
        return wrong or self._received({name: number for name, number in good.items() if number.value}, unit)

    def _count(self, name: str, number: Data, unit: Unit) -> Quantity | Diagnostic:
        if wrong := self._unknown(name):
            return at(wrong, name)
        found = count(number, (unit,) if unit.text else ())
        return at(found, name) if isinstance(found, Diagnostic) else found

    def _unknown(self, name: str) -> Diagnostic | None:
        names = [fault.name for fault in self.kinds]
        hint = nearest(name, names, "规则里有：" + "、".join(names))
        return None if name in names else Diagnostic("unknown-fault", f"没有“{name}”这一类问题", hint, on_key=True)

    def _incidents(self, value: list[Data], unit: Unit) -> Received | tuple[Diagnostic, ...]:
        wrong = [at(found, index) for index, entry in enumerate(value) for found in self._incident_faults(entry)]
        if wrong:
            return tuple(wrong)
        entries = [_texts(entry) for entry in value if isinstance(entry, dict)]
        by_kind = {fault.name: [entry for entry in entries if entry["kind"] == fault.name] for fault in self.kinds}
        counts = {name: Quantity(Fraction(len(own))) for name, own in by_kind.items() if own}
        grouped = [entry for own in by_kind.values() for entry in own]
        reasons = tuple(_incident_words(entry) for entry in grouped)
        sources = tuple(f"{entry['kind']}：{entry['evidence']}" for entry in grouped if entry.get("evidence"))
        return self._received(counts, unit, reasons, sources)

    def _incident_faults(self, entry: Data) -> Iterator[Diagnostic]:
        if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
            hint = f"写成 {{kind: {self.kinds[0].name}, at: 地点, because: 原因}}"
            yield Diagnostic("fault-not-named", "每条要写明是哪一类问题（kind）", hint)
            return
        if wrong := self._unknown(str(entry["kind"]).strip()):
            yield Diagnostic(wrong.code, wrong.message, wrong.hint, ("kind",))
        for key, text in entry.items():
            if key not in _KEYS:
                hint = nearest(key, _KEYS, "这里可以写：" + "、".join(_KEYS))
                yield Diagnostic("unknown-field", f"不认得“{key}”", hint, (key,), on_key=True)
            elif text is not None and not isinstance(text, str):
                yield Diagnostic("not-text", "这里要用文字写", f"写成 {key}: 文字", (key,))
        if set(entry) <= set(_KEYS) and not str(entry.get("because") or "").strip():
            yield Diagnostic("reason-missing", f"这条“{entry['kind']}”没有写原因", "加上 because: 原因")

    def _received(
        self, found: dict[str, Quantity], unit: Unit, reasons: tuple[str, ...] = (), evidence: tuple[str, ...] = ()
    ) -> Received:
        """The counts in the order of the kinds; a reason for each incident, else one for each kind that was found."""
        held = [(fault.name, found[fault.name]) for fault in self.kinds if fault.name in found]
        actual = tuple(found[fault.name].value if fault.name in found else ZERO for fault in self.kinds)
        words = tuple(f"{name} {spell(number.value)} {_word(number.unit, unit)}" for name, number in held)
        return Received(actual, "，".join(words) or "未发现问题", reasons or words, evidence)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        lost, total = ZERO, ZERO
        for index, (fault, number) in enumerate(zip(self.kinds, actual, strict=True), 1):
            # A kind that was not found costs nothing, whatever the carrier.
            if number is not ZERO:
                lost = lost + note(f"loss.{index}", fault.lose.of(weight) * number)
                total = total + number
        earned = at_least(weight - lost, ZERO)
        for fault, number in zip(self.kinds, actual, strict=True):
            if fault.nothing_from:
                earned = where(number >= fault.nothing_from, ZERO, earned)
        return where(total >= self.nothing_from, ZERO, earned) if self.nothing_from else earned

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        each = "；".join(_fault_words(fault, _word(unit)) for fault in self.kinds)
        whole = f"；各类合计达到 {self.nothing_from} {_word(unit)}不得分" if self.nothing_from else ""
        return f"未发现问题得满分；{each}{whole}；扣完为止。"

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        parts = list(self._parts(case))
        if not parts:
            return "未发现问题，得满分。"
        listed = "".join(f"{part.reason}{f'，扣 {say.points(part.points)}' * bool(part.points)}；" for part in parts)
        return f"发现问题：{listed}{self._verdict(case, sum((part.points for part in parts), ZERO), say)}。"

    def _verdict(self, case: Case, lost: Fraction, say: Figures) -> str:
        for fault, number in zip(self.kinds, case.actual, strict=True):
            if fault.nothing_from and number >= fault.nothing_from:
                return f"{fault.name}达到 {fault.nothing_from} {_word(case.unit)}，整个指标不得分"
        if self.nothing_from and sum(case.actual) >= self.nothing_from:
            return f"合计达到 {self.nothing_from} {_word(case.unit)}，整个指标不得分"
        if lost > case.weight:
            return f"应扣 {say.points(lost)}，超过权重分，扣完为止，得 0 分"
        return f"应扣 {say.points(lost)}，得 {say.points(case.weight - lost)}"

    def _parts(self, case: Case) -> Iterator[Loss]:
        """What each incident, or each kind that was found, costs by itself."""
        reasons = iter(case.received.reasons)
        singly = len(case.received.reasons) == sum(case.actual)
        for fault, number in zip(self.kinds, case.actual, strict=True):
            parts = int(number) if singly else 1 if number else 0
            for _ in range(parts):
                yield Loss(fault.lose.of(case.weight) * number / parts, next(reasons))

    def losses(self, case: Case, say: Figures) -> tuple[Loss, ...]:
        """Each incident, or each kind, with what it cost; one loss for the whole where these are not what was lost."""
        lost = case.weight - self.earned(case.weight, case.actual, case.target)
        parts = tuple(part for part in self._parts(case) if part.points)
        return parts if sum((part.points for part in parts), ZERO) == lost else super().losses(case, say)


def _texts(entry: dict[str, Data]) -> dict[str, str]:
    return {key: text.strip() for key, text in entry.items() if isinstance(text, str)}


def _fault_words(fault: Fault, word: str) -> str:
    each = f"每发现 1 {word}{fault.name}扣{part_words(fault.lose)}，" if fault.lose.value else f"{fault.name}"
    return f"{each}达到 {fault.nothing_from} {word}不得分" if fault.nothing_from else each.rstrip("，")


def _incident_words(entry: dict[str, str]) -> str:
    place = f"{entry['at']}：" if entry.get("at") else ""
    return f"{entry['kind']}（{place}{entry['because'].rstrip('。；')}）"


def _word(*units: Unit) -> str:
    """The first unit that has a name, for sentences."""
    return next((unit.text for unit in units if unit.text), "项")


def _counts(unit: Unit) -> bool:
    return unit == NUMBER or unit.counted


def _from_zero(field: str) -> Diagnostic:
    return Diagnostic("not-above-zero", "从 0 项起就不得分，等于永远不得分", "写一个大于 0 的数", (field,))


def _kind_faults(fault: Fault, weight: Fraction | None, again: bool) -> Iterator[Diagnostic]:
    """What is wrong with one kind; routes start at the kind."""
    if again:
        yield Diagnostic("duplicate-fault", f"“{fault.name}”这一类出现了两次", "改名或删去一个", ("name",))
    if fault.nothing_from == 0:
        yield _from_zero("nothing_from")
    if not fault.lose.value and not fault.nothing_from:
        yield Diagnostic("nothing-to-lose", "每项扣 0，等于不扣分", "写出每项扣多少", ("lose",))
    if weight is not None and fault.lose.of(weight) > weight:
        message = f"“{fault.lose}”超过了权重 {spell(weight)} 分"
        yield Diagnostic("more-than-weight", message, "一项就不得分的，写 nothing_from: 1", ("lose",))
