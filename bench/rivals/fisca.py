"""The spec as an OpenFisca tax-benefit system: a variable for each column and each indicator, whole arrays at once.

OpenFisca keeps numbers as float32. `float64` changes that one setting, which no documented option does.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from bench.rivals.data import CHECKLISTS, COUNTS, DAYS, MONEY, PARTLY, points_of
from bench.rivals.floats import Columns, columns
from bench.rivals.formulas import FORMULAS, Formula, printed
from bench.rivals.scores import CODES, EDGES, GRADES, Rival, Scores, hundredths
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.model_api import ETERNITY, Variable
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables.config import VALUE_TYPES

PROJECT = build_entity(key="project", plural="projects", label="Project", is_person=True)
PERIOD = "2023"
Grade = Enum("Grade", list(GRADES))


def _input(name: str) -> str:
    """The variable of a column; an indicator may have the same name, and bears its points."""
    return f"given {name}"


def _variable(name: str, kind: type, **more: Any) -> type[Variable]:
    fields = {"value_type": kind, "entity": PROJECT, "definition_period": ETERNITY, "label": name, **more}
    made: type[Variable] = type(name, (Variable,), fields)
    return made


def _points(code: str, formula: Formula) -> type[Variable]:
    names, points = formula

    def run(project: Any, period: Any) -> Any:
        return printed(code, points(*(project(_input(name), period) for name in names)))

    return _variable(code, float, formula=run)


def _total(project: Any, period: Any) -> Any:
    total = project(CODES[0], period)
    for code in CODES[1:]:
        total = total + project(code, period)
    return np.round(total, 2)


def _grade(project: Any, period: Any) -> Any:
    total = project("total", period)
    index = (total < EDGES[0]).astype(np.int16)
    for edge in EDGES[1:]:
        index += total < edge
    # Not np.select, as the tutorials have it: choosing among Python objects took a third of the whole run.
    return EnumArray(index, Grade)


def system() -> TaxBenefitSystem:
    """The spec."""
    made = TaxBenefitSystem([PROJECT])
    answers = {column: float if code in PARTLY else bool for code in CHECKLISTS for column in points_of(code)}
    kinds = dict.fromkeys((*MONEY, "D13"), float) | dict.fromkeys(COUNTS, int) | dict.fromkeys(DAYS, date) | answers
    made.add_variables(*(_variable(_input(name), kind) for name, kind in kinds.items()))
    made.add_variables(*(_points(code, formula) for code, formula in FORMULAS.items()))
    made.add_variable(_variable("total", float, formula=_total))
    made.add_variable(
        _variable("grade", Enum, possible_values=Grade, default_value=getattr(Grade, GRADES[-1]), formula=_grade)
    )
    return made


def ready(data: Columns) -> Simulation:
    """A simulation with its inputs set."""
    made = SimulationBuilder().build_default_simulation(system(), count=len(data["D13"]))
    for name, values in data.items():
        made.set_input(_input(name), PERIOD, values)
    return made


def run(simulation: Simulation) -> Columns:
    """Points, total and grade; the total asks for all points."""
    found = {code: simulation.calculate(code, PERIOD) for code in CODES}
    return found | {name: simulation.calculate(name, PERIOD) for name in ("total", "grade")}


def _doubled(data: Columns) -> Simulation:
    """The same with float64; for the rest of the process."""
    VALUE_TYPES[float]["dtype"] = np.float64
    return ready(data)


def scores(found: Columns) -> Scores:
    """Points in hundredths."""
    return {code: hundredths(found[code]) for code in (*CODES, "total")} | {"grade": np.asarray(found["grade"])}


RIVALS = {
    "openfisca": Rival("OpenFisca, float32", run, scores, columns, ready),
    "openfisca64": Rival("OpenFisca, float64", run, scores, columns, _doubled),
}
