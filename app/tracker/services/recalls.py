"""Copies to ask for: PDFs, prints and packs with words in them that were taken back (R-PUB-2).

Pages, feeds and the open data forget quotes by themselves. What was taken away as a file does not,
nor do texts into which somebody typed such words: they are listed until a person has seen to it.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.db import db, today
from app.errors import DomainError
from app.responses.models import Comment
from app.tracker.models import (
    CopyKind,
    Entry,
    EntryQuote,
    Meeting,
    Recall,
    TakenPack,
    TakenQuote,
)
from app.tracker.services.actions import record
from app.tracker.services.borrowed import places_with

MOST_SETTLED = 20


def note_taken(meeting: Meeting, *, kind: CopyKind, comment_ids: Iterable[str], by: User) -> None:
    """Note that somebody took a pack away as a file, and whose words stand in it."""
    pack = TakenPack(meeting_id=meeting.id, kind=kind, taken_by_id=by.id)
    db.session.add(pack)
    db.session.flush()
    db.session.add_all(
        TakenQuote(pack_id=pack.id, comment_id=each) for each in dict.fromkeys(comment_ids)
    )
    record("meeting.take-pack", target=f"meeting:{meeting.id}", by=by, kind=kind.value)


def list_copies_of(comments: Sequence[Comment]) -> int:
    """List the copies, and the texts, in which words of `comments` stand; return how many are new.

    Call it before the words are taken from entries, or erased.
    """
    ids = [comment.id for comment in comments]
    entries = (
        sa.select(EntryQuote.entry_id)
        .join(Entry, Entry.id == EntryQuote.entry_id)
        .where(EntryQuote.comment_id.in_(ids), Entry.published_on.is_not(None))
    )
    packs = sa.select(TakenQuote.pack_id).where(TakenQuote.comment_id.in_(ids))
    found = [Recall(entry_id=each) for each in _new(Recall.entry_id, entries)]
    found += [Recall(pack_id=each) for each in _new(Recall.pack_id, packs)]
    db.session.add_all(found)
    db.session.flush()
    return len(found) + _list_texts(places_with(comments))


def _list_texts(places: dict[int, list[str]]) -> int:
    """Note on the list in which texts of entries the words stand; return how many are new on it."""
    query = sa.select(Recall).where(Recall.entry_id.in_(places), Recall.settled_on.is_(None))
    listed = {each.entry_id: each for each in db.session.scalars(query)}
    for entry_id, names in places.items():
        recall = listed.get(entry_id)
        if recall is None:
            db.session.add(Recall(entry_id=entry_id, places=names))
        else:
            recall.places = list(dict.fromkeys([*recall.places, *names]))
    db.session.flush()
    return len(places.keys() - listed.keys())


def list_copies_of_entry(entry: Entry) -> None:
    """List the copies of an entry that is withdrawn, quotes and all."""
    one = sa.select(Entry.id).where(Entry.id == entry.id)
    db.session.add_all(Recall(entry_id=each) for each in _new(Recall.entry_id, one))
    db.session.flush()


def _new(column: sa.orm.InstrumentedAttribute[int | None], found: sa.Select[int]) -> list[int]:
    """Return what was found and is not on the list, unsettled, already."""
    listed = sa.select(column).where(column.is_not(None), Recall.settled_on.is_(None))
    wanted = found.distinct().subquery()
    query = sa.select(wanted.c[0]).where(wanted.c[0].not_in(listed)).order_by(wanted.c[0])
    return list(db.session.scalars(query))


def open_recalls() -> list[Recall]:
    """Return what somebody still has to ask for, the oldest first."""
    query = sa.select(Recall).where(Recall.settled_on.is_(None))
    return list(db.session.scalars(query.order_by(Recall.found_on, Recall.id)))


def settled_recalls() -> list[Recall]:
    """Return what was asked for last, the newest first."""
    query = sa.select(Recall).where(Recall.settled_on.is_not(None))
    query = query.order_by(Recall.settled_on.desc(), Recall.id.desc()).limit(MOST_SETTLED)
    return list(db.session.scalars(query))


def settle_recall(recall_id: int, *, by: User) -> None:
    """Say that somebody has asked for the copies. Raises DomainError when it was said already."""
    recall = db.session.get_one(Recall, recall_id, with_for_update=True)
    if recall.settled_on is not None:
        raise DomainError(_l("Somebody has settled this already."))
    recall.settled_on, recall.settled_by_id = today(), by.id
    db.session.flush()
    record("recall.settle", target=f"recall:{recall.id}", by=by)
