"""Answers that every closed question offers in easy read: not knowing, and not wanting to say (Y2).

They belong to no survey: nobody who makes one can forget them, and they count for no branch.
"""

from app.wordings import Wording

DO_NOT_KNOW = "do-not-know"
RATHER_NOT_SAY = "rather-not-say"
CODES = (DO_NOT_KNOW, RATHER_NOT_SAY)
#: What a question may call them itself; it is then left alone.
_OTHER_NAMES = {DO_NOT_KNOW: {"not-sure"}}
#: Whatever they are called.
NAMES = {*CODES, *(name for names in _OTHER_NAMES.values() for name in names)}
PICTURES = {DO_NOT_KNOW: "shrug", RATHER_NOT_SAY: "quiet"}
#: What the words of these are called where those of a survey are looked up.
KEY = "standing"
#: {language: {answer: (plain, easy)}}
_WORDS = {
    "en": {
        DO_NOT_KNOW: ("I don’t know", "I do not know"),
        RATHER_NOT_SAY: ("I don’t want to say", "I do not want to say"),
    },
    "pl": {
        DO_NOT_KNOW: ("Nie wiem", "Nie wiem"),
        RATHER_NOT_SAY: ("Nie chcę mówić", "Nie chcę mówić"),
    },
    "ur": {
        DO_NOT_KNOW: ("مجھے نہیں معلوم", "مجھے نہیں معلوم"),
        RATHER_NOT_SAY: ("میرا بتانے کا دل نہیں", "میرا بتانے کا دل نہیں"),
    },
}


def said_by(code: str, offered: set[str]) -> bool:
    """Return True when a question with the options `offered` says it in its own words."""
    return bool(offered & {code, *_OTHER_NAMES.get(code, ())})


def key_of(code: str) -> str:
    """Return the key of the words of a standing answer."""
    return f"{KEY}.{code}"


def words_of(code: str, locale: str, style: str) -> str:
    """Return the words of a standing answer; in English where a language has none."""
    plain, easy = _WORDS.get(locale, _WORDS["en"])[code]
    return easy if style == "easy" else plain


def wording(key: str, locale: str, style: str) -> Wording | None:
    """Return the words for a key of `key_of`, marked where English stands in; None for others."""
    kind, _dot, code = key.partition(".")
    if kind != KEY or code not in CODES:
        return None
    return Wording(words_of(code, locale, style), is_stand_in=locale not in _WORDS)
