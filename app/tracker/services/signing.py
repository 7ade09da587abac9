"""Sign-off: a parent representative, and a youth representative where young people said it (7).

Nobody signs off their own words. This file says so in a sentence; the database refuses it too.
"""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import RoleName, User
from app.audit import AuditEvent
from app.db import db
from app.tracker.models import Entry, EntryCorrection, EntryStatus, SignOff
from app.tracker.services.actions import record
from app.tracker.services.easy_words import refuse_unclear
from app.tracker.services.entries import (
    EntryError,
    check_counts,
    check_words,
    words_of,
    young_people_said,
)
from app.tracker.services.quotes import check_quotes

#: Deeds that make somebody one of an entry's writers.
_WRITING = ("entry.add", "entry.edit", "entry.correct", "entry.let-stand")


def send_for_sign_off(entry: Entry, *, by: User) -> None:
    """Send a draft to the representatives. Raises EntryError or QuoteError with a sentence.

    Whether young people said it is asked again; once they did, a youth representative signs.
    """
    if entry.status != EntryStatus.DRAFT:
        raise EntryError(_l("Only a draft can be sent for sign-off."))
    check_words(words_of(entry))
    refuse_unclear(entry)
    check_quotes(entry)
    entry.needs_youth = entry.needs_youth or young_people_said(entry.action)
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


def is_representative(person: User) -> bool:
    """Return True for a parent or youth representative."""
    return bool(person.role_names & {RoleName.PARENT_REP, RoleName.YOUTH_REP})


def may_sign(entry: Entry, person: User) -> bool:
    """Return True when `person` is a representative who may answer this entry now."""
    return (
        is_representative(person)
        and entry.status in {EntryStatus.WAITING, EntryStatus.SIGNED_OFF}
        and not has_written(entry, person)
    )


def missing_roles(entry: Entry | EntryCorrection) -> list[RoleName]:
    """Return whose yes an entry, or a correction of one, still waits for."""
    parent = entry.signed_off_by if isinstance(entry, Entry) else entry.parent_signed_by
    missing = [] if parent else [RoleName.PARENT_REP]
    if entry.needs_youth and entry.youth_signed_by is None:
        missing.append(RoleName.YOUTH_REP)
    return missing


def sign_off(
    entry: Entry, *, by: User, is_approval: bool, note: str = "", is_public: bool = False
) -> SignOff:
    """Approve an entry or object to it, as a representative who did not write it.

    It is signed off when everybody whose yes it needs has said so. An objection needs a note and
    sends the entry back to its author as a draft. A note that `is_public` stands beside the entry
    when it is published, whatever the answer was. Raises EntryError with a sentence.
    """
    role = role_for_signing(by, entry.signed_off_by)
    if entry.status not in {EntryStatus.WAITING, EntryStatus.SIGNED_OFF}:
        raise EntryError(_l("This entry is not waiting for sign-off."))
    if has_written(entry, by):
        raise EntryError(_l("You wrote this entry, so somebody else must sign it off."))
    if is_approval:
        refuse_second_yes(role, by, parent=entry.signed_off_by, youth=entry.youth_signed_by)
    _check_note(note, is_approval=is_approval, is_public=is_public)
    answer = SignOff(
        signed_by=by,
        role=role.value,
        is_approval=is_approval,
        note=note,
        is_public=is_public,
    )
    entry.sign_offs.append(answer)
    if is_approval:
        _keep_yes(entry, role, by)
    else:
        entry.status = EntryStatus.DRAFT
        entry.signed_off_by = entry.youth_signed_by = None
    db.session.flush()
    deed = "entry.sign-off" if is_approval else "entry.object"
    record(deed, target=f"entry:{entry.id}", by=by, signed_as=role.value)
    return answer


def _keep_yes(entry: Entry, role: RoleName, by: User) -> None:
    if role == RoleName.PARENT_REP:
        entry.signed_off_by = by
    else:
        entry.youth_signed_by = by
    if not missing_roles(entry):
        entry.status = EntryStatus.SIGNED_OFF


def role_for_signing(person: User, parent: User | None) -> RoleName:
    """Return as what `person` signs: somebody who is both, for young people once `parent` did."""
    roles = [
        role for role in (RoleName.PARENT_REP, RoleName.YOUTH_REP) if role in person.role_names
    ]
    if not roles:
        raise EntryError(_l("Only a parent or youth representative can sign an entry off."))
    return roles[-1] if parent is not None and parent != person else roles[0]


def refuse_second_yes(role: RoleName, by: User, *, parent: User | None, youth: User | None) -> None:
    """Raise EntryError when one person would sign both for parents and for young people."""
    other = youth if role == RoleName.PARENT_REP else parent
    if other == by:
        raise EntryError(
            _l("You have signed already. Somebody else must sign for the others: two people agree.")
        )


def _check_note(note: str, *, is_approval: bool, is_public: bool) -> None:
    if not is_approval and not note.strip():
        raise EntryError(
            _l("Say what needs to change, so that the author can put it right."), field="note"
        )
    if is_public and not note.strip():
        raise EntryError(_l("Write the note that is to stand beside the entry."), field="note")
    if is_public:
        check_counts(note, field="note")


def public_notes(entry: Entry) -> list[SignOff]:
    """Return what representatives want to stand beside the entry: the last word of each."""
    latest = {answer.signed_by_id: answer for answer in entry.sign_offs}
    return [answer for answer in latest.values() if answer.is_public]
