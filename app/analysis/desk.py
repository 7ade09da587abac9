"""What waits for a reviewer, on their desk."""

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import Card, Fact, only_waiting
from app.analysis import services
from app.analysis.services import exporting
from app.db import today
from app.responses import services as responses


def desk_cards(person: User) -> list[Card]:
    """Return what waits for `person`: papers to type in again, comments, exports to look at."""
    return [*_papers(person), *_comments_to_read(person), *_busy_exporters(person)]


def _busy_exporters(person: User) -> list[Card]:
    """Tell administrators when somebody takes much away (R-AUD-2)."""
    if not may_open("accounts.list_people", person):
        return []
    return [
        Card(
            title=_("People who asked for many files"),
            count=exporting.count_busy_exporters(),
            url=url_for("analysis.list_exports"),
            text=_("More than %(many)s in 24 hours. Look why.", many=exporting.MANY_A_DAY),
            is_urgent=True,
        )
    ]


def _comments_to_read(person: User) -> list[Card]:
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
    cards += only_waiting(
        Card(
            title=_("Comments that wait for a translation"),
            count=services.count_queue(services.QueueFilter(state="other-language")),
            url=url_for("analysis.list_translations"),
            text=_("No screen can read them. Until they are in English, any may tell of harm."),
            is_urgent=True,
        )
    )
    if may_open("analysis.show_second_reading", person):
        cards += only_waiting(
            Card(
                title=_("Comments to read a second time"),
                count=services.count_second_readings(person),
                url=url_for("analysis.show_second_reading"),
                text=_("Without seeing what was decided, so that we learn how far we agree."),
            )
        )
    cards += only_waiting(
        Card(
            title=_("Comments the machine could not read"),
            count=services.count_left_for_a_person(),
            url=url_for("analysis.list_comments", state="not-read"),
        )
    )
    return cards


def _papers(person: User) -> list[Card]:
    if not may_open("analysis.type_paper_again", person):
        return []
    waiting, _others = responses.count_untyped(person.id)
    return only_waiting(
        Card(
            title=_("Papers to look at again"),
            count=waiting,
            url=url_for("entering.list_surveys", _anchor="again"),
            text=_("Type them in without seeing the first typing: so we learn how well we copy."),
        )
    )


def desk_facts(person: User) -> list[Fact]:
    """Return what `person` may know of how well comments are understood, and what escapes us."""
    facts = []
    if may_open("analysis.show_outside", person):
        months = services.outside_by_month(today(), months=3)
        facts.append(
            Fact(
                title=_("Not in our strategy"),
                url=url_for("analysis.show_outside"),
                text=" ".join(_outside_words(each) for each in months),
            )
        )
    told = (
        (
            "analysis.show_accuracy",
            _("How far we agree"),
            _("Machine and people, and two people, tag by tag."),
        ),
        (
            "analysis.show_reader",
            _("The computer that suggests tags"),
            _("Teach it with what people decided, or put it back."),
        ),
        (
            "analysis.show_area_lists",
            _("Schools and places of your area"),
            _("Their names are masked. The lists can be replaced."),
        ),
    )
    facts += [
        Fact(title=title, url=url_for(page), text=text)
        for page, title, text in told
        if may_open(page, person)
    ]
    return facts


def _outside_words(month: services.MonthOutside) -> str:
    name = format_date(month.month, "MMMM")
    if month.are_few_read:
        return str(_("%(month)s: under 5 comments read.", month=name))
    if month.is_few:
        return str(_("%(month)s: under 5 of %(read)s read.", month=name, read=month.read))
    if month.percent is None:
        return str(
            _(
                "%(month)s: %(outside)s of %(read)s read.",
                month=name,
                outside=month.outside,
                read=month.read,
            )
        )
    return str(
        _(
            "%(month)s: %(percent)s in a hundred of %(read)s read.",
            month=name,
            percent=month.percent,
            read=month.read,
        )
    )
