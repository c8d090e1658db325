"""What the Markdown report says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from perfeval.report.render import render_report
from scored import ROOT, made, shenzhen, text_of

__all__ = ["shenzhen"]


def project(folder: Path, spec: str, facts: str) -> str:
    (folder / "spec.yaml").write_text(f"perfeval: spec/1\nid: s\nname: 体系\n{spec}", "utf-8")
    (folder / "project.yaml").write_text(f"perfeval: project/1\nspec: spec.yaml\nname: 项目\n{facts}", "utf-8")
    return text_of(render_report(made(folder / "project.yaml")))


def test_key_figures(shenzhen: dict[str, Any]) -> None:
    text = text_of(render_report(shenzhen))
    for said in (
        "满分 100.00 分，得分 97.51 分，得分率 97.51%，评价等级为“优”",
        "得分比“优”的最低分高 7.51 分",
        "决策满分 20.00 分，得分 17.52 分，得分率 87.60%",
        "| | | B12 预算执行率 | 100% | 4.00 | 3.99 | 99.75% |",
        "| A 决策（20.00 分） | A1 项目立项（8.00 分） | A11 立项依据充分性 | 充分 | 4.00 | 4.00 | 100.00% |",
        "| 合计 | | | | 100.00 | 97.51 | 97.51% |",
        "表 1-1 2023 年预算安排和执行情况（万元）",
        "优（90 分及以上）、良（80 分及以上，90 分以下）、中（60 分及以上，80 分以下）、差（60 分以下）",
        "而上面没有相应的问题：B12 预算执行率（失 0.01 分）",
        "批复的目标值是 80 人",
        "核对公布的数字 125 个，与计算结果全部一致",
        "财预〔2020〕10号",
    ):
        assert said in text


def test_parts_in_order(shenzhen: dict[str, Any]) -> None:
    heads = re.findall(r"^## (.+)$", text_of(render_report(shenzhen)), re.MULTILINE)
    assert [head.split(" ")[0] for head in heads] == [
        "一、基本情况",
        "二、绩效评价工作开展情况",
        "三、综合评价情况及评价结论",
        "四、指标分析",
        "五、主要经验及做法",
        "六、存在的问题",
        "七、有关建议",
        "附件一",
        "附件二",
        "附件三",
    ]


def test_every_figure_is_of_the_document(shenzhen: dict[str, Any]) -> None:
    """Each row of 表 3-1 repeats the printed figures, and every code, loss and finding is there."""
    text = text_of(render_report(shenzhen))
    for item in shenzhen["indicators"]:
        assert f"{item['code']} {item['name']}" in text
        assert not item["leaf"] or f"| {item['weight']} | {item['printed']} | {item['rate']} |" in text
        assert item["standard"] in text and item["working"] in text
        assert all(loss["reason"] in text for loss in item["losses"])
    assert all(finding["title"] in text and finding["advice"] in text for finding in shenzhen["findings"])


def test_every_table_keeps_its_columns(shenzhen: dict[str, Any]) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", text_of(render_report(shenzhen)), re.MULTILINE)
    assert len(tables) == 4
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


ONE_LEVEL = """
full: 10
rounding: {places: 2, mode: half-up}
indicators:
  - {code: A, name: 数量, weight: 4, target: ≥ 10 场, rule: {kind: proportional}}
  - {code: B, name: 满意度, weight: 6, target: ≥ 90%, rule: {kind: threshold}, not_applicable: redistribute}
"""

FOUR_LEVELS = """
full: 100
rounding: {places: 2, mode: half-up}
grades: [{name: 优, least: 90}, {name: 良, least: 80}, {name: 差, least: 0}]
consequences: {差: 核减下年预算}
not_applicable: zero
indicators:
  - code: A
    name: 产出
    weight: 100
    indicators:
      - code: A1
        name: 数量
        weight: 60
        indicators:
          - code: A11
            name: 培训
            weight: 40
            indicators:
              - {code: A111, name: 场次, weight: 40, official: 少一场扣, target: ≥ 10 场, rule: {kind: proportional}}
          - {code: A12, name: 人数, weight: 20, target: ≥ 100 人, rule: {kind: proportional}}
      - {code: A2, name: 质量, weight: 40, target: ≥ 90%, rule: {kind: threshold}}
