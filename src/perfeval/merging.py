"""One spec laid over another: plain data, merged by indicator code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import Field

from perfeval.diagnostic import Diagnostic, Related, Route, nearest
from perfeval.merged import Merged, Piece
from perfeval.model import Model, Words, read
from perfeval.record import Record
from perfeval.source import Data, Source

OWN = ("perfeval", "id", "name")
"""What a spec says of itself and never takes over."""

_BY_NAME = ("facts", "consequences")


class Extension(Model):
    """Fields of a spec that takes over another, its base; an indicator that it rewrites may `drop` fields too."""

    extends: Words = Field(description="所扩展的指标体系：相对于本文件的 .yaml 路径，或内置指标体系的名称")
    remove: list[Words] = Field(
        default_factory=list, description="去掉的指标（连同下级）的编号，或去掉的共用事实的名称"
    )
    drop: list[Words] = Field(default_factory=list, description="去掉的栏目；改写一个指标时写在指标里，去掉它的栏目")


class _Known(Record):
    """An indicator of the base, and the codes above it."""

    piece: Piece
    above: tuple[str, ...]


def merge(top: Source, base: Source) -> tuple[Merged, tuple[Diagnostic, ...]]:
    """What `top` says over what `base` says, and what cannot be done so, placed in `top`."""
    laid = _Laying(top, base)
    laid.run()
    return Merged(top, laid.root), tuple(top.place(fault) for fault in laid.faults)


class _Laying:
    """One spec on its way over another."""

    def __init__(self, top: Source, base: Source) -> None:
        self.top = top
        self.data = top.data if isinstance(top.data, dict) else {}
        self.root = base.root if isinstance(base, Merged) else Piece(base, (), base.data)
        self.faults: list[Diagnostic] = []
        self.known: dict[str, _Known] = {}
        self.written: dict[str, Route] = {}
        self.removed: dict[str, Route] = {}

    def run(self) -> None:
        """Take away, then rewrite and add."""
        fields = self.root.opened()
        for name in OWN:
            fields.pop(name, None)
        self._index(self.root, ())
        stated = read(Extension, {key: self.data[key] for key in Extension.model_fields if key in self.data})
        emptied = self._remove(stated.remove) if isinstance(stated, Extension) else []
        if isinstance(stated, Extension):
            self._drop(self.root, stated.drop, self.data, ())
        else:
            self.faults += stated
        self.root.source, self.root.route = self.top, ()
        for key, value in self.data.items():
            if key not in Extension.model_fields:
                self._write(self.root, key, value, ())
        for parent, route in emptied:
            self._bare(parent, route)

    def _index(self, parent: Piece, above: tuple[str, ...]) -> None:
        children = parent.opened().get("indicators")
        for piece in children.items() if children else ():
            code = piece.opened().get("code")
            if code and isinstance(code.data, str):
                self.known.setdefault(code.data, _Known(piece, above))
                self._index(piece, (*above, code.data))

    def _remove(self, words: list[str]) -> list[tuple[Piece, Route]]:
        """Drop indicators and shared facts; the indicators that are left without any below, and by which word."""
        shared = self.root.opened().get("facts")
        facts = shared.opened() if shared else {}
        names = set(facts)
        for index, word in enumerate(words):
            if word in self.known:
                self.removed.setdefault(word, ("remove", index))
            elif word in names:
                facts.pop(word, None)
            else:
                hint = self._near(word, names, "核对编号")
                message = f"所扩展的指标体系没有编号为“{word}”的指标，也没有这个事实"
                self.faults.append(Diagnostic("unknown-indicator", message, hint, ("remove", index)))
        for code, known in self.known.items():  # those above come before those below
            if gone := next((self.removed[each] for each in known.above if each in self.removed), None):
                self.removed.setdefault(code, gone)
        return list(self._pruned(self.root)) if self.removed else []

    def _near(self, word: str, others: Iterable[str], otherwise: str) -> str:
        """Advice that names the code meant: the one that differs in case alone, or is most like it."""
        known = {code.casefold(): code for code in self.known}
        return nearest(known.get(word.casefold(), word), [*self.known, *others], otherwise)

    def _pruned(self, parent: Piece) -> Iterator[tuple[Piece, Route]]:
        """Take the removed indicators out of the tree; gives the indicators that lose all below."""
        children = parent.opened().get("indicators")
        siblings = children.items() if children else []
        kept = [piece for piece in siblings if not self._gone(piece)]
        if siblings and not kept and parent is not self.root:
            yield parent, self._gone(siblings[-1])
        siblings[:] = kept
        for piece in kept:
            yield from self._pruned(piece)

    def _gone(self, piece: Piece) -> Route:
        """The word by which an indicator was removed; empty where it stays."""
        code = piece.opened().get("code")
        return self.removed.get(code.data, ()) if code and isinstance(code.data, str) else ()

    def _bare(self, parent: Piece, route: Route) -> None:
        """An indicator that lost all below, and got nothing new: it stands for itself from now on."""
        fields = parent.opened()
        if fields["indicators"].items():
            return
        del fields["indicators"]
        if "target" not in fields and "rule" not in fields:
            message = f"“{fields['code'].data}”的下级全部去掉了，它自己没有目标值和规则"
            hint = f"把 {fields['code'].data} 也写进 remove，或给它写 target 和 rule"
            self.faults.append(Diagnostic("group-without-indicators", message, hint, route))

    def _drop(self, piece: Piece, names: list[str], beside: dict[str, Data], route: Route) -> None:
        fields = piece.opened()
        there = list(fields)
        for index, name in enumerate(names):
            here = (*route, "drop", index)
            if name in beside:
                message = f"“{name}”既要去掉又写了内容"
                self.faults.append(Diagnostic("dropped-and-written", message, "只留一处", here))
            elif name == "indicators":
                self.faults.append(
                    Diagnostic("field-out-of-place", "drop 不能去掉下级指标", "在文件开头写 remove: [编号]", here)
                )
            elif name in there:
                fields.pop(name, None)
            else:
                hint = nearest(name, there, "这里有：" + "、".join(there))
                message = f"所扩展的指标体系在这里没有“{name}”"
                self.faults.append(Diagnostic("unknown-field", message, hint, here))

    def _write(self, piece: Piece, key: str, value: Data, route: Route) -> None:
        """One field over what the base has there: lists of indicators and named things merge, all else replaces."""
        fields, here = piece.opened(), (*route, key)
        if value is None and key in fields:
            how = "remove: [编号]" if key == "indicators" else f"drop: [{key}]"
            hint = f"写上内容；要去掉所扩展的指标体系里的，写 {how}"
            self.faults.append(Diagnostic("empty-value", f"“{key}”没有写内容", hint, here))
            return
        old, new = fields.get(key), Piece(self.top, here, value)
        if key == "indicators" and isinstance(value, list):
            if old is not None and not old.is_list:
                return  # what is wrong with the base is said first
            kept = old or Piece(self.top, here, [])
            siblings = kept.items()
            kept.source, kept.route = self.top, here
            fields[key] = kept
            self._lay(value, here, siblings, piece)
        elif not route and key == "accept" and old is not None and old.is_list and isinstance(value, list):
            old.items().extend(new.items())
        elif not route and key in _BY_NAME and old is not None and isinstance(value, dict):
            old.opened().update(new.opened())
        else:
            fields[key] = new

    def _lay(self, entries: list[Data], route: Route, siblings: list[Piece], parent: Piece) -> None:
        for index, entry in enumerate(entries):
            here = (*route, index)
            code = entry.get("code") if isinstance(entry, dict) else None
            if not isinstance(entry, dict) or not isinstance(code, str) or code not in self.known:
                self._add(entry, here, siblings)
            elif fault := self._misfit(code, here, parent):
                self.faults.append(fault)
            else:
                self._rewrite(self.known[code].piece, entry, here)
            if isinstance(code, str):
                self.written.setdefault(code, (*here, "code"))

    def _misfit(self, code: str, here: Route, parent: Piece) -> Diagnostic | None:
        """Why an entry cannot rewrite the indicator whose code it bears."""
        where = (*here, "code")
        if code in self.removed:
            related = (Related("在这里去掉", self.removed[code]),)
            hint = "只留一处；要换成另一个指标，用新的编号"
            return Diagnostic("removed-and-written", f"“{code}”已经去掉，又在这里写了", hint, where, related=related)
        if code in self.written:
            related = (Related("第一次出现在这里", self.written[code]),)
            return Diagnostic("duplicate-code", f"编号“{code}”写了两次", "合成一条", where, related=related)
        above = self.known[code].above
        owner = parent.opened().get("code")
        if owner is None or owner.data in above:
            return None
        message = f"“{code}”在所扩展的指标体系里不在“{owner.data}”下面"
        hint = "改写它，就写在最外层；要移到这里，先 remove 它，再用新的编号写全"
        return Diagnostic("indicator-moved", message, hint, where)

    def _add(self, entry: Data, here: Route, siblings: list[Piece]) -> None:
        """An indicator that the base does not have."""
        code = entry.get("code") if isinstance(entry, dict) else None
        if isinstance(entry, dict) and isinstance(code, str) and "name" not in entry:
            message = f"所扩展的指标体系没有编号为“{code}”的指标"
            hint = self._near(code, (), "核对编号；如果是新的指标，补上 name")
            self.faults.append(Diagnostic("unknown-indicator", message, hint, (*here, "code")))
            return
        piece = Piece(self.top, here, entry)
        siblings.append(piece)
        below = entry.get("indicators") if isinstance(entry, dict) else None
        if isinstance(below, list):
            piece.opened()["indicators"] = children = Piece(self.top, (*here, "indicators"), [], [])
            self._lay(below, children.route, children.items(), piece)

    def _rewrite(self, target: Piece, entry: dict[str, Data], here: Route) -> None:
        target.source, target.route = self.top, here
        stated = read(Extension, {"extends": self.data["extends"], "drop": entry.get("drop", [])})
        if isinstance(stated, Extension):
            self._drop(target, stated.drop, entry, here)
        else:
            self.faults += (fault.below(*here) for fault in stated)
        for key, value in entry.items():
            if key != "drop":
                self._write(target, key, value, here)
