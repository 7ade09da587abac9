"""What the model looks at: words and beginnings of words of the answer, the question, the voice.

A comment becomes three blocks of named features. The **answer** and the **question** block are
made of atoms (a word, or two words side by side); a word atom carries its character n-grams.
Each of these two blocks is scaled to length 1. The **extra** block holds what is counted once:
cues found, who speaks, how the question was meant, how long the answer is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nlp.cues import CueMatch, CueMatcher
from nlp.text import MAX_WORD, Words, tokenise
from nlp.types import MAX_CHARACTERS, CommentIn

NGRAMS = (3, 4, 5)
ANSWER, QUESTION, EXTRA = "a", "q", "e"
MAX_QUESTION = 500
MAX_QUESTIONS = 20_000

_ADULT_VOICES = (
    (re.compile(r"sibling|brother|sister|young carer"), "sibling"),
    (
        re.compile(r"parent|mother|father|mum|dad|carer|adopt|grand|kinship|guardian|family"),
        "carer",
    ),
    (
        re.compile(
            r"teach|senco|\bta\b|assistant|health|nurse|social|worker|staff|profession|governor|head"
        ),
        "staff",
    ),
)
_EASY_READ = re.compile(r"easy[ -]?read|aac|symbols?")
_YOUNG = re.compile(r"\byps?\b|young|child|pupil|student|teen|youth|\bboy\b|\bgirl\b")


@lru_cache(maxsize=1024)
def voice_group(voice: str) -> str:
    """Return easy-read, young, carer, sibling, staff or unknown for what is known of a speaker."""
    voice = voice.casefold().strip()
    if not voice:
        return "unknown"
    if _EASY_READ.search(voice):
        return "easy-read"
    for pattern, group in _ADULT_VOICES:
        if pattern.search(voice):
            return group
    return "young" if _YOUNG.search(voice) else "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question cut up; one object for each question, so that it is known again at once."""

    words: tuple[str, ...]
    #: How it was meant.
    asked: tuple[str, ...]


class Parsed(NamedTuple):
    """A comment cut up: its words, where its clauses begin and what is counted once."""

    text: Words
    clause_starts: list[int]
    question: Question
    group: str
    length: str
    cues: list[CueMatch]

    @property
    def words(self) -> list[str]:
        """The words of the answer."""
        return self.text.words

    @property
    def clauses(self) -> list[tuple[int, int]]:
        """The clauses, as places of words (end excluded); every word is in exactly one."""
        return list(pairwise([*self.clause_starts, len(self.text.words)]))

    @property
    def extras(self) -> list[str]:
        """The features that are counted once."""
        return [self.group, self.length, *self.question.asked]


def word_features(word: str, block: str) -> list[str]:
    """Return the features of one word: itself and its character n-grams."""
    padded = f"<{word[:MAX_WORD]}>"
    grams = [
        f"{block}c:{padded[start : start + size]}"
        for size in NGRAMS
        for start in range(len(padded) - size + 1)
    ]
    return [f"{block}w:{word}", *grams]


def pair_feature(first: str, second: str, block: str) -> str:
    """Return the feature of two neighbouring words."""
    return f"{block}b:{first} {second}"


def cue_feature(name: str, block: str) -> str:
    """Return the feature of a cue list of which a phrase was found."""
    return f"{block}k:{name}"


class Parser:
    """Cuts comments up and finds their cues; remembers questions, which come again and again."""

    def __init__(self, matchers: Mapping[str, CueMatcher]) -> None:
        self.matchers = matchers
        self._questions: dict[str, Question] = {}

    def parse(self, comment: CommentIn) -> Parsed:
        """Cut a comment up; only the first 10,000 characters are looked at."""
        text = tokenise(comment.text[:MAX_CHARACTERS])
        question = comment.question[:MAX_QUESTION]
        return Parsed(
            text,
            text.clause_starts(),
            self._questions.get(question) or self._parse_question(question),
            f"v:{voice_group(comment.voice)}",
            _LENGTHS[min(len(text.words), len(_LENGTHS) - 1)],
            self.matchers["answer"].find(text.words),
        )

    def denied(self, parsed: Parsed) -> list[CueMatch]:
        """Return the words that say plainly that what a tag is about was not done or is not so."""
        # A model that was trained before there were such phrases has none.
        minus = self.matchers.get("minus")
        return minus.find(parsed.words) if minus else []

    def _parse_question(self, question: str) -> Question:
        words = tuple(tokenise(question).words)
        names = dict.fromkeys(cue.name for cue in self.matchers["question"].find(words))
        found = Question(words, tuple(f"ask:{name}" for name in names) if words else ("q:none",))
        if len(self._questions) >= MAX_QUESTIONS:
            self._questions.clear()
        self._questions[question] = found
        return found


def _length_feature(count: int) -> str:
    for limit in (0, 2, 4, 8, 16, 32, 64):
        if count <= limit:
            return f"len:{limit}"
    return "len:more"


#: By number of words; the last is that of every longer answer.
_LENGTHS = [_length_feature(count) for count in range(66)]
