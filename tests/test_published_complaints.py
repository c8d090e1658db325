"""The specs of the three published reports show what the reports themselves complain of, and little else."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval.builtin import FOLDER
from perfeval.lint.specs import spec_findings
from perfeval.load import load_spec
from perfeval.plan import Plan

ROOT = Path(__file__).parent.parent

# Every finding with the place it concerns: the code of an indicator, or the name of a sub-project.
# Beside it the report's own words; 表 and 附件 stand for what its tables print.
DECLARED = {
    ("vague-target", "C31"),  # “指标值为‘及时’，该指标值无法量化衡量”
    ("indicator-not-specific", "C21"),  # “……完成质量，该指标设置不够明确，未具体细化、量化”
    ("money-without-indicator", "精神康复者中途宿舍服务"),  # “占资金总支出63.33%……均未设置……相关的指标”
    ("several-in-one", "C11"),  # 表 1-2：45 场；年度目标是“沙龙 15 场、讲座 30 场”
    ("benefit-counts-work", "D11"),  # “仅阐述……完成数量，未阐述……项目实施后应有的效益”；表 1-2：500 人次
}
SHENZHEN = {
    ("target-changed", "C15"),  # “计划服务 80 人次，年中预计完成 58 人次”；附件：目标值 58 人
    ("weight-off-money", "精神康复者中途宿舍服务"),  # “占资金总支出63.33%”
    ("too-few-benefits", "D"),  # 附件：产出 12 个、效益 3 个；“未体现项目关键产出效益”
    ("benefit-counts-work", "D11"),  # 附件：“心理健康服务受益人次”≥1250 人次
    ("name-against-unit", "D12"),  # 附件：“周转率”≤1年，“不合理则发现一个扣1分”
    ("name-against-unit", "C41"),  # 附件：“成本节约率”“每超出1万元，扣除本指标权重的10%”
    ("checklist-never-zero", "B21"),  # 附件：“2项各占1/2权重……有一项不符合则扣除对应25%权重分”
    ("too-steep", "C13"),  # 附件：“目标值=500 人次……每低于目标值1人次，扣除10%权重”
    ("too-shallow", "C23"),  # 附件：“每存在1项不合规，扣除5%权重分”
}
ZENGCHENG = {
    ("too-few-benefits", "B"),  # “效益指标 2 个，项目效益指标设置数量少、不全面”
    ("quantity-only", "A"),  # “产出指标 7 个”，指标值都是小时数和人数
    ("benefit-repeats-output", "B1"),  # 产出“社会保障资源链接服务”，效益“社会保障链接”
    ("vague-target", "B1"),  # “计划为康复者链接有需要社会资源”
    ("name-against-unit", "A7"),  # “服务人数完成率：计划每年完成 400 人服务”
}
ZHONGCUN = {
    ("vague-target", "A12"),  # 表 1：“满足实际需求”；“绩效目标不够具体明确”
    ("vague-target", "A14"),  # 表 1：“按文件要求”
    ("vague-target", "B11"),  # 表 1：“按文件要求”
    ("vague-target", "B12"),  # 表 1：“打造‘共建共治共享’活力钟村”
    ("vague-target", "B21"),  # 表 1：“可持续”
    ("several-in-one", "A21"),  # 表 1：“个案、小组、社区活动完成率”；“产出指标……等方面分解不足”
    ("several-in-one", "A122"),  # “培育志愿者队伍、社会组织 4 支”；“将三级指标划分更加细致明确”
    ("name-against-unit", "A11"),  # 表 1：“完成专业个案数量”≥ 70%
    ("wrong-category", "A13"),  # 表 1：“项目计划执行率”列为数量指标
    ("wrong-category", "A22"),  # 表 1：“经费足额拨付率”列为质量指标
    ("wrong-category", "A31"),  # 表 1：“每个社工站总投入工时 100%”列为时效指标
    ("cost-direction", "A41"),  # 表 1：成本指标“不低于项目经费总额的 85%”
    ("satisfaction-without-survey", "B31"),  # 表 1：≥ 90%；全文没有问卷份数
    ("satisfaction-without-survey", "B32"),  # 表 1：≥ 80%；全文没有问卷份数
}
PUBLISHED = {
    "shenzhen-2023-declared": DECLARED,
    "shenzhen-2023": SHENZHEN,
    "zengcheng-2022": ZENGCHENG,
    "zhongcun-2022": ZHONGCUN,
}


def plan_at(path: Path) -> Plan:
    loaded = load_spec(path)
    assert loaded.value is not None, loaded.diagnostics
    return loaded.value


def found(plan: Plan) -> list[tuple[str, str]]:
    """Each finding with the innermost indicator on its route, or the sub-project."""
    places = {node.route: node.code for node in plan.nodes}
    places |= {("subprojects", n): part.name for n, part in enumerate(plan.spec.subprojects)}
    return [
        (
            finding.code,
            next(places[at] for n in range(len(finding.route), 0, -1) if (at := finding.route[:n]) in places),
        )
        for finding in spec_findings(plan)
    ]


@pytest.mark.parametrize("name", PUBLISHED)
def test_findings_are_the_complaints_of_the_reports(name: str) -> None:
    findings = found(plan_at(ROOT / "specs" / f"{name}.yaml"))
    assert sorted(findings) == sorted(PUBLISHED[name])


@pytest.mark.parametrize("path", sorted((FOLDER / "ministry").glob("*[0-9t].yaml")), ids=lambda path: path.stem)
def test_the_built_in_specs_are_silent(path: Path) -> None:
    if not path.stem.endswith(".test"):
        assert found(plan_at(path)) == []
