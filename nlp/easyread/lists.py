"""The words that the checks know, read once from `nlp/data/easyread.toml`."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple


class Lists(NamedTuple):
    """Hard and wordy words with what to write instead, idioms, and words that are no mistake."""

    hard: dict[str, str]
    wordy: dict[str, str]
    idioms: dict[str, str]
    known: frozenset[str]
    not_passive: frozenset[str]
    irregular: frozenset[str]
    phrases: re.Pattern[str]


@lru_cache(maxsize=1)
def word_lists() -> Lists:
    """Return the lists, read from disk on the first call."""
    path = resources.files("nlp") / "data" / "easyread.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sets = {name: frozenset(line.split()) for name, line in data["lists"].items()}
    phrases = sorted({**data["wordy"], **data["idioms"]}, key=len, reverse=True)
    pattern = re.compile(
        r"\b(?:" + "|".join(re.escape(p).replace(r"\ ", r"[\s-]") for p in phrases) + r")\b",
        re.IGNORECASE,
    )
    return Lists(
        data["hard"],
        data["wordy"],
        data["idioms"],
        sets["known"],
        sets["not_passive"],
        sets["irregular"],
        pattern,
    )
