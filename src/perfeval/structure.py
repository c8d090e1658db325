"""What keeps a spec as a whole from being scored: codes, rounding, grades, facts that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, Related, Route, nearest
from perfeval.number import ONE, ZERO, spell
from perfeval.spec import Indicator, Spec
from perfeval.unit import Unit


def structure_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Every fault that can be seen in the spec without resolving it."""
    for check in (
        code_faults,
        whole_faults,
        grade_faults,
        named_grade_faults,
        fact_faults,
        unread_faults,
        taker_faults,
        extra_faults,
        vote_faults,
        subproject_faults,
    ):
        yield from check(spec)


def code_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Codes that occur twice or that a shared fact bears too."""
    first: dict[str, tuple[Route, Indicator]] = {}
    copies = list[Route]()
    for route, indicator in spec.every:
        where, folded = (*route, "code"), indicator.code.casefold()
        if any(route[: len(copy)] == copy for copy in copies):
            continue  # a copy goes as a whole
        if folded in first:
            before, same = first[folded]
            related = (Related("第一次出现在这里", before),)
            message, hint = f"编号“{indicator.code}”出现了两次", "换一个没有用过的编号"
            if indicator == same:
                message, hint = f"编号“{indicator.code}”出现了两次，两段完全相同", "删去其中一段"
                copies.append(route)
            yield Diagnostic("duplicate-code", message, hint, where, related=related)
        elif indicator.code in spec.facts:
            yield Diagnostic(
                "duplicate-code", f"编号“{indicator.code}”与 facts 里的事实同名", "给事实换一个名称", where
            )
        first.setdefault(folded, (where, indicator))


def whole_faults(spec: Spec) -> Iterator[Diagnostic]:
    """What a spec with weights must say, because practice differs and a default would be a guess."""
    if not spec.weighted:
        return
    if spec.full is None:
        yield Diagnostic("missing-field", "指标有权重，但没有写满分（full）", "加一行 full: 100")
    elif not spec.full > ZERO:
        yield Diagnostic("not-above-zero", f"满分不能是 {spell(spec.full)}", "写成 full: 100", ("full",))
    if spec.rounding is None:
        hint = "加一行 rounding: {places: 2, mode: half-up}（四舍五入）或 {places: 2, mode: down}（直接舍去）"
        yield Diagnostic("missing-field", "没有写得分怎样取舍（rounding）", hint)
    elif spec.rounding.of == "total" and spec.rounding.rate == "of-printed":
        message = "只取舍合计时各指标没有所印得分，得分率不能由它算"
        yield Diagnostic("field-out-of-place", message, "删去 rate，或写 of: leaves", ("rounding", "rate"))


def grade_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Grades out of order, a range of scores without a grade, a consequence of no grade."""
    grades = spec.grades or []
    full = spec.full or ONE
    edges = [grade.least.of(full) for grade in grades]
    if grades and spec.full and edges[0] > full:
        message = f"等级“{grades[0].name}”的最低分高于满分 {spell(full)}"
        yield Diagnostic("out-of-range", message, "核对最低分和满分", ("grades", 0))
    names = [grade.name for grade in grades]
    for index, name in enumerate(names):
        if name in names[:index]:
            related = (Related("第一次出现在这里", ("grades", names.index(name), "name")),)
            place = ("grades", index, "name")
            yield Diagnostic("duplicate-grade", f"等级“{name}”出现了两次", "换一个名称", place, related=related)
    for index in range(1, len(grades)):
        if edges[index] >= edges[index - 1]:
            message = f"等级“{grades[index].name}”的最低分不低于上一等级“{grades[index - 1].name}”"
            yield Diagnostic("grade-out-of-order", message, "从最高的等级写起，最低分依次降低", ("grades", index))
    if grades and edges[-1] != ZERO:
        message = f"低于 {grades[-1].least} 分时没有等级"
        yield Diagnostic("grades-leave-gap", message, "最后一个等级写 least: 0", ("grades", len(grades) - 1))


def named_grade_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Grades that caps and consequences name and that do not exist."""
    known = [grade.name for grade in spec.grades or ()]
    named = [(cap.grade, ("grade_caps", index, "grade"), False) for index, cap in enumerate(spec.grade_caps)]
    for name, route, on_key in (*named, *((name, ("consequences", name), True) for name in spec.consequences)):
        if name not in known:
            hint = nearest(name, known, "可选：" + "、".join(known) if known else "先写 grades")
            yield Diagnostic("unknown-grade", f"没有等级“{name}”", hint, route, on_key=on_key)


def fact_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Facts declared in two ways at once, and labels that mean something else."""
    for name, fact in spec.facts.items():
        ways = [way for way, stated in (("one_of", fact.one_of), ("list", fact.many), ("table", fact.table)) if stated]
        if len(ways) > 1 or (fact.unit and ways and ways != ["list"]):
            message = f"事实“{name}”同时写了 {'、'.join([*ways, *(['unit'] if fact.unit else [])])}"
            yield Diagnostic("field-out-of-place", message, "只留一种写法", ("facts", name))
        if fact.bounded is not None and not (isinstance(fact.unit, Unit) and fact.unit.is_ratio and not fact.many):
            hint = "删去 bounded，或写 unit: '%'"
            yield Diagnostic(
                "field-out-of-place", "只有百分比才写 bounded", hint, ("facts", name, "bounded"), on_key=True
            )
        for index, label in enumerate(fact.one_of or ()):
            if label in spec.facts or label in ("不适用", "not applicable"):
                hint = "换一个说法"
                yield Diagnostic(
                    "reserved-name", f"“{label}”另有意思，不能作选项", hint, ("facts", name, "one_of", index)
                )


