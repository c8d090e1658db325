"""What was meant by a rule that is none: a kind by its Chinese name, a published sentence; and a level misspelt."""

import re
from typing import Any

from perfeval.alike import misspelt
from perfeval.diagnostic import Diagnostic, nearest
from perfeval.part import Part, part
from perfeval.quantity import Quantity, exactly

_CALLED = {
    "proportional": ("完成率", "比例", "占比"),
    "accrue": ("加减分", "加分"),
    "bands": ("区间", "分级"),
    "curve": ("插值", "折线", "线性", "直线"),
    "threshold": ("达标", "是否", "有无", "否则不得分"),
    "checklist": ("要点", "清单"),
    "faults": ("逐项", "发现"),
    "levels": ("定性", "档次", "优良中差"),
    "panel": ("专家",),
    "survey": ("问卷",),
    "formula": ("公式",),
    "choose": ("类别", "分类"),
    "parts": ("分部分", "分项"),
    "rank": ("排名", "名次"),
    "peer": ("同类",),
}
"""Words by which people call a kind, beside its title."""

_VAGUE = ("打分", "给分", "评分", "得分", "满分", "得满分")
_MOST = 3
"""So many kinds are still an advice."""


def glossed(name: str) -> str:
    """A kind with its title: proportional（按完成率）."""
    from perfeval.rules import kind_named

    return f"{name}（{kind_named(name).title}）"


def kinds_meant(word: Any, known: list[str], shape: str = "{}") -> str:
    """The kind that a word may mean, as it is to be written, or the few that it may mean, else all of them.

    >>> kinds_meant("扣分", ["proportional", "deduct", "faults"]), kinds_meant("按比例", ["proportional", "deduct"])
    ('是否想写：deduct（按差距扣分）或 faults（逐项扣分）', '是否想写：proportional')
    """
    if isinstance(word, list):
        found = [name for name in word if name in known]
    else:
        said = word.strip().casefold() if isinstance(word, str) else ""
        near = said if said in known else nearest(said, known).partition("：")[2]
        found = [near] if near else [name for name in known if said and _is_called(name, said)]
    if len(found) == 1:
        return f"是否想写：{shape.format(found[0])}"
    few = "或 ".join(map(glossed, found)) if len(found) <= _MOST else ""
    return f"是否想写：{few}" if few else "可选：" + "、".join(map(glossed, known))


def _is_called(name: str, said: str) -> bool:
    """Whether a word is part of what a kind is called, or the other way round."""
    from perfeval.rules import kind_named

    title = kind_named(name).title.removeprefix("按")
    part_of = len(said) > 1 and said in title and said not in _VAGUE
    return part_of or any(word in said for word in (title, *_CALLED.get(name, ())))


def kind_missing(rule: dict[Any, Any], known: list[str]) -> str:
    """What to do about a rule that does not say of which kind it is, by the fields that it has.

    >>> kind_missing({"kind deduct": None}, ["deduct", "bands"]), kind_missing({"per": "1%"}, ["deduct", "bands"])
    ('kind 后面漏了冒号：写成 kind: deduct', '在这里补上 kind: deduct')
    """
    from perfeval.rules import kind_named

    for key in rule:
        word = str(key).removeprefix("kind").strip(" ：=＝")
        if word != key and word in known:
            return f"kind 后面漏了冒号：写成 kind: {word}"
    found = [name for name in known if rule and set(rule) <= set(kind_named(name).model_fields) - {"kind"}]
    if len(found) == 1:
        return f"在这里补上 kind: {found[0]}"
    return f"在这里补上 kind，{kinds_meant(found, known)}"


_STEP = re.compile(
    r"每?(?:低于|少于|小于|减少|降低|下降|超出|超过|高于|多于|增加|偏离|逾期|延期|延迟|推迟|滞后|相差|未完成|少|低|高|多|超|差)"
    r"(?:目标值|计划|标准)?的?\s*([0-9.]+\s*[^\s0-9,，、；;。扣]+)\s*[,，]?\s*(?:则|就|相应)?扣(?:除|减)?(?:权重分?的?)?\s*"
    r"([0-9.]+)\s*([分%])"
)
_FAULT = re.compile(
    r"(?:发现|出现|存在)[^0-9]*(?:1|一)\s*[项处个次起例][^0-9扣]*扣(?:除|减)?(?:权重分?的?)?\s*([0-9.]+)\s*([分%])"
)


def sentence_meant(text: str) -> str:
    """The rule that a sentence says, as it is to be written; empty where the sentence is none of those known.

    >>> sentence_meant("每低于1%扣2分").partition("；")[0]
    '写成 {kind: deduct, per: 1%, lose: 2 分, part: exact}'
    >>> sentence_meant("每发现一项问题扣权重分的10%"), sentence_meant("酌情扣分")
    ('写成 {kind: faults, kinds: [{name: 问题, lose: 10%}]}', '')
    """
    if found := _STEP.search(text):
        step, lose = exactly(found[1]), _part(found[2], found[3])
        if isinstance(step, Quantity) and lose:
            how = "不足一份时，part 写 exact（按比例扣）、whole（按一份扣）或 none（不扣）"
            return f"写成 {{kind: deduct, per: {step}, lose: {lose}, part: exact}}；{how}"
    elif (found := _FAULT.search(text)) and (lose := _part(found[1], found[2])):
        return f"写成 {{kind: faults, kinds: [{{name: 问题, lose: {lose}}}]}}"
    return ""


def _part(figure: str, sign: str) -> Part | None:
    found = part(f"{figure}{sign}" if sign == "%" else f"{figure} {sign}")
    return found if isinstance(found, Part) else None


def _with_reason(word: str, names: list[str]) -> str:
    """What to write where a level and its reason are one text: 基本合理（缺一份材料）."""
    name = max((name for name in names if word.startswith(name)), key=len, default="")
    reason = re.fullmatch(r"\s*[(（:：，,；;]\s*([^(（:：,{}\[\]]+?)\s*[)）]?", word[len(name) :]) if name else None
    return f"档次和原因分开：{{level: {name}, because: {reason[1]}}}" if reason else ""


def unknown_level(word: Any, names: list[str]) -> Diagnostic:
    """The finding for what is none of the levels.

    >>> unknown_level("基本合里", ["合理", "基本合理", "不合理"]).hint
    '是否想写：基本合理'
    """
    message = f"没有“{word}”这一档" if isinstance(word, str) else "这里要写一个档次"
    apart = _with_reason(word, names) if isinstance(word, str) else ""
    near = [name for name in names if isinstance(word, str) and misspelt(word, name)]
    like = f"是否想写：{near[0]}" if len(near) == 1 else "可选：" + "、".join(names)
    return Diagnostic("unknown-level", message, apart or like)
