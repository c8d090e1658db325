"""Long tables: one row per project and indicator, with target, actual, weight and rule in the row.

The rows of a project say what a spec and a project file would say, and are scored as these are: read, planned, bound,
scored. A project with any error is set aside whole; its findings name row and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from perfeval.account import account
from perfeval.batch.long_cells import Noticed, blanks, sum_row
from perfeval.batch.long_facts import column_of, fact_of, hinted
from perfeval.batch.long_header import Header, Row, header
from perfeval.batch.long_policy import Policy, policy
from perfeval.batch.long_spec import Planned, planner
from perfeval.diagnostic import Diagnostic
from perfeval.facts import bind
from perfeval.model import read
from perfeval.number import Fraction, spell
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.quantity import number
from perfeval.record import Record
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from perfeval.wording import points_words

RESULT = (
    *(
        "行",
        "单位",
        "项目编码",
        "项目",
        "一级指标",
        "二级指标",
        "指标编号",
        "指标",
        "评分方式",
        "权重",
        "目标值",
        "实际值",
    ),
    *("得分", "得分.精确", "得分率", "状态", "评分过程", "总分", "总分.精确", "等级"),
)
"""The columns of the result: a row for each indicator, in the order of the table, then one with the total."""


class Found(Record):
    """A finding, the row and column (as the table calls it) that it is about, and what stands there."""

    row: int
    column: str
    found: Diagnostic
    value: str | None


class Outcome(Record):
    """What became of one project: rows of the result, none where it is set aside, and what was found."""

    project: str
    rows: tuple[dict[str, str | int | None], ...]
    findings: tuple[Found, ...]


def grouped(rows: Iterable[Row], adjacent: bool = False) -> Iterator[list[Row]]:
    """The rows of each project, in the order of its first row.

    adjacent: whether the rows of a project are known to follow each other; then only one project is held at a time,
    else the cells of the whole table.
    """
    if not adjacent:
        groups: dict[tuple[str | None, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(row.key, []).append(row)
        yield from groups.values()
        return
    from itertools import groupby

    yield from (list(group) for _, group in groupby(rows, lambda row: row.key))


def score_long(
    table: Iterable[Mapping[str, str | None]], header: Header, policy: Policy, *, adjacent: bool = False
) -> Iterator[Outcome]:
    """What becomes of each project of a long table, in the order of their first rows.

    table: the rows as texts by heading, None or blank where a cell is empty. adjacent: see `grouped`; a project that
    comes back after another is then taken for a second one.
    """
    score_rows = scorer(header, policy)
    return (score_rows(rows) for rows in grouped(header.rows(table), adjacent))


def scorer(header: Header, policy: Policy) -> Callable[[Sequence[Row]], Outcome]:
    """What scores the rows of one project after another."""
    planned = planner(policy)
    return lambda rows: _outcome(rows, header, planned)


def answering(plan: Plan) -> Callable[[tuple[tuple[str, ...], Sequence[Sequence[Row]]]], list[Outcome]]:
    """What answers for projects of any long table that can be scored with a plan: asked with its headings."""

    @lru_cache(maxsize=16)
    def ready(headings: tuple[str, ...]) -> Callable[[Sequence[Row]], Outcome]:
        rules = policy(plan)
        assert isinstance(rules, Policy)  # who asks has seen that both can be read
        found = header(headings, rules.required)
        assert isinstance(found, Header)
        return scorer(found, rules)

    return lambda asked: list(map(ready(asked[0]), asked[1]))


def _outcome(rows: Sequence[Row], header: Header, planned: Callable[[Sequence[Row]], Planned]) -> Outcome:
    project = rows[0]["项目"]
    if project is None:
        found = [(row, one) for row in rows for one in blanks(row, ("项目",))]
        return Outcome("", (), tuple(_found(row, one, header) for row, one in found))
    sums = [(row, one) for row in rows if (one := sum_row(row))]
    own = [row for row in rows if not sum_row(row)]
    made = planned(own) if own else Planned(None, (), ())
    noticed = [*sums, *((own[at], one) for at, one in made.found)]
    noticed += [(row, one) for row in own for one in blanks(row, ("实际完成值", "认定比例"))]
    card = _scored(project, own, made, noticed)
    result = tuple(_result(card, own, made.codes)) if card else ()
    found = sorted(noticed, key=lambda each: each[0].number)
    return Outcome(project, result, tuple(_found(row, one, header) for row, one in found))


def _found(row: Row, one: Noticed, header: Header) -> Found:
    return Found(row.number, header.shown(one.column), one.found, row[one.column])


def _scored(project: str, rows: Sequence[Row], made: Planned, noticed: list[tuple[Row, Noticed]]) -> Scorecard | None:
    """The scorecard of a project; what is wrong with its facts is added to `noticed`."""
    if made.plan is None:
        return None
    by_code = dict(zip(made.codes, rows, strict=True))
    facts, broken = dict[str, object](), {row.number for row, one in noticed if one.column == "实际完成值"}
    for code, row in by_code.items():
        node = made.plan.by_code.get(code)
        fact = fact_of(row, node) if node and row.number not in broken else None
        if isinstance(fact, tuple):
            noticed += [(row, one) for one in fact]
        elif fact is not None:
            facts[code] = fact
    data: Any = {"perfeval": "project/1", "spec": made.plan.spec.id, "name": project, "facts": facts}
    case = read(Project, data)
    # Which facts are missing was said of their cells.
    bound = case if isinstance(case, tuple) else bind(made.plan, case, provisional=True)
    if not isinstance(bound, tuple):
        return None if any(one.found.fatal for _, one in noticed) else score(bound, trace=False)
    for one in bound:
        row = by_code.get(str(one.route[1]) if len(one.route) > 1 else "", rows[0])
        noticed.append((row, Noticed(column_of(one), hinted(one))))
    return None


def _result(card: Scorecard, rows: Sequence[Row], codes: Sequence[str]) -> Iterator[dict[str, str | int | None]]:
    """The rows of the result."""
    of_project = {name: rows[0][name] for name in ("单位", "项目编码", "项目")}
    empty: dict[str, str | int | None] = {**dict.fromkeys(RESULT), **of_project}
    for row, code in zip(rows, codes, strict=True):
        node = card.bound.plan.by_code[code]
        told = account(card, node, {})
        yield empty | {
            "行": row.number,
            "一级指标": row["一级指标"],
            "二级指标": row["二级指标"],
            "指标编号": code,
            "指标": node.indicator.name,
            "评分方式": node.rule.title if node.rule else None,
            "权重": told["weight"],
            "目标值": told["target"],
            "实际值": told["actual"],
            "得分": told["printed"],
            "得分.精确": _exact(card.lines[code].exact, told["printed"]),
            "得分率": told["rate"],
            "状态": told["state_words"],
            "评分过程": told["working"],
        }
    total, grade = points_words(card, card.total), card.grade.name if card.grade else None
    yield empty | {"行": rows[0].number, "总分": total, "总分.精确": _exact(card.exact, total), "等级": grade}


def _exact(exact: Fraction | None, shown: str | None) -> str | None:
    """The exact points, where they are not those that are printed."""
    return None if exact is None or (shown and number(shown) == exact) else spell(exact)
