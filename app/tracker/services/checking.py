"""The checks before publishing: who ticked what, and when, stays with the entry (R-PUB-1)."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.db import db
from app.tracker.models import CHECKS, Entry, EntryCheck, EntryStatus
from app.tracker.services.actions import record
from app.tracker.services.borrowed import borrowed_words
from app.tracker.services.entries import EntryError

_OVER = frozenset({EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN})


def check_entry(entry: Entry, *, items: Collection[str], by: User) -> None:
    """Keep which of the checks are done; one that was ticked before keeps its name and time.

    Raises EntryError when the entry is published: what was checked then stays as it is.
    """
    if entry.status in _OVER:
        raise EntryError(_l("This is published. The checks before it stay as they were."))
    kept = {each.item: each for each in entry.checks}
    for item in set(kept) - set(items):
        entry.checks.remove(kept[item])
    for item in CHECKS:
        if item in items and item not in kept:
            entry.checks.append(EntryCheck(item=item, checked_by=by))
    db.session.flush()
    record(
        "entry.check",
        target=f"entry:{entry.id}",
        by=by,
        checks=len(entry.checks),
        borrowed=len(borrowed_words(entry)),
    )


def missing_checks(entry: Entry) -> list[str]:
    """Return what nobody has checked yet, in the order of the page."""
    done = {each.item for each in entry.checks}
    return [item for item in CHECKS if item not in done]


def refuse_unchecked(entry: Entry) -> None:
    """Raise EntryError while something is not checked."""
    if missing_checks(entry):
        raise EntryError(
            _l("Go through “Checks before publishing” first: every one must be ticked.")
        )
