"""The duty inbox: pages for safeguarding leads."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.errors import DomainError
from app.responses import services as responses
from app.responses.models import Comment
from app.safeguarding import services
from app.safeguarding.forms import OUTCOMES, DecidedForm, DecisionForm, RaiseForm
from app.safeguarding.models import Outcome

blueprint = Blueprint(
    "safeguarding", __name__, url_prefix="/staff/safeguarding", template_folder="templates"
)


def _asked_page(name: str) -> int:
    return request.args.get(name, 1, type=int) or 1


@blueprint.get("")
def list_comments() -> ResponseReturnValue:
    """List what waits, all of it, and below it what was closed."""
    form = DecidedForm(request.args)
    chosen = next((each for each in Outcome if each.value == form.outcome.data), None)
    return render_template(
        "safeguarding/list_comments.html",
        form=form,
        waiting=services.list_open(page=_asked_page("page")),
        decided=services.list_decided(outcome=chosen, page=_asked_page("decided")),
        outcomes=OUTCOMES,
        spoken=responses.count_unwritten(),
        unread=current_app.extensions.get("count_unread", lambda: None)(),
        page_url=lambda number: url_for(".list_comments", page=number),
        decided_url=lambda number: url_for(
            ".list_comments", decided=number, outcome=form.outcome.data
        ),
    )


@blueprint.get("/next")
def show_next() -> ResponseReturnValue:
    """Go to the first item that waits, or back to the list when none does."""
    comment = services.next_open()
    if comment is None:
        return redirect(url_for(".list_comments"), 303)
    return redirect(url_for(".show_comment", comment_id=comment.id), 303)


def _is_language_said(comment: Comment) -> bool:
    """Return True when a person, not only the machine, said what language the words are in."""
    ask = current_app.extensions.get("is_language_said", lambda _comment: False)
    return comment.waits_for_translation and ask(comment)


def _page(item: services.InboxItem, **forms: Any) -> str:
    """Return the page of one record, and put on record that it was looked at."""
    comment = item.comment
    services.record_view(comment, by=current_user)
    db.session.commit()
    forms.setdefault("form", DecisionForm(formdata=None))
    forms.setdefault("raise_form", RaiseForm(formdata=None))
    # A person must have read the newest decision before making one: this page shows it.
    forms["form"].seen_decision.data = item.decision.id if item.decision else 0
    return render_template(
        "safeguarding/show_comment.html",
        item=item,
        pieces=services.segments(
            comment.text, ((start, end, rule) for start, end, rule, *_ in comment.screen_matches)
        ),
        fired=services.list_fired(comment),
        is_language_said=_is_language_said(comment),
        decisions=services.list_decisions(comment),
        outcomes=OUTCOMES,
        typings=responses.differences_of(comment),
        **forms,
    )


@blueprint.get("/<comment_id>")
def show_comment(comment_id: str) -> ResponseReturnValue:
    """Show one comment whole, with what fired and what was decided."""
    begin_write()
    return _page(services.get_item(comment_id))


@blueprint.post("/<comment_id>/decision")
def decide(comment_id: str) -> ResponseReturnValue:
    """Keep a decision, then go on to the next item."""
    begin_write()
    item = services.get_item(comment_id)
    form = DecisionForm()
    if form.was_sent_and_valid():
        try:
            services.record_decision(
                item.comment,
                outcome=Outcome(form.outcome.data),
                reason=form.reason.data,
                is_closed=form.closing.data == "close",
                by=current_user,
                seen_decision=form.seen,
            )
        except DomainError as error:
            form.reason.errors = [error.message]
        else:
            db.session.commit()
            flash(_("Your decision is saved."), "success")
            return _go_on(item)
    return _page(item, form=form), 422


def _go_on(item: services.InboxItem) -> ResponseReturnValue:
    following = services.next_open(after=item.comment)
    if following is None:
        return redirect(url_for(".list_comments"), 303)
    return redirect(url_for(".show_comment", comment_id=following.id), 303)


@blueprint.post("/<comment_id>/raise")
def raise_concern(comment_id: str) -> ResponseReturnValue:
    """Bring a comment to the inbox, or back to it."""
    begin_write()
    item = services.get_item(comment_id)
    form = RaiseForm()
    if not form.was_sent_and_valid():
        return _page(item, raise_form=form), 422
    services.raise_concern(
        item.comment,
        reason=form.worry.data,
        is_urgent=form.how_soon.data == "urgent",
        by=current_user,
    )
    db.session.commit()
    flash(_("The comment is in the inbox."), "success")
    return redirect(url_for(".show_comment", comment_id=comment_id), 303)
