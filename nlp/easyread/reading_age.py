"""How old a reader has to be."""

import re

from nlp.easyread.findings import WORD
from nlp.fold import MAX_CHARACTERS
from nlp.text import sentences

_VOWELS = re.compile(r"[aeiouy]+")


def _syllables(word: str) -> int:
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def reading_age(text: str) -> float:
    """Return the age in years at which most readers manage a text (Flesch-Kincaid grade + 5).

    Needs a few sentences to mean much; 0.0 when there are no words.
    """
    text = text[:MAX_CHARACTERS]
    words = [word for word in WORD.findall(text) if word[0].isalpha()]
    if not words:
        return 0.0
    per_sentence = len(words) / max(1, len(sentences(text)))
    per_word = sum(map(_syllables, words)) / len(words)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return round(max(5.0, grade + 5), 1)
