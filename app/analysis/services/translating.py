"""Words in another language: a person puts them into English, then they go the way of all (A9).

`Comment.text` is what is screened, read, searched and quoted, so it is the English; what they wrote
stays in `Comment.original`. Whatever was marked in the words before is looked for in the new ones.
"""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.analysis.models import (
    Translation,
    TranslationKind,
)
from app.analysis.services.new_words import open_again, put_words
from app.analysis.services.steps import record
from app.db import db
from app.errors import DomainError
from app.forms import clean_text
from app.responses.models import NOT_FOREIGN, Comment
from app.safeguarding import services as safeguarding
from app.surveys.definition import ENGLISH


class TranslationError(DomainError):
    """This cannot be kept as a translation; `field` names the box that is meant."""

    def __init__(self, message: LazyString, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StaleTranslationError(DomainError):
    """Somebody, or the machine, said something of the language after the page was made."""


def list_translations(comment: Comment) -> list[Translation]:
    """Return everything that people did about the comment's language, the newest first."""
    query = sa.select(Translation).where(Translation.comment_id == comment.id)
    query = query.options(joinedload(Translation.made_by)).order_by(Translation.id.desc())
    return list(db.session.scalars(query))


def newest_of(comment_ids: Collection[str]) -> dict[str, Translation]:
    """Return {comment: the newest thing that a person did about its language}."""
    newest = (
        sa.select(sa.func.max(Translation.id))
        .where(Translation.comment_id.in_(comment_ids))
        .group_by(Translation.comment_id)
    )
    query = sa.select(Translation).where(Translation.id.in_(newest))
    query = query.options(joinedload(Translation.made_by))
    return {each.comment_id: each for each in db.session.scalars(query)}


def is_language_said(comment: Comment) -> bool:
    """Return True when a person said what language a comment is in; else the machine thinks so."""
    return comment.id in newest_of([comment.id])


def known_english(comments: Iterable[Comment]) -> set[str]:
    """Return the ids of those comments whose text is English because a person says so."""
    newest = newest_of([comment.id for comment in comments])
    return {each for each, one in newest.items() if one.kind != TranslationKind.AWAY}


def note_language(comment: Comment, found: str) -> None:
    """Keep what the machine found of the language, unless a person has said it.

    The screen's rules are English, so what is foreign counts as unscreened until it is translated.
    """
    if not is_language_said(comment):
        comment.language = found
    if comment.waits_for_translation:
        safeguarding.unscreen(comment)


def seen_language(comment: Comment) -> str:
    """Return a short text that changes with everything that is said of the comment's language."""
    newest = newest_of([comment.id]).get(comment.id)
    return f"{newest.id if newest else 0}.{comment.language or ''}"


def lock_words(comment_id: str, *, seen: str) -> Comment:
    """Return the comment for somebody who saw its language as `seen`.

    Raises NoResultFound, or StaleTranslationError, which says what has changed since.
    """
    query = sa.select(Comment).where(Comment.id == comment_id).with_for_update()
    comment = db.session.scalars(query).one()
    if seen_language(comment) != seen:
        raise StaleTranslationError(_what_changed(newest_of([comment.id]).get(comment.id)))
    return comment


def _what_changed(newest: Translation | None) -> LazyString:
    if newest is None:
        return _l(
            "The machine read this comment again while you had it open, and takes it for another "
            "language now. Nothing of yours was saved: look again, then press the button."
        )
    name = newest.made_by.display_name or newest.made_by.email
    if newest.kind == TranslationKind.ENGLISH:
        return _l(
            "%(name)s said that this comment is English while you had it open. Nothing of yours "
            "was saved.",
            name=name,
        )
    if newest.kind == TranslationKind.AWAY:
        return _l(
            "%(name)s noted that this comment is with a translator while you had it open. Nothing "
            "of yours was saved: press the button again if yours is the translation.",
            name=name,
        )
    return _l(
        "%(name)s translated this comment while you had it open. Their words stand above yours. "
        "Nothing of yours was saved: press the button again if yours are better.",
        name=name,
    )


def translate(comment: Comment, text: str, *, language: str, by: User) -> None:
    """Keep `text` as the English of a comment in `language`; an older translation is kept too.

    It is screened at once and read and reviewed again. The caller commits. Raises DomainError.
    """
    text = clean_text(text)
    _check_language(language)
    if not text:
        raise TranslationError(_l("Write what it says in English"), field="text")
    if text == comment.own_words:
        raise TranslationError(
            _l("This is word for word what they wrote. If that is English, say so below."),
            field="text",
        )
    is_same = comment.is_translated and comment.text == text
    if is_same and comment.language == language:
        raise TranslationError(_l("This is the translation that is kept already."), field="text")
    original = comment.own_words
    if not is_same:
        put_words(comment, text)
    comment.original, comment.language = original, language
    _add(comment, TranslationKind.TRANSLATED, by=by, text=text)
    if not is_same:
        safeguarding.screen_again(comment, by=by)


def say_english(comment: Comment, *, by: User) -> None:
    """Say that what they wrote is English: it goes its way as it is. Raises DomainError."""
    newest = newest_of([comment.id]).get(comment.id)
    if newest is not None and newest.kind == TranslationKind.ENGLISH:
        raise TranslationError(_l("It is kept as English already."))
    put_words(comment, comment.own_words)
    comment.original, comment.language = None, ENGLISH
    _add(comment, TranslationKind.ENGLISH, by=by)
    safeguarding.screen_again(comment, by=by)


def send_away(comment: Comment, *, language: str, by: User) -> None:
    """Note that nobody here reads `language` and a translator has the words: they wait.

    Raises DomainError.
    """
    _check_language(language)
    if comment.is_translated:
        raise TranslationError(_l("This comment is translated. You can only change the English."))
    comment.language = language
    open_again(comment)
    _add(comment, TranslationKind.AWAY, by=by)
    safeguarding.unscreen(comment)


def _check_language(language: str) -> None:
    if language in NOT_FOREIGN:
        raise TranslationError(_l("Choose the language that they wrote in"), field="language")


def _add(comment: Comment, kind: TranslationKind, *, by: User, text: str = "") -> None:
    language = comment.language or ENGLISH
    db.session.add(
        Translation(
            comment_id=comment.id, kind=kind, language=language, text=text, made_by_id=by.id
        )
    )
    db.session.flush()
    record(f"translation.{kind.value}", comment, by=by, language=language)
