"""The environment in which templates run: plain data in, marked text out, bounded work.

A template reaches no Python attribute at all: a dot looks up a key of a dict, and beyond that only
what jinja2's own loops, groups, blocks and macros offer. So there is nothing to forbid by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MethodType
from typing import Any, NoReturn

from jinja2 import Template, TemplateNotFound, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS, _GroupTuple
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from perfeval.diagnostic import nearest
from perfeval.report.fault import TemplateFault
from perfeval.report.loader import Loader
from perfeval.report.syntax import Checker
from perfeval.report.values import OWN_FILTERS, Meter, Missing, Raw, printed

_OFFERED: dict[type, frozenset[str]] = {
    LoopContext: frozenset(
        "index index0 revindex revindex0 first last length depth depth0 previtem nextitem cycle changed".split()
    ),
    _GroupTuple: frozenset(["grouper", "list"]),
    BlockReference: frozenset(["super"]),
}
_TAKEN = (
    "default d first last length count list map reject rejectattr select selectattr groupby sort unique reverse items"
)
_TESTED = (
    "defined undefined none true false boolean number integer string mapping sequence iterable odd even in "
    "eq equalto == ne != lt lessthan < le <= gt greaterthan > ge >="
)


class Paper(ImmutableSandboxedEnvironment):
    """The environment of one report."""

    # All of them, so that the compiler works out none beforehand.
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(self, loader: Loader) -> None:
        super().__init__(
            loader=loader, undefined=Missing, trim_blocks=True, lstrip_blocks=True, auto_reload=False, cache_size=-1
        )
        self.meter = Meter()
        self.finalize = printed
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _TAKEN.split()} | OWN_FILTERS
        self.tests = {name: TESTS[name] for name in _TESTED.split()}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        checked: nodes.Template = Checker(filename or "", self.filters, self.tests).visit(tree)
        checked.set_environment(self)
        self._check_blocks(checked, filename or "")
        return checked

    def _check_blocks(self, tree: nodes.Template, file: str) -> None:
        """Stops a page that fills a block which the built-in page it extends does not have: it would not be printed."""
        extended = next((node.template for node in tree.body if isinstance(node, nodes.Extends)), None)
        parent = extended.value if isinstance(extended, nodes.Const) else ""
        if not isinstance(parent, str) or not parent.startswith("perfeval/") or self.loader is None:
            return
        try:
            source, _, _ = self.loader.get_source(self, parent)
        except TemplateNotFound:
            return  # said when the page is rendered
        known = [block.name for block in super()._parse(source, parent, None).find_all(nodes.Block)]
        for block in tree.body:
            if isinstance(block, nodes.Block) and block.name not in known:
                hint = nearest(block.name, known, "可用的块：" + "、".join(known))
                message = f"{parent} 没有“{block.name}”这一块，写的内容不会印出来"
                raise TemplateFault("unknown-block", message, hint, file=file, line=block.lineno)

    def concat(self, pieces: Iterable[str]) -> Raw:
        """The text of a macro, a block, a set."""
        listed = list(pieces)
        self.meter.write(sum(map(len, listed)))
        return Raw("".join(listed))

    def get_template(self, name: Any, *args: Any, **kwargs: Any) -> Template:
        """A template by name; each look-up counts, because templates can include themselves."""
        self.meter.step(10)
        return super().get_template(name, *args, **kwargs)

    def select_template(self, names: Any, *args: Any, **kwargs: Any) -> Template:
        """The first of several templates."""
        self.meter.step(10)
        return super().select_template(names, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``: a key of a dict, or what a loop, a group, a block or an import offers."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else Missing(obj=obj, name=attribute)
        if attribute in _OFFERED.get(type(obj), ()):
            return getattr(obj, attribute)
        if isinstance(obj, TemplateReference):
            try:
                return obj[attribute]
            except KeyError:
                return Missing(obj=obj, name=attribute)
        if isinstance(obj, TemplateModule) and not attribute.startswith("_") and attribute in vars(obj):
            return getattr(obj, attribute)
        return self._refused(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``: a key, or a place in a list or a text."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, (list, tuple, str)) and isinstance(argument, (int, slice)):
            try:
                return obj[argument]
            except IndexError:
                return Missing(obj=obj, name=str(argument))
        return Missing(obj=obj, name=str(argument)) if isinstance(obj, dict) else self._refused(obj, str(argument))

    def _refused(self, obj: Any, name: str) -> NoReturn:
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if obj is None:
            hint = "先用 {% if … %} 判断有没有这一项"
            raise TemplateFault("empty-value", f"前面的一项是空的，取不出“{name}”", hint)
        raise TemplateFault(
            "template-forbids", f"这里不能取“{name}”", "只有带名称的项才能用点号取值，文本和列表没有方法"
        )

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A macro, a block, a recursive loop; nothing else can be called."""
        method = isinstance(obj, MethodType) and isinstance(obj.__self__, LoopContext)
        if not method and not isinstance(obj, (Macro, BlockReference, LoopContext, Undefined)):
            raise TemplateFault("template-forbids", "这里不能加括号调用", "能调用的只有模板里写的 macro 和 block")
        self.meter.step(10 + sum(len(arg) for arg in args if isinstance(arg, (list, tuple, dict, str))))
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``+`` and ``-`` of whole numbers, for numbering; other operators do not come this far."""
        if operator in "+-" and type(left) is int and type(right) is int:
            return left + right if operator == "+" else left - right
        raise TemplateFault(
            "template-forbids", f"“{operator}”只能用于序号这样的整数", "要连接文本写 ~，要连接列表用两个循环"
        )
