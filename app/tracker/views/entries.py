"""Pages about entries: the list, and writing one with its quotes."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.analysis import services as analysis
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.pictures.services import pictures_to_choose
from app.responses.models import Comment
from app.tracker import services
from app.tracker.counts import public_count
from app.tracker.forms import EntryForm
from app.tracker.models import Action, Entry
from app.tracker.services.recalls import open_recalls
from app.tracker.views import blueprint
from app.tracker.words import STATUS_NAMES

#: More voices than this make a page that nobody reads.
MOST_VOICES = 40
LONGEST_QUOTE = 600


@dataclass(frozen=True)
class Voice:
    """A comment that may be quoted, and what the author has chosen of it so far."""

    comment: Comment
    whose: str
    #: The language that the words were translated from, when they were.
    translated_from: str | None
    words: str
    is_chosen: bool
    #: A reviewer said that these words are worth quoting.
    is_worth: bool


@blueprint.get("/entries")
def list_entries() -> ResponseReturnValue:
    """List entries, those that wait for somebody first."""
    status = request.args.get("status", "")
    return render_template(
        "tracker/list_entries.html",
        entries=services.list_entries(status=status),
        statuses=STATUS_NAMES,
        status=status,
        recalls=len(open_recalls()) if may_open("tracker.list_recalls", current_user) else 0,
    )


def _sent_quotes() -> dict[str, str]:
    """Return {comment id: words} as the form sent them."""
    chosen = request.form.getlist("quote")[:MOST_VOICES]
    return {each: request.form.get(f"words-{each}", "").strip() for each in chosen}


def _voices(action: Action, quotes: dict[str, str]) -> list[Voice]:
    voices = []
    comments = services.voices_of(action)[:MOST_VOICES]
    worth = analysis.worth_quoting(comments)
    for comment in comments:
        typed = quotes.get(comment.id) or request.form.get(f"words-{comment.id}", "")
        voices.append(
            Voice(
                comment=comment,
                whose=services.whose_words(comment),
                translated_from=services.translated_from(comment),
                words=typed or services.quotable_words(comment),
                is_chosen=comment.id in quotes,
                is_worth=comment.id in worth,
            )
        )
    return sorted(voices, key=lambda voice: not voice.is_chosen)


def _entry_page(
    form: EntryForm, action: Action, quotes: dict[str, str], entry: Entry | None
) -> ResponseReturnValue:
    people, first, last = services.voices_heard(action)
    return render_template(
        "tracker/edit_entry.html",
        form=form,
        action=action,
        entry=entry,
        voices=_voices(action, quotes),
        people=public_count(people),
        heard_from=first,
        heard_until=last,
    )


@blueprint.route("/actions/<int:action_id>/entry", methods=["GET", "POST"])
def add_entry(action_id: int) -> ResponseReturnValue:
    """Write a "You said – We did" about an action."""
    if request.method == "POST":
        begin_write()
    action = services.get_action(action_id)
    form = EntryForm(obj=action if request.method == "GET" else None)
    form.set_choices(pictures_to_choose())
    quotes = _sent_quotes()
    if form.was_sent_and_valid():
        try:
            entry = services.add_entry(action, by=current_user, quotes=quotes, **form.words())
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The draft is saved. Nobody outside can see it yet."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return _entry_page(form, action, quotes, None)


@blueprint.route("/entries/<int:entry_id>/edit", methods=["GET", "POST"])
def edit_entry(entry_id: int) -> ResponseReturnValue:
    """Change a draft."""
    if request.method == "POST":
        begin_write()
    entry = services.get_entry(entry_id)
    form = EntryForm.of(entry)
    form.set_choices(pictures_to_choose())
    quotes = {quote.comment_id: quote.text for quote in entry.quotes}
    kept = sorted(quotes.items())
    if request.method == "GET":
        form.seen.data = form.mark(kept)
    else:
        quotes = _sent_quotes()
    if form.was_sent_and_valid() and not form.is_stale(kept):
        try:
            services.edit_entry(entry, by=current_user, quotes=quotes, **form.words())
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The draft is saved. It needs sign-off before it is published."), "success")
            return redirect(url_for(".show_entry", entry_id=entry.id), 303)
    return _entry_page(form, entry.action, quotes, entry)
