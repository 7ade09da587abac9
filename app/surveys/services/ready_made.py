"""Questions that the platform itself understands, ready to be put into a survey.

Their words, in every language, are those of a survey that ships: they were read by others already.
"""

import copy

from app.accounts.models import User
from app.surveys.definition import CHILDS_WORDS
from app.surveys.models import SurveyWork
from app.surveys.services.building import Data, changed, words
from app.surveys.services.pages import CLOSING
from app.surveys.services.versions import LIBRARY_DIR, read_survey_file

SOURCE = LIBRARY_DIR / "tell-us.yaml"
#: In the order in which they stand in a survey: who answers, then what closes it.
READY_MADE = ("role", "age", CHILDS_WORDS, "whose-words", "consent", "receipt")


def ready_made_left(work: SurveyWork) -> list[str]:
    """Return the codes of the ready-made questions that a survey does not ask yet."""
    asked = _asked(work.definition)
    return [code for code in READY_MADE if code not in asked]


def _asked(definition: Data) -> set[str]:
    return {question["code"] for page in definition["pages"] for question in page["questions"]}


def add_ready_made(work: SurveyWork, code: str, *, by: User) -> None:
    """Add one of them on a page of its own, with its pictures and its words in other languages."""
    if code not in ready_made_left(work):
        return
    source = read_survey_file(SOURCE)[1].model_dump(mode="json")
    definition = copy.deepcopy(work.definition)
    page = next(
        each
        for each in source["pages"]
        if code in {question["code"] for question in each["questions"]}
    )
    asked = _asked(definition)
    page["show_when"] = {
        needed: options for needed, options in page["show_when"].items() if needed in asked
    }
    if page["code"] in {each["code"] for each in definition["pages"]}:
        page["code"] = code
    if code in CLOSING:
        _put_last(definition, page, code)
    else:
        _put_first(definition, page, code)
    _bring_words(definition, source, page)
    changed(work, definition, by=by)


def _put_first(definition: Data, page: Data, code: str) -> None:
    before = READY_MADE[: READY_MADE.index(code)]
    places = [
        number
        for number, each in enumerate(definition["pages"], start=1)
        if {question["code"] for question in each["questions"]} & {*before}
    ]
    definition["pages"].insert(max(places, default=0), page)


def _put_last(definition: Data, page: Data, code: str) -> None:
    after = READY_MADE[READY_MADE.index(code) + 1 :]
    pages = definition["pages"]
    place = next(
        (n for n, p in enumerate(pages) if {q["code"] for q in p["questions"]} & {*after}),
        len(pages),
    )
    pages.insert(place, page)


def _bring_words(definition: Data, source: Data, page: Data) -> None:
    """Copy what its pictures show, and its words in each language that has none of them yet."""
    names = [name for question in page["questions"] for name in question["pictures"]]
    shown = definition.setdefault("pictures", {})
    for name in names:
        shown.setdefault(name, source["pictures"].get(name, words(name, name)))
    codes = {question["code"] for question in page["questions"]}
    for locale, translation in source["translations"].items():
        own = definition.setdefault("translations", {}).setdefault(
            locale, {"checked": False, "words": {}, "stale": []}
        )
        for key, text in translation["words"].items():
            kind, _dot, name = key.partition(".")
            if kind in codes or (kind == "picture" and name in names):
                own["words"].setdefault(key, text)
