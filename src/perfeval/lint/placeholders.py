"""Texts and figures that are yet to be written, or that a program wrote."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from perfeval.lint.check import Doubt
from perfeval.lint.outline import target_place
from perfeval.lint.texts import Text, broken, unfilled, within
from perfeval.plan import Plan
from perfeval.target import Target

_TEXTS = ("name", "about", "official", "actual")


def placeholder_left(plan: Plan) -> Iterator[Doubt]:
    """待定 and the like, where the spec is to say something."""
    return unfilled(_told(plan))


def broken_figure(plan: Plan) -> Iterator[Doubt]:
    """-0%, and 0.0900000762939453."""
    return broken(_told(plan))


@lru_cache(maxsize=1)
def _told(plan: Plan) -> list[Text]:
    """What a spec says in words and figures, each with its place. A note may quote anything."""
    found: list[Text] = [(("name",), plan.spec.name), (("id",), plan.spec.id)]
    for node in plan.nodes:
        own = node.indicator
        found += [((*node.route, name), text) for name in _TEXTS if (text := getattr(own, name))]
        if own.target:
            for name in own.target.model_fields_set:
                text = getattr(own.target, name)
                place = target_place(node) if name == "value" else (*node.route, "target", name)
                found.append((place, text.text if isinstance(text, Target) else text or ""))
        if own.rule:
            found += within(own.rule, (*node.route, "rule"))
    return found
