"""Making a survey: start from a template or from nothing, and change it piece by piece.

What is being made is plain data in the shape of `Definition`; words may be missing on the way.
"""

import copy
import re
import unicodedata
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.accounts.models import User
from app.db import db, utc_now
from app.errors import DomainError
from app.surveys.definition import CHILDS_WORDS, SCALES, is_usable_code
from app.surveys.models import Survey, SurveyWork, WorkState
from app.surveys.services.checking import draw
from app.surveys.services.versions import SLUG, latest_definition

LONGEST_CODE = 40
#: Pages of the builder itself.
OWN_ADDRESSES = frozenset({"make", "import"})
Data = dict[str, Any]
#: What the points of each scale are called in a survey that has no words of its own for them.
SCALE_WORDS = {
    "face3": {"no": ("No", "No"), "sometimes": ("Sometimes", "Sometimes"), "yes": ("Yes", "Yes")},
    "face5": {
        "very-bad": ("Very bad", "Very bad"),
        "bad": ("Bad", "Bad"),
        "okay": ("Okay", "Okay"),
        "good": ("Good", "Good"),
        "very-good": ("Very good", "Very good"),
    },
    "agree5": {
        "strongly-disagree": ("Strongly disagree", "No, not at all"),
        "disagree": ("Disagree", "No"),
        "neither": ("In between", "In the middle"),
        "agree": ("Agree", "Yes"),
        "strongly-agree": ("Strongly agree", "Yes, a lot"),
    },
}
DO_NOT_KNOW = {
    "do-not-know": ("I don’t know", "I do not know"),
    "rather-not-say": ("I don’t want to say", "I do not want to say"),
}


