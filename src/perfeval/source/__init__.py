"""YAML text to exact plain data, and routes to locations.

Numbers stay as they were written, duplicate keys and everything that YAML would quietly read
otherwise than it was meant are findings, and nothing that a file can contain raises. Knows no
field name. Importing it does not import a YAML parser; the first `parse` does.
"""

from perfeval.source.limits import Limits, read_bytes
from perfeval.source.places import Data
from perfeval.source.reading import parse
from perfeval.source.scalar import Numeral
from perfeval.source.source import Source

__all__ = ["Data", "Limits", "Numeral", "Source", "parse", "read_bytes"]
