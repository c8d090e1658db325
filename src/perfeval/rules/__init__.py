"""The kinds of scoring standards: one file each, and one line each on the roll below."""

from typing import Annotated

from pydantic import Field

from perfeval.rules.accrue import Accrue
from perfeval.rules.bands import Bands
from perfeval.rules.checklist import Checklist
from perfeval.rules.choose import Choose
from perfeval.rules.curve import Curve
from perfeval.rules.deduct import Deduct
from perfeval.rules.faults import Faults
from perfeval.rules.formula import ByFormula
from perfeval.rules.levels import Levels
from perfeval.rules.nested import offer
from perfeval.rules.panel import Panel
from perfeval.rules.parts import Parts
from perfeval.rules.proportional import Proportional
from perfeval.rules.rule import Branch, Case, Loss, Received, Rule, silent
from perfeval.rules.survey import Survey
from perfeval.rules.threshold import Threshold

__all__ = ["AnyRule", "Branch", "Case", "Loss", "Received", "Rule", "silent"]

Amounts = Proportional | Deduct | Accrue | Bands | Curve | Threshold
Judged = Faults | Survey | Panel | Checklist

Simple = Annotated[Amounts | Judged | ByFormula | Levels, Field(discriminator="kind")]
"""The kinds that may stand inside another rule."""

AnyRule = Annotated[Amounts | Judged | ByFormula | Choose | Parts | Levels, Field(discriminator="kind")]
"""The roll: every kind that a spec may name."""

offer(Simple)
