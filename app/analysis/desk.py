"""What waits for a reviewer, on their desk."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card
from app.analysis import services


def desk_cards(person: User) -> list[Card]:
    """Return how many comments wait for `person` to read them."""
    if not may_open("analysis.list_comments", person):
        return []
    cards = [
        Card(
            title=_("Comments no person has read yet"),
            count=services.count_unread(),
            url=url_for("analysis.list_comments"),
            text=_("The machine has only suggested tags. Each comment deserves a reader."),
        )
    ]
    foreign = services.count_queue(services.QueueFilter(state="other-language"))
    if foreign:
        cards.append(
            Card(
                title=_("Comments that wait for a translation"),
                count=foreign,
                url=url_for("analysis.list_translations"),
                text=_("No screen can read them. Until they are in English, any may tell of harm."),
                is_urgent=True,
            )
        )
    again = services.count_second_readings(person)
    if again and may_open("analysis.show_second_reading", person):
        cards.append(
            Card(
                title=_("Comments to read a second time"),
                count=again,
                url=url_for("analysis.show_second_reading"),
                text=_("Without seeing what was decided, so that we learn how far we agree."),
            )
        )
    left = services.count_left_for_a_person()
    if left:
        cards.append(
            Card(
                title=_("Comments the machine could not read"),
                count=left,
                url=url_for("analysis.list_comments", state="not-read"),
            )
        )
    return cards
