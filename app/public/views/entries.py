"""Home, the list of what was said and done, and one entry."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import pdf
from app.i18n import current_locale
from app.public.forms import EntryFilterForm
from app.public.views import blueprint, is_easy
from app.security import may_be_indexed, may_be_kept
from app.strategy import services as strategy
from app.surveys import services as surveys
from app.tracker import services as tracker
from app.tracker.counts import public_count, rounded
from app.tracker.models import Entry, EntryStatus

LATEST = 3


@blueprint.get("/")
@may_be_indexed
@may_be_kept
def home() -> ResponseReturnValue:
    """Show what is open, what changed last, and how much is answered."""
    numbers = tracker.count_numbers()
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    return render_template(
        "public/home.html",
        surveys=[
            surveys.describe(survey, current_locale(), "easy" if is_easy() else None)
            for survey in surveys.open_surveys()
        ],
        entries=tracker.latest_published(LATEST),
        numbers=numbers,
        heard=rounded(numbers.heard) if numbers.heard >= smallest else None,
        smallest=smallest,
    )


def filter_form() -> EntryFilterForm:
    """Return the choices of this request's address, among those that are on offer."""
    form = EntryFilterForm(request.args)
    form.set_choices(
        strategy.list_items(),
        sub_groups=strategy.list_sub_groups(),
        years=tracker.published_years(),
        is_easy=is_easy(),
    )
    return form


@blueprint.get("/you-said-we-did")
@may_be_indexed
@may_be_kept
def list_entries() -> ResponseReturnValue:
    """List what was said and done: overdue first, then newest; narrowed by GET parameters."""
    form = filter_form()
    asked = form.asked()
    return render_template(
        "public/list_entries.html",
        form=form,
        page=tracker.published_entries(asked, request.args.get("page", 1, type=int)),
        is_filtered=bool(asked),
        years=form.years,
        page_url=lambda number: url_for(".list_entries", page=number, **dict[str, Any](asked)),
    )


@blueprint.get("/you-said-we-did/<slug>")
@may_be_indexed
@may_be_kept
def show_entry(slug: str) -> ResponseReturnValue:
    """Show one entry in plain words or easy read; a withdrawn one says why it is gone."""
    entry = tracker.get_shown_entry(slug)
    if entry.status == EntryStatus.WITHDRAWN:
        return render_template("public/withdrawn_entry.html", entry=entry)
    return _entry_page(entry)


def _entry_page(entry: Entry) -> str:
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    return render_template(
        "public/show_entry.html",
        entry=entry,
        action=entry.action,
        quotes=tracker.quotes_to_show(entry),
        notes=tracker.public_notes(entry),
        votes=tracker.count_votes(entry.action),
        may_vote=tracker.may_be_judged(entry.action),
        people=public_count(entry.people, smallest=smallest),
        themes=tracker.themes_to_name(entry.action, smallest=smallest),
        has_pdf=pdf.is_available(),
    )


@blueprint.get("/you-said-we-did/<slug>/pdf")
def show_entry_pdf(slug: str) -> ResponseReturnValue:
    """Give one entry as a tagged PDF; where PDFs cannot be made, or it is withdrawn, its page."""
    entry = tracker.get_shown_entry(slug)
    if entry.status == EntryStatus.WITHDRAWN or not pdf.is_available():
        return redirect(url_for(".show_entry", slug=slug), code=303)
    address = current_app.config["SETTINGS"].public_base_url
    return pdf.answer_with(_entry_page(entry), name=entry.slug, base_url=address)
