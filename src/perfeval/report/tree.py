"""How a score came about, and what a rule asks, drawn as trees. Prints what it is given; computes no score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from perfeval.account import Document
from perfeval.diagnostic import Route
from perfeval.record import Record
from perfeval.report.findings import printable, width

Place = Callable[[str, Route], str]
"""Where a route of a file (``spec`` or ``project``) stands, as ``file:line:column``."""

_BAR = 24
"""How many cells the bar of full marks takes."""


class Twig(Record):
    """A line of a tree and what hangs on it."""

    text: str
    twigs: Sequence[Twig] = ()


def drawn(twig: Twig) -> str:
    """The tree as lines.

    >>> print(drawn(Twig("A", [Twig("B", [Twig("C")]), Twig("D")])))
    A
    ├─ B
    │  └─ C
    └─ D
    """
    return "\n".join(_lines(twig))


def _lines(twig: Twig) -> Iterator[str]:
    yield printable(twig.text)
    for number, below in enumerate(twig.twigs, 1):
        last = number == len(twig.twigs)
        for index, line in enumerate(_lines(below)):
            yield ("└─ " if last else "├─ ") + line if not index else ("   " if last else "│  ") + line


def score_tree(document: Document, code: str, place: Place, routes: dict[str, Route]) -> Twig:
    """How one indicator of a scorecard came to its points, from what was found to the total.

    place: where routes stand. routes: where each indicator stands in the spec.
    """
    by_code = {item["code"]: item for item in document["indicators"]}
    item = by_code[code]
    twigs = [
        *(_target(item, place, routes[code]) if item["leaf"] else ()),
        *_facts(document, item, place),
        *_rule(item, place, routes[code]),
        *(_brief(by_code[child]) for child in item["children"]),
        *_losses(item),
        *_rounded(item),
        *_override(item),
        *_answers(document, item),
        *_above(document, by_code, item),
    ]
    return Twig(_head(item), twigs)


def total_tree(document: Document) -> Twig:
    """All indicators with their points, down to the leaves, and what was done to the total."""
    by_code = {item["code"]: item for item in document["indicators"]}

    def below(item: Document) -> Twig:
        return Twig(_head(item), [below(by_code[code]) for code in item["children"]])

    total, grade = document["total"], document["grade"]
    twigs = [below(item) for item in document["indicators"] if item["level"] == 1]
    if total is None:
        return Twig(document["project"]["name"], twigs)
    twigs += [Twig(f"{it['side']} {it['code']} {it['name']} {it['points']}：{it['words']}") for it in total["added"]]
    twigs += [Twig(f"总分至多 {it['most']}：{it['because']}（{it['condition']}）") for it in total["limits"]]
    twigs.append(Twig(f"取舍：{document['spec']['rounding']}"))
    marked = f"，等级“{grade['name']}”" if grade else ""
    return Twig(f"{document['project']['name']}：总分 {total['printed']} / {total['full']}{marked}", twigs)


def _head(item: Document) -> str:
    name = f"{item['code']} {item['name']}"
    if item["printed"] is None:
        return f"{name}：{item['state_words']}"
    rate = f"，得分率 {item['rate']}" if item["rate"] else ""
    special = f"，{item['state_words']}" if item["state"] in ("overridden", "not-applicable", "pending") else ""
    return f"{name}：{item['printed']} / {item['weight']} 分{rate}{special}"


def _brief(item: Document) -> Twig:
    return Twig(_head(item), [Twig(f"失分 {loss['points']}：{loss['reason']}") for loss in item["losses"]])


def _target(item: Document, place: Place, route: Route) -> Iterator[Twig]:
    if item["target"]:
        yield Twig(
            f"目标值：{goal_words(item['target'], item['target_read'])}", [Twig(place("spec", (*route, "target")))]
        )
    if item["approved"]:
        entry = item["approved"]
        yield Twig(f"调整前的目标值：{entry['target']}，按它得 {entry['printed']} 分（{entry['because']}）")


def goal_words(shown: str, read: str) -> str:
    """A target as it is printed, and how it is read where that differs.

    >>> goal_words("≥10 场", "≥ 10 场"), goal_words("10 场", "≥ 10 场")
    ('≥10 场', '10 场（≥ 10 场）')
    """
    return shown if "".join(read.split()) in ("", "".join(shown.split())) else f"{shown}（{read}）"


def _facts(document: Document, item: Document, place: Place) -> Iterator[Twig]:
    """What was found, and each fact that it was computed from, with its evidence and place."""
    if not item["facts"]:
        return
    found = {fact["name"]: fact for fact in document["facts"]}
    twigs = []
    for name in item["facts"]:
        fact = found.get(name)
        if fact is None:
            twigs.append(Twig(f"事实 {name}：缺少"))
            continue
        notes = [f"依据：{text}" for text in fact["evidence"]]
        notes += [f"截至 {fact['as_of']}"] if fact["as_of"] else []
        notes += [f"说明：{fact['note']}"] if fact["note"] else []
        shown = fact["shown"] if fact["applicable"] else "不适用"
        twigs.append(Twig(f"事实 {name}：{shown}", [*map(Twig, notes), Twig(place("project", ("facts", name)))]))
    rate = f"，完成率 {item['completion']}" if item["completion"] else ""
    yield Twig(f"实际值：{item['actual'] or '—'}{rate}", twigs)


def _rule(item: Document, place: Place, route: Route) -> Iterator[Twig]:
    """The standard, the way that was taken with those that were not, and the working."""
    if item["standard"]:
        yield Twig(f"评分标准：{item['standard']}", [Twig(place("spec", (*route, "rule")))])
    if item["official"]:
        yield Twig(f"公布的评分标准：{item['official']}")
    steps = []
    for step in item["trace"]:
        if step.get("taken"):
            steps.append(Twig(f"走的是：{step['taken']}"))
        steps += [Twig(f"没有走：{way}") for way in step.get("refused", ())]
    if item["working"]:
        yield Twig(f"评分过程：{item['working']}", steps)


def _losses(item: Document) -> Iterator[Twig]:
    if item["losses"]:
        yield Twig("失分", [Twig(f"{loss['points']}：{loss['reason']}") for loss in item["losses"]])


def _rounded(item: Document) -> Iterator[Twig]:
    if item["printed"] is not None:
        yield Twig(f"得分：精确 {item['exact']}，所印 {item['printed']}")


def _override(item: Document) -> Iterator[Twig]:
    said = item["override"]
    if said:
        notes = [Twig(f"依据：{text}") for text in said["evidence"]]
        yield Twig(
            f"认定得分：规则算得 {said['computed']}，{said['by']}于 {said['date']} 认定为 {said['score']}，"
            f"{said['because']}",
            notes,
        )


def _answers(document: Document, item: Document) -> Iterator[Twig]:
    for finding in document["findings"]:
        if finding["id"] in item["findings"]:
            advice = f"；建议：{finding['advice']}" if finding["advice"] else ""
            yield Twig(f"问题 {finding['id']}：{finding['title']}{advice}")
    if item["code"] in document["unanswered"]:
        yield Twig("注意：失分没有写进任何一条问题（findings）")


def _above(document: Document, by_code: Document, item: Document) -> Iterator[Twig]:
    """The groups that it counts towards, up to the total."""
    groups = [by_code[code] for code in by_code if item["code"] in by_code[code]["children"]]
    while groups and (more := [one for one in by_code.values() if groups[-1]["code"] in one["children"]]):
        groups += more
    steps = [f"{group['code']} {group['name']} {group['printed']} 分" for group in groups if group["printed"]]
    if document["total"]:
        yield Twig(f"计入：{' → '.join([*steps, '总分 ' + document['total']['printed'] + ' 分'])}")


def bars(rows: Iterable[tuple[str, str, str, int]]) -> Iterator[str]:
    """A table with a bar for each row: what was achieved, its rate, the points, and their share in thousandths."""
    kept = list(rows)
    figures = all(shown[:1].isdigit() for shown, *_ in kept)
    columns = [[row[0] for row in kept], [row[1] for row in kept], [row[2] for row in kept]]
    widths = [max(map(width, column), default=0) for column in columns]
    for *cells, share in kept:
        gaps = [" " * (size - width(str(cell))) for size, cell in zip(widths, cells, strict=True)]
        placed = [f"{gap}{cell}" for gap, cell in zip(gaps, cells, strict=True)]
        placed[0] = placed[0] if figures else f"{cells[0]}{gaps[0]}"
        yield f"{'  '.join(placed)} 分  {_bar(share)}".rstrip()


def _bar(thousandths: int) -> str:
    """A bar of eighths of a cell; what earns anything shows something."""
    eighths = max(thousandths * _BAR * 8 // 1000, 1 if thousandths else 0)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]
