"""Is it better now? Asked of anybody who reads of it, on a page of its own.

It stands beside the page of the entry: that one is the same for everybody and is answered with 304,
and a form with its token would end both.
"""

import secrets
from datetime import timedelta

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from app import limits
from app.db import begin_write, db
from app.public.views import blueprint
from app.security import checks_csrf_itself, csrf_is_valid
from app.tracker import services as tracker
from app.tracker.models import Entry, EntryStatus, Helped

#: From one address a day, about one action: half of what opens it again.
VOTES = tracker.ENOUGH_VOTES // 2
VOTES_WINDOW = timedelta(hours=24)
#: Where the cookie holds the secret of a browser that has voted; it is gone when it is closed.
_BROWSER = "helped"


@blueprint.get("/you-said-we-did/<slug>/is-it-better")
def ask_whether_better(slug: str) -> ResponseReturnValue:
    """Ask whether something is better since it was done."""
    entry = tracker.get_shown_entry(slug)
    if not _is_asked(entry):
        return redirect(url_for(".show_entry", slug=slug), code=303)
    return _page(entry)


@blueprint.post("/you-said-we-did/<slug>/is-it-better")
@checks_csrf_itself
def say_whether_better(slug: str) -> ResponseReturnValue:
    """Count one vote a browser; what is kept says neither which browser nor which answer."""
    begin_write()
    entry = tracker.get_shown_entry(slug)
    if not _is_asked(entry):
        return redirect(url_for(".show_entry", slug=slug), code=303)
    if not csrf_is_valid():
        return _page(
            entry, wrong=_("This page was open for a long time. Please press the button again.")
        )
    answer = request.form.get("answer", "")
    if answer not in list(Helped):
        abort(400)
    purpose = f"helped-{entry.action_id}"
    try:
        key = limits.refuse_when_over(purpose, most=VOTES, window=VOTES_WINDOW)
    except TooManyRequests:
        return _page(entry, is_over=True), 429
    browser = _browser() or secrets.token_urlsafe(16)
    is_new = tracker.vote_from_page(entry.action, browser=browser, answer=Helped(answer))
    if is_new:
        limits.note_try(key)
    db.session.commit()
    session[_BROWSER] = browser
    return _page(entry, is_new=is_new)


def _browser() -> str:
    kept = session.get(_BROWSER)
    return kept if isinstance(kept, str) else ""


def _is_asked(entry: Entry) -> bool:
    return entry.status == EntryStatus.PUBLISHED and tracker.may_be_judged(entry.action)


def _page(entry: Entry, *, wrong: str = "", is_over: bool = False, is_new: bool = False) -> str:
    browser = _browser()
    return render_template(
        "public/is_it_better.html",
        entry=entry,
        wrong=wrong,
        is_over=is_over,
        is_new=is_new,
        has_voted=bool(browser)
        and not is_new
        and tracker.has_voted_from_page(entry.action, browser=browser),
    )
