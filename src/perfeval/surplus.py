"""The facts of a project that its spec does not read: what each was probably to be called."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.missing import Wanted
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.references import same_code
from perfeval.regex import regex

_MOST_NAMED = 6
_MEANT = "是否想写："
_TELLING = regex("[0-9A-Za-z一二三四五六七八九十甲乙丙丁上下前后左右内外男女大小新旧]")
"""Signs of which another makes another name, and no misspelt one."""


def surplus(plan: Plan, project: Project, wanted: Wanted) -> Iterator[tuple[Diagnostic, str]]:
    """The facts that nothing reads, each with the fact that it surely is under a misspelt name, if there is one."""
    free = tuple(known for known in wanted if known not in project.facts)
    titles = {plan.by_code[code].indicator.name: code for code in free if code in plan.by_code}
    titles |= {f"{code}{title}": code for title, code in titles.items()}
    for name in project.facts:
        if name in wanted:
            continue
        node = plan.by_code.get(name)
        if node and (node.formula or node.children):
            how = f"由公式“{node.formula.text}”算出" if node.formula else "由下级指标合成"
            message = f"指标“{name}”{how}，不用在 facts 里写"
            hint = f"删去这一行；公布的数字写在 published 的 {name} 下，与计算结果核对"
            yield Diagnostic("unknown-fact", message, hint, ("facts", name), on_key=True), ""
        else:
            same = same_code(name, free) or titles.get(name.strip()) or titles.get("".join(name.split())) or ""
            hint = f"{_MEANT}{same}" if same else _like(name, free)
            found = same or hint.removeprefix(_MEANT)
            message = f"指标体系没有用到事实“{name}”"
            sure = found if same or (found in free and misspelt(name, found)) else ""
            yield Diagnostic("unknown-fact", message, hint, ("facts", name), on_key=True), sure


def _like(name: str, free: tuple[str, ...]) -> str:
    """What a fact that nothing reads was probably to be called: one of those that are not given yet."""
    otherwise = f"核对名称，还没有写的事实：{'、'.join(free[:_MOST_NAMED])}" if free else ""
    return nearest(name, free, otherwise or "核对名称；确实没有用的删去，要用的在指标体系的 facts 里声明")


def misspelt(written: str, name: str) -> bool:
    """Whether a text is a name of some length with one sign wrong, missing, too many or at the wrong place.

    >>> [misspelt(text, "甲类支出") for text in ("甲类支岀", "甲支类出", "甲类的支出", "支出", "乙类支出")]
    [True, True, True, False, False]
    """
    from difflib import SequenceMatcher

    steps = [step for step in SequenceMatcher(None, written, name, autojunk=False).get_opcodes() if step[0] != "equal"]
    gone = "".join(written[start:end] for _, start, end, _, _ in steps)
    fresh = "".join(name[start:end] for _, _, _, start, end in steps)
    return len(name) >= 4 and len(gone) <= 1 and len(fresh) <= 1 and not _TELLING.search(gone + fresh)
