"""Ranges in which a person judges: ``80%..100%`` of the weight, or ``1 分..2 分``; the lower end is included."""

from typing import Annotated

from perfeval.diagnostic import Diagnostic
from perfeval.model import reader
from perfeval.number import ONE, ZERO, Fraction
from perfeval.part import Part
from perfeval.quantity import Quantity, quantity, show
from perfeval.source import Data
from perfeval.target import Target
from perfeval.target import target as read_target
from perfeval.unit import PERCENT


def _range(text: str) -> Target | Diagnostic:
    found = read_target(text.replace("..", "~"))
    if isinstance(found, Diagnostic):
        return found
    fits = found.unit.text == "分" or (found.unit.is_ratio and found.high <= ONE)
    if found.relation != "within" or not ZERO <= found.value < found.high or not fits:
        return Diagnostic("not-a-range", f"“{text}”不是百分比或分数的范围", "写成 80%..100% 或 1 分..2 分")
    return found


Range = Annotated[Target, reader(_range)]
"""A field that holds such a range."""


def reason(because: Data, filled: str) -> str | Diagnostic:
    """Why a share was judged so; there must be a reason. filled: how the fact is written in full."""
    said = because.strip() if isinstance(because, str) else ""
    return said or Diagnostic("reason-missing", "认定的比例要写明理由", filled)


def judged(name: str, scope: Target, share: Data, closed: bool, filled: str) -> Part | Diagnostic:
    """What was judged within the range of what is called `name`; `closed`: its upper end belongs to it.

    filled: how the fact is written in full.
    """
    found = quantity(share) if isinstance(share, str) else None
    if found is None or isinstance(found, Diagnostic) or found.unit.text != scope.unit.text:
        what = "分数" if scope.unit.text == "分" else "百分比"
        if not isinstance(share, str) or not share.strip():
            return Diagnostic("share-missing", f"{name}要在 {scope} 内认定一个{what}", filled)
        bare = isinstance(found, Quantity) and not found.unit.text
        hint = _with_unit(found.value, scope) if isinstance(found, Quantity) and bare else ""
        hint = hint or f"写 {scope} 里的一个{what}，带上单位"
        return Diagnostic("share-missing", f"“{share}”不是{what}，{name}要在 {scope} 内认定一个", hint, ("share",))
    if not scope.value <= found.value <= scope.high or (not closed and found.value == scope.high):
        limits = f"{scope}" if closed else f"{scope}，不含 {show(scope.high, scope.unit)}"
        message = f"“{found}”不在{name}的范围（{limits}）内"
        return Diagnostic(
            "share-outside-level", message, "在范围内认定；该在另一档的，核对所评的档次或实际值", ("share",)
        )
    return Part(found.value, scope.unit.is_ratio, found.text)


def _with_unit(figure: Fraction, scope: Target) -> str:
    """What was meant by a number without its unit, where one reading lies in the range and the other does not.

    >>> scope = read_target("60%~80%")
    >>> _with_unit(Fraction(70), scope), _with_unit(Fraction(7, 10), scope), _with_unit(Fraction(9), scope)
    ('漏写单位的，写成 70%', '漏写单位的，写成 70%', '')
    """
    readings = {figure * scope.unit.factor, *((figure,) if scope.unit.is_ratio else ())}
    fit = [value for value in readings if scope.value <= value <= scope.high]
    return f"漏写单位的，写成 {show(fit[0], scope.unit)}" if len(fit) == 1 else ""


def inside(scope: Target) -> tuple[str, ...]:
    """Both ends of a range, and what lies just below the upper one, as they are written."""
    near = scope.high - (PERCENT.factor if scope.unit.is_ratio else Fraction(1, 100))
    return tuple(show(x, scope.unit) for x in (scope.high, near, scope.value))


def low(scope: Target) -> str:
    """The lower end of a range, as it is written."""
    return show(scope.value, scope.unit)


def some(scope: Target) -> str:
    """What is judged within a range, in advice."""
    return f"{scope} 里的一个数"


def ends(scope: Target, weight: Fraction) -> tuple[Fraction, Fraction]:
    """The points between which a range lies."""
    unit = weight if scope.unit.is_ratio else ONE
    return scope.value * unit, scope.high * unit


def too_high(scope: Target | None, weight: Fraction | None) -> bool:
    """Whether a range in points reaches beyond the weight."""
    return bool(scope and weight is not None and not scope.unit.is_ratio and scope.high > weight)


def range_words(scope: Target, closed: bool) -> str:
    """The range as it follows a Chinese verb; closed: whether its upper end belongs to it."""
    ends_words = "含上下限" if closed else "含下限"
    return f"{'权重分的' if scope.unit.is_ratio else ''} {scope}（{ends_words}）"
