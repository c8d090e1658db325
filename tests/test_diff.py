"""`perfeval diff` over scorecards that somebody edited, and between a spec and itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console import run

ROOT = Path(__file__).resolve().parent.parent
WRONG = st.sampled_from([None, 3, "x", [], {}, [[]], {"a": 1}])


def places(data: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every node of a JSON document."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [route, *(place for key, value in steps for place in places(value, (*route, key)))]


WHOLE = json.loads(run("perfeval score examples/zhongcun-2022/project.yaml -f json", ROOT).out)
PLACES = places({key: WHOLE[key] for key in ("total", "grade", "spec", "provenance")})[1:] + places(
    {"indicators": WHOLE["indicators"][:3], "facts": WHOLE["facts"][:2]}
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from([place for place in PLACES if place]), wrong=WRONG)
def test_an_edited_scorecard_is_compared_or_refused(place: tuple[Any, ...], wrong: Any, tmp_path: Path) -> None:
    card = json.loads(json.dumps(WHOLE))
    inner = card
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong
    (tmp_path / "card.json").write_text(json.dumps(card), encoding="utf-8")
    (tmp_path / "whole.json").write_text(json.dumps(WHOLE), encoding="utf-8")
    assert run("perfeval diff card.json whole.json --exit-code", tmp_path).code in (0, 1, 3)
