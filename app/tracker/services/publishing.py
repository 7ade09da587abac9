"""Publishing: sign-off by somebody else, then the public page, corrections and withdrawal.

Nobody signs off their own words. This file says so in a sentence; the database refuses it too.
"""

from datetime import date
from typing import Any, Unpack

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import RoleName, User
from app.audit import AuditEvent
from app.db import db, today, utc_now
from app.tracker.models import Entry, EntryNotice, EntryStatus, SignOff
from app.tracker.services.actions import record
from app.tracker.services.entries import (
    EntryError,
    EntryWords,
    check_words,
    words_of,
    write_words,
)
from app.tracker.services.quotes import check_quotes, quotes_to_show

#: Deeds that make somebody one of an entry's writers.
_WRITING = ("entry.add", "entry.edit", "entry.correct")


def send_for_sign_off(entry: Entry, *, by: User) -> None:
    """Send a draft to the representatives. Raises EntryError or QuoteError with a sentence."""
    if entry.status != EntryStatus.DRAFT:
        raise EntryError(_l("Only a draft can be sent for sign-off."))
    check_words(words_of(entry))
    check_quotes(entry)
    entry.status = EntryStatus.WAITING
    record("entry.send", target=f"entry:{entry.id}", by=by)


def has_written(entry: Entry, person: User) -> bool:
    """Return True when `person` wrote the entry or changed its words since."""
    if entry.author_id == person.id:
        return True
    query = sa.select(sa.func.count()).where(
        AuditEvent.target == f"entry:{entry.id}",
        AuditEvent.action.in_(_WRITING),
        AuditEvent.actor == str(person.id),
    )
    return bool(db.session.scalar(query))


def may_sign(entry: Entry, person: User) -> bool:
    """Return True when `person` is a representative who may answer this entry now."""
    is_representative = person.role_names & {RoleName.PARENT_REP, RoleName.YOUTH_REP}
    return (
        bool(is_representative)
        and entry.status in {EntryStatus.WAITING, EntryStatus.SIGNED_OFF}
        and not has_written(entry, person)
    )


def sign_off(entry: Entry, *, by: User, is_approval: bool, note: str = "") -> SignOff:
    """Approve an entry or object to it, as a representative who did not write it.

    A parent representative's approval signs it off. A youth representative's is kept beside it.
    An objection needs a note and sends the entry back to its author as a draft.
    Raises EntryError with a sentence.
    """
    role = _role_for_signing(by)
    if entry.status not in {EntryStatus.WAITING, EntryStatus.SIGNED_OFF}:
        raise EntryError(_l("This entry is not waiting for sign-off."))
    if has_written(entry, by):
        raise EntryError(_l("You wrote this entry, so somebody else must sign it off."))
    if not is_approval and not note.strip():
        raise EntryError(
            _l("Say what needs to change, so that the author can put it right."), field="note"
        )
    answer = SignOff(
        signed_by=by,
        role=role.value,
        is_approval=is_approval,
        note=note,
    )
    entry.sign_offs.append(answer)
    if not is_approval:
        entry.status = EntryStatus.DRAFT
        entry.signed_off_by = None
    elif role == RoleName.PARENT_REP:
        entry.status = EntryStatus.SIGNED_OFF
        entry.signed_off_by = by
    db.session.flush()
    deed = "entry.sign-off" if is_approval else "entry.object"
    record(deed, target=f"entry:{entry.id}", by=by, signed_as=role.value)
    return answer


def _role_for_signing(person: User) -> RoleName:
    for role in (RoleName.PARENT_REP, RoleName.YOUTH_REP):
        if role in person.role_names:
            return role
    raise EntryError(_l("Only a parent or youth representative can sign an entry off."))


def publish_entry(entry: Entry, *, by: User, on: date | None = None) -> None:
    """Put a signed-off entry on the public page; its quotes are checked again now.

    Raises EntryError when it is not signed off, and QuoteError when a quote may not be shown.
    """
    if entry.status != EntryStatus.SIGNED_OFF:
        raise EntryError(_l("A parent representative must sign this off before it is published."))
    check_words(words_of(entry))
    check_quotes(entry, on=on)
    entry.status = EntryStatus.PUBLISHED
    entry.published_on = on or today()
    entry.updated_at = utc_now()
    db.session.flush()
    record("entry.publish", target=f"entry:{entry.id}", by=by, quotes=len(entry.quotes))


def correct_entry(entry: Entry, *, by: User, reason: str, **words: Unpack[EntryWords]) -> None:
    """Change the words of a published entry; the old ones stay readable, with a dated reason.

    Raises EntryError when it is not published, gives no reason or changes nothing.
    """
    if entry.status != EntryStatus.PUBLISHED:
        raise EntryError(_l("Only a published entry can be corrected."))
    if not reason.strip():
        raise EntryError(_l("Say what was wrong. Families will read it."), field="reason")
    check_words(words)
    before = words_of(entry)
    if before == words:
        raise EntryError(_l("Nothing has changed. Change the words first."), field="title")
    _add_notice(entry, kind="correction", reason=reason, by=by, before=dict(before))
    write_words(entry, words)
    entry.updated_at = utc_now()
    db.session.flush()
    record("entry.correct", target=f"entry:{entry.id}", by=by, reason=reason)


def withdraw_entry(entry: Entry, *, by: User, reason: str) -> None:
    """Take an entry off the list; its page stays, with a dated notice and without its quotes.

    Raises EntryError when it is not published or gives no reason.
    """
    if entry.status != EntryStatus.PUBLISHED:
        raise EntryError(_l("Only a published entry can be withdrawn."))
    if not reason.strip():
        raise EntryError(_l("Say why it is withdrawn. Families will read it."), field="reason")
    _add_notice(entry, kind="withdrawal", reason=reason, by=by, before=dict(words_of(entry)))
    entry.quotes.clear()
    entry.status = EntryStatus.WITHDRAWN
    entry.updated_at = utc_now()
    db.session.flush()
    record("entry.withdraw", target=f"entry:{entry.id}", by=by, reason=reason)


def _add_notice(entry: Entry, *, kind: str, reason: str, by: User, before: dict[str, Any]) -> None:
    entry.notices.append(EntryNotice(kind=kind, reason=reason, made_by_id=by.id, before=before))


def lost_quotes(entry: Entry) -> int:
    """Return how many quotes of an entry can no longer be shown, for its author to know."""
    return len(entry.quotes) - len(quotes_to_show(entry))
