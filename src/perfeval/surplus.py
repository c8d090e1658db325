"""The facts of a project that its spec does not read: what each was probably to be called."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval.alike import misspelt
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.missing import Wanted
from perfeval.plan import Plan
from perfeval.project import Project
from perfeval.references import same_code

_MOST_NAMED = 6
_LEAST = 4
"""Signs of the shortest name of a fact that is known when misspelt: many names have two."""


def surplus(plan: Plan, project: Project, wanted: Wanted) -> Iterator[tuple[Diagnostic, str]]:
    """The facts that nothing reads, each with the fact that it surely is under a misspelt name, if there is one."""
    if project.facts.keys() <= wanted.keys():
        return
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
            found = same or nearest(name, free).partition("：")[2]
            hint = f"是否想写：{found}" if found else _among(free)
            message = f"指标体系没有用到事实“{name}”"
            sure = found if same or misspelt(name, found, _LEAST) else ""
            yield Diagnostic("unknown-fact", message, hint, ("facts", name), on_key=True), sure


def _among(free: tuple[str, ...]) -> str:
    """What to do about a fact that nothing reads and that is like none of those that are not given yet."""
    if free:
        return f"核对名称，还没有写的事实：{'、'.join(free[:_MOST_NAMED])}"
    return "核对名称；确实没有用的删去，要用的在指标体系的 facts 里声明"
