"""Search: what is looked for is posted and stored, so that it is in no address and no log."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.analysis import services, words
from app.analysis.forms import NameSearchForm, SearchForm
from app.analysis.models import ExportKind
from app.analysis.services import exporting, finding
from app.analysis.views.blueprint import blueprint
from app.db import begin_write, db
from app.errors import DomainError
from app.strategy import services as strategy


def _only_reviewed() -> bool:
    """Return True for people who may see only what was read and masked."""
    return not may_open("analysis.show_comment", current_user)


def offer(form: SearchForm) -> SearchForm:
    """Offer what can be searched for by this person."""
    return form.offer(
        surveys=services.searchable_surveys(),
        items=strategy.list_items(),
        themes=services.list_themes(),
        languages=finding.languages_written(),
        only_reviewed=_only_reviewed(),
    )


def _page(form: SearchForm, **facts: Any) -> str:
    return render_template(
        "analysis/search.html",
        form=form,
        saved=services.list_searches(current_user),
        only_reviewed=_only_reviewed(),
        may_group=may_open("analysis.ask_for_groups", current_user),
        may_take_words=exporting.may_have(ExportKind.WORDS, current_user),
        words=words,
        **{"search": None, "page": None, "name_form": None, "after": "", **facts},
    )


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """Ask what to find; a search that was sent is stored, and shown at an address of its own."""
    form = offer(SearchForm())
    if form.was_sent_and_valid():
        begin_write()
        stored = services.store_search(form.criteria(), by=current_user)
        db.session.commit()
        return redirect(url_for(".show_search", search_id=stored.id), 303)
    return _page(form), 422 if form.errors else 200


@blueprint.get("/search/<search_id>")
def show_search(search_id: str) -> ResponseReturnValue:
    """Show what one search finds."""
    stored = services.get_search(search_id[:26], by=current_user)
    return _found(stored, NameSearchForm(formdata=None))


def _found(stored: Any, name_form: NameSearchForm) -> str:
    wanted = services.Criteria.from_dict(stored.criteria)
    after = request.args.get("after", "")[:37]
    return _page(
        offer(SearchForm(formdata=None, data=wanted.as_form())),
        search=stored,
        page=services.find(wanted, only_reviewed=_only_reviewed(), after=after),
        name_form=name_form,
        after=after,
    )


@blueprint.post("/search/<search_id>/name")
def name_search(search_id: str) -> ResponseReturnValue:
    """Keep a search under a name."""
    begin_write()
    stored = services.get_search(search_id[:26], by=current_user)
    form = NameSearchForm()
    if form.was_sent_and_valid():
        try:
            services.name_search(stored, form.name.data, by=current_user)
        except DomainError as error:
            form.name.errors = [str(error)]
        else:
            db.session.commit()
            flash(_("The search is saved."), "success")
            return redirect(url_for(".show_search", search_id=stored.id), 303)
    return _found(stored, form), 422


@blueprint.post("/search/<search_id>/remove")
def remove_search(search_id: str) -> ResponseReturnValue:
    """Forget a search."""
    begin_write()
    services.remove_search(services.get_search(search_id[:26], by=current_user))
    db.session.commit()
    flash(_("The saved search is removed."), "success")
    return redirect(url_for(".search"), 303)
