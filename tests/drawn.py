"""Strategies: random specs that can be scored, as the plain data that YAML gives, with facts that fit.

Every scalar is a text. Points are always written with 分, so that whoever scales all weights finds them; the facts of
a leaf come in pairs, the second never worse than the first where its rule says what is better.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
Data = Any

TICKS = {"%": 10, "万元": 100, "场": 1, "天": 1, "人/场": 2}
"""Units and the finest part of them that is drawn."""
SHARED = {
    "预算": "万元",
    "支出": "万元",
    "事故": "起",
    "挪用": "是否",
    "地区": ["东部", "中部", "西部"],
    "各场": ["人"],
}
WORDS = ("合规", "显著")


@dataclass
class Leaf:
    """A rule with its target, and two facts for it; `ordered` where the second is never worse."""

    rule: dict[str, Data]
    target: str | None
    facts: tuple[Data, Data]
    ordered: bool = True
    more: dict[str, Data] = field(default_factory=dict)


def decimal(ticks: int, per: int = 1) -> str:
    """So many parts of one, as people write it."""
    whole, rest = divmod(abs(ticks), per)
    tail = f"{rest / per:.4f}"[1:].rstrip("0").rstrip(".")
    return ("-" if ticks < 0 else "") + str(whole) + tail


def amount(ticks: int, unit: str) -> str:
    return f"{decimal(ticks, TICKS[unit])}{'' if unit == '%' else ' '}{unit}"


def between(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


UNITS = st.sampled_from(sorted(TICKS))
SOME = between(0, 2000)


def points(draw: Draw, weight: Fraction, least: int = 0, most: int = 100) -> str:
    """Between these percentages of the weight, as a share or as points."""
    share = draw(between(least, most))
    return f"{share}%" if draw(st.booleans()) else f"{spelled(weight * share / 100)} 分"


def spelled(x: Fraction) -> str:
    return str(x) if x.denominator > 1 else str(x.numerator)


def falling(draw: Draw, weight: Fraction, count: int) -> list[str]:
    """Points from all of the weight down, each less than the one before."""
    shares = sorted(draw(st.sets(between(0, 99), min_size=count, max_size=count)), reverse=True)
    return [f"{s}%" if draw(st.booleans()) else f"{spelled(weight * s / 100)} 分" for s in shares]


def pair(draw: Draw, unit: str, upward: bool, around: int) -> tuple[str, str]:
    """Two amounts near and far from a mark, the worse one first."""
    near = between(max(0, around - 40), around + 40)
    two = sorted((draw(near | SOME), draw(near | SOME)), reverse=not upward)
    return amount(two[0], unit), amount(two[1], unit)


def proportional(draw: Draw, weight: Fraction) -> Leaf:
    unit, upward, t = draw(UNITS), draw(st.booleans()), draw(between(2, 1500))
    rule: dict[str, Data] = {"kind": "proportional"}

    def edge(low: int, high: int) -> str:
        share = draw(between(1, 99)) if upward else draw(between(101, 300))
        return draw(st.sampled_from((amount(draw(between(low, high)), unit), f"目标值的{share}%")))

    if upward:
        rule |= {key: edge(1, t - 1) for key in ("zero_at", "zero_below") if draw(st.booleans())}
    elif draw(st.booleans()):
        rule["zero_at"] = edge(t + 1, 2 * t)
    else:
        rule["reverse"] = draw(st.sampled_from(("linear", "inverse")))
    sign = draw(st.sampled_from(("≥ ", ""))) if upward else "≤ "
    return Leaf(rule, f"{sign}{amount(t, unit)}", pair(draw, unit, upward, t))


def deduct(draw: Draw, weight: Fraction) -> Leaf:
    unit, sign, t = draw(UNITS), draw(st.sampled_from(("≥ ", "≤ ", "", "= ", "within"))), draw(between(0, 1500))
    rule = {"kind": "deduct", "per": amount(draw(between(1, 30)), unit), "lose": points(draw, weight, 1, 40)}
    if rule["per"] != "1 场" or draw(st.booleans()):
        rule["part"] = draw(st.sampled_from(("exact", "whole", "none")))
    if draw(st.booleans()):
        rule["zero_beyond"] = amount(draw(between(1, 100)), unit)
    if sign not in ("=", "within", "= "):
        return Leaf(rule, sign + amount(t, unit), pair(draw, unit, sign != "≤ ", t))
    width = draw(between(0, 30)) if sign == "within" else 0
    target = f"{amount(t, unit)}–{amount(t + width, unit)}" if sign == "within" else sign + amount(t, unit)
    far, near = sorted((draw(between(0, 60)), draw(between(0, 60))), reverse=True)
    sides = [(t - gap if draw(st.booleans()) and gap <= t else t + width + gap) for gap in (far, near)]
    return Leaf(rule, target, (amount(sides[0], unit), amount(sides[1], unit)))


def accrue(draw: Draw, weight: Fraction) -> Leaf:
    unit, upward, base = draw(UNITS), draw(st.booleans()), draw(between(0, 1500))
    least, start, most = sorted(draw(st.tuples(between(0, 100), between(0, 100), between(0, 100))))
    rule = {"kind": "accrue", "start": f"{start}%", "per": amount(draw(between(1, 30)), unit)}
    rule |= {"gain": points(draw, weight, 1, 30), "lose": points(draw, weight, 0, 30)}
    if rule["per"] != "1 场" or draw(st.booleans()):
        rule["part"] = draw(st.sampled_from(("exact", "whole", "none")))
    if draw(st.booleans()):
        rule["least"] = f"{spelled(weight * least / 100)} 分"
    if draw(st.booleans()):
        rule["most"] = f"{most}%"
    if draw(st.booleans()):
        rule |= {"base": amount(base, unit), "better": "more" if upward else "less"}
        return Leaf(rule, "比上年好", pair(draw, unit, upward, base))
    if draw(st.booleans()):
        rule["base"] = amount(base, unit)
    return Leaf(rule, ("≥ " if upward else "≤ ") + amount(base, unit), pair(draw, unit, upward, base))


def bands(draw: Draw, weight: Fraction) -> Leaf:
    unit, upward, count = draw(UNITS), draw(st.booleans()), draw(between(1, 4))
    edges = sorted(draw(st.sets(between(1, 1500), min_size=count, max_size=count)), reverse=upward)
    keys, earn = ("least", "above") if upward else ("most", "below"), falling(draw, weight, count + 1)
    rows = [{draw(st.sampled_from(keys)): amount(at, unit), "earn": earn[n]} for n, at in enumerate(edges)]
    for before, row in itertools.pairwise(rows):
        if draw(st.booleans()):
            row["rising_to"] = before["earn"]
    target = draw(st.sampled_from((amount(edges[0], unit), WORDS[1])))
    return Leaf(
        {"kind": "bands", "bands": [*rows, {"earn": earn[-1]}]},
        target,
        pair(draw, unit, upward, draw(st.sampled_from(edges))),
    )


def curve(draw: Draw, weight: Fraction) -> Leaf:
    unit, upward, count = draw(UNITS), draw(st.booleans()), draw(between(2, 4))
    corners = sorted(draw(st.sets(between(0, 1500), min_size=count, max_size=count)), reverse=upward)
    line = [[amount(at, unit), earn] for at, earn in zip(corners, falling(draw, weight, count), strict=True)]
    rule = {"kind": "curve", "points": line[::-1] if upward else line}
    return Leaf(rule, amount(corners[0], unit), pair(draw, unit, upward, draw(st.sampled_from(corners))))


def threshold(draw: Draw, weight: Fraction) -> Leaf:
    if draw(st.booleans()):
        return Leaf({"kind": "threshold"}, WORDS[0], ({"answer": "否", "because": "没有"}, "是"))
    unit, sign, t = draw(UNITS), draw(st.sampled_from(("≥ ", "≤ ", "> ", "< "))), draw(between(0, 1500))
    two = pair(draw, unit, sign in "≥ > ", t)
    listed = draw(st.booleans())
    return Leaf({"kind": "threshold"}, sign + amount(t, unit), (list(two), [two[1]]) if listed else two)


def checklist(draw: Draw, weight: Fraction) -> Leaf:
    count, way = draw(between(1, 4)), draw(st.sampled_from(("plain", "share", "miss", "by_count")))
    rule: dict[str, Data] = {"kind": "checklist"}
    parts = cuts(draw, count) if way == "share" else []
    asked = [{"text": f"要点{n}"} for n in range(count)]
    for n, point in enumerate(asked):
        point |= {"negative": "是"} if draw(st.booleans()) else {}
        point |= {"must": "是"} if draw(between(0, 5)) == 0 else {}
        point |= {"share": f"{parts[n]}%"} if parts else {}
    if way == "miss":
        rule["miss"] = {"lose": points(draw, weight, 1, 60), "of": draw(st.sampled_from(("point", "indicator")))}
    if way == "by_count":
        rule["by_count"] = ["100%", *falling(draw, weight, count)]
    rule["points"] = [point if len(point) > 1 or draw(st.booleans()) else point["text"] for point in asked]
    held = [sorted((draw(HELD), draw(HELD))) for _ in asked]
    if way == "by_count":
        held = [[share // 10 * 10 for share in two] for two in held]
    facts = [
        [answer(two[side], "negative" in point) for two, point in zip(held, asked, strict=True)] for side in (0, 1)
    ]
    return Leaf(rule, WORDS[0], (facts[0], facts[1]))


HELD = st.sampled_from((0, 3, 7, 10))


def cuts(draw: Draw, count: int) -> list[int]:
    """Whole percentages above 0 that make 100."""
    inner = sorted(draw(st.sets(between(1, 99), min_size=count - 1, max_size=count - 1)))
    return [b - a for a, b in zip([0, *inner], [*inner, 100], strict=True)]


def answer(tenths: int, negative: bool) -> Data:
    if 0 < tenths < 10:
        return {"answer": "部分", "keep": f"{tenths}0%", "because": "缺一份"}
    said = "是" if (tenths == 10) is not negative else "否"
    return said if tenths else {"answer": said, "because": "没有做到"}


def faults(draw: Draw, weight: Fraction) -> Leaf:
    count = draw(between(1, 3))
    kinds = [{"name": name, "lose": points(draw, weight, 1, 40)} for name in ("重大", "较大", "一般")[:count]]
    for kind in kinds:
        kind |= {"nothing_from": str(draw(between(1, 4)))} if draw(st.booleans()) else {}
    rule: dict[str, Data] = {"kind": "faults", "kinds": kinds}
    rule |= {"nothing_from": str(draw(between(1, 6)))} if draw(st.booleans()) else {}
    found = [sorted((draw(between(0, 4)), draw(between(0, 4))), reverse=True) for _ in kinds]
    facts = [faults_fact(draw, {k["name"]: two[side] for k, two in zip(kinds, found, strict=True)}) for side in (0, 1)]
    return Leaf(rule, "= 0 项", (facts[0], facts[1]))


def faults_fact(draw: Draw, counts: dict[str, int]) -> Data:
    if draw(st.booleans()):
        return {name: str(n) for name, n in counts.items()}
    if not any(counts.values()) and draw(st.booleans()):
        return "无"
    return [{"kind": name, "because": f"第 {n} 处"} for name, some in counts.items() for n in range(some)]


def levels(draw: Draw, weight: Fraction) -> Leaf:
    names = ("好", "中", "差")
    if draw(st.booleans()):
        rows = [{"name": name, "share": earn} for name, earn in zip(names, falling(draw, weight, 3), strict=True)]
        worse, better = sorted((draw(between(0, 2)), draw(between(0, 2))), reverse=True)
        return Leaf({"kind": "levels", "levels": rows}, WORDS[1], (level(names[worse]), level(names[better])))
    low, high = sorted(draw(st.sets(between(1, 99), min_size=2, max_size=2)))
    spans = [(high, 100), (low, high), (0, low)]
    rows = [{"name": name, "range": f"{a}%..{b}%"} for name, (a, b) in zip(names, spans, strict=True)]
    two = sorted((draw(between(0, 100)), draw(between(0, 100))))
    held = [level(names[0 if x >= high else 1 if x >= low else 2], f"{x}%") for x in two]
    return Leaf({"kind": "levels", "levels": rows}, WORDS[1], (held[0], held[1]))


def level(name: str, share: str = "") -> Data:
    return {"level": name, "because": "经评议"} | ({"share": share} if share else {})


def panel(draw: Draw, weight: Fraction) -> Leaf:
    of, trim = draw(st.sampled_from((10, 100))), draw(between(0, 2))
    rule: dict[str, Data] = {"kind": "panel", "of": str(of)}
    rule |= {"combine": "median"} if draw(st.booleans()) else {"trim": str(trim)}
    marks = draw(st.lists(between(0, 2 * of), min_size=2 * trim + 1, max_size=7))
    raised = [min(2 * of, mark + draw(between(0, 9))) for mark in marks]
    texts = [[decimal(mark, 2) for mark in side] for side in (marks, raised)]
    named = [{"score": mark, "by": f"专家{n}"} for n, mark in enumerate(texts[0])] if draw(st.booleans()) else texts[0]
    return Leaf(rule, WORDS[1], (named, texts[1]))


def survey(draw: Draw, weight: Fraction) -> Leaf:
    shares = sorted(draw(st.sets(between(0, 100), min_size=2, max_size=4)), reverse=True)
    names = ("很好", "好", "一般", "差")[: len(shares)]
    rule = {"kind": "survey", "coefficients": {name: f"{share}%" for name, share in zip(names, shares, strict=True)}}
    t = amount(draw(between(1, 1000)), "%")
    then = draw(st.sampled_from(({"kind": "threshold"}, {"kind": "proportional"}, {"kind": "deduct", "per": "1%"})))
    rule["then"] = then | ({"lose": points(draw, weight, 1, 20), "part": "exact"} if "per" in then else {})
    counts = [draw(between(0, 60)) for _ in names]
    counts[-1] += 1
    moved = draw(between(0, counts[-1]))
    better = [counts[0] + moved, *counts[1:-1], counts[-1] - moved]
    facts = [dict(zip(names, (f"{n} 份" for n in side), strict=True)) for side in (counts, better)]
    return Leaf(rule, f"≥ {t}", (facts[0], facts[1]))


RATE = "支出 / 预算"


def parts(draw: Draw, weight: Fraction) -> Leaf:
    count, take = draw(between(2, 3)), draw(st.sampled_from(("sum", "max", "min")))
    shares = [Fraction(share, 100) for share in cuts(draw, count)]
    rows, facts = [], ([], [])
    for n, share in enumerate(shares):
        row: dict[str, Data] = {"text": f"部分{n}"}
        row |= {"share": f"{spelled(share * 100)}%"} if take == "sum" else {}
        whole = weight * share if take == "sum" else weight
        if n and draw(st.booleans()):
            rows.append(row | {"target": "100%", "actual": RATE, "rule": {"kind": "proportional"}})
            continue
        inner = SIMPLE[draw(st.sampled_from(sorted(SIMPLE)))](draw, whole)
        rows.append(row | {"target": inner.target, "rule": inner.rule})
        for side in (0, 1):
            facts[side].append(inner.facts[side])
    return Leaf({"kind": "parts", "parts": rows} | ({} if take == "sum" else {"take": take}), None, facts)


def choose(draw: Draw, weight: Fraction) -> Leaf:
    kinds = draw(st.sampled_from((("deduct", "proportional"), ("threshold",), ("checklist",))))
    inner = SIMPLE[draw(st.sampled_from(kinds))](draw, weight)
    other = {"kind": "threshold"} if inner.target else inner.rule
    when = draw(
        st.sampled_from(("地区 = 东部", "地区 ≠ 西部 且 非 挪用", "支出 < 80% * 预算", "事故 ≥ 1 起 或 地区 = 中部"))
    )
    whens = [{"when": when, "target": inner.target, "rule": inner.rule}, {"rule": other}]
    if inner.rule["kind"] in ("checklist",):
        whens = [
            {"when": when, "rule": inner.rule},
            {"rule": {**inner.rule, "miss": {"lose": "10%", "of": "indicator"}}},
        ]
        whens[1]["rule"] = {key: value for key, value in whens[1]["rule"].items() if key != "by_count"}
    return Leaf({"kind": "choose", "branches": whens}, inner.target, inner.facts)


FORMULAS = (
    "权重 × min(1, 支出 / 预算) × 40% + 权重 × 60%",
    "权重 - 事故 / 1 起 * 权重 / 3",
    "if(挪用, 权重 - 权重, 权重 / 2)",
    "权重 * max(0, 1 - abs(支出 - 预算) / 预算) * 2 - 权重 / 10",
    "权重 * count(各场 ≥ 10 人) / count(各场)",
    "权重 * round(mean(各场) / 30 人, 1)",
)


def formula(draw: Draw, weight: Fraction) -> Leaf:
    return Leaf({"kind": "formula", "earn": draw(st.sampled_from(FORMULAS))}, None, (None, None))


def rank(draw: Draw, weight: Fraction) -> Leaf:
    of = draw(between(1, 40))
    worse, better = sorted((draw(between(1, of)), draw(between(1, of))), reverse=True)
    facts = ({"rank": str(worse), "of": str(of)}, {"rank": str(better), "of": str(of)})
    if draw(st.booleans()):
        return Leaf({"kind": "rank", "linear": "是"}, WORDS[1], facts)
    edges = sorted(draw(st.sets(between(1, 99), min_size=2, max_size=2)))
    first = {"to": str(edges[0])} if draw(st.booleans()) else {"top": f"{edges[0]}%"}
    earns = falling(draw, weight, 3)
    rows = [{**edge, "earn": earn} for edge, earn in zip((first, {"top": f"{edges[1]}%"}, {}), earns, strict=True)]
    return Leaf({"kind": "rank", "table": rows}, WORDS[1], facts, ordered="top" in first)


def peer(draw: Draw, weight: Fraction) -> Leaf:
    peers = [f"{x}%" for x in draw(st.lists(between(1, 100), min_size=1, max_size=5))]
    method, more = draw(st.sampled_from(("ratio", "reach", "spread"))), draw(st.booleans())
    rule: dict[str, Data] = {"kind": "peer", "method": method, "better": "more" if more else "less"}
    if method == "spread":
        rule["if_equal"] = points(draw, weight)
    else:
        rule["against"] = draw(st.sampled_from(("mean", "median", "best", "worst")))
    two = sorted((draw(between(0, 120)), draw(between(0, 120))), reverse=not more)
    worse, better = ({"value": f"{x}%", "peers": peers} for x in two)
    return Leaf(rule, "≥ 90%", (worse, better))


SIMPLE = {
    kind.__name__: kind
    for kind in (proportional, deduct, accrue, bands, curve, threshold, checklist, faults, levels, panel, rank, peer)
}
KINDS = {**SIMPLE, **{kind.__name__: kind for kind in (survey, parts, choose, formula)}}
WHEN = st.sampled_from(("挪用", "支出 / 预算 < 80%", "事故 ≥ 2 起", "地区 = 东部 且 非 挪用", "min(各场) < 10 人"))


class Tree:
    """A tree of indicators being drawn, with the facts that its leaves read."""

    def __init__(self, draw: Draw, kinds: tuple[str, ...], limits: bool) -> None:
        self.draw, self.kinds, self.limits = draw, kinds, limits
        self.codes: list[str] = []
        self.facts: tuple[dict[str, Data], dict[str, Data]] = ({}, {})

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(between(1, one_in)) == 1)

    def code(self) -> str:
        self.codes.append(f"X{len(self.codes)}")
        return self.codes[-1]

    def gates(self, weight: Fraction) -> dict[str, Data]:
        if not (self.limits and self.chance(5)):
            return {}
        each = {"when": self.draw(WHEN), "earn": points(self.draw, weight), "because": "一票否决"}
        return {"gates": [each, {**each, "when": self.draw(WHEN), "earn": "0"}][: self.draw(between(1, 2))]}

    def leaf(self, weight: int) -> dict[str, Data]:
        kind, code = self.draw(st.sampled_from(self.kinds)), self.code()
        made = KINDS[kind](self.draw, Fraction(weight))
        actual = {"actual": RATE} if made.target == "100%" and self.chance(2) and made.rule["kind"] in READS else {}
        found = {"code": code, "name": kind, "rule": made.rule, **actual, **self.gates(Fraction(weight))}
        if made.target:
            found["target"] = made.target if self.chance(2) else {"value": made.target, "official": "照文件"}
        if made.facts[0] is not None and not actual:
            for facts, fact in zip(self.facts, made.facts, strict=True):
                facts[code] = {"value": fact, "note": "台账"} if self.chance(4) else fact
        return found

    def node(self, depth: int) -> tuple[dict[str, Data], int]:
        """An indicator with its weight written, and the weight."""
        if depth == 1 or self.chance(3):
            weight = self.draw(between(1, 12))
            return {**self.leaf(weight), "weight": f"{weight} 分"}, weight
        return self.group(depth)

    def group(self, depth: int) -> tuple[dict[str, Data], int]:
        code, combine = self.code(), self.draw(st.sampled_from(("sum", "sum", "min", "mean")))
        if self.chance(4):
            each, count = self.draw(between(1, 6)), self.draw(between(1, 3))
            below, whole = [self.leaf(each) for _ in range(count)], each * count
            found: dict[str, Data] = {"weight": f"{whole} 分", "indicators": below}
            found |= {"weights": "equal"} if combine == "sum" or self.chance(2) else {}
        else:
            drawn = [self.node(depth - 1) for _ in range(self.draw(between(1, 3)))]
            whole = sum(weight for _, weight in drawn)
            below = [child if combine == "sum" else {**child, "weight": f"{weight} 分"} for child, weight in drawn]
            found = {"indicators": below, **({"weight": f"{whole} 分"} if self.chance(2) else {})}
            if "weight" in found and all(100 * weight % whole == 0 for _, weight in drawn):
                below[:] = [{**child, "weight": f"{100 * weight // whole}%"} for child, weight in drawn]
        return {"code": code, "name": "组", "combine": combine, **found, **self.gates(Fraction(whole))}, whole


READS = ("proportional", "deduct", "bands", "curve", "threshold", "accrue")


@dataclass(frozen=True)
class Case:
    """A spec with two projects: in `better` no fact is worse than in `project`."""

    spec: dict[str, Data]
    project: dict[str, Data]
    better: dict[str, Data]


@st.composite
def cases(
    draw: Draw,
    kinds: tuple[str, ...] = tuple(KINDS),
    depth: int = 3,
    limits: bool = True,
    of: str = "",
    na: bool = True,
) -> Case:
    """A spec of these kinds, its trees at most so deep, with projects that fit it."""
    tree = Tree(draw, kinds, limits)
    drawn = [tree.node(depth) for _ in range(draw(between(1, 3)))]
    full = sum(weight for _, weight in drawn)
    spec: dict[str, Data] = {"perfeval": "spec/1", "id": "t", "name": "试", "full": str(full)}
    spec["rounding"] = policy(draw, of)
    spec |= whole(tree, full) if limits else {}
    spec["indicators"] = [node for node, _ in drawn]
    read = str(spec)
    spec["facts"] = {name: declared(unit) for name, unit in SHARED.items() if name in read}
    shared = {name: given(draw, unit) for name, unit in SHARED.items() if name in read}
    if na:
        spec["not_applicable"] = draw(st.sampled_from(("redistribute", "redistribute", "full", "zero")))
        for code in list(tree.facts[0])[1:]:
            if tree.chance(8):
                tree.facts[0][code] = tree.facts[1][code] = "不适用"
    head = {"perfeval": "project/1", "spec": "spec.yaml", "name": "试"}
    one, two = ({**head, "facts": {**shared, **facts}} for facts in tree.facts)
    return Case(spec, one, two)


def policy(draw: Draw, of: str) -> dict[str, Data]:
    found = {"places": str(draw(between(0, 3))), "mode": draw(st.sampled_from(("half-up", "half-even", "down", "up")))}
    return found | {"of": of or draw(st.sampled_from(("leaves", "total")))}


def whole(tree: Tree, full: int) -> dict[str, Data]:
    """Grades, and limits on the whole."""
    draw = tree.draw
    edges = sorted(draw(st.sets(between(1, 100), min_size=1, max_size=3)), reverse=True)
    grades = [{"name": f"{n}等", "least": f"{spelled(Fraction(full * at, 100))} 分"} for n, at in enumerate(edges)]
    found: dict[str, Data] = {"grades": [*grades, {"name": "末等", "least": "0"}], **tree.gates(Fraction(full))}
    if tree.chance(4):
        most = f"{spelled(Fraction(full * draw(between(1, 100)), 100))} 分"
        found["caps"] = [{"when": draw(WHEN), "most": most, "because": "封顶"}]
    if tree.chance(4):
        found["grade_caps"] = [
            {"when": draw(WHEN), "grade": draw(st.sampled_from(found["grades"]))["name"], "because": "封顶"}
        ]
    return found


def declared(unit: Data) -> dict[str, Data]:
    if isinstance(unit, list):
        return {"unit": unit[0], "list": "是"} if len(unit) == 1 else {"one_of": unit}
    return {"unit": unit}


def given(draw: Draw, unit: Data) -> Data:
    if isinstance(unit, list):
        heads = st.lists(between(0, 30).map(lambda n: f"{n} 人"), min_size=1, max_size=4)
        return draw(heads) if len(unit) == 1 else draw(st.sampled_from(unit))
    if unit == "是否":
        return draw(st.sampled_from(("是", "否")))
    return amount(draw(between(1, 20000)), unit) if unit == "万元" else f"{draw(between(0, 3))} {unit}"
