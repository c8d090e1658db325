"""What the results of many projects come to (``perfeval: summary/1``), as one plain document.

Every figure is exact until it is printed: points are counted in parts of their last place, a mean is a fraction that
is rounded once, a quartile is a score that occurs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from perfeval.account import Document
from perfeval.batch.figures import Ink, ink_of
from perfeval.batch.spread import QUARTILES, TIMES, Spread, spreads
from perfeval.batch.standing import LISTED, NEAR, Lister, edges, histogram, outliers, places, ranking
from perfeval.batch.tally import GRADE, Table, beyond_full, counted, other_rows, tabled, wrong_cells
from perfeval.batch.weighing import Weighed, weighed
from perfeval.diagnostic import Diagnostic
from perfeval.number import spell
from perfeval.plan import Plan
from perfeval.version import VERSION

UNSTATED = "（未填）"
"""What a group is called whose column holds nothing."""


MOST_GROUPS = 10_000
"""More groups than these are no comparison: somebody has named the column of another thing."""


def groups_in(frame: pl.DataFrame | pl.LazyFrame, by: str | None) -> int:
    """How many groups a column of a result table makes; 0 where there is no such column."""
    lazy = frame.lazy()
    if by is None or by not in lazy.collect_schema():
        return 0
    return int(lazy.select(pl.col(by).n_unique()).collect(engine="streaming").item())


def summary(
    frame: pl.DataFrame | pl.LazyFrame, plan: Plan, by: str | None = None, set_aside: int | None = None
) -> Document | tuple[Diagnostic, ...]:
    """The summary of a result table, or what keeps it from being the results of this plan.

    by: a column of the table whose values make groups. set_aside: how many projects could not be scored; None
    where nobody knows.
    """
    table = tabled(frame, plan, by)
    if isinstance(table, tuple):
        return table
    if others := tuple(other_rows(table)):
        return others
    totals = counted(table, "total", ["group", "grade"])
    indicators = weighed(table, plan)
    faults = [*wrong_cells(table, totals, "total"), *beyond_full(table, totals, plan), *_grade_faults(totals, plan)]
    if isinstance(indicators, tuple) or faults:
        return (*faults, *(indicators if isinstance(indicators, tuple) else ()))
    return _document(table, plan, by, set_aside, totals, indicators)


def _grade_faults(totals: pl.DataFrame, plan: Plan) -> list[Diagnostic]:
    names = [grade.name for grade in plan.spec.grades or ()]
    if not names:
        return []
    hint = f"核对文件和 --spec：这份指标体系的等级是{'、'.join(names)}"
    counts = dict(totals.group_by("grade").agg(pl.col(TIMES).sum()).sort("grade").iter_rows())
    return [
        Diagnostic("not-a-result", f"“{GRADE}”一列有 {times} 格是“{grade or ''}”", hint)
        for grade, times in counts.items()
        if grade not in names
    ][:3]


def _document(
    table: Table, plan: Plan, by: str | None, set_aside: int | None, totals: pl.DataFrame, indicators: Sequence[Weighed]
) -> Document:
    assert plan.full is not None
    ink, scale = ink_of(plan), table.scales["total"]
    overall, lister = spreads(totals, scale), Lister(table, places(totals), ink)
    groups = spreads(totals, scale, "group") if by is not None else []
    leaves = [one for one in indicators if not one.node.children and one.spread and one.spread.count > 1]
    return {
        "perfeval": "summary/1",
        "spec": {"id": plan.spec.id, "name": plan.spec.name, "full": spell(plan.full)},
        "by": by,
        "projects": sum(one.count for one in overall),
        "set_aside": set_aside,
        "total": _spread(overall[0], ink) | {"rate": ink.share(overall[0].mean / plan.full)} if overall else None,
        "grades": _grades(dict(totals.group_by("grade").agg(pl.col(TIMES).sum()).iter_rows()), plan, ink),
        "histogram": list(histogram(lister, plan.full)),
        **_groups(groups, totals, plan, ink),
        "indicators": [_indicator(one, ink) for one in indicators],
        "all_full": [one.node.code for one in leaves if one.spread and one.full == one.spread.count],
        "none_full": [one.node.code for one in leaves if not one.full],
        "ranking": ranking(lister),
        "edges": edges(lister, plan),
        "outliers": outliers(lister, totals, groups or overall),
        "method": _method(ink, by),
        "engine": f"perfeval {VERSION}",
    }


def _spread(spread: Spread, ink: Ink, more: int | None = None) -> Document:
    parts = {name: getattr(spread, name) for name in ("low", *QUARTILES, "high")}
    return {
        "count": spread.count,
        "mean": ink.points(spread.mean, more),
        "mean_exact": spell(spread.mean),
        **{name: ink.points(spread.figure(value), more) for name, value in parts.items()},
    }


def _by_grade(totals: pl.DataFrame) -> dict[str | None, dict[str, int]]:
    """How many projects of each group have each grade."""
    found: dict[str | None, dict[str, int]] = {}
    for group, grade, times in totals.group_by("group", "grade").agg(pl.col(TIMES).sum()).iter_rows():
        found.setdefault(group, {})[grade] = times
    return found


def _grades(counts: Mapping[str, int], plan: Plan, ink: Ink) -> list[Document]:
    """Each grade of the spec, the best first, with how many projects have it."""
    whole = sum(counts.values())
    return [
        {
            "name": grade.name,
            "least": str(grade.least),
            "count": counts.get(grade.name, 0),
            "share": ink.part(counts.get(grade.name, 0), whole),
        }
        for grade in plan.spec.grades or ()
    ]


def _groups(groups: Sequence[Spread], totals: pl.DataFrame, plan: Plan, ink: Ink) -> Document:
    """The groups, the highest mean first, with their places; and which of those with a name are best and worst, unless
    all are alike.
    """
    ordered = sorted(groups, key=lambda one: (-one.mean, one.key is None, one.key or ""))
    counts = _by_grade(totals)
    made: list[Document] = []
    for number, one in enumerate(ordered):
        shared = number > 0 and one.mean == ordered[number - 1].mean
        place = made[-1]["place"] if shared else number + 1
        made.append(
            {
                "place": place,
                "name": UNSTATED if one.key is None else one.key,
                "stated": one.key is not None,
                **_spread(one, ink),
                "grades": _grades(counts[one.key], plan, ink),
            }
        )
    stated = [one for one in made if one["stated"]]
    ends = [stated[0]["place"], stated[-1]["place"]] if stated else [0, 0]
    ends = ends if ends[0] != ends[1] else [0, 0]
    best, worst = ([one["name"] for one in stated if one["place"] == end] for end in ends)
    return {"groups": made, "best": best, "worst": worst}


def _indicator(one: Weighed, ink: Ink) -> Document:
    node, spread = one.node, one.spread
    count = spread.count if spread else 0
    return {
        "code": node.code,
        "name": node.indicator.name,
        "level": node.level,
        "leaf": not node.children,
        "weight": None if node.weight is None else ink.points(node.weight, node.places),
        "not_applicable": one.absent,
        "points": _spread(spread, ink, node.places) if spread else None,
        "rate": ink.share(one.rate),
        "full": {"count": one.full, "share": ink.part(one.full, count)},
        "zero": {"count": one.zero, "share": ink.part(one.zero, count)},
    }


def _method(ink: Ink, by: str | None) -> list[str]:
    """How the figures came about, in words for the report."""
    fences = f"每组（{by}）各按自己的四分位数" if by else "按全部项目的四分位数"
    return [
        f"平均数由所印得分之和除以项目数，只在印出时按“{ink.mode.words}”保留 {ink.places} 位小数。",
        "四分位数用最近秩法：n 个得分由低到高，取第 n/4、n/2、3n/4 位（不是整数就进到整数）的那个，不取两数之间的值。",
        "指标的数字只含适用它的项目；得分率是得分合计除以满分合计，有指标不适用时满分按分摊后的权重计。",
        f"离群按图基的规则：总分比下四分位数低、或比上四分位数高出四分位距的 1.5 倍以上；{fences}。",
        "名次按总分由高到低，同分同名次，其后的名次空出（1、1、3）。",
        f"临界是指总分离等级的最低分不超过 {spell(NEAR)} 分；各表至多列 {LISTED} 个项目，个数是全部的。",
    ]
