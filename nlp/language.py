"""The language guard: whether a comment is English, and if not, what it is.

An English comment called foreign would lose its tags; so dialect, misspelling and two-word answers
count as English unless there is real evidence for something else. Scripts decide first, then the
share of English words, then everyday words of other languages, and only then a statistical model
(py3langid, loaded when first needed) that may answer with the languages of the area.
"""

import re
from functools import lru_cache
from importlib import resources
from typing import Any

from nlp.fold import MAX_CHARACTERS, fold
from nlp.redact.gazetteer import gazetteer
from nlp.tables import read_table

ENGLISH = "en"
UNDECIDED = "und"

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FEW = 4
_CLEARLY = 0.7
_MOSTLY = 0.5
_HARDLY = 0.34
_SURE = 0.9
_SAMPLE = 2_000

# Scripts that one language (here) uses, or a group that the model must tell apart.
_SCRIPTS = (
    ("\u0370", "\u03ff", "el"),
    ("\u0530", "\u058f", "hy"),
    ("\u0590", "\u05ff", "he"),
    ("\u0900", "\u097f", "hi mr ne"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0c00", "\u0c7f", "te"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1200", "\u137f", "am"),
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u4e00", "\u9fff", "zh ja"),
    ("\u0400", "\u04ff", "uk ru bg"),
    ("\u0600", "\u06ff", "ar ur fa ku"),
)


@lru_cache(maxsize=1)
def _settings() -> tuple[list[str], dict[str, frozenset[str]]]:
    path = resources.files("nlp") / "data" / "languages.toml"
    data = read_table(path)
    english = gazetteer().words
    words = {code: frozenset(line.split()) for code, line in data["words"].items()}
    return data["codes"].split(), {code: line - english for code, line in words.items()}


@lru_cache(maxsize=64)
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import (  # noqa: PLC0415 - numpy and a model: only for a text that may be foreign
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier


def _ask_model(text: str, languages: tuple[str, ...]) -> tuple[str, float]:
    code, chance = _identifier(languages).classify(text[:_SAMPLE])
    return str(code), float(chance)


_SHORT = frozenset(
    [
        "a",
        "i",
        "to",
        "of",
        "in",
        "is",
        "it",
        "on",
        "me",
        "my",
        "he",
        "we",
        "no",
        "so",
        "at",
        "be",
        "or",
        "as",
        "an",
        "us",
        "do",
        "go",
        "up",
        "if",
        "by",
        "am",
        "ok",
        "hi",
        "ur",
        "im",
    ]
)


def _is_english(word: str, words: frozenset[str]) -> bool:
    return word in words if len(word) > 2 else word in _SHORT


def _script(text: str) -> str | None:
    """Return the language of a text that is mostly in letters other than Latin, or None."""
    letters = [character for character in text[:_SAMPLE] if character.isalpha()]
    foreign = [c for c in letters if c > "\u036f" and not "\u1e00" <= c <= "\u1eff"]
    if len(foreign) * 2 < len(letters) or not foreign:
        return None
    tally = {
        codes: sum(low <= character <= high for character in foreign)
        for low, high, codes in _SCRIPTS
    }
    codes = max(tally, key=lambda group: tally[group])
    if tally[codes] * 2 < len(foreign):
        return UNDECIDED
    if tally.get("ja") and codes == "zh ja":
        return "ja"
    if codes == "zh ja":
        return "zh"
    return codes if " " not in codes else _ask_model(text, tuple(codes.split()))[0]


def _everyday(words: list[str]) -> str | None:
    """Return the language that two different everyday words of the text belong to, or None."""
    present = set(words)
    best, most = None, 1
    for code, everyday in _settings()[1].items():
        count = len(present & everyday)
        if count > most:
            best, most = code, count
    return best


def _foreign(text: str, words: list[str], english: float) -> str:
    """Return the language of a Latin text that is hardly English, or English when in doubt."""
    spoken = _everyday(words)
    code, chance = _ask_model(text, tuple(_settings()[0]))
    if spoken is not None and (english < _HARDLY or (code == spoken and chance > _SURE)):
        return code if code not in {ENGLISH, "hr", "sl", "az"} and chance > _SURE else spoken
    certain = chance > _SURE and english < _HARDLY and len(words) >= _FEW
    return code if certain else ENGLISH


def detect(text: str) -> str:
    """Return an ISO 639-1 code; "und" when there is nothing to judge (no letters, no known script).

    Under four words a text in Latin letters is only called foreign on two everyday words of
    another language. Only the first 10,000 characters are read.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        spoken = _script(text)
        if spoken is not None:
            return spoken
    raw = _WORD.findall(fold(text).text)
    words = [word.replace("'", "") for word in raw]
    if not words:
        return UNDECIDED
    lists = gazetteer()
    elided = [part for word in raw if "'" in word for part in word.split("'") if len(part) > 3]
    judged = [w for w in words if w not in lists.given]
    if len(judged) < min(2, len(words)):
        return ENGLISH
    english = sum(_is_english(word, lists.words) for word in judged) / len(judged)
    if english >= _CLEARLY or (english >= _MOSTLY and _everyday(words + elided) is None):
        return ENGLISH
    return _foreign(text, words + elided, english)
