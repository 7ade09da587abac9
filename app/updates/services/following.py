"""Asking for updates by mail, saying yes, and stopping: rules of the table of addresses.

Nothing here says whether an address is known: asking looks the same for all, and whoever holds the
token of a mail has read that mail.
"""

import hmac
import re
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app import audit, sealed
from app.accounts.models import User
from app.accounts.services import roles_of
from app.db import db, random_id, today
from app.security import keyed_hash
from app.updates.models import Follow, Follower, UpdatesSwitch
from app.updates.services.news import final_answer_on, newest_deed, theme_of

PURPOSE = "mail address"
#: Somebody else may have typed the address: it goes when nobody says yes.
WAITS_FOR_YES = timedelta(days=7)
MOST_CONFIRMS = 3
#: After a year we ask again, and without a yes the address goes (R-MAIL-1).
ASKED_AGAIN_AFTER = timedelta(days=365)
DELETED_AFTER = timedelta(days=30)
TOKEN = re.compile(r"([0-9a-z]{26})([0-9a-f]{32})")


def is_on() -> bool:
    """Return True when an administrator has switched updates on."""
    switch = db.session.get(UpdatesSwitch, 1)
    return switch is not None and switch.is_on


def switch_updates(*, is_on: bool, by: User) -> None:
    """Switch updates on or off. Off, no mail goes, and after 30 days the addresses do."""
    switch = db.session.get(UpdatesSwitch, 1)
    if switch is None:
        switch = UpdatesSwitch(id=1)
        db.session.add(switch)
    switch.is_on, switch.changed_on = is_on, today()
    db.session.flush()
    role = roles_of(by)
    deed = "updates.switch-on" if is_on else "updates.switch-off"
    audit.record(deed, target="updates:1", actor=str(by.id), role=role)


def ask(address: str, topics: Iterable[str], *, locale: str, is_easy: bool) -> None:
    """Note that somebody wants updates at an address; the worker asks there for a yes."""
    follower = _find(address)
    if follower is None:
        follower = _add(address, locale=locale, is_easy=is_easy)
    if follower.confirmed_on is None:
        follower.locale, follower.is_easy = locale, is_easy
    else:
        follower.asked_on = today()
    known = {each.topic for each in follower.follows}
    for topic in sorted(set(topics) - known):
        follower.follows.append(Follow(topic=topic))
    follower.confirm_is_due = follower.confirms_sent < MOST_CONFIRMS
    db.session.flush()


def _hash_of(address: str) -> str:
    return keyed_hash("follower", address.casefold())


def _find(address: str) -> Follower | None:
    query = sa.select(Follower).where(Follower.address_hash == _hash_of(address))
    return db.session.scalar(query.with_for_update())


def _add(address: str, *, locale: str, is_easy: bool) -> Follower:
    """Add an address, or return it when somebody else has added it just now."""
    follower = Follower(
        id=random_id(),
        address_hash=_hash_of(address),
        sealed_address=sealed.seal_text(PURPOSE, address),
        locale=locale,
        is_easy=is_easy,
        confirms_sent=0,
    )
    try:
        with db.session.begin_nested():
            db.session.add(follower)
    except IntegrityError:
        return db.session.scalars(
            sa.select(Follower).where(Follower.address_hash == _hash_of(address))
        ).one()
    return follower


def address_of(follower: Follower) -> str | None:
    """Return an address in the clear; None when SECRET_KEY is not the one that sealed it."""
    return sealed.unseal_text(PURPOSE, follower.sealed_address)


def token_of(follower_id: str) -> str:
    """Return what the links in a follower's mails carry; it is stored nowhere."""
    return follower_id + keyed_hash("follower token", follower_id)[:32]


def find_by_token(token: str) -> Follower | None:
    """Return the follower whose mails carry this token, or None."""
    parts = TOKEN.fullmatch(token)
    if parts is None or not hmac.compare_digest(token_of(parts[1]), token):
        return None
    return db.session.get(Follower, parts[1], with_for_update=True)


def confirm(follower: Follower) -> None:
    """Take a yes: to everything that was asked for, and for one more year."""
    if follower.confirmed_on is None:
        follower.told_until = newest_deed()
    for each in follower.waiting:
        each.confirmed_on = today()
    follower.confirmed_on, follower.asked_again_on = today(), None
    follower.confirm_is_due, follower.confirms_sent = False, 0
    db.session.flush()


def stop(follower: Follower) -> None:
    """Delete an address and all that it followed, at once."""
    db.session.delete(follower)
    db.session.flush()


def count_followers() -> int:
    """Return how many addresses have said yes."""
    query = sa.select(sa.func.count(Follower.id)).where(Follower.confirmed_on.is_not(None))
    return db.session.scalar(query) or 0


def forget_followers() -> int:
    """Delete the addresses that we have no more reason to keep; return how many.

    Nobody said yes within a week; nobody answered our question for 30 days; everything that was
    followed has had its last answer for 30 days; or updates have been off for 30 days.
    """
    switch = db.session.get(UpdatesSwitch, 1)
    if switch is None or (not switch.is_on and switch.changed_on <= today() - DELETED_AFTER):
        gone = list(db.session.scalars(sa.select(Follower)))
    else:
        _forget_topics()
        has_none = ~sa.exists().where(Follow.follower_id == Follower.id)
        unanswered = sa.and_(
            Follower.confirmed_on.is_(None), Follower.asked_on <= today() - WAITS_FOR_YES
        )
        no_more = Follower.asked_again_on <= today() - DELETED_AFTER
        query = sa.select(Follower).where(sa.or_(has_none, unanswered, no_more))
        gone = list(db.session.scalars(query))
    for follower in gone:
        stop(follower)
    return len(gone)


def _forget_topics() -> None:
    """Delete what nobody said yes to in a week, and themes that have had their last answer."""
    late = sa.select(Follower.id).where(Follower.asked_on <= today() - WAITS_FOR_YES)
    for follow in db.session.scalars(
        sa.select(Follow).where(Follow.confirmed_on.is_(None), Follow.follower_id.in_(late))
    ):
        if follow.follower.confirmed_on is not None:
            follow.follower.follows.remove(follow)
    db.session.flush()
    topics = sa.select(Follow.topic).where(Follow.topic.startswith("theme:")).distinct()
    for topic in db.session.scalars(topics).all():
        theme = theme_of(topic)
        answered = final_answer_on(theme) if theme else today() - DELETED_AFTER
        if answered and answered <= today() - DELETED_AFTER:
            # Whoever asked for it after the answer gets 30 days as well.
            since = sa.or_(
                Follow.confirmed_on.is_(None), Follow.confirmed_on <= today() - DELETED_AFTER
            )
            db.session.execute(sa.delete(Follow).where(Follow.topic == topic, since))
    db.session.flush()
    db.session.expire_all()
