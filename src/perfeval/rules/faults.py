"""每发现一项扣一份: faults of several kinds, each kind with its own loss."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic
from perfeval.model import Whole
from perfeval.number import ZERO, Fraction, at_least, ceil, spell, where
from perfeval.quantity import Quantity, quantity
from perfeval.rules.counts import count
from perfeval.rules.incidents import (
    Fault,
    duplicate_kinds,
    fault_words,
    from_zero,
    incident_faults,
    incident_words,
    is_count,
    kind_faults,
    texts_of,
    unknown_kind,
    word_of,
)
from perfeval.rules.rule import Case, Figures, Loss, Note, Received, Rule, at, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

_NONE = ("无", "没有", "未发现")


class Faults(Rule):
    """每发现一项问题扣一份，不同性质的扣分不同，扣完为止。

    earned = max(0, w − Σ min(n · loss, most)), n = how many faults of a kind were found. Nothing is earned
    where a kind has reached its `nothing_from`, or all kinds together that of the rule. A kind that
    the fact does not name was not found. Points, exact, within 0..w.

    >>> grave = {"name": "重大", "lose": "30%", "nothing_from": "2"}
    >>> safety = Faults(kinds=[grave, {"name": "一般", "lose": "0.5 分"}])
    >>> [str(safety.earned(Fraction(10), (Fraction(n), Fraction(3)), None)) for n in (0, 1, 2)]
    ['17/2', '11/2', '0']

    The counts, or the incidents one by one, each with its reason:

    >>> from perfeval.unit import NUMBER
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

    @property
    def _names(self) -> list[str]:
        return [fault.name for fault in self.kinds]

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """A target other than none, kinds of one name, losses of nothing or of more than the weight."""
        if target.measurable and (target.relation not in ("=", "≤") or target.value or not is_count(target.unit)):
            hint = "写成 = 0 项 或文字；允许若干项不扣分的，改用 kind: deduct"
            yield Diagnostic("target-not-zero", f"从第一项起就扣分，与目标值“{target}”不一致", hint)
        if self.nothing_from == 0:
            yield from_zero("nothing_from")
        yield from duplicate_kinds([fault.name for fault in self.kinds])
        for index, fault in enumerate(self.kinds):
            for found in kind_faults(fault, weight):
                yield at(found, "kinds", index)

    def asks(self) -> str:
        """None, or the counts by kind."""
        return "无，或 {" + ", ".join(f"{fault.name}: 个数" for fault in self.kinds) + "}"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """None at all, a count for each kind that was found, or the incidents one by one."""
        if isinstance(value, list):
            return self._incidents(value, unit)
        if isinstance(value, str):
            plain = quantity(value)
            none = value.strip() in _NONE or (isinstance(plain, Quantity) and not plain.value and is_count(plain.unit))
            value = {} if none else {self.kinds[0].name: value} if len(self.kinds) == 1 else value
        if not isinstance(value, dict):
            return (Diagnostic("not-a-mapping", "这里要写明每一类问题各有多少", f"写成 {self.asks()}，或逐条列出"),)
        found = {name: self._count(name, number, unit) for name, number in value.items()}
        wrong = tuple(number for number in found.values() if isinstance(number, Diagnostic))
        good = {name: number for name, number in found.items() if isinstance(number, Quantity)}
        return wrong or self._received({name: number for name, number in good.items() if number.value}, unit)

    def _count(self, name: str, number: Data, unit: Unit) -> Quantity | Diagnostic:
        if wrong := unknown_kind(name, self._names):
            return at(wrong, name)
        found = count(number, (unit,) if unit.text else ())
        return at(found, name) if isinstance(found, Diagnostic) else found

    def _incidents(self, value: list[Data], unit: Unit) -> Received | tuple[Diagnostic, ...]:
        wrong = [at(found, index) for index, entry in enumerate(value) for found in incident_faults(entry, self._names)]
        if wrong:
            return tuple(wrong)
        entries = [texts_of(entry) for entry in value if isinstance(entry, dict)]
        by_kind = {fault.name: [entry for entry in entries if entry["kind"] == fault.name] for fault in self.kinds}
        counts = {name: Quantity(Fraction(len(own))) for name, own in by_kind.items() if own}
        grouped = [entry for own in by_kind.values() for entry in own]
        reasons = tuple(incident_words(entry) for entry in grouped)
        sources = tuple(f"{entry['kind']}：{entry['evidence']}" for entry in grouped if entry.get("evidence"))
        return self._received(counts, unit, reasons, sources)

    def _received(
        self, found: dict[str, Quantity], unit: Unit, reasons: tuple[str, ...] = (), evidence: tuple[str, ...] = ()
    ) -> Received:
        """The counts in the order of the kinds; a reason for each incident, else one for each kind that was found."""
        held = [(fault.name, found[fault.name]) for fault in self.kinds if fault.name in found]
        actual = tuple(found[fault.name].value if fault.name in found else ZERO for fault in self.kinds)
        said = tuple(f"{name} {spell(number.value)} {word_of(number.unit, unit)}" for name, number in held)
        return Received(actual, "，".join(said) or "未发现问题", reasons or said, evidence)

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        lost, total = ZERO, ZERO
        for index, (fault, number) in enumerate(zip(self.kinds, actual, strict=True), 1):
            # A kind that was not found costs nothing, whatever the carrier.
            if number is not ZERO:
                lost = lost + note(f"loss.{index}", fault.loss(weight, number))
                total = total + number
        earned = at_least(weight - lost, ZERO)
        for fault, number in zip(self.kinds, actual, strict=True):
            if fault.nothing_from:
                earned = where(number >= fault.nothing_from, ZERO, earned)
        return where(total >= self.nothing_from, ZERO, earned) if self.nothing_from else earned

    def overdrawn(self, weight: Fraction, actual: Any, target: Target) -> Fraction:
        """What the faults cost beyond the weight."""
        each = (fault.loss(weight, number) for fault, number in zip(self.kinds, actual, strict=True))
        return max(sum(each, ZERO) - weight, ZERO)

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """Of each kind none, some, or so many that nothing is earned; of all together the same."""
        found = list[str]()
        for fault in self.kinds:
            found += [f"未发现{fault.name}", *([f"发现{fault.name}"] if fault.nothing_from != 1 else [])]
            found += [f"{fault.name}达到 {fault.nothing_from} 项"] if fault.nothing_from else []
        found += [f"合计达到 {self.nothing_from} 项"] if self.nothing_from else []
        return (*found, *(["扣完为止"] if sum(self._worst(weight)) >= weight else []))

    def _worst(self, weight: Fraction) -> list[Fraction]:
        """What each kind can cost, the dearest first, before the number of faults alone decides."""
        left, lost = self.nothing_from, list[Fraction]()
        for fault in sorted(self.kinds, key=lambda fault: fault.lose.of(weight), reverse=True):
            each = fault.lose.of(weight)
            needed = at_least(ceil((weight - sum(lost)) / each), ZERO) if each else ZERO
            number = min([needed, *(limit - 1 for limit in (fault.nothing_from, left) if limit)])
            lost.append(fault.loss(weight, number))
            left = left - int(number) if left else None
        return lost

    def way(self, case: Case) -> tuple[str, ...]:
        """What was found of each kind, and whether the number of all or the loss was the end of it."""
        found, ended = list[str](), False
        for fault, number in zip(self.kinds, case.actual, strict=True):
            found.append(f"发现{fault.name}" if number else f"未发现{fault.name}")
            if fault.nothing_from and number >= fault.nothing_from:
                found[-1], ended = f"{fault.name}达到 {fault.nothing_from} 项", True
        if self.nothing_from and sum(case.actual) >= self.nothing_from:
            return (*found, f"合计达到 {self.nothing_from} 项")
        spent = not ended and not self.earned(case.weight, case.actual, case.target)
        return (*found, *(["扣完为止"] if spent else []))

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """None at all; of each kind one, one less than is too many, and too many."""
        yield "无"
        for fault in self.kinds:
            limits = [limit for limit in (fault.nothing_from, self.nothing_from) if limit]
            spent = [int(ceil(weight / fault.lose.of(weight)))] if fault.lose.of(weight) else []
            for number in sorted({1, *limits, *(limit - 1 for limit in limits), *spent} - {0}):
                yield {fault.name: str(number)}

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        each = "；".join(fault_words(fault, word_of(unit)) for fault in self.kinds)
        whole = f"；各类合计达到 {self.nothing_from} {word_of(unit)}不得分" if self.nothing_from else ""
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
                return f"{fault.name}达到 {fault.nothing_from} {word_of(case.unit)}，整个指标不得分"
        if self.nothing_from and sum(case.actual) >= self.nothing_from:
            return f"合计达到 {self.nothing_from} {word_of(case.unit)}，整个指标不得分"
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
                yield Loss(fault.loss(case.weight, number) / parts, next(reasons))

    def losses(self, case: Case, say: Figures) -> tuple[Loss, ...]:
        """Each incident, or each kind, with what it cost; one loss for the whole where these are not what was lost."""
        lost = case.weight - self.earned(case.weight, case.actual, case.target)
        parts = tuple(part for part in self._parts(case) if part.points)
        return parts if sum((part.points for part in parts), ZERO) == lost else super().losses(case, say)
