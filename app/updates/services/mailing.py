"""Which mail goes to whom now: what is to do is a query, and no mail goes twice.

A letter is taken in hand (what it tells of is noted as told) and committed before it is sent. When
sending fails, it is put back. When the worker dies in between, that one letter may be lost, and
the next one tells of what comes after: better than telling twice.
"""

import enum
from dataclasses import dataclass, field

import sqlalchemy as sa

from app import mail
from app.db import db, today
from app.updates.models import Follow, Follower
from app.updates.services.following import (
    ASKED_AGAIN_AFTER,
    address_of,
    token_of,
)
from app.updates.services.news import News, newest_deed, news_since, topics_of


class LetterKind(enum.StrEnum):
    """Why we write."""

    CONFIRM = "confirm"
    NEWS = "news"
    STILL = "still-wanted"


@dataclass(frozen=True)
class Letter:
    """One mail to one address."""

    kind: LetterKind
    follower_id: str
    address: str
    token: str
    locale: str
    is_easy: bool
    news: list[News] = field(default_factory=list)
    #: Where to go back to when it could not be sent.
    told_until: int = 0


def due_followers() -> list[str]:
    """Return the ids of those who may be due a letter; those whom no news concerns are past it."""
    newest = newest_deed()
    behind = sa.and_(Follower.confirmed_on.is_not(None), Follower.told_until < newest)
    for after in db.session.scalars(sa.select(Follower.told_until).where(behind).distinct()).all():
        _pass_by(after, newest)
    ask_again = sa.and_(
        Follower.confirmed_on <= today() - ASKED_AGAIN_AFTER, Follower.asked_again_on.is_(None)
    )
    query = sa.select(Follower.id).where(sa.or_(Follower.confirm_is_due, behind, ask_again))
    return list(db.session.scalars(query.order_by(Follower.id)))


def _pass_by(after: int, newest: int) -> None:
    """Note as told those who follow nothing of what is new."""
    topics: set[str] = set()
    for each in news_since(after, until=newest, with_translations=False):
        topics |= topics_of(each.entry)
    follows_it = sa.exists().where(
        Follow.follower_id == Follower.id,
        Follow.confirmed_on.is_not(None),
        Follow.topic.in_(topics),
    )
    db.session.execute(
        sa.update(Follower)
        .where(Follower.confirmed_on.is_not(None), Follower.told_until == after, ~follows_it)
        .values(told_until=newest)
        .execution_options(synchronize_session=False)
    )


def take_letter(follower_id: str) -> Letter | None:
    """Take one follower's next letter in hand; None when none is due or they had enough today.

    The caller commits before it sends.
    """
    follower = db.session.get(Follower, follower_id, with_for_update=True, populate_existing=True)
    address = address_of(follower) if follower else None
    if follower is None or address is None or mail.had_enough(address):
        return None
    told_until, news = follower.told_until, []
    kind = _kind_due(follower)
    if kind == LetterKind.CONFIRM:
        follower.confirm_is_due = False
        follower.confirms_sent += 1
    elif kind == LetterKind.NEWS:
        news = _news_for(follower)
        follower.told_until = newest_deed()
        if not news:
            return None
    elif kind == LetterKind.STILL:
        follower.asked_again_on = today()
    else:
        return None
    mail.note(address)
    db.session.flush()
    return Letter(
        kind=kind,
        follower_id=follower.id,
        address=address,
        token=token_of(follower.id),
        locale=follower.locale,
        is_easy=follower.is_easy,
        news=news,
        told_until=told_until,
    )


def _kind_due(follower: Follower) -> LetterKind | None:
    if follower.confirm_is_due:
        return LetterKind.CONFIRM
    if follower.confirmed_on is None:
        return None
    if follower.told_until < newest_deed():
        return LetterKind.NEWS
    if follower.asked_again_on is None and follower.confirmed_on <= today() - ASKED_AGAIN_AFTER:
        return LetterKind.STILL
    return None


def _news_for(follower: Follower) -> list[News]:
    topics = {each.topic for each in follower.agreed}
    return [
        each
        for each in news_since(follower.told_until, until=newest_deed(), with_translations=False)
        if topics & topics_of(each.entry)
    ]


def put_back(letter: Letter) -> None:
    """Note that a letter was not sent: it is due again, and mail rests for a while."""
    mail.note_failure(letter.address)
    follower = db.session.get(Follower, letter.follower_id, with_for_update=True)
    if follower is None:  # they stopped meanwhile
        return
    if letter.kind == LetterKind.CONFIRM:
        follower.confirm_is_due = True
        follower.confirms_sent -= 1
    elif letter.kind == LetterKind.NEWS:
        follower.told_until = letter.told_until
    else:
        follower.asked_again_on = None
    db.session.flush()
