"""Modifiers against a second computation written here, and the laws that each obeys."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.facts import Bound
from perfeval.provisional import possible
from perfeval.scorecard import Scorecard
from perfeval.scoring import score
from scored import bound
from test_provisional import check_encloses

SOME = settings(max_examples=120, deadline=None)
WEIGHTS = st.integers(1, 12)
SHARE = st.integers(0, 100)
OVER = st.none() | st.tuples(st.sampled_from(("lose", "scale", "explain")), st.integers(100, 200), SHARE)
LEAF = st.tuples(WEIGHTS, st.integers(0, 300), OVER, st.none() | st.integers(1, 100), st.none() | SHARE)
HELD = st.tuples(st.booleans(), st.booleans())


def leaf_spec(code: str, leaf: Any) -> dict[str, Any]:
    weight, _, over, back, gate = leaf
    found: dict[str, Any] = {"code": code, "name": "数量", "weight": f"{weight} 分", "target": "100 人次"}
    found["rule"] = {"kind": "proportional"}
    if over:
        found["over"] = {"beyond": f"{over[1]}%", "then": over[0], "because": "偏低"}
        found["over"] |= {"lose": f"{over[2]}%"} if over[0] == "lose" else {}
    found |= {"mitigate": [{"when": "整改", "back": f"{back}%", "because": "及时"}]} if back else {}
    return found | ({"gates": [{"when": "挪用", "earn": f"{gate}%", "because": "否决"}]} if gate is not None else {})


def leaf_points(leaf: Any, mended: bool, misused: bool) -> Fraction:
    weight, x, over, back, gate = leaf
    rate, points = Fraction(x, 100), weight * min(Fraction(x, 100), Fraction(1))
    if over and rate > Fraction(over[1], 100):
        points = max(points - weight * Fraction(over[2], 100), Fraction(0)) if over[0] == "lose" else points
        points = points * Fraction(over[1], 100) / rate if over[0] == "scale" else points
    if mended and back:
        points += (weight - points) * Fraction(back, 100)
    return min(points, weight * Fraction(gate, 100)) if misused and gate is not None else points


def card_of(indicators: list[dict[str, Any]], facts: dict[str, Any], **more: Any) -> Scorecard:
    return score(bound_of(indicators, facts, **more))


def bound_of(
    indicators: list[dict[str, Any]], facts: dict[str, Any], without: frozenset[str] = frozenset(), **more: Any
) -> Bound:
    full = sum(Fraction(one["weight"].removesuffix(" 分")) for one in indicators)
    spec = {"perfeval": "spec/1", "id": "t", "name": "试", "full": str(full), "indicators": indicators, **more}
    spec["rounding"] = {"places": "2", "mode": "half-up", "of": "total"}
    read = str(spec)
    units = {"整改": "是否", "挪用": "是否", "表彰": "次", "通报": "次"}
    spec["facts"] = {name: {"unit": unit} for name, unit in units.items() if f"'{name}'" in read}
    kept = {name: fact for name, fact in facts.items() if name in spec["facts"] or name not in units}
    kept = {name: fact for name, fact in kept.items() if name not in without}
    return bound(
        spec, {"perfeval": "project/1", "spec": "s.yaml", "name": "试", "facts": kept}, provisional=bool(without)
    )


def answers(held: tuple[bool, bool]) -> dict[str, str]:
    return {name: "是" if yes else "否" for name, yes in zip(("整改", "挪用"), held, strict=True)}


@SOME
@given(st.lists(LEAF, min_size=1, max_size=4), HELD)
def test_over_mitigation_and_gates_in_their_order(leaves: list[Any], held: tuple[bool, bool]) -> None:
    specs = [leaf_spec(f"X{n}", leaf) for n, leaf in enumerate(leaves)]
    facts = {f"X{n}": {"value": f"{leaf[1]} 人次", "note": "加办"} for n, leaf in enumerate(leaves)}
    card = card_of(specs, facts | answers(held))
    for n, leaf in enumerate(leaves):
        assert card.lines[f"X{n}"].exact == leaf_points(leaf, *held)
        assert 0 <= leaf_points(leaf, *held) <= leaf[0]
    # Mended in time never earns less, misuse never more.
    assert card_of(specs, facts | answers((True, held[1]))).exact >= card.exact
    assert card_of(specs, facts | answers((held[0], True))).exact <= card.exact


@SOME
@given(st.lists(LEAF, min_size=1, max_size=3), HELD, st.data())
def test_a_provisional_range_encloses_what_modifiers_do(
    leaves: list[Any], held: tuple[bool, bool], data: st.DataObject
) -> None:
    below = [leaf_spec(f"X{n}", leaf) for n, leaf in enumerate(leaves)]
    whole = sum(leaf[0] for leaf in leaves)
    table = [{"least": "70%", "earn": "100%"}, {"least": "40%", "earn": "50%"}, {"least": "0", "earn": "0"}]
    group = {"code": "A", "name": "组", "weight": f"{whole} 分", "indicators": below, "conversion": table}
    facts = {f"X{n}": {"value": f"{leaf[1]} 人次", "note": "加办"} for n, leaf in enumerate(leaves)} | answers(held)
    missing = frozenset(data.draw(st.sets(st.sampled_from(sorted(facts)), min_size=1)))
    card = score(bound_of([group], facts))
    check_encloses(possible(bound_of([group], facts, missing)), card, card)


@SOME
@given(st.lists(st.tuples(WEIGHTS, st.integers(0, 30), st.integers(1, 5)), min_size=1, max_size=4), st.data())
def test_what_is_overdrawn_is_taken_from_the_group(late: list[Any], data: st.DataObject) -> None:
    rule = {"kind": "deduct", "per": "1 天", "part": "exact"}
    below = [
        {"code": f"X{n}", "name": "逾期", "weight": f"{w} 分", "target": "≤ 0 天", "rule": {**rule, "lose": f"{k} 分"}}
        for n, (w, _, k) in enumerate(late)
    ]
    steps = sorted(data.draw(st.sets(st.integers(1, 99), max_size=3)), reverse=True)
    table = [{"least": f"{step}%", "earn": f"{(step + 100) // 2}%"} for step in steps] + [{"least": "0", "earn": "0"}]
    whole = sum(w for w, _, _ in late)
    group = {"code": "A", "name": "组", "weight": f"{whole} 分", "indicators": below, "floor_at": "group"}
    facts = {f"X{n}": f"{days} 天" for n, (_, days, _) in enumerate(late)}
    kept = sum((w - days * k for w, days, k in late), Fraction(0))
    card = card_of([group], facts)
    assert card.exact == max(kept, Fraction(0))
    assert all(change.after == card.exact for change in card.lines["A"].changes)
    converted = {**group, "conversion": table} if len(table) > 1 else group
    rate = max(kept, Fraction(0)) / whole
    earned = (
        next((Fraction((step + 100) // 2, 100) for step in steps if rate >= Fraction(step, 100)), Fraction(0)) * whole
    )
    assert card_of([converted], facts).exact == (earned if len(table) > 1 else max(kept, Fraction(0)))


@SOME
@given(st.lists(st.tuples(WEIGHTS, st.integers(0, 30), st.integers(1, 5)), min_size=1, max_size=3), st.data())
def test_a_provisional_range_encloses_what_is_overdrawn_added_and_taken(late: list[Any], data: st.DataObject) -> None:
    rule = {"kind": "deduct", "per": "1 天", "part": "exact"}
    below = [
        {"code": f"X{n}", "name": "逾期", "weight": f"{w} 分", "target": "≤ 0 天", "rule": {**rule, "lose": f"{k} 分"}}
        for n, (w, _, k) in enumerate(late)
    ]
    group = {"code": "A", "name": "组", "weight": f"{sum(w for w, _, _ in late)} 分", "indicators": below}
    item = {"name": "项", "each": "2 分", "because": "文件"}
    bonus = {"beyond_full": "是", "items": [{**item, "code": "J", "count": "表彰", "most": "5 分"}]}
    more = {"bonus": bonus, "penalty": {"items": [{**item, "code": "K", "count": "通报"}]}}
    facts = {f"X{n}": f"{days} 天" for n, (_, days, _) in enumerate(late)} | {"表彰": "2 次", "通报": "1 次"}
    missing = frozenset(data.draw(st.sets(st.sampled_from(sorted(facts)), min_size=1)))
    card = score(bound_of([{**group, "floor_at": "group"}], facts, **more))
    found = possible(bound_of([{**group, "floor_at": "group"}], facts, missing, **more))
    check_encloses(found, card, card)


COUNTS = st.tuples(st.integers(0, 5), st.integers(1, 4), st.none() | st.integers(1, 9))


def extras(name: str, count: str, items: list[Any], most: int | None) -> dict[str, Any]:
    listed = [
        {"code": f"{name}{n}", "name": "项", "count": count, "each": f"{each} 分", "because": "文件"}
        | ({"most": f"{top} 分"} if top else {})
        for n, (_, each, top) in enumerate(items)
    ]
    return {"items": listed} | ({"most": f"{most} 分"} if most else {})


def extra_points(number: int, items: list[Any], most: int | None) -> Fraction:
    found = sum((Fraction(min(number * each, top or number * each)) for _, each, top in items), Fraction(0))
    return min(found, Fraction(most)) if most else found


@SOME
@given(SHARE, st.lists(COUNTS, min_size=1, max_size=3), st.none() | st.integers(1, 9), st.booleans(), st.data())
def test_bonus_then_penalty(x: int, items: list[Any], most: int | None, beyond: bool, data: st.DataObject) -> None:
    praised, blamed = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    bonus = {**extras("J", "表彰", items, most), "beyond_full": "是" if beyond else "否"}
    one = {"code": "A", "name": "甲", "weight": "20 分", "target": "100%", "rule": {"kind": "proportional"}}
    facts = {"A": f"{x}%", "表彰": f"{praised} 次", "通报": f"{blamed} 次"}
    card = card_of([one], facts, bonus=bonus, penalty=extras("K", "通报", items, most))
    total = Fraction(x, 5) + extra_points(praised, items, most)
    total = total if beyond else min(total, Fraction(20))
    assert card.exact == max(total - extra_points(blamed, items, most), Fraction(0))


@SOME
@given(st.lists(SHARE, min_size=1, max_size=6), st.integers(1, 6))
def test_votes_count_the_grades_of_the_voters(rates: list[int], needed: int) -> None:
    below = [
        {"code": f"X{n}", "name": "甲", "weight": "5 分", "target": "100%", "rule": {"kind": "proportional"}}
        for n, _ in enumerate(rates)
    ]
    grades = [{"name": name, "least": least} for name, least in (("优", "90%"), ("良", "60%"), ("差", "0"))]
    rules = [
        {"grade": "优", "when": f"优 >= {needed} 且 差 = 0"},
        {"grade": "良", "when": "差 < 优 + 良"},
        {"grade": "差"},
    ]
    facts = {f"X{n}": f"{rate}%" for n, rate in enumerate(rates)}
    card = card_of(below, facts, grades=grades, votes={"level": "1", "rules": rules})
    best, worst = sum(rate >= 90 for rate in rates), sum(rate < 60 for rate in rates)
    wanted = "优" if best >= needed and not worst else "良" if worst < len(rates) - worst else "差"
    assert card.grade is not None and card.grade.name == wanted
    assert dict(card.votes) == {"优": best, "良": len(rates) - best - worst, "差": worst}
