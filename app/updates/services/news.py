"""What is new on the public page since some moment: a query over the audit log (decision 0003).

A quote that is taken back changes a page too, but to tell of it would tell that somebody did it,
and when.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.analysis.models import Theme
from app.audit import AuditEvent
from app.db import db
from app.strategy.models import Family
from app.tracker.models import Action, Entry, EntryStatus
from app.tracker.services import get_heard_theme

EVERYTHING = "all"


class NewsKind(enum.StrEnum):
    """What happened to an entry."""

    PUBLISHED = "published"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


TRANSLATED = "entry.translate"
#: What the audit log calls it.
DEEDS = {
    "action.decision": NewsKind.CHANGED,
    "action.edit": NewsKind.CHANGED,
    "action.finish": NewsKind.CHANGED,
    "action.move-date": NewsKind.CHANGED,
    "action.reopen": NewsKind.CHANGED,
    "action.stage": NewsKind.CHANGED,
    "action.update": NewsKind.CHANGED,
    "action.values": NewsKind.CHANGED,
    "entry.apply-correction": NewsKind.CHANGED,
    "entry.publish": NewsKind.PUBLISHED,
    TRANSLATED: NewsKind.CHANGED,
    "entry.withdraw": NewsKind.WITHDRAWN,
}
#: What says more comes later: what was published and then changed is new.
_RANK = [NewsKind.CHANGED, NewsKind.PUBLISHED, NewsKind.WITHDRAWN]


@dataclass(frozen=True)
class News:
    """One entry that is new, changed or withdrawn; of several changes the one that says most."""

    event_id: int
    kind: NewsKind
    happened_on: date
    entry: Entry


def newest_deed() -> int:
    """Return the id of the last event that made news; 0 when there was none."""
    query = sa.select(sa.func.max(AuditEvent.id)).where(AuditEvent.action.in_(DEEDS))
    return db.session.scalar(query) or 0


def news_since(after: int, *, until: int, with_translations: bool = True) -> list[News]:
    """Return what became new after one event and up to another, each entry once, oldest first.

    Other sites show every language and want `with_translations`; a mail to everybody because one
    language came does not help its readers.
    """
    found: dict[int, News] = {}
    deeds = set(DEEDS) if with_translations else set(DEEDS) - {TRANSLATED}
    query = (
        sa.select(AuditEvent)
        .where(AuditEvent.id > after, AuditEvent.id <= until, AuditEvent.action.in_(deeds))
        .order_by(AuditEvent.id)
    )
    for event in db.session.scalars(query):
        for entry in _entries_of(event):
            kind = DEEDS[event.action]
            before = found.get(entry.id)
            if before and _RANK.index(before.kind) > _RANK.index(kind):
                kind = before.kind
            found[entry.id] = News(event.id, kind, event.at.date(), entry)
    return sorted(found.values(), key=lambda each: each.event_id)


def _entries_of(event: AuditEvent) -> Iterable[Entry]:
    """Return the entries on the public page that an event was about."""
    about, _colon, number = event.target.partition(":")
    is_it = Entry.id == int(number) if about == "entry" else Entry.action_id == int(number)
    # A withdrawn entry is news when it is withdrawn, and never again.
    is_gone = DEEDS[event.action] == NewsKind.WITHDRAWN
    status = EntryStatus.WITHDRAWN if is_gone else EntryStatus.PUBLISHED
    query = sa.select(Entry).where(is_it, Entry.status == status).order_by(Entry.id)
    return db.session.scalars(query).all()


def topics_of(entry: Entry) -> set[str]:
    """Return every topic under which an entry is news."""
    priorities = {
        priority_topic(item.code) for item in entry.action.items if item.family == Family.PRIORITY
    }
    return {EVERYTHING} | priorities | {theme_topic(each.id) for each in _themes_of(entry.action)}


def _themes_of(action: Action) -> list[Theme]:
    """Return the themes that an action answers, and those that were merged into them."""
    themes, new = list(action.themes), list(action.themes)
    while new:
        ids = [each.id for each in new]
        seen = [each.id for each in themes]
        new = list(
            db.session.scalars(
                sa.select(Theme).where(Theme.merged_into_id.in_(ids), Theme.id.not_in(seen))
            )
        )
        themes += new
    return themes


def priority_topic(code: str) -> str:
    """Return the topic of a priority."""
    return f"priority:{code}"


def theme_topic(theme_id: int) -> str:
    """Return the topic of a theme."""
    return f"theme:{theme_id}"


def theme_of(topic: str) -> Theme | None:
    """Return the theme that a topic is about; None for other topics, or when it is gone."""
    kind, _colon, number = topic.partition(":")
    return db.session.get(Theme, int(number)) if kind == "theme" else None


def theme_to_follow(theme_id: int, *, smallest: int) -> Theme | None:
    """Return a theme that everybody may read about, or None."""
    try:
        return get_heard_theme(theme_id, smallest=smallest).theme
    except NoResultFound:
        return None


def final_answer_on(theme: Theme) -> date | None:
    """Return the day since which nothing more is to be expected of a theme, or None.

    Everything about it is done, decided or not ours, and published.
    """
    while theme.merged_into is not None:
        theme = theme.merged_into
    query = sa.select(Action).where(Action.themes.any(Theme.id == theme.id))
    days: list[date] = []
    for action in db.session.scalars(query):
        published = [
            entry.published_on
            for entry in action.entries
            if entry.status == EntryStatus.PUBLISHED and entry.published_on
        ]
        if action.is_open or not published:
            return None
        days.append(max([*published, *([action.done_on] if action.done_on else [])]))
    return max(days, default=None)
