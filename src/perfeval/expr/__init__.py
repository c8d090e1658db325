"""Formulas over facts (``实际支出 / 预算安排``): exact, with units checked before anything is scored."""

from __future__ import annotations

from perfeval.expr.formula import BOOLEAN, Choice, Formula, Kind, ListOf, TableOf, Truth, compile_formula
from perfeval.expr.syntax import is_reserved

__all__ = ["BOOLEAN", "Choice", "Formula", "Kind", "ListOf", "TableOf", "Truth", "compile_formula", "is_reserved"]
