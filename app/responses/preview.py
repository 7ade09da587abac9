"""Preview: a survey in the making, page by page, as people will see it; nothing is kept."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.i18n import LANGUAGES, current_locale
from app.responses.forms import make_form
from app.responses.models import Style
from app.responses.pages import asked_style, question_page
from app.responses.paper import paper_page
from app.responses.services import Visit
from app.surveys import services as surveys
from app.surveys.definition import Definition
from app.surveys.models import Survey, SurveyWork

blueprint = Blueprint(
    "preview", __name__, url_prefix="/staff/surveys/<slug>/preview", template_folder="templates"
)


def _find(slug: str) -> tuple[SurveyWork, Definition]:
    """Return a survey in the making that can be drawn, or answer 404."""
    work = surveys.get_work(slug)
    definition = surveys.look_at(work.definition, work.overrides).definition
    if definition is None or not definition.screens:
        abort(404)
    return work, definition


@blueprint.get("")
def show_start(slug: str) -> ResponseReturnValue:
    """Begin at the first page."""
    _work, definition = _find(slug)
    return _to(slug, definition.screens[0].code, asked_style(definition).value, current_locale())


def _to(slug: str, page: str, style: str, lang: str) -> ResponseReturnValue:
    return redirect(url_for(".show_page", slug=slug, page=page, style=style, lang=lang), 303)


@blueprint.route("/<page>", methods=["GET", "POST"])
def show_page(slug: str, page: str) -> ResponseReturnValue:
    """Show one page; every button works, and goes on without keeping anything."""
    work, definition = _find(slug)
    screen = definition.screen(page)
    if screen is None:
        abort(404)
    style, locale = asked_style(definition), current_locale()
    if request.method == "POST":
        return _go_on(slug, page, definition, style.value, locale)
    survey = Survey(slug=slug, results_on=work.results_on)
    visit = Visit(slug, survey, 0, definition, None)
    form = make_form(definition, page, locale, style)(formdata=None)
    return question_page(
        visit,
        screen,
        form,
        style,
        locale,
        shown=list(definition.screens),
        preview=url_for("surveys.show_work", slug=slug, lang=None),
    )


def _go_on(
    slug: str, page: str, definition: Definition, style: str, locale: str
) -> ResponseReturnValue:
    codes = [screen.code for screen in definition.screens]
    kind, _colon, value = request.form.get("go", "next").partition(":")
    if kind == "style" and value in set(Style):
        return _to(slug, page, value, locale)
    if kind == "lang" and value in LANGUAGES:
        return _to(slug, page, style, value)
    place = codes.index(page) + (-1 if kind == "back" else 1)
    if kind == "leave" or not 0 <= place < len(codes):
        return redirect(url_for("surveys.show_work", slug=slug, lang=None), 303)
    return _to(slug, codes[place], style, locale)


@blueprint.get("/on-paper")
def show_paper(slug: str) -> ResponseReturnValue:
    """Show it as it will be on paper."""
    _work, definition = _find(slug)
    return paper_page(
        definition, slug=slug, version=None, style=asked_style(definition), pdf_url=None
    )
