"""Messages to other sites: which are in line, which is tried next, what came of it.

Sites are named by the operator's settings only. A message may arrive twice (a worker may die
between sending and noting it): it carries the same id, so that its reader can tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.db import db, utc_now
from app.security import keyed_hash
from app.tracker.models import Entry
from app.updates.models import Delivery, DeliveryStatus, SiteMark
from app.updates.services.news import NewsKind, newest_deed, news_since

#: How long to wait after each try that failed; after the last one it is given up.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Site:
    """Another site that is told: its address, and the secret that only it and we know.

    What follows a "#" is not sent; another one there makes another secret.
    """

    url: str

    @property
    def target(self) -> str:
        """What it is stored as."""
        return keyed_hash("site", self.url)

    @property
    def secret(self) -> str:
        """What messages to it are signed with; worked out, and stored nowhere."""
        return keyed_hash("site secret", self.url)

    @property
    def host(self) -> str:
        """What people see of it."""
        return urlsplit(self.url).netloc


def queue_news(sites: Sequence[Site], *, etag_of: Callable[[Entry], str]) -> int:
    """Put what is new in line for each site; return how many messages. The caller commits.

    What waits for a site that is named no longer is given up.
    """
    targets = [site.target for site in sites]
    db.session.execute(sa.delete(SiteMark).where(SiteMark.target.not_in(targets)))
    db.session.execute(
        sa.update(Delivery)
        .where(Delivery.status == DeliveryStatus.WAITING, Delivery.target.not_in(targets))
        .values(status=DeliveryStatus.GIVEN_UP, outcome="not-named-any-more", done_at=utc_now())
    )
    newest, number = newest_deed(), 0
    for site in sites:
        mark = db.session.get(SiteMark, site.target, with_for_update=True)
        if mark is None:
            db.session.add(SiteMark(target=site.target, told_until=newest))
            continue
        for each in news_since(mark.told_until, until=newest):
            is_gone = each.kind == NewsKind.WITHDRAWN
            db.session.add(
                Delivery(
                    target=site.target,
                    host=site.host,
                    event_id=each.event_id,
                    kind=each.kind.value,
                    slug=each.entry.slug,
                    happened_on=each.happened_on,
                    etag=None if is_gone else etag_of(each.entry),
                )
            )
            number += 1
        mark.told_until = newest
    db.session.flush()
    return number


def take_delivery(sites: Sequence[Site]) -> Delivery | None:
    """Take in hand the message to one of these sites that has waited longest, or None.

    The caller commits before it sends: what was taken is tried again after a wait, whatever
    becomes of this worker.
    """
    query = (
        sa.select(Delivery)
        .where(
            Delivery.status == DeliveryStatus.WAITING,
            Delivery.next_try_at <= utc_now(),
            Delivery.target.in_([site.target for site in sites]),
        )
        .order_by(Delivery.next_try_at, Delivery.event_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    delivery = db.session.scalar(query)
    if delivery is None:
        return None
    delivery.tries += 1
    delivery.next_try_at = utc_now() + WAITS[min(delivery.tries, len(WAITS)) - 1]
    db.session.flush()
    return delivery


def note_outcome(delivery_id: str, *, outcome: str, is_delivered: bool) -> None:
    """Note what came of a try: delivered, to be tried again, or given up after the last."""
    delivery = db.session.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    if delivery is None or delivery.status != DeliveryStatus.WAITING:
        return
    delivery.outcome = outcome[:40]
    if is_delivered:
        delivery.status, delivery.done_at = DeliveryStatus.DELIVERED, utc_now()
    elif delivery.tries > len(WAITS):
        delivery.status, delivery.done_at = DeliveryStatus.GIVEN_UP, utc_now()
    db.session.flush()


def forget_deliveries() -> None:
    """Remove what came of messages more than 30 days ago."""
    db.session.execute(
        sa.delete(Delivery).where(
            Delivery.status != DeliveryStatus.WAITING, Delivery.made_at < utc_now() - KEPT
        )
    )


def last_deliveries(number: int = 100) -> list[Delivery]:
    """Return the latest messages, newest first."""
    query = sa.select(Delivery).order_by(Delivery.made_at.desc(), Delivery.event_id.desc())
    return list(db.session.scalars(query.limit(number)))
