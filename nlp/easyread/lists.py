"""The words that the checks know, read once from `nlp/data/easyread.toml`."""

import re
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from nlp.tables import read_table
from nlp.types import NlpError

_PARTS = ("hard", "wordy", "idioms", "lists")
_LISTS = ("verbs", "known", "shouted", "not_passive", "irregular")


class Lists(NamedTuple):
    """Hard and wordy words with what to write instead, idioms, and words that are no mistake."""

    hard: dict[str, str]
    #: Other forms of hard words, each with the word itself.
    forms: dict[str, str]
    wordy: dict[str, str]
    idioms: dict[str, str]
    known: frozenset[str]
    shouted: frozenset[str]
    not_passive: frozenset[str]
    irregular: frozenset[str]
    phrases: re.Pattern[str]


def read_lists(file: Traversable) -> dict[str, Any]:
    """Read the file and check its parts; `NlpError` says what is wrong with it."""
    data = read_table(file)
    for part in _PARTS:
        if not isinstance(data.get(part), dict):
            raise NlpError(f"{file} cannot be read: it has no part [{part}].")
        for name, words in data[part].items():
            if not isinstance(words, str):
                raise NlpError(f"{file} cannot be read: {name} in [{part}] is not text in quotes.")
    for name in _LISTS:
        if name not in data["lists"]:
            raise NlpError(f"{file} cannot be read: [lists] has no {name}.")
    return data


def _forms(word: str, *, is_verb: bool) -> list[str]:
    """Return the regular forms of an English word: of a verb all, of any other its plural."""
    if word.endswith("y"):
        plural, past = f"{word[:-1]}ies", f"{word[:-1]}ied"
    else:
        plural, past = f"{word}s", f"{word.removesuffix('e')}ed"
    return [plural, past, f"{word.removesuffix('e')}ing"] if is_verb else [plural]


@lru_cache(maxsize=1)
def word_lists() -> Lists:
    """Return the lists, read from disk on the first call."""
    path = resources.files("nlp") / "data" / "easyread.toml"
    data = read_lists(path)
    sets = {name: frozenset(line.split()) for name, line in data["lists"].items()}
    forms = {
        form: word
        for word in data["hard"]
        for form in _forms(word, is_verb=word in sets["verbs"])
        if form not in data["hard"] and form not in sets["not_passive"]
    }
    phrases = sorted({**data["wordy"], **data["idioms"]}, key=len, reverse=True)
    pattern = re.compile(
        r"\b(?:" + "|".join(re.escape(p).replace(r"\ ", r"[\s-]") for p in phrases) + r")\b",
        re.IGNORECASE,
    )
    return Lists(
        data["hard"],
        forms,
        data["wordy"],
        data["idioms"],
        sets["known"],
        sets["shouted"],
        sets["not_passive"],
        sets["irregular"],
        pattern,
    )
