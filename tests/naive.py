"""A second scorer, written from docs/rules.md and docs/files.md alone: it shares no line with the engine.

Specs and projects are plain data as YAML writes them, every scalar a text. Nothing is checked and nothing
is explained: what cannot be scored may raise. tests/test_naive.py holds the engine against it.
"""

from __future__ import annotations

import itertools
import operator
import re
from datetime import date
from fractions import Fraction
from math import ceil, floor
from statistics import median
from typing import Any

UNITS = {
    "%": Fraction(1, 100),
    "万元": Fraction(10**4),
    "亿元": Fraction(10**8),
    "小时": Fraction(1, 24),
    "分钟": Fraction(1, 1440),
    "年": Fraction(12),
}
NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?"
DAY = r"\d{4}-\d\d-\d\d"
EDGES = {
    "least": lambda x, e: x >= e,
    "above": lambda x, e: x > e,
    "most": lambda x, e: x <= e,
    "below": lambda x, e: x < e,
}
PARTED = {"exact": lambda n: n, "whole": ceil, "none": floor}
WORDS = {
    "且": "and",
    "或": "or",
    "非": "not",
    "if": "when",
    "=": "==",
    "≠": "!=",
    "≥": ">=",
    "≤": "<=",
    "×": "*",
    "÷": "/",
}


class Row(list[Any]):
    """A list of amounts as formulas see it: what is done to it is done to each."""


def each(act: Any) -> Any:
    return lambda row, other: Row(act(x, other) for x in row)


for act in (operator.lt, operator.le, operator.gt, operator.ge):
    setattr(Row, f"__{act.__name__}__", each(act))


def amount(text: str) -> Fraction:
    """``197.49 万元`` in 元, ``95%`` as 19/20, a day as its number."""
    if re.fullmatch(DAY, text):
        return Fraction(date.fromisoformat(text).toordinal())
    found = re.match(rf"({NUMBER})\s*(.*)", text)
    assert found, text
    return Fraction(found[1].replace(",", "")) * UNITS.get(found[2].strip(), 1)


def points(text: str, weight: Fraction) -> Fraction:
    """``10%`` of the weight, or ``0.5 分``."""
    return amount(text) * (weight if text.endswith("%") else 1)


