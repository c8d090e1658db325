"""The value of a shared fact, read by the kind that its spec declares."""

from __future__ import annotations

from typing import Any

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.expr import Choice, Kind, ListOf, TableOf
from perfeval.model import truth
from perfeval.record import replace
from perfeval.rules.fit import amount
from perfeval.source import Data
from perfeval.unit import Unit

Read = tuple[str, Any]
"""How a value is spelled, and what formulas compute with."""


def given(name: str, value: Data, kind: Kind) -> Read | list[Diagnostic]:
    """The value of a fact, or everything that is wrong with it; routes start at the value."""
    if isinstance(kind, ListOf):
        return _list(name, value, kind)
    if isinstance(kind, TableOf):
        return _table(name, value, kind)
    found = scalar(value, kind)
    return [found] if isinstance(found, Diagnostic) else found


def scalar(value: Data, kind: Kind) -> Read | Diagnostic:
    """One amount, label or truth."""
    if not isinstance(value, str):
        return Diagnostic("not-text", "这里要一个值，而不是列表或下级栏目")
    if isinstance(kind, Choice):
        label = value.strip()
        hint = nearest(label, kind.labels, "可选：" + "、".join(kind.labels))
        return (label, label) if label in kind.labels else Diagnostic("unknown-label", f"没有“{value}”这一项", hint)
    if not isinstance(kind, Unit):
        answer = truth(value)
        return answer if isinstance(answer, Diagnostic) else ("是" if answer else "否", answer)
    found = amount(value, kind)
    return found if isinstance(found, Diagnostic) else (str(found), found.value)


def _list(name: str, value: Data, kind: ListOf) -> Read | list[Diagnostic]:
    if not isinstance(value, list) or not value:
        hint = "写成 [甲, 乙, …]；没有这类事项时写“不适用”"
        return [Diagnostic("not-a-list", f"事实“{name}”要一个列表，至少一项", hint)]
    items = [scalar(item, kind.of) for item in value]
    faults = [replace(item, route=(n,)) for n, item in enumerate(items) if isinstance(item, Diagnostic)]
    good = [item for item in items if not isinstance(item, Diagnostic)]
    return faults or ("、".join(text for text, _ in good), tuple(figure for _, figure in good))


def _table(name: str, value: Data, kind: TableOf) -> Read | list[Diagnostic]:
    """Rows that each give every column of the table, and nothing else."""
    lines = value if isinstance(value, list) else []
    if not lines or not all(isinstance(line, dict) for line in lines):
        shape = ", ".join(f"{column}: {sample(of)}" for column, of in kind.columns)
        hint = f"每行写成 - {{{shape}}}；没有这类事项时写“不适用”"
        return [Diagnostic("not-a-table", f"事实“{name}”要一张表，至少一行", hint)]
    faults, rows = list[Diagnostic](), list[tuple[Any, ...]]()
    for index, line in enumerate(lines):
        cells = _cells(line if isinstance(line, dict) else {}, kind)
        wrong = [cell for cell in cells if isinstance(cell, Diagnostic)]
        faults += [replace(cell, route=(index, *cell.route)) for cell in wrong]
        rows.append(tuple(cell[1] for cell in cells if not isinstance(cell, Diagnostic)))
    return faults or (f"{len(rows)} 行", tuple(rows))


def _cells(line: dict[str, Data], kind: TableOf) -> list[Read | Diagnostic]:
    """The cells of one row, in the order of the columns, and what is wrong with it."""
    cells: list[Read | Diagnostic] = []
    columns = dict(kind.columns)
    for column, of in columns.items():
        if column in line:
            found = scalar(line[column], of)
            cells.append(replace(found, route=(column,)) if isinstance(found, Diagnostic) else found)
        else:
            cells.append(Diagnostic("missing-column", f"这一行缺少“{column}”", f"补上 {column}: {sample(of)}"))
    for column in line:
        if column not in columns:
            hint = nearest(column, columns, "这张表的列：" + "、".join(columns))
            cells.append(Diagnostic("unknown-column", f"没有“{column}”这一列", hint, (column,), on_key=True))
    return cells


def sample(kind: Kind) -> str:
    """What a value of this kind looks like, for advice."""
    if isinstance(kind, Unit):
        return "年-月-日" if kind.is_date else f"数值 {kind.text}".strip()
    if isinstance(kind, ListOf):
        return f"[{sample(kind.of)}, …]"
    if isinstance(kind, TableOf):
        return "[{" + ", ".join(f"{column}: {sample(of)}" for column, of in kind.columns) + "}, …]"
    return "、".join(kind.labels) + " 之一" if isinstance(kind, Choice) else "是"
