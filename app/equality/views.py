"""The equality page: who is asked, the questions that fit, and thank you."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import limits
from app.db import begin_write, db, random_id
from app.equality import services
from app.equality.forms import ASKED, EqualityForm, WhoForm

blueprint = Blueprint("equality", __name__, template_folder="templates")

MOST_REPLIES = 600
WINDOW = timedelta(minutes=10)
LONGEST_SLUG = 80


def _survey() -> str:
    return request.values.get("survey", "")[:LONGEST_SLUG]


@blueprint.get("/about-you")
def choose_who() -> ResponseReturnValue:
    """Ask who answers, so that only fitting questions follow."""
    form = WhoForm(formdata=None)
    who = request.args.get("who")
    if who in ASKED:
        return redirect(url_for(".ask", who=who, survey=_survey() or None), 303)
    return render_template(
        "equality/choose_who.html", form=form, survey=_survey(), is_empty="go" in request.args
    )


@blueprint.route("/about-you/<who>", methods=["GET", "POST"])
def ask(who: str) -> ResponseReturnValue:
    """Ask; POST keeps what was answered, apart from everything else."""
    if who not in ASKED:
        abort(404)
    if request.method == "GET":
        form = EqualityForm.for_whom(who, formdata=None, form_key=random_id(), survey=_survey())
        return _page(form, who)
    form = EqualityForm.for_whom(who)
    if not form.validate():
        return _page(form, who)
    begin_write()
    limits.note_try(limits.refuse_when_over("equality", most=MOST_REPLIES, window=WINDOW))
    services.store_reply(
        form_key=form.form_key.data or random_id(),
        survey_slug=_survey(),
        who=who,
        answers=form.answers(who),
    )
    db.session.commit()
    return redirect(url_for(".thanks"), 303)


def _page(form: EqualityForm, who: str) -> ResponseReturnValue:
    return render_template("equality/ask.html", form=form, names=ASKED[who])


@blueprint.get("/about-you/thank-you")
def thanks() -> ResponseReturnValue:
    """Say that it is kept, and apart."""
    return render_template("equality/thanks.html")
