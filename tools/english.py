"""Keeps `src/perfeval/english.json` in step with the sentences in the sources.

python tools/english.py          lists the sentences that have no English yet, and the entries that no sentence needs
python tools/english.py --write  puts the missing ones into the catalogue, to be filled in, the others at its end
"""

from __future__ import annotations

import json
import sys

from sentences import SOURCE, Sentences

CATALOGUE = SOURCE / "english.json"
STALE = "stale"
"""The part with entries whose sentence is gone: perhaps it was only reworded."""

Entries = dict[str, dict[str, str]]


def wanted() -> Entries:
    """Every sentence, in the part where it belongs, without its English."""
    parts: Entries = {}
    for sentence, codes in sorted(Sentences().found.items()):
        code = next(iter(codes)) if len(codes) == 1 else ""
        parts.setdefault(code or "said", {})[sentence] = ""
    return dict(sorted(parts.items(), key=lambda part: (part[0] != "said", part[0])))


def stated() -> Entries:
    """The catalogue as it is."""
    return json.loads(CATALOGUE.read_text(encoding="utf-8"))


def settled(catalogue: Entries) -> Entries:
    """The catalogue with a line for each sentence, and the stale lines last."""
    known = {sentence: said for part in catalogue.values() for sentence, said in part.items() if said}
    made = {code: {sentence: known.get(sentence, "") for sentence in part} for code, part in wanted().items()}
    needed = {sentence for part in made.values() for sentence in part}
    return made | {STALE: {sentence: said for sentence, said in known.items() if sentence not in needed}}


def written(catalogue: Entries) -> str:
    """The catalogue as it is kept: a line for each sentence."""
    return json.dumps({code: part for code, part in catalogue.items() if part}, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """List what is missing and stale, or write it into the catalogue."""
    made = settled(stated())
    if "--write" in sys.argv[1:]:
        CATALOGUE.write_text(written(made), encoding="utf-8")
    wrong = {code: {one: said for one, said in part.items() if not said} for code, part in made.items()}
    wrong[STALE] = made[STALE]
    sys.stdout.write(written(wrong) if any(wrong.values()) else "")
    raise SystemExit(any(wrong.values()))


if __name__ == "__main__":
    main()
