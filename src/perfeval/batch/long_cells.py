"""What the cells of a long table mean: targets and actuals with the unit beside them, rules, YAML in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from perfeval.batch.long_header import Row
from perfeval.batch.words import SUMS, word
from perfeval.diagnostic import Diagnostic, Severity, nearest
from perfeval.quantity import Quantity, exactly, unknown_unit
from perfeval.record import Record, replace
from perfeval.regex import regex
from perfeval.rules import ROLL, kind_named
from perfeval.source import Data, parse
from perfeval.target import Target, target
from perfeval.unit import halfwidth, unit

_SIGNS = {"≥": "≥", ">=": "≥", "≤": "≤", "<=": "≤", ">": ">", "<": "<", "=": "=", "正向": "≥", "反向": "≤"}
_IN_WORDS = "定性"
_BROKEN = regex(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!)|NaN|nan|-0(?:\.0+)?%")
_LONG_TAIL = regex(r"-?[0-9]+\.[0-9]{10,}")


class Noticed(Record):
    """A finding at a column; the column as we call it."""

    column: str
    found: Diagnostic


def blanks(row: Row | Mapping[str, str | None], columns: Iterable[str]) -> Iterator[Noticed]:
    """Cells without a value, and figures that a spreadsheet broke."""
    for column in columns:
        text = row[column]
        if text is None:
            if column in _BLANK:
                yield Noticed(column, _BLANK[column])
        elif _BROKEN.fullmatch(text) or _LONG_TAIL.fullmatch(text):
            message, hint = f"“{text}”像是表格里带出来的坏数", "查表格里原来的数，按应有的小数位数写"
            yield Noticed(column, Diagnostic("broken-figure", message, hint))


_BLANK = {
    "项目": Diagnostic("missing-field", "没有写“项目”", "合并的单元格导出后只有第一行有值：先拆开填满"),
    "三级指标": Diagnostic("missing-field", "没有写“三级指标”", "补上指标名称"),
    "指标值": Diagnostic("missing-field", "没有写“指标值”", "补上年初定的指标值"),
    "实际完成值": Diagnostic(
        "missing-fact", "没有写“实际完成值”", "补上实际值；没有完成的写 0 和单位，没有这类事项的写 不适用"
    ),
    "分值": Diagnostic("missing-field", "没有写“分值”", "补上分数"),
}


def sum_row(row: Row) -> Noticed | None:
    """The finding about a row of totals, which is no indicator and no project."""
    for column in ("三级指标", "二级指标", "一级指标", "项目"):
        name = row[column]
        if name and word(name) in SUMS:
            project = column == "项目"
            message = f"“{name}”是合计的行，不是项目" if project else f"“{name}”是合计的行，不是指标"
            return Noticed(column, Diagnostic("field-out-of-place", message, "删去这一行；合计由程序算"))
    return None


def goal_of(text: str, nature: str | None, measure: str | None) -> str | Noticed:
    """The target as a spec writes it, from the figure, its comparison and its unit in cells of their own.

    >>> goal_of("30", "≥", "场"), goal_of("≥95", None, "%"), goal_of("规范", "定性", "场")
    ('≥ 30 场', '≥95%', '规范')
    >>> goal_of("≤ 5 天", "≥", None).found.message
    '指标性质“≥”与指标值“≤ 5 天”说的不是一回事'
    """
    sign = _SIGNS.get(halfwidth(nature).strip()) if nature else None
    if nature and not sign and nature != _IN_WORDS:
        hint = "写 ≥、≤、>、<、= 或 定性；指标值里已有比较的可以不写"
        return Noticed("指标性质", Diagnostic("unknown-choice", f"不认得指标性质“{nature}”", hint))
    signed = f"{sign} {text}" if sign and isinstance(exactly(text), Quantity) else text
    read = target(signed)
    if not isinstance(read, Target):
        return signed
    if nature and (read.relation != sign if sign else read.measurable):
        message = f"指标性质“{nature}”与指标值“{text}”说的不是一回事"
        return Noticed("指标性质", Diagnostic("not-a-target", message, "核对两格；比较只写在一处"))
    bare = read.measurable and not read.unit.text and text[-1].isdigit()
    return _with_unit(signed, measure) if bare and measure else signed


def amount_of(text: str, measure: str | None) -> str | Noticed:
    """An actual, with the unit beside it where it is a bare number.

    >>> amount_of("28", "场"), amount_of("28 场", "次"), amount_of("达成", "场")
    ('28 场', '28 场', '达成')
    """
    read = exactly(text)
    bare = isinstance(read, Quantity) and not read.unit.text and not read.unit.is_date
    return _with_unit(text, measure) if bare and measure else text


def _with_unit(text: str, measure: str) -> str | Noticed:
    known = unit(measure)
    if known is None:
        return Noticed("计量单位", unknown_unit(measure))
    return f"{text}{measure}" if known.is_ratio else f"{text} {measure}"


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    """The YAML name of each kind by that name and by its title."""
    return {word: name for name in ROLL for word in (name, kind_named(name).title)}


def kind_of(text: str) -> str | Diagnostic:
    """The YAML name of the kind that a cell names.

    >>> kind_of("按完成率"), kind_of("deduct"), kind_of("定性").hint
    ('proportional', 'deduct', '是否想写：定性分档')
    """
    found = _kinds().get(text)
    if found in _APART:
        message = f"“{text}”要用别的事实或别的项目，长表里不能用"
        return Diagnostic("unknown-kind", message, "换一种评分方式，或把这个项目写成指标体系和项目文件")
    if found:
        return found
    titles = [word for word, name in _kinds().items() if word != name and name not in _APART]
    hint = nearest(text, titles, "可选：" + "、".join(titles))
    return Diagnostic("unknown-kind", f"没有“{text}”这一种评分方式", hint)


_APART = ("formula", "choose", "parts", "rank", "peer")


@lru_cache(maxsize=1024)
def yaml_of(text: str) -> Data | tuple[Diagnostic, ...]:
    """What YAML in a cell says; a list of fields may stand without its braces.

    >>> yaml_of("per: 1%, lose: 2%"), yaml_of("[是, 否]")
    ({'per': '1%', 'lose': '2%'}, ['是', '否'])
    """
    # Below a key, so that signs of a wrong width are looked for as in a file.
    inner = text if text[0] in "[{" else f"{{{text}}}"
    source, found = parse(f"x: {inner}", "")
    if source is None or found:
        # In a cell that holds nothing but fields, what only looks like YAML is never meant as text. Places inside of
        # the cell would be taken for places in the table.
        return tuple(replace(one, location=None, related=(), severity=Severity.ERROR) for one in found)
    assert isinstance(source.data, dict)
    return source.data["x"]
