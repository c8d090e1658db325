"""The words by which the checks know what an indicator is about, all in one place."""

from __future__ import annotations

from perfeval.regex import regex

AREAS = {"产出": ("产出",), "效益": ("效益", "效果", "满意度")}
"""What a group is about, by a word of its name."""

DIMENSIONS = ("数量", "质量", "时效", "成本")
"""The sides of output that 财预〔2020〕10号 names."""

SATISFACTION = "满意度"

VAGUE = regex(
    r"(?:及时|按时|按期|及时完成|按时完成|按期完成|良好|较好|提高|提升|改善|增强|合理|规范|有效|显著|明显|完善|健全|充分"
    r"|可持续|长期|长效|持续|效果明显|效果显著|效果良好)"
    r"|(?:基本)?满足.*(?:需求|需要)|按.*(?:要求|规定|标准|计划|方案)(?:执行|完成|开展)?"
    r"|(?:稳步|逐步|有效|显著|明显|持续|不断|进一步|大力|较大)(?:地)?(?:提高|提升|改善|增强|促进|加强|下降|减少|增加|完善|推进).*"
    r"|.*(?:效果|成效|作用)(?:较好|良好|明显|显著)|.*(?:提高|提升|改善|增强|减轻)(?:明显|显著)"
)
"""Whole targets that nothing can be held against."""

SLOGAN = regex(r"(?:打造|促进|推动|提升|提高|加强|改善|增强|营造|弘扬|助力|构建|推进|保障|优化|带动|维护)[^0-9]+")
"""Targets that name an aspiration."""

PLAIN = regex(
    r"是|否|有|无|(?:通过|合格|达标|完成|建成|竣工|验收|投用|开通|达到|不发生|零|0).*|.*(?:通过验收|验收合格|投入使用)"
)
"""Targets in words that can be answered with yes or no."""

ON_DEMAND = regex(r"(?:按需|据实|不限|视情况|视需要|按实际(?:需要|需求|情况)?)(?:提供|开展|服务|安排|发放|完成)?")
"""Targets that any figure reaches."""

UNSPECIFIC = ("质量", "情况", "效果", "水平", "影响", "成效", "状况", "程度")
"""Ends of names that do not say what is measured."""

RATE = regex(r"(?:(?<!效)(?<!频)(?<!利)(?<!汇)(?<!功)(?<!税)(?<!费)率|比例|占比)(?:指标)?(?:（[^）]*）|\([^)]*\))?$")
"""The end of the name of a share."""

NUMBER = regex(r"(?:数量|人数|次数|人次|场次|户数|件数|份数|个数|天数|面积|金额|时长|工时)$")
"""The end of the name of a number."""

WHOLE = (
    *("合格率", "达标率", "覆盖率", "满意度", "满意率", "知晓率", "入住率", "出勤率", "出席率", "到岗率", "稳岗率"),
    *("参与率", "通过率", "及格率", "准确率", "优良率", "优秀率", "入学率", "就业率", "参保率", "普及率", "建档率"),
    *("按期率", "占比"),
)
"""What names end in that say a share of a whole. A 完成率 or 执行率 may well be above it."""

NOT_WHOLE = ("拨备覆盖率", "利息覆盖率", "偿债覆盖率", "本息覆盖率")
"""Ratios of two different things, called like shares."""

ADVERSE = regex(
    r"(?:事故|死亡|伤亡|投诉|流失|差错|失业|违规|违法|违纪|返贫|辍学|逾期|拖欠|误诊|感染|发病|失误)"
    r"(?:的)?(?:数量?|率|起数|件数|次数|人数|发生率|发生数|比例|占比)$"
)
"""Names of what is to be had as little of as can be; what is done about it (投诉处理率) has another name."""

CATEGORIES = (
    ("时效", ("及时", "按期", "按时", "准时", "提前", "时效")),
    ("质量", ("质量", "合格", "达标", "优良", "准确", "完好")),
    ("成本", ("成本", "单价", "造价", "节约", "费用", "支出标准")),
    ("数量", ("数量", "场次", "人次", "人数", "次数", "工时")),
    ("满意度", ("满意",)),
    ("过程", ("拨付", "执行率", "到位率", "支付率", "支出进度")),
)
"""Where an indicator belongs, by words of its name; the first words decide."""

SAVING = ("节约", "节省", "降低", "压减", "结余", "下降")
"""Words of cost indicators of which more is better."""

MAY_FALL = regex(
    r"增|减|净|差(?!旅|错|评)|涨|跌|升|降|变化|变动|波动|浮动|结余|余额|盈|亏|利润|收益|效益|损|超(?!市)|节约|节省|缺口"
    r"|提前|延|逾|迟|早于|晚于|偏|海拔|高程|标高|水位|埋深|沉|位移|冲销|冲减|退|较|同比|环比|对比|收支|负(?!责|担)"
)
"""Names of what may well be below zero: changes, differences, balances, heights."""

BELOW_ZERO = regex(r"(?<![\w.)）%％])[-−－]\s*[0-9]|负(?!责|担)|abs\s*[(（]|[<＜≤]\s*=?\s*0(?![0-9.])")
"""What a spec says where it reckons with negative amounts."""

PEOPLE = (
    "人",
    "者",
    "员",
    "属",
    "民",
    "生",
    "童",
    "长",
    "对象",
    "家庭",
    "群体",
    "妇女",
    "单位",
    "机构",
    "企业",
    "学校",
)
"""Ends of those who are served: two of them in a name are no two activities."""

JOINED = regex(r"[^、及和与]{2,}(?:、|及|和|与)[^、及和与]{2,}")
"""A name that joins two things."""

NOT_JOINING = ("普及", "涉及", "以及时", "参与", "及时", "和谐", "与会", "及格", "饱和", "缓和", "温和", "波及", "和平")
"""Words in which 及, 和, 与 join nothing."""

SURVEYED = ("问卷", "调查", "抽样", "样本", "回访", "访谈", "测评")
"""What tells how satisfaction was found."""

EMPTY = regex(r"[\s“”‘’\"'《》（）()、，,。·\-—:：/]|开展|进行|提供|项目|指标")
"""What is taken out of names before they are compared."""

MEASURES = regex(r"服务$|活动$|数量$|人次$|场次$|人数$|次数$|情况$|率$")
"""What stands at the end of a name and says how it is measured, not what."""

ORDERED = regex(r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁上下前后]")
"""Letters whose order tells two names apart: 第12项 is not 第21项."""


def of_whole(name: str, bounded: bool | None) -> bool:
    """Whether a percentage cannot be above 100%: as the spec says under `bounded`, else by the end of its name."""
    return name.endswith(WHOLE) and not name.endswith(NOT_WHOLE) if bounded is None else bounded


def letters(name: str) -> tuple[str, str]:
    """The letters of a name in no order, and its figures in theirs: equal for two spellings of one name.

    >>> letters("社会资源保障链接") == letters("社会保障资源链接"), letters("第12项") == letters("第21项")
    (True, False)
    """
    text = key(name)
    return "".join(sorted(ORDERED.sub("", text))), "".join(ORDERED.findall(text))


def key(name: str) -> str:
    """A name without what says nothing.

    >>> key("开展“鹏康杯”活动次数")
    '鹏康杯活动次数'
    """
    return EMPTY.sub("", name)


def subject(name: str) -> str:
    """What a name is about, without how it is measured.

    >>> subject("社会保障资源链接服务"), subject("开展“鹏康杯”活动次数")
    ('社会保障资源链接', '鹏康杯')
    """
    text = key(name)
    while len(shorter := MEASURES.sub("", text)) < len(text):
        text = shorter
    return text
