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

from nlp.cues import CueMatch, CueMatcher
from nlp.text import MAX_WORD, Span, clauses, tokenise
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


@dataclass(frozen=True, slots=True)
class Parsed:
    """A comment cut up: its words, its clauses and the features that are counted once."""

    words: list[str]
    #: Where each word begins and ends in the text, in characters.
    starts: list[int]
    ends: list[int]
    clauses: list[Span]
    question_words: tuple[str, ...]
    group: str
    extras: list[str]
    cues: list[CueMatch]
    #: Words that say plainly that something a tag is about was not done or is not so.
    denied: list[CueMatch]


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
        self._questions: dict[str, tuple[tuple[str, ...], list[str]]] = {}

    def parse(self, comment: CommentIn) -> Parsed:
        """Cut a comment up; only the first 10,000 characters are looked at."""
        text = comment.text[:MAX_CHARACTERS]
        words, starts, ends = tokenise(text)
        question, asked = self._parse_question(comment.question[:MAX_QUESTION])
        group = voice_group(comment.voice)
        extras = [f"v:{group}", _length_feature(len(words)), *asked]
        cues = list(self.matchers["answer"].find(words))
        # A model that was trained before there were such phrases has none.
        minus = self.matchers.get("minus")
        denied = list(minus.find(words)) if minus else []
        return Parsed(words, starts, ends, clauses(text), question, group, extras, cues, denied)

    def _parse_question(self, question: str) -> tuple[tuple[str, ...], list[str]]:
        found = self._questions.get(question)
        if found is None:
            words = tuple(tokenise(question).words)
            names = dict.fromkeys(cue.name for cue in self.matchers["question"].find(words))
            found = (words, [f"ask:{name}" for name in names] if words else ["q:none"])
            if len(self._questions) >= MAX_QUESTIONS:
                self._questions.clear()
            self._questions[question] = found
        return found


def _length_feature(count: int) -> str:
    for limit in (0, 2, 4, 8, 16, 32, 64):
        if count <= limit:
            return f"len:{limit}"
    return "len:more"
