"""Taking part alone: the page for a group's code, and what follows when answers are sent."""

from datetime import timedelta

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import limits
from app.db import begin_write, db
from app.groups import services, tablet
from app.groups.forms import JoinForm
from app.groups.models import GroupSession, GroupWay
from app.i18n import current_locale, use_locale
from app.responses.models import Submission
from app.responses.views import switched

blueprint = Blueprint("joining", __name__, template_folder="templates")
#: A whole class behind one address may mistype; a machine that guesses gets nowhere.
MOST_WRONG_CODES = 30
WRONG_CODES_WINDOW = timedelta(minutes=15)


@blueprint.route("/join", methods=["GET", "POST"])
def join() -> ResponseReturnValue:
    """Ask for the code of a group; POST leads to its survey."""
    form = JoinForm()
    if locale := switched(request.form.get("go", "")).locale:
        session["lang"] = locale
        use_locale(locale)
        return _join_page(form)
    if not form.was_sent_and_valid():
        return _join_page(form)
    begin_write()
    key = limits.refuse_when_over("join", most=MOST_WRONG_CODES, window=WRONG_CODES_WINDOW)
    group = services.find_joinable(form.code.data)
    if group is None:  # unknown, stopped, too old, full or closed: one sentence for all
        limits.note_try(key)
        db.session.commit()
        form.code.errors = [_("We cannot find that code. Ask the person who helps your group.")]
        return _join_page(form)
    if group.way == GroupWay.TABLET:
        return tablet.pass_round(group)
    return _take_part(group)


def _join_page(form: JoinForm) -> ResponseReturnValue:
    return render_template("groups/join.html", form=form, easy_read=True)


def _take_part(group: GroupSession) -> ResponseReturnValue:
    """Begin the ordinary survey; only the cookie knows that it is for this group."""
    slug = group.survey_version.survey.slug
    session[tablet.GROUP] = {"id": group.id, "way": group.way.value, "slug": slug}
    chosen = current_locale()
    locale = group.locale if chosen == "en" else chosen
    url = url_for("responses.start_survey", slug=slug, style=group.style.value, lang=locale)
    return redirect(url, 303)


def note_sent(submission: Submission) -> None:
    """Count what was sent for a group; the caller commits."""
    ticket = session.get(tablet.GROUP)
    if ticket:
        services.take_part(ticket["id"], submission)


def after_sending(code: str | None) -> ResponseReturnValue | None:
    """Return the page that follows where a device goes round; `code` is a receipt, when asked for.

    Elsewhere the ordinary thanks follow, and the next form on this device is for no group.
    """
    if tablet.ticket():
        return tablet.thank(code)
    session.pop(tablet.GROUP, None)
    return None


def init_app(app: Flask) -> None:
    """Let the public survey tell this room, which lies above it, that something was sent."""
    app.register_blueprint(blueprint)
    app.extensions["note_sent"] = note_sent
    app.extensions["after_sending"] = after_sending
