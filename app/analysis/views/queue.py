"""The list of comments, and the way to the next one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.analysis import services, words
from app.analysis.forms import QueueForm
from app.analysis.views.blueprint import blueprint
from app.db import today
from app.strategy import services as strategy


def asked_filter() -> services.QueueFilter:
    """Return what the address says should be listed."""
    state = request.args.get("state", "to-review")
    return services.QueueFilter(
        state=state if state in services.STATES else "to-review",
        survey=request.args.get("survey", "")[:80],
        code=request.args.get("tag", "")[:40],
    )


def asked_page() -> int:
    """Return the number of the page that the address asks for."""
    return min(request.args.get("page", 1, type=int) or 1, 1_000_000)


def as_query(chosen: services.QueueFilter) -> dict[str, Any]:
    """Return the arguments of an address that keep the filter."""
    kept = chosen.as_query()
    code = kept.pop("code", "")
    return {**kept, **({"tag": code} if code else {})}


@blueprint.get("/comments")
def list_comments() -> ResponseReturnValue:
    """List comments, the most urgent and the least certain first."""
    chosen = asked_filter()
    form = QueueForm(request.args).offer(services.list_surveys(), strategy.list_items())
    return render_template(
        "analysis/list_comments.html",
        form=form,
        page=services.list_queue(chosen, page=asked_page()),
        chosen=chosen,
        query=as_query(chosen),
        unread=services.count_unread(),
        left=services.count_left_for_a_person(),
        foreign=services.count_queue(services.QueueFilter(state="other-language")),
        words=words,
        months=services.outside_by_month(today(), months=3),
        page_url=lambda number: url_for(".list_comments", page=number, **as_query(chosen)),
    )


@blueprint.get("/comments/next")
def show_next() -> ResponseReturnValue:
    """Go to the next comment to review, after the one named `after`, or back to the list."""
    chosen = asked_filter()
    after = request.args.get("after")
    comment_id = services.next_comment(chosen, after=after)
    if comment_id is None:
        flash(_("No comment waits for review here. Well done."), "success")
        return redirect(url_for(".list_comments", **as_query(chosen)), 303)
    return redirect(url_for(".show_comment", comment_id=comment_id, **as_query(chosen)), 303)
