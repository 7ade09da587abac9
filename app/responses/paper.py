"""Paper: a survey as a printable pack, in easy read or plain words, as a page and as a PDF (Y7)."""

from functools import partial
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import pdf
from app.i18n import current_locale
from app.responses.models import Style
from app.responses.pages import Speaker, asked_style, option_pictures, question_pictures
from app.surveys import services as surveys
from app.surveys.definition import Definition
from app.surveys.screens import Screen, find_place

blueprint = Blueprint("paper", __name__, template_folder="templates")


def _number(screen: Screen, screens: tuple[Screen, ...]) -> str:
    """Return a question's number on paper: "3", or "8 b" for the second part of question 8."""
    place = find_place(screen, screens)
    if place is None:
        return ""
    return f"{place.number}{chr(96 + place.part)}" if place.parts > 1 else str(place.number)


def paper_page(
    definition: Definition,
    *,
    slug: str,
    version: int | None,
    style: Style,
    preview: str | None = None,
    **more: Any,
) -> str:
    """Return every question of a survey on one page that prints well; `version` is on each page.

    `preview` is the address that a preview goes back to.
    """
    definition = definition.in_style(style)
    say, adult = Speaker(definition, current_locale(), style), definition.from_16
    return render_template(
        "responses/paper.html",
        definition=definition,
        say=say,
        slug=slug,
        version=version,
        preview=preview,
        easy_read=style == Style.EASY,
        options_of=partial(definition.offered, style=style),
        pictures_of=lambda question: option_pictures(definition, question, adult=adult),
        shown_of=lambda question: question_pictures(definition, question, adult=adult),
        numbers={each.code: _number(each, definition.screens) for each in definition.screens},
        conditions={each.code: _conditions(each, definition, say) for each in definition.screens},
        is_unchecked=not definition.is_checked(current_locale()),
        **more,
    )


def _conditions(screen: Screen, definition: Definition, say: Speaker) -> list[tuple[str, str]]:
    """Return (question, answers) for each condition of a screen: paper cannot skip by itself."""
    found = []
    for code, allowed in screen.show_when.items():
        question = definition.questions[code]
        words = [
            say(definition.option_key(question, option))
            for option in definition.options_of(question, say.style)
            if option.code in allowed
        ]
        found.append((str(say(code)), " / ".join(words)))
    return found


def _live_page(slug: str) -> str:
    survey = surveys.get_survey(slug)
    version = surveys.latest_version(survey)
    definition = surveys.definition_of(version.id, version.checksum)
    style = asked_style(definition)
    return paper_page(
        definition,
        slug=slug,
        version=version.number,
        style=style,
        pdf_url=url_for(".show_paper_pdf", slug=slug, style=style.value)
        if pdf.is_available()
        else None,
    )


@blueprint.get("/surveys/<slug>/on-paper")
def show_paper(slug: str) -> ResponseReturnValue:
    """Show a whole survey on one page, to print."""
    return _live_page(slug)


@blueprint.get("/surveys/<slug>/on-paper.pdf")
def show_paper_pdf(slug: str) -> ResponseReturnValue:
    """Give the pack as a tagged PDF; where PDFs cannot be made, the page to print."""
    if not pdf.is_available():
        return redirect(url_for(".show_paper", slug=slug, style=request.args.get("style")), 303)
    address = current_app.config["SETTINGS"].public_base_url
    return pdf.answer_with(_live_page(slug), name=slug, base_url=address)
