"""The incidents that a fact lists for kind ``faults``, each with its kind, place and reason."""

from collections.abc import Iterator

from perfeval.diagnostic import Diagnostic, nearest
from perfeval.source import Data

_KEYS = ("kind", "at", "because", "evidence")


def incident_faults(entry: Data, names: list[str]) -> Iterator[Diagnostic]:
    """What is wrong with one entry; routes start at it."""
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        hint = f"写成 {{kind: {names[0]}, at: 地点, because: 原因}}"
        yield Diagnostic("fault-not-named", "每条要写明是哪一类问题（kind）", hint)
        return
    if wrong := unknown_kind(str(entry["kind"]).strip(), names):
        yield Diagnostic(wrong.code, wrong.message, wrong.hint, ("kind",))
    for key, text in entry.items():
        if key not in _KEYS:
            hint = nearest(key, _KEYS, "这里可以写：" + "、".join(_KEYS))
            yield Diagnostic("unknown-field", f"不认得“{key}”", hint, (key,), on_key=True)
        elif text is not None and not isinstance(text, str):
            yield Diagnostic("not-text", "这里要用文字写", f"写成 {key}: 文字", (key,))
    if set(entry) <= set(_KEYS) and not str(entry.get("because") or "").strip():
        yield Diagnostic("reason-missing", f"这条“{entry['kind']}”没有写原因", "加上 because: 原因")


def unknown_kind(name: str, names: list[str]) -> Diagnostic | None:
    """A kind of fault that the rule does not have."""
    hint = nearest(name, names, "规则里有：" + "、".join(names))
    return None if name in names else Diagnostic("unknown-fault", f"没有“{name}”这一类问题", hint, on_key=True)


def texts(entry: dict[str, Data]) -> dict[str, str]:
    """What the entry says, by key."""
    return {key: text.strip() for key, text in entry.items() if isinstance(text, str)}


def words(entry: dict[str, str]) -> str:
    """The entry in one phrase."""
    place = f"{entry['at']}：" if entry.get("at") else ""
    return f"{entry['kind']}（{place}{entry['because'].rstrip('。；')}）"
