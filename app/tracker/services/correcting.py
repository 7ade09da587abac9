"""Corrections of what is published: new words need new sign-off, and the old ones stay readable.

What must go at once is withdrawn; that needs no sign-off.
"""

from collections.abc import Collection
from typing import Unpack

from flask_babel import lazy_gettext as _l

from app.accounts.models import RoleName, User
from app.db import db, today, utc_now
from app.tracker.models import (
    CHECKS,
    CorrectionCheck,
    Entry,
    EntryCorrection,
    EntryStatus,
)
from app.tracker.services.actions import record
from app.tracker.services.easy_words import let_correction_stand
from app.tracker.services.entries import (
    TEXTS,
    WORDS,
    EntryError,
    EntryWords,
    check_counts,
    check_words,
    words_of,
    write_words,
    young_people_said,
)
from app.tracker.services.publishing import add_notice
from app.tracker.services.signing import (
    has_written,
    is_representative,
    missing_roles,
    refuse_second_yes,
    role_for_signing,
)


def correct_entry(
    entry: Entry,
    *,
    by: User,
    reason: str,
    checks: Collection[str],
    easy_reason: str = "",
    **words: Unpack[EntryWords],
) -> EntryCorrection:
    """Propose new words for a published entry; they show once representatives have agreed.

    A correction that waited until now is replaced. `checks` are what `by` has checked in the new
    words: all of CHECKS, as before the first publishing (R-PUB-1). `easy_reason` says why what the
    easy-read checks find in them may stand. Raises EntryError when the entry is not published, no
    reason is given, nothing changes or something is not checked.
    """
    if entry.status != EntryStatus.PUBLISHED:
        raise EntryError(_l("Only a published entry can be corrected."))
    if not reason.strip():
        raise EntryError(_l("Say what was wrong. Families will read it."), field="reason")
    check_counts(reason, field="reason")
    check_words(words)
    if words_of(entry) == words:
        raise EntryError(_l("Nothing has changed. Change the words first."), field="title")
    if set(CHECKS) - set(checks):
        raise EntryError(
            _l("Check the new words as the old ones were: every box must be ticked."),
            field="checked",
        )
    let_correction_stand(entry, words, reason=easy_reason, by=by)
    waiting = entry.open_correction
    if waiting is not None:
        waiting.refused_on, waiting.refusal = today(), "A newer correction took its place."
    correction = EntryCorrection(
        author=by,
        reason=reason,
        words=dict(words),
        needs_youth=entry.needs_youth or young_people_said(entry.action),
        checks=[CorrectionCheck(item=item, checked_by=by) for item in CHECKS],
    )
    entry.corrections.append(correction)
    db.session.flush()
    record(
        "entry.correct",
        target=f"entry:{entry.id}",
        by=by,
        reason=reason,
        checks=len(correction.checks),
    )
    return correction


def changed_words(correction: EntryCorrection) -> list[tuple[str, str, str]]:
    """Return (name, words now, new words) of each text that a correction changes."""
    now, new = words_of(correction.entry), _new_words(correction)
    return [
        (name, now[name], new[name])  # type: ignore[literal-required]
        for name in TEXTS
        if now[name] != new[name]  # type: ignore[literal-required]
    ]


def _new_words(correction: EntryCorrection) -> EntryWords:
    """Return the words that a correction asks for; one from before a text existed leaves it."""
    words = words_of(correction.entry)
    for name in WORDS:
        if name in correction.words:
            words[name] = correction.words[name]  # type: ignore[literal-required]
    return words


def may_sign_correction(entry: Entry, person: User) -> bool:
    """Return True when a correction waits that this representative may answer."""
    return (
        entry.status == EntryStatus.PUBLISHED
        and entry.open_correction is not None
        and is_representative(person)
        and not has_written(entry, person)
    )


def sign_correction(entry: Entry, *, by: User, is_approval: bool, note: str = "") -> bool:
    """Answer the correction that waits; return True when it shows now.

    A no needs a note, and the words stay as they are. Raises EntryError with a sentence.
    """
    correction = entry.open_correction
    if correction is None or entry.status != EntryStatus.PUBLISHED:
        raise EntryError(_l("No correction of this entry is waiting."))
    role = role_for_signing(by, correction.parent_signed_by)
    if has_written(entry, by):
        raise EntryError(_l("You wrote this, so somebody else must sign it off."))
    if not is_approval:
        _refuse(correction, by=by, note=note)
        return False
    refuse_second_yes(
        role, by, parent=correction.parent_signed_by, youth=correction.youth_signed_by
    )
    if role == RoleName.PARENT_REP:
        correction.parent_signed_by = by
    else:
        correction.youth_signed_by = by
    db.session.flush()
    record("entry.sign-off-correction", target=f"entry:{entry.id}", by=by, signed_as=role.value)
    if missing_roles(correction):
        return False
    _apply(correction, by=by)
    return True


def _refuse(correction: EntryCorrection, *, by: User, note: str) -> None:
    if not note.strip():
        raise EntryError(
            _l("Say what needs to change, so that the author can put it right."), field="note"
        )
    correction.refused_on, correction.refused_by_id, correction.refusal = today(), by.id, note
    db.session.flush()
    record("entry.object-to-correction", target=f"entry:{correction.entry_id}", by=by)


def _apply(correction: EntryCorrection, *, by: User) -> None:
    entry = correction.entry
    add_notice(entry, kind="correction", reason=correction.reason, by_id=correction.author_id)
    write_words(entry, _new_words(correction))
    correction.applied_on = today()
    entry.updated_at = utc_now()
    db.session.flush()
    record("entry.apply-correction", target=f"entry:{entry.id}", by=by)
