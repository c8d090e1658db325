"""The checks on specs: each is one line here and one page in `explained`."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Severity
from perfeval.lint import balance, money, names, placeholders, points, satisfaction, steepness, targets
from perfeval.lint.check import Check
from perfeval.plan import Plan

SPEC_CHECKS: tuple[Check[Plan], ...] = (
    Check("vague-target", Severity.WARNING, targets.vague_target),
    Check("on-demand-target", Severity.WARNING, targets.on_demand_target),
    Check("target-changed", Severity.WARNING, targets.target_changed),
    Check("target-above-whole", Severity.WARNING, targets.target_above_whole),
    Check("cost-direction", Severity.WARNING, targets.cost_direction),
    Check("adverse-upward", Severity.WARNING, targets.adverse_upward),
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
    Check("duplicate-point", Severity.WARNING, points.duplicate_point),
    Check("share-against-miss", Severity.WARNING, points.share_against_miss),
    Check("better-earns-less", Severity.WARNING, steepness.better_earns_less),
    Check("too-steep", Severity.WARNING, steepness.too_steep),
    Check("too-shallow", Severity.WARNING, steepness.too_shallow),
    Check("zero-beyond-unreached", Severity.WARNING, steepness.zero_beyond_unreached),
)


def spec_findings(plan: Plan) -> Iterator[Diagnostic]:
    """What every check has to say about a spec, routes into its file."""
    return (found for check in SPEC_CHECKS for found in check.findings(plan))
