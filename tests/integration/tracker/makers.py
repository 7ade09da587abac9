"""Actions and entries to start a test from, in one line each."""

import itertools
from datetime import timedelta

from app.accounts.models import RoleName
from app.accounts.services import add_user
from app.db import db, today, utc_now
from app.strategy.models import FrameworkItem, SubGroup
from app.tracker import services
from app.tracker.models import CHECKS, Action, ActionKind, Entry, EntryStatus
from app.tracker.services import checking
from tests.integration.factories import make_theme

_numbers = itertools.count(1)


def make_person(*roles: RoleName, name="Sam Writer"):
    """Somebody with roles, to hand to a service; a browser comes from `sign_in`."""
    return add_user(f"writer{next(_numbers)}@example.org", name, roles)


def in_days(number):
    return today() + timedelta(days=number)


FACTS = {
    "kind": ActionKind.PLANNED,
    "title": "A message every three weeks",
    "what": "Caseworkers message every family every three weeks.",
    "place": "In all of Stockport",
    "for_whom": "Families who wait for a plan",
    "why": "",
    "instead": "",
    "whose": "",
    "owner_code": "co-production",
    "owner_title": "Head of SEND casework",
    "done_on": None,
    "evidence": "",
    "item_codes": ["timeliness", "open-honest"],
}


def facts(theme, **changes):
    """Everything that `add_action` needs, with what a test cares about changed."""
    return FACTS | {"promised_on": in_days(60), "theme_ids": [theme.id]} | changes


def make_action(theme=None, *, by=None, **changes) -> Action:
    theme = theme or make_theme(people=12, commit=False)
    action = services.add_action(
        by=by or make_person(RoleName.PUBLISHER), **facts(theme, **changes)
    )
    db.session.commit()
    return action


WORDS = {
    "title": "News of our plan",
    "you_said": "We chase for news of our plan and hear nothing.",
    "we_did": "Caseworkers message every family every three weeks.",
    "what_next": "We ask families in spring whether it reaches them.",
    "easy_read_title": "News about your plan",
    "easy_read_you_said": "You told us: we hear no news.",
    "easy_read_we_did": "We now send you news every 3 weeks.",
    "easy_read_what_next": "In spring we ask you: do you get the news?",
    "pictures": [],
}


def make_entry(action=None, *, by=None, quotes=None, **changes) -> Entry:
    """A draft that somebody has checked already."""
    action = action or make_action()
    entry = services.add_entry(
        action,
        by=by or make_person(RoleName.PUBLISHER),
        quotes=quotes or {},
        **(WORDS | changes),
    )
    checking.check_entry(entry, items=CHECKS, by=entry.author)
    db.session.commit()
    return entry


def make_signed_entry(action=None, **changes) -> Entry:
    """A draft that was sent, and that representatives have approved."""
    entry = make_entry(action, **changes)
    services.send_for_sign_off(entry, by=entry.author)
    parent = make_person(RoleName.PARENT_REP, name="Robin Parent")
    services.sign_off(entry, by=parent, is_approval=True)
    if entry.needs_youth:
        services.sign_off(entry, by=make_person(RoleName.YOUTH_REP), is_approval=True)
    db.session.commit()
    return entry


def make_published_entry(action=None, **changes) -> Entry:
    entry = make_signed_entry(action, **changes)
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    return entry


OBJECTION = "It has not reached every family."


def make_objected_entry(**changes) -> Entry:
    """A published entry beside which a representative wants their objection to stand."""
    entry = make_entry(**changes)
    services.send_for_sign_off(entry, by=entry.author)
    objector = make_person(RoleName.PARENT_REP)
    services.sign_off(entry, by=objector, is_approval=False, note=OBJECTION, is_public=True)
    services.send_for_sign_off(entry, by=entry.author)
    services.sign_off(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    return entry


def make_many_entries(number, *, first=0) -> None:
    """Many published entries at once, without walking each through its sign-off."""
    writer = make_person(RoleName.PUBLISHER)
    parent = make_person(RoleName.PARENT_REP)
    owner = db.session.get_one(SubGroup, "co-production")
    items = [db.session.get_one(FrameworkItem, code) for code in ("timeliness", "listen", "heard")]
    for each in range(first, first + number):
        action = Action(
            kind=ActionKind.PLANNED,
            title=f"Action {each}",
            what="Something changes.",
            place="Everywhere",
            for_whom="Everyone",
            owner=owner,
            owner_title="Head of something",
            promised_on=in_days(-5 if each % 10 == 0 else 30),
            items=items[: 1 + each % 3],
        )
        entry = Entry(
            slug=f"entry-{each}",
            status=EntryStatus.PUBLISHED,
            action=action,
            title=f"What people asked for, number {each}",
            you_said="We chase for news and hear nothing. " * 3,
            we_did="Caseworkers message every family every three weeks. " * 3,
            easy_read_title=f"Number {each}",
            easy_read_you_said="You said: no news.",
            easy_read_we_did="We send news.",
            people=40,
            author=writer,
            signed_off_by=parent,
            published_on=in_days(-(each % 300)),
            updated_at=utc_now() - timedelta(days=each % 300),
        )
        db.session.add(entry)
    db.session.commit()
