"""Pictures of counts as SVG: bars, columns, and bars of shares. Pure text, the same bytes for the same counts.

They are read in print without colours too: what lies side by side differs in lightness, has an edge and, where there is
room, its figure in it. Coordinates are whole numbers. Words come from users' files and are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from perfeval.report.findings import printable, width

_WIDE, _LABEL, _ROW, _BAR, _HEAD = 720, 170, 28, 20, 44
_AREA = 400
_CELL = 7
"""About how many units a display cell is wide, at a size of 13."""

_DARK, _LIGHT = 45, 230
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',SimSun,sans-serif"


def bars(title: str, rows: Sequence[tuple[str, int, str]]) -> str:
    """A bar for each row: its label, a count, and the share that stands behind it."""
    most = max((count for _, count, _ in rows), default=0) or 1
    pieces = []
    for number, (label, count, share) in enumerate(rows):
        top, size = _HEAD + number * _ROW, count * _AREA // most
        said = f"{count}（{share}）" if share else str(count)
        pieces += [_label(label, top), _box(_LABEL, top, size, _BAR, _grey(1, 3), f"{label}：{said}")]
        pieces.append(_text(_LABEL + size + 6, top + 15, said))
    return _page(title, _HEAD + len(rows) * _ROW + 10, pieces)


def columns(title: str, stretches: Sequence[tuple[str, str, int]]) -> str:
    """A column for each stretch of a scale: where it begins, where it ends, and a count."""
    high, left, floor = 200, 30, _HEAD + 220
    most = max((count for *_, count in stretches), default=0) or 1
    step = min(60, (_WIDE - 2 * left) // max(len(stretches), 1))
    pieces = [f'<line x1="{left}" y1="{floor}" x2="{left + step * len(stretches)}" y2="{floor}" stroke="#333"/>']
    for number, (start, end, count) in enumerate(stretches):
        x, size = left + number * step, count * high // most
        pieces.append(_box(x, floor - size, step - 1, size, _grey(1, 3), f"{start}～{end}：{count}"))
        if count and width(str(count)) * _CELL <= step + 4:
            pieces.append(_text(x + step // 2, floor - size - 5, str(count), "middle"))
    marks = [start for start, *_ in stretches] + [end for _, end, _ in stretches[-1:]]
    room = max(((width(mark) + 2) * _CELL for mark in marks), default=1)
    every = -(-room // step)  # of so many marks there is room for one
    for number in range(0, len(marks), every):
        pieces.append(_text(left + number * step, floor + 18, marks[number], "middle"))
    return _page(title, floor + 30, pieces)


def stacked(title: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """For each row a bar of the same length, split by the shares of its counts; `names` say what is split."""
    pieces = list(_legend(names))
    for number, (label, counts) in enumerate(rows):
        top, whole, before = _HEAD + (number + 1) * _ROW, sum(counts) or 1, 0
        pieces.append(_label(label, top))
        for index, count in enumerate(counts):
            start, end = before * _AREA // whole, (before + count) * _AREA // whole
            before += count
            if not count:
                continue
            said = f"{label} {names[index]}：{count}"
            pieces.append(_box(_LABEL + start, top, end - start, _BAR, _grey(index, len(names)), said))
            if width(str(count)) * _CELL + 6 <= end - start:
                ink = "#fff" if _lightness(index, len(names)) < 130 else "#000"
                pieces.append(_text(_LABEL + (start + end) // 2, top + 15, str(count), "middle", ink))
        pieces.append(_text(_LABEL + _AREA + 6, top + 15, str(sum(counts))))
    return _page(title, _HEAD + (len(rows) + 1) * _ROW + 10, pieces)


def _legend(names: Sequence[str]) -> Iterator[str]:
    left = _LABEL
    for index, name in enumerate(names):
        yield _box(left, _HEAD, 14, 14, _grey(index, len(names)), name)
        yield _text(left + 19, _HEAD + 12, _short(name))
        left += 19 + width(_short(name)) * _CELL + 18


def _page(title: str, high: int, pieces: Sequence[str]) -> str:
    said = _safe(title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{high}" viewBox="0 0 {_WIDE} {high}"'
        f' role="img" font-family="{_FONT}" font-size="13">'
    )
    back = f'<rect width="{_WIDE}" height="{high}" fill="#fff"/>'
    heading = f'<text x="{_WIDE // 2}" y="24" text-anchor="middle" font-size="16">{_safe(_short(title, 80))}</text>'
    return "\n".join([head, f"<title>{said}</title>", back, heading, *pieces, "</svg>"]) + "\n"


def _box(x: int, y: int, wide: int, high: int, fill: str, said: str) -> str:
    place = f'x="{x}" y="{y}" width="{wide}" height="{high}"'
    return f'<rect {place} fill="{fill}" stroke="#333"><title>{_safe(said)}</title></rect>'


def _text(x: int, y: int, said: str, anchor: str = "start", fill: str = "#000") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{fill}">{_safe(said)}</text>'


def _label(said: str, top: int) -> str:
    return _text(_LABEL - 8, top + 15, _short(said), "end")


def _short(said: str, most: int = 22) -> str:
    """As much as there is room for; the whole stands in the title of what it names."""
    shown = printable(said)
    if width(shown) <= most:
        return shown
    kept = ""
    for sign in shown:
        if width(kept + sign) > most - 2:
            break
        kept += sign
    return kept + "…"


def _lightness(index: int, of: int) -> int:
    return _DARK + index * (_LIGHT - _DARK) // max(of - 1, 1)


def _grey(index: int, of: int) -> str:
    """The fill of one of several parts, from dark to light, with a touch of blue."""
    light = _lightness(index, of)
    return f"#{light:02x}{light:02x}{min(light + 25, 255):02x}"


def _safe(said: str) -> str:
    return escape(printable(said))
