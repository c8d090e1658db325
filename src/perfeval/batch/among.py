"""Rules that hold a project against the others of its batch: what each project states, and a plan that knows all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from perfeval.node import Node
from perfeval.number import Fraction
from perfeval.plan import Plan
from perfeval.quantity import Quantity
from perfeval.record import replace
from perfeval.rules.compared import Amounts, Compared
from perfeval.rules.fit import amount
from perfeval.source import Data
from perfeval.unit import Unit


def compared(plan: Plan) -> dict[str, Node]:
    """The indicators whose own facts are held against those of the other projects, by fact."""
    return {node.fact: node for node in plan.nodes if node.fact and node.rule and node.rule.compares}


def own_amount(value: Data, unit: Unit) -> Fraction | None:
    """The amount of its own that a project states; None where it states none, or none that can be read.

    >>> from perfeval.unit import PERCENT
    >>> facts = ("85%", {"value": "85%", "note": "年报"}, {"rank": "4", "of": "20"}, "85", "不适用", None)
    >>> [str(own_amount(fact, PERCENT)) for fact in facts]
    ['17/20', '17/20', 'None', 'None', 'None', 'None']
    """
    stated = value.get("value") if isinstance(value, dict) else value
    found = amount(stated, unit) if isinstance(stated, str) else None
    return found.value if isinstance(found, Quantity) else None


def among(plan: Plan, amounts: Mapping[str, Amounts]) -> Plan:
    """The plan for the projects of a batch in which these amounts are stated for each fact of `compared`."""
    roots = tuple(_among(plan.roots, amounts))
    nodes = tuple(_flat(roots))
    return replace(plan, roots=roots, nodes=nodes, by_code={node.code: node for node in nodes})


def _among(nodes: Iterable[Node], amounts: Mapping[str, Amounts]) -> Iterator[Node]:
    for node in nodes:
        rule = node.rule
        if isinstance(rule, Compared) and (found := amounts.get(node.fact or "")):
            rule = rule.among(found)
        yield replace(node, rule=rule, children=tuple(_among(node.children, amounts)))


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.children)
