"""Questions about specs and projects that can be scored: what was probably not meant, or will be hard to defend.

The registry: a check is one line here and one page in `explained`.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Severity
from perfeval.lint import (
    agreement,
    balance,
    figures,
    money,
    names,
    placeholders,
    points,
    reach,
    reasons,
    satisfaction,
    steepness,
    targets,
    texts,
)
from perfeval.lint.check import Check
from perfeval.plan import Plan
from perfeval.scorecard import Scorecard

SPEC_CHECKS: tuple[Check[Plan], ...] = (
    Check("vague-target", Severity.WARNING, targets.vague_target),
    Check("on-demand-target", Severity.WARNING, targets.on_demand_target),
    Check("target-changed", Severity.WARNING, targets.target_changed),
    Check("target-above-whole", Severity.WARNING, targets.target_above_whole),
    Check("cost-direction", Severity.WARNING, targets.cost_direction),
    Check("indicator-not-specific", Severity.WARNING, names.indicator_not_specific),
    Check("several-in-one", Severity.NOTE, names.several_in_one),
    Check("name-against-unit", Severity.WARNING, names.name_against_unit),
    Check("wrong-category", Severity.NOTE, names.wrong_category),
    Check("similar-names", Severity.WARNING, names.similar_names),
    Check("placeholder-left", Severity.WARNING, placeholders.placeholder_left),
    Check("broken-figure", Severity.WARNING, placeholders.broken_figure),
    Check("quantity-only", Severity.WARNING, balance.quantity_only),
    Check("dimension-missing", Severity.WARNING, balance.dimension_missing),
    Check("too-few-benefits", Severity.WARNING, balance.too_few_benefits),
    Check("benefit-repeats-output", Severity.WARNING, balance.benefit_repeats_output),
    Check("benefit-counts-work", Severity.WARNING, balance.benefit_counts_work),
    Check("results-underweighted", Severity.WARNING, balance.results_underweighted),
    Check("grades-missing", Severity.NOTE, balance.grades_missing),
    Check("satisfaction-too-heavy", Severity.WARNING, satisfaction.satisfaction_too_heavy),
    Check("satisfaction-without-survey", Severity.NOTE, satisfaction.satisfaction_without_survey),
    Check("money-without-indicator", Severity.WARNING, money.money_without_indicator),
    Check("weight-off-money", Severity.NOTE, money.weight_off_money),
    Check("checklist-never-zero", Severity.WARNING, points.checklist_never_zero),
    Check("share-against-miss", Severity.WARNING, points.share_against_miss),
    Check("better-earns-less", Severity.WARNING, steepness.better_earns_less),
    Check("too-steep", Severity.WARNING, steepness.too_steep),
    Check("too-shallow", Severity.WARNING, steepness.too_shallow),
    Check("zero-beyond-unreached", Severity.WARNING, steepness.zero_beyond_unreached),
)

PROJECT_CHECKS: tuple[Check[Scorecard], ...] = (
    Check("target-too-low", Severity.WARNING, reach.target_too_low),
    Check("target-too-high", Severity.NOTE, reach.target_too_high),
    Check("target-below-last-year", Severity.WARNING, reach.target_below_last_year),
    Check("targets-equal-actuals", Severity.WARNING, reach.targets_equal_actuals),
    Check("rate-impossible", Severity.WARNING, figures.rate_impossible),
    Check("share-above-whole", Severity.WARNING, figures.share_above_whole),
    Check("identical-facts", Severity.NOTE, figures.identical_facts),
    Check("same-fact-two-values", Severity.WARNING, agreement.same_fact_two_values),
    Check("identity-broken", Severity.WARNING, agreement.identity_broken),
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


def spec_findings(plan: Plan) -> Iterator[Diagnostic]:
    """What every check has to say about a spec, routes into its file."""
    return (found for check in SPEC_CHECKS for found in check.findings(plan))


def project_findings(card: Scorecard) -> Iterator[Diagnostic]:
    """What every check has to say about a scored project, routes into the project's file."""
    return (found for check in PROJECT_CHECKS for found in check.findings(card))
