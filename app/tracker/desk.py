"""What other rooms show of the tracker: cards on the desk, the last changes before a survey."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card, only_waiting
from app.tracker import services
from app.tracker.days import day
from app.tracker.services.recalls import open_recalls
from app.tracker.told import told
from app.tracker.words import status_tag


def desk_cards(person: User) -> list[Card]:
    """Return what waits for `person` here: entries to sign, to publish, and overdue promises."""
    cards = []
    if services.is_representative(person):
        cards.append(
            Card(
                title=_("Entries waiting for your sign-off"),
                count=len(services.entries_to_sign(person)),
                url=url_for("tracker.list_entries", status="waiting-for-sign-off"),
                text=_("Is what we say true to what families said?"),
            )
        )
    if may_open("tracker.edit_entry", person):
        cards += _cards_for_publishers()
    return cards


def _cards_for_publishers() -> list[Card]:
    overdue = services.count_overdue()
    return [
        *_copies_to_ask_for(),
        Card(
            title=_("Overdue promises"),
            count=overdue,
            url=url_for("tracker.list_actions", status="overdue"),
            text=_("Families see each of them at the top of the page."),
            is_urgent=overdue > 0,
        ),
        Card(
            title=_("Signed off, ready to publish"),
            count=services.count_ready_to_publish(),
            url=url_for("tracker.list_entries", status="signed-off"),
        ),
        Card(
            title=_("Waiting for sign-off"),
            count=services.count_waiting_for_sign_off(),
            url=url_for("tracker.list_entries", status="waiting-for-sign-off"),
        ),
    ]


def _copies_to_ask_for() -> list[Card]:
    """Tell of papers and files outside that still carry words which were taken back (R-PUB-2)."""
    return only_waiting(
        Card(
            title=_("Copies to ask for"),
            count=len(open_recalls()),
            url=url_for("tracker.list_recalls"),
            text=_("They carry words that were taken back. Our own pages forgot them at once."),
            is_urgent=True,
        )
    )


def last_changes(limit: int = 3) -> list[dict[str, Any]]:
    """Return the newest published entries for the page before a survey, newest first.

    Each has title, easy_read_title, we_did, easy_read_we_did (in the reader's language), url, date
    (in words), status (in words), look (of its tag) and is_demo.
    """
    changes = []
    for entry in services.latest_published(limit):
        status, look = status_tag(entry.action)
        changes.append(
            {
                "title": told(entry, "title"),
                "easy_read_title": told(entry, "title", is_easy=True),
                "we_did": told(entry, "we_did"),
                "easy_read_we_did": told(entry, "we_did", is_easy=True),
                "url": url_for("public.show_entry", slug=entry.slug),
                "date": day(entry.published_on) if entry.published_on else "",
                "status": status,
                "look": look,
                "is_demo": entry.is_demo,
            }
        )
    return changes
