"""Pages that the Local Offer shows in a frame of its own, and the page that says how.

They have no script, no form and no cookie of theirs; their links open our pages in the whole
window. Who may frame them is set by the operator (EMBED_ORIGINS), nobody by default.
"""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.public.openapi import OPERATIONS
from app.public.views import blueprint, ignore_the_cookie
from app.public.views.entries import filter_form
from app.public.views.feeds import public_base_url
from app.security import is_open_data, may_be_framed, may_be_kept
from app.strategy import services as strategy
from app.strategy.models import Family
from app.tracker import services as tracker
from app.tracker.counts import public_count
from app.tracker.models import EntryStatus

USUAL_NUMBER, MOST = 3, 10


@blueprint.get("/embed/you-said-we-did")
@may_be_framed
@is_open_data
def embed_entries() -> ResponseReturnValue:
    """Show the first few entries; the address narrows them as it does on the list."""
    ignore_the_cookie()
    asked = filter_form().asked()
    number = request.args.get("number", USUAL_NUMBER, type=int)
    page = tracker.published_entries(asked, size=min(max(1, number), MOST))
    return render_template("public/embed_entries.html", page=page, asked=asked)


@blueprint.get("/embed/you-said-we-did/<slug>")
@may_be_framed
@is_open_data
def embed_entry(slug: str) -> ResponseReturnValue:
    """Show one entry; a withdrawn one says why it is gone."""
    ignore_the_cookie()
    entry = tracker.get_shown_entry(slug)
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    is_withdrawn = entry.status == EntryStatus.WITHDRAWN
    return render_template(
        "public/embed_entry.html",
        entry=entry,
        is_withdrawn=is_withdrawn,
        quotes=[] if is_withdrawn else tracker.quotes_to_show(entry),
        notes=[] if is_withdrawn else tracker.public_notes(entry),
        people=public_count(entry.people, smallest=smallest),
    )


@blueprint.get("/for-other-sites")
@may_be_kept
def for_other_sites() -> ResponseReturnValue:
    """Say how other sites can show and use what is published here."""
    return render_template(
        "public/for_other_sites.html",
        base_url=public_base_url(),
        operations=OPERATIONS,
        origins=current_app.config["SETTINGS"].embed_origins,
        priorities=strategy.list_items(Family.PRIORITY),
        smallest=current_app.config["SMALLEST_PUBLIC_COUNT"],
    )