"""

UNWEIGHTED = """
indicators:
  - code: A
    name: 产出
    indicators:
      - {code: A1, name: 场次, target: ≥ 10 场}
      - {code: A2, name: 人数, target: ≥ 100 人}
  - {code: B, name: 满意度, target: ≥ 90%}
"""


def test_one_level_with_override_and_not_applicable(tmp_path: Path) -> None:
    override = "overrides: [{indicator: A, score: 3, because: 天气, by: 张三, date: 2024-01-01, evidence: [纪要]}]"
    text = project(tmp_path, ONE_LEVEL, f"facts: {{A: 7 场, B: 不适用}}\n{override}\npublished: {{A: 8.00}}")
    assert "| A 数量 | ≥ 10 场 | 10.00 | 7.50（认定） | 75.00% |" in text
    assert "| B 满意度 | ≥ 90% | — | 不适用 | — |" in text
    assert "按规则得 7.00 分，认定为 7.50 分；张三于 2024-01-01 认定，理由：天气" in text
    assert "| A 数量 | 得分 | 8.00 | 7.50 |" in text
    assert "评价等级" not in text


def test_four_levels(tmp_path: Path) -> None:
    narrative = "narrative: {background: 一段, analysis: {A: [{title: 说明, text: 内容}]}}"
    text = project(tmp_path, FOUR_LEVELS, f"facts: {{A111: 9 场, A12: 不适用, A2: 95%}}\n{narrative}")
    assert "| 一级指标 | 二级指标 | 三级指标 | 四级指标 | 目标值 | 权重 | 得分 | 得分率 |" in text
    assert "| | A2 质量 | | | ≥ 90% | 40.00 | 40.00 | 100.00% |" in text
    assert "###### A111 场次" in text and "#### 1. 说明" in text
    assert "- **评分标准（公布的原文）**：少一场扣" in text
    assert "再得 4.00 分可达到“良”" in text and "结果运用：核减下年预算" in text
    assert "- A12 人数：不适用，按零分计。" in text


def test_without_weights_there_are_no_points(tmp_path: Path) -> None:
    text = project(tmp_path, UNWEIGHTED, "facts: {A1: 9 场, A2: 120 人, B: 95%}")
    assert "| A 产出 | A1 场次 | ≥ 10 场 | 9 场 | 90.00% | 否 |" in text
    assert "达到目标的 2 项，未达到的 1 项" in text
    assert "- A1 场次，目标值：≥ 10 场；实际值：9 场；完成率：90.00%。" in text
    assert "得分" not in text and "附件二 计算依据" in text


def test_same_bytes_anywhere(tmp_path: Path) -> None:
    """No clock, time zone, locale, hash seed or folder in the result."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hashlib, scored;"
        "from perfeval.report.render import render_report;"
        "text = render_report(scored.made(scored.EXAMPLE), scored.ROOT / 'templates/bureau/report.md');"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    seen = set()
    for index, (zone, seed) in enumerate([("UTC", "1"), ("Asia/Shanghai", "2")]):
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C" if index else "C.UTF-8"}
        command = [sys.executable, "-c", code, str(Path(__file__).parent)]
        folder = tmp_path if index else ROOT
        seen.add(subprocess.run(command, env=env, cwd=folder, check=True, capture_output=True).stdout)
    assert len(seen) == 1


def test_jinja_is_imported_only_to_render() -> None:
    code = "import sys, perfeval.report.render; assert 'jinja2' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_caps_are_named_in_the_conclusion(tmp_path: Path) -> None:
    spec = """
full: 10
rounding: {places: 2, mode: half-up}
grades: [{name: 优, least: 9}, {name: 良, least: 8}, {name: 差, least: 0}]
facts: {事故: {unit: 起}}
caps: [{when: 事故 > 0 起, most: 8.5 分, because: 有事故的总分不超过 8.5 分}]
grade_caps: [{when: 事故 > 1 起, grade: 差, because: 两起以上评为差}]
indicators: [{code: A, name: 数量, weight: 10, target: 3 场, rule: {kind: threshold}}]
"""
    text = project(tmp_path, spec, "facts: {A: 3 场, 事故: 2 起}")
    assert "得分 8.50 分" in text and "评价等级为“差”" in text
    assert "总分封顶 8.50 分：有事故的总分不超过 8.5 分（事故（2 起） > 0 起）。" in text
    assert "等级至多为“差”：两起以上评为差（事故（2 起） > 1 起）。" in text
