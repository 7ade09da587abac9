"""The word lists of the redactor, read once from `nlp/data/redact/`.

An area's own `schools.csv` and `places.csv` lie in the data folder; the README beside ours says
where the other lists come from.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import nlp
from nlp.redact.area import FILES, AreaList, AreaLists, read_own, stamp_of
from nlp.redact.listed import Listed, read_names, ways_to_say
from nlp.tables import read_table
from nlp.types import NlpError

_area = AreaLists()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Folded words by what they can be.

    `given` are names that are hardly ever a word; `doubtful` are names that are words too ("will",
    "grace"); `surnames` are family names; `words` are English words in lower case; `known` are
    capitalised words that name no person; `schools` are the listed schools and places by first
    word, the longest first; `public` finds national charities and programmes, which are no secret.
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
    schools: dict[str, list[Listed]]
    public: re.Pattern[str]


def _file(name: str) -> Traversable:
    return resources.files("nlp") / "data" / "redact" / name


def _lines(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


def _phrases(common: frozenset[str]) -> dict[str, list[Listed]]:
    phrases: dict[str, dict[tuple[str, ...], Listed]] = {}
    for file, label in FILES.items():
        for name in _area.own.get(file) or read_names(_file(file)):
            for way in ways_to_say(name, label, common):
                same = phrases.setdefault(way.words[0], {})
                # A name that is listed as such needs no capital, whatever it is short for too.
                if way.words not in same or (same[way.words].is_common and not way.is_common):
                    same[way.words] = way
    return {
        first: sorted(same.values(), key=lambda way: -len(way.words))
        for first, same in phrases.items()
    }


def _any_of(names: list[str]) -> re.Pattern[str]:
    """Return what finds any of some names, however their apostrophes and hyphens are typed."""
    spelled = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    loose = (name.replace("'", "['’]?").replace(r"\-", "[ -]?") for name in spelled)
    return re.compile(rf"\b(?:{'|'.join(loose)})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the lists, read from disk on the first call and after `read_again` found others."""
    if not _area.were_read:
        _area.read_again(nlp.default_data_path())
    lists = read_table(_file("lists.toml"))
    words = {name: frozenset(value.split()) for name, value in lists["words"].items()}
    ordinary = frozenset(_lines("words.txt").split())
    return Gazetteer(
        given=frozenset(_lines("given_names.txt").split()),
        doubtful=frozenset(_lines("doubtful_names.txt").split()),
        surnames=frozenset(_lines("surnames.txt").split()),
        words=ordinary,
        known=words["known"],
        generic=words["generic"],
        verbs=words["verbs"],
        stop=words["stop"],
        relations=words["relations"],
        not_initial=words["not_initial"],
        schools=_phrases(ordinary | words["known"] | words["generic"]),
        public=_any_of(lists["public"]["names"].split("\n")),
    )


def read_again(folder: Path) -> str:
    """Read the area's own lists in `folder` again where a file has changed; return their mark.

    The mark is the same for the same names, and "" while the lists that ship are used. A file that
    cannot be read changes nothing: the log says so.
    """
    if _area.read_again(folder):
        gazetteer.cache_clear()
    return _area.mark


def look_at(folder: Path) -> dict[str, AreaList]:
    """Return both lists by the name of their file, as whoever starts now would use them."""
    return {name: _look_at(folder / name) for name in FILES}


def _look_at(path: Path) -> AreaList:
    changed_at = path.stat().st_mtime if stamp_of(path) else None
    problem = ""
    if changed_at is not None:
        try:
            return AreaList(tuple(read_own(path)), is_own=True, changed_at=changed_at)
        except NlpError as error:
            problem = str(error)
    return AreaList(tuple(read_names(_file(path.name))), changed_at=changed_at, problem=problem)
