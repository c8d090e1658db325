"""The built-in specs: what they promise, and one worked project each, checked by arithmetic of our own.

The points are worked out here from weights and figures as the regulations say, without the engine.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import perfeval
from console import expect, replay, run

HERE = Path(__file__).parent / "builtins"
MINISTRY = Path(perfeval.__file__).parent / "specs" / "ministry"
NAMES = ["core-2021", "core-2021-cost", "department-2013", "project-2020", "self-evaluation-2020"]


def ratio(weight: int, actual: str | int, target: str | int) -> Fraction:
    """2020, Art. 16: 完成值与指标值的比例."""
    return min(Fraction(1), Fraction(actual) / Fraction(target)) * weight


def passing(weight: int, actual: str | int, target: str | int) -> Fraction:
    """2021: （实际完成率－60%）÷（1－60%）×分值, nothing below 60%."""
    return (
        min(Fraction(1), max(Fraction(0), (Fraction(actual) / Fraction(target) - Fraction(3, 5)) / Fraction(2, 5)))
        * weight
    )


def over(weight: int, actual: str | int, limit: str | int) -> Fraction:
    """Our reading where less is better: as many percent lost as the limit is exceeded by."""
    return max(Fraction(0), 1 - max(Fraction(0), Fraction(actual) / Fraction(limit) - 1)) * weight


def lost(weight: int, points: str | Fraction, each: str) -> Fraction:
    """`each` of the weight lost per percentage point."""
    return max(Fraction(0), 1 - Fraction(points) * Fraction(each)) * weight


EXPECTED: dict[str, tuple[str, str, dict[str, Fraction | int]]] = {
    "project-2020": (
        "91.57",
        "优",
        {
            "A11": 3,
            "A12": Fraction("2.5"),  # a third of 3 points, half kept
            "A21": 2,
            "A22": 2,  # one of three points fails
            "A31": 2,
            "A32": 2,
            "B11": ratio(3, 760, 800),
            "B12": ratio(5, 722, 760),  # over what arrived, not over the budget
            "B13": 4,
            "B21": 4,
            "B22": 3,
            "C11": ratio(10, 114, 120),
            "C21": ratio(10, 108, 114),  # over what was produced
            "C31": over(8, 270, 240),
            "C41": 7,  # 5% saved
            # 20 points over 8 + 4 + 4, as 生态效益 does not apply
            "D111": Fraction("0.9") * 8 * Fraction(20, 16),
            "D112": Fraction("0.75") * 4 * Fraction(20, 16),
            "D114": Fraction("0.85") * 4 * Fraction(20, 16),
            "D12": ratio(10, "85.5", 90),
        },
    ),
    "self-evaluation-2020": (
        "92.41",
        "优",
        {
            "A": ratio(10, 285, 300),
            "B11": 15,  # 108%, capped
            "B21": ratio(15, "90.25", 95),
            "B31": ratio(10, 90, 100),
            "B41": over(10, 285, 280),
            # 30 points over 10 + 10 + 5
            "C11": ratio(12, 320, 400),
            "C21": Fraction("0.92") * 12,
            "C41": Fraction("0.7") * 6,
            "D11": 10,
        },
    ),
    "core-2021": (
        "68.2",
        "中",
        {
            "A": 7,  # 86%, not finished
            "B11": passing(20, 18, 20),
            "B21": 15,
            "B22": 5,
            "B31": passing(10, 80, 100),  # 5 points; the rule of 2020 gives 8
            "C11": 0,  # 58%
            "C21": Fraction("0.88") * 15,  # 30 points over 12 + 12
            "D11": 8,
        },
    ),
    "core-2021-cost": (
        "91.9",
        "优",
        {
            "A": 10,  # finished within the budget
            "B11": passing(12, 2 * 1000 - 1050, 1000),  # 5% over: 95% reached
            "B21": Fraction("0.95") * 4,
            "B31": Fraction("0.9") * 4,
            "C11": 16,
            "C21": passing(12, 98, 100),
            "C22": 4,
            "C31": passing(8, 95, 100),
            "D11": passing(8, 36, 40),
            "D21": Fraction("0.85") * 8,
            "D31": Fraction("0.7") * 4,
            "E11": 10,  # 90%, the edge included
        },
    ),
    "department-2013": (
        "91.35",
        "优",
        {
            "A11": 3,
            "A12": 3,
            "A21": lost(3, "2.5", "0.1"),  # 123 of 120 posts
            "A22": 2,
            "A23": ratio(3, 55, 60),
            "B11": ratio(4, 5820, 6000),
            "B12": lost(2, "4", "0.1"),
            "B13": ratio(2, 72, 75),
            "B14": 3,
            "B15": lost(2, "5", "0.05"),
            "B16": lost(2, "3", "0.1"),
            "B17": 3,
            "B18": lost(2, "4", "0.05"),  # 86%, four points below 90%
            "B21": Fraction("2.6"),  # 1 point, 60% kept
            "B22": 5,
            "B23": 2,
            "B24": 3,
            "B31": Fraction("1.5"),
            "B32": 2,
            "B33": ratio(3, 7600, 8000),
            "C11": ratio(8, 38, 40),
            "C12": ratio(6, 36, 40),
            "C13": ratio(6, 36, 40),  # over what was planned, for departments
            "C14": 5,
            # 20 points over 4 + 6 + 6
            "D11": Fraction("0.85") * 5,
            "D12": Fraction("0.92") * Fraction("7.5"),
            "D14": ratio(1, "88.2", 90) * Fraction("7.5"),
        },
    ),
}


@cache
def scored(name: str) -> Any:
    ran = run(f"perfeval score {name}.project.yaml -f json", HERE)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_every_built_in_is_here() -> None:
    found = sorted(path.stem for path in MINISTRY.glob("*.yaml") if not path.name.endswith(".test.yaml"))
    assert found == NAMES == sorted(EXPECTED)
    assert all((MINISTRY / f"{name}.test.yaml").exists() for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_points_by_our_own_arithmetic(name: str) -> None:
    total, grade, points = EXPECTED[name]
    card = scored(name)
    assert (Fraction(card["total"]["printed"]), card["grade"]["name"]) == (Fraction(total), grade)
    leaves = {item["code"]: item for item in card["indicators"] if item["leaf"] and item["state"] == "scored"}
    assert {code: Fraction(item["exact"]) for code, item in leaves.items()} == points


@pytest.mark.parametrize("name", NAMES)
def test_first_level_weights_are_those_of_the_regulation(name: str) -> None:
    weights = {item["name"]: Fraction(item["own_weight"]) for item in scored(name)["indicators"] if item["level"] == 1}
    assert sum(weights.values()) == 100
    if name == "project-2020":
        assert weights["产出"] + weights["效益"] >= 60  # 第十四条
    stated = {
        "self-evaluation-2020": [10, 50, 30, 10],
        "core-2021": [10, 50, 30, 10],
        "core-2021-cost": [10, 20, 40, 20, 10],
    }
    assert list(weights.values()) == stated.get(name, list(weights.values()))


def test_the_reference_framework_is_whole() -> None:
    """附件2: 17 indicators of the third level, and as many 评价要点 as the table prints."""
    items = [item for item in scored("project-2020")["indicators"] if item["level"] == 3]
    assert len(items) == 17
    listed = {item["name"]: len(re.findall("[①-⑳]", item["standard"])) for item in items}
    assert {name: count for name, count in listed.items() if count} == {
        "立项依据充分性": 5,
        "立项程序规范性": 3,
        "绩效目标合理性": 4,
        "绩效指标明确性": 3,
        "预算编制科学性": 4,
        "资金分配合理性": 2,
        "资金使用合规性": 4,
        "管理制度健全性": 2,
        "制度执行有效性": 4,
    }


def test_the_tables() -> None:
    page = HERE / "tables.md"
    expect(page, replay(page.read_text(encoding="utf-8"), HERE))


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_in_a_new_project_are_valid_when_uncommented(name: str, tmp_path: Path) -> None:
    text = run(f"perfeval new-facts ministry/{name}", tmp_path).out.replace("\nname:", "\nname: 例")
    bare = re.sub(r"^# (period:|findings:|  - \{id)", r"\1", text, flags=re.M)
    assert bare.count("# ") == text.count("# ") - 3
    (tmp_path / "p.yaml").write_text(bare, encoding="utf-8")
    found = json.loads(run("perfeval validate p.yaml -f json", tmp_path).out)
    assert {each["code"] for each in found["findings"]} == {"missing-fact"}
