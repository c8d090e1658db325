"""Binding: the facts of a project, held against what the rules of its spec read.

A fact is given, missing, or not applicable; these are three things. Missing facts, surplus ones and
wrong ones are all reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.conditions import counted, holding
from perfeval.diagnostic import Diagnostic, Route
from perfeval.expr import Formula
from perfeval.missing import Missing, Wanted, missing_facts, wanted_facts
from perfeval.node import WEIGHT, Node
from perfeval.number import ZERO, Fraction, spell
from perfeval.plan import Plan
from perfeval.project import Override, Project
from perfeval.record import Record, replace
from perfeval.references import reference_faults
from perfeval.rounding import Figures
from perfeval.rules import Received
from perfeval.stated import Fact, Reader, stated
from perfeval.surplus import surplus


class Bound(Record, eq=False):
    """A project whose facts fit its spec: ready to be scored.

    absent: whether some indicator is not applicable.
    held: the conditions of gates and caps that hold, by route, with the figures put in.
    received: per indicator code, the actual that its rule (or its completion rate) is computed from;
    None where the indicator is not applicable. Codes that read nothing are absent.
    missing: the facts that are not given, where that was allowed. The indicators that read one are
    absent from `received`, the conditions that do from `held`; `provisional` scores what there is.
    """

    plan: Plan
    project: Project
    facts: Mapping[str, Fact]
    received: Mapping[str, Received | None]
    overrides: Mapping[str, Override] = {}
    held: Mapping[Route, str] = {}
    absent: bool = False
    counted: Mapping[Route, tuple[Fraction, str]] = {}
    missing: tuple[Missing, ...] = ()


def bind(
    plan: Plan, project: Project, *, provisional: bool = False, reader: Reader = stated
) -> Bound | tuple[Diagnostic, ...]:
    """The project's facts in the form that the rules read, or everything that is wrong with them.

    provisional: whether facts may be missing. reader: reads one fact, for who remembers what it has read.
    """
    wanted = wanted_facts(plan)
    missing = tuple(missing_facts(plan, project, wanted))
    unread = [*surplus(plan, project, wanted)]
    misspelt = {name for _, name in unread}  # is there, and need not be told to be missing too
    faults = [] if provisional else [fact.diagnostic for fact in missing if fact.name not in misspelt]
    faults += [*(fault for fault, _ in unread), *reference_faults(plan, project)]
    facts = _facts(project, wanted, faults, reader)
    received, wrong = _received(plan, facts)
    faults += [*wrong, *_idle_overrides(project, received)]
    unfit = [
        one for formula in (*plan.conditions.values(), *plan.counts.values()) for one in _no_amounts(formula, facts)
    ]
    faults += unfit
    barred = {one.route[1] for one in unfit}
    known = (
        {name: fact.value for name, fact in facts.items() if fact.applicable and name not in barred},
        {name: fact.shown for name, fact in facts.items()},
        {name for name, fact in facts.items() if not fact.applicable},
    )
    held = holding(plan.conditions, *known)
    counts = counted(plan.counts, *known) if plan.counts else {}
    faults += [found for each in (held, counts) if isinstance(each, tuple) for found in each]
    faults += _takers_gone(plan, received)
    faults += _nothing_left(plan, received, bool(faults))
    if faults or isinstance(held, tuple) or isinstance(counts, tuple):
        return tuple(faults)
    absent = any(found is None for found in received.values())
    overrides = {item.indicator: item for item in project.overrides}
    return Bound(plan, project, facts, received, overrides, held, absent, counts, missing)


def _facts(project: Project, wanted: Wanted, faults: list[Diagnostic], reader: Reader) -> dict[str, Fact]:
    """The facts that can be read; what is wrong with the others is added to `faults`."""
    facts: dict[str, Fact] = {}
    for name, raw in project.facts.items():
        if name in wanted and raw is not None:
            found = reader(name, raw, wanted[name])
            if isinstance(found, Fact):
                facts[name] = found
            else:
                faults += [fault.below("facts", name) for fault in found]
    return facts


def _received(plan: Plan, facts: Mapping[str, Fact]) -> tuple[dict[str, Received | None], list[Diagnostic]]:
    """What each indicator whose facts are given is computed from, by code."""
    received: dict[str, Received | None] = {}
    faults: list[Diagnostic] = []
    for node in plan.nodes:
        read = [facts[name] for name in node.reads if name in facts]
        # One fact that is not applicable decides, whatever the others say.
        if node.measured and (len(read) == len(node.reads) or not all(fact.applicable for fact in read)):
            result = _receive(node, read)
            if isinstance(result, Diagnostic):
                faults.append(result)
            else:
                received[node.code] = result
                faults += _unexplained(node, result, facts) if node.indicator.over else ()
                faults += _policy_faults(plan, node, result, facts) if result is None else ()
    return received, faults


def _nothing_left(plan: Plan, received: Mapping[str, Received | None], faulty: bool) -> Iterator[Diagnostic]:
    left = any(received.get(node.code, ...) is not None for node in plan.leaves)
    if plan.full is not None and not left and not faulty:
        message = "所有指标都不适用，没有可以评分的"
        yield Diagnostic("nothing-to-score", message, "核对事实", ("facts",), on_key=True)


def _takers_gone(plan: Plan, received: Mapping[str, Received | None]) -> Iterator[Diagnostic]:
    """Points that are to go to indicators none of which is applicable either."""
    for node in plan.leaves:
        takers = node.indicator.goes_to
        if takers and received.get(node.code, ...) is None and all(received.get(code, ...) is None for code in takers):
            message = f"“{node.code}”不适用，而承接它权重的 {'、'.join(takers)} 也不适用"
            yield Diagnostic("nowhere-to-go", message, "核对事实；或在指标体系里改 goes_to", ("facts", node.reads[0]))


def _idle_overrides(project: Project, received: Mapping[str, Received | None]) -> Iterator[Diagnostic]:
    """Overrides of indicators that are not applicable, and so have no points to set."""
    for index, item in enumerate(project.overrides):
        if received.get(item.indicator, ...) is None:
            message = f"“{item.indicator}”不适用，不能认定得分"
            yield Diagnostic("override-not-applicable", message, "删去这条认定，或写出事实", ("overrides", index))


def _applicable(read: list[Fact]) -> bool:
    return all(fact.applicable for fact in read)


def _receive(node: Node, read: list[Fact]) -> Received | Diagnostic | None:
    """The actual of an indicator from the facts that it reads, None where one of them is not applicable."""
    if not all(fact.applicable for fact in read):
        return None
    received = read[0].received if node.fact else None
    if node.formula:
        found = _computed(node.formula, read, {})
        if isinstance(found, Diagnostic):
            return found
        received = Received(found[0], f"{found[1]}＝{Figures().amount(found[0], node.unit)}")
    if node.inner and node.rule:
        inner = {route: _computed(formula, read, {WEIGHT: node.weight}) for route, formula in node.inner.items()}
        if wrong := next((found for found in inner.values() if isinstance(found, Diagnostic)), None):
            return wrong
        good = {route: found for route, found in inner.items() if not isinstance(found, Diagnostic)}
        values, spelled = {r: f[0] for r, f in good.items()}, {r: f[1] for r, f in good.items()}
        resolved = node.rule.resolve(values, spelled, received, node.target)
        if not isinstance(resolved, Received):
            return _at_fact(resolved[0], node)
        received = resolved
    assert received is not None
    rule, target = received.by or (node.rule, node.target)
    wrong = rule.refusal(received.actual, target, rule.unit(target)) if rule else None
    return _at_fact(wrong, node) if wrong else received


def _unexplained(node: Node, received: Received | None, facts: Mapping[str, Fact]) -> Iterator[Diagnostic]:
    """A target exceeded by so much that the spec asks for the reason, and none is given."""
    over = node.indicator.over
    if over is None or over.then != "explain" or received is None:
        return
    rule, goal = received.by or (node.rule, node.target)
    figure = rule.figure(received.actual) if rule else received.actual
    rated = figure is not None and goal.relation in ("≥", ">") and goal.value > ZERO
    if rated and figure / goal.value > over.beyond.value and not any(facts[name].note for name in node.reads):
        message = f"“{node.code} {node.indicator.name}”的完成率超过 {over.beyond}，没有说明原因"
        place = ("facts", node.fact or node.reads[-1])
        yield Diagnostic("over-unexplained", message, "写成 {value: 数量, note: 原因}", place)


def _at_fact(found: Diagnostic, node: Node) -> Diagnostic:
    """A finding about what an indicator reads, placed at the fact."""
    return found.below("facts", node.fact or node.reads[-1])


def _no_amounts(formula: Formula, facts: Mapping[str, Fact]) -> Iterator[Diagnostic]:
    """Facts of indicators that a formula names as amounts, and that are lists or answers."""
    for name in formula.names:
        fact = facts.get(name)
        if fact and fact.received and fact.applicable and not hasattr(fact.value, "numerator"):
            message = f"公式“{formula.text}”要“{name}”是一个数，它却是一列或另一种形式"
            yield Diagnostic("not-an-amount", message, "写成一个数", ("facts", name))


def _computed(formula: Formula, read: list[Fact], constants: Mapping[str, Any]) -> tuple[Any, str] | Diagnostic:
    """The result of a formula, and the formula with the figures put in."""
    if wrong := next(_no_amounts(formula, {fact.name: fact for fact in read}), None):
        return wrong
    value = formula.evaluate({**{fact.name: fact.value for fact in read}, **constants})
    if isinstance(value, Diagnostic):
        return replace(value, route=("facts", _blamed(formula, value, constants)), span=None)
    shown = {fact.name: fact.shown for fact in read} | {name: spell(value) for name, value in constants.items()}
    return value, formula.spelled(shown)


def _blamed(formula: Formula, found: Diagnostic, constants: Mapping[str, Any]) -> str:
    """The fact at which a finding about a formula is placed: the last one in the part that is wrong."""
    start, length = found.span or (0, len(formula.text))
    inside = [name for at, _, name in formula.places if start <= at < start + length and name not in constants]
    return inside[-1] if inside else next((name for name in reversed(formula.names) if name not in constants), "")


def _policy_faults(
    plan: Plan, node: Node, received: Received | None, facts: Mapping[str, Fact]
) -> Iterator[Diagnostic]:
    policy = plan.policy(node)
    if received is not None or node.weight is None or policy not in (None, "peer_mean"):
        return
    said = next(name for name in node.reads if name in facts and not facts[name].applicable)
    if policy is None:
        message = f"“{node.code} {node.indicator.name}”不适用，而指标体系没有写不适用时怎样计分"
        policies = "redistribute（权重分给同级）、full（满分）、zero（零分）或 peer_mean（同批其他项目的平均得分）"
        hint = f"写出事实的值；确实不适用的，在指标体系开头加一行 not_applicable，写 {policies}"
        yield Diagnostic("not-applicable-not-stated", message, hint, ("facts", said))
    elif plan.mean(node) is None:
        yield _no_mean(plan, node).below("facts", said)


def _no_mean(plan: Plan, node: Node) -> Diagnostic:
    """Why an indicator cannot have the mean of the other projects."""
    absent = f"“{node.code} {node.indicator.name}”不适用，要按同批其他项目的平均得分计"
    if plan.means is None:
        message, hint = f"{absent}，单独一个项目不能评分", "同批的项目用 perfeval batch 一起评；有实际值的写出实际值"
        return Diagnostic("needs-peers", message, hint)
    message = f"{absent}，而同批没有别的项目有这项得分"
    hint = "核对各项目的这一项；确实都不适用的，在指标体系里改写这个指标的 not_applicable"
    return Diagnostic("needs-peers", message, hint)
