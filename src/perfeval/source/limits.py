"""How much of a file is read."""

from pathlib import Path

from perfeval.number import DIGITS
from perfeval.record import Record


class Limits(Record):
    """How much of a file is read: bytes, levels of nesting, nodes, and digits of one number."""

    size: int = 8 * 1024 * 1024
    depth: int = 64
    nodes: int = 500_000
    digits: int = DIGITS


_MOSTLY = 1 << 16
"""How long hardly any file is; Python sets up memory for as much as is asked for, and gives it back."""


def read_bytes(path: Path) -> bytes:
    """What a file holds, or a byte more than the limit. Raises OSError; ValueError for a path with a NUL in it."""
    with path.open("rb") as file:
        raw = file.read(_MOSTLY)
        return raw if len(raw) < _MOSTLY else raw + file.read(Limits().size + 1 - _MOSTLY)
