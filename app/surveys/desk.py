"""What the desk shows of surveys: those to look at, and results promised soon, or late."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card, only_waiting
from app.surveys import services


def desk_cards(person: User) -> list[Card]:
    """Return what waits for `person`: surveys for a second look, and promised results."""
    return [*_to_look_at(person), *_results_due(person)]


def _to_look_at(person: User) -> list[Card]:
    if not may_open("surveys.put_live", person):
        return []
    return only_waiting(
        Card(
            title=_("Surveys that wait for a second look"),
            count=len(services.list_to_look_at(person)),
            url=url_for("surveys.list_surveys"),
            text=_("Somebody who did not make them reads them and puts them live."),
        )
    )


def _results_due(person: User) -> list[Card]:
    """Tell those who make surveys of results that people were promised."""
    if not may_open("surveys.tell_results", person):
        return []
    due = services.results_due()
    return only_waiting(
        Card(
            title=_("Results of surveys to tell"),
            count=len(due),
            url=url_for("surveys.list_surveys"),
            text=_("People were promised a day before they answered."),
            is_urgent=any((each.days_to_results or 0) < 0 for each in due),
        )
    )
