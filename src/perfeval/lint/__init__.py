"""Questions about specs and projects that can be scored: what was probably not meant, or will be hard to defend.

The registry: a check is one line here and one page in `explained`.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Severity
from perfeval.lint.balance import quantity_only
from perfeval.lint.check import Check
from perfeval.plan import Plan
from perfeval.scorecard import Scorecard

SPEC_CHECKS: tuple[Check[Plan], ...] = (Check("quantity-only", Severity.WARNING, quantity_only),)

PROJECT_CHECKS: tuple[Check[Scorecard], ...] = ()


def spec_findings(plan: Plan) -> Iterator[Diagnostic]:
    """What every check has to say about a spec, routes into its file."""
    return (found for check in SPEC_CHECKS for found in check.findings(plan))


def project_findings(card: Scorecard) -> Iterator[Diagnostic]:
    """What every check has to say about a scored project, routes into the project's file."""
    return (found for check in PROJECT_CHECKS for found in check.findings(card))
