"""Borrowed words: what somebody wrote, in the text of an entry, where it is no quote (R-PUB-1).

Whoever writes "You said" has read what people wrote, and their words slip in: without consent, and
without the rules of quotes. Nothing is refused here. A person is told which words, and decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.analysis.models import ThemeComment
from app.analysis.services.words import masked_texts
from app.db import db
from app.responses.models import Comment
from app.tracker.models import Entry, EntryStatus
from app.tracker.services.entries import TEXTS

#: So many words in a row, the same in both, are somebody's; fewer are how people speak.
FEWEST = 6
#: What `places_with` calls words that the public can still read below a notice.
OLD_WORDS = "old-words"
CORRECTION = "correction"
TRANSLATION = "translation"
#: How many comments are looked through at once.
_AT_ONCE = 500
#: Apostrophes, straight or curly, are left out: "don't" and "don’t" are the same word.
_WORD = re.compile(r"\w+(?:['’ʼ]\w+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
Run = tuple[str, ...]


@dataclass(frozen=True)
class Borrowed:
    """Words in one text of an entry that stand so in what somebody wrote."""

    #: The name of the text, as in `WORD_NAMES`; of a translation, its language.
    key: str
    words: str


def _words_in(text: str) -> list[tuple[str, int, int]]:
    """Return (word, start, end) of each word; the word without case and apostrophes."""
    return [
        (each[0].casefold().translate(_APOSTROPHES), each.start(), each.end())
        for each in _WORD.finditer(text)
    ]


def _runs_in(text: str) -> set[Run]:
    words = [word for word, _start, _end in _words_in(text)]
    return {tuple(words[at : at + FEWEST]) for at in range(len(words) - FEWEST + 1)}


def borrowed_words(entry: Entry, texts: Mapping[str, Any] | None = None) -> list[Borrowed]:
    """Return what in the texts of an entry somebody wrote in a comment of its themes.

    `texts` are {name: words} to look at; those of the entry and its translations when None. What
    stands in one of its quotes is left out: their owner let us use it. Comments that were taken
    back are looked at too.
    """
    looked_at = _texts_of(entry) if texts is None else list(texts.items())
    wanted = set().union(*(_runs_in(text) for _name, text in looked_at))
    agreed = set().union(*(_runs_in(quote.text) for quote in entry.quotes))
    if wanted <= agreed:
        return []
    found = _runs_of_themes(entry, wanted)
    return [
        Borrowed(name, words)
        for name, text in looked_at
        for words in _longest(text, found)
        if not _runs_in(words) <= agreed
    ]


def _texts_of(entry: Entry) -> list[tuple[str, str]]:
    own = [(name, getattr(entry, name)) for name in TEXTS]
    return own + [
        (translation.locale, text)
        for translation in entry.translations
        for text in translation.words.values()
    ]


def _runs_of_themes(entry: Entry, wanted: set[Run]) -> set[Run]:
    """Return which of `wanted` stand in a comment of the entry's themes."""
    themes = [theme.id for theme in entry.action.themes]
    ids = list(
        db.session.scalars(
            sa.select(ThemeComment.comment_id)
            .where(ThemeComment.theme_id.in_(themes))
            .distinct()
            .order_by(ThemeComment.comment_id)
        )
    )
    found: set[Run] = set()
    for first in range(0, len(ids), _AT_ONCE):
        batch = ids[first : first + _AT_ONCE]
        comments = list(db.session.scalars(sa.select(Comment).where(Comment.id.in_(batch))))
        for runs in _runs_of(comments):
            found |= wanted & runs
    return found


def _runs_of(comments: Sequence[Comment]) -> Iterable[set[Run]]:
    """Yield the runs of each comment: as it was written, in English, and as others see it."""
    masked = masked_texts(comments)
    for comment in comments:
        texts = {comment.text, comment.original, masked[comment.id]}
        yield set().union(*(_runs_in(text) for text in texts if text))


def _longest(text: str, found: set[Run]) -> list[str]:
    """Return the words of `text` that runs in `found` cover, each stretch as it stands there."""
    words = _words_in(text)
    stretches: list[tuple[int, int]] = []
    for at in range(len(words) - FEWEST + 1):
        run = words[at : at + FEWEST]
        if tuple(word for word, _start, _end in run) not in found:
            continue
        start, end = run[0][1], run[-1][2]
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return list(dict.fromkeys(text[start:end] for start, end in stretches))


def places_with(comments: Sequence[Comment]) -> dict[int, list[str]]:
    """Return {entry id: where} of the entries with words of `comments` in their texts.

    Where: names of texts, OLD_WORDS, CORRECTION or TRANSLATION. Call it before the words are
    erased. Old words that are hidden are in nobody's sight.
    """
    runs: set[Run] = set().union(*_runs_of(comments))
    if not runs:
        return {}
    found = dict[int, list[str]]()
    query = sa.select(Entry).options(
        selectinload(Entry.translations),
        selectinload(Entry.notices),
        selectinload(Entry.corrections),
    )
    for entry in db.session.scalars(query.order_by(Entry.id)):
        places = [
            name for name, text in _texts_anywhere(entry) if not runs.isdisjoint(_runs_in(text))
        ]
        if places:
            found[entry.id] = list(dict.fromkeys(places))
    return found


def _texts_anywhere(entry: Entry) -> Iterable[tuple[str, str]]:
    """Yield (where, text) of what anybody can read of an entry, or will once it is published."""
    for notice in entry.notices:
        if not notice.is_hidden:
            yield from ((OLD_WORDS, str(text)) for text in notice.before.values())
    if entry.status == EntryStatus.WITHDRAWN:
        return
    for name in TEXTS:
        yield name, getattr(entry, name)
    for translation in entry.translations:
        yield from ((TRANSLATION, text) for text in translation.words.values())
    if entry.open_correction is not None:
        yield from ((CORRECTION, str(text)) for text in entry.open_correction.words.values())
