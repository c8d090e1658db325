"""What templates hold and print: marked text, missing names, filters, and the count of their work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from jinja2 import Undefined, pass_environment, pass_eval_context
from jinja2.filters import make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import StrictUndefined
from jinja2.utils import missing

from perfeval.report.fault import TemplateFault
from perfeval.report.markdown import mark, unmarked
from perfeval.report.syntax import COUNTED, JOINED

if TYPE_CHECKING:
    from perfeval.report.sandbox import Paper

MOST_TEXT = 16 * 1024 * 1024
"""The most characters of a report; pieces put together on the way may come to four times as many."""

MOST_STEPS = 10_000_000
"""The most items that loops and filters pass and values that are printed; a call counts for ten."""


class Raw(str):
    """Text that a template put together, whose values are already marked: a macro, a block."""

    __slots__ = ()


class Missing(StrictUndefined):
    """A name that is not there; any use of it but ``is defined`` and ``default`` stops the report."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name)
        self._undefined_exception: Any = self._fault

    def _fault(self, message: str) -> TemplateFault:
        name, held = self._undefined_name, self._undefined_obj
        if held is missing:
            return TemplateFault("unknown-name", f"模板用了没有的名称“{name}”" if name else "这里没有可取的内容")
        if isinstance(held, dict):
            listed = "、".join(str(key) for key in [*held][:40])
            return TemplateFault("unknown-name", f"这一项里没有“{name}”", f"有的是：{listed}")
        return TemplateFault("unknown-name", f"这里没有“{name}”", "用 is defined 或 default 处理没有的情形")


class Meter:
    """How much a template has done."""

    def __init__(self) -> None:
        self.steps = self.text = 0

    def step(self, count: int = 1) -> None:
        """So many more steps."""
        self.steps += count
        if self.steps > MOST_STEPS:
            hint = "减少循环和互相调用的层数"
            raise TemplateFault("template-too-long", f"模板运行超过 {MOST_STEPS // 10_000} 万步，已停止", hint)

    def write(self, count: int, most: int = 4 * MOST_TEXT) -> None:
        """So many more characters."""
        self.text += count
        if self.text > most:
            message = f"报告超过 {MOST_TEXT // 10_000} 万字，已停止"
            raise TemplateFault("report-too-large", message, "减少循环里打印的内容")


def spelled(value: Any) -> str:
    """A value as it is printed; only texts and whole numbers are."""
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    if isinstance(value, Undefined):
        return str(value)  # stops the report
    kinds = {type(None): "空值", bool: "是否值", dict: "一整项", list: "一个列表", float: "小数，要写成文本"}
    kind = kinds.get(type(value), "不是文本的东西")
    hint = "空值用 default('—', true)，列表用循环或 join，是否用 {% if … %}"
    raise TemplateFault("not-printable", f"这里要打印的是{kind}", hint)


# Asking for the context of evaluation also keeps the compiler from calling it beforehand.
@pass_eval_context
def printed(context: EvalContext, value: Any) -> Raw:
    """What is written where a template prints a value."""
    environment: Any = context.environment
    environment.meter.step()
    return value if isinstance(value, Raw) else Raw(mark(spelled(value)))


@pass_environment
def _counted(environment: Paper, value: Any) -> Any:
    if isinstance(value, (Undefined, int)) or value is None:
        return value
    listed = value if isinstance(value, (list, tuple, dict, str)) else list(value)
    environment.meter.step(len(listed))
    return listed


@pass_environment
def _join(environment: Paper, items: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
    """``join``, as jinja2 has it, of texts and whole numbers."""
    if attribute is not None:
        items = map(make_attrgetter(environment, attribute), items)
    texts = [spelled(item) for item in items]
    environment.meter.write(sum(map(len, texts)) + len(between) * len(texts))
    if any(isinstance(text, Raw) for text in texts):
        return Raw(mark(between).join(text if isinstance(text, Raw) else mark(text) for text in texts))
    return between.join(texts)


def _kept(change: Callable[[str], str]) -> Callable[[Any], str]:
    """A filter over text that leaves marked text marked."""

    def run(value: Any) -> str:
        text = spelled(value)
        return Raw(change(text)) if isinstance(text, Raw) else change(unmarked(text))

    return run


def hanzi(number: int) -> str:
    """A whole number in Chinese numerals, for headings.

    >>> [hanzi(number) for number in (1, 10, 12, 20, 35, 100)]
    ['一', '十', '十二', '二十', '三十五', '100']
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return ((digits[tens] if tens > 1 else "") + "十" if tens else "") + (digits[ones] if ones else "")


OWN_FILTERS: dict[str, Callable[..., Any]] = {
    COUNTED: _counted,
    JOINED: _join,
    "join": _join,
    "trim": _kept(str.strip),
    "upper": _kept(str.upper),
    "lower": _kept(str.lower),
    "hanzi": hanzi,
}
