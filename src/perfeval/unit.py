"""Units of measure: a closed table with dimensions, magnitudes (千 万 亿) and quotients (元/人/月).

Amounts are kept in the base unit of their dimension: 元 for money, 1 for ratios, days for clock time
and dates, months for calendar time. 人 and 人次, 场 and 次 are different dimensions: nothing but an
explicit factor turns one into another, and a month has no fixed number of days.
"""

from __future__ import annotations

from functools import lru_cache

from perfeval.number import ONE, Fraction
from perfeval.record import Record

_HALF = str.maketrans(
    {**{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}, "\u3000": " ", "−": "-", "×": "*", "÷": "/"}
)


def halfwidth(text: str) -> str:
    """Full-width forms as their half-width ones, character for character, so that columns stay.

    >>> halfwidth("（９５％ × ２）")
    '(95% * 2)'
    """
    return text.translate(_HALF)


class Unit(Record):
    """A unit as written, the powers of its dimensions, and how many base units it holds."""

    text: str
    dimensions: tuple[tuple[str, int], ...] = ()
    factor: Fraction = ONE

    def fits(self, other: Unit) -> bool:
        """Whether amounts of the two units may be compared and added."""
        return self.dimensions == other.dimensions

    @property
    def is_ratio(self) -> bool:
        """Whether the unit is a sign for a share, such as ``%``."""
        return self.text in _RATIOS

    @property
    def counted(self) -> bool:
        """Whether amounts are whole numbers of things."""
        return self.factor == ONE and len(self.dimensions) == 1 and self.text in _WHOLE

    @property
    def is_date(self) -> bool:
        """Whether amounts are days of the calendar."""
        return self.dimensions == DATE.dimensions

    def join(self, other: Unit, sign: int) -> Unit:
        """The unit of a product (`sign` 1) or a quotient (`sign` -1)."""
        powers = dict(self.dimensions)
        for name, power in other.dimensions:
            powers[name] = powers.get(name, 0) + sign * power
        left = tuple(sorted((name, power) for name, power in powers.items() if power))
        return named(left) or Unit(_spelling(left), left)


NUMBER = Unit("")
PERCENT = Unit("%", (), Fraction(1, 100))
DATE = Unit("日期", (("date", 1),))
DAYS = Unit("天", (("天", 1),))
MONTHS = Unit("月", (("月", 1),))

_SAME = {"名": "人", "位": "人", "日": "天", "个月": "月", "时": "小时", "千克": "公斤", "千米": "公里", "㎡": "平方米"}
_SCALED: dict[str, tuple[str, int | Fraction]] = {
    "元": ("元", 1),
    "秒": ("天", Fraction(1, 86400)),
    "分钟": ("天", Fraction(1, 1440)),
    "小时": ("天", Fraction(1, 24)),
    "天": ("天", 1),
    "周": ("天", 7),
    "月": ("月", 1),
    "季度": ("月", 3),
    "年": ("月", 12),
    "毫米": ("米", Fraction(1, 1000)),
    "厘米": ("米", Fraction(1, 100)),
    "米": ("米", 1),
    "公里": ("米", 1000),
    "平方米": ("平方米", 1),
    "亩": ("平方米", Fraction(2000, 3)),
    "公顷": ("平方米", 10000),
    "平方公里": ("平方米", 1000000),
    "克": ("公斤", Fraction(1, 1000)),
    "斤": ("公斤", Fraction(1, 2)),
    "公斤": ("公斤", 1),
    "吨": ("公斤", 1000),
    "毫升": ("升", Fraction(1, 1000)),
    "升": ("升", 1),
    "千瓦": ("千瓦", 1),
    "兆瓦": ("千瓦", 1000),
}
# Each of these counts things of its own: no two of them are ever added.
_COUNTS = tuple(
    "人 人次 人天 场 场次 次 项 个 件 份 户 家 台 套 辆 处 座 所 间 张 块 篇 本 册 条 支 只 组 节 课时 期 "
    "批 批次 例 床 户次 家次 台次 班 队 村 镇 县 工作日 分 立方米 千瓦时 株 头 盏 根 棵 幅 首 部 门 款 枚 "
    "起 宗 种 类 样 份次 学时 瓶 盒 箱 桶 包 袋 口 眼 社区 街道 乡 市 省 校 栋 幢 层 扇 面 副 双 架 艘 趟 车次 "
    "班次 床位 座位 席 票 单 页 字 段 道 线 站 点 案 案次 团 届 轮 片 池 井 羽 尾 匹 机构 企业 单位 学校 品种 岗位 "
    "职位 网点 站点 路段 车辆 船次 人年 人时 项次 件次 处次 例次 篇次 场馆".split()
)
# Counted one by one: half of one is no amount. (Half a 分 or 千瓦时 is.)
_WHOLE = {*_COUNTS, *_SAME} - {
    "分",
    "学时",
    "人年",
    "人时",
    "人天",
    "工作日",
    "课时",
    "立方米",
    "千瓦时",
    "日",
    "个月",
    "时",
    "千克",
    "千米",
    "㎡",
}
_RATIOS = {
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "倍": ONE,
    "百分点": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
}
_MAGNITUDES = {"百万": 10**6, "千万": 10**7, "千": 10**3, "万": 10**4, "亿": 10**8}

UNIT_WORDS = (*_SCALED, *_COUNTS, *_RATIOS, *_SAME, "万元", "亿元")
"""The words of which units are made, for suggestions and for the page that lists them."""


@lru_cache(maxsize=512)
def _word(word: str) -> Unit | None:
    """The unit of one word, a magnitude (千 万 亿) before it included."""
    if word in _RATIOS:
        return Unit(word, (), _RATIOS[word])
    plain = _SAME.get(word, word)
    if plain in _SCALED:
        base, factor = _SCALED[plain]
        return Unit(word, ((base, 1),), Fraction(factor))
    if plain in _COUNTS:
        return Unit(word, ((plain, 1),))
    for prefix, size in _MAGNITUDES.items():
        rest = _word(word.removeprefix(prefix)) if word.startswith(prefix) and word != prefix else NUMBER
        if word.startswith(prefix) and rest is not None and not rest.is_ratio:
            return Unit(word, rest.dimensions, rest.factor * size)
    return None


def named(dimensions: tuple[tuple[str, int], ...]) -> Unit | None:
    """The base unit of these dimensions, where it has a name of one word."""
    if not dimensions:
        return NUMBER
    if dimensions == DATE.dimensions:
        return DATE
    return _word(dimensions[0][0]) if len(dimensions) == 1 and dimensions[0][1] == 1 else None


def _spelling(dimensions: tuple[tuple[str, int], ...]) -> str:
    over = "·".join(name for name, power in dimensions for _ in range(power))
    under = "".join("/" + name for name, power in dimensions for _ in range(-power))
    return (over or "1") + under


@lru_cache(maxsize=512)
def unit(text: str) -> Unit | None:
    """The unit that `text` names, or None.

    >>> unit("元/人/月").dimensions
    (('人', -1), ('元', 1), ('月', -1))
    >>> unit("万元").factor, unit("只能") is None
    (Fraction(10000, 1), True)
    """
    text = halfwidth(text).strip()
    if text in ("", "日期"):
        return DATE if text else NUMBER
    whole: Unit | None = None
    for word in text.split("/"):
        part = _word(word.strip())
        if part is None:
            return None
        factor = part.factor if whole is None else whole.factor / part.factor
        whole = part if whole is None else Unit(text, whole.join(part, -1).dimensions, factor)
    return whole
