"""Ranges in which a person judges a share of the weight: ``80%..100%``, the lower end included."""

from typing import Annotated

from perfeval.diagnostic import Diagnostic
from perfeval.model import reader
from perfeval.number import ONE, ZERO, Fraction
from perfeval.quantity import quantity, show
from perfeval.source import Data
from perfeval.target import Target
from perfeval.target import target as read_target
from perfeval.unit import PERCENT


def _range(text: str) -> Target | Diagnostic:
    found = read_target(text.replace("..", "~"))
    if isinstance(found, Diagnostic):
        return found
    if found.relation != "within" or not found.unit.is_ratio or not ZERO <= found.value < found.high <= ONE:
        return Diagnostic("not-a-range", f"“{text}”不是百分比的范围", "写成 80%..100%")
    return found


Range = Annotated[Target, reader(_range)]
"""A field that holds such a range."""


def reason(because: Data) -> str | Diagnostic:
    """Why a share was judged so; there must be a reason."""
    said = because.strip() if isinstance(because, str) else ""
    return said or Diagnostic("reason-missing", "认定的比例要写明理由", "加一行 because: 理由")


def judged(name: str, scope: Target, share: Data, closed: bool) -> Fraction | Diagnostic:
    """The share that was judged within the range of what is called `name`; `closed`: its upper end belongs to it."""
    found = quantity(share) if isinstance(share, str) else None
    if found is None or isinstance(found, Diagnostic) or not found.unit.is_ratio:
        hint = f"加一行 share: {show(scope.value, PERCENT)}（写百分号）"
        return Diagnostic("share-missing", f"{name}要在 {scope} 内认定一个百分比", hint)
    if not scope.value <= found.value <= scope.high or (not closed and found.value == scope.high):
        message = f"“{found}”不在{name}的范围（{scope}）内"
        return Diagnostic("share-outside-level", message, "改比例，或改档次", ("share",))
    return found.value
