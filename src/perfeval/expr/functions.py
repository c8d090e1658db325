"""The functions of formulas: one row each, with what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import and_
from typing import Any

from perfeval.expr.kinds import BOOLEAN, Kind, ListOf
from perfeval.expr.lists import each, item, spread, wrapped
from perfeval.number import ONE, ZERO, Fraction, at_least, at_most, ceil, floor, is_test, where
from perfeval.record import Record
from perfeval.unit import DAYS, NUMBER, Unit


class Function(Record):
    """`kind` gives the kind of the result, or says in words why the arguments do not fit."""

    about: str
    kind: Callable[[Sequence[Kind]], Kind | str]
    apply: Callable[..., Any]


def _of_list(kinds: Sequence[Kind]) -> Kind | str:
    only = kinds[0] if len(kinds) == 1 else None
    return only.of if isinstance(only, ListOf) and isinstance(only.of, Unit) else "要一个数量的列表"


def _added(kinds: Sequence[Kind]) -> Kind | str:
    found = _of_list(kinds) if len(kinds) == 1 else _alike(kinds)
    return "日期不能相加" if isinstance(found, Unit) and found.is_date else found


def _alike(kinds: Sequence[Kind]) -> Kind | str:
    first = kinds[0] if kinds else None
    alike = isinstance(first, Unit) and all(isinstance(kind, Unit) and kind.fits(first) for kind in kinds)
    return first if alike and first else "各项要是同一种单位的数量"


def _extreme(kinds: Sequence[Kind]) -> Kind | str:
    if len(kinds) == 1:
        return _of_list(kinds)
    found = _alike([item(kind) for kind in kinds])
    listed = any(isinstance(kind, ListOf) for kind in kinds)
    return wrapped(found, listed) if isinstance(found, Unit) else found


def _counted(kinds: Sequence[Kind]) -> Kind | str:
    return NUMBER if len(kinds) == 1 and isinstance(kinds[0], ListOf) else "要一个列表，或列表的比较"


def _amount(kinds: Sequence[Kind]) -> Kind | str:
    only = kinds[0] if len(kinds) == 1 else None
    one = item(only) if only else None
    return only if only and isinstance(one, Unit) and not one.is_date else "要一个数量"


def _whole(kinds: Sequence[Kind]) -> Kind | str:
    # Down to a whole what? Only a bare number says so without a unit to choose.
    bare = len(kinds) == 1 and isinstance(kinds[0], Unit) and not kinds[0].dimensions
    return NUMBER if bare else "要一个没有单位的数，先除以一个单位"


def _either(kinds: Sequence[Kind]) -> Kind | str:
    if len(kinds) != 3 or kinds[0] != BOOLEAN:
        return "要三项：条件, 成立时, 不成立时"
    return _extreme(kinds[1:]) if kinds[1] != kinds[2] else kinds[1]


def _items(values: tuple[Any, ...]) -> Sequence[Any]:
    return values[0] if isinstance(values[0], (list, tuple)) else values


def _chosen(choose: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """`choose` among the items of one list, or among several values; a list among them goes item by item."""
    return lambda *values: reduce(spread(choose), values) if len(values) > 1 else reduce(choose, _items(values))


def _rounded(kinds: Sequence[Kind]) -> Kind | str:
    bare = [isinstance(kind, Unit) and not kind.dimensions for kind in kinds]
    return NUMBER if bare == [True, True] else "要一个没有单位的数和位数"


def _two_days(kinds: Sequence[Kind]) -> Kind | str:
    dated = [isinstance(kind, Unit) and kind.is_date for kind in kinds]
    return DAYS if dated == [True, True] else "要起、止两个日期"


def _ordered(kinds: Sequence[Kind]) -> Kind | str:
    found = _of_list(kinds)
    return found if isinstance(found, str) else BOOLEAN


def _half_up(value: Any, places: Any) -> Any:
    scale = Fraction(10) ** int(places)
    return floor(value * scale + Fraction(1, 2)) / scale


def _one(item: Any) -> Any:
    """What an item of a list adds to their count: a truth counts where it holds, anything else always."""
    return where(item, ONE, ZERO) if is_test(item) else ONE


def _all(tests: Iterable[Any]) -> Any:
    return reduce(and_, tests, True)


FUNCTIONS: dict[str, Function] = {
    "min": Function("min(甲, 乙) 或 min(列表)：最小的；min(列表, 100%)：逐项", _extreme, _chosen(at_most)),
    "max": Function("max(甲, 乙) 或 max(列表)：最大的；max(列表, 0)：逐项", _extreme, _chosen(at_least)),
    "sum": Function("sum(列表) 或 sum(甲, 乙)：合计", _added, lambda *v: sum(_items(v), ZERO)),
    "mean": Function("mean(列表) 或 mean(甲, 乙)：平均", _added, lambda *v: sum(_items(v), ZERO) / len(_items(v))),
    "count": Function("count(列表) 或 count(列表 < 数)：个数", _counted, lambda v: sum((_one(i) for i in v), ZERO)),
    "abs": Function("abs(数) 或 abs(列表)：绝对值", _amount, each(lambda v: at_least(v, -v))),
    "floor": Function("floor(数)：向下取整", _whole, floor),
    "ceil": Function("ceil(数)：向上取整", _whole, ceil),
    "round": Function("round(数, 位数)：四舍五入", _rounded, _half_up),
    "days": Function("days(起, 止)：天数，起止两日都算", _two_days, lambda start, end: end - start + 1),
    "rising": Function("rising(列表)：逐项上升", _ordered, lambda v: _all(b > a for a, b in pairwise(v))),
    "falling": Function("falling(列表)：逐项下降", _ordered, lambda v: _all(a > b for a, b in pairwise(v))),
    "if": Function("if(条件, 成立时, 不成立时)", _either, where),
}
