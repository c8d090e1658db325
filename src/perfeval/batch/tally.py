"""A result table as whole numbers, and how often each of them occurs.

Points are counted in parts of their last decimal place: ``3.99`` at two places is 399. Whatever keeps a table from
being the results of a plan is found here. A table is read once for each indicator, a few columns at a time, so that
memory does not grow with rows; a table of text is turned into numbers once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from perfeval.batch.spread import TIMES, VALUE
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.model import MOST_PLACES
from perfeval.node import Node
from perfeval.number import spell
from perfeval.plan import Plan
from perfeval.record import Record

ROW, NAME, TOTAL, GRADE = "行", "项目", "总分", "等级"
ABSENT, _EXACT = "不适用", ".精确"
_NUMBER = rf"^-?[0-9]{{1,9}}(\.[0-9]{{1,{MOST_PLACES}}})?$"
_BAD = -(2**63)
"""What stands for a text that is no number, until it is reported."""

_HINT = "核对文件和 --spec：这里要 perfeval batch 用这份指标体系写出的结果"


class Table(Record):
    """The results of a plan. frame: the columns ``row name group grade total``, and for each indicator
    ``points CODE`` and ``absent CODE``. scales: how many decimals the parts of a column are.
    """

    frame: pl.LazyFrame
    scales: dict[str, int]


def tabled(frame: pl.DataFrame | pl.LazyFrame, plan: Plan, by: str | None) -> Table | tuple[Diagnostic, ...]:
    """The table that a frame of results is, or what is missing in it."""
    lazy = frame.lazy()
    schema = lazy.collect_schema()
    faults = tuple(_unfit(schema, plan, by))
    if faults:
        return faults
    figures = {TOTAL: "total", **{node.code: f"points {node.code}" for node in plan.nodes}}
    columns = [
        pl.col(ROW).cast(pl.Int64, strict=False).alias("row"),
        pl.col(NAME).cast(pl.String).alias("name"),
        _spelled(by, schema).alias("group"),
        (pl.col(GRADE).cast(pl.String) if plan.spec.grades else pl.lit(None, pl.String)).alias("grade"),
        *(_parts(column, schema[column]).alias(name) for column, name in figures.items()),
        *(_absent(node).alias(f"absent {node.code}") for node in plan.nodes),
    ]
    made = lazy.select(columns)
    if any(schema[column] == pl.String for column in figures):
        made = made.collect(engine="streaming").lazy()  # to read text takes long: once is enough
    return Table(made, {name: _scale(schema[column]) for column, name in figures.items()})


def _unfit(schema: pl.Schema, plan: Plan, by: str | None) -> Iterator[Diagnostic]:
    if plan.full is None:
        message = f"《{plan.spec.name}》没有权重，只跟踪完成情况：没有总分可以汇总"
        yield Diagnostic("not-a-result", message, "换成有权重的指标体系")
        return
    codes = [node.code for node in plan.nodes]
    graded = [GRADE] if plan.spec.grades else []
    wanted = [ROW, NAME, TOTAL, *graded, ABSENT, *codes]
    lacking = [column for column in wanted if column not in schema]
    if lacking and {"指标编号", "评分过程"} <= schema.keys():
        message, hint = "这是长表（--long）的结果，各项目的指标不同，不能汇总", "各项目的总分和等级在“总分”“等级”两列"
        yield Diagnostic("not-a-result", message, hint)
        return
    if lacking:
        listed = "、".join([*lacking[:8], *(["……"] if len(lacking) > 8 else [])])
        yield Diagnostic(
            "not-a-result", f"这不是《{plan.spec.name}》的评分结果：缺少 {len(lacking)} 列（{listed}）", _HINT
        )
    for column in (TOTAL, *codes):
        kind = schema.get(column, pl.Null())
        if not (kind.is_decimal() or kind.is_integer() or kind in (pl.String, pl.Null)):
            hint = "用 perfeval batch 写出的原文件；别的程序存过的，小数可能已经不准"
            yield Diagnostic("not-a-result", f"“{column}”一列不是精确的小数（{kind}）", hint)
    if by is not None and by not in schema:
        kept = [name for name in schema if name not in wanted and not name.endswith(_EXACT)]
        yield Diagnostic("unknown-column", f"结果里没有“{by}”这一列，不能按它分组", _offered(by, kept))


def _offered(by: str, kept: list[str]) -> str:
    listed = "可以按这些列分组：" + "、".join([*kept[:12], GRADE])
    return nearest(by, kept, listed if kept else "结果里没有保留别的列；评分时把要用的列留下")


def _scale(kind: pl.DataType) -> int:
    return kind.scale if isinstance(kind, pl.Decimal) else MOST_PLACES if kind == pl.String else 0


def _parts(column: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if kind == pl.String:
        number = cell.cast(pl.Decimal(38, MOST_PLACES), strict=False).to_physical().cast(pl.Int64)
        return pl.when(cell.str.contains(_NUMBER)).then(number).when(cell.is_not_null()).then(pl.lit(_BAD, pl.Int64))
    return (cell.to_physical() if kind.is_decimal() else cell).cast(pl.Int64)


def _absent(node: Node) -> pl.Expr:
    """Whether an indicator is listed as not applicable; of a group, whether all below are and it has no points."""
    if node.children:
        return pl.all_horizontal(pl.col(node.code).is_null(), *(_absent(child) for child in node.children))
    return ("、" + codes_alone() + "、").str.contains(f"、{node.code}、", literal=True).fill_null(value=False)


def codes_alone() -> pl.Expr:
    """The codes of the indicators that do not apply, without what is said of them."""
    return pl.col(ABSENT).cast(pl.String).str.replace_all("（[^）]*）", "")


def _spelled(by: str | None, schema: pl.Schema) -> pl.Expr:
    """The column by which results are grouped, as text; a group without a name is one too."""
    if by is None:
        return pl.lit(None, pl.String)
    if schema[by] == pl.Boolean:
        return pl.when(pl.col(by)).then(pl.lit("是")).when(~pl.col(by)).then(pl.lit("否"))
    return pl.col(by).cast(pl.String)


def is_absent(table: Table, code: str) -> bool:
    """Whether an indicator does not apply to some project."""
    return bool(table.frame.select(pl.col(f"absent {code}").any()).collect(engine="streaming").item())


def counted(table: Table, figure: str, keys: Iterable[str] = ()) -> pl.DataFrame:
    """How often each figure occurs, beside each value of other columns."""
    groups = table.frame.group_by(pl.col(figure).alias(VALUE), *keys)
    return groups.agg(pl.len().alias(TIMES)).collect(engine="streaming")


def other_rows(table: Table) -> Iterator[Diagnostic]:
    """Rows that no scoring wrote: means and sums that somebody added."""
    without = pl.col("row").is_null()
    if not table.frame.select(without.any()).collect(engine="streaming").item():
        return
    rows = table.frame.select("row", "name").with_row_index("at", 1).filter(without).collect(engine="streaming")
    listed = "、".join(f"第 {at} 行“{name or ''}”" for at, name in rows.select("at", "name").head(3).iter_rows())
    more = f" 等 {len(rows)} 行" if len(rows) > 3 else ""
    message = f"{listed}{more}（不计表头）没有行号，不是评分的结果"
    yield Diagnostic("not-a-result", message, "后来加上的平均、合计删去；别的核对是不是 perfeval batch 写出的")


def beyond_full(table: Table, totals: pl.DataFrame, plan: Plan) -> Iterator[Diagnostic]:
    """Totals that are greater than the full mark, where nothing may take them beyond it."""
    if plan.full is None or (plan.spec.bonus and plan.spec.bonus.beyond_full):
        return
    most = int(-(-plan.full * 10 ** table.scales["total"] // 1))  # a full mark may be finer than what is printed
    times, first = _where(table, totals, "total", pl.col(VALUE) > most)
    if times:
        message = f"“{TOTAL}”一列有 {times} 格大于满分 {spell(plan.full)}，最先是第 {first} 行"
        yield Diagnostic("not-a-result", message, "核对小数点和多写的数字；结果不要手改，改了输入重新评分")


def wrong_cells(table: Table, tally: pl.DataFrame, figure: str) -> Iterator[Diagnostic]:
    """The cells of a tallied column that hold no number, or nothing though the indicator applies."""
    absent = figure.replace("points ", "absent ", 1)
    applies = ~pl.col(absent) if absent in tally.columns else pl.lit(value=True)
    column = TOTAL if figure == "total" else figure.removeprefix("points ")
    times, first = _where(table, tally, figure, pl.col(VALUE) == _BAD)
    if times:
        yield Diagnostic("not-a-result", f"“{column}”一列有 {times} 格不是写全的数，最先是第 {first} 行", _HINT)
    times, first = _where(table, tally, figure, pl.col(VALUE).is_null() & applies)
    if times:
        yield Diagnostic("not-a-result", f"“{column}”一列有 {times} 格空着，最先是第 {first} 行", _HINT)


def _where(table: Table, tally: pl.DataFrame, figure: str, wrong: pl.Expr) -> tuple[int, int | None]:
    """How many cells are wrong, and the first row of them."""
    times = int(tally.filter(wrong)[TIMES].sum())
    if not times:
        return 0, None
    rows = table.frame.with_columns(pl.col(figure).alias(VALUE)).filter(wrong)
    return times, rows.select(pl.col("row").min()).collect(engine="streaming").item()
