"""Answers to checklist points: 是, 否, or 部分 with the share that is kept and the reason."""

from __future__ import annotations

import re

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.model import TRUTHS
from perfeval.number import ONE, ZERO, Fraction, spell
from perfeval.quantity import Quantity, quantity
from perfeval.record import Record
from perfeval.source import Data

NO_REASON = "reason-missing"
_PARTLY = ("partly", "部分", "部分符合", "基本符合")
_KEYS = ("answer", "keep", "because", "evidence")


class Answer(Record):
    """One answer; `keep` is the share kept where it is 部分, else None."""

    yes: bool
    keep: Fraction | None
    word: str
    because: str
    evidence: str = ""


def answers(value: Data, questions: list[str]) -> list[Answer | Diagnostic] | Diagnostic:
    """For each question an answer or what is wrong with it; one finding where they are no list of answers."""
    if not isinstance(value, list):
        hint = f"按顺序写 {len(questions)} 个回答，每个一行：- 是"
        return Diagnostic("not-a-list", f"这里要 {len(questions)} 个评价要点的回答", hint)
    if len(value) != len(questions):
        listed = "；".join(f"{n}. {text}" for n, text in enumerate(questions, 1))
        message = f"有 {len(questions)} 个评价要点，却有 {len(value)} 个回答"
        return Diagnostic("answer-count", message, _apart(value, len(questions)) or f"要点依次是 {listed}")
    return [_answer(item, index) for index, item in enumerate(value)]


def _apart(value: list[Data], number: int) -> str:
    """The answers as they were meant, where some that stand together make up the number; nothing where they do not."""
    if not all(isinstance(item, str) for item in value):
        return ""
    words = re.split(r"[\s，、；;]+", " ".join(map(str, value)).strip())
    plain = len(words) == number and all(word in TRUTHS for word in words)
    return f"回答之间用半角逗号：[{', '.join(words)}]" if plain else ""


def _answer(item: Data, index: int) -> Answer | Diagnostic:
    entry = item if isinstance(item, dict) else {"answer": item}
    unknown = next((key for key in entry if key not in _KEYS), None)
    if unknown is not None:
        return Diagnostic(
            "unknown-field", f"不认得“{unknown}”", "这里可以写：" + "、".join(_KEYS), (index, unknown), on_key=True
        )
    word, because = entry.get("answer"), entry.get("because")
    if not isinstance(word, str) or word.strip().lower() not in {*TRUTHS, *_PARTLY}:
        near = _PARTLY[1] if isinstance(word, str) and word.strip()[:1] == _PARTLY[1][0] else ""
        hint = nearest(near, _PARTLY, "写 是，或 {answer: 否, because: 原因}")
        return Diagnostic("unknown-answer", "这里要一个回答：是、否或部分", hint, (index,))
    for key in ("because", "evidence"):
        if not isinstance(entry.get(key, ""), str):
            return Diagnostic("not-text", "这里要用文字写", f"写成 {key}: 文字", (index, key))
    source = str(entry.get("evidence", "")).strip()
    reason = str(because or "").strip()
    plain = word.strip().lower()
    if plain in _PARTLY:
        kept = _keep(entry.get("keep"), index)
        return (
            kept
            if isinstance(kept, Diagnostic)
            else Answer(False, kept, f"部分（保留 {entry['keep']}）", reason, source)
        )
    if "keep" in entry:
        return Diagnostic("field-out-of-place", "只有“部分”才写 keep", "删去 keep，或把回答改成 部分", (index, "keep"))
    return Answer(TRUTHS[plain], None, "是" if TRUTHS[plain] else "否", reason, source)


def _keep(value: Data, index: int) -> Fraction | Diagnostic:
    found = quantity(value) if isinstance(value, str) else None
    ratio = isinstance(found, Quantity) and (found.unit.is_ratio or "/" in found.text)
    if isinstance(found, Quantity) and ratio and ZERO < found.value < ONE:
        return found.value
    if not isinstance(value, str):
        hint = "写成 {answer: 部分, keep: 百分比, because: 原因}；全得写 是，全不得写 否"
        return Diagnostic("keep-missing", "“部分”要写明保留该要点的百分之几", hint, (index,))
    return Diagnostic("keep-missing", f"keep 要写保留该要点的百分之几，而不是“{value}”", _meant(found), (index, "keep"))


def _meant(found: Quantity | Diagnostic | None) -> str:
    """What was probably meant by a share that cannot be kept."""
    if not isinstance(found, Quantity):
        return "写大于 0、小于 100% 的百分比；全得写 是，全不得写 否"
    if found.unit.dimensions:
        return "换算成百分比：保留的分 ÷ 该要点的分值"
    figure, hundredfold = spell(found.value), spell(found.value * 100)
    if found.unit.text or not ZERO < found.value < 100 or found.value == ONE:
        return "全得把回答改成 是，全不得改成 否，删去 keep"
    least = f"如果是百分之 {figure}，写成 {figure}%"
    return f"{least}；如果是百分之 {hundredfold}，写成 {hundredfold}%" if found.value < ONE else least
