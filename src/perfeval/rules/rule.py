"""What every kind of scoring standard offers: fields, arithmetic, and the words for both."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Protocol

from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Kind
from perfeval.model import Model
from perfeval.number import ZERO, Fraction
from perfeval.part import Part
from perfeval.quantity import Quantity
from perfeval.record import Record
from perfeval.rules.fit import NO_EXAMPLE, amount
from perfeval.source import Data
from perfeval.target import Target
from perfeval.unit import Unit

Note = Callable[[str, Any], Any]
"""Called with the name of a step and its value; gives the value back."""


def silent(name: str, value: Any) -> Any:
    """The `Note` that writes nothing down."""
    return value


class Figures(Protocol):
    """How figures are spelled inside sentences; a rule itself never drops a digit."""

    def points(self, x: Fraction) -> str:
        """Points, with the sign 分."""

    def share(self, x: Fraction) -> str:
        """A ratio as a percentage: 1 is 100%."""

    def amount(self, x: Fraction, unit: Unit) -> str:
        """An amount with its unit; x counts base units."""


class Received(Record):
    """A fact as a rule reads it.

    actual: what `Rule.earned` computes with. shown: the fact in words.
    reasons: what the file says about each part of it (for a checklist, one per point).
    evidence: where its parts can be looked up. by, branch: the rule and target that apply, and the
    way to them, where the indicator's rule only chose them. parts: what each part of the rule reads.
    """

    actual: Any
    shown: str
    reasons: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    by: "tuple[Rule, Target] | None" = None
    branch: "Branch | None" = None
    parts: "tuple[Received, ...]" = ()


class Branch(Record):
    """The way a rule took, and the ways it did not, in words."""

    taken: str
    refused: tuple[str, ...] = ()


class Loss(Record):
    """Points lost for one reason; `item` is the number of the checklist point, from 1, or 0."""

    points: Fraction
    reason: str
    item: int = 0


class Case(Record):
    """What a rule is asked about: the figures of one indicator in one project."""

    weight: Fraction
    target: Target
    received: Received
    unit: Unit

    @property
    def actual(self) -> Any:
        """The carrier that the rule computes with."""
        return self.received.actual


class Rule(Model):
    """One kind of scoring standard.

    title, says, authority: what the kind is called, how official texts put it, where it comes from.
    example: lines of an indicator of code X and weight 10, and lines of the facts it reads.
    """

    title: ClassVar[str]
    says: ClassVar[str]
    authority: ClassVar[str]
    example: ClassVar[tuple[str, str]]

    compares: ClassVar[bool] = False
    """Whether a project may be held against the others of its batch; then it is a `Compared`."""

    @property
    def beside(self) -> tuple[str, ...]:
        """The keys that may stand beside a fact's `value` and that the rule itself reads."""
        return ()

    @property
    def reads_amount(self) -> bool:
        """Whether the fact is a quantity; else it has the rule's own form, such as answers."""
        return True

    @property
    def reads_own(self) -> bool:
        """Whether there is a fact named after the indicator at all."""
        return True

    @classmethod
    def kind_name(cls) -> str:
        """The word that a spec writes after ``kind:``; none for what all kinds have in common."""
        kind = cls.__pydantic_fields__.get("kind")
        return str(kind.default) if kind else ""

    def faults(self, target: Target, unit: Unit, weight: Fraction | None) -> Iterator[Diagnostic]:
        """What is wrong with the rule as it stands beside this target; routes start at the rule."""
        yield from ()

    def formulas(self) -> Mapping[Route, str]:
        """The formulas that the rule itself states, by their route in it."""
        return {}

    def misfit_of(self, route: Route, kind: Kind, target: Target) -> Diagnostic | None:
        """What is wrong with the kind of one of these formulas' results."""
        return None

    def resolve(
        self, values: Mapping[Route, Any], spelled: Mapping[Route, str], read: Received | None, target: Target
    ) -> Received | tuple[Diagnostic, ...]:
        """The fact as the rule reads it, once its own formulas are computed."""
        raise AssertionError(f"{type(self).__name__} states no formulas")

    def inside(self) -> "Rule":
        """The rule as it is where it is a part of another one."""
        return self

    def unit(self, target: Target) -> Unit:
        """The unit that the actual is to have."""
        return target.unit

    def unit_within(self, target: Target, unit: Unit) -> Unit:
        """The unit of the actual where another rule chose this one; `unit` is the indicator's."""
        own = self.unit(target)
        return own if target.measurable or own.text else unit

    def receive(self, value: Data, target: Target, unit: Unit) -> Received | tuple[Diagnostic, ...]:
        """The fact written as `value`, or what is wrong with it; routes start at the value."""
        if not isinstance(value, str):
            hint = NO_EXAMPLE if unit.is_date else f"写成数加单位{_example(unit)}"
            return (Diagnostic("not-an-amount", "这里要一个数量", hint),)
        found = amount(value, unit)
        return (found,) if isinstance(found, Diagnostic) else Received(found.value, str(found))

    def asks(self) -> str:
        """What the fact is to answer, where it is not a quantity."""
        return ""

    def refusal(self, actual: Any, target: Target, unit: Unit) -> Diagnostic | None:
        """Why this actual cannot be scored by the rule, where it cannot."""
        return None

    def figure(self, actual: Any) -> Any:
        """The amount that stands for the actual beside the target, where there is one."""
        return None if isinstance(actual, tuple) or not self.reads_amount else actual

    def earned(self, weight: Any, actual: Any, target: Target, note: Note = silent) -> Any:
        """Points, exact, within 0..weight."""
        raise AssertionError(f"{type(self).__name__} has no arithmetic")

    def overdrawn(self, weight: Fraction, actual: Any, target: Target) -> Fraction:
        """By how many points what is to be deducted exceeds the weight."""
        return ZERO

    def reach(self, weight: Fraction, target: Target) -> tuple[Fraction, Fraction]:
        """The least and the most points that any fact can earn; the range may be wider, never narrower."""
        return ZERO, weight

    def standard(self, weight: Fraction, target: Target, unit: Unit, say: Figures) -> str:
        """评分标准: the rule in words."""
        raise AssertionError(f"{type(self).__name__} has no wording")

    def working(self, case: Case, say: Figures) -> str:
        """评分过程: what was found and how the points follow from it, figures put in."""
        raise AssertionError(f"{type(self).__name__} has no wording")

    def losses(self, case: Case, say: Figures) -> tuple[Loss, ...]:
        """Each lost point and why; none where everything was earned."""
        lost = case.weight - self.earned(case.weight, case.actual, case.target)
        return (Loss(lost, self.working(case, say)),) if lost else ()

    def branch(self, actual: Any, target: Target) -> Branch | None:
        """The way taken, for rules that choose among several."""
        return None

    def edges(self, weight: Fraction, target: Target) -> tuple[Quantity, ...]:
        """The actuals, besides the target's own amounts, at which the way that it goes may change."""
        return ()

    def ways(self, weight: Fraction, target: Target) -> tuple[str, ...]:
        """All the ways that it can go, in words, the best first."""
        from perfeval.rules.ways import ways_of

        return ways_of(self, weight, target)

    def way(self, case: Case) -> tuple[str, ...]:
        """The ways that it went, in the same words."""
        from perfeval.rules.ways import way_of

        return way_of(self, case)

    def samples(self, weight: Fraction, target: Target) -> Iterator[Data]:
        """Facts that go its ways, the best first, where these are not simply amounts."""
        yield from ()


def _example(unit: Unit) -> str:
    return f"，如 30 {unit.text}" if unit.text else ""


def at(found: Diagnostic, *route: str | int) -> Diagnostic:
    """The finding, moved below a route."""
    return found.below(*route)


def part_words(part: Part) -> str:
    """A share of the weight, or points, as they follow a Chinese verb."""
    return f"权重分的 {part.text}" if part.relative else f" {part.text.removesuffix('分').strip()} 分"
