"""The word lists of the redactor, read once from `nlp/data/redact/`.

An area replaces `schools.csv` and `places.csv` with its own; the README in that folder says where
the other lists come from.
"""

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from nlp.fold import fold
from nlp.tables import read_table


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Folded words by what they can be.

    `given` are names that are hardly ever a word; `doubtful` are names that are words too ("will",
    "grace"); `surnames` are family names; `words` are English words in lower case; `known` are
    capitalised words that name no person; `schools` and `places` are phrases as lists of words.
    """

    given: frozenset[str]
    doubtful: frozenset[str]
    surnames: frozenset[str]
    words: frozenset[str]
    known: frozenset[str]
    generic: frozenset[str]
    verbs: frozenset[str]
    stop: frozenset[str]
    relations: frozenset[str]
    not_initial: frozenset[str]
    schools: dict[str, list[tuple[tuple[str, ...], str]]]


def _file(name: str) -> Traversable:
    return resources.files("nlp") / "data" / "redact" / name


def _lines(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, label in (("schools.csv", "school"), ("places.csv", "place")):
        for row in csv.DictReader(io.StringIO(_lines(name))):
            words = tuple(fold(row["name"]).text.replace("'", "").replace(".", "").split())
            if words:
                phrases.setdefault(words[0], []).append((words, label))
    for same in phrases.values():
        same.sort(key=lambda phrase: -len(phrase[0]))
    return phrases


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the lists, read from disk on the first call."""
    lists = read_table(_file("lists.toml"))
    words = {name: frozenset(value.split()) for name, value in lists["words"].items()}
    return Gazetteer(
        given=frozenset(_lines("given_names.txt").split()),
        doubtful=frozenset(_lines("doubtful_names.txt").split()),
        surnames=frozenset(_lines("surnames.txt").split()),
        words=frozenset(_lines("words.txt").split()),
        known=words["known"],
        generic=words["generic"],
        verbs=words["verbs"],
        stop=words["stop"],
        relations=words["relations"],
        not_initial=words["not_initial"],
        schools=_phrases(),
    )
