"""The safeguarding screen: a sort order for people who read everything, never a decision.

Rules only, and only the standard library: it runs in the request that saves a comment, within 50 ms
for 10,000 characters. Levels follow SG1 to SG11 of the guideline. It looks for the words people use
when somebody may be in danger, and prefers a false alarm to a miss. A person reads every comment
whatever the screen says; nothing may hide a comment because it says "none".
"""

from dataclasses import dataclass
from typing import Literal

from nlp.fold import MAX_CHARACTERS, fold
from nlp.screen.rules import rule_book
from nlp.screen.words import read

Level = Literal["urgent", "concern", "none"]
RANK = {"none": 0, "concern": 1, "urgent": 2}


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
    book = rule_book()
    folded = fold(text)
    words = read(folded.text, book.speller)
    hits = book.hits(words, book.classes(words))
    if question and words:
        hits += book.asked(read(fold(question).text, book.speller), words)
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


__all__ = ["MAX_CHARACTERS", "Match", "Screening", "screen"]
