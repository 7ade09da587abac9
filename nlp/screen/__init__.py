"""The safeguarding screen: a sort order for people who read everything, never a decision.

Rules and a table of weighed words, and only the standard library: it runs in the request that saves
a comment, within 50 ms for 10,000 characters. Levels follow SG1 to SG11 of the guideline. It looks
for the words people use when somebody may be in danger, and prefers a false alarm to a miss. A
person reads every comment whatever the screen says; nothing may hide a comment because it says
"none".
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nlp.fold import MAX_CHARACTERS, fold, undisguise
from nlp.screen.rules import Hit, Question, Rule, data_files, rule_book
from nlp.screen.weighed import NAME, Scales, families_of, shipped_table
from nlp.screen.words import Word, read

Level = Literal["urgent", "concern", "none"]
RANK = {"none": 0, "concern": 1, "urgent": 2}
#: Changes whenever the same files could fire otherwise.
METHOD = "rules-1"


@dataclass(frozen=True, slots=True)
class Match:
    """The characters that made a rule fire (end excluded), the rule and its level."""

    start: int
    end: int
    rule: str
    level: str


@dataclass(frozen=True, slots=True)
class Screening:
    """The highest level of all matches, and the matches in the order of the text."""

    level: Level
    matches: tuple[Match, ...]


def screen(text: str, question: str = "") -> Screening:
    """Return how soon a person should read a comment, and the words that say so.

    `question` is the question that was asked, when known: "No" is nothing by itself, and something
    after "Do you feel safe at home?". Only the first 10,000 characters are looked at.
    """
    folded = fold(undisguise(text))
    words = read(folded.text, rule_book().speller)
    found = _by_rules(words, question)
    hits = found.hits
    if words and not found.is_settled:
        hits = hits + _weighed_hits(words, question, found)
    best: dict[tuple[int, int, str], Match] = {}
    for hit in hits:
        start, end = folded.span(words[hit.first].start, words[hit.last].end)
        match = Match(start, end, hit.rule.name, hit.rule.level)
        best.setdefault((start, end, match.rule), match)
    matches = sorted(best.values(), key=lambda m: (m.start, m.end, m.rule))
    level = max((m.level for m in matches), key=lambda name: RANK[name], default="none")
    return Screening(
        "urgent" if level == "urgent" else "concern" if level == "concern" else "none",
        tuple(matches),
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Return which rules fire, "rules-1-" and eight digits: others whenever a file of theirs is."""
    digest = hashlib.sha256()
    for file in data_files():
        digest.update(f"{file.name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return f"{METHOD}-{digest.hexdigest()[:8]}"


@lru_cache(maxsize=1)
def _scales() -> Scales:
    return Scales(shipped_table(), families_of(rule_book().lexicon.families))


@lru_cache(maxsize=8192)
def _asked(question: str) -> tuple[tuple[str, ...], tuple[Question, ...]]:
    """Return a question's words as the rules spell them, and the rules for its answers."""
    book = rule_book()
    words = read(fold(question).text, book.speller)
    return tuple(book.spelled(word.text) for word in words), tuple(book.questions_like(words))


@dataclass(frozen=True, slots=True)
class _Found:
    """What the rules find; whether nothing is left to weigh; and the words not to be weighed."""

    hits: list[Hit]
    is_settled: bool = False
    settled: Sequence[Hit] = ()


def _by_rules(words: Sequence[Word], question: str) -> _Found:
    """Return what the rules find, less what the comment itself says is not there or is over.

    A short answer to an open prompt ("Anything else?" "Not really") is settled: it borrows nothing.
    """
    if not words:
        return _Found([])
    book = rule_book()
    classes = book.classes(words)
    found = book.hits(words, classes)
    hits = [hit for hit in found if not hit.rule.settles]
    settled = [hit for hit in found if hit.rule.settles]
    answers = book.answered(_asked(question)[1], words, classes)
    if any(hit.rule.level == "none" for hit in answers):
        return _Found(hits, is_settled=True)
    hits = [
        hit
        for hit in hits
        if not any(said.first <= hit.first and hit.last <= said.last for said in settled)
    ]
    over = [said for said in settled if said.rule.level != "none"]
    return _Found(hits + over + answers, settled=settled)


def _weighed_hits(words: Sequence[Word], question: str, found: _Found) -> list[Hit]:
    """Return what the weighed words add: urgent only where harm was found at all.

    An answer that only says yes or no is left to the rules, which know what it was asked.
    """
    book, scales = rule_book(), _scales()
    quiet = {at for said in found.settled for at in range(said.first, said.last + 1)}
    places = [at for at in range(len(words)) if at not in quiet]
    spelled = [book.spelled(words[at].text) for at in places]
    if not spelled or book.says_little(spelled) or not scales.can_weigh(spelled):
        return []
    sums = scales.weigh(spelled, _asked(question)[0])
    first, last = places[sums.first], places[sums.last]
    is_harm = sums.harm >= scales.limits[0]
    if sums.urgent >= scales.limits[1] and (is_harm or found.hits):
        return [Hit(first, last, _URGENT)]
    return [Hit(first, last, _CONCERN)] if is_harm else []


_CONCERN, _URGENT = (Rule(NAME, level, 0, (), 0) for level in ("concern", "urgent"))


def rules_alone(text: str, question: str = "") -> Level:
    """Return the level that the rules give without the weighed words: what they are added to."""
    words = read(fold(undisguise(text)).text, rule_book().speller)
    levels = [hit.rule.level for hit in _by_rules(words, question).hits]
    return "urgent" if "urgent" in levels else "concern" if levels else "none"


__all__ = ["MAX_CHARACTERS", "Match", "Screening", "rules_alone", "screen", "version"]
