"""The language guard: whether a comment is English, and if not, what it is.

An English comment called foreign would lose its tags; so dialect, misspelling and two-word answers
count as English unless there is real evidence for something else. A foreign comment called English
would be tagged from the names of services in it; so these say nothing of a language, and a clause
or a few words in a row in another language are enough. Scripts decide first, then everyday words of
other languages, then the share of English words, and only then a statistical model (py3langid,
loaded when first needed) that may answer with the languages of the area.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from nlp.fold import MAX_CHARACTERS, fold
from nlp.redact.gazetteer import gazetteer
from nlp.tables import read_table

ENGLISH = "en"
UNDECIDED = "und"

#: A word may have a number in it: "za3lan" is Arabic, "gr8" is not.
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W_]+)*")
#: The model is asked about this many words or more, and believed when it is so sure.
_FEW = 4
_SURE = 0.9
_HARDLY = 0.34
_SAMPLE = 2_000
#: As many words of another language in a row make a comment wait, whatever else it says.
_CLAUSE = 3
#: Shorter words of one language are words, slips or names in too many others.
_TELLING = 3
#: The model knows these in their own letters only.
_OWN_LETTERS = frozenset(["ur", "pa", "bn", "gu", "ar", "fa", "uk", "ru", "bg", "zh"])

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
    ("\u0c80", "\u0cff", "kn"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0e80", "\u0eff", "lo"),
    ("\u1000", "\u109f", "my"),
    ("\u1780", "\u17ff", "km"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1200", "\u137f", "am"),
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u4e00", "\u9fff", "zh ja"),
    ("\u0400", "\u04ff", "uk ru bg"),
    ("\u0600", "\u06ff", "ar ur fa ku"),
)


class _Settings(NamedTuple):
    """`telling` says which languages a word speaks for; `neutral` are words that say nothing."""

    codes: tuple[str, ...]
    english: frozenset[str]
    neutral: frozenset[str]
    alone: frozenset[str]
    everyday: dict[str, frozenset[str]]
    telling: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _settings() -> _Settings:
    data = read_table(resources.files("nlp") / "data" / "languages.toml")
    lists = gazetteer()
    english = frozenset(word for word in lists.words if len(word) >= _TELLING)
    english |= frozenset(data["english"].split())
    neutral = frozenset(data["services"].split()) | frozenset(data["borrowed"].split())
    everyday = {code: frozenset(words.split()) for code, words in data["words"].items()}
    silent = english | neutral | (lists.given - frozenset(data["no_names"].split()))
    telling: dict[str, frozenset[str]] = {}
    for code, words in everyday.items():
        for word in words - silent:
            if len(word) >= _TELLING:
                telling[word] = telling.get(word, frozenset()) | {code}
    return _Settings(
        tuple(data["codes"].split()),
        english,
        neutral,
        frozenset(data["alone"].split()),
        everyday,
        telling,
    )


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


#: Words in letters other than Latin; sentences, where there are no spaces between words.
_OTHER = re.compile("[\u0370-\u1cff\u2c80-\ua6ff\ua800-\uabff\uac00-\ud7ff\uf900-\ufdff]{2,}")
_UNSPACED = frozenset(["th", "lo", "my", "km", "zh ja"])
#: About as many letters as a clause of such a language has.
_UNSPACED_CLAUSE = 6


def _has_clause(text: str, *, is_spaced: bool) -> bool:
    """Say whether a few words in a row are in letters other than Latin."""
    row = end = 0
    for match in _OTHER.finditer(text):
        if not is_spaced and len(match.group()) >= _UNSPACED_CLAUSE:
            return True
        row = 1 if any(map(str.isalnum, text[end : match.start()])) else row + 1
        if is_spaced and row >= _CLAUSE:
            return True
        end = match.end()
    return False


def _script(text: str) -> str | None:
    """Return the language of a text in letters other than Latin, or None.

    It is in these when most of its letters are, or a few words in a row.
    """
    letters = [character for character in text if character.isalpha()]
    foreign = [c for c in letters if c > "\u036f" and not "\u1e00" <= c <= "\u1eff"]
    if not foreign:
        return None
    tally = {
        codes: sum(low <= character <= high for character in foreign)
        for low, high, codes in _SCRIPTS
    }
    codes = max(tally, key=lambda group: tally[group])
    is_mostly = len(foreign) * 2 >= len(letters)
    if not is_mostly and not _has_clause(text, is_spaced=codes not in _UNSPACED):
        return None
    if tally[codes] * 2 < len(foreign):
        return UNDECIDED
    if codes == "zh ja":
        return "ja" if tally["ja"] else "zh"
    written = " ".join(_OTHER.findall(text)) or text
    return codes if " " not in codes else _ask_model(written, tuple(codes.split()))[0]


class _Heard(NamedTuple):
    """What speaks for one language: different telling words, and words, in the longest piece."""

    telling: int
    words: int
    others: int


def _hear(words: Sequence[str], code: str, settings: _Settings) -> _Heard:
    """Measure the piece of a text that most likely is in a language.

    An English word that is none of the language's ends a piece; the shortest, which many languages
    have, names and services do not.
    """
    listed, given = settings.everyday[code], gazetteer().given
    best, others = (0, 0), 0
    telling: set[str] = set()
    length = waiting = 0
    for word in words:
        is_english = word in settings.english
        if word in listed and is_english:
            waiting += 1
            continue
        if word in listed or not (is_english or word in settings.neutral or word in given):
            # English words that are also the language's count between others of it only.
            length += 1 + (waiting if length else 0)
            waiting = 0
            if code in settings.telling.get(word, ()):
                telling.add(word)
            best = max(best, (len(telling), length))
        elif is_english and word not in settings.neutral:
            others += 1
            if len(word) >= _TELLING:
                telling, length, waiting = set(), 0, 0
    return _Heard(*best, others)


def _is_spoken(heard: _Heard, words: Sequence[str], settings: _Settings) -> bool:
    """Say whether what was heard of a language is a clause of it, or all there is."""
    if heard.telling >= 2:
        return heard.words >= _CLAUSE or heard.others <= 1
    if heard.others or not heard.telling:
        return False
    alone = len(words[0]) > _TELLING or words[0] in settings.alone
    return alone if len(words) == 1 else heard.words >= 2


def _is_whole(words: Sequence[str], code: str, settings: _Settings) -> bool:
    """Say whether a short text has words of one language only, one of them surely not English."""
    if len(words) < 2 or not settings.everyday[code].issuperset(words):
        return False
    foreign = set(words) - settings.english
    return len(foreign) > 1 or any(len(word) >= _TELLING for word in foreign)


def _spoken(text: str, words: Sequence[str]) -> str | None:
    """Return the language of a clause, or of a few words that are all there is, or None."""
    settings = _settings()
    codes = {code for word in words for code in settings.telling.get(word, ())}
    spoken = [
        code
        for code in settings.everyday
        if (code in codes and _is_spoken(_hear(words, code, settings), words, settings))
        or _is_whole(words, code, settings)
    ]
    if not spoken:
        return None
    present = set(words)
    shares = {
        code: 2 * sum(code in settings.telling.get(word, ()) for word in present)
        + len(present & settings.everyday[code])
        for code in spoken
    }
    most = max(shares.values())
    nearly = tuple(code for code in spoken if shares[code] >= most - 1)
    if len(nearly) == 1 or not _OWN_LETTERS.isdisjoint(nearly):
        return max(spoken, key=lambda code: shares[code])
    return _ask_model(text, nearly)[0]


def _unlisted(text: str, words: Sequence[str], english: float) -> str:
    """Return the language of a text that is hardly English, as far as the model is sure."""
    if english >= _HARDLY or len(words) < _FEW:
        return ENGLISH
    code, chance = _ask_model(text, _settings().codes)
    return code if chance > _SURE else ENGLISH


def detect(text: str) -> str:
    """Return an ISO 639-1 code; "und" when there is nothing to judge (no letters, no known script).

    A comment that is partly in another language has the code of that one. Only the first 10,000
    characters are read.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        spoken = _script(text)
        if spoken is not None:
            return spoken
    raw = _WORD.findall(fold(text).text)
    if not raw:
        return UNDECIDED
    settings, given = _settings(), gazetteer().given
    words = [word.replace("'", "") for word in raw]
    elided = [part for word in raw if "'" in word for part in word.split("'") if len(part) > 3]
    said = words + elided if elided else words
    is_short = len(said) <= _FEW and not settings.english.issuperset(said)
    if is_short or not settings.telling.keys().isdisjoint(said):
        spoken = _spoken(text, said)
        if spoken is not None:
            return spoken
    judged = [word for word in words if word not in given]
    if len(judged) < min(2, len(words)):
        return ENGLISH
    english = sum(word in settings.english for word in judged) / len(judged)
    return ENGLISH if english >= _HARDLY else _unlisted(text, judged, english)


def is_foreign(code: str) -> bool:
    """Say whether a text that `detect` gave this code has to wait for a translation."""
    return code not in (ENGLISH, UNDECIDED)
