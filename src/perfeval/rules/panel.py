"""专家打分: the mean of the marks that experts give, without the highest and the lowest."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Related, nearest
from perfeval.model import NUMERIC, Whole, reader
from perfeval.number import ZERO, Fraction, at_least, at_most, spell
from perfeval.quantity import Quantity, quantity
from perfeval.rules.rule import Case, Figures, Note, Received, Rule, at, silent
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

_KEYS = ("score", "by")
_MANY = 200


def _mark(text: str) -> Fraction | Diagnostic:
    """A mark: a number, alone or with 分."""
    found = quantity(text)
    if isinstance(found, Quantity) and found.unit.text not in ("", "分"):
        return Diagnostic("unit-mismatch", f"“{text}”不是分数", "写成 85 或 85 分")
    return found if isinstance(found, Diagnostic) else found.value


class Panel(Rule):
    """专家打分取平均，去掉最高分和最低分，按满分折算。

    earned = w · mean / of, the mean of the marks without the `trim` highest and the `trim` lowest of
    them; where `combine` is median, w · median / of, the mean of the two in the middle where their
    number is even. At least one mark must be left, or `least_experts` marks given. Points, exact,
    within 0..w.

    >>> jury = Panel(of="100", trim="1")
    >>> jury.earned(Fraction(10), (Fraction(95), Fraction(60), Fraction(90), Fraction(88)), None)
    Fraction(89, 10)
    >>> Panel(of="10", combine="median").earned(Fraction(4), (Fraction(9), Fraction(2), Fraction(8)), None)
    Fraction(16, 5)
    >>> jury.receive(["95", "101"], None, None)[0].code, jury.receive(["95", "90"], None, None)[0].code
    ('mark-out-of-range', 'too-few-experts')
    """

    title: ClassVar[str] = "专家打分"
    says: ClassVar[str] = "由专家分别打分，去掉一个最高分和一个最低分后取平均分"
    authority: ClassVar[str] = "各地评分表通行（专家评议）"
    example: ClassVar[tuple[str, str]] = (
        """\
target: 社会效益显著
rule: {kind: panel, of: 100, trim: 1, least_experts: 5}
""",
        """\
X:
  - {score: 95, by: 张专家}
  - {score: 88, by: 李专家}
  - 90
  - 86
  - 60
