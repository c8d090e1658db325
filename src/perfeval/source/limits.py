"""How much of a file is read."""

from perfeval.number import DIGITS
from perfeval.record import Record


class Limits(Record):
    """How much of a file is read: bytes, levels of nesting, nodes, and digits of one number."""

    size: int = 8 * 1024 * 1024
    depth: int = 64
    nodes: int = 500_000
    digits: int = DIGITS
