"""Which language to talk in: `--lang` anywhere on the command line, else the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence

from perfeval.cli.exits import USAGE, Leave
from perfeval.cli.streams import say
from perfeval.lang import LANGUAGES, VARIABLE, choose, preferred

OPTION = "--lang"


def choose_language(words: Sequence[str]) -> list[str]:
    """Choose it, and give the words of the command line without the option; leaves where it names no language."""
    choose("zh")
    rest, stated, source = list[str](), preferred(os.environ), VARIABLE
    if stated in LANGUAGES:
        choose(stated)
    ours = list(words)
    while ours:
        word = ours.pop(0)
        if word == "--":
            rest += [word, *ours]
            break
        if word == OPTION or word.startswith(f"{OPTION}="):
            source, stated = OPTION, word.partition("=")[2] if word != OPTION else ours.pop(0) if ours else ""
        else:
            rest.append(word)
    if stated not in LANGUAGES:
        say(f"错误: {source} 的值不对，可选：{'、'.join(LANGUAGES)}")
        raise Leave(USAGE)
    choose(stated)
    return rest
