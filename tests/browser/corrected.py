"""Publish three answers on the running site, of long ago: one is corrected, one is withdrawn, one
is withdrawn and its words hidden. `python -m tests.browser.corrected` says a slug a line.
"""

import sys
from datetime import timedelta

import sqlalchemy as sa

from app import create_app
from app.accounts.models import RoleName
from app.accounts.services import add_user
from app.db import begin_write, db, today
from app.tracker import services as tracker
from app.tracker.models import CHECKS, Entry, EntryStatus
from app.tracker.services import checking

WORDS = {
    "title": "A ramp at the meeting place",
    "you_said": "People cannot get in with a wheelchair.",
    "we_did": "A ramp is built.",
    "what_next": "We ask in spring whether it is wide enough.",
    "easy_read_title": "A ramp",
    "easy_read_you_said": "You told us: we cannot get in.",
    "easy_read_we_did": "We built a ramp.",
    "easy_read_what_next": "In spring we ask you: is it good?",
    "pictures": [],
}
LONG_AGO = timedelta(days=300)


def publish() -> list[str]:
    """Do it by the doors that the pages use; return the slugs in that order."""
    begin_write()
    writer = add_user("ramp-writer@demo.example", "Ren Writer", [RoleName.PUBLISHER])
    parent = add_user("ramp-parent@demo.example", "Pat Parent", [RoleName.PARENT_REP])
    youth = add_user("ramp-youth@demo.example", "Yaz Young", [RoleName.YOUTH_REP])
    known = db.session.scalars(
        sa.select(Entry).where(Entry.status == EntryStatus.PUBLISHED).order_by(Entry.id)
    ).first()
    assert known
    entries = []
    for _each in range(3):
        entry = tracker.add_entry(known.action, by=writer, quotes={}, **WORDS)
        checking.check_entry(entry, items=CHECKS, by=writer)
        tracker.send_for_sign_off(entry, by=writer)
        for person in [parent, youth] if entry.needs_youth else [parent]:
            tracker.sign_off(entry, by=person, is_approval=True)
        tracker.publish_entry(entry, by=writer, on=today() - LONG_AGO)
        entries.append(entry)
    corrected, withdrawn, hidden = entries
    tracker.correct_entry(
        corrected,
        by=writer,
        reason="There are two ramps.",
        checks=CHECKS,
        **(WORDS | {"we_did": "Two ramps are built.", "easy_read_we_did": "We built two ramps."}),
    )
    for person in [parent, youth] if corrected.needs_youth else [parent]:
        tracker.sign_correction(corrected, by=person, is_approval=True)
    tracker.withdraw_entry(withdrawn, by=writer, reason="The ramp is in another house.")
    tracker.withdraw_entry(hidden, by=writer, reason="It said too much.", hides_words=True)
    db.session.commit()
    return [each.slug for each in entries]


if __name__ == "__main__":
    with create_app().app_context():
        sys.stdout.write("".join(f"{slug}\n" for slug in publish()))
