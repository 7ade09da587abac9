"""Asking for updates, and the page that each mail links to. No page tells who is signed up."""

from datetime import timedelta

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import limits, worker
from app.db import begin_write, db
from app.i18n import current_locale
from app.public.views import is_easy
from app.security import checks_csrf_itself, csrf_is_valid
from app.strategy import services as strategy
from app.strategy.wordings import name_of
from app.updates import services
from app.updates.forms import FollowForm
from app.updates.models import Follower
from app.updates.views import are_offered, blueprint
from app.wordings import Wording, english

TRIES = 10
TRIES_WINDOW = timedelta(hours=1)
#: What a mail program sends when somebody presses its own "unsubscribe" (RFC 8058).
ONE_CLICK = "One-Click"


def _asked_theme() -> tuple[int, str] | None:
    """Return the id and name of the theme in this address, when it may be named."""
    number = request.args.get("theme", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    theme = services.theme_to_follow(int(number), smallest=smallest)
    if theme is None:
        return None
    return theme.id, theme.easy_read_name if is_easy() else theme.name


def _asked_form() -> FollowForm:
    """Return the form; what the address names is ticked to begin with."""
    theme = _asked_theme()
    ticked = [services.theme_topic(theme[0])] if theme else []
    if priority := request.args.get("priority"):
        ticked.append(services.priority_topic(priority))
    form = FollowForm(data={"topics": ticked})
    return form.offer(strategy.list_items(), theme, is_easy=is_easy())


@blueprint.route("/updates", methods=["GET", "POST"])
@checks_csrf_itself
def ask() -> ResponseReturnValue:
    """Ask for updates; whatever the address is, the answer is the same."""
    if not are_offered():
        abort(404)
    if request.method == "POST":
        begin_write()
    form = _asked_form()
    if form.is_submitted() and not csrf_is_valid():
        form.form_errors.append(
            _("This page was open for a long time. Please press the button again.")
        )
    elif form.was_sent_and_valid():
        key = limits.refuse_when_over("updates", most=TRIES, window=TRIES_WINDOW)
        limits.note_try(key)
        services.ask(
            form.address.data,
            form.topics.data or [],
            locale=current_locale(),
            is_easy=is_easy(),
        )
        db.session.commit()
        worker.nudge()
        return redirect(url_for(".asked"), 303)
    return render_template("updates/ask.html", form=form)


@blueprint.get("/updates/asked")
def asked() -> ResponseReturnValue:
    """Say that a mail comes, and what to do with it."""
    return render_template("updates/asked.html")


def _topic_words(follower: Follower) -> dict[str, Wording]:
    """Return {topic: its name} of all that a follower asked for."""
    names: dict[str, Wording] = {
        services.priority_topic(item.code): name_of(item, is_easy=is_easy())
        for item in strategy.list_items()
    }
    for each in follower.follows:
        theme = services.theme_of(each.topic)
        if theme is not None:
            names[each.topic] = english(theme.easy_read_name if is_easy() else theme.name)
    return names


@blueprint.get("/updates/mine/<token>")
def show_mine(token: str) -> ResponseReturnValue:
    """Show what an address gets, with buttons: opening a link changes nothing.

    Programs that look after people's mail open links before people do.
    """
    follower = services.find_by_token(token)
    if follower is None:
        return render_template("updates/gone.html"), 404
    return render_template(
        "updates/show_mine.html", follower=follower, token=token, names=_topic_words(follower)
    )


@blueprint.post("/updates/mine/<token>/yes")
def confirm(token: str) -> ResponseReturnValue:
    """Take somebody's yes."""
    begin_write()
    follower = services.find_by_token(token)
    if follower is None:
        return render_template("updates/gone.html"), 404
    services.confirm(follower)
    db.session.commit()
    return redirect(url_for(".show_mine", token=token), 303)


@blueprint.route("/updates/mine/<token>/stop", methods=["GET", "POST"])
@checks_csrf_itself
def stop(token: str) -> ResponseReturnValue:
    """Stop, and delete the address. A mail program may do it too: the token is the right to."""
    if request.method == "GET":
        return redirect(url_for(".show_mine", token=token), 303)
    if request.form.get("List-Unsubscribe") != ONE_CLICK and not csrf_is_valid():
        abort(400)
    begin_write()
    follower = services.find_by_token(token)
    if follower is not None:
        services.stop(follower)
    db.session.commit()
    return render_template("updates/stopped.html")