""",
    )

    kind: Literal["panel"] = "panel"
    of: Annotated[Fraction, reader(_mark, NUMERIC)] = Field(description="每位专家打分的满分")
    trim: Whole | None = Field(None, description="去掉几个最高分和几个最低分，不去掉写 0；取中位数时不写")
    combine: Literal["mean", "median"] = Field("mean", description="取平均分还是中位数")
    least_experts: Whole | None = Field(None, description="至少要几位专家打分")

    @property
    def reads_amount(self) -> bool:
        """The fact is a list of marks."""
        return False

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """A full mark of nothing, trimming that is not stated or makes no difference, a target that is not read."""
        if not self.of > ZERO:
            yield Diagnostic("not-above-zero", f"满分不能是 {spell(self.of)}", "写成 of: 100", ("of",))
        if self.combine == "mean" and self.trim is None:
            hint = "加一行 trim: 1（各去掉一个）或 trim: 0（不去掉）"
            yield Diagnostic("trim-not-stated", "没有写明去掉几个最高分和最低分", hint)
        if self.combine == "median" and self.trim is not None:
            yield Diagnostic("field-out-of-place", "中位数与去掉最高分、最低分无关", "删去 trim", ("trim",))
        if target.measurable:
            hint = f"目标值写成文字；只为印出来的，写 target: {{official: {target}}}"
            yield Diagnostic("target-not-read", f"专家打分按满分折算，不读目标值“{target}”", hint)

    @property
    def _fewest(self) -> int:
        return max(2 * (self.trim or 0) + 1, self.least_experts or 0)

    def asks(self) -> str:
        """A mark from each expert."""
        return f"[分数, …]（每位专家一个，0 到 {spell(self.of)}，至少 {self._fewest} 个）"

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The marks: numbers, or mappings that also say whose they are."""
        if not isinstance(value, list):
            return (Diagnostic("not-a-list", "这里要每位专家的打分", "写成 [95, 88, 90] 的样子"),)
        read = [self._read(entry) for entry in value]
        good = [found for found in read if not isinstance(found, Diagnostic)]
        if wrong := tuple(_mark_faults(read)):
            return wrong
        if len(good) < self._fewest:
            return (self._too_few(len(good)),)
        if len(good) > _MANY:
            return (
                Diagnostic("too-many-items", f"有 {len(good)} 个打分，最多 {_MANY} 个", "大样本的调查用 kind: survey"),
            )
        shown = "、".join(spell(mark) + (f"（{by}）" if by else "") for mark, by in good)
        return Received(tuple(mark for mark, _ in good), shown)

    def _too_few(self, number: int) -> Diagnostic:
        message = f"只有 {number} 个打分，去掉 {self.trim} 个最高分和 {self.trim} 个最低分后没有剩下的"
        if self.least_experts and number < self.least_experts:
            message = f"只有 {number} 个打分，规则要求至少 {self.least_experts} 个"
        elif not self.trim:
            message = "没有一个打分"
        return Diagnostic("too-few-experts", message, f"补上其他专家的打分，至少要 {self._fewest} 个")

    def _read(self, entry: Data) -> tuple[Fraction, str] | Diagnostic:
        """One mark and whose it is."""
        whole = entry if isinstance(entry, dict) else {"score": entry}
        unknown = next((key for key in whole if key not in _KEYS), None)
        if unknown is not None:
            hint = nearest(unknown, _KEYS, "这里可以写：" + "、".join(_KEYS))
            return Diagnostic("unknown-field", f"不认得“{unknown}”", hint, (unknown,), on_key=True)
        score, by = whole.get("score"), whole.get("by")
        route = ("score",) if isinstance(entry, dict) and "score" in entry else ()
        mark = _mark(score) if isinstance(score, str) else None
        if mark is None or isinstance(mark, Diagnostic):
            code, message = (mark.code, mark.message) if mark else ("not-a-number", "这里要一个分数")
            return Diagnostic(code, message, f"写成 0 到 {spell(self.of)} 的数", route)
        if not ZERO <= mark <= self.of:
            message = f"“{score}”不在 0 到 {spell(self.of)} 分之间"
            return Diagnostic("mark-out-of-range", message, "核对这个分数，或规则里的满分 of", route)
        if by is not None and not isinstance(by, str):
            return Diagnostic("not-text", "这里要专家的姓名", "写成 by: 姓名", ("by",))
        return mark, (by or "").strip()

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        left = self._left(actual)
        return weight * note(self.combine, sum(left, ZERO) / len(left)) / self.of

    def _left(self, marks: Any) -> list[Any]:
        """The marks that count; the one or two in the middle are what is left when all others go in pairs."""
        left = list(marks)
        for _ in range((len(left) - 1) // 2 if self.combine == "median" else self.trim or 0):
            left = _without(_without(left, at_most, at_least), at_least, at_most)
        return left

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """Full marks from everybody, half of them, none."""
        for mark in (self.of, self.of / 2, ZERO):
            yield [spell(mark)] * self._fewest

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准."""
        trimmed = f"去掉 {self.trim} 个最高分和 {self.trim} 个最低分后" if self.trim else ""
        fewest = f"（至少 {self.least_experts} 位）" if self.least_experts else ""
        name = _NAMES[self.combine]
        return (
            f"专家{fewest}分别打分，满分 {spell(self.of)} 分，{trimmed}取{name}；得分＝{name}÷{spell(self.of)}×权重分。"
        )

    def working(self, case: Case, say: Figures) -> str:
        """评分过程."""
        steps = dict[str, Fraction]()
        earned = self.earned(case.weight, case.actual, case.target, lambda name, value: steps.setdefault(name, value))
        trimmed = f"去掉 {self.trim} 个最高分和 {self.trim} 个最低分，" if self.trim else ""
        middle = say.points(steps[self.combine])
        return (
            f"{len(case.actual)} 位专家打分：{case.received.shown}；{trimmed}{_NAMES[self.combine]} {middle}，"
            f"得分＝{middle}÷{spell(self.of)} 分×{say.points(case.weight)}＝{say.points(earned)}。"
        )


_NAMES = {"mean": "平均分", "median": "中位数"}


def _mark_faults(read: list[tuple[Fraction, str] | Diagnostic]) -> Iterator[Diagnostic]:
    """What is wrong with the marks as they were read, and the experts who gave more than one."""
    seen: dict[str, int] = {}
    for index, found in enumerate(read):
        if isinstance(found, Diagnostic):
            yield at(found, index)
        elif found[1] in seen:
            related = (Related("第一次出现在这里", (seen[found[1]], "by")),)
            message, hint = f"“{found[1]}”打了两次分", "每位专家只留一个打分"
            yield Diagnostic("duplicate-expert", message, hint, (index, "by"), related=related)
        elif found[1]:
            seen[found[1]] = index


def _without(marks: list[Any], keep: Callable[[Any, Any], Any], give: Callable[[Any, Any], Any]) -> list[Any]:
    """The marks without one end of them: `keep` picks of two the one that stays, `give` the one that goes on."""
    rest, end = [], marks[0]
    for mark in marks[1:]:
        rest.append(keep(mark, end))
        end = give(mark, end)
    return rest
