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

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.db import db, utc_now
from app.errors import DomainError
from app.surveys.models import Survey, SurveyWork, WorkState
from app.surveys.services.signing import follow_changes, is_signed, sign, signatures_changed
from app.surveys.services.texts import english_of, may_share
from app.surveys.services.versions import SLUG, latest_definition, latest_version

#: Pages of the builder itself.
OWN_ADDRESSES = frozenset({"make", "import"})
Data = dict[str, Any]


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


def slug_of(title: str) -> str:
    """Return a title as an address, "" when it has no letters from A to Z."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-")


def make_work(*, title: str, easy_title: str, data: Data | None, by: User) -> SurveyWork:
    """Begin a survey with this name from `data` (a template, a file), or from nothing."""
    slug = slug_of(title)
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
    if data:  # its name in other languages is still the one that it had
        follow_changes(data, definition)
    return _begin(SurveyWork(slug=slug, definition=definition, made_by_id=by.id, makers=[by.id]))


def edit_survey(survey: Survey, *, by: User) -> SurveyWork:
    """Begin a next version of a survey that is live, or return the one that was begun."""
    known = db.session.scalar(sa.select(SurveyWork).where(SurveyWork.slug == survey.slug))
    if known is not None:
        return known
    _version, definition = latest_definition(survey)
    # They stand for these words only, so whoever changes the words is asked again.
    overrides = latest_version(survey).overrides
    work = SurveyWork(
        slug=survey.slug,
        definition=definition.model_dump(mode="json"),
        made_by_id=by.id,
        makers=[],
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        results_on=survey.results_on,
        overrides=overrides,
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
    follow_changes(work.definition, definition)
    for locale, is_now in signatures_changed(work.definition, definition):
        audit.record(
            "survey.sign-words" if is_now else "survey.unsign-words",
            target=f"survey:{work.slug}",
            actor=str(by.id),
            role=roles_of(by),
            facts={"language": locale},
        )
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


def save_another(
    work: SurveyWork,
    *,
    text: Data,
    copies: list[str],
    show_unless: dict[str, list[str]],
    by: User,
) -> None:
    """Keep the offer to answer again at once, for another child; without words there is none.

    `copies` are the questions whose answers come along; `show_unless` are the answers after which
    it is not offered.
    """
    definition = copy.deepcopy(work.definition)
    offer = {"words": text, "copies": copies, "show_unless": show_unless}
    definition["another"] = offer if any(text.values()) else None
    changed(work, definition, by=by)


def save_facts(
    work: SurveyWork,
    *,
    picture: str | None,
    texts: dict[str, Data],
    default_style: str,
    from_16: bool,
    answered_by: str | None,
    dates: dict[str, date | None],
    by: User,
) -> None:
    """Keep what a survey says of itself: its texts, how it is shown, and its dates."""
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
    definition |= {
        "default_style": default_style,
        "from_16": from_16,
        "answered_by": answered_by,
        "picture": picture,
    }
    for name, day in dates.items():
        setattr(work, name, day)
    changed(work, definition, by=by)


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
    """Keep the words of one language; one style stands for both only where it does in English.

    Words that were changed are fresh again, whatever had become of their English; so are all of
    them when a speaker has read them beside it now. A tick that was there when the form was opened
    is no word on what has been changed in it: that takes another.
    """
    definition = copy.deepcopy(work.definition)
    before = definition.setdefault("translations", {}).get(locale, {})
    english = english_of(definition)
    kept = {
        key: _in_both(each) if key in english and may_share(english[key]) else each
        for key, each in texts.items()
        if each["plain"] or each["easy"]
    }
    old = before.get("words", {})
    translation = {
        "checked": False,
        "words": kept,
        "stale": [
            key for key in before.get("stale", []) if key in kept and old.get(key) == kept[key]
        ],
    }
    if is_checked and not is_signed(before):
        sign(translation, by=by)
    elif is_checked and kept == old:
        translation = before
    definition["translations"][locale] = translation
    if not kept:
        del definition["translations"][locale]
    changed(work, definition, by=by)


def _in_both(text: Data) -> Data:
    return words(text["plain"] or text["easy"], text["easy"] or text["plain"])


def discard_work(work: SurveyWork) -> None:
    """Throw away a survey in the making; what is live stays as it is."""
    db.session.delete(work)
    db.session.flush()
