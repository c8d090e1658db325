"""A spec on its way to other processes: read once, where its files are; made ready once in each process that scores."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path

from perfeval.builtin import file_of, is_name
from perfeval.exchange.arrow import Unusable
from perfeval.load import planned, read_source, spec_source, whole
from perfeval.model import read
from perfeval.plan import Plan, plan
from perfeval.spec import Spec


def shipped(spec: Path | str) -> bytes:
    """What a spec states, with all that it takes over from others: a file, or a built-in one by its name.

    Raises `Unusable`.
    """
    built_in = file_of(str(spec)) if is_name(str(spec)) else None
    at = built_in or Path(spec)
    loaded = whole(spec_source(at) if built_in else read_source(at), at)
    made = planned(loaded, at)
    if loaded.value is None or made.value is None:
        raise Unusable(made.diagnostics)
    return pickle.dumps(loaded.value.data)


@lru_cache(maxsize=8)
def ready(data: bytes) -> Plan:
    """The plan of a spec that was shipped."""
    spec = read(Spec, pickle.loads(data))
    made = plan(spec) if isinstance(spec, Spec) else spec
    if isinstance(made, tuple):
        raise Unusable(made)  # another release of this program where it was read
    return made