class BuilderError(DomainError):
    """A rule of the builder is broken; `field` names the answer to change."""

    def __init__(self, message: str | LazyString, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def words(plain: str = "", easy: str = "") -> Data:
    """Return one text in both styles, as data."""
    return {"plain": plain, "easy": easy}


def list_work() -> list[SurveyWork]:
    """Return the surveys in the making, the last changed first."""
    return list(db.session.scalars(sa.select(SurveyWork).order_by(SurveyWork.changed_at.desc())))


def get_work(slug: str) -> SurveyWork:
    """Return the survey in the making at `slug`, or raise NoResultFound."""
    return db.session.scalars(sa.select(SurveyWork).where(SurveyWork.slug == slug)).one()


def _slug_of(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-")


def make_work(*, title: str, easy_title: str, data: Data | None, by: User) -> SurveyWork:
    """Begin a survey with this name from `data` (a template, a file), or from nothing."""
    slug = _slug_of(title)
    if not SLUG.fullmatch(slug) or slug in OWN_ADDRESSES:
        raise BuilderError(
            _l("Use some letters from A to Z in the name: its address is made of them."),
            field="title",
        )
    taken = sa.union_all(
        sa.select(Survey.id).where(Survey.slug == slug),
        sa.select(SurveyWork.id).where(SurveyWork.slug == slug),
    )
    if db.session.execute(taken).first():
        raise BuilderError(_l("There is a survey with this name already."), field="title")
    definition = copy.deepcopy(data) if data else _empty()
    definition["title"] = words(title, easy_title)
    return _begin(SurveyWork(slug=slug, definition=definition, made_by_id=by.id, makers=[by.id]))


def edit_survey(survey: Survey, *, by: User) -> SurveyWork:
    """Begin a next version of a survey that is live, or return the one that was begun."""
    known = db.session.scalar(sa.select(SurveyWork).where(SurveyWork.slug == survey.slug))
    if known is not None:
        return known
    _version, definition = latest_definition(survey)
    work = SurveyWork(
        slug=survey.slug,
        definition=definition.model_dump(mode="json"),
        made_by_id=by.id,
        makers=[],
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        results_on=survey.results_on,
    )
    return _begin(work)


def _begin(work: SurveyWork) -> SurveyWork:
    db.session.add(work)
    db.session.flush()
    return work


def _empty() -> Data:
    return {
        "title": words(),
        "summary": words(),
        "for_whom": words(),
        "default_style": "plain",
        "pages": [],
        "scales": {},
        "pictures": {},
        "translations": {},
    }


def changed(work: SurveyWork, definition: Data, *, by: User) -> None:
    """Keep a change: whoever changes a survey sends it back to its makers."""
    _mark_stale(work.definition, definition)
    work.definition = definition
    work.state = WorkState.DRAFT
    work.revision += 1
    work.made_by_id = by.id
    work.makers = sorted({*work.makers, by.id})
    work.changed_at = utc_now()
    db.session.flush()


def refuse_stale(work: SurveyWork, revision: int) -> None:
    """Refuse a form that was opened before the last change, so that nobody overwrites anybody."""
    if revision != work.revision:
        raise BuilderError(
            _l(
                "%(name)s changed this survey while you had it open. What you typed is still "
                "here. Look at the survey in another tab, then press the button again.",
                name=work.made_by.name,
            )
        )


def save_facts(
    work: SurveyWork,
    *,
    texts: dict[str, Data],
    default_style: str,
    answered_by: str | None,
    dates: dict[str, date | None],
    by: User,
) -> None:
    """Keep what a survey says of itself: its texts in both styles, its style and its dates."""
    opens, closes = dates["opens_on"], dates["closes_on"]
    if opens and closes and closes < opens:
        raise BuilderError(_l("It cannot close before it opens."), field="closes_on")
    if closes and dates["results_on"] and dates["results_on"] < closes:
        raise BuilderError(
            _l("Results cannot be promised for a day before it closes."), field="results_on"
        )
    definition = copy.deepcopy(work.definition)
    for name, text in texts.items():
        definition[name] = text if any(text.values()) or name != "start" else None
    definition |= {"default_style": default_style, "answered_by": answered_by}
    for name, day in dates.items():
        setattr(work, name, day)
    changed(work, definition, by=by)


def find_page(definition: Data, code: str) -> Data | None:
    """Return the page with this code, as data."""
    return next((page for page in definition["pages"] if page["code"] == code), None)


def find_question(definition: Data, page_code: str, code: str) -> tuple[Data, Data]:
    """Return a page and one of its questions, as data."""
    page = find_page(definition, page_code)
    for question in page["questions"] if page else []:
        if page and question["code"] == code:
            return page, question
    raise BuilderError(_l("This question is not there any more."))


def _codes(definition: Data) -> set[str]:
    found = set()
    for page in definition["pages"]:
        found.add(page["code"])
        for question in page["questions"]:
            found |= {question["code"], *(each["code"] for each in question.get("statements", []))}
    return found


def _new_code(text: str, taken: set[str]) -> str:
    base = _slug_of(text)[: LONGEST_CODE - 4].strip("-") or "question"
    if base not in taken and is_usable_code(base):
        return base
    others = (f"{base}-{number}" for number in range(2, 1000))
    return next(code for code in others if code not in taken and is_usable_code(code))


def add_question(work: SurveyWork, *, kind: str, text: Data, by: User) -> str:
    """Add a page with one question before the closing pages; return the page's code."""
    definition = copy.deepcopy(work.definition)
    code = _new_code(text["plain"], _codes(definition))
    question: Data = {"code": code, "type": kind, "words": text}
    if kind == "info":
        question["ideas"] = [{"words": words()}]
    if kind in SCALES and kind not in definition.setdefault("scales", {}):
        points = SCALE_WORDS[kind] | (DO_NOT_KNOW if kind.startswith("face") else {})
        definition["scales"][kind] = [
            {"code": point, "words": words(*said)} for point, said in points.items()
        ]
    pages = definition["pages"]
    closing = {"consent", "receipt", "whose-words", CHILDS_WORDS}
    place = next(
        (n for n, page in enumerate(pages) if closing & {q["code"] for q in page["questions"]}),
        len(pages),
    )
    pages.insert(place, {"code": code, "questions": [question]})
    changed(work, definition, by=by)
    return code


def move_page(work: SurveyWork, code: str, *, step: int, by: User) -> None:
    """Move a page up (-1) or down (1); at either end it stays."""
    definition = copy.deepcopy(work.definition)
    pages = definition["pages"]
    here = next((n for n, page in enumerate(pages) if page["code"] == code), None)
    if here is None or not 0 <= here + step < len(pages):
        return
    pages.insert(here + step, pages.pop(here))
    changed(work, definition, by=by)


def remove_page(work: SurveyWork, code: str, *, by: User) -> None:
    """Take a page out of the survey that is being made."""
    definition = copy.deepcopy(work.definition)
    definition["pages"] = [page for page in definition["pages"] if page["code"] != code]
    changed(work, definition, by=by)


def save_question(
    work: SurveyWork,
    page_code: str,
    question_code: str,
    *,
    text: Data,
    hint: Data,
    rows: list[Data],
    pictures: dict[str, str],
    about: list[str],
    alone: str | None,
    tell_once: bool,
    show_when: dict[str, list[str]],
    by: User,
    spoken: bool = False,
) -> None:
    """Keep one question.

    `rows` are its options, statements or ideas: code ("" when new), words and picture. `pictures`
    are those beside the question, with what each shows. `show_when` is the page's. `spoken` lets
    people answer a question in their own words by speaking.
    """
    definition = copy.deepcopy(work.definition)
    page, question = find_question(definition, page_code, question_code)
    page["show_when"] = show_when
    taken = _codes(definition)
    question |= {
        "words": text,
        "hint": hint if any(hint.values()) else None,
        "pictures": list(pictures),
        "about": about,
    }
    for name, shown in pictures.items():
        definition.setdefault("pictures", {}).setdefault(name, words(shown, shown))
    rows = [row for row in rows if any(row["words"].values())]
    if question["type"] == "text":
        question["spoken"] = spoken
    elif question["type"] == "info":
        question["ideas"] = [{k: row[k] for k in ("words", "picture")} for row in rows]
    elif question["type"] in SCALES:
        question["statements"] = _with_codes(rows, question.get("statements", []), taken)
    elif question["type"] in {"one", "many"}:
        question["options"] = _with_codes(rows, question.get("options", []), set())
        codes = {each["code"] for each in question["options"]}
        question["tell_once"] = tell_once
        question["alone"] = alone if question["type"] == "many" and alone in codes else None
    changed(work, definition, by=by)


def _with_codes(rows: list[Data], before: list[Data], taken: set[str]) -> list[Data]:
    """Return the rows with codes that never change; what a row had beside its words stays."""
    known = {each["code"]: each for each in before}
    used = {row["code"] for row in rows if row["code"] in known} | taken
    found = []
    for row in rows:
        code = row["code"]
        if code not in known:
            code = _new_code(row["words"]["plain"] or row["words"]["easy"], used)
            used.add(code)
        found.append(known.get(code, {}) | {**row, "code": code})
    return found


def _mark_stale(before: Data, after: Data) -> None:
    """Note in every translation which of its words had another English text until now."""
    if not after.get("translations"):
        return
    old, new = english_of(before), english_of(after)
    changed = {key for key, text in new.items() if key in old and old[key] != text}
    for translation in after["translations"].values():
        stale = {*translation.get("stale", []), *changed} & set(translation["words"])
        translation["stale"] = sorted(key for key in stale if key in new)
        translation["words"] = {k: w for k, w in translation["words"].items() if k in new}


def english_of(definition: Data) -> dict[str, Data]:
    """Return every English text of a survey in the making, by the key that translations use."""
    drawn, _mistakes = draw(definition)
    return {key: each.model_dump() for key, each in drawn.english.items()} if drawn else {}


def translations_of(work: SurveyWork, locale: str) -> list[tuple[str, Data, Data, bool]]:
    """Return (key, English, translation, is stale) for every text, in the order of the survey."""
    translation = work.definition.get("translations", {}).get(locale, {})
    known, stale = translation.get("words", {}), set(translation.get("stale", []))
    return [
        (key, text, known.get(key, words()), key in stale)
        for key, text in english_of(work.definition).items()
    ]


def save_translation(
    work: SurveyWork, locale: str, texts: dict[str, Data], *, is_checked: bool, by: User
) -> None:
    """Keep the words of one language; a text is there in both styles or not at all.

    Words that were changed are fresh again, whatever had become of their English.
    """
    definition = copy.deepcopy(work.definition)
    before = definition.setdefault("translations", {}).get(locale, {})
    kept = {
        key: words(each["plain"] or each["easy"], each["easy"] or each["plain"])
        for key, each in texts.items()
        if each["plain"] or each["easy"]
    }
    old = before.get("words", {})
    definition["translations"][locale] = {
        "checked": is_checked,
        "words": kept,
        "stale": [
            key for key in before.get("stale", []) if key in kept and old.get(key) == kept[key]
        ],
    }
    if not kept:
        del definition["translations"][locale]
    changed(work, definition, by=by)


def discard_work(work: SurveyWork) -> None:
    """Throw away a survey in the making; what is live stays as it is."""
    db.session.delete(work)
    db.session.flush()
