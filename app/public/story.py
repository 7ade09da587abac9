"""The way of somebody's words, step by step, in sentences: what the receipt page shows."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.exc import NoResultFound

from app.analysis.models import InPublic
from app.i18n import current_locale
from app.public.services import CommentStory, ReceiptStory, ThemeStory
from app.responses.models import Submission
from app.responses.services import definition_behind
from app.strategy.wordings import name_of
from app.tracker.counts import public_count
from app.tracker.days import day
from app.tracker.models import Action, ActionKind, Entry
from app.tracker.told import told
from app.tracker.words import promise_words, reopened_words, status_tag
from app.wordings import Wording, english

#: What stands above words that were added on the page of a receipt: kept in English, the language
#: that reviewers read, and shown in the reader's.
ADDED, MEANT, HELPED = "What I want to add", "What I meant", "Is it better now?"
_SHOWN = {
    ADDED: _l("What I want to add"),
    MEANT: _l("What I meant"),
    HELPED: _l("Is it better now?"),
}


def questions_of(submission: Submission, *, is_easy: bool) -> dict[str, list[Wording]]:
    """Return {id of a comment: what was asked, in parts}, in the reader's language and style."""
    style, locale = "easy" if is_easy else "plain", current_locale()
    try:
        definition = definition_behind(submission)
    except NoResultFound:  # what was brought in from elsewhere may have no survey of ours
        definition = None
    asked: dict[str, list[Wording]] = {}
    for each in submission.comments:
        known = definition and definition.wording(each.question_code, locale, style)
        asked[each.id] = _added(each.question_text) or [known or english(each.question_text)]
    return asked


def _added(question: str) -> list[Wording]:
    """Return what stands above words that no question of the survey asked for; else nothing."""
    start, rest = question, ""
    if question.startswith(HELPED):  # the title of what was done comes behind it
        start, rest = HELPED, question.removeprefix(HELPED).strip()
    if start not in _SHOWN:
        return []
    return [Wording(str(_SHOWN[start])), *([english(rest)] if rest else [])]


def steps_of(story: CommentStory, receipt: ReceiptStory, *, is_easy: bool) -> list[dict[str, Any]]:
    """Return the steps for `timeline`, from "received" to the published answer.

    The steps are the same whatever the words say: nobody who looks over a shoulder can tell that
    something was passed on (R-SAF-6).
    """
    steps = [
        {
            "title": _("We received it"),
            "when": day(receipt.submission.received_on),
            "is_done": True,
        },
        _reading_step(story),
    ]
    for theme in story.themes:
        steps.append(_theme_step(theme, is_easy=is_easy))
        steps += _answer_steps(theme, is_easy=is_easy)
    if not story.themes:
        steps.append({"title": _("We put it together with what others said"), "is_done": False})
    if not story.is_answered:
        steps.append(_silence_step(receipt.days))
    return steps


def chips_of(story: CommentStory, *, is_easy: bool) -> list[tuple[str, str, str | None]]:
    """Return what we understood, for `chips`: (name, family, sign)."""
    return [
        (
            name_of(tag.item, is_easy=is_easy),
            tag.item.family.value,
            tag.sign,
        )
        for tag in story.tags
    ]


def _reading_step(story: CommentStory) -> dict[str, Any]:
    if story.read_on is None:
        return {"title": _("A person reads it"), "is_done": False}
    return {"title": _("A person read it"), "when": day(story.read_on), "is_done": True}


def _theme_step(story: ThemeStory, *, is_easy: bool) -> dict[str, Any]:
    if story.theme.in_public == InPublic.NO:  # its name could tell of somebody: not here either
        return {"title": _("We put it together with what others said"), "is_done": True}
    name = story.theme.easy_read_name if is_easy else story.theme.name
    return {
        # The name is in English: the page marks it, so it must find its place.
        "title": _("It is part of what we call: %(theme)s", theme="%(english)s"),
        "english": name,
        "text": _("Said by %(people)s.", people=public_count(story.people)),
        "is_done": True,
    }


def _answer_steps(theme: ThemeStory, *, is_easy: bool) -> list[dict[str, Any]]:
    """Return what is published about a theme; of the rest only that something was decided.

    What nobody has signed off yet is not told here either: neither its name nor how many there are.
    """
    steps = [
        _answer_step(answer.action, answer.entry, is_easy=is_easy)
        for answer in theme.answers
        if answer.entry is not None
    ]
    if len(steps) < len(theme.answers):
        steps.append(
            {
                "title": _("We have decided something about it"),
                "text": _(
                    "You can read it here as soon as a parent representative has agreed to the "
                    "words."
                ),
                "is_done": False,
            }
        )
    return steps


def _answer_step(action: Action, entry: Entry, *, is_easy: bool) -> dict[str, Any]:
    status, _look = status_tag(action)
    text = f"{promise_words(action)} {reopened_words(action)}".strip()
    return {
        "title": f"{status}: %(words)s",
        "words": told(entry, "title", is_easy=is_easy),
        "text": text or None,
        "url": url_for("public.show_entry", slug=entry.slug),
        "is_done": action.kind in {ActionKind.DONE, ActionKind.CANNOT, ActionKind.NOT_OURS},
    }


def _silence_step(days: int) -> dict[str, Any]:
    text = ngettext(
        "We heard it %(num)d day ago. There is no decision yet.",
        "We heard it %(num)d days ago. There is no decision yet.",
        days,
    )
    if not days:
        text = _("We heard it today. There is no decision yet.")
    return {"title": _("An answer"), "text": text, "is_done": False}