def unread_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Facts that are declared but read by no formula: usually a misspelt name."""
    texts = " ".join(text for _, indicator in spec.every for text in indicator.formulas)
    texts += " ".join(["", *(when for _, when in spec.conditions), *(item.count for _, item in spec.extras)])
    texts += " ".join(["", *(item.holds for item in spec.asserts)])
    read = set(re.findall(r"[^\W\d]\w*", texts))
    for name in spec.facts:
        if name not in read:
            hint = nearest(name, sorted(read), "删去它，或在某个指标的 actual 里用到它")
            yield Diagnostic("unread-fact", f"事实“{name}”没有指标用到", hint, ("facts", name), on_key=True)


def taker_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Indicators that are to take the points of another and stand elsewhere, or where nothing is given away."""
    families = [((), spec.indicators), *((route, one.indicators or []) for route, one in spec.every)]
    for route, siblings in families:
        for index, one in enumerate(siblings):
            known = [other.code for other in siblings if other is not one] if one.goes_to else []
            place = (*route, "indicators", index, "goes_to")
            if one.goes_to and (one.indicators or (one.not_applicable or spec.not_applicable) != "redistribute"):
                message = "只有不适用时分出权重（redistribute）的末级指标才写 goes_to"
                yield Diagnostic("field-out-of-place", message, "删去 goes_to", place, on_key=True)
            for n, code in enumerate(one.goes_to):
                if code not in known:
                    hint = nearest(code, known, "可选：" + "、".join(known))
                    yield Diagnostic("unknown-indicator", f"同级没有编号为“{code}”的指标", hint, (*place, n))


def extra_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Items of bonus and penalty that are of no effect, or bear a code that is taken."""
    taken = {indicator.code.casefold() for _, indicator in spec.every}
    for route, item in spec.extras:
        if not spec.weighted:
            yield Diagnostic("field-out-of-place", "不计分的指标体系没有总分可以加减", "删去它", route[:1])
            return
        if item.code.casefold() in taken:
            hint = "换一个没有用过的编号"
            yield Diagnostic("duplicate-code", f"编号“{item.code}”出现了两次", hint, (*route, "code"))
        taken.add(item.code.casefold())
        for name in ("each", "most"):
            points = getattr(item, name)
            if points and not points.value:
                yield Diagnostic("not-above-zero", f"“{item.name}”的 {name} 是 0，等于没有", "写出分数", (*route, name))


def vote_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Votes without a grade for every outcome, for grades that do not exist, at a level that has no indicators."""
    if spec.votes is None:
        return
    known = [grade.name for grade in spec.grades or ()]
    rules = spec.votes.rules
    for index, rule in enumerate(rules):
        route: Route = ("votes", "rules", index)
        if rule.grade not in known:
            hint = nearest(rule.grade, known, "可选：" + "、".join(known))
            yield Diagnostic("unknown-grade", f"没有等级“{rule.grade}”", hint, (*route, "grade"))
        if rule.when is None and index < len(rules) - 1:
            yield Diagnostic("unreachable-rule", "没有条件的一条之后的，永远轮不到", "把它移到最后，或写上 when", route)
    if rules[-1].when is not None:
        message, hint = "条件都不成立时没有等级", "最后一条只写 grade，不写 when"
        yield Diagnostic("votes-leave-gap", message, hint, ("votes", "rules", len(rules) - 1))
    levels = {len([step for step in route if step == "indicators"]) for route, _ in spec.every}
    if int(spec.votes.level) not in levels:
        yield Diagnostic("out-of-range", f"没有第 {spec.votes.level} 级指标", "核对级别", ("votes", "level"))


def subproject_faults(spec: Spec) -> Iterator[Diagnostic]:
    """Sub-projects of one name, of money that cannot be compared, and names that indicators cover in vain."""
    if spec.subprojects:
        yield from _money_faults(spec)
    first = {part.name: index for index, part in reversed([*enumerate(spec.subprojects)])}
    for route, one in spec.every:
        for index, name in enumerate(one.covers):
            if name not in first:
                otherwise = (
                    f"可选：{'、'.join(first)}"
                    if first
                    else "在文件开头写 subprojects: [{name: 名称, money: 125 万元}]"
                )
                hint = nearest(name, first, otherwise)
                yield Diagnostic("unknown-subproject", f"没有子项“{name}”", hint, (*route, "covers", index))


def _money_faults(spec: Spec) -> Iterator[Diagnostic]:
    from perfeval.subproject import part_faults

    parts, first = spec.subprojects, dict[str, Route]()
    found = [fault.below("subprojects", index) for index, part in enumerate(parts) for fault in part_faults(part)]
    yield from found
    if not found and any(part.money for part in parts) and any(part.share for part in parts):
        message = "有的子项写资金（money），有的写占比（share），算不出各占多少"
        yield Diagnostic("money-mixed", message, "统一用一种写法", ("subprojects",), on_key=True)
    elif not found and not parts[0].money and sum((part.stated for part in parts), ZERO) > ONE:
        message = "各子项的占比合计超过 100%"
        yield Diagnostic("shares-off-total", message, "核对各子项的占比", ("subprojects",), on_key=True)
    for index, part in enumerate(parts):
        where: Route = ("subprojects", index, "name")
        if part.name in first:
            related = (Related("第一次出现在这里", first[part.name]),)
            message = f"子项“{part.name}”出现了两次"
            yield Diagnostic("duplicate-subproject", message, "改名，或合成一条", where, related=related)
        first.setdefault(part.name, where)
