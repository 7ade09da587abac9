"""Publishing: at once or on a day to come, and withdrawal; a page never vanishes without a word."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.db import db, today, utc_now
from app.tracker.models import Entry, EntryNotice, EntryStatus
from app.tracker.services.actions import record
from app.tracker.services.checking import refuse_unchecked
from app.tracker.services.entries import EntryError, check_counts, check_words, words_of
from app.tracker.services.quotes import check_quotes, quotes_to_show
from app.tracker.services.recalls import list_copies_of_entry
from app.tracker.services.signing import missing_roles

_NOT_PUBLIC_YET = frozenset({EntryStatus.DRAFT, EntryStatus.WAITING, EntryStatus.SIGNED_OFF})


def publish_entry(entry: Entry, *, by: User, on: date | None = None) -> None:
    """Put a signed-off entry on the public page; its quotes are checked again now.

    Raises EntryError when it is not signed off or not checked, and QuoteError when a quote may not
    be shown.
    """
    if entry.status != EntryStatus.SIGNED_OFF or missing_roles(entry):
        raise EntryError(_not_signed(entry))
    check_words(words_of(entry))
    check_quotes(entry, on=on)
    refuse_unchecked(entry)
    entry.status = EntryStatus.PUBLISHED
    entry.published_on = on or today()
    entry.publish_on = entry.held_back_on = None
    entry.updated_at = utc_now()
    db.session.flush()
    record(
        "entry.publish",
        target=f"entry:{entry.id}",
        by=by,
        quotes=len(entry.quotes),
        checks=len(entry.checks),
    )


def _not_signed(entry: Entry) -> Any:
    if entry.needs_youth:
        return _l(
            "A parent representative and a youth representative must sign this off before it is "
            "published."
        )
    return _l("A parent representative must sign this off before it is published.")


def schedule_entry(entry: Entry, *, on: date | None, by: User) -> None:
    """Say on which day the worker publishes an entry, once it is signed off; None takes it back.

    Raises EntryError for a day that is not to come, or an entry that is public already.
    """
    if entry.status not in _NOT_PUBLIC_YET:
        raise EntryError(_l("This is published already."))
    if on is not None and on <= today():
        raise EntryError(
            _l("Choose a day to come. To publish it now, use “Publish”."), field="publish_on"
        )
    entry.publish_on, entry.scheduled_by = on, by if on else None
    entry.held_back_on = None
    db.session.flush()
    record(
        "entry.schedule",
        target=f"entry:{entry.id}",
        by=by,
        day=on.isoformat() if on else "",
    )


def due_entries() -> list[int]:
    """Return the ids of the entries whose day has come and that are signed off."""
    query = sa.select(Entry.id).where(
        Entry.status == EntryStatus.SIGNED_OFF, Entry.publish_on <= today()
    )
    return list(db.session.scalars(query.order_by(Entry.publish_on, Entry.id)))


def publish_when_due(entry: Entry) -> bool:
    """Publish an entry if its day has come; return False when it no longer is to be published.

    Raises EntryError or QuoteError when a rule no longer holds.
    """
    is_due = entry.publish_on is not None and entry.publish_on <= today()
    if entry.status != EntryStatus.SIGNED_OFF or not is_due or entry.scheduled_by is None:
        return False
    publish_entry(entry, by=entry.scheduled_by)
    return True


def hold_back(entry: Entry) -> None:
    """Note that the worker could not publish an entry: its page tells the author."""
    if entry.scheduled_by is not None:
        record("entry.hold-back", target=f"entry:{entry.id}", by=entry.scheduled_by)
    entry.publish_on, entry.held_back_on = None, today()
    db.session.flush()


def withdraw_entry(entry: Entry, *, by: User, reason: str, hides_words: bool = False) -> None:
    """Take an entry off the list; its page stays, with a dated notice and without its quotes.

    What it said stays readable there, unless that could harm or identify somebody: `hides_words`.
    Raises EntryError when it is not published or gives no reason.
    """
    if entry.status != EntryStatus.PUBLISHED:
        raise EntryError(_l("Only a published entry can be withdrawn."))
    if not reason.strip():
        raise EntryError(_l("Say why it is withdrawn. Families will read it."), field="reason")
    check_counts(reason, field="reason")
    add_notice(entry, kind="withdrawal", reason=reason, by_id=by.id)
    waiting = entry.open_correction
    if waiting is not None:
        waiting.refused_on, waiting.refusal = today(), "The entry was withdrawn."
    if hides_words:
        for notice in entry.notices:
            notice.is_hidden = True
    list_copies_of_entry(entry)
    entry.quotes.clear()
    entry.status = EntryStatus.WITHDRAWN
    entry.updated_at = utc_now()
    db.session.flush()
    hides = "yes" if hides_words else "no"
    record("entry.withdraw", target=f"entry:{entry.id}", by=by, reason=reason, hides_words=hides)


def add_notice(entry: Entry, *, kind: str, reason: str, by_id: int) -> None:
    """Keep a dated notice, with the words as they stand now."""
    before = dict(words_of(entry))
    entry.notices.append(EntryNotice(kind=kind, reason=reason, made_by_id=by_id, before=before))


def lost_quotes(entry: Entry) -> int:
    """Return how many quotes of an entry can no longer be shown, for its author to know."""
    return len(entry.quotes) - len(quotes_to_show(entry))
