"""What waits for an administrator, on their desk."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts import watching
from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card
from app.audit import MANY_LOOKS


def desk_cards(person: User) -> list[Card]:
    """Tell administrators when somebody opened many records (R-AUD-2)."""
    if not may_open("accounts.list_alerts", person):
        return []
    return [
        Card(
            title=_("People who opened many records"),
            count=watching.count_alerts(),
            url=url_for("accounts.list_alerts"),
            text=_(
                "More than %(many)s within an hour, in the last 7 days. Look why.", many=MANY_LOOKS
            ),
            is_urgent=True,
        )
    ]
