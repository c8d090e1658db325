"""The kinds of scoring standards: one file each, and one line each on the roll below."""

from importlib import import_module
from typing import Annotated

from perfeval.rules.nested import ByKind
from perfeval.rules.rule import Branch, Case, Loss, Received, Rule, silent

__all__ = ["ROLL", "AnyRule", "Branch", "Case", "Loss", "Received", "Rule", "kind_named", "silent"]

ROLL = {
    "proportional": "Proportional",
    "deduct": "Deduct",
    "accrue": "Accrue",
    "bands": "Bands",
    "curve": "Curve",
    "threshold": "Threshold",
    "checklist": "Checklist",
    "faults": "Faults",
    "levels": "Levels",
    "panel": "Panel",
    "survey": "Survey",
    "formula": "ByFormula",
    "choose": "Choose",
    "parts": "Parts",
    "rank": "Rank",
    "peer": "Peer",
}
"""Every kind that a spec may name, which is also the name of its file, and its class there."""


def kind_named(name: str) -> type[Rule]:
    """The class of a kind on the roll; its file is imported when a spec first names it."""
    found: type[Rule] = getattr(import_module(f"perfeval.rules.{name}"), ROLL[name])
    return found


AnyRule = Annotated[Rule, ByKind()]
"""A field that holds a rule of any kind."""
