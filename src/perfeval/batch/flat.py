"""The flat form of a spec's facts: the columns that a table has for them, and a project's facts as cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfeval.batch.heading import heading
from perfeval.batch.shape import NOTES, Shape, shape_of
from perfeval.diagnostic import Route
from perfeval.missing import wanted_facts
from perfeval.node import Node
from perfeval.plan import Plan
from perfeval.record import Record, replace
from perfeval.source import Data
from perfeval.source.writing import bracketed

_RARE = ("keep", "evidence", "at", "by")
"""What may have a column of its own and is better written in one cell with what it belongs to."""


class FlatColumn(Record):
    """A column of the flat form.

    name: its header, with the unit of its amounts. route: what it gives, below ``facts``. optional: whether the
    column, or its cells, may be left out. says: the fact, and what of it. target: the target as it is printed, of
    facts that are an indicator's own. how: how a cell is written. sample: a cell; empty where it may be left empty.
    """

    name: str
    fact: str
    route: Route
    unit: str
    optional: bool
    says: str
    target: str
    how: str
    sample: str


def columns_of(plan: Plan) -> tuple[FlatColumn, ...]:
    """The columns of the flat form of a spec, in order."""
    return tuple(_columns(plan))


def _columns(plan: Plan) -> Iterator[FlatColumn]:
    optional = plan.optional
    for fact, want in wanted_facts(plan).items():
        says, target = plan.shared[fact].about or fact if fact in plan.shared else "", ""
        if isinstance(want, Node):
            says, target = want.indicator.name, want.indicator.target.shown if want.indicator.target else ""
        for name, route, shape, spare in _pieces(fact, (), shape_of(want)):
            unit = shape.measure.text if shape.measure else ""
            words = "：".join(word for word in (says, shape.about) if word)
            yield FlatColumn(
                heading(name, shape), fact, ("facts", fact, *route), unit, spare or fact in optional, words, target,
                _how(name, shape), shape.sample,
            )  # fmt: skip


def _how(name: str, shape: Shape) -> str:
    partly = f"；有写“部分”的，加一列“{name}.keep”，写保留百分之几，如 70%" if "keep" in shape.beside else ""
    return shape.how + partly


def _pieces(name: str, route: Route, shape: Shape) -> Iterator[tuple[str, Route, Shape, bool]]:
    """What a fact has columns for: names, steps below the fact, shapes, and whether they may be left out."""
    parts: list[tuple[str | int, Shape]] = [*enumerate(shape.items), *shape.parts.items()]
    if not parts or shape.either:
        yield name, route, shape, False
    for step, piece in parts:
        for below in _pieces(f"{name}.{step + 1 if isinstance(step, int) else step}", (*route, step), piece):
            yield (*below[:3], below[3] or shape.either)
    for key, piece in shape.beside.items():
        if key not in _RARE:
            numbered = f"{shape.about.partition(' ')[0]} {piece.about}" if shape.about else piece.about
            spare = not piece.sample or key == "peers"
            yield f"{name}.{key}", (*route, key), replace(piece, about=numbered), spare


def flattened(facts: Mapping[str, Data], plan: Plan) -> dict[str, str]:
    """The facts of a project as the cells of a row, by their headers."""
    cells: dict[str, str] = {}
    for name, want in wanted_facts(plan).items():
        shape, data = shape_of(want), facts.get(name)
        if isinstance(data, dict) and "value" in data and shape.main != "value":
            for key in data.keys() - {"value"}:
                _put(cells, f"{name}.{key}", data[key])
            data = data["value"]
        _spread(cells, name, data, shape)
    return cells


def _spread(cells: dict[str, str], name: str, data: Data, shape: Shape) -> None:
    """The cells of a piece: one for each item or key where the columns of the flat form can hold them all."""
    if isinstance(data, dict) and shape.main in data and data.keys() <= {shape.main, *shape.beside, *NOTES}:
        _put(cells, name, data[shape.main])
        for key in data.keys() - {shape.main}:
            _put(cells, f"{name}.{key}", data[key])
    elif isinstance(data, dict) and shape.parts and data.keys() == shape.parts.keys():
        for key, value in data.items():
            _spread(cells, f"{name}.{key}", value, shape.parts[key])
    elif isinstance(data, list) and shape.items and len(data) == len(shape.items):
        for index, (value, piece) in enumerate(zip(data, shape.items, strict=True), 1):
            _spread(cells, f"{name}.{index}", value, piece)
    else:
        _put(cells, name, data)


def _put(cells: dict[str, str], name: str, data: Data) -> None:
    """One cell: a single value as it is, anything else in brackets."""
    if data is not None and data != "":
        cells[name] = str(data) if isinstance(data, str) else bracketed(data)
