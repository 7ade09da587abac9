"""Entering paper: one survey on one page, in the order of the paper, fast by keyboard (Y7)."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import worker
from app.accounts.access import may_open
from app.db import begin_write, db, random_id, today
from app.i18n import DEFAULT_LANGUAGE, current_locale
from app.responses import services
from app.responses.forms import PaperForm, ScreenForm, make_whole_form, refuse_unasked
from app.responses.models import Channel, SecondTyping, Style
from app.responses.pages import Speaker, asked_style
from app.responses.picture_code import pictures_of
from app.surveys import services as surveys
from app.surveys.definition import SCALES, Definition
from app.surveys.models import SurveyVersion

blueprint = Blueprint("entering", __name__, url_prefix="/staff/paper", template_folder="templates")
MOST_LISTED = 100


@blueprint.get("")
def list_surveys() -> ResponseReturnValue:
    """List the surveys whose papers can be entered; one that has closed still can.

    Below them are the papers that somebody else typed in, and that are to be typed in again.
    """
    cards = [surveys.describe(each, DEFAULT_LANGUAGE) for each in surveys.list_surveys()]
    mine, others = services.count_untyped(current_user.id)
    return render_template(
        "responses/list_papers.html",
        cards=cards,
        untyped=_rows(services.list_untyped(current_user.id, limit=MOST_LISTED)),
        count_untyped=mine,
        count_others=others,
        unsettled=_rows(
            each
            for each in services.list_unsettled(limit=MOST_LISTED)
            if current_user.id in {each.first_by_id, each.second_by_id}
            or may_open("analysis.list_comments", current_user)
        ),
        agreement=services.measure_agreement(),
    )


def _rows(typings: Iterable[SecondTyping]) -> list[dict[str, Any]]:
    """Return what a person needs to find each paper, and nothing that stands on it."""
    return [
        {
            "id": each.submission_id,
            "mark": services.paper_mark(each.submission_id),
            "title": services.definition_behind(each.submission)
            .wording("title", DEFAULT_LANGUAGE, each.submission.style)
            .bare,
            "came_on": each.submission.received_on,
        }
        for each in typings
    ]


@blueprint.route("/<slug>", methods=["GET", "POST"])
def enter(slug: str) -> ResponseReturnValue:
    """Show one empty paper; POST keeps what was on it and shows the next."""
    versions = surveys.list_versions(surveys.get_survey(slug))
    version = _version_on_paper(versions)
    definition = surveys.definition_of(version.id, version.checksum)
    style = asked_style(definition)
    definition = definition.in_style(style)
    locale = current_locale()
    chosen = {"versions": versions, "version": version}
    build = make_whole_form(definition, locale, style)
    if request.method == "GET":
        return _page(slug, definition, style, build(formdata=None), _empty_paper(), **chosen)
    form, paper = build(request.form), PaperForm(request.form)
    g.their_words = form.their_words()
    if not (_is_right(form, definition) & _came_already(paper)):
        return _page(slug, definition, style, form, paper, **chosen)
    begin_write()
    form_key = paper.form_key.data or random_id()
    known = services.find_sent(form_key)
    code = known[1] if known else None
    if known is None:
        submission, code = services.store_submission(
            definition,
            form.typed(),
            slug=slug,
            version_id=version.id,
            style=style,
            locale=locale,
            form_key=form_key,
            screen=current_app.extensions.get("screen"),
            channel=Channel.PAPER,
            received_on=paper.received_on.data,
            actor=str(current_user.id),
        )
        again = services.note_first_typing(submission, by_id=current_user.id)
    else:
        again = services.find_typing(known[0])
    mark = services.paper_mark(again.submission_id) if again else None
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
        mark=mark,
        **chosen,
    )


def _version_on_paper(versions: list[SurveyVersion]) -> SurveyVersion:
    """Return the version that the paper carries at its edge: as chosen, else the newest."""
    asked = request.values.get("version")
    if not versions:
        abort(404)
    if asked is None:
        return versions[0]
    return next((each for each in versions if str(each.number) == asked), None) or abort(404)


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
    return refuse_unasked(form, definition) and is_right


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
