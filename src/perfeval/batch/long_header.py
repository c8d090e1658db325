"""The columns of a long table, one row per project and indicator: what they are called, and one row of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from sys import intern

from perfeval.diagnostic import Diagnostic, Severity, nearest
from perfeval.record import Record
from perfeval.regex import regex
from perfeval.unit import halfwidth

COLUMNS = {
    "项目": "项目名称；名称、编码和单位都相同的各行是一个项目",
    "项目编码": "有同名项目的写",
    "单位": "有同名项目的写",
    "一级指标": "如 产出指标",
    "二级指标": "如 数量指标",
    "三级指标": "指标名称",
    "编号": "指标编号；不写则按先后为 X1、X2 …",
    "指标性质": "≥、≤、>、<、=，或 定性；指标值里已有比较的不写",
    "指标值": "目标值",
    "计量单位": "指标值和实际完成值只写数时，它们的单位",
    "实际完成值": "实际值、档次或 是、否；没有这类事项写 不适用",
    "认定比例": "定性分档时，在这一档里认定百分之多少",
    "分值": "权重，以分计",
    "评分方式": "规则的名称，如 按完成率；不写则用评分办法里的",
    "规则参数": "规则的栏目，如 per: 1%, lose: 2%, part: exact",
    "偏差原因": "没有达到、超额很多或认定的理由",
    "佐证": "依据的文件或材料",
}
"""What each column holds."""

ALSO = {
    "项目": ("项目名称", "name"),
    "项目编码": ("项目编号", "项目代码"),
    "单位": ("项目单位", "实施单位", "预算单位", "单位名称"),
    "一级指标": ("一级指标名称",),
    "二级指标": ("二级指标名称",),
    "三级指标": ("三级指标名称", "指标名称", "指标", "绩效指标"),
    "编号": ("指标编号", "code"),
    "指标性质": ("比较符号",),
    "指标值": ("目标值", "年度指标值", "年度目标值", "target"),
    "计量单位": ("度量单位", "指标单位", "unit"),
    "实际完成值": ("实际值", "完成值", "全年完成值", "actual"),
    "认定比例": ("认定得分率",),
    "分值": ("权重", "权重分", "weight"),
    "评分方式": ("评分规则", "计分方式", "kind"),
    "规则参数": ("规则栏目", "评分参数"),
    "偏差原因": ("偏差原因分析", "偏差原因分析及改进措施", "理由"),
    "佐证": ("佐证材料", "依据", "证据"),
}
"""What else a table may call it."""

REQUIRED = ("项目", "三级指标", "指标值", "实际完成值", "分值")
"""The columns that a table must have; in each of them a row must have a value."""

_NAMES = {alias: name for name, others in ALSO.items() for alias in (name, *others)}
_AT = {name: index for index, name in enumerate(COLUMNS)}
_SPACE = regex(r"\s+")


class Row(Record):
    """One row: its number, counted from 1 without the header, and its cells in the order of `COLUMNS`."""

    number: int
    cells: tuple[str | None, ...]

    def __getitem__(self, column: str) -> str | None:
        return self.cells[_AT[column]]

    @property
    def key(self) -> tuple[str | None, ...]:
        """What rows of one project have in common."""
        return self["单位"], self["项目编码"], self["项目"]


class Header(Record):
    """Which heading of a table stands for which column, and what was noticed about the others."""

    headings: Mapping[str, str]
    notes: tuple[Diagnostic, ...] = ()

    def shown(self, column: str) -> str:
        """The column as the table calls it; as we call it where the table has none."""
        return self.headings.get(column, column)

    def rows(self, table: Iterable[Mapping[str, str | None]]) -> Iterator[Row]:
        """The rows of the table that are not empty throughout."""
        headings = [self.headings.get(column) for column in COLUMNS]
        for number, row in enumerate(table, 1):
            cells = tuple(None if heading is None else _cell(row.get(heading)) for heading in headings)
            if any(cells):
                yield Row(number, cells)


def header(headings: Iterable[str], required: Iterable[str] = REQUIRED) -> Header | tuple[Diagnostic, ...]:
    r"""The columns of a table with these headings, or why it is none that can be scored.

    >>> header(["项目名称", "指标", "目标值", "实际\n完成值", "分值"]).headings["实际完成值"]
    '实际\n完成值'
    >>> [found.message for found in header(["项目", "指标", "指标值", "分值"])]
    ['表里没有“实际完成值”这一列']
    """
    known: dict[str, str] = {}
    faults: list[Diagnostic] = []
    free: list[str] = []
    for heading in headings:
        column = _column(heading)
        if column is None:
            free.append(heading)
        elif column in known:
            message = f"“{known[column]}”和“{heading}”都是“{column}”这一列"
            faults.append(Diagnostic("duplicate-key", message, "留下一列，另一列改名或删去", (heading,)))
        else:
            known[column] = heading
    for column in required:
        if column not in known:
            near = nearest(column, free).partition("：")[2]
            hint = f"把“{near}”改成“{column}”" if near else "加上这一列"
            faults.append(Diagnostic("missing-column", f"表里没有“{column}”这一列", hint))
    return tuple(faults) or Header(known, tuple(_unused(free, known)))


def familiar(headings: Iterable[str]) -> int:
    """How many columns some texts would give if they were a header."""
    return len({column for heading in headings if (column := _column(heading))})


def _column(heading: str) -> str | None:
    return _NAMES.get(_SPACE.sub("", halfwidth(heading)))


def _unused(free: list[str], known: Mapping[str, str]) -> Iterator[Diagnostic]:
    left = tuple(name for name, column in _NAMES.items() if column not in known)
    for heading in free:
        hint = nearest(heading, left, "评分用不上的，不用管它")
        yield Diagnostic("unknown-column", f"没有用到“{heading}”这一列", hint, (heading,), Severity.NOTE)


def _cell(text: str | None) -> str | None:
    # The same words stand in many rows.
    return intern(text) if text and (text := text.strip()) else None
