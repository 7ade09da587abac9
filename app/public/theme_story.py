"""The way of a theme from "heard" to "done", in sentences: the timeline of its page."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.tracker.counts import public_count
from app.tracker.days import day, month
from app.tracker.models import Entry
from app.tracker.services import HeardTheme
from app.tracker.told import told
from app.tracker.words import promise_steps


def steps_of_theme(heard: HeardTheme, *, is_easy: bool, smallest: int) -> list[dict[str, Any]]:
    """Return the steps for `timeline`: heard, answered, promised, moved, done; silence too."""
    steps = [
        {
            "title": _("People first told us in %(month)s", month=month(heard.first)),
            "text": said_by(heard, smallest=smallest),
            "is_done": True,
        }
    ]
    for entry in heard.entries:
        steps += _steps_of_answer(entry, is_easy=is_easy)
    if not heard.entries:
        steps.append({"title": _("An answer"), "text": silence(heard), "is_done": False})
    return steps


def said_by(heard: HeardTheme, *, smallest: int) -> str:
    """Return how many people said it, to the end of a month, so that nobody is picked out."""
    people = public_count(heard.people, smallest=smallest)
    return str(_("Said by %(people)s until %(month)s.", people=people, month=month(heard.last)))


def silence(heard: HeardTheme) -> str:
    """Return how long it has been heard, and that nothing is decided, in two sentences."""
    since = ngettext(
        "We heard it at least %(num)d day ago.",
        "We heard it at least %(num)d days ago.",
        heard.days,
    )
    state = _("Somebody is working on an answer.") if heard.is_begun else _("No decision yet.")
    return f"{since} {state}"


def _steps_of_answer(entry: Entry, *, is_easy: bool) -> list[dict[str, Any]]:
    """Return what happened to a promise, with the day on which it was published in its place."""
    steps = promise_steps(entry.action)
    place = 0
    for step in steps:
        on = step.get("on")  # a promise comes first and has none; what is to be done comes last
        is_before = step["is_done"] if on is None else on < (entry.published_on or on)
        if not is_before:
            break
        place += 1
    steps.insert(place, _answer_step(entry, is_easy=is_easy))
    return steps


def _answer_step(entry: Entry, *, is_easy: bool) -> dict[str, Any]:
    return {
        "title": _("Answered: %(title)s", title="%(words)s"),
        "words": told(entry, "title", is_easy=is_easy),
        "text": told(entry, "we_did", is_easy=is_easy),
        "when": day(entry.published_on) if entry.published_on else None,
        "url": url_for("public.show_entry", slug=entry.slug),
        "is_done": True,
    }
