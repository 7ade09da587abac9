"""Preview: a survey in the making, page by page, as people will see it; nothing is kept."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.i18n import LANGUAGES, current_locale
from app.responses.forms import StartForm, make_form
from app.responses.models import Style
from app.responses.pages import asked_style, intro_page, question_page
from app.responses.paper import paper_page
from app.responses.services import Visit
from app.security import may_be_framed_by_us, shows_our_own
from app.surveys import services as surveys
from app.surveys.definition import ENGLISH, Definition
from app.surveys.models import Survey, SurveyWork

blueprint = Blueprint(
    "preview", __name__, url_prefix="/staff/surveys/<slug>/preview", template_folder="templates"
)


#: The narrowest screen that we promise to fit, and the usual phone.
WIDTHS = (320, 360)
#: What a frame is for, and what it may do there: without JavaScript it may only send forms.
SANDBOXES = {"phone": None, "no-script": "allow-forms allow-same-origin"}


def _find(slug: str) -> tuple[SurveyWork, Definition]:
    """Return a survey in the making that can be drawn, on the screens of the style, or 404."""
    work = surveys.get_work(slug)
    definition = surveys.look_at(work.definition, work.overrides).definition
    if definition is None or not definition.screens:
        abort(404)
    return work, definition.in_style(asked_style(definition))


@blueprint.get("")
@may_be_framed_by_us
def show_start(slug: str) -> ResponseReturnValue:
    """Begin at the page before question 1."""
    _work, definition = _find(slug)
    return _to(slug, None, asked_style(definition).value, current_locale())


def _to(slug: str, page: str | None, style: str, lang: str) -> ResponseReturnValue:
    """Go to a page; None is the one before question 1."""
    place = url_for(".show_intro", slug=slug, style=style, lang=lang)
    if page is not None:
        place = url_for(".show_page", slug=slug, page=page, style=style, lang=lang)
    return redirect(place, 303)


def _visit(work: SurveyWork, definition: Definition) -> Visit:
    """Return a visit to a survey in the making, as if it were live and open."""
    survey = Survey(slug=work.slug, closes_on=work.closes_on, results_on=work.results_on)
    return Visit(work.slug, survey, 0, definition, None)


@blueprint.route("/before/the-questions", methods=["GET", "POST"])
@may_be_framed_by_us
def show_intro(slug: str) -> ResponseReturnValue:
    """Show the page before question 1, with the promised date; Start goes on."""
    work, definition = _find(slug)
    style, locale = asked_style(definition), current_locale()
    if request.method == "POST":
        return _to(slug, definition.screens[0].code, style.value, locale)
    return intro_page(
        _visit(work, definition),
        StartForm(formdata=None),
        style,
        locale,
        preview=url_for("surveys.show_work", slug=slug, lang=None),
    )


@blueprint.get("/in/a-frame")
@shows_our_own
def show_frame(slug: str) -> ResponseReturnValue:
    """Show it as a phone does, or without JavaScript, in a frame of this page."""
    work, definition = _find(slug)
    seen = request.args.get("seen", "phone")
    if seen not in SANDBOXES:
        abort(404)
    asked = request.args.get("width", WIDTHS[-1], type=int)
    width = asked if asked in WIDTHS else WIDTHS[-1]
    here = {"seen": seen, "style": asked_style(definition).value, "lang": current_locale()}
    return render_template(
        "responses/preview_frame.html",
        title=definition.wording("title", ENGLISH, "plain"),
        slug=work.slug,
        seen=seen,
        sandbox=SANDBOXES[seen],
        url=url_for(".show_start", slug=slug, style=here["style"], lang=here["lang"]),
        width=width,
        ways=_ways(slug, {**here, "width": width}),
    )


def _ways(slug: str, here: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return (words, address, is it this one) of every other way to see the same in a frame."""
    changes: list[tuple[str, dict[str, Any]]] = [
        (_("Standard words"), {"style": "plain"}),
        (_("Easy read"), {"style": "easy"}),
        *((each.name, {"lang": each.code}) for each in LANGUAGES.values()),
        *((_("%(width)s pixels wide", width=each), {"width": each}) for each in WIDTHS),
        (_("On a phone"), {"seen": "phone"}),
        (_("Without JavaScript"), {"seen": "no-script"}),
    ]
    return [
        (
            words,
            url_for(".show_frame", slug=slug, **{**here, **change}),
            change.items() <= here.items(),
        )
        for words, change in changes
    ]


@blueprint.route("/<page>", methods=["GET", "POST"])
@may_be_framed_by_us
def show_page(slug: str, page: str) -> ResponseReturnValue:
    """Show one page; every button works, and goes on without keeping anything."""
    work, definition = _find(slug)
    screen = definition.screen(page)
    if screen is None:
        abort(404)
    style, locale = asked_style(definition), current_locale()
    if request.method == "POST":
        return _go_on(slug, page, definition, style.value, locale)
    visit = _visit(work, definition)
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
    if place < 0:
        return _to(slug, None, style, locale)
    is_over = kind == "leave" or place >= len(codes)
    if is_over and request.headers.get("Sec-Fetch-Dest") == "iframe":
        return _to(slug, None, style, locale)  # the page about it may not be framed
    if is_over:
        return redirect(url_for("surveys.show_work", slug=slug, lang=None), 303)
    return _to(slug, codes[place], style, locale)


@blueprint.get("/on-paper")
def show_paper(slug: str) -> ResponseReturnValue:
    """Show it as it will be on paper."""
    _work, definition = _find(slug)
    return paper_page(
        definition,
        slug=slug,
        version=None,
        style=asked_style(definition),
        pdf_url=None,
        preview=url_for("surveys.show_work", slug=slug, lang=None),
    )
