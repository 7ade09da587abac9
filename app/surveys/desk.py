"""What the desk shows of surveys: results that are promised soon, or late."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card
from app.surveys import services


def desk_cards(person: User) -> list[Card]:
    """Return a card about promised results for those who make surveys, when there are any."""
    due = services.results_due() if may_open("surveys.tell_results", person) else []
    if not due:
        return []
    return [
        Card(
            title=_("Results of surveys to tell"),
            count=len(due),
            url=url_for("surveys.list_surveys"),
            text=_("People were promised a day before they answered."),
            is_urgent=any((each.days_to_results or 0) < 0 for each in due),
        )
    ]
