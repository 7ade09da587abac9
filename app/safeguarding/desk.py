"""What waits for a safeguarding lead, on their desk."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card
from app.safeguarding import services


def desk_cards(person: User) -> list[Card]:
    """Return how many comments wait for `person` to decide."""
    if not may_open("safeguarding.list_comments", person):
        return []
    waiting = services.count_open()
    return [
        Card(
            title=_("Safeguarding"),
            count=waiting,
            url=url_for("safeguarding.list_comments"),
            text=_("Comments that may tell of harm, or that no screen has looked at."),
            is_urgent=waiting > 0,
        )
    ]
