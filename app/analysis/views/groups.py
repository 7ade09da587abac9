"""Suggested groups: the machine finds what seems to say the same, and a person decides."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_security import current_user

from app.analysis import services, words
from app.analysis.forms import OtherThemeForm, SearchForm, ThemeForm
from app.analysis.models import Grouping, GroupState, SuggestedGroup
from app.analysis.views.blueprint import blueprint
from app.analysis.views.search import offer
from app.db import begin_write, db
from app.errors import DomainError
from app.worker import nudge


@blueprint.post("/search/<search_id>/groups")
def ask_for_groups(search_id: str) -> ResponseReturnValue:
    """Ask the worker for groups among what a search finds."""
    begin_write()
    stored = services.get_search(search_id[:26], by=current_user)
    wanted = services.Criteria.from_dict(stored.criteria)
    try:
        grouping = services.ask_for_groups(wanted, by=current_user)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for(".show_search", search_id=search_id), 303)
    db.session.commit()
    nudge()
    return redirect(url_for(".show_grouping", grouping_id=grouping.id), 303)


@blueprint.get("/themes/suggested")
def list_groupings() -> ResponseReturnValue:
    """List what was asked for, the newest first."""
    offered = offer(SearchForm(formdata=None))
    rows = [(each, left, _asked(each, offered)) for each, left in services.list_groupings()]
    return render_template(
        "analysis/list_groupings.html", rows=rows, was_given_up=services.was_given_up
    )


def _asked(grouping: Grouping, offered: SearchForm) -> list[tuple[str, str]]:
    """Return (what was chosen, how) of the search, in the words of the form that offers it."""
    chosen = services.Criteria.from_dict(grouping.criteria).as_form()
    return [
        (field.label.text, _in_words(field, chosen[field.name]))
        for field in offered
        if chosen.get(field.name)
    ]


def _in_words(field: Any, chosen: Any) -> str:
    if isinstance(chosen, date):
        return str(format_date(chosen, "d MMMM y"))
    names = {str(each.value): str(each.label) for each in getattr(field, "choices", None) or []}
    return names.get(str(chosen), str(chosen))


@blueprint.get("/themes/suggested/<grouping_id>")
def show_grouping(grouping_id: str) -> ResponseReturnValue:
    """Show the groups that were found, or that they are being looked for."""
    grouping = services.get_grouping(grouping_id[:26])
    rows = services.list_groups(grouping)
    return render_template(
        "analysis/show_grouping.html",
        grouping=grouping,
        asked=_asked(grouping, offer(SearchForm(formdata=None))),
        rows=[(row, services.warn_of_group(row)) for row in rows],
        is_given_up=services.was_given_up(grouping),
        most=services.MOST_COMPARED,
        words=words,
    )


@blueprint.post("/themes/suggested/<grouping_id>/again")
def ask_again(grouping_id: str) -> ResponseReturnValue:
    """Let the worker try once more."""
    begin_write()
    grouping = services.get_grouping(grouping_id[:26])
    if services.was_given_up(grouping):
        services.ask_again(grouping, by=current_user)
        db.session.commit()
        nudge()
    return redirect(url_for(".show_grouping", grouping_id=grouping.id), 303)


def _url(group: SuggestedGroup) -> str:
    return url_for(".show_group", grouping_id=group.grouping_id, group_id=group.id)


@blueprint.get("/themes/suggested/<grouping_id>/<int:group_id>")
def show_group(grouping_id: str, group_id: int) -> ResponseReturnValue:
    """Show the comments of one group, and what can be made of it."""
    return _group_page(services.get_group(grouping_id[:26], group_id))


def _group_page(group: SuggestedGroup, error: str = "", ticked: tuple[str, ...] = ()) -> str:
    row = services.show_group(group)
    members = services.list_members(group)
    others = [
        each
        for each in services.list_groups(group.grouping)
        if each.group.id != group.id and each.group.state == GroupState.OPEN and each.comments
    ]
    return render_template(
        "analysis/show_group.html",
        row=row,
        group=group,
        warnings=services.warn_of_group(row),
        members=members,
        copies=services.sets_in([each.comment.id for each in members]),
        others=others,
        theme_form=OtherThemeForm(formdata=None).offer(services.list_themes()),
        error=error,
        ticked=set(ticked),
        words=words,
    )


def _seen() -> int:
    """Return how many comments the group had on the page that was sent."""
    seen = request.form.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 7 else -1


@blueprint.post("/themes/suggested/<grouping_id>/<int:group_id>")
def change_group(grouping_id: str, group_id: int) -> ResponseReturnValue:
    """Take comments out, split, merge, dismiss or bring back a group, or fill a theme with it."""
    begin_write()
    do = _STEPS.get(request.form.get("do", ""), _refuse)
    try:
        url, message = do(grouping_id[:26], group_id)
    except DomainError as error:
        db.session.rollback()
        group = services.get_group(grouping_id[:26], group_id)
        ticked = tuple(request.form.getlist("comment"))
        return _group_page(group, str(error), ticked), 422
    db.session.commit()
    nudge()  # a group that changed has no name of the machine's until it has looked again
    flash(message, "success")
    return redirect(url, 303)


def _refuse(_grouping_id: str, _group_id: int) -> tuple[str, str]:
    raise DomainError(_("Use the buttons on the page."))


def _take_out(grouping_id: str, group_id: int) -> tuple[str, str]:
    group = services.lock_group(grouping_id, group_id, seen=_seen())
    taken = services.take_out(group, request.form.getlist("comment"), by=current_user)
    message = ngettext("%(num)s comment is out.", "%(num)s comments are out.", taken)
    return _url(group), str(message)


def _split(grouping_id: str, group_id: int) -> tuple[str, str]:
    group = services.lock_group(grouping_id, group_id, seen=_seen())
    new = services.split_group(group, request.form.getlist("comment"), by=current_user)
    return _url(new), str(_("The ticked comments are a group of their own now."))


def _merge(grouping_id: str, group_id: int) -> tuple[str, str]:
    group = services.lock_group(grouping_id, group_id, seen=_seen())
    other_id = request.form.get("into", "")
    if not other_id.isdecimal() or len(other_id) > 9:
        raise DomainError(_("Choose a group"))
    into = services.get_open_group(grouping_id, int(other_id))
    services.merge_groups(group, into, by=current_user)
    return _url(into), str(_("The two groups are one now."))


def _fill(grouping_id: str, group_id: int) -> tuple[str, str]:
    group = services.lock_group(grouping_id, group_id, seen=_seen())
    form = OtherThemeForm().offer(services.list_themes())
    if not form.validate() or not form.theme.data:
        raise DomainError(_("Choose a theme"))
    theme = services.get_theme(int(form.theme.data))
    added = services.accept_into(group, theme, by=current_user)
    message = ngettext("%(num)s comment is added.", "%(num)s comments are added.", added)
    return url_for(".show_theme", theme_id=theme.id), str(message)


def _dismiss(grouping_id: str, group_id: int) -> tuple[str, str]:
    group = services.lock_group(grouping_id, group_id, seen=_seen())
    services.dismiss_group(group, by=current_user)
    url = url_for(".show_grouping", grouping_id=group.grouping_id)
    return url, str(_("The group is dismissed. You can bring it back."))


def _bring_back(grouping_id: str, group_id: int) -> tuple[str, str]:
    group = services.get_group(grouping_id, group_id)
    services.bring_back(group, by=current_user)
    return _url(group), str(_("The group is back."))


_STEPS: dict[str, Callable[[str, int], tuple[str, str]]] = {
    "take-out": _take_out,
    "split": _split,
    "merge": _merge,
    "fill": _fill,
    "dismiss": _dismiss,
    "bring-back": _bring_back,
}


@blueprint.route("/themes/suggested/<grouping_id>/<int:group_id>/theme", methods=["GET", "POST"])
def accept_group(grouping_id: str, group_id: int) -> ResponseReturnValue:
    """Make a theme of a group, under names that a person gives."""
    form = ThemeForm()
    if form.was_sent_and_valid():
        begin_write()
        try:
            group = services.lock_group(grouping_id[:26], group_id, seen=_seen())
            theme = services.accept_as_theme(
                group,
                name=form.name.data,
                easy_read_name=form.easy_read_name.data,
                description=form.description.data,
                in_public=form.chosen_in_public,
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            form.name.errors = [str(error)]
        else:
            db.session.commit()
            flash(_("The theme is made, and the comments are in it."), "success")
            return redirect(url_for(".show_theme", theme_id=theme.id), 303)
    group = services.get_group(grouping_id[:26], group_id)
    row = services.show_group(group)
    page = render_template(
        "analysis/accept_group.html",
        row=row,
        group=group,
        form=form,
        warnings=services.warn_of_group(row),
        words=words,
    )
    return page, 422 if form.errors else 200
