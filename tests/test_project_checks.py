"""What the checks ask about the three published reports, with the reports' own words, and the laws behind them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.facts import Bound, bind
from perfeval.lint.figures import reads_as
from perfeval.lint.projects import project_findings
from perfeval.load import load_project, parsed, planned
from perfeval.model import read
from perfeval.number import Fraction, ceil, floor
from perfeval.project import Project
from perfeval.quantity import Quantity, quantity
from perfeval.rounding import Mode, printed, rounded
from perfeval.scoring import score

EXAMPLES = Path(__file__).parent.parent / "examples"

ASKED = {
    "shenzhen-2023/project": [
        # “入住率…目标100%”，“60/58=103.45%”
        ("share-above-whole", "facts.入住人数"),
        # “鹏康杯活动在2023年11月30日完成”；“10 月 29 日决赛、闭幕式”
        ("same-fact-two-values", "facts.鹏康杯完成日.mentions.0.value"),
        # “全年入住人数保持在58人到60人区间”，“以…实际人数和实际时间为准”；58 人全年是 125.28 万元，支出 124.89 万元
        ("identity-broken", "facts.中途宿舍支出"),
        # “现有人员中，回归社会后再次入住中途宿舍的人员占比达到 38.1%”
        ("rate-impossible", "facts.再次入住占比"),
        # “远远超过合同约定的最低 1250 人次”
        ("target-too-low", "facts.D11"),
        # “截止 2023年11月15日”，而评价期限到 12 月 31 日
        ("evidence-ends-early", "facts.D11.as_of"),
        # “累计服务人次达 2,457 人次”；“实际受益人次 4604 人次”
        ("same-fact-two-values", "facts.D11.mentions.0.value"),
        # “预算执行率=197.28/197.49=99.89%”；“预算执行率为 97.42%”
        ("same-fact-two-values", "published.B12.mentions.0.value"),
    ],
    "zengcheng-2022/project": [
        # “入户探访 400 1600 404 1614”：每人 4 小时，404 人是 1616 小时
        ("identity-broken", "facts.入户探访工时"),
        # “237.28%”
        ("target-too-low", "facts.电话探访"),
        # “电话探访 464 232 1101 257.64”：每人次 0.5 小时，1101 人次是 550.5 小时
        ("identity-broken", "facts.电话探访工时"),
        # “电话探访 1101 人次”；“社会保障资源链接服务：共服务 1101 人次”
        ("identical-facts", "facts.资源链接人次"),
        # “完成率均超过100%”，这一项 132.45%
        ("target-too-low", "facts.A3"),
        # “根据项目单位提供调查问卷，2022 年度服务对象满意度 98%”，没有份数；目标值“大于80%”
        ("survey-size-missing", "facts.B2"),
        ("target-too-low", "facts.B2"),
    ],
    "zengcheng-2022/self-evaluation": [
        ("target-too-low", "facts.A3"),
        ("survey-size-missing", "facts.C1"),
        ("target-too-low", "facts.C1"),
    ],
    "zhongcun-2022/project": [
        # “每个社工站每年度完成专业个案数量 ≥70%”，“完成协议指标量的 100%”；“部分指标值需要调整”
        ("target-too-low", "facts.个案"),
        # “以2022年上半年为例”，“截至 2022 年 7 月 31 日”，而评的是“2022年度”
        ("evidence-ends-early", "facts.个案.as_of"),
        # “分别完成协议指标量的 163.7%、203.5%”
        ("target-too-low", "facts.A131"),
        ("target-too-low", "facts.A132"),
        # “访谈和沟通记录表缺主管或社工的签名确认”，而 B11 本例认定为达到
        ("finding-without-loss", "facts.B11"),
        # “完成年度项目指标的13.6%”；指标值要“跳起来能够得着”
        ("target-too-high", "facts.志愿服务折合"),
        # “末期评估的等级为‘优秀’”，没有得分
        ("grade-without-score", "published.grade"),
        # “培育志愿者 197 名…126.4%”
        ("rate-impossible", "published.A121.completion"),
        # “中小型社区活动 67 次…101.49%”
        ("rate-impossible", "published.A142.completion"),
        # 68,287.55 元是 50 万元的 13.6575%，四舍五入是 13.7%
        ("published-differs", "published.B212.completion"),
    ],
}


@pytest.mark.parametrize("name", ASKED)
def test_examples_raise_what_their_reports_leave_open(name: str) -> None:
    loaded = load_project(EXAMPLES / f"{name}.yaml")
    assert loaded.value is not None
    found = [(one.code, ".".join(map(str, one.route))) for one in project_findings(score(loaded.value))]
    assert sorted(found) == sorted(ASKED[name])
    assert not any(one.fatal for one in project_findings(score(loaded.value)))


@given(
    whole=st.integers(1, 2000),
    share=st.fractions(0, 3, max_denominator=50),
    places=st.integers(0, 4),
    mode=st.sampled_from(Mode),
)
def test_a_rate_of_whole_numbers_is_never_impossible(whole: int, share: Fraction, places: int, mode: Mode) -> None:
    part = floor(Fraction(share.numerator, share.denominator) * whole)
    figure = quantity(printed(rounded(part / whole * 100, places, mode), places) + "%")
    assert isinstance(figure, Quantity)
    near = (floor(figure.value * whole), ceil(figure.value * whole), part)
    assert any(reads_as(one / whole, figure) for one in near)


SPEC = b"""\
perfeval: spec/1
id: x
name: x
full: 10
rounding: {places: 2, mode: half-up}
facts: {a: {unit: \xe4\xba\xba}, b: {unit: \xe4\xba\xba}, c: {unit: \xe4\xba\xba}}
asserts: [{holds: a + b = c, because: x}]
indicators: [{code: C1, name: x, weight: 10, target: 10 \xe4\xba\xba, actual: c, rule: {kind: proportional}}]
"""


@given(a=st.none() | st.integers(0, 40), b=st.none() | st.integers(0, 40), c=st.integers(0, 40))
def test_identities_change_no_score_and_ask_only_what_is_given(a: int | None, b: int | None, c: int) -> None:
    plan = planned(parsed(SPEC, "spec")).value
    assert plan is not None
    facts = {name: f"{value} 人" for name, value in (("a", a), ("b", b), ("c", c)) if value is not None}
    project = read(Project, {"perfeval": "project/1", "spec": "-", "name": "x", "facts": facts})
    assert isinstance(project, Project)
    bound = bind(plan, project)
    assert isinstance(bound, Bound)
    card = score(bound)
    broken = [one for one in project_findings(card) if one.code == "identity-broken"]
    assert len(broken) == (a is not None and b is not None and a + b != c)
    assert card.total == min(Fraction(c), Fraction(10))
