"""Advice about the cells of a row: what a project file holds in braces stands in columns beside each other here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfeval.batch.header import Header
from perfeval.batch.tree import Branch
from perfeval.diagnostic import Diagnostic
from perfeval.record import replace

_FAULTS = frozenset("#CALC! #DIV/0! #GETTING_DATA #N/A #NAME? #NULL! #NUM! #REF! #SPILL! #VALUE!".split())
"""What spreadsheets show where a formula has no result."""


def in_columns(found: Diagnostic, header: Header, cells: Sequence[str | None]) -> Diagnostic:
    """The finding with advice for a table, where its own is for a project file.

    Who writes a cell in brackets, as in a project file, is advised as there.
    """
    place = header.place(found.route)
    cell = (cells[place.at] or "").strip() if place and place.at >= 0 else ""
    if cell.upper() in _FAULTS:
        return replace(found, hint="这是表格软件的公式算不出时显示的：改好公式，或直接填上这一格该填的")
    if cell and not cell.strip("#"):
        return replace(found, hint="这是表格软件里列太窄时显示的：把列拉宽，再导出")
    if place is not None and found.code == "unknown-field" and cell[:1] not in ("[", "{"):
        return _beside_none(found, header, cells, place)
    if place is None or found.route[-1] in ("keep", "share") or cell[:1] in ("[", "{"):
        return found
    return replace(found, hint=_hint(found, place))


def _beside_none(found: Diagnostic, header: Header, cells: Sequence[str | None], place: Branch) -> Diagnostic:
    """The finding about a cell beside one that says that the fact does not apply."""
    own = header.place(found.route[:-1])
    if own is None or own.at < 0 or (cells[own.at] or "").strip() != "不适用":
        return found
    hint = f"清空这一格；其实适用的，改“{own.named()}”一列"
    return replace(found, message=f"“{own.named()}”写了“不适用”，旁边又写了“{place.named()}”", hint=hint)


def _hint(found: Diagnostic, at: Branch) -> str:
    """What is to be done in a table, by the code; else the advice that there is."""
    match found.code:
        case "reason-missing":
            return f"在{_in(at, 'because')}写原因"
        case "over-unexplained":
            return f"在{_in(at, 'note')}写原因"
        case "share-missing":
            return f"在{_in(at, 'share')}写认定多少，在{_in(at, 'because')}写理由"
        case "keep-missing" if "because" in at.below:
            keep, because = _in(at, "keep"), _in(at, "because")
            return f"在{keep}写保留百分之几，如 70%，在{because}写原因；全得写 是，全不得写 否"
        case "keep-missing":  # without a column for reasons none is asked for
            return f"在{_in(at, 'keep')}写保留百分之几，如 70%；全得写 是，全不得写 否"
        case "unknown-answer" | "unknown-level" | "not-yes-or-no" if "{" in found.hint:
            return f"这一格只写 {at.shape.how}；要写原因的，写在{_in(at, 'because')}"
        case "division-by-zero":
            return "核对这一格；没有这类事项的写“不适用”，指标体系里写不适用时怎样计分 not_applicable"
        case "answer-count" | "not-a-list" | "not-a-mapping":
            return _apart(at, found.hint)
    return found.hint


def column(branch: Branch, *steps: str | int) -> str:
    """What the column of a piece is called, whether the table has it or not.

    >>> from perfeval.batch.shape import WORDS
    >>> column(Branch(("facts", "A1", 1), WORDS), "keep")
    'A1.2.keep'
    """
    for at, step in enumerate(steps):
        if step not in branch.below:
            return _joined((*branch.route[1:], *steps[at:]))
        branch = branch.below[step]
    return branch.named() or _joined(branch.route[1:])


def _joined(steps: Iterable[str | int]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def _in(branch: Branch, key: str) -> str:
    """Where something is to be written beside a piece."""
    name = column(branch, key)
    return f"“{name}”一列" if key in branch.below else f"新加的“{name}”一列"


def _apart(at: Branch, said: str) -> str:
    """How a list or a mapping is laid out in columns, where its pieces are known."""
    pieces: list[str | int] = [*range(len(at.shape.items)), *at.shape.parts]
    if pieces and not at.shape.each:
        names = "、".join(f"“{column(at, piece)}”" for piece in pieces)
        return f"分成几列写：{names}；或照项目文件写在一格，如 {at.shape.sample}"
    sample = at.shape.sample if at.shape.sample[:1] == "[" else "[甲, 乙]"
    return said if pieces else f"写在一格的方括号里，用半角逗号隔开，如 {sample}"
