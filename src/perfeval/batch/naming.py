"""What the parts of a column's name lead to below its fact, and which of them are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfeval.batch.shape import NOTES, Shape
from perfeval.batch.tree import Branch, note_shape
from perfeval.diagnostic import Diagnostic, Route


def shape_below(shape: Shape, step: str | int) -> Shape:
    """The piece at a step that `steps_of` found."""
    found = shape.below(step) if isinstance(step, int) else note_shape(shape, step)
    assert found is not None
    return found


def steps_of(shape: Shape, rest: str, header: str, fact: bool = False) -> Route | Diagnostic | None:
    """The steps that a header names below a piece; None where there is no such piece."""
    if not rest:
        return ()
    head, _, tail = rest.partition(".")
    if head.isascii() and head.isdigit() and (shape.items or shape.each):
        return _numbered(shape, head, tail, header)
    keys = [*shape.parts, *shape.beside]
    known = next((key for key in keys if rest == key or rest.startswith(f"{key}.")), head)
    below = note_shape(shape, known) if fact or known in keys else None
    further = steps_of(below, rest[len(known) + 1 :], header) if below else None
    return (known, *further) if isinstance(further, tuple) else further


def _numbered(shape: Shape, head: str, tail: str, header: str) -> Route | Diagnostic | None:
    """The steps of a header that names an item of a list by its number."""
    number, count = int(head[:9]), len(shape.items)
    below = shape.below(number - 1) if number > 0 and not head.startswith("0") else None
    if below is None:
        message = f"“{header}”的序号不对，从 1 数起" + (f"，到 {count} 为止" if count else "")
        return Diagnostic("column-number", message, "改序号，或删去这一列")
    further = steps_of(below, tail, header)
    return (number - 1, *further) if isinstance(further, tuple) else further


def keys_of(shape: Shape) -> Iterator[str]:
    """What may follow the name of a fact of this shape and a point."""
    yield from dict.fromkeys([*shape.parts, *shape.beside, *NOTES])
    for index, item in enumerate(shape.items, 1):
        yield from (str(index), *(f"{index}.{key}" for key in item.beside))


def gaps(branch: Branch) -> Iterator[Diagnostic]:
    """Columns that are missing among those of one fact, and columns that say the same twice."""
    numbers, keys, shape = branch.numbers, branch.keys, branch.shape
    groups = [name for name, there in ((branch.name, branch.at >= 0), (_first(branch, numbers), numbers),
                                       (_first(branch, keys), keys)) if there]  # fmt: skip
    if len(groups) > 1 and not shape.either:
        message = f"“{groups[0]}”和“{groups[1]}”说的是同一个事实"
        hint = "要么整个写在一格，要么分成几列，只留一种"
        yield Diagnostic("duplicate-column", message, hint, ("header", branch.at))
    head = ".".join(str(step + 1) if isinstance(step, int) else step for step in branch.route[1:])
    last = len(shape.items) or (numbers[-1] + 1 if numbers else 0)
    wanted = [*(range(last) if numbers else ()), *(shape.parts if keys else ())]
    for step in wanted:
        if step not in branch.below:
            column = f"{head}.{step + 1 if isinstance(step, int) else step}"
            message = f"有“{groups[0]}”而没有“{column}”一列"
            yield Diagnostic("missing-column", message, f"加一列“{column}”", ("header",))
    for child in branch.below.values():
        if not child.given:
            first = child.named()
            message = f"有“{first}”而没有“{first.rpartition('.')[0]}”一列"
            yield Diagnostic("missing-column", message, f"加一列“{first.rpartition('.')[0]}”", ("header",))
        yield from gaps(child)


def _first(branch: Branch, steps: Sequence[str | int]) -> str:
    return branch.below[steps[0]].named() if steps else ""
