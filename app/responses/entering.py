"""Entering paper: one survey on one page, in the order of the paper, fast by keyboard (Y7)."""

from typing import Any

from flask import Blueprint, current_app, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import worker
from app.db import begin_write, db, random_id, today
from app.i18n import DEFAULT_LANGUAGE, current_locale
from app.responses import services
from app.responses.forms import PaperForm, ScreenForm, make_whole_form
from app.responses.models import Channel, Style
from app.responses.pages import Speaker, asked_style
from app.responses.picture_code import pictures_of
from app.surveys import services as surveys
from app.surveys.definition import SCALES, Definition

blueprint = Blueprint("entering", __name__, url_prefix="/staff/paper", template_folder="templates")


@blueprint.get("")
def list_surveys() -> ResponseReturnValue:
    """List the surveys whose papers can be entered; one that has closed still can."""
    cards = [surveys.describe(each, DEFAULT_LANGUAGE) for each in surveys.list_surveys()]
    return render_template("responses/list_papers.html", cards=cards)


@blueprint.route("/<slug>", methods=["GET", "POST"])
def enter(slug: str) -> ResponseReturnValue:
    """Show one empty paper; POST keeps what was on it and shows the next."""
    survey = surveys.get_survey(slug)
    version_id, definition = surveys.latest_definition(survey)
    style = asked_style(definition)
    locale = current_locale()
    build = make_whole_form(definition, locale, style)
    if request.method == "GET":
        return _page(slug, definition, style, build(formdata=None), _empty_paper())
    form, paper = build(request.form), PaperForm(request.form)
    g.their_words = form.their_words()
    if not (_is_right(form, definition) & _came_already(paper)):
        return _page(slug, definition, style, form, paper)
    begin_write()
    form_key = paper.form_key.data or random_id()
    known = services.find_sent(form_key)
    code = known[1] if known else None
    if known is None:
        _submission, code = services.store_submission(
            definition,
            form.typed(),
            slug=slug,
            version_id=version_id,
            style=style,
            locale=locale,
            form_key=form_key,
            screen=current_app.extensions.get("screen"),
            channel=Channel.PAPER,
            received_on=paper.received_on.data,
            actor=str(current_user.id),
        )
    db.session.commit()
    worker.nudge()
    flash(_("It is saved, and marked as entered from paper."), "success")
    return _page(
        slug,
        definition,
        style,
        build(formdata=None),
        _empty_paper(paper),
        code=code,
        pictures=pictures_of(code or ""),
    )


def _empty_paper(before: PaperForm | None = None) -> PaperForm:
    day = before.received_on.data if before else today()
    return PaperForm(formdata=None, form_key=random_id(), received_on=day)


def _came_already(paper: PaperForm) -> bool:
    """Say whether the day is a real one that is not still to come."""
    is_right = bool(paper.validate())
    if is_right and (paper.received_on.data or today()) > today():
        paper.received_on.errors = [_("This day has not come yet.")]
        return False
    return is_right


def _is_right(form: ScreenForm, definition: Definition) -> bool:
    """Check every answer; one that nobody was asked for would be lost, so it is refused."""
    is_right = bool(form.validate())
    answers = {code: value for code, value in form.typed().items() if value}
    for code in set(answers) - definition.asked(answers):
        form[code].errors = [
            _(
                "On paper this is answered, but the answer before it does not lead here. "
                "Change that answer, or leave this one empty."
            )
        ]
        is_right = False
    return is_right


def _page(
    slug: str,
    definition: Definition,
    style: Style,
    form: ScreenForm,
    paper: PaperForm,
    **more: Any,
) -> str:
    return render_template(
        "responses/enter_paper.html",
        slug=slug,
        definition=definition,
        say=Speaker(definition, current_locale(), style),
        style=style.value,
        form=form,
        paper=paper,
        points={kind: len(codes) for kind, codes in SCALES.items()},
        **more,
    )
