"""How the column of an amount is called: with its unit; and what its header says of a unit."""

from __future__ import annotations

from perfeval.batch.shape import Shape
from perfeval.diagnostic import Diagnostic
from perfeval.quantity import unknown_unit
from perfeval.regex import regex
from perfeval.unit import Unit, halfwidth, unit

_TAIL = regex(r".+[(\[【/_:：\s-](?P<unit>[^()\[\]【】/_:：\s-]+)[)\]】]?")
_LONGEST = 4
"""The longest unit that is looked for where nothing parts it from the name."""


def heading(name: str, shape: Shape, like: str = "") -> str:
    """How a column is best called: with the unit of its amounts, or with that of a header like it, if that fits.

    >>> from perfeval.batch.shape import Shape
    >>> money = Shape("数量", "", unit("万元"))
    >>> [heading("支出", money, like) for like in ("", "支出额（元）", "支出/元", "支出元", "支出（场）")]
    ['支出（万元）', '支出（元）', '支出（元）', '支出（元）', '支出（万元）']
    """
    own = shape.measure
    if not own or not own.text or own.is_date:
        return name
    return f"{name}（{_stated(like, name, own) or own.text}）"


def _stated(header: str, name: str, own: Unit) -> str:
    """The unit that a header seems to state, if it is one of the same kind."""
    plain = halfwidth(header).strip()
    found = _TAIL.fullmatch(plain)
    ends = [found["unit"]] if found else []
    ends += [plain[-size:] for size in range(_LONGEST, 0, -1) if not name.endswith(plain[-size:])]
    return next((text for text in ends if (known := unit(text)) and _fits(known, own)), "")


def unit_fault(fact: str, measure: str, shape: Shape) -> Diagnostic | None:
    """What is wrong with the unit that a header states."""
    known = unit(measure)
    if known is None:
        return unknown_unit(measure)
    own = shape.measure
    if shape.counts or (own and _fits(known, own)):
        return None
    wanted = f"用“{own.text}”" if own and own.text else "不写单位"
    hint = f"表头写成“{heading(fact, shape)}”" if own and own.text else "去掉括号里的单位"
    if own and not own.text:
        hint = f"在指标体系里给它写 unit: “{measure}”；没有单位的，去掉括号里的单位"
    return Diagnostic("unit-mismatch", f"“{fact}”{wanted}，表头写的是“{measure}”", hint)


def _fits(stated: Unit, wanted: Unit) -> bool:
    return stated.fits(wanted) and stated.is_ratio is wanted.is_ratio
