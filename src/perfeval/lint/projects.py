"""The checks on projects: each is one line here and one page in `explained`."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Severity
from perfeval.lint import agreement, figures, reach, reasons, texts, unlikely
from perfeval.lint.check import Check
from perfeval.scorecard import Scorecard

IDENTITIES = Check("identity-broken", Severity.WARNING, agreement.identity_broken)
PROJECT_CHECKS: tuple[Check[Scorecard], ...] = (
    Check("target-too-low", Severity.WARNING, reach.target_too_low),
    Check("target-too-high", Severity.NOTE, reach.target_too_high),
    Check("target-below-last-year", Severity.WARNING, reach.target_below_last_year),
    Check("targets-equal-actuals", Severity.WARNING, reach.targets_equal_actuals),
    Check("rate-impossible", Severity.WARNING, figures.rate_impossible),
    Check("share-above-whole", Severity.WARNING, figures.share_above_whole),
    Check("negative-amount", Severity.WARNING, unlikely.negative_amount),
    Check("date-far-off", Severity.WARNING, unlikely.date_far_off),
    Check("identical-facts", Severity.NOTE, figures.identical_facts),
    Check("same-fact-two-values", Severity.WARNING, agreement.same_fact_two_values),
    IDENTITIES,
    Check("published-differs", Severity.WARNING, agreement.published_differs),
    Check("grade-off-scale", Severity.WARNING, agreement.grade_off_scale),
    Check("grade-without-score", Severity.WARNING, agreement.grade_without_score),
    Check("survey-size-missing", Severity.WARNING, reasons.survey_size_missing),
    Check("evidence-ends-early", Severity.WARNING, reasons.evidence_ends_early),
    Check("loss-unexplained", Severity.NOTE, reasons.loss_unexplained),
    Check("finding-without-loss", Severity.NOTE, reasons.finding_without_loss),
    Check("exemption-without-evidence", Severity.WARNING, reasons.exemption_without_evidence),
    Check("duplicate-title", Severity.WARNING, reasons.duplicate_title),
    Check("impossible-date-in-text", Severity.WARNING, texts.impossible_date_in_text),
    Check("placeholder-left", Severity.WARNING, texts.placeholder_left),
    Check("broken-figure", Severity.WARNING, texts.broken_figure),
)


def project_findings(card: Scorecard) -> Iterator[Diagnostic]:
    """What every check has to say about a scored project, routes into the project's file."""
    return (found for check in PROJECT_CHECKS for found in check.findings(card))
