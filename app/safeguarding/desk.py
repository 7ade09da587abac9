"""What waits for a safeguarding lead, on their desk."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card, only_waiting
from app.responses import services as responses
from app.safeguarding import services


def desk_cards(person: User) -> list[Card]:
    """Return how many comments wait for `person` to decide, and how many recordings to be heard."""
    cards = []
    if may_open("listening.list_recordings", person):
        cards = only_waiting(
            Card(
                title=_("Spoken answers"),
                count=responses.count_unwritten(),
                url=url_for("listening.list_recordings"),
                text=_("Somebody has to listen to them and write them down. Any may tell of harm."),
                is_urgent=True,
            )
        )
    if not may_open("safeguarding.list_comments", person):
        return cards
    waiting = services.count_open()
    return [
        *cards,
        Card(
            title=_("Safeguarding"),
            count=waiting,
            url=url_for("safeguarding.list_comments"),
            text=_("Comments that may tell of harm, or that no screen has looked at."),
            is_urgent=waiting > 0,
        ),
    ]
