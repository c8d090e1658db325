"""Reports in Markdown: a document of plain data through a template.

jinja2 is imported when a report is made, not before: other commands start without it.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from perfeval.diagnostic import Diagnostic, Location, shown_path
from perfeval.record import replace
from perfeval.report.fault import TemplateFault
from perfeval.report.layout import layout
from perfeval.report.markdown import settle

if TYPE_CHECKING:
    from perfeval.report.loader import Loader

BUILT_IN = "perfeval/report.md"
"""The template that is used where none is named, and that a department's page extends."""

_SYNTAX = (
    (
        "unknown tag",
        "没有这样的标签，或标签没有配对",
        "标签有 if、for、block、extends、include、import、macro、set，各有 end…",
    ),
    (
        "nexpected end of template",
        "模板在标签合上之前就结束了",
        "补上缺少的 {% endif %}、{% endfor %} 或 {% endblock %}",
    ),
    ("defined twice", "同一个 block 写了两次", "给其中一个换名称"),
)


def render_report(document: dict[str, Any], template: Path | None = None) -> str | tuple[Diagnostic, ...]:
    """The report as Markdown, or what is wrong with the template.

    template: a department's page; None for our own. The page may extend ``perfeval/report.md``
    and use other files of its folder.
    """
    check_plain(document)
    text = render_page({**document, "layout": layout(document)}, BUILT_IN, template)
    return _marked(document) + text if isinstance(text, str) else text


def render_page(context: dict[str, Any], built_in: str, template: Path | None = None) -> str | tuple[Diagnostic, ...]:
    """A page over plain data, by our own template `built_in` or a department's; or what is wrong with that."""
    from perfeval.report.loader import Loader

    loader = Loader(template.parent if template else None)
    name = template.name if template else built_in
    try:
        return settle(_rendered(context, loader, name))
    except Exception as error:
        found = _diagnostic(error, loader, shown_path(template) if template else name)
        # What no line of a department's page had a part in is a fault of ours, and must be seen as one.
        if found is None or (template is None and found.code != "report-too-large"):
            raise
        if found.code == "unknown-name" and not found.hint:
            found = replace(found, hint=f"可用的有：{'、'.join(list(context))}")
        return (found,)


def _marked(document: dict[str, Any]) -> str:
    """The line above a provisional report, which no template can leave out."""
    provisional = document["provisional"]
    return f"> **{provisional['words']}。**\n\n" if provisional else ""


def _rendered(names: dict[str, Any], loader: Loader, name: str) -> str:
    from perfeval.report.sandbox import Paper
    from perfeval.report.values import MOST_TEXT, Meter

    page = Paper(loader).get_template(name)
    context = page.new_context(names)
    pieces, written = [], Meter()
    for piece in page.root_render_func(context):
        written.write(len(piece), MOST_TEXT)
        pieces.append(piece)
    return "".join(pieces)


def check_plain(value: Any) -> None:
    """Stops anything but plain data from reaching a template: an object would bring its methods along."""
    left = [value]
    while left:
        item = left.pop()
        if type(item) is dict:
            left += [*item, *item.values()]
        elif type(item) is list:
            left += item
        elif type(item) not in (str, int, bool, type(None)):
            raise TypeError(f"not plain data: {type(item).__name__}")


def _diagnostic(error: Exception, loader: Loader, page: str) -> Diagnostic | None:
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    file, line = _place(error.__traceback__, loader)
    if isinstance(error, TemplateFault):
        found = (error.code, error.message, error.hint)
        file, line = (error.file, error.line) if error.line else (file or page, line)
    elif isinstance(error, TemplateSyntaxError):
        found, file, line = _syntax(error.message or ""), error.filename or page, error.lineno
    elif isinstance(error, TemplateNotFound):
        found = (
            "file-not-found",
            f"没有模板“{error.name}”",
            "核对文件名；同一文件夹里的写文件名，内置的写 perfeval/report.md",
        )
        file = file or page
    elif file or _in_compiler(error):
        found, file = _failure(error), file or page
    else:
        return None
    return Diagnostic(*found, location=_location(file, line, loader))


def _syntax(message: str) -> tuple[str, str, str]:
    for words, said, hint in _SYNTAX:
        if words in message:
            return "template-syntax", said, hint
    return "template-syntax", "模板的写法不对", f"核对引号、括号和花括号是否成对（{message}）"


def _failure(error: Exception) -> tuple[str, str, str]:
    if isinstance(error, (RecursionError, SyntaxError)):  # Python allows twenty loops in each other
        return "template-too-deep", "模板套得太深，或自己套着自己", "减少括号、标签和 include 的层数"
    return "template-failed", "模板的这一行不能执行", f"核对比较和过滤器用在什么值上（{type(error).__name__}：{error}）"


def _in_compiler(error: Exception) -> bool:
    """Whether jinja2 or Python refused the template while compiling it, in ways of their own."""
    place = error.__traceback__
    while place:
        if place.tb_frame.f_code.co_name in ("_parse", "_generate", "_compile"):
            return True
        place = place.tb_next
    return False


def _place(place: TracebackType | None, loader: Loader) -> tuple[str, int]:
    """The innermost line of a template, of the department's own where one had a part in it."""
    found: tuple[str, int] = ("", 0)
    own: tuple[str, int] = ("", 0)
    while place:
        page = place.tb_frame.f_globals.get("__jinja_template__")
        if page is not None:
            found = (page.filename, page.get_corresponding_lineno(place.tb_lineno))
            own = own if page.name.startswith("perfeval/") else found
        place = place.tb_next
    return own if own[1] else found


def _location(file: str, line: int, loader: Loader) -> Location:
    lines = loader.sources.get(file, "").split("\n")
    line = max(line, 1)
    excerpt = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    column = len(excerpt) - len(excerpt.lstrip()) + 1
    return Location(file, line, column, max(1, len(excerpt.strip())), excerpt)