def clip(x: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return max(low, min(x, high))


def goal(text: str) -> tuple[str, Fraction, Fraction] | None:
    """(sign, lower end, upper end) of a target; None where it is in words."""
    found = re.fullmatch(rf"([≥≤<>=]?)\s*({DAY}|{NUMBER}[^–\d]*)(?:–({NUMBER}.*))?", text)
    if not found:
        return None
    return ("–" if found[3] else found[1] or "≥"), amount(found[2]), amount(found[3] or found[2])


def gap(target: tuple[str, Fraction, Fraction], x: Fraction) -> Fraction:
    """How far the actual lies from where the target is reached."""
    sign, low, high = target
    return max(Fraction(0), low - x if sign not in "≤<" else Fraction(0), x - high if sign not in "≥>" else Fraction(0))


def reached(target: tuple[str, Fraction, Fraction], x: Fraction) -> bool:
    return gap(target, x) == 0 and not (target[0] in "<>" and x == target[1])


def rounded(x: Fraction, places: int, mode: str) -> Fraction:
    scaled = x * 10**places
    whole = {
        "half-up": floor(scaled + Fraction(1, 2)),
        "half-even": round(scaled),
        "down": floor(scaled),
        "up": ceil(scaled),
    }[mode]
    return Fraction(whole, 10**places)


FUNCTIONS: dict[str, Any] = {
    "when": lambda test, yes, no: yes if test else no,
    "mean": lambda row: sum(row) / Fraction(len(row)),
    "count": lambda row: Fraction(sum(x is not False for x in row)),
    "round": lambda x, places: rounded(x, int(places), "half-up"),
    "Fraction": Fraction,
    "min": min,
    "max": max,
    "abs": abs,
    "sum": sum,
}


def evaluate(formula: str, facts: dict[str, Any], weight: Fraction = Fraction(0)) -> Any:
    """The formula as Python: numbers become fractions, names become facts or, where there is none, labels."""

    def python(found: re.Match[str]) -> str:
        word = found[0]
        if re.match(r"\d", word):
            return f"Fraction('{amount(word)}')"
        if word in WORDS or word in FUNCTIONS:
            return f" {WORDS.get(word, word)} "
        return f"facts[{word!r}]" if word in facts else repr(word)

    unit = r"(?:\s*(?:%|(?![且或])[^\W\d]+(?:/[^\W\d]+)*))?"
    code = re.sub(rf"{DAY}|\d+(?:\.\d+)?{unit}|[^\W\d]\w*|[=≠≥≤×÷]", python, formula)
    return eval(code, {**FUNCTIONS, "facts": {**facts, "权重": weight}})


def value(fact: Any) -> Any:
    """A fact as formulas see it."""
    text = fact["value"] if isinstance(fact, dict) and "value" in fact else fact
    if isinstance(text, list) and all(isinstance(item, str) and item[0].isdigit() for item in text):
        return Row(amount(item) for item in text)
    if isinstance(text, str):
        return (
            text in ("是", "有")
            if text in ("是", "否", "有", "无")
            else amount(text)
            if text[0] in "-0123456789"
            else text
        )
    return text


def measured(x: Any) -> Any:
    return [amount(row) for row in x] if isinstance(x, list) else amount(x) if isinstance(x, str) else x


def earned(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: dict[str, Any]) -> Fraction:
    return clip(RULES[rule["kind"]](rule, w, x, target, facts), Fraction(0), w)


def proportional(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    sign, t, _ = goal(target) or ("", Fraction(0), Fraction(0))
    x = measured(x)

    def part(key: str) -> Fraction:
        return points(rule[key][4:], t) if rule[key].startswith("目标值的") else amount(rule[key])

    if "zero_below" in rule and x < part("zero_below"):
        return Fraction(0)
    if sign != "≤" or "zero_at" in rule:
        z = part("zero_at") if "zero_at" in rule else Fraction(0)
        return w * clip((x - z) / (t - z), Fraction(0), Fraction(1))
    return w if x <= t else w * (1 - (x - t) / t) if rule["reverse"] == "linear" else w * t / x


def deduct(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    wanted = goal(target)
    assert wanted
    missed = gap(wanted, measured(x))
    if "zero_beyond" in rule and missed > amount(rule["zero_beyond"]):
        return Fraction(0)
    return w - points(rule["lose"], w) * PARTED[rule.get("part", "exact")](missed / amount(rule["per"]))


def accrue(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    read = goal(target)
    base = amount(rule["base"]) if "base" in rule or not read else read[1]
    better = (measured(x) - base) * (-1 if rule.get("better") == "less" or (read and read[0] == "≤") else 1)
    units = PARTED[rule.get("part", "exact")](abs(better) / amount(rule["per"]))
    found = points(rule["start"], w) + units * (points(rule["gain"], w) if better > 0 else -points(rule["lose"], w))
    return clip(found, points(rule.get("least", "0"), w), points(rule.get("most", "100%"), w))


def bands(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    x, before = measured(x), Fraction(0)
    for band in rule["bands"]:
        key = next((key for key in EDGES if key in band), None)
        edge = amount(band[key]) if key else before
        if key is None or EDGES[key](x, edge):
            low = points(band["earn"], w)
            return (
                low
                if "rising_to" not in band
                else low + (points(band["rising_to"], w) - low) * (x - edge) / (before - edge)
            )
        before = edge
    raise AssertionError(rule)


def curve(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    x, corners = measured(x), [(amount(at), points(earn, w)) for at, earn in rule["points"]]
    for (a, low), (b, high) in itertools.pairwise(corners):
        if a <= x <= b:
            return low + (high - low) * (x - a) / (b - a)
    return corners[0][1] if x < corners[0][0] else corners[-1][1]


def threshold(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    read = goal(target)
    if read is None:
        return w * (value(x["answer"] if isinstance(x, dict) else x) is True)
    rows = measured(x)
    return w * all(reached(read, row) for row in (rows if isinstance(rows, list) else [rows]))


def kept(point: Any, answer: Any) -> Fraction:
    said, negative = (
        (answer["answer"] if isinstance(answer, dict) else answer),
        isinstance(point, dict) and point.get("negative") == "是",
    )
    return amount(answer["keep"]) if said == "部分" else Fraction((said == "是") != negative)


def checklist(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    asked = [point if isinstance(point, dict) else {} for point in rule["points"]]
    held = [kept(point, answer) for point, answer in zip(rule["points"], x, strict=True)]
    if any(point.get("must") == "是" and share < 1 for point, share in zip(asked, held, strict=True)):
        return Fraction(0)
    if "by_count" in rule:
        return points(rule["by_count"][sum(share < 1 for share in held)], w)
    shares = [points(point["share"], w) if "share" in point else w / len(asked) for point in asked]
    if miss := rule.get("miss"):
        shares = [points(miss["lose"], share if miss["of"] == "point" else w) for share in shares]
    return w - sum(share * (1 - part) for share, part in zip(shares, held, strict=True))


def faults(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    counts = {k["name"]: Fraction(0) for k in rule["kinds"]}
    for name, n in x.items() if isinstance(x, dict) else [(one["kind"], "1") for one in x if isinstance(one, dict)]:
        counts[name] += amount(n)
    limits = [
        *((counts[k["name"]], k.get("nothing_from")) for k in rule["kinds"]),
        (sum(counts.values()), rule.get("nothing_from")),
    ]
    if any(limit and n >= int(limit) for n, limit in limits):
        return Fraction(0)
    return w - sum(counts[k["name"]] * points(k["lose"], w) for k in rule["kinds"])


def levels(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    named = x if isinstance(x, dict) else {"level": x}
    level = next(level for level in rule["levels"] if level["name"] == named["level"])
    return points(level["share"] if "share" in level else named["share"], w)


def panel(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    marks = sorted(amount(mark["score"] if isinstance(mark, dict) else mark) for mark in x)
    trim = int(rule.get("trim", 0))
    marks = marks[trim : len(marks) - trim]
    return (
        w
        * (median(marks) if rule.get("combine") == "median" else sum(marks, Fraction(0)) / len(marks))
        / amount(rule["of"])
    )


def survey(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    index = sum(amount(n) * amount(rule["coefficients"][name]) for name, n in x.items()) / sum(
        amount(n) for n in x.values()
    )
    return earned(rule["then"], w, index, target, facts)


def choose(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    taken = next(way for way in rule["branches"] if "when" not in way or evaluate(way["when"], facts))
    return earned(taken["rule"], w, x, taken.get("target", target), facts)


def parts(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    rest, found = iter(x if isinstance(x, list) else []), []
    for part in rule["parts"]:
        actual = evaluate(part["actual"], facts) if "actual" in part else next(rest)
        found.append(
            earned(part["rule"], points(part.get("share", "100%"), w), actual, part.get("target", target), facts)
        )
    return {"sum": sum, "max": max, "min": min}[rule.get("take", "sum")](found)


def formula(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    return evaluate(rule["earn"], {**facts, "权重": w}, w)


def rank(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    place, of = amount(x["rank"]), amount(x["of"])
    if "linear" in rule:
        return w if of == 1 else w * (of - place) / (of - 1)
    for row in rule["table"]:
        last = amount(row["to"]) if "to" in row else amount(row["top"]) * of if "top" in row else of
        if place <= last:
            return points(row["earn"], w)
    raise AssertionError(rule)


def peer(rule: dict[str, Any], w: Fraction, x: Any, target: str, facts: Any) -> Fraction:
    own, others, more = amount(x["value"]), [amount(text) for text in x["peers"]], rule["better"] == "more"
    if rule["method"] == "spread":
        low, high = min([own, *others]), max([own, *others])
        if low == high:
            return points(rule["if_equal"], w)
        return w * (own - low if more else high - own) / (high - low)
    best, worst = (max(others), min(others)) if more else (min(others), max(others))
    known = {"mean": sum(others) / len(others), "median": median(others), "best": best, "worst": worst}
    against = known[rule["against"]]
    if rule["method"] == "reach":
        return w * ((own >= against) if more else (own <= against))
    return w * min(Fraction(1), own / against if more else against / own if own else Fraction(1))


RULES = {
    rule.__name__: rule
    for rule in (
        proportional,
        deduct,
        accrue,
        bands,
        curve,
        threshold,
        checklist,
        faults,
        levels,
        panel,
        survey,
        choose,
        parts,
        formula,
        rank,
        peer,
    )
}


class Scorer:
    """Exact and printed points by code, the total, the grade; means: what the other projects of a batch got."""

    def __init__(self, spec: dict[str, Any], project: dict[str, Any], means: dict[str, Fraction] | None = None) -> None:
        self.spec, self.policy, self.means = spec, spec["rounding"], means or {}
        self.growth: dict[str, Fraction] = {}
        self.raw = {
            name: fact["value"] if isinstance(fact, dict) and "value" in fact and "peers" not in fact else fact
            for name, fact in project["facts"].items()
        }
        self.facts = {name: value(fact) for name, fact in self.raw.items()}
        self.exact: dict[str, Fraction] = {}
        self.printed: dict[str, Fraction] = {}
        self.most: dict[str, list[Fraction]] = {}
        self.finer = False
        full = amount(spec["full"])
        caps = [{**cap, "earn": cap["most"]} for cap in spec.get("caps", [])]
        top = {**spec, "code": "total", "gates": [*spec.get("gates", []), *caps]}
        self.earn(top, full, full)
        self.leaves = self.policy.get("of", "leaves") == "leaves" and not self.finer
        self.print(top)
        self.total = self.printed["total"]
        self.grade = self.graded()

    def holds(self, limit: dict[str, Any]) -> bool:
        return bool(evaluate(limit["when"], self.facts))

    def graded(self) -> str | None:
        names = [grade["name"] for grade in self.spec.get("grades", [])]
        worst = [names.index(cap["grade"]) for cap in self.spec.get("grade_caps", []) if self.holds(cap)]
        own = [at for at, grade in enumerate(self.spec.get("grades", [])) if self.total >= amount(grade["least"])]
        return names[max([own[0], *worst])] if names else None

    def own(self, node: dict[str, Any], parent: dict[str, Any], full: Fraction) -> Fraction:
        """The weight as the spec states it."""
        if "weight" in node:
            return points(node["weight"], full)
        if "weights" in parent or not any("weight" in child or "indicators" in child for child in parent["indicators"]):
            return full / len(parent["indicators"])
        return sum((self.own(child, node, Fraction(0)) for child in node["indicators"]), Fraction(0))

    def policy_of(self, leaf: dict[str, Any]) -> str | None:
        """What counts where a fact that the leaf reads is not applicable; None where all are."""
        read = [leaf["code"]] if "actual" not in leaf else re.findall(r"[^\W\d]\w*", leaf["actual"])
        if not any(self.raw.get(name) == "不适用" for name in read):
            return None
        return str(leaf.get("not_applicable") or self.spec["not_applicable"])

    def counts(self, node: dict[str, Any]) -> bool:
        if "indicators" in node:
            return any(self.counts(child) for child in node["indicators"])
        return self.policy_of(node) != "redistribute"

    def earn(self, node: dict[str, Any], own: Fraction, weight: Fraction) -> Fraction:
        """Exact points out of the weight, which has grown from the own one where siblings do not count."""
        found = self.of_group(node, own, weight) if "indicators" in node else self.of_leaf(node, own) * weight / own
        self.most[node["code"]] = [
            points(gate["earn"], own) * weight / own for gate in node.get("gates", []) if self.holds(gate)
        ]
        self.exact[node["code"]] = min([found, *self.most[node["code"]]])
        self.growth[node["code"]] = weight / own
        return self.exact[node["code"]]

    def of_leaf(self, leaf: dict[str, Any], own: Fraction) -> Fraction:
        if policy := self.policy_of(leaf):
            return own if policy == "full" else self.means[leaf["code"]] if policy == "peer_mean" else Fraction(0)
        target = leaf.get("target", "")
        actual = evaluate(leaf["actual"], self.facts) if "actual" in leaf else self.raw.get(leaf["code"])
        target = target if isinstance(target, str) else target.get("value", "文字")
        return earned(leaf["rule"], own, actual, target, self.facts)

    def of_group(self, node: dict[str, Any], own: Fraction, weight: Fraction) -> Fraction:
        counted = [(child, self.own(child, node, own)) for child in node["indicators"] if self.counts(child)]
        summed = node.get("combine", "sum") == "sum"
        # Below a group that is not a sum the weights are the children's own: they need not make up the group's.
        room = weight if summed else sum(self.own(child, node, own) for child in node["indicators"])
        found, whole = [], sum(share for _, share in counted)
        for child, share in counted:
            grown = room * share / whole
            self.finer |= not finite(grown, int(child.get("rounding", {}).get("places", self.policy["places"])))
            found.append((self.earn(child, share, grown), grown))
        if summed:
            return sum((points for points, _ in found), Fraction(0))
        rates = [points / grown for points, grown in found]
        return weight * (min(rates) if node["combine"] == "min" else sum(rates) / len(rates))

    def print(self, node: dict[str, Any]) -> Fraction:
        own = {**self.policy, **node.get("rounding", {})}
        below = [self.print(child) for child in node.get("indicators", []) if self.counts(child)]
        exact = self.exact[node["code"]]
        found = exact if not below and not self.leaves else rounded(exact, int(own["places"]), own["mode"])
        if self.leaves and below and node.get("combine", "sum") == "sum":
            found = min(
                [sum(below), *(rounded(most, int(own["places"]), own["mode"]) for most in self.most[node["code"]])]
            )
        self.printed[node["code"]] = found
        return found


def finite(x: Fraction, places: int) -> bool:
    return (x * 10**places).denominator == 1


def batch(spec: dict[str, Any], projects: list[dict[str, Any]]) -> list[Scorer | None]:
    """The projects of a batch, in two rounds; None for those that need the mean of others which none of them has."""
    leaves = list(leaves_of(spec))
    alone = [
        Scorer(spec, project, dict.fromkeys((leaf["code"] for leaf in leaves), Fraction(0))) for project in projects
    ]
    means: dict[str, Fraction] = {}
    for leaf in leaves:
        code = leaf["code"]
        got = [one.exact[code] / one.growth[code] for one in alone if not one.policy_of(leaf)]
        if got:
            means[code] = sum(got, Fraction(0)) / len(got)
    asked = [[leaf["code"] for leaf in leaves if one.policy_of(leaf) == "peer_mean"] for one in alone]
    return [
        Scorer(spec, project, means) if set(codes) <= set(means) else None
        for project, codes in zip(projects, asked, strict=True)
    ]


def leaves_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    below = node.get("indicators")
    return [leaf for child in below for leaf in leaves_of(child)] if below else [node]
